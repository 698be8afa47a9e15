// The single cases behind a figure, page by page, newest first.
import { useEffect, useState } from 'react';
import type { KpiCase, KpiKey } from '../../../shared/kpis.ts';
import { useSupervisionApi } from '../../stores/supervision-api.ts';
import type { Loading } from '../../stores/work.ts';
import { useReading } from '../use-reading.ts';

const pageSize = 50;

export interface CasePages {
  cases: readonly KpiCase[];
  status: Loading;
  again: () => void;
  /** Asks for the page before; undefined where there is none. */
  more: (() => void) | undefined;
}

/** `query` is what it is narrowed to; another one begins anew. */
export function useCases(key: KpiKey, query: Record<string, string | undefined>): CasePages {
  const { cases } = useSupervisionApi();
  const question = JSON.stringify([key, query]);
  const [held, setHeld] = useState<{ question: string; cases: KpiCase[]; next: string | null }>();
  const [asked, setAsked] = useState<{ question: string; before: string }>();
  const before = asked?.question === question ? asked.before : undefined;
  const { value, status, again } = useReading(JSON.stringify([question, before]), async () => ({
    question,
    before,
    page: await cases(key, { ...query, limit: pageSize, before }),
  }));
  useEffect(() => {
    if (value === undefined) return;
    setHeld((now) => {
      const earlier = now?.question === value.question && value.before !== undefined ? now.cases : [];
      const known = new Set(earlier.map(({ id }) => id));
      const fresh = value.page.cases.filter(({ id }) => !known.has(id));
      return { question: value.question, cases: [...earlier, ...fresh], next: value.page.next };
    });
  }, [value]);
  const isShown = held?.question === question;
  const next = isShown ? held.next : null;
  return {
    cases: isShown ? held.cases : [],
    status: status === 'ready' && !isShown ? 'loading' : status,
    again,
    more: next === null ? undefined : () => setAsked({ question, before: next }),
  };
}
