/** Which processes belong to a program that was started, so that a test can show that none outlives it. */
import { execFileSync } from 'node:child_process';

export interface RunningProcess {
  pid: number;
  command: string;
}

/** `rootPid`, whatever descends from it, and whatever names `folder`: a PostgreSQL server leaves its parent. */
export function processesOf(rootPid: number, folder: string): RunningProcess[] {
  const all = listProcesses();
  const found = new Set(all.filter(({ pid, command }) => pid === rootPid || command.includes(folder)));
  for (let size = 0; size !== found.size;) {
    size = found.size;
    const pids = new Set([...found].map(({ pid }) => pid));
    for (const each of all) if (pids.has(each.parent)) found.add(each);
  }
  return [...found].filter(({ pid }) => pid !== process.pid).map(({ pid, command }) => ({ pid, command }));
}

/** Those that still run; a number given to another program since then does not count. */
export function stillRunning(before: readonly RunningProcess[]): RunningProcess[] {
  const now = new Map(listProcesses().map(({ pid, command }) => [pid, command]));
  return before.filter(({ pid, command }) => now.get(pid) === command);
}

function listProcesses(): (RunningProcess & { parent: number })[] {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined || command.startsWith('ps ')
      ? []
      : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}
