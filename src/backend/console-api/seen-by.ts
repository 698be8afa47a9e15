/**
 * What of an event each role may read, decided here for every way out (socket, catching up, HTTP). Agents see that a
 * supervisor stepped in, and what the lead heard; the why and what was told to the AI alone may be about them.
 */
import type { StreamEvent } from '../../shared/events.ts';
import type { LiveSession } from '../store/sessions.ts';

/** Whether whoever has this session sees what supervisors write to each other. */
export function seesEverything({ role }: Pick<LiveSession, 'role'>): boolean {
  return role === 'supervisor' || role === 'admin';
}

/** Events as this session may read them, under their numbers. */
export function seenBy(session: Pick<LiveSession, 'role'>, events: StreamEvent[]): StreamEvent[] {
  return seesEverything(session) ? events : events.map(asAgentsSeeIt);
}

/** The same event where there is nothing to keep from agents. */
export function asAgentsSeeIt(event: StreamEvent): StreamEvent {
  switch (event.type) {
    case 'supervisor.acted': {
      const { why: _why, text, ...data } = event.data;
      return { ...event, data: { ...data, ...heard(data.action, text) } };
    }
    case 'supervisor.refused': {
      const { text, ...data } = event.data;
      return { ...event, data: { ...data, ...heard(data.action, text) } };
    }
    case 'call.cancelled':
      return { ...event, data: { reason: '' } }; // what a supervisor wrote, where one took it out of the queue
    default:
      return event;
  }
}

/** The lead heard it, and whoever reads the conversation too. */
function heard(action: string, text: string | undefined): { text?: string } {
  return action === 'said' && text !== undefined ? { text } : {};
}
