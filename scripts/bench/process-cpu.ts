/** Processor time of a running process, from outside (proc(5)). Linux only. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ticks of /proc a second: USER_HZ, 100 on every Linux that Node runs on. */
const TICKS_PER_S = 100;

/** Seconds of processor time a process used so far, its own and the kernel's for it, all threads. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the name in brackets and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
}

/** Share of one core a process uses over the next `seconds`, in percent. */
export async function cpuPercentOf(pid: number, seconds: number): Promise<number> {
  const [before, from] = [cpuSecondsOf(pid), performance.now()];
  await sleep(seconds * 1_000);
  return cpuPercent(cpuSecondsOf(pid) - before, performance.now() - from);
}

export const cpuPercent = (cpuSeconds: number, wallMs: number): number => (100_000 * cpuSeconds) / wallMs;
