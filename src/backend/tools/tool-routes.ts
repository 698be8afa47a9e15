/** Where Vapi calls the four tools. Only Vapi may; whatever it asks is answered with 200 and a sentence. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { recordEffect, storeWebhook } from '../store/webhooks.ts';
import { guardVapi } from '../webhooks/vapi-auth.ts';
import { storableJson } from '../json.ts';
import { answerToolCalls, type ToolResult } from './answer-tool-calls.ts';
import { oneLine } from './speech/spoken-list.ts';
import { toolDefinitions } from './tool-definitions.ts';
import { readToolRequests, recordOf } from './tool-message.ts';
import type { ToolDeps } from './tool.ts';

/** Routes `POST /api/tools/availability|schedule|pricing|escalate`, each for a whole `tool-calls` message. */
export function toolRoutes(deps: ToolDeps): FastifyPluginAsync {
  return (app) => {
    guardVapi(app, deps);
    for (const { path } of toolDefinitions) routeTool(app, path, deps);
    return Promise.resolve();
  };
}

function routeTool(app: FastifyInstance, path: string, deps: ToolDeps): void {
  app.post(path, async (request, reply) => {
    const message = recordOf(recordOf(request.body)?.['message']);
    if (message?.['type'] !== 'tool-calls')
      return reply.code(400).send({
        error: {
          code: 'invalid',
          message:
            'Expected {"message": {"type": "tool-calls", …}}; other server messages go to /webhooks/vapi.',
        },
      });
    return answerAndKeep(message, deps);
  });
}

/**
 * Kept before it is answered, like everything that comes from outside, while the answer is looked up. What it did
 * is noted afterwards: nobody on the phone waits for that, and a store that is away costs only the note.
 */
async function answerAndKeep(
  message: Record<string, unknown>,
  deps: ToolDeps,
): Promise<{ results: ToolResult[] }> {
  const [webhookId, answer] = await Promise.all([keep(message, deps), answerToolCalls(message, deps)]);
  if (webhookId !== undefined)
    recordEffect(deps.db, webhookId, effectOf(answer.results)).catch((error: unknown) =>
      deps.log.warn({ err: error }, 'tools: effect not recorded'),
    );
  return answer;
}

function effectOf(results: ToolResult[]): string {
  const effects = results.map(
    ({ name, error }) => `${name}: ${error === undefined ? 'answered' : 'refused'}`,
  );
  return oneLine(effects.join(', '), 500) || 'none: no tool call in it';
}

async function keep(message: Record<string, unknown>, { db, log }: ToolDeps): Promise<number | undefined> {
  try {
    const { id } = await storeWebhook(db, {
      source: 'vapi',
      naturalKey: naturalKey(message),
      type: 'tool-calls',
      body: storableJson({ message }),
    });
    return id;
  } catch (error) {
    log.error({ err: error }, 'tools: a message could not be stored');
    return undefined;
  }
}

function naturalKey(message: Record<string, unknown>): string {
  const call = recordOf(message['call'])?.['id'];
  const ids = readToolRequests(message).map(({ key }) => key);
  const digest = createHash('sha256')
    .update(JSON.stringify([call, ids]))
    .digest('hex');
  return `tool-calls:${digest}`;
}
