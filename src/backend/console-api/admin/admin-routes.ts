/** Everything that administrators, and for some of it supervisors, set up. */
import type { FastifyPluginCallback } from 'fastify';
import { accountRoutes } from './accounts.ts';
import type { AdminDeps } from './admin-scope.ts';
import { importRoutes } from './imports.ts';
import { offeredRoutes } from './offered.ts';
import { ruleRoutes } from './rules.ts';
import { teamRoutes } from './teams.ts';
import { webhookRoutes } from './webhooks.ts';

/** The routes of `src/shared/admin.ts`. */
export function adminRoutes(deps: AdminDeps): FastifyPluginCallback[] {
  return [
    accountRoutes(deps),
    teamRoutes(deps),
    offeredRoutes(deps),
    ruleRoutes(deps),
    importRoutes(deps),
    webhookRoutes(deps),
  ];
}
