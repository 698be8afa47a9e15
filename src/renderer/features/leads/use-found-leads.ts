// What the backend finds, page by page, kept fresh by what it pushes.
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { LeadSummary } from '../../../shared/lead.ts';
import { useActions } from '../../stores/actions.ts';
import { newerLead, orderLeads, work, type Loading } from '../../stores/work.ts';
import { useReading } from '../use-reading.ts';

/** As many as one question brings; fewer than that are all. */
const pageSize = 100;

export interface FoundLeads {
  leads: LeadSummary[];
  status: Loading;
  again: () => void;
  /** Asks for those of before; undefined where there are none. */
  more: (() => void) | undefined;
}

export function useFoundLeads(query: string): FoundLeads {
  const { findLeads } = useActions();
  const pushed = useStore(work, (state) => state.leads);
  const [held, setHeld] = useState<{ query: string; leads: LeadSummary[]; isAll: boolean }>();
  const [before, setBefore] = useState<string>();
  useEffect(() => setBefore(undefined), [query]);
  const { status, value, again } = useReading(JSON.stringify([query, before]), async () => ({
    query,
    before,
    leads: await findLeads({ q: query, ...(before !== undefined && { before }) }),
  }));
  useEffect(() => {
    if (!value) return;
    setHeld((now) => ({
      query: value.query,
      leads:
        value.before !== undefined && now?.query === value.query
          ? [...now.leads, ...value.leads]
          : value.leads,
      isAll: value.leads.length < pageSize,
    }));
  }, [value]);
  const found = held?.leads;
  const leads = useMemo(() => mergeLeads(found ?? [], pushed, query === ''), [found, pushed, query]);
  const oldest = held?.query === query && !held.isAll ? held.leads.at(-1)?.updatedAt : undefined;
  return {
    leads,
    status,
    again,
    more: oldest === undefined ? undefined : () => setBefore(oldest),
  };
}

/** Found leads with newer news put in, each once; without a query also the leads that came since. */
export function mergeLeads(
  found: readonly LeadSummary[],
  pushed: Record<string, LeadSummary>,
  all: boolean,
): LeadSummary[] {
  const byId: Record<string, LeadSummary> = all ? { ...pushed } : {};
  for (const lead of found) byId[lead.id] = newerLead(pushed[lead.id], lead);
  return orderLeads(byId);
}
