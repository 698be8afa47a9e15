// What belongs to a WhatsApp message alone: what it carried, how far it came, and what to do when it did not.
import {
  IconAlertCircle,
  IconCheck,
  IconChecks,
  IconClock,
  type Icon as TablerIcon,
} from '@tabler/icons-react';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { useDeskApi } from '../../stores/desk-api.ts';
import type { Turn } from '../../stores/reading-line.ts';
import { writing } from '../../stores/writing.ts';
import { classNames } from '../../ui/class-names.ts';
import { notSentInWords } from '../backend-words.ts';
import { reasonInWords } from '../error-words.ts';
import { useSender, whyNotSent } from './composer-send.ts';
import styles from './timeline.module.css';

const kinds = [
  ...(['image', 'audio', 'video', 'document', 'sticker', 'location', 'contacts'] as const),
  ...(['order', 'reaction', 'system'] as const),
];

/** Plain words as they are; anything else by its kind in the language on screen, with what it carried. */
export function Said({ turn }: { turn: Turn }) {
  const { t } = useWords();
  const kind = kinds.find((known) => known === turn.messageKind);
  if (!kind && /^(text|template|button|interactive)$/.test(turn.messageKind)) return turn.text;
  if (turn.media) return turn.media.caption;
  return (
    <>
      <em>{t(`message.${kind ?? 'unsupported'}`)} </em>
      {carriedBy(turn.text)}
    </>
  );
}

/** The backend describes such messages as `[Documento: plano.pdf] caption`; only what is the lead's own is kept. */
export function carriedBy(text: string): string {
  const described = /^\[[^\]:]*(?::\s*([^\]]*))?\]\s*(.*)$/s.exec(text);
  if (!described) return text;
  return [described[1], described[2]].filter(Boolean).join(' ');
}

const deliveries = ['pending', 'sending', 'sent', 'delivered', 'read', 'failed', 'withheld'] as const;
const deliveryIcons: Record<(typeof deliveries)[number], TablerIcon> = {
  pending: IconClock,
  sending: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  failed: IconAlertCircle,
  withheld: IconAlertCircle,
};

/** How far a message of ours came; a word where it matters, a mark where it went well. */
export function Delivery({ turn: { id, author, channel, status } }: { turn: Turn }) {
  const { t } = useWords();
  const known = deliveries.find((delivery) => delivery === status);
  if (!known || channel !== 'whatsapp' || author === 'lead') return null;
  if (known === 'failed' && id.startsWith('out:')) return null; // the line below says more
  const failed = known === 'failed' || known === 'withheld';
  const Icon = deliveryIcons[known];
  const word = t(`message.${known}`);
  const isWritten = failed || known === 'read';
  return (
    <span
      className={classNames(styles.status, failed && styles.failed)}
      title={word}
      data-testid="delivery"
      data-status={known}
    >
      <Icon stroke={1.5} {...(isWritten ? { 'aria-hidden': true } : { role: 'img', 'aria-label': word })} />
      {isWritten && ` ${word}`}
    </span>
  );
}

/** Under a message of ours that did not go: why, and what can be done about it. */
export function NotDelivered({ turn }: { turn: Turn }) {
  if (turn.author === 'lead') return null;
  if (turn.status === 'withheld') return <Withheld turn={turn} />;
  if (turn.status !== 'failed') return null;
  return turn.id.startsWith('out:') ? <NotSent id={turn.id.slice(4)} /> : <NotTaken turn={turn} />;
}

/** It never reached our own backend. */
function NotSent({ id }: { id: string }) {
  const { t } = useWords();
  const { again, edit, discard } = useSender();
  const failure = useStore(writing, (state) => state.outgoing[id]?.failure);
  if (!failure) return null;
  const reason =
    failure.code === 'interrupted'
      ? t('compose.unknown')
      : t('compose.notSent', { reason: whyNotSent(failure, t) });
  return (
    <div className={styles.failure}>
      <span>{reason}</span>
      <button type="button" onClick={() => again(id)}>
        {t('compose.retry')}
      </button>
      <button type="button" onClick={() => edit(id)}>
        {t('compose.edit')}
      </button>
      <button type="button" title={t('compose.discardTitle')} onClick={() => discard(id)}>
        {t('compose.discard')}
      </button>
    </div>
  );
}

/** It will not go any more, by our own decision or by Meta's: there is nothing to try again. */
function Withheld({ turn }: { turn: Turn }) {
  const { t } = useWords();
  const why = notSentInWords(turn, t);
  if (why === undefined) return null;
  return (
    <div className={styles.failure}>
      <span>{why}</span>
    </div>
  );
}

/** Meta or the lead's phone did not take it. */
function NotTaken({ turn }: { turn: Turn }) {
  const { t } = useWords();
  const { retryMessage } = useDeskApi();
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    try {
      await retryMessage(turn.id);
    } catch (cause) {
      const reason = reasonInWords(cause, t);
      notifications.show({ message: t('compose.retryFailed', { reason }), color: 'var(--bad)' });
    } finally {
      setBusy(false);
    }
  };
  const why = notSentInWords(turn, t);
  return (
    <div className={styles.failure}>
      {why !== undefined && <span>{why}</span>}
      <button type="button" aria-busy={busy} onClick={busy ? undefined : () => void retry()}>
        {t('compose.retry')}
      </button>
    </div>
  );
}
