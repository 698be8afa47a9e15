/** What the house has set for all figures. */
import type { Env } from '../env.ts';
import { settingValue } from '../store/settings.ts';
import type { Queryable } from '../store/database.ts';

export interface CountingRules {
  /** IANA name of the zone in which days begin. */
  timeZone: string;
  /** One rate for all days: a comparison of months does not move with the exchange. */
  mxnPerUsd: number;
}

export function countingRules(env: Pick<Env, 'REPORTING_TIME_ZONE' | 'MXN_PER_USD'>): CountingRules {
  return { timeZone: env.REPORTING_TIME_ZONE, mxnPerUsd: env.MXN_PER_USD };
}

/** 80 % within 20 s is the trade's usual aim. */
const DEFAULT_SERVICE_LEVEL_SECONDS = 20;

/** Seconds within which a person should answer, as set by the house, else 20. */
export async function serviceLevelSeconds(db: Queryable): Promise<number> {
  return (await settingValue(db, 'serviceLevelSeconds')) ?? DEFAULT_SERVICE_LEVEL_SECONDS;
}
