// Every line of one call with its lookups, in the same rows as on the desk; a line that was searched for stands out.
import { useEffect, useMemo, useRef } from 'react';
import type { CallDetail } from '../../../shared/api.ts';
import { useWords } from '../../i18n/use-words.ts';
import { readingLine } from '../../stores/reading-line.ts';
import { layRows } from '../../stores/reading-rows.ts';
import { Empty } from '../../ui/notice.tsx';
import { TimelineRow } from '../conversation/timeline-row.tsx';
import styles from './history.module.css';

interface TranscriptProps {
  detail: CallDetail;
  lineId: string | undefined;
}

export function Transcript({ detail, lineId }: TranscriptProps) {
  const { t } = useWords();
  const rows = useMemo(() => layRows(readingLine(detail.items, {}), {}), [detail.items]);
  const found = useRef<HTMLDivElement>(null);
  useEffect(() => found.current?.scrollIntoView({ block: 'center' }), [lineId, rows]);
  return (
    <section className={styles.part} aria-label={t('history.transcript')}>
      <h3>{t('history.transcript')}</h3>
      {rows.length === 0 && <Empty text={t('history.noTranscript')} />}
      {rows.map((row) => (
        <div
          key={row.id}
          ref={row.id === lineId ? found : undefined}
          className={row.id === lineId ? styles.found : undefined}
        >
          <TimelineRow row={row} leadName={detail.leadName} />
        </div>
      ))}
    </section>
  );
}
