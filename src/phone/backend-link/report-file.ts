/**
 * Reports of calls that the backend has not acknowledged, on disk: a phone process that dies, or a workstation
 * that is switched off while the backend is away, must not take the story of a call with it. One line is
 * appended for each report and each acknowledgement; the file is emptied when nothing waits.
 */
import { appendFileSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
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
    for (const text of this.#lines()) {
      const entry = line.safeParse(parseJson(text)).data;
      if (entry === undefined) continue;
      if ('done' in entry) waiting.delete(entry.done);
      else if (entry.report.at > Date.now() - KEEP_MS) waiting.set(entry.report.id, entry);
    }
    return [...waiting.values()];
  }

  add(entry: OwnedReport): void {
    this.#write(() => {
      mkdirSync(dirname(this.#path), { recursive: true });
      appendFileSync(this.#path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    });
  }

  /** `isLast`: nothing waits any more. */
  done(id: string, isLast: boolean): void {
    this.#write(() =>
      isLast
        ? truncateSync(this.#path)
        : appendFileSync(this.#path, `${JSON.stringify({ done: id })}\n`, { mode: 0o600 }),
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
