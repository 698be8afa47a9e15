/** Rules that hold for everybody, and what each figure should be. They take effect at once, in every backend. */
import type { FastifyPluginCallback } from 'fastify';
import { z } from 'zod';
import {
  changeSettings,
  putTarget as targetFields,
  type Settings,
  type Target,
} from '../../../shared/admin.ts';
import { kpiKeys } from '../../../shared/kpis.ts';
import { notifyChoicesChanged } from '../../store/choices.ts';
import { settingsInForce, type SettingsEnv } from '../../store/settings-use.ts';
import { putSetting } from '../../store/settings.ts';
import { listTargets, putTarget } from '../../store/targets.ts';
import type { Tx } from '../../store/database.ts';
import { checked } from '../api-problem.ts';
import { asActor, note, type AdminDeps } from './admin-scope.ts';

const byKey = z.object({ key: z.enum(kpiKeys) });

/** `GET` and `PATCH /api/admin/settings`, `GET /api/targets`, `PUT /api/admin/targets/:key`. */
export function ruleRoutes({ db, env }: Pick<AdminDeps, 'db'> & { env: SettingsEnv }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/admin/settings', (): Promise<Settings> => settingsInForce(db, env));
    server.patch('/api/admin/settings', (request): Promise<Settings> => {
      const change = checked(changeSettings, request.body);
      return asActor(db, request, async (tx, actor) => {
        const before = await settingsInForce(tx, env);
        await writeSettings(tx, change, actor.id);
        await note(tx, actor, {
          action: 'settings.changed',
          subject: { kind: 'settings' },
          detail: { before, change },
        });
        if (change.wrapUpSeconds !== undefined) await notifyChoicesChanged(tx);
        return settingsInForce(tx, env);
      });
    });
    server.get('/api/targets', async (): Promise<{ targets: Target[] }> => ({
      targets: await listTargets(db),
    }));
    server.put('/api/admin/targets/:key', (request): Promise<Target> => {
      const { key } = checked(byKey, request.params);
      const { value } = checked(targetFields, request.body);
      return asActor(db, request, async (tx, actor) => {
        await putTarget(tx, { key, value, userId: actor.id });
        await note(tx, actor, {
          action: 'target.set',
          subject: { kind: 'target', id: key },
          detail: { value },
        });
        return { key, value };
      });
    });
    done();
  };
}

async function writeSettings(tx: Tx, change: z.output<typeof changeSettings>, userId: string): Promise<void> {
  const { quietHours, callDays, serviceLevelSeconds, wrapUpSeconds } = change;
  if (quietHours !== undefined) await putSetting(tx, { key: 'quietHours', value: quietHours, userId });
  if (callDays !== undefined) {
    const value = [...new Set(callDays)].toSorted((a, b) => a - b);
    await putSetting(tx, { key: 'callDays', value, userId });
  }
  if (serviceLevelSeconds !== undefined)
    await putSetting(tx, { key: 'serviceLevelSeconds', value: serviceLevelSeconds, userId });
  if (wrapUpSeconds !== undefined)
    await putSetting(tx, { key: 'wrapUpSeconds', value: wrapUpSeconds, userId });
}
