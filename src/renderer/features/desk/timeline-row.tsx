// One entry of the reading line: the same grid for everybody, so the eye only moves down.
import {
  IconAlertCircle,
  IconBrandWhatsapp,
  IconCheck,
  IconChecks,
  IconClock,
  IconInfoCircle,
  IconPhone,
} from '@tabler/icons-react';
import { useState } from 'react';
import { formatClock, formatNearDay } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import type { EventLine, NoteLine, ToolLine, Turn } from '../../stores/reading-line.ts';
import type { Fold, Heading, Row } from '../../stores/reading-rows.ts';
import { classNames } from '../../ui/class-names.ts';
import { Avatar, SofiaMark, Tag } from '../../ui/marks.tsx';
import { sayEvent } from './sayings.ts';
import { ToolChip } from './tool-chip.tsx';
import styles from './timeline.module.css';

/** Speech not settled yet, at the end of the line. */
export interface SpeechRow {
  kind: 'speech';
  id: string;
  role: 'lead' | 'ai';
  text: string;
}

export function TimelineRow({ row, leadName }: { row: Row | SpeechRow; leadName: string }) {
  switch (row.kind) {
    case 'heading':
      return <HeadingRow heading={row} />;
    case 'turn':
      return <TurnRow turn={row} leadName={leadName} />;
    case 'speech':
      return <SpeechTurn speech={row} leadName={leadName} />;
    case 'tool':
      return <ToolRow line={row} />;
    case 'fold':
      return <FoldRow fold={row} />;
    case 'event':
      return <EventRow line={row} />;
    case 'note':
      return <NoteRow line={row} />;
  }
}

function HeadingRow({ heading }: { heading: Heading }) {
  const { t, language } = useWords();
  const time = formatClock(heading.at);
  if (heading.of === 'whatsapp')
    return (
      <h3 className={styles.heading}>
        <IconBrandWhatsapp stroke={1.5} aria-hidden />
        {t('talk.headingWhatsApp', { day: formatNearDay(heading.at, Date.now(), language) })}
      </h3>
    );
  const text =
    heading.of === 'call'
      ? t('talk.headingCall', { time })
      : heading.agentName === null
        ? t('talk.headingAgentUnknown', { time })
        : t('talk.headingAgent', { name: firstName(heading.agentName), time });
  return (
    <h3 className={styles.heading}>
      <IconPhone stroke={1.5} aria-hidden />
      {text}
      {heading.live && <Tag tone={heading.of === 'call' ? 'ai' : 'accent'}>{t('talk.live')}</Tag>}
    </h3>
  );
}

function TurnRow({ turn, leadName }: { turn: Turn; leadName: string }) {
  const { t } = useWords();
  const speaker = turn.author === 'agent' ? (turn.agentName ?? t('talk.agent')) : leadName;
  return (
    <div
      className={classNames(styles.turn, styles[turn.author])}
      data-testid="turn"
      data-author={turn.author}
    >
      <time dateTime={turn.at}>{formatClock(turn.at)}</time>
      {turn.author === 'ai' ? <SofiaMark /> : <Avatar name={speaker} human={turn.author === 'agent'} />}
      <p>
        <b>{turn.author === 'ai' ? t('talk.sofia') : firstName(speaker)}</b>
        <Said turn={turn} />
        {turn.channel === 'whatsapp' && turn.author !== 'lead' && <Delivery status={turn.status} />}
      </p>
    </div>
  );
}

/** Plain words as they are; anything else by its kind in the language on screen, with what it carried. */
function Said({ turn }: { turn: Turn }) {
  const { t } = useWords();
  const kind = kinds.find((known) => known === turn.messageKind);
  if (!kind && /^(text|template|button|interactive)$/.test(turn.messageKind)) return turn.text;
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

/** How far a message of ours came; a word where it matters, a mark where it went well. */
function Delivery({ status }: { status: string | null }) {
  const { t } = useWords();
  const known = deliveries.find((delivery) => delivery === status);
  if (!known) return null;
  const failed = known === 'failed' || known === 'withheld';
  const Icon = failed
    ? IconAlertCircle
    : known === 'sent'
      ? IconCheck
      : known === 'pending' || known === 'sending'
        ? IconClock
        : IconChecks;
  return (
    <span className={classNames(styles.status, failed && styles.failed)} title={t(`message.${known}`)}>
      <Icon stroke={1.5} aria-label={t(`message.${known}`)} />
      {failed && ` ${t(`message.${known}`)}`}
      {known === 'read' && ` ${t('message.read')}`}
    </span>
  );
}
const deliveries = ['pending', 'sending', 'sent', 'delivered', 'read', 'failed', 'withheld'] as const;

function SpeechTurn({ speech, leadName }: { speech: SpeechRow; leadName: string }) {
  const { t } = useWords();
  const ai = speech.role === 'ai';
  return (
    <div className={classNames(styles.turn, ai && styles.ai)} aria-hidden>
      <time>{formatClock(Date.now())}</time>
      {ai ? <SofiaMark /> : <Avatar name={leadName} />}
      <p>
        <b>{ai ? t('talk.sofia') : firstName(leadName)}</b>
        <span className={styles.part}>{speech.text}</span>
        <span className={styles.caret} />
      </p>
    </div>
  );
}

function ToolRow({ line }: { line: ToolLine }) {
  return (
    <div className={classNames(styles.turn, styles.toolTurn)}>
      <time dateTime={line.at}>{formatClock(line.at)}</time>
      <span />
      <ToolChip tool={line.tool} />
    </div>
  );
}

function FoldRow({ fold }: { fold: Fold }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <div className={classNames(styles.turn, styles.toolTurn)}>
      <time dateTime={fold.at}>{formatClock(fold.at)}</time>
      <span />
      <div className={styles.chips}>
        <button type="button" className={styles.tool} aria-expanded={open} onClick={() => setOpen(!open)}>
          <b>{open ? t('talk.fold') : t('talk.folded', { count: fold.tools.length })}</b>
        </button>
        {open && fold.tools.map((line) => <ToolChip key={line.id} tool={line.tool} />)}
      </div>
    </div>
  );
}

function EventRow({ line }: { line: EventLine }) {
  const { t, language } = useWords();
  const saying = sayEvent(line.event, { t, language, now: Date.now() }, line.agentName);
  if (!saying) return null;
  if (saying.by === 'ai')
    return (
      <div className={classNames(styles.turn, styles.ai)}>
        <time dateTime={line.at}>{formatClock(line.at)}</time>
        <SofiaMark />
        <p>{saying.text}</p>
      </div>
    );
  const Icon = saying.tone === 'bad' ? IconAlertCircle : IconInfoCircle;
  return (
    <div className={classNames(styles.turn, styles.system)} data-tone={saying.tone}>
      <time dateTime={line.at}>{formatClock(line.at)}</time>
      <Icon stroke={1.5} aria-hidden />
      <p>{saying.text}</p>
    </div>
  );
}

function NoteRow({ line }: { line: NoteLine }) {
  return (
    <div className={classNames(styles.turn, styles.system)}>
      <time dateTime={line.at}>{formatClock(line.at)}</time>
      <IconInfoCircle stroke={1.5} aria-hidden />
      <p>{line.text}</p>
    </div>
  );
}

const kinds = [
  ...(['image', 'audio', 'video', 'document', 'sticker', 'location', 'contacts'] as const),
  ...(['order', 'reaction', 'system'] as const),
];

/** `Mariana` of `Mariana Robles Ortega`; a phone number stays whole. */
export function firstName(name: string): string {
  return /^[+\d]/.test(name) ? name : (name.split(' ')[0] ?? name);
}
