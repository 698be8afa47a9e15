/** The JavaScript Redis as a process (in Electron: a thread) of its own: `redis-child.ts <folder> <port>`. */
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRedisCommandExecutor, RedisServerState, Resp2Server } from 'js-redis-server/core';
import { isUsed } from './tenants.ts';

const [dir = '.', port = '0'] = process.argv.slice(2);
const checkEveryMs = 3_000;

async function serve(): Promise<void> {
  const requirepass = (await readFile(join(dir, 'password'), 'utf8')).trim();
  const state = new RedisServerState({ databaseCount: 16, requirepass });
  const server = new Resp2Server({ server: state, executor: createRedisCommandExecutor() });
  // Its own listen() takes no address and would be open to the whole network.
  server.server.listen({ port: Number(port), host: '127.0.0.1' });
  await once(server.server, 'listening');
}

/** Its users may all be killed without a word; it holds nothing that outlives them, so it goes too. */
async function leaveWhenUnused(): Promise<void> {
  let unusedChecks = 0;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, checkEveryMs));
    unusedChecks = (await isUsed(dir)) ? 0 : unusedChecks + 1;
    if (unusedChecks === 3) process.exit(0);
  }
}

try {
  await serve();
  await leaveWhenUnused();
} catch (error) {
  await writeFile(join(dir, 'redis.log'), `${String(error)}\n`);
  process.exit(1);
}
