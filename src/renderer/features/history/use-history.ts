// Calls of before, page by page; the newest page is read again when the day's figures change.
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { HistoryCall } from '../../../shared/desk.ts';
import { desk } from '../../stores/desk.ts';
import { useDeskApi } from '../../stores/desk-api.ts';
import type { Loading } from '../../stores/work.ts';
import { useReading } from '../use-reading.ts';

export interface HistoryFilters {
  owner: 'mine' | 'all';
  direction: '' | 'in' | 'out';
  q: string;
  /** Days, `2026-11-22`, or empty. */
  from: string;
  to: string;
}
export const noFilters: HistoryFilters = { owner: 'mine', direction: '', q: '', from: '', to: '' };

const pageSize = 50;
const typingPauseMs = 200;

export interface HistoryPages {
  calls: HistoryCall[];
  status: Loading;
  again: () => void;
  /** Asks for the page before; undefined where there is none. */
  more: (() => void) | undefined;
}

interface Held {
  filters: string;
  calls: HistoryCall[];
  isAll: boolean;
}

export function useHistory(filters: HistoryFilters): HistoryPages {
  const { history } = useDeskApi();
  const [settled] = useDebouncedValue(JSON.stringify(filters), typingPauseMs);
  const [held, setHeld] = useState<Held>();
  const [before, setBefore] = useState<{ filters: string; at: string }>();
  const at = before?.filters === settled ? before.at : undefined;
  const { value, status, again } = useReading(JSON.stringify([settled, at]), async () => {
    const asked = JSON.parse(settled) as HistoryFilters;
    const { calls } = await history({ ...asked, q: asked.q.trim(), before: at, limit: pageSize });
    return { filters: settled, isFirst: at === undefined, calls };
  });
  useRefresh(() => {
    setBefore(undefined);
    again();
  });
  useEffect(() => {
    if (value) setHeld((now) => withPage(now, value));
  }, [value]);
  const isShown = held?.filters === settled;
  const oldest = isShown && !held.isAll ? held.calls.at(-1)?.at : undefined;
  return {
    calls: held?.calls ?? [],
    status: status === 'ready' && !isShown ? 'loading' : status,
    again,
    more: oldest === undefined ? undefined : () => setBefore({ filters: settled, at: oldest }),
  };
}

/** What is held with a page put in: the first page replaces, a later one follows; each call once. */
export function withPage(
  held: Held | undefined,
  page: { filters: string; isFirst: boolean; calls: HistoryCall[] },
): Held {
  const isAll = page.calls.length < pageSize;
  if (page.isFirst || held?.filters !== page.filters)
    return { filters: page.filters, calls: page.calls, isAll };
  const ids = new Set(held.calls.map(({ id }) => id));
  return { ...held, isAll, calls: [...held.calls, ...page.calls.filter(({ id }) => !ids.has(id))] };
}

/** The day's figures are read anew after each call: then the list has one more. */
function useRefresh(refresh: () => void): void {
  const calls = useStore(desk, (state) => state.today?.calls);
  const [seen, setSeen] = useState(calls);
  useEffect(() => {
    if (calls === seen) return;
    setSeen(calls);
    if (seen !== undefined) refresh();
  }, [calls, seen, refresh]);
}
