/** Everything that the backend of the one day answers, as a value that a scene may change before the page asks. */
import type { CallDetail, ConsoleConfig, LeadDetail, Me, Task } from '../../src/shared/api.ts';
import type { CallSummary } from '../../src/shared/call.ts';
import type {
  Appointment,
  ChatSummary,
  DeskChoices,
  DirectoryEntry,
  HistoryCall,
  PropertyList,
  SearchAnswer,
  SlotList,
  Today,
  WrapUp,
} from '../../src/shared/desk.ts';
import type { Board } from '../../src/shared/board.ts';
import type { EscalationOffer } from '../../src/shared/escalation.ts';
import type { StreamEvent } from '../../src/shared/events.ts';
import type { LeadSummary } from '../../src/shared/lead.ts';
import type { Overview } from '../../src/shared/push.ts';
import type { TimelineItem } from '../../src/shared/timeline.ts';
import { emptyAdmin, usualAdmin, type AdminFacts } from './desk-world-admin.ts';
import { usualBoard } from './desk-world-board.ts';
import type { FiguresKind } from './desk-world-dashboards.ts';
import { appointments, choices, config, properties, slots } from './desk-world-house.ts';
import { ago, andrea, chats, directory, leads, tasks, mariana } from './desk-world-people.ts';
import { history, leadDetails, search } from './desk-world-record.ts';
import { timelines } from './desk-world-chats.ts';
import { danielaEvents, marianaCall, marianaEvents, openCalls } from './desk-world-talk.ts';

export interface DeskFacts {
  config: ConsoleConfig;
  /** Who is signed in, or will be. */
  me: Me;
  overview: Overview;
  calls: CallSummary[];
  leads: LeadSummary[];
  tasks: Task[];
  offers: EscalationOffer[];
  choices: DeskChoices;
  wrapUps: WrapUp[];
  chats: ChatSummary[];
  directory: DirectoryEntry[];
  today: Today;
  details: Record<string, LeadDetail>;
  timelines: Record<string, TimelineItem[]>;
  /** By stream. */
  streams: Record<string, StreamEvent[]>;
  history: HistoryCall[];
  appointments: Appointment[];
  properties: PropertyList;
  slots: SlotList;
  search: SearchAnswer;
  /** What the dashboards say. */
  figures: FiguresKind;
  /** What administrators have set up. */
  admin: AdminFacts;
  /** What a supervisor sees; undefined: it never comes. */
  board: Board | undefined;
}

/** A day with work in it. */
export const busyDay = (): DeskFacts => ({
  config: { ...config, demo: false },
  ...{ choices, properties, slots, appointments, search, history },
  me: andrea(),
  admin: usualAdmin(),
  figures: 'usual',
  board: usualBoard(),
  overview: { queued: 6, oldestQueuedAt: ago(1.9), live: 3, escalating: 1, agentsAvailable: 2 },
  ...{ calls: openCalls, leads, tasks, wrapUps: [], chats, directory, offers: [] },
  today: { calls: 18, appointments: 5, meanTalkSeconds: 372 },
  ...{ details: leadDetails, timelines },
  streams: { [`call:${marianaCall.id}`]: marianaEvents.slice(0, -6) },
});

/** A day on which nothing has happened yet. */
export const emptyDay = (): DeskFacts => ({
  ...busyDay(),
  admin: emptyAdmin(),
  ...{ calls: [], leads: [], tasks: [], chats: [], offers: [], history: [], appointments: [], wrapUps: [] },
  overview: { queued: 0, oldestQueuedAt: null, live: 0, escalating: 0, agentsAvailable: 1 },
  today: { calls: 0, appointments: 0, meanTalkSeconds: null },
  search: { leads: [], hits: [] },
});

/** One AI call with everything that is known of it, as the history opens it. */
export const callDetail = (facts: DeskFacts, id: string): CallDetail | undefined => {
  const call = [...facts.calls, ...facts.history.flatMap((row) => row.call ?? [])].find(
    (one) => one.id === id,
  );
  if (call === undefined) return undefined;
  const items = (facts.streams[`call:${id}`] ?? danielaEvents).flatMap((event): TimelineItem[] =>
    event.type === 'transcript.added'
      ? [
          {
            ...{ id: event.data.interactionId, channel: 'call', author: event.data.role, agentName: null },
            ...{ text: event.data.text, at: event.at, callId: id, status: null },
          },
        ]
      : event.type === 'tool.called'
        ? [
            {
              ...{ id: event.data.toolCallId, channel: 'tool', author: 'ai', agentName: null },
              ...{ text: event.data.name, at: event.at, callId: id, status: null, tool: event.data },
            },
          ]
        : [],
  );
  return {
    ...call,
    lead: facts.leads.find((lead) => lead.id === call.leadId) ?? mariana,
    summary:
      'Daniela busca un departamento de dos recámaras en Los Cabos para rentar, con USD 420,000. Pidió que una persona le explicara los plazos.',
    recordingUrl: 'https://storage.vapi.ai/recordings/example.wav',
    items,
    escalation: null,
  };
};
