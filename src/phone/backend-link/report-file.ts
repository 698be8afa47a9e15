/**
 * Reports of calls that the backend has not acknowledged, on disk: a phone process that dies, or a workstation
 * that is switched off while the backend is away, must not take the story of a call with it. One line is
 * appended for each report and each acknowledgement; the file is emptied when nothing waits, and holds at each
 * start only what does. Each line begins with its line break: one cut in half spoils none that follows.
 */
import { appendFileSync, mkdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { phoneReport } from '../../shared/phone.ts';
import type { PhoneReport } from '../../shared/phone.ts';

/** A report and the line (SIP user) it happened on: only that agent's session may deliver it. */
export interface OwnedReport {
  owner: string;
  report: PhoneReport;
}

/** Nobody asks any more what a call of last week came to. */
const KEEP_MS = 7 * 24 * 3_600_000;

const line = z.union([z.object({ owner: z.string(), report: phoneReport }), z.object({ done: z.string() })]);

export class ReportFile {
  readonly #path: string;
  readonly #onFault: (error: unknown) => void;

  /** `onFault` is told when the disk refuses; reports then live in memory only. */
  constructor(path: string, onFault: (error: unknown) => void) {
    this.#path = path;
    this.#onFault = onFault;
  }

  /** What was waiting when the process ended; a line cut in half by its death is left out. */
  load(): OwnedReport[] {
    const waiting = new Map<string, OwnedReport>();
    const lines = this.#lines();
    for (const text of lines) {
      const entry = line.safeParse(parseJson(text)).data;
      if (entry === undefined) continue;
      if ('done' in entry) waiting.delete(entry.done);
      else if (entry.report.at > Date.now() - KEEP_MS) waiting.set(entry.report.id, entry);
    }
    if (lines.length > 0) this.#write(() => this.#rewrite([...waiting.values()]));
    return [...waiting.values()];
  }

  #rewrite(entries: OwnedReport[]): void {
    writeFileSync(`${this.#path}.new`, entries.map(textOf).join(''), { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
  }

  add(entry: OwnedReport): void {
    this.#write(() => {
      mkdirSync(dirname(this.#path), { recursive: true });
      appendFileSync(this.#path, textOf(entry), { mode: 0o600 });
    });
  }

  /** `isLast`: nothing waits any more. */
  done(id: string, isLast: boolean): void {
    this.#write(() =>
      isLast ? truncateSync(this.#path) : appendFileSync(this.#path, textOf({ done: id }), { mode: 0o600 }),
    );
  }

  #lines(): string[] {
    try {
      return readFileSync(this.#path, 'utf8').split('\n');
    } catch {
      return [];
    }
  }

  #write(change: () => void): void {
    try {
      change();
    } catch (error) {
      this.#onFault(error);
    }
  }
}

const textOf = (entry: OwnedReport | { done: string }): string => `\n${JSON.stringify(entry)}`;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
