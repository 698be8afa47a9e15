// Choosing whom to call, whom to hand the call in hand to, or whom to join: one dialog with the directory.
import { useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { PhoneCall } from '../../../shared/phone.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { useDeskApi } from '../../stores/desk-api.ts';
import { desk } from '../../stores/desk.ts';
import { closeDialer, dialer, type Dialing } from '../../stores/dialer.ts';
import { openPhoneCalls, phone } from '../../stores/phone.ts';
import { selectMe, session } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { callFailed, useAttempt } from '../use-attempt.ts';
import { canTakeUnasked, findContacts, type Contact } from './dial-contacts.ts';
import { DialPad } from './dial-pad.tsx';
import { DialPicker } from './dial-picker.tsx';
import { useDial } from './use-dial.ts';
import { useRecentCalls } from './use-recent-calls.ts';
import styles from './dial.module.css';

/** Drawn on every page; nothing until somebody asks for it, and nothing more once the call it is about has ended. */
export function DialDialog() {
  const open = useStore(dialer, (state) => state.open);
  const call = useStore(phone, ({ state }) =>
    openPhoneCalls(state).find(({ id, phase }) => id === open?.callId && phase !== 'ringing'),
  );
  if (!open || (open.purpose !== 'call' && !call)) return null;
  return <Choice key={`${open.purpose} ${open.number}`} dialing={open} call={call} />;
}

function Choice({ dialing, call }: { dialing: Dialing; call: PhoneCall | undefined }) {
  const { t } = useWords();
  const choice = useChoice(dialing);
  const { purpose } = dialing;
  return (
    <Dialog title={t(titles[purpose])} closeLabel={t('dialer.close')} onClose={closeDialer}>
      {purpose === 'transfer' && call ? (
        <TransferForm call={call} choice={choice} />
      ) : (
        <CallForm isAdding={purpose === 'add'} choice={choice} />
      )}
    </Dialog>
  );
}
const titles = { call: 'dialer.title', transfer: 'transfer.title', add: 'dialer.addTitle' } as const;

interface ChoiceState {
  text: string;
  onText: (text: string) => void;
  contacts: Contact[];
  chosen: Contact | undefined;
  onChoose: (contact: Contact) => void;
}

/** What is in the field, whom it names, and who of them is meant: the one chosen, else the first that the text names. */
function useChoice({ number, purpose }: Dialing): ChoiceState {
  const [text, setText] = useState(number);
  const [key, setKey] = useState<string>();
  const directory = useStore(desk, (state) => state.directory);
  const myId = useStore(session, (state) => selectMe(state)?.id);
  const recent = useRecentCalls(useDeskApi());
  const onLine = useStore(
    phone,
    useShallow(({ state }) => openPhoneCalls(state).map(({ number }) => number)),
  );
  const contacts = findContacts(text, {
    ...{ directory, recent, myId, onLine },
    isHandOver: purpose === 'transfer',
  });
  const chosen =
    contacts.find((contact) => contact.key === key) ?? (text.trim() === '' ? undefined : contacts[0]);
  const onText = (next: string) => {
    setText(next);
    setKey(undefined);
  };
  return { text, onText, contacts, chosen, onChoose: (contact) => setKey(contact.key) };
}

function CallForm({ isAdding, choice }: { isAdding: boolean; choice: ChoiceState }) {
  const { t } = useWords();
  const { dial, obstacle } = useDial();
  const inCall = useStore(phone, ({ state }) => openPhoneCalls(state).some(({ phase }) => phase === 'live'));
  const call = () => {
    if (choice.chosen === undefined || obstacle !== undefined) return;
    closeDialer();
    dial(choice.chosen.number);
  };
  const hint = isAdding ? t('dialer.addHint') : inCall ? t('dialer.holdHint') : '';
  return (
    <div className={styles.form}>
      <div className={styles.columns}>
        <div className={styles.column}>
          <DialPicker {...choice} onEnter={call} testId="dial-number" />
        </div>
        <DialPad text={choice.text} onText={choice.onText} />
      </div>
      <p className={styles.hint} role="status">
        {obstacle ?? hint}
      </p>
      <div className={styles.buttons}>
        <Button
          look="primary"
          data-testid="dial-call"
          title={titleOf(choice, obstacle, t)}
          disabled={choice.chosen === undefined || obstacle !== undefined}
          onClick={call}
        >
          {t(isAdding ? 'dialer.add' : 'dialer.call')}
        </Button>
      </div>
    </div>
  );
}

function TransferForm({ call, choice }: { call: PhoneCall; choice: ChoiceState }) {
  const { t } = useWords();
  const { transfer, dial } = useActions();
  const { run } = useAttempt(callFailed);
  const give = (command: (to: string) => Promise<void>) => () => {
    const to = choice.chosen?.number;
    if (to === undefined) return;
    closeDialer();
    run(() => command(to));
  };
  const { chosen } = choice;
  const isAbsent = chosen !== undefined && !canTakeUnasked(chosen);
  const absent = isAbsent ? t('transfer.absent', { name: chosen.name }) : undefined;
  const handOver = give((to) => transfer(call.id, to));
  const now = () => {
    if (!isAbsent) handOver();
  };
  const missing = { disabled: chosen === undefined, title: titleOf(choice, undefined, t) };
  return (
    <div className={styles.form}>
      <DialPicker {...choice} onEnter={now} testId="transfer-to" />
      <p className={styles.hint} role="status">
        {absent ?? t('transfer.hint')}
      </p>
      <div className={styles.buttons}>
        <Button data-testid="consult" {...missing} onClick={give(dial)}>
          {t('transfer.consult')}
        </Button>
        <Button
          look="primary"
          data-testid="transfer-now"
          disabled={missing.disabled || isAbsent}
          title={absent ?? missing.title}
          onClick={now}
        >
          {t('transfer.blind')}
        </Button>
      </div>
    </div>
  );
}

/** Why a button is off. */
const titleOf = ({ chosen }: ChoiceState, obstacle: string | undefined, t: Translate): string | undefined =>
  obstacle ?? (chosen === undefined ? t('dialer.notNumber') : undefined);
