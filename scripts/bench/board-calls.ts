/** Calls as Vapi tells of them: server messages to the backend's webhook, from the answer to the report. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCall } from './board-house.ts';

export interface CallStory {
  webhookUrl: string;
  secret: string;
  /** How long the call takes. */
  callMs: number;
  /** Lines of the transcript. */
  lines: number;
}

/** Plays one call to its end; resolves once everything is told. Throws where the backend refuses. */
export async function playBenchCall(call: BenchCall, story: CallStory): Promise<void> {
  const about = { call: { id: call.vapiId, customer: { externalId: call.id } } };
  const tell = (type: string, fields: Record<string, unknown>): Promise<void> =>
    post(story, { message: { type, timestamp: Date.now(), ...about, ...fields } });
  await tell('status-update', { status: 'ringing' });
  await sleep(story.callMs * 0.1);
  await tell('status-update', { status: 'in-progress' });
  const pauseMs = (story.callMs * 0.85) / story.lines;
  for (let line = 0; line < story.lines; line += 1) {
    await sleep(pauseMs * (0.5 + Math.random()));
    const role = line % 2 === 0 ? 'assistant' : 'user';
    await tell('transcript', { role, transcriptType: 'final', transcript: `Renglón ${line} de la llamada.` });
  }
  await tell('status-update', { status: 'ended', endedReason: 'customer-ended-call' });
  await tell('end-of-call-report', {
    endedReason: 'customer-ended-call',
    durationSeconds: Math.round(story.callMs / 1000),
    artifact: { transcript: 'AI: Hola. User: Hola.' },
    analysis: { summary: 'El cliente pidió información.' },
  });
}

async function post({ webhookUrl, secret }: CallStory, body: unknown): Promise<void> {
  const answer = await fetch(webhookUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-vapi-secret': secret },
    body: JSON.stringify(body),
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`);
}
