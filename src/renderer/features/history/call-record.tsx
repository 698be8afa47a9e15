// One call of before, whole: who and when, what came of it, Sofía's summary, every line and lookup, the recording.
import { IconHeadphones, IconPhone, IconUser, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { CallDetail } from '../../../shared/api.ts';
import type { OpenedCall } from '../../stores/day.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { useDeskApi } from '../../stores/desk-api.ts';
import { openView } from '../../stores/preferences.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { SofiaMark } from '../../ui/marks.tsx';
import { Empty, Failed, LoadingBars } from '../../ui/notice.tsx';
import { useDial } from '../call/use-dial.ts';
import { useReading } from '../use-reading.ts';
import { factsOfRecord } from './record-facts.ts';
import { nameOfRecord } from './history-words.ts';
import { Transcript } from './transcript.tsx';
import styles from './history.module.css';

interface CallRecordProps {
  opened: OpenedCall;
  onClose: () => void;
}

export function CallRecord({ opened, onClose }: CallRecordProps) {
  const { t } = useWords();
  const { call } = useDeskApi();
  const { row, callId, lineId } = opened;
  const heading = useRef<HTMLHeadingElement>(null);
  const { value, status, again } = useReading(callId ?? undefined, () => call(callId ?? ''));
  const detail = value?.id === callId ? value : undefined;
  useEffect(() => heading.current?.focus(), []);
  const name = detail?.leadName ?? (row ? nameOfRecord(row, t) : '');
  return (
    <aside
      className={styles.record}
      aria-label={t('history.detail')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
    >
      <header className={styles.recordHead}>
        <h2 ref={heading} tabIndex={-1}>
          {name}
        </h2>
        <IconButton label={t('history.close')} onClick={onClose}>
          <IconX stroke={1.5} aria-hidden />
        </IconButton>
      </header>
      {/* Scrolls, so the keyboard has to reach it. */}
      <div className={styles.recordBody} tabIndex={0} role="group" aria-label={t('history.detail')}>
        <Facts opened={opened} detail={detail} />
        <RecordActions opened={opened} detail={detail} />
        {callId === null && <Empty text={t('history.noCall')} />}
        {callId !== null && status === 'loading' && (
          <LoadingBars label={t('app.loading')} height={20} widths={[60, 90, 75, 85]} />
        )}
        {callId !== null && status === 'failed' && (
          <Failed text={t('history.detailFailed')} action={t('work.retry')} onAction={again} />
        )}
        {detail && <Summary text={detail.summary} />}
        {detail && <Transcript detail={detail} lineId={lineId} />}
      </div>
    </aside>
  );
}

interface PartProps {
  opened: OpenedCall;
  detail: CallDetail | undefined;
}

function Facts({ opened: { row }, detail }: PartProps) {
  const { t, language } = useWords();
  return (
    <dl className={styles.facts}>
      {factsOfRecord(row, detail, { t, language }).map(({ word, text }) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function RecordActions({ opened: { row }, detail }: PartProps) {
  const { t } = useWords();
  const { openLead, openLink } = useActions();
  const { dial, busy, obstacle } = useDial();
  const number = row?.number ?? detail?.phone;
  const leadId = row?.leadId ?? detail?.leadId;
  const recording = detail?.recordingUrl;
  return (
    <div className={styles.actions}>
      {number && (
        <Button
          size="small"
          busy={busy}
          disabled={obstacle !== undefined}
          title={obstacle}
          icon={<IconPhone stroke={1.5} aria-hidden />}
          onClick={() => dial(number)}
        >
          {t('history.again')}
        </Button>
      )}
      {leadId && (
        <Button
          size="small"
          icon={<IconUser stroke={1.5} aria-hidden />}
          onClick={() => {
            openLead(leadId);
            openView('desk');
          }}
        >
          {t('history.lead')}
        </Button>
      )}
      {recording && (
        <Button
          size="small"
          title={t('history.recordingHint')}
          icon={<IconHeadphones stroke={1.5} aria-hidden />}
          onClick={() => openLink(recording)}
        >
          {t('history.recording')}
        </Button>
      )}
    </div>
  );
}

function Summary({ text }: { text: string | null }) {
  const { t } = useWords();
  if (text === null || text === '') return null;
  return (
    <section className={styles.part}>
      <h3>
        <SofiaMark />
        {t('history.summary')}
      </h3>
      <p>{text}</p>
    </section>
  );
}
