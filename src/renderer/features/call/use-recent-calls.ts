// The numbers of one's last calls, asked for when one is about to call: nothing of them is kept on this machine.
import { useEffect, useState } from 'react';
import type { HistoryCall } from '../../../shared/desk.ts';
import type { DeskApi } from '../../stores/desk-api.ts';

const asked = 20;

/** Newest first; empty until they have come, and without a backend. */
export function useRecentCalls({ history }: Pick<DeskApi, 'history'>): HistoryCall[] {
  const [calls, setCalls] = useState<HistoryCall[]>([]);
  useEffect(() => {
    let wanted = true;
    history({ owner: 'mine', limit: asked }).then(
      (answer) => wanted && setCalls(answer.calls),
      () => undefined, // the directory and any number remain
    );
    return () => {
      wanted = false;
    };
  }, [history]);
  return calls;
}
