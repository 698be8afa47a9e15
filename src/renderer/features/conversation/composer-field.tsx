// The field: it grows with the text, keeps it for each lead, and hands it over in one key.
import { IconBrandWhatsapp, IconSend, IconTemplate } from '@tabler/icons-react';
import { useRef, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import type { LeadDetail } from '../../../shared/api.ts';
import { formatPhone } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { connection } from '../../stores/connection.ts';
import { keepTemplate, keepText, writing } from '../../stores/writing.ts';
import { IconButton } from '../../ui/button.tsx';
import { leaveOnEscape } from '../../ui/leave-on-escape.ts';
import { useSender } from './composer-send.ts';
import styles from './composer.module.css';

/** WhatsApp's own limit for a text (Cloud API, "Text messages"). */
const longest = 4_096;
/** From here on the field says how much is left. */
const saysLeftFrom = 3_600;

interface FieldProps {
  detail: LeadDetail;
  leadName: string;
  onRefused: (why: 'offline' | undefined) => void;
}

export function MessageField({ detail, leadName, onRefused }: FieldProps) {
  const { t } = useWords();
  const leadId = detail.id;
  const text = useStore(writing, (state) => state.drafts[leadId] ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  const send = useSend(leadId, onRefused);
  const openTemplate = () => keepTemplate(leadId, { id: '', values: [], byHand: true });
  useFieldCommands({ write: () => field.current?.focus(), openTemplate });
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    leaveOnEscape(event);
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className={styles.field}>
      <IconBrandWhatsapp stroke={1.5} aria-hidden />
      <textarea
        ref={field}
        rows={1}
        value={text}
        maxLength={longest}
        placeholder={
          detail.phone === null
            ? t('compose.placeholder', { name: leadName })
            : t('compose.to', { name: leadName, number: formatPhone(detail.phone) })
        }
        aria-label={t('compose.placeholder', { name: leadName })}
        aria-keyshortcuts="W"
        data-testid="message-field"
        onChange={(event) => keepText(leadId, event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <FieldSign length={text.length} />
      <IconButton label={t('template.openTitle')} data-testid="open-template" onClick={openTemplate}>
        <IconTemplate stroke={1.5} />
      </IconButton>
      <IconButton
        label={t('compose.sendTitle')}
        className={styles.send}
        data-testid="send-message"
        aria-disabled={text.trim() === ''}
        onClick={send}
      >
        <IconSend stroke={1.5} />
      </IconButton>
    </div>
  );
}

/** How to get into an empty field; how much still goes into a very full one. */
function FieldSign({ length }: { length: number }) {
  const { t } = useWords();
  if (length === 0)
    return (
      <kbd className={styles.key} aria-hidden>
        W
      </kbd>
    );
  if (length < saysLeftFrom) return null;
  return (
    <span className={styles.left} role="status">
      {t('compose.tooLong', { count: longest - length })}
    </span>
  );
}

function useFieldCommands({ write, openTemplate }: { write: () => void; openTemplate: () => void }): void {
  const { t } = useWords();
  useCommand({ id: 'chat.write', group: 'chat', label: t('compose.write'), key: 'W', run: write });
  useCommand({ id: 'chat.template', group: 'chat', label: t('template.openTitle'), run: openTemplate });
}

/** Sends what the field holds by now; without a line to the backend it says so and keeps every letter. */
function useSend(leadId: string, onRefused: FieldProps['onRefused']): () => void {
  const sender = useSender();
  return () => {
    const text = (writing.getState().drafts[leadId] ?? '').trim();
    if (text === '') return;
    if (connection.getState().backend.phase !== 'up') return onRefused('offline');
    onRefused(undefined);
    keepText(leadId, '');
    sender.send(leadId, { kind: 'text', key: crypto.randomUUID(), text }, text);
  };
}
