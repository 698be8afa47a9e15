// How fast the backend answers, from what the browser measures of every request anyway: no traffic of our own.
import { station } from '../stores/station.ts';

/** So many make a figure that one slow answer does not move. */
const kept = 9;

/** Watches until the page goes. */
export function watchAnswerTime(): void {
  const times: number[] = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (isAnswer(entry)) times.push(entry.duration);
    times.splice(0, times.length - kept);
    const answerMs = middleOf(times);
    if (answerMs !== undefined) station.setState({ answerMs });
  }).observe({ type: 'resource' });
}

/** An answer of the backend in full; one that was not given at all has no length. */
function isAnswer(entry: PerformanceEntry): boolean {
  const { initiatorType, responseStatus } = entry as PerformanceResourceTiming;
  return initiatorType === 'fetch' && responseStatus !== 0 && /\/api\/(?!media)/.test(entry.name);
}

/** The median in ms, whole; undefined of nothing. */
export function middleOf(times: readonly number[]): number | undefined {
  const middle = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
  return middle === undefined ? undefined : Math.round(middle);
}
