/**
 * Rules that an administrator changes while we run reach whoever reads the configuration, in every backend: the steps
 * of the journey go on reading `env`, and two of its values move with the table of settings.
 */
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Settings } from '../shared/admin.ts';
import type { Env } from './env.ts';
import { listen } from './outbox/listen.ts';
import { settingsInForce } from './store/settings-use.ts';

/** A notification that was lost costs at most this long. */
const pollMs = 5_000;

export interface SettingsInForce {
  /** The environment, with CALL_HOURS (its `days` too) and WRAP_UP_SECONDS as they are in force now. */
  env: Env;
  stop: () => Promise<void>;
}

/** Reads the settings and follows them from then on; the caller stops it. */
export async function followSettings(
  env: Env,
  { db, databaseUrl, log }: { db: pg.Pool; databaseUrl: string; log: Logger },
): Promise<SettingsInForce> {
  let settings: Settings = await settingsInForce(db, env);
  let reading: Promise<void> | undefined;
  let again = false;
  const read = async (): Promise<void> => {
    do {
      again = false;
      settings = await settingsInForce(db, env);
    } while (again);
  };
  const look = (): void => {
    again = true;
    reading ??= read()
      .catch((error: unknown) => log.warn({ err: error }, 'settings: could not be read; the last ones hold'))
      .finally(() => (reading = undefined));
  };
  const listener = await listen(databaseUrl, 'settings', look, log);
  const poll = setInterval(look, pollMs);
  return {
    env: overruled(env, () => settings),
    stop: async () => {
      clearInterval(poll);
      await listener.close();
      await reading;
    },
  };
}

function overruled(env: Env, now: () => Settings): Env {
  return Object.freeze(
    Object.defineProperties(
      { ...env },
      {
        CALL_HOURS: { enumerable: true, get: () => ({ ...now().quietHours, days: now().callDays }) },
        WRAP_UP_SECONDS: { enumerable: true, get: () => now().wrapUpSeconds },
      },
    ),
  );
}
