/** Logs that never fill a disk: lines of JSON in a file that is turned over when it is full. */
import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { MainLog } from './main-log.ts';

const mostBytes = 5_000_000;
const mostFiles = 4;
/** Longer lines are cut: one fault must not push out the rest. */
const mostLineLength = 20_000;

export interface LogPlace {
  dir: string;
  /** `main` becomes `main.jsonl`, and `main.1.jsonl` and so on what is older. */
  name: string;
  /** Of one file, in bytes. */
  limitBytes?: number;
  files?: number;
}

export interface LogFile {
  /** One line, as it is. */
  writeLine: (line: string) => void;
  /** Everything that is kept, oldest first. */
  read: () => string;
}

/** Opens (or makes) it. A disk that is full or gone costs log lines and nothing else. */
export function openLogFile({ dir, name, limitBytes = mostBytes, files = mostFiles }: LogPlace): LogFile {
  const path = (age: number): string => join(dir, age === 0 ? `${name}.jsonl` : `${name}.${age}.jsonl`);
  const ages = Array.from({ length: files }, (_none, age) => age);
  mkdirSync(dir, { recursive: true });
  let size = sizeOf(path(0));
  const turnOver = (): void => {
    for (const age of ages.slice(0, -1).toReversed()) tryTo(() => renameSync(path(age), path(age + 1)));
    size = 0;
  };
  return {
    writeLine: (line) => {
      const text = `${line.slice(0, mostLineLength)}\n`;
      if (size > 0 && size + text.length > limitBytes) turnOver();
      size += Buffer.byteLength(text);
      tryTo(() => appendFileSync(path(0), text, { mode: 0o600 }));
    },
    read: () =>
      ages
        .toReversed()
        .map((age) => textOf(path(age)))
        .join(''),
  };
}

/** Main's own log: each line with its time. `also` hears every line too. */
export function mainLogTo(file: LogFile, also: MainLog): MainLog {
  return (line) => {
    also(line);
    file.writeLine(JSON.stringify({ at: new Date().toISOString(), ...line }));
  };
}

const sizeOf = (file: string): number => {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

function tryTo(act: () => void): void {
  try {
    act();
  } catch {
    // Nowhere is left to say it.
  }
}
