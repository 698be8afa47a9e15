/** Turns how a SIP session ended into the outcome the backend and people speak of. */
import type { PhoneCall, PhoneOutcome } from '../../shared/phone.ts';

/** Why a call ended. `statusCode` is a SIP status (RFC 3261 §21), `text` is for people. */
export type Ending =
  | { by: 'peer-bye'; text: string }
  | { by: 'peer-cancel'; text: string }
  | { by: 'agent-hangup' }
  | { by: 'agent-reject'; statusCode: number }
  | { by: 'busy-line' }
  | { by: 'refusal'; statusCode: number; text: string }
  | { by: 'failure'; statusCode: number | undefined; text: string };

export interface Outcome {
  outcome: PhoneOutcome;
  sipStatus: number | null;
  cause: string;
}

/** What the ending means for this call: a call that was live was answered, however it ended. */
export function outcomeOf(ending: Ending, call: Pick<PhoneCall, 'direction' | 'liveAt'>): Outcome {
  const meaning = call.liveAt === undefined ? meaningOf(ending, call.direction) : meaningWhenLive(ending);
  return { ...meaning, cause: meaning.cause.slice(0, 200) };
}

function meaningWhenLive(ending: Ending): Outcome {
  if (ending.by === 'agent-hangup')
    return { outcome: 'answered', sipStatus: null, cause: 'the agent hung up' };
  const { sipStatus, cause } = meaningOf(ending, 'in');
  return { outcome: 'answered', sipStatus, cause };
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
  if ([403, 603].includes(statusCode)) return 'rejected';
  if ([408, 480, 487].includes(statusCode)) return 'no-answer';
  if ([404, 410, 484, 502, 604].includes(statusCode)) return 'unreachable';
  return 'failed';
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
