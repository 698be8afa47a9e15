/** Reserves whoever is next on the ladder, before anything is promised: an agent, then the hunt pilot. */
import type { Env } from '../../env.ts';
import type { Tx } from '../../store/database.ts';
import { attemptsOf, type AttemptRow, type HandOff } from '../../store/escalations.ts';
import { freeAgents, insertAttempt, type FreeAgent } from '../../store/reservations.ts';

export type LadderEnv = Pick<
  Env,
  'PBX_TRUNK' | 'PBX_HUNT_PILOT' | 'RING_TIMEOUT_MS' | 'LADDER_AGENTS' | 'VAPI_TRANSFER_VERB' | 'CALL_HOURS'
>;

/** A reservation that never became a transfer is given up after so long beyond the ring's time. */
export const EXPIRY_MARGIN_MS = 5_000;

export interface Reservation {
  attempt: AttemptRow;
  /** Undefined at the hunt pilot. */
  agent: FreeAgent | undefined;
}

/**
 * The next rung, reserved; undefined when the ladder is at its end. With `agentId` only that agent, at whatever rung;
 * undefined where they are not free, which where they ask for it themselves (`isOwnWish`) only their phone can say. The hand-off's rows are locked.
 */
export async function reserveAgent(
  tx: Tx,
  handOff: HandOff,
  {
    env,
    now,
    agentId,
    isOwnWish = false,
  }: { env: LadderEnv; now: Date; agentId?: string | undefined; isOwnWish?: boolean },
): Promise<Reservation | undefined> {
  const tried = await attemptsOf(tx, handOff.escalation.id);
  const rung = {
    escalationId: handOff.escalation.id,
    at: now,
    expiresAt: new Date(now.getTime() + env.RING_TIMEOUT_MS + EXPIRY_MARGIN_MS),
  };
  const agentsTried = tried.filter(({ target }) => target === 'agent').length;
  const mayTry = agentId !== undefined || agentsTried < env.LADDER_AGENTS;
  const candidates = mayTry ? await freeAgents(tx, handOff, { agentId, isOwnWish }) : [];
  for (const agent of candidates) {
    const sipUri = `sip:${agent.extension}@${env.PBX_TRUNK}`;
    const attempt = await insertAttempt(tx, {
      ...rung,
      target: 'agent',
      agentId: agent.id,
      isOwnWish,
      sipUri,
    });
    if (attempt) return { attempt, agent };
  }
  if (agentId !== undefined) return undefined;
  if (env.PBX_HUNT_PILOT === '' || tried.some(({ target }) => target === 'hunt-pilot')) return undefined;
  const sipUri = `sip:${env.PBX_HUNT_PILOT}@${env.PBX_TRUNK}`;
  const attempt = await insertAttempt(tx, { ...rung, target: 'hunt-pilot', agentId: null, sipUri });
  return attempt && { attempt, agent: undefined };
}
