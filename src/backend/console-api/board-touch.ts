/** What of the live board an event may have changed: whom and what to read again, never what to show. */
import type { UnpublishedEvent } from '../store/events.ts';

/** Goes from backend to backend as it is. */
export interface BoardTouch {
  callIds: string[];
  leadIds: string[];
  /** Null: everybody. */
  agentIds: string[] | null;
  figures: boolean;
  /** Alerts, limits or the switch for dialling. */
  alerts: boolean;
  thresholds: boolean;
  dialling: boolean;
}

/** Nothing. */
export const untouched: Readonly<BoardTouch> = {
  callIds: [],
  leadIds: [],
  agentIds: [],
  figures: false,
  alerts: false,
  thresholds: false,
  dialling: false,
};

/** What these events may have changed together; undefined where it is nothing. */
export function touchOf(events: readonly UnpublishedEvent[]): BoardTouch | undefined {
  const touches = events.map(touchOfOne).filter((touch) => touch !== undefined);
  return touches.length === 0 ? undefined : touches.reduce(joinTouches, untouched);
}

/** Both at once. */
export function joinTouches(a: BoardTouch, b: BoardTouch): BoardTouch {
  return {
    callIds: unique(a.callIds, b.callIds),
    leadIds: unique(a.leadIds, b.leadIds),
    agentIds: a.agentIds === null || b.agentIds === null ? null : unique(a.agentIds, b.agentIds),
    figures: a.figures || b.figures,
    alerts: a.alerts || b.alerts,
    thresholds: a.thresholds || b.thresholds,
    dialling: a.dialling || b.dialling,
  };
}

function unique(a: string[], b: string[]): string[] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  return [...new Set([...a, ...b])];
}

function touchOfOne({ stream, type, data }: UnpublishedEvent): BoardTouch | undefined {
  const [kind, id = ''] = stream.split(/:(.*)/s);
  const figures = /^(call|escalation|agent|phone-call)\./.test(type);
  switch (kind) {
    case 'call':
      // Only what the lead says moves the call on.
      if (type === 'transcript.added' && (data as { role?: string }).role !== 'lead') return undefined;
      return { ...untouched, callIds: [id], figures };
    case 'lead':
      return type.startsWith('lead.') ? { ...untouched, leadIds: [id] } : undefined;
    case 'agent':
      return { ...untouched, agentIds: [id], figures };
    case 'alerts':
      return { ...untouched, alerts: true };
    case 'house':
      return {
        ...untouched,
        thresholds: type === 'threshold.changed',
        dialling: type === 'dialling.changed',
      };
    default:
      return undefined;
  }
}
