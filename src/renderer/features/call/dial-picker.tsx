// One field for a number or a name, and beneath it whom that could be: arrows choose, Enter takes.
import { TextInput } from '@mantine/core';
import { Fragment, useId, type ClipboardEvent, type KeyboardEvent } from 'react';
import { formatPhone } from '../../i18n/format.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { Empty } from '../../ui/notice.tsx';
import { StateDot } from '../../ui/marks.tsx';
import type { Contact } from './dial-contacts.ts';
import { cleanNumber } from './dial-number.ts';
import styles from './dial.module.css';

interface DialPickerProps {
  text: string;
  onText: (text: string) => void;
  contacts: readonly Contact[];
  /** The one that Enter and the buttons mean; undefined: none. */
  chosen: Contact | undefined;
  onChoose: (contact: Contact) => void;
  onEnter: () => void;
  testId: string;
}

export function DialPicker(props: DialPickerProps) {
  const { contacts, chosen, onChoose, onEnter } = props;
  const { t } = useWords();
  const id = useId();
  return (
    <>
      <DialField {...props} id={id} />
      <div
        className={styles.list}
        role="listbox"
        id={`${id}-list`}
        aria-label={t('dialer.list')}
        onMouseDown={(event) => event.preventDefault()} // the field keeps the keyboard
      >
        {contacts.length === 0 && <Empty text={t('dialer.none')} />}
        {contacts.map((contact, index) => (
          <Fragment key={contact.key}>
            {contact.group !== contacts[index - 1]?.group && (
              <div className={styles.group} role="presentation">
                {t(groupWords[contact.group])}
              </div>
            )}
            <div
              id={`${id}-${contact.key}`}
              role="option"
              aria-selected={contact.key === chosen?.key}
              className={styles.option}
              data-away={isAway(contact) ? '' : undefined}
              data-testid="contact"
              onClick={() => onChoose(contact)}
              onDoubleClick={onEnter}
            >
              <Option contact={contact} t={t} />
            </div>
          </Fragment>
        ))}
      </div>
    </>
  );
}

function DialField(props: DialPickerProps & { id: string }) {
  const { text, onText, contacts, chosen, onChoose, onEnter, testId, id } = props;
  const { t } = useWords();
  const move = (by: number) => {
    const at = contacts.findIndex(({ key }) => key === chosen?.key);
    const next = at < 0 && by < 0 ? contacts.at(-1) : contacts[(at + by + contacts.length) % contacts.length];
    if (!next) return;
    onChoose(next);
    document.getElementById(`${id}-${next.key}`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) move(by);
    else if (event.key === 'Enter') onEnter();
    else return;
    event.preventDefault();
  };
  /** Into an empty field: what people copy around a number stays away. */
  const onPaste = (event: ClipboardEvent) => {
    const number = cleanNumber(event.clipboardData.getData('text'));
    if (number === undefined || text !== '') return;
    event.preventDefault();
    onText(number);
  };
  return (
    <TextInput
      aria-label={t('dialer.number')}
      placeholder={t('dialer.number')}
      role="combobox"
      aria-expanded
      aria-controls={`${id}-list`}
      aria-activedescendant={chosen && `${id}-${chosen.key}`}
      aria-autocomplete="list"
      autoComplete="off"
      spellCheck={false}
      value={text}
      maxLength={256}
      data-autofocus
      data-testid={testId}
      onChange={(event) => onText(event.currentTarget.value)}
      {...{ onPaste, onKeyDown: onKey }}
    />
  );
}

/** Somebody who will hardly answer: drawn back, and after all the others of the group. */
const isAway = ({ presence }: Contact): boolean => presence === 'away' || presence === 'offline';

const groupWords = {
  typed: 'dialer.thisNumber',
  recent: 'dialer.recent',
  agent: 'dialer.agents',
  queue: 'dialer.queues',
  number: 'dialer.numbers',
} as const;

function Option({ contact: { name, number, note, presence, group }, t }: { contact: Contact; t: Translate }) {
  const shown = formatPhone(number);
  return (
    <>
      <span className={styles.name}>
        {group === 'typed' || name === number ? shown : name}
        {note !== null && <small>{note}</small>}
      </span>
      {presence !== null && (
        <span className={styles.presence}>
          <StateDot
            tone={presence === 'available' ? 'accent' : 'neutral'}
            hollow={presence !== 'available'}
          />
          {t(`dialer.presence.${presence}`)}
        </span>
      )}
      {group !== 'typed' && name !== number && <span className={styles.number}>{shown}</span>}
    </>
  );
}
