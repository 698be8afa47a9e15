// The rows of the lead on screen: the snapshot, what the streams added, what is on its way, what is missing and what is being said.
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { conversation } from '../../stores/conversation.ts';
import { readingLine } from '../../stores/reading-line.ts';
import { filterLines, layRows, type TalkFilter } from '../../stores/reading-rows.ts';
import { selectMe, session } from '../../stores/session.ts';
import { hasGap, lastSeq, type StreamLog } from '../../stores/stream-log.ts';
import { streams } from '../../stores/streams.ts';
import { dropOutgoing, toldKeys, turnsOnTheirWay, writing, type Outgoing } from '../../stores/writing.ts';
import type { GapRow, ShownRow, SpeechRow } from './timeline-row.tsx';

/** A gap shorter than this is filled before anybody could read of it. */
const gapShownAfterMs = 700;

export function useRows(leadId: string, filter: TalkFilter): ShownRow[] {
  const items = useStore(conversation, (state) => state.items);
  const watched = useStore(conversation, (state) => state.watched);
  const logsNow = useStore(
    streams,
    useShallow((state) => pick(state.logs, watched)),
  );
  // A long story is laid out when there is time: what is being typed comes first.
  const logs = useDeferredValue(logsNow);
  const waiting = useWaiting(leadId, logs);
  const agentName = useStore(session, (state) => selectMe(state)?.name ?? null);
  const missing = useMissing(logs);
  const speech = useStore(streams, (state) => state.speech);
  const settled = useMemo(
    () => layRows(filterLines(readingLine(items, logs), filter), logs),
    [items, logs, filter],
  );
  return useMemo(() => {
    const gap: GapRow[] = missing > 0 ? [{ kind: 'gap', id: 'gap', missing }] : [];
    const ours = filter === 'all' || filter === 'whatsapp' ? turnsOnTheirWay(waiting, agentName) : [];
    const isSpoken = filter === 'all' || filter === 'call';
    const heard = watched.flatMap((stream): SpeechRow[] => {
      const said = isSpoken ? speech[stream.replace(/^call:/, '')] : undefined;
      return said ? [{ kind: 'speech', id: `speech:${stream}`, ...said }] : [];
    });
    return [...settled, ...gap, ...ours, ...heard];
  }, [settled, speech, watched, filter, waiting, agentName, missing]);
}

function pick(logs: Record<string, StreamLog>, names: readonly string[]): Record<string, StreamLog> {
  const picked: Record<string, StreamLog> = {};
  for (const name of names) {
    const log = logs[name];
    if (log) picked[name] = log;
  }
  return picked;
}

/** What is on its way to this lead; what its stream has told already is taken out, and forgotten. */
function useWaiting(leadId: string, logs: Record<string, StreamLog>): Outgoing[] {
  const outgoing = useStore(
    writing,
    useShallow((state) => Object.values(state.outgoing).filter((one) => one.leadId === leadId)),
  );
  const log = logs[`lead:${leadId}`];
  const told = useMemo(() => toldKeys(outgoing, log), [outgoing, log]);
  useEffect(() => dropOutgoing(told), [told]);
  return useMemo(() => outgoing.filter(({ message }) => !told.includes(message.key)), [outgoing, told]);
}

/** How many events are known to exist and have not come for a while. */
function useMissing(logs: Record<string, StreamLog>): number {
  const missing = Object.values(logs).reduce(
    (sum, log) => sum + (hasGap(log) ? log.head - lastSeq(log) - Object.keys(log.ahead).length : 0),
    0,
  );
  const isMissing = missing > 0;
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(isMissing), isMissing ? gapShownAfterMs : 0);
    return () => clearTimeout(timer);
  }, [isMissing]);
  return late ? missing : 0;
}
