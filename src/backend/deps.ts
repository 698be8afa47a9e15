/** What steps and tools are handed. `main.ts` puts it together; tests hand in what they need. */
import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Env } from './env.ts';
import type { LlmGateway } from './gateways/llm.ts';
import type { VapiGateway } from './gateways/vapi.ts';
import type { WhatsAppGateway } from './gateways/whatsapp.ts';
import type { CallQueue } from './queue/call-queue.ts';

export interface Deps {
  db: pg.Pool;
  redis: Redis;
  env: Env;
  log: Logger;
  whatsapp: WhatsAppGateway;
  vapi: VapiGateway;
  llm: LlmGateway;
  queue: CallQueue;
  /** The clock, in UTC. */
  now: () => Date;
  /** Since when this backend hears the outside world; what was said before comes late, if at all. */
  upSince?: Date;
}
