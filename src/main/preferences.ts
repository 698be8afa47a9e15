/** What is in force on this workstation: policies over what the person chose over what we think is best. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { consolePreferences, type ConsolePreferences, type PreferencesInForce } from '../shared/ipc.ts';
import { setAside, writeWhole } from './kept-file.ts';
import type { MainLog } from './main-log.ts';

type Name = keyof ConsolePreferences;
type GlobalKey = PreferencesInForce['takenKeys'][number];

/** Ctrl+Alt is free on the three systems and far from what is typed. */
export const defaultPreferences: ConsolePreferences = {
  onRing: 'show',
  notifyRing: true,
  answerKey: 'CommandOrControl+Alt+A',
  hangUpKey: 'CommandOrControl+Alt+H',
  closeToTray: true,
  openAtLogin: false,
  takeLinks: true,
};

export class Preferences {
  readonly #file: string;
  readonly #policies: Partial<ConsolePreferences>;
  readonly #log: MainLog;
  #chosen: Partial<ConsolePreferences>;
  #takenKeys: GlobalKey[] = [];
  #onChange: ((now: PreferencesInForce) => void)[] = [];

  constructor(place: { dataDir: string; policies: Partial<ConsolePreferences>; log: MainLog }) {
    this.#file = join(place.dataDir, 'settings.json');
    this.#policies = place.policies;
    this.#log = place.log;
    this.#chosen = readChosen(this.#file, place.log);
  }

  get values(): ConsolePreferences {
    return { ...defaultPreferences, ...this.#chosen, ...this.#policies };
  }

  get inForce(): PreferencesInForce {
    return {
      values: this.values,
      locked: Object.keys(this.#policies) as Name[],
      takenKeys: [...this.#takenKeys],
    };
  }

  /** Keeps what may be changed here; what a policy has set stays as it is. */
  write(wanted: Partial<ConsolePreferences>): PreferencesInForce {
    const free = Object.entries(wanted).filter(
      ([name, value]) => value !== undefined && !this.#isLocked(name),
    );
    this.#chosen = { ...this.#chosen, ...(Object.fromEntries(free) as Partial<ConsolePreferences>) };
    try {
      writeWhole(this.#file, `${JSON.stringify(this.#chosen, null, 2)}\n`);
    } catch (error) {
      // It counts until the program ends; the log says why no longer.
      this.#log({ event: 'settings not kept', why: String(error) });
    }
    this.#announce();
    return this.inForce;
  }

  /** Which global keys another program has. */
  setTakenKeys(keys: GlobalKey[]): void {
    if (keys.join() === this.#takenKeys.join()) return;
    this.#takenKeys = keys;
    this.#announce();
  }

  onChange(listener: (now: PreferencesInForce) => void): void {
    this.#onChange.push(listener);
  }

  #announce(): void {
    for (const listener of this.#onChange) listener(this.inForce);
  }

  #isLocked(name: string): boolean {
    return Object.hasOwn(this.#policies, name);
  }
}

/** A value that no longer fits is left out; a file that is none is set aside, and the defaults count. */
function readChosen(file: string, log: MainLog): Partial<ConsolePreferences> {
  let given: Record<string, unknown>;
  try {
    given = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') setBrokenAside(file, log);
    return {};
  }
  const good = Object.entries(given).filter(([name, value]) => {
    if (!Object.hasOwn(consolePreferences.shape, name)) return false;
    if (consolePreferences.shape[name as Name].safeParse(value).success) return true;
    log({ event: 'setting ignored', setting: name });
    return false;
  });
  return Object.fromEntries(good) as Partial<ConsolePreferences>;
}

function setBrokenAside(file: string, log: MainLog): void {
  try {
    log({ event: 'settings broken', keptAs: setAside(file) });
  } catch (error) {
    log({ event: 'settings unreadable', why: String(error) });
  }
}
