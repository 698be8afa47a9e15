/** What stands in the stores of a hand-off: the questions that several test files ask. */
import { askTool, newCall, type HandOffWorld, type NewPerson } from './hand-off-world.ts';

export interface Attempt {
  id: string;
  agent_id: string | null;
  target: string;
  status: string;
  outcome: string | null;
  sip_status: number | null;
  cause: string | null;
  match: string | null;
  talk_ms: number | null;
  sip_uri: string;
}
export interface Asked {
  leadId: string;
  callId: string;
  vapiCallId: string;
  phone: string;
  said: string;
  escalationId: string;
}

/** A lead who asks for a person in a call of their own. */
export async function ask(where: HandOffWorld, person: NewPerson = {}): Promise<Asked> {
  const call = await newCall(where, person);
  const { result = '' } = await askTool(where, call.vapiCallId, {
    name: 'escalate_to_human',
    args: { reason: 'Quiere ver mensualidades con una persona' },
  });
  const { id } = await where.row<{ id: string }>('SELECT id FROM escalations WHERE call_id = $1', [
    call.callId,
  ]);
  return { ...call, said: result, escalationId: id };
}

/** The same questions put to one world; `transfers` are those that any of `worlds` was told of. */
export function handOffFacts(world: HandOffWorld, worlds: HandOffWorld[] = [world]) {
  const attempts = (escalationId: string): Promise<Attempt[]> =>
    world.rows<Attempt>('SELECT * FROM escalation_attempts WHERE escalation_id = $1 ORDER BY step', [
      escalationId,
    ]);
  const escalation = (
    id: string,
  ): Promise<{ status: string; outcome: string | null; brief: Record<string, unknown> }> =>
    world.row('SELECT status, outcome, brief FROM escalations WHERE id = $1', [id]);
  const callStatus = async (id: string): Promise<string> =>
    (await world.row<{ status: string }>('SELECT status FROM calls WHERE id = $1', [id])).status;
  const leadStatus = async (id: string): Promise<string> =>
    (await world.row<{ status: string }>('SELECT status FROM leads WHERE id = $1', [id])).status;
  const agentState = async (id: string): Promise<string> =>
    (await world.row<{ state: string }>('SELECT state FROM users WHERE id = $1', [id])).state;
  const eventsOf = (callId: string): Promise<string[]> =>
    world
      .rows<{ type: string }>('SELECT type FROM events WHERE call_id = $1 ORDER BY stream_seq', [callId])
      .then((rows) => rows.map(({ type }) => type).filter((type) => type.startsWith('escalation.')));
  const callbacks = (callId: string): Promise<{ owner_id: string; due_at: Date; status: string }[]> =>
    world.rows('SELECT owner_id, due_at, status FROM tasks WHERE call_id = $1 AND kind = $2', [
      callId,
      'callback',
    ]);
  const transfers = (callId: string): Record<string, unknown>[] =>
    worlds
      .flatMap(({ commands }) => commands)
      .filter((each) => each.callId === callId && each.type === 'transfer');

  async function named(
    asked: Asked,
    agentId: string,
  ): Promise<{ escalationId: string; attemptId: string; match: 'header' }> {
    const attempt = (await attempts(asked.escalationId)).find((each) => each.agent_id === agentId);
    return { escalationId: asked.escalationId, attemptId: attempt?.id ?? '', match: 'header' };
  }
  return { attempts, escalation, callStatus, leadStatus, agentState, eventsOf, callbacks, transfers, named };
}
