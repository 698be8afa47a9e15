/** What the sign-in screen needs before anybody is known. */
import type { FastifyPluginCallback } from 'fastify';
import type { ConsoleConfig } from '../../shared/api.ts';
import { demoAccounts } from '../../shared/demo.ts';

/** `GET /api/config`. */
export function configRoutes(options: {
  demo: boolean;
  version: string;
  reportingTimeZone: string;
}): FastifyPluginCallback {
  const { demo, version, reportingTimeZone } = options;
  const config: ConsoleConfig = {
    product: 'Vidanta Agent Console',
    version,
    demo,
    reportingTimeZone,
    demoAccounts: demo
      ? demoAccounts.map(({ username, password, name, role }) => ({ username, password, name, role }))
      : [],
  };
  return (server, _options, done) => {
    server.get('/api/config', () => Promise.resolve(config));
    done();
  };
}
