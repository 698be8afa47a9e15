// Earlier conversations on the phone, with people and with Sofía, each with what came of it.
import { IconPhoneIncoming, IconPhoneOutgoing } from '@tabler/icons-react';
import type { LeadDetail } from '../../../shared/api.ts';
import type { CallSummary } from '../../../shared/call.ts';
import type { HistoryCall } from '../../../shared/desk.ts';
import { formatDayAndClock, formatDuration } from '../../i18n/format.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { openCallRecord } from '../../stores/day.ts';
import { began, isOpen } from '../../stores/work.ts';
import { SofiaMark } from '../../ui/marks.tsx';
import { useNowEvery } from '../../ui/use-now.ts';
import { useCallStatus } from '../calls/use-call-status.ts';
import { LeadSection } from './lead-section.tsx';
import styles from './lead-card.module.css';

const stepMs = 60_000;
const firstShown = 5;

/** One earlier contact as the card needs it. */
interface Contact {
  id: string;
  at: string;
  byAi: boolean;
  direction: 'in' | 'out';
  outcome: string;
  who: string | null;
  talkSeconds: number | null;
  callId: string | null;
}

export function LeadContacts({ lead }: { lead: LeadDetail }) {
  const { t, language } = useWords();
  const statusOf = useCallStatus();
  const contacts = contactsOf(lead, { t, language, statusOf });
  if (contacts.length === 0) return null;
  return (
    <LeadSection title={t('lead.calls')}>
      <ul className={styles.rows}>
        {contacts.slice(0, firstShown).map((contact) => (
          <ContactRow key={contact.id} contact={contact} />
        ))}
      </ul>
    </LeadSection>
  );
}

function ContactRow({ contact }: { contact: Contact }) {
  const { t, language } = useWords();
  const now = useNowEvery(stepMs);
  const { at, byAi, direction, outcome, who, talkSeconds, callId } = contact;
  const Icon = direction === 'in' ? IconPhoneIncoming : IconPhoneOutgoing;
  const title = outcome || t(direction === 'in' ? 'call.incoming' : 'call.outgoing');
  return (
    <li data-testid="contact">
      <span className={styles.contact}>
        {byAi ? <SofiaMark /> : <Icon stroke={1.5} aria-hidden />}
        {callId === null ? (
          <span className={styles.what}>{title}</span>
        ) : (
          <button
            type="button"
            className={styles.open}
            title={t('leadCard.openCall')}
            onClick={() => openCallRecord(callId)}
          >
            {title}
          </button>
        )}
      </span>
      <small>
        {[
          at === '' ? undefined : formatDayAndClock(at, now, language),
          byAi ? t('talk.sofia') : who,
          talkSeconds === null ? undefined : formatDuration(talkSeconds * 1000),
        ]
          .filter(Boolean)
          .join(' · ')}
      </small>
    </li>
  );
}

interface Wording {
  t: Translate;
  language: 'es' | 'en';
  statusOf: (call: CallSummary) => string;
}

/** From the history where the backend gives it; else from Sofía's own calls. */
function contactsOf(lead: LeadDetail, wording: Wording): Contact[] {
  const current = new Set(lead.calls.filter(isOpen).map(({ id }) => id));
  if (lead.contacts) {
    const past = lead.contacts.filter(({ kind, callId }) => kind === 'phone' || !current.has(callId ?? ''));
    return past.map((contact) => ofHistory(contact, wording));
  }
  return lead.calls.filter((call) => !current.has(call.id)).map((call) => ofCall(call, wording));
}

function ofHistory(contact: HistoryCall, { t, language, statusOf }: Wording): Contact {
  const { id, kind, at, direction, agentName, talkSeconds, callId, call, disposition } = contact;
  const said = call && kind === 'ai' ? statusOf(call) : phoneOutcomeInWords(contact.outcome, t);
  return {
    id: `${kind}:${id}`,
    at,
    byAi: kind === 'ai',
    direction,
    outcome: disposition?.[language] ?? said,
    who: agentName,
    talkSeconds,
    callId,
  };
}

function ofCall(call: CallSummary, { statusOf }: Wording): Contact {
  return {
    id: call.id,
    at: began(call),
    byAi: true,
    direction: 'out',
    outcome: statusOf(call),
    who: call.agentName,
    talkSeconds: call.durationSeconds,
    callId: call.id,
  };
}

const phoneOutcomes = [
  'answered',
  'no-answer',
  'busy',
  'rejected',
  'unreachable',
  'failed',
  'transferred',
  'lost',
] as const;

function phoneOutcomeInWords(outcome: string | null, t: Translate): string {
  const known = phoneOutcomes.find((one) => one === outcome);
  return known ? t(`phoneOutcome.${known}`) : '';
}
