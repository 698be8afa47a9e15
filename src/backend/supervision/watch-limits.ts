/** Looks every second whether a limit is broken. One backend at a time does it; what it finds is an event like any other. */
import type { Deps } from '../deps.ts';
import type { Alert, Threshold } from '../../shared/board.ts';
import {
  agentTimes,
  closeAlert,
  listThresholds,
  mayJudge,
  noteAlert,
  openAlert,
  openAlertRows,
  type AlertRow,
} from '../store/alerts.ts';
import { readFigures } from '../store/board-figures.ts';
import { inTransaction, type Tx } from '../store/database.ts';
import { appendEvent } from '../store/events.ts';
import { schedule } from '../store/outbox.ts';
import { serviceLevelSeconds } from '../store/settings.ts';
import { judge, measure, type Verdict } from './judge-limits.ts';

type WatchDeps = Pick<Deps, 'db' | 'now'> & { env: Pick<Deps['env'], 'VAPI_CONCURRENCY'> };

const everyMs = 1_000;

/** Starts looking; returns what stops it, which waits for a look under way. */
export function startLimitWatch(deps: WatchDeps & Pick<Deps, 'log'>): () => Promise<void> {
  let looking: Promise<unknown> | undefined;
  const look = (): void => {
    looking ??= watchLimits(deps)
      .catch((error: unknown) => deps.log.warn({ err: error }, 'limits: could not look'))
      .finally(() => (looking = undefined));
  };
  const timer = setInterval(look, everyMs);
  return async () => {
    clearInterval(timer);
    await looking;
  };
}

/** One look. Returns what it found, or undefined where another backend looks just now. */
export function watchLimits({ db, env, now }: WatchDeps): Promise<Verdict<AlertRow>[] | undefined> {
  return inTransaction(db, async (tx) => {
    if (!(await mayJudge(tx))) return undefined;
    const limits = await listThresholds(tx);
    const withinSeconds = await serviceLevelSeconds(tx);
    const figures = await readFigures(tx, { withinSeconds, capacity: env.VAPI_CONCURRENCY });
    const measures = measure(figures, await agentTimes(tx), now());
    const verdicts = judge(measures, limits, { standing: await openAlertRows(tx), now: now() });
    for (const verdict of verdicts) await write(tx, verdict, limits);
    return verdicts;
  });
}

async function write(tx: Tx, verdict: Verdict<AlertRow>, limits: readonly Threshold[]): Promise<void> {
  switch (verdict.kind) {
    case 'note':
      return noteAlert(tx, verdict.alert.id, verdict);
    case 'close':
      await closeAlert(tx, verdict.alert.id);
      return tell(tx, 'alert.cleared', { ...verdict.alert, value: verdict.value, limit: verdict.limit });
    case 'open': {
      const alert = { ...verdict.measure, limit: verdict.limit };
      const id = await openAlert(tx, alert);
      await tell(tx, 'alert.raised', { ...alert, id });
      const { notify = [] } = limits.find(({ key }) => key === alert.key) ?? {};
      if (notify.includes('whatsapp'))
        await schedule(tx, { kind: 'alert.send', key: `alert.send:${id}`, payload: { alertId: id } });
    }
  }
}

async function tell(
  tx: Tx,
  type: 'alert.raised' | 'alert.cleared',
  { id, key, subjectId, subjectName, value, limit }: Omit<Alert, 'since'>,
): Promise<void> {
  await appendEvent(tx, {
    stream: subjectId === null ? `alerts:${key}` : `alerts:${key}:${subjectId}`,
    type,
    data: { alertId: id, key, subjectId, subjectName, value, limit },
  });
}
