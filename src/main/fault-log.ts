/** Faults of the page, for the log: a page that fails in a loop must not push everything else out of it. */
import type { MainLog } from './main-log.ts';

const mostPerMinute = 30;
const minuteMs = 60_000;

/** Gives what takes a fault; beyond thirty a minute they are only counted. */
export function createFaultLog(log: MainLog): (fault: { message: string; stack: string }) => void {
  let minute = 0;
  let count = 0;
  return (fault) => {
    const now = Math.floor(Date.now() / minuteMs);
    if (now !== minute) {
      if (count > mostPerMinute)
        log({ event: 'faults of the page not written', count: count - mostPerMinute });
      minute = now;
      count = 0;
    }
    count += 1;
    if (count <= mostPerMinute) log({ event: 'fault of the page', ...fault });
  };
}
