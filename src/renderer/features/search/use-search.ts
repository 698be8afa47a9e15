// Asks the backend what stands where, a moment after the last key, and gives up what nobody waits for any more.
import { useDebouncedValue } from '@mantine/hooks';
import type { SearchAnswer } from '../../../shared/desk.ts';
import type { SearchAsked } from '../../stores/day.ts';
import { useDeskApi } from '../../stores/desk-api.ts';
import { useReading, type Reading } from '../use-reading.ts';

const typingPauseMs = 150;
/** Shorter texts stand everywhere. */
export const leastLetters = 2;

/** `limit` leads and as many places; nothing is asked for less than two letters. */
export function useSearch(asked: SearchAsked, limit: number): Reading<SearchAnswer> {
  const { search } = useDeskApi();
  const question = JSON.stringify([asked.q.trim(), asked.in, asked.from, asked.to]);
  const [settled] = useDebouncedValue(question, typingPauseMs);
  const [q = '', place, from, to] = JSON.parse(settled) as string[];
  const isEnough = q.length >= leastLetters && asked.q.trim().length >= leastLetters;
  const reading = useReading(isEnough ? settled : undefined, (signal) =>
    search({ q, in: place, from, to, limit }, signal),
  );
  return settled === question ? reading : { ...reading, value: undefined, status: 'loading' };
}
