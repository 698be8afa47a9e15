/** Calls of the AI that are under way, as if they had been dialled, and what is heard of them until their books are closed. */
import { randomUUID } from 'node:crypto';
import { until } from './until.ts';
import { newLead, type TestBackend } from './vapi-backend.ts';
import type { ProvidedCall, VapiProvider } from './vapi-provider.ts';

type Row = Record<string, unknown>;

export interface CallUnderWay {
  id: string;
  vapiId: string;
  leadId: string;
}

export interface CallsUnderWay {
  /** A call that Vapi knows; `told` is what it says of it when asked. */
  callUnderWay: (changes?: { status?: string; intentKey?: string; told?: Row }) => Promise<CallUnderWay>;
  call: (id: string) => Promise<Row>;
  /** The call once it has its outcome. */
  completed: (id: string) => Promise<Row>;
  tasks: (callId: string) => Promise<Row[]>;
  /** Vapi's report of its end. */
  report: (given: CallUnderWay, fields: Row) => Promise<void>;
  /** What the lead says. */
  line: (given: CallUnderWay, text: string) => Promise<number>;
}

/** Calls of this backend, placed at this provider. */
export function callsUnderWay(backend: TestBackend, provider: VapiProvider): CallsUnderWay {
  const call = async (id: string): Promise<Row> =>
    (await backend.db.query(`SELECT * FROM calls WHERE id = $1`, [id])).rows[0] as Row;
  return {
    call,
    callUnderWay: (changes = {}) => placeCall(backend, provider, changes),
    completed: async (id) => {
      await until(async () => (await call(id))['outcome'] !== null, { what: 'the call to be completed' });
      return call(id);
    },
    tasks: async (callId) =>
      (await backend.db.query(`SELECT kind, owner_id, due_at FROM tasks WHERE call_id = $1`, [callId]))
        .rows as Row[],
    report: async (given, fields) => {
      await backend.hear({ type: 'end-of-call-report', call: { id: given.vapiId }, ...fields });
    },
    line: (given, text) =>
      backend.hear({
        ...{ type: 'transcript', role: 'user', transcriptType: 'final', transcript: text },
        call: { id: given.vapiId },
      }),
  };
}

async function placeCall(
  { db }: TestBackend,
  provider: VapiProvider,
  changes: { status?: string; intentKey?: string; told?: Row },
): Promise<CallUnderWay> {
  const leadId = await newLead(db, { status: 'calling' });
  const vapiId = randomUUID();
  const { rows } = await db.query(
    `INSERT INTO calls (lead_id, intent_key, reason, status, vapi_call_id, queued_at, dialing_at, started_at, dial_attempts)
     VALUES ($1, $2, 'prueba', $3, $4, now(), now(), now(), 1) RETURNING id`,
    [leadId, changes.intentKey ?? `complete:${leadId}`, changes.status ?? 'in-progress', vapiId],
  );
  const id = rows[0].id as string;
  const told = {
    id: vapiId,
    status: 'in-progress',
    createdAt: new Date().toISOString(),
    customer: { number: '+52', externalId: id },
    ...changes.told,
  };
  provider.placed.push(told as ProvidedCall);
  return { id, vapiId, leadId };
}
