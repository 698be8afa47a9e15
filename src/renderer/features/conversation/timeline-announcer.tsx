// Reads new lines to those who cannot see them: politely, in bundles, and never into somebody's own reading or writing.
import { useEffect, useRef, useState } from 'react';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import type { Turn } from '../../stores/reading-line.ts';
import { firstName } from '../call/first-name.ts';
import { carriedBy } from './timeline-message.tsx';
import type { ShownRow } from './timeline-row.tsx';
import styles from './timeline.module.css';

const bundleMs = 600;
const longestText = 200;

interface AnnouncerProps {
  rows: readonly ShownRow[];
  leadName: string;
  /** The reader is further up: they asked for quiet. */
  silent: boolean;
}

export function Announcer(props: AnnouncerProps) {
  const text = useAnnouncement(props);
  return (
    <div className={styles.heard} aria-live="polite" data-testid="announcer">
      {text}
    </div>
  );
}

/** Speech on its way redraws the rows all the time: what has settled is told on a clock of its own, not when it rests. */
function useAnnouncement({ rows, leadName, silent }: AnnouncerProps): string {
  const { t } = useWords();
  const [text, setText] = useState('');
  const toldUntil = useRef<number>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const tell = useRef(() => {});
  useEffect(() => {
    toldUntil.current ??= newestTurnAt(rows);
    tell.current = () => {
      timer.current = undefined;
      const fresh = turnsSince(rows, toldUntil.current ?? 0);
      if (fresh.length === 0) return;
      toldUntil.current = newestTurnAt(rows);
      if (!silent && !isWriting()) setText(announcementOf(fresh, leadName, t));
    };
    timer.current ??= setTimeout(() => tell.current(), bundleMs);
  }, [rows, leadName, silent, t]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return text;
}

/** One line in full; of several only how many: nobody listens to a page. */
export function announcementOf(fresh: readonly Turn[], leadName: string, t: Translate): string {
  const [turn] = fresh;
  if (!turn || fresh.length > 1) return t('talk.newLines', { count: fresh.length });
  const name =
    turn.author === 'ai'
      ? t('talk.sofia')
      : firstName(turn.author === 'lead' ? leadName : (turn.agentName ?? t('talk.agent')));
  return t('talk.spoke', { name, text: carriedBy(turn.text).slice(0, longestText) });
}

function turnsSince(rows: readonly ShownRow[], at: number): Turn[] {
  const fresh: Turn[] = [];
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index];
    if (row?.kind !== 'turn' || row.id.startsWith('out:')) continue;
    if (Date.parse(row.at) <= at) break;
    fresh.unshift(row);
  }
  return fresh;
}

function newestTurnAt(rows: readonly ShownRow[]): number {
  const newest = rows.findLast((row) => row.kind === 'turn' && !row.id.startsWith('out:'));
  return newest?.kind === 'turn' ? Date.parse(newest.at) : 0;
}

function isWriting(): boolean {
  return (
    document.activeElement?.matches('input:not([type=range]), textarea, [contenteditable=true]') ?? false
  );
}
