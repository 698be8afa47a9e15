/** The rules as they are in force: what was changed, and the environment's word for the rest. */
import type { Settings } from '../../shared/admin.ts';
import type { Env } from '../env.ts';
import type { Queryable } from './database.ts';
import { changedSettings } from './settings.ts';

/** Where a rule comes from that nobody changed. */
export type SettingsEnv = Pick<Env, 'CALL_HOURS' | 'WRAP_UP_SECONDS'>;

/** Within 20 seconds: the field's usual yardstick for answering a call (80/20). */
const serviceLevelSeconds = 20;
const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** What holds now. */
export async function settingsInForce(db: Queryable, env: SettingsEnv): Promise<Settings> {
  const { dialling: _dialling, ...changed } = await changedSettings(db);
  return { ...defaultSettings(env), ...changed };
}

/** What holds where nobody changed anything. */
export function defaultSettings({ CALL_HOURS, WRAP_UP_SECONDS }: SettingsEnv): Settings {
  const { fromMinute, toMinute } = CALL_HOURS;
  return {
    quietHours: { fromMinute, toMinute },
    callDays: everyDay,
    serviceLevelSeconds,
    wrapUpSeconds: WRAP_UP_SECONDS,
  };
}
