/** The team and the counters, as every console shows them. */
import type { FastifyPluginCallback } from 'fastify';
import type pg from 'pg';
import type { AgentList, OverviewAnswer } from '../../shared/api.ts';
import { listAgents } from '../store/console-agents.ts';
import { readOverview } from '../store/console-overview.ts';

/** `GET /api/agents`, `GET /api/overview`. */
export function agentRoutes({ db }: { db: pg.Pool }): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/agents', async (): Promise<AgentList> => ({ agents: await listAgents(db) }));
    server.get('/api/overview', (): Promise<OverviewAnswer> => readOverview(db));
    done();
  };
}
