// One entry of the reading line: the same grid for everybody, so the eye only moves down.
import {
  IconAlertCircle,
  IconBrandWhatsapp,
  IconInfoCircle,
  IconLoader,
  IconNote,
  IconPhone,
} from '@tabler/icons-react';
import { memo, useState } from 'react';
import { useStore } from 'zustand';
import { formatClock, formatNearDay } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { conversation } from '../../stores/conversation.ts';
import type { EventLine, NoteLine, ToolLine, Turn } from '../../stores/reading-line.ts';
import { desk } from '../../stores/desk.ts';
import type { DayRow, Fold, Heading, Row } from '../../stores/reading-rows.ts';
import { classNames } from '../../ui/class-names.ts';
import { Avatar, SofiaMark, Tag } from '../../ui/marks.tsx';
import { Attachment } from './attachment.tsx';
import { firstName } from '../call/first-name.ts';
import { AsSaid } from '../as-said.tsx';
import { sayEvent, type Saying } from './sayings.ts';
import { Delivery, NotDelivered, Said } from './timeline-message.tsx';
import { ToolChip } from './tool-chip.tsx';
import styles from './timeline.module.css';

/** Speech not settled yet, at the end of the line. */
export interface SpeechRow {
  kind: 'speech';
  id: string;
  role: 'lead' | 'ai';
  text: string;
}

/** So many numbered events exist that have not come yet. */
export interface GapRow {
  kind: 'gap';
  id: string;
  missing: number;
}
export type ShownRow = Row | SpeechRow | GapRow;

/** One row; drawn anew only when what it says has changed. */
export const TimelineRow = memo(function TimelineRow(props: { row: ShownRow; leadName: string }) {
  const { row, leadName } = props;
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
    case 'day':
      return <DayMark row={row} />;
    case 'gap':
      return <GapMark row={row} />;
  }
});

function DayMark({ row }: { row: DayRow }) {
  const { language } = useWords();
  return (
    <h3 className={styles.day}>
      <time dateTime={row.at.slice(0, 10)}>{formatNearDay(row.at, Date.now(), language)}</time>
    </h3>
  );
}

function GapMark({ row }: { row: GapRow }) {
  const { t } = useWords();
  return (
    <div className={classNames(styles.turn, styles.system)} data-testid="gap">
      <span />
      <IconLoader stroke={1.5} aria-hidden />
      <p>{t('talk.gapCount', { count: row.missing })}</p>
    </div>
  );
}

function HeadingRow({ heading }: { heading: Heading }) {
  const { t } = useWords();
  const time = formatClock(heading.at);
  if (heading.of === 'whatsapp')
    return (
      <h3 className={styles.heading}>
        <IconBrandWhatsapp stroke={1.5} aria-hidden />
        {t('talk.headingWhatsApp', { time })}
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
      <div className={styles.said}>
        <p>
          <b>{turn.author === 'ai' ? t('talk.sofia') : firstName(speaker)}</b>
          <Said turn={turn} />
          <Delivery turn={turn} />
        </p>
        {turn.media && <Attachment turn={turn} media={turn.media} from={firstName(speaker)} />}
        <NotDelivered turn={turn} />
      </div>
    </div>
  );
}

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
  const dispositions = useStore(desk, (state) => state.choices.dispositions);
  const saying = sayEvent(line.event, { t, language, now: Date.now(), dispositions }, line);
  if (!saying) return null;
  if (saying.by === 'ai')
    return (
      <div className={classNames(styles.turn, styles.ai)}>
        <time dateTime={line.at}>{formatClock(line.at)}</time>
        <SofiaMark />
        <p>
          <AsTold {...saying} />
        </p>
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

/** Sofía sums up in the language of the call, which is the lead's. */
function AsTold({ text, said = '' }: Pick<Saying, 'text' | 'said'>) {
  const spoken = useStore(conversation, (state) => state.detail?.language);
  if (said === '' || spoken === undefined) return text;
  return (
    <>
      {text.slice(0, -said.length)}
      <AsSaid text={said} language={spoken} />
    </>
  );
}

function NoteRow({ line }: { line: NoteLine }) {
  const { t } = useWords();
  if (line.author === 'agent')
    return (
      <div className={classNames(styles.turn, styles.agent, styles.note)} data-testid="note">
        <time dateTime={line.at}>{formatClock(line.at)}</time>
        <IconNote stroke={1.5} aria-hidden />
        <p>
          <b>{firstName(line.agentName ?? t('talk.agent'))}</b>
          <Tag>{t('talk.note')}</Tag> {line.text}
        </p>
      </div>
    );
  return (
    <div className={classNames(styles.turn, styles.system)}>
      <time dateTime={line.at}>{formatClock(line.at)}</time>
      <IconInfoCircle stroke={1.5} aria-hidden />
      <p>{line.text}</p>
    </div>
  );
}
