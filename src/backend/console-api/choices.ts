/** What the administrator has set up, asked for once by every desk. */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import type { DeskChoices } from '../../shared/desk.ts';
import type { Env } from '../env.ts';
import { deskChoices } from '../store/choices.ts';
import { settingValue } from '../store/settings.ts';

/** `GET /api/desk/choices`. */
export function choiceRoutes({
  db,
  env,
}: {
  db: pg.Pool;
  env: Pick<Env, 'WRAP_UP_SECONDS'>;
}): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/desk/choices', async (): Promise<DeskChoices> => {
      const changed = await settingValue(db, 'wrapUpSeconds');
      return {
        ...(await deskChoices(db)),
        wrapUpSeconds: changed === undefined ? env.WRAP_UP_SECONDS : changed,
      };
    });
    done();
  };
}
