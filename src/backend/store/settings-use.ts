/** The rules as they are in force: what was changed, and the environment's word for the rest. */
import type { Settings } from '../../shared/admin.ts';
import type { Env } from '../env.ts';
import type { Queryable } from './database.ts';
import { changedSettings, serviceLevelSeconds } from './settings.ts';

/** Where a rule comes from that nobody changed. */
export type SettingsEnv = Pick<Env, 'CALL_HOURS' | 'WRAP_UP_SECONDS'>;

const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** What holds now. */
export async function settingsInForce(db: Queryable, env: SettingsEnv): Promise<Settings> {
  const { dialling: _dialling, ...changed } = await changedSettings(db);
  return { ...defaultSettings(env), serviceLevelSeconds: await serviceLevelSeconds(db), ...changed };
}

/** What the environment says. */
function defaultSettings({
  CALL_HOURS,
  WRAP_UP_SECONDS,
}: SettingsEnv): Omit<Settings, 'serviceLevelSeconds'> {
  const { fromMinute, toMinute } = CALL_HOURS;
  return {
    quietHours: { fromMinute, toMinute },
    callDays: everyDay,
    wrapUpSeconds: WRAP_UP_SECONDS,
  };
}
