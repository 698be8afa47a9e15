/** Turns how a SIP session ended into the outcome the backend and people speak of. */
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import type { PhoneCall, PhoneOutcome } from '../../shared/phone.ts';
import { transferCause } from '../../shared/transfer-cause.ts';

/** Why a call ended. `statusCode` is a SIP status (RFC 3261 §21), `text` is for people. */
export type Ending =
  | { by: 'peer-bye'; text: string }
  | { by: 'peer-cancel'; text: string }
  | { by: 'agent-hangup' }
  | { by: 'agent-reject'; statusCode: number }
  | { by: 'busy-line' }
  | { by: 'transfer'; to: string }
  | { by: 'silence' }
  | { by: 'refusal'; statusCode: number; text: string }
  | { by: 'failure'; statusCode: number | undefined; text: string };

export interface Outcome {
  outcome: PhoneOutcome;
  sipStatus: number | null;
  cause: string;
}

/** The cause of a call that the agent ended; every other end of a live call came from the far side or the network. */
export const AGENT_HUNG_UP = 'the agent hung up';

/** What the ending means for this call: a call that was live was answered, however it ended. */
export function outcomeOf(ending: Ending, call: Pick<PhoneCall, 'direction' | 'liveAt'>): Outcome {
  const meaning = call.liveAt === undefined ? meaningOf(ending, call.direction) : meaningWhenLive(ending);
  return { ...meaning, cause: meaning.cause.slice(0, 200) };
}

function meaningWhenLive(ending: Ending): Outcome {
  if (ending.by === 'agent-hangup') return { outcome: 'answered', sipStatus: null, cause: AGENT_HUNG_UP };
  const { outcome, sipStatus, cause } = meaningOf(ending, 'in');
  return { outcome: outcome === 'transferred' ? outcome : 'answered', sipStatus, cause };
}

function meaningOf(ending: Ending, direction: PhoneCall['direction']): Outcome {
  switch (ending.by) {
    case 'peer-bye':
      return { outcome: 'failed', sipStatus: null, cause: ending.text || 'the other side hung up' };
    case 'peer-cancel':
      return { outcome: 'no-answer', sipStatus: 487, cause: ending.text || 'the caller gave up' };
    case 'agent-hangup':
      return direction === 'out'
        ? { outcome: 'no-answer', sipStatus: 487, cause: 'given up before an answer' }
        : { outcome: 'rejected', sipStatus: null, cause: 'hung up' };
    case 'agent-reject':
      return { outcome: 'rejected', sipStatus: ending.statusCode, cause: 'rejected by the agent' };
    case 'busy-line':
      return { outcome: 'busy', sipStatus: 486, cause: 'already on a call' };
    case 'transfer':
      return { outcome: 'transferred', sipStatus: null, cause: transferCause(ending.to) };
    case 'silence':
      return { outcome: 'unreachable', sipStatus: 408, cause: 'the exchange does not answer' };
    case 'refusal':
      return {
        outcome: outcomeOfStatus(ending.statusCode),
        sipStatus: ending.statusCode,
        cause: `${ending.statusCode} ${ending.text}`,
      };
    case 'failure':
      return { outcome: 'failed', sipStatus: ending.statusCode ?? null, cause: ending.text };
  }
}

/** How a refusal of a call we placed is called. */
function outcomeOfStatus(statusCode: number): PhoneOutcome {
  if ([486, 600].includes(statusCode)) return 'busy';
  if ([403, 603, 607, 608].includes(statusCode)) return 'rejected';
  if ([408, 480, 487].includes(statusCode)) return 'no-answer';
  if ([404, 410, 484, 485, 502, 604].includes(statusCode)) return 'unreachable';
  return 'failed';
}

/** The ending that a refusal of our INVITE is. One that SIP.js made up itself (no answer, no connection) has no headers. */
export function refusalEnding(message: IncomingResponseMessage): Ending {
  const statusCode = message.statusCode ?? 500;
  if (!message.headers)
    return statusCode === 408
      ? { by: 'silence' }
      : { by: 'refusal', statusCode, text: 'no connection to the exchange' };
  const details = [
    message.reasonPhrase ?? '',
    ...message.getHeaders('Reason').map(reasonText),
    ...message.getHeaders('Warning').map(warningText),
  ];
  return { by: 'refusal', statusCode, text: details.filter((text) => text !== '').join('; ') };
}

/** The text of a Reason header (RFC 3326), for people: `Q.850;cause=16;text="Normal call clearing"`. */
export function reasonText(header: string | undefined): string {
  if (header === undefined) return '';
  const text = /text="([^"]*)"/i.exec(header)?.[1];
  const cause = /cause=(\d+)/i.exec(header)?.[1];
  return [text, cause === undefined ? undefined : `(${header.split(';')[0]?.trim()} ${cause})`]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}

/** The text of a Warning header (RFC 3261 §20.43): `399 pbx.example "No codec in common"`. */
export const warningText = (header: string): string => /"((?:[^"\\]|\\.)*)"/.exec(header)?.[1] ?? '';
