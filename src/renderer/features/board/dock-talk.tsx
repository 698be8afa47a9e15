// The transcript of the call that is followed, newest line always in sight until the reader goes up.
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { emptyLog } from '../../stores/stream-log.ts';
import { readingLine } from '../../stores/reading-line.ts';
import { layRows } from '../../stores/reading-rows.ts';
import { streams } from '../../stores/streams.ts';
import { Scroll } from '../conversation/timeline-scroll.tsx';
import type { ShownRow } from '../conversation/timeline-row.tsx';
import type { FollowedCall } from './board-dock.tsx';
import styles from './dock.module.css';

export function DockTalk({ call: { id, leadName } }: { call: FollowedCall }) {
  const { t } = useWords();
  const rows = useTalk(id);
  return (
    <div className={styles.talk} data-testid="dock-talk">
      {rows.length === 0 ? (
        <p className={styles.nothing}>{t('board.dock.empty')}</p>
      ) : (
        <Scroll rows={rows} leadName={leadName} />
      )}
    </div>
  );
}

function useTalk(callId: string): ShownRow[] {
  const stream = `call:${callId}`;
  const log = useStore(streams, ({ logs }) => logs[stream] ?? emptyLog);
  const speech = useStore(streams, (state) => state.speech[callId]);
  const settled = useMemo(() => {
    const logs = { [stream]: log };
    // Its head says when the call began, which stands above.
    return layRows(readingLine([], logs), logs).filter(({ kind }) => kind !== 'heading' && kind !== 'day');
  }, [stream, log]);
  return useMemo(
    () => (speech ? [...settled, { kind: 'speech', id: `speech:${stream}`, ...speech }] : settled),
    [settled, speech, stream],
  );
}
