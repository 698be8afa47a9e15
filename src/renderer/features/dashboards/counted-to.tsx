// Until when the figures are counted: told by the dashboard, shown in the head of the page.
import { useEffect } from 'react';
import { create } from 'zustand';

/** ISO 8601 of what is on screen. */
export const countedTo = create<{ at: string | undefined }>()(() => ({ at: undefined }));

/** Tells the head for as long as it is drawn. */
export function CountedTo({ at }: { at: string }) {
  useEffect(() => {
    countedTo.setState({ at });
    return () => countedTo.setState({ at: undefined });
  }, [at]);
  return null;
}
