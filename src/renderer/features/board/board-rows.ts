// The floor's calls and people in the order in which they want to be looked at; pure, so that no row moves without a cause.
import type { BoardAgent, BoardCall } from '../../../shared/board.ts';
import type { Language } from '../../../shared/lead.ts';
import { foldText } from '../search/fold-text.ts';

/** Undefined: all. `team` is a team's name, as agents bear it; `text` is what somebody typed. */
export interface BoardFilter {
  team: string | undefined;
  language: Language | undefined;
  text: string;
}

/** Waiting to be placed, the next one first. One that was put first stays first. */
export function queueRows(
  calls: Readonly<Record<string, BoardCall>>,
  filter: BoardFilter,
  now: number,
): BoardCall[] {
  return matching(calls, filter)
    .filter(({ status }) => status === 'queued' || status === 'requested')
    .sort(
      (a, b) =>
        Number(isForLater(a, now)) - Number(isForLater(b, now)) ||
        b.priority - a.priority ||
        waitedSince(a) - waitedSince(b) ||
        a.id.localeCompare(b.id),
    );
}

/** Not to be placed before a time that is still to come. */
export const isForLater = ({ notBefore }: Pick<BoardCall, 'notBefore'>, now: number): boolean =>
  Date.parse(notBefore) - now > 60_000;

/** Epoch ms since when a call could have been placed. */
export const waitedSince = ({ queuedAt, notBefore }: Pick<BoardCall, 'queuedAt' | 'notBefore'>): number =>
  Math.max(Date.parse(queuedAt ?? notBefore), Date.parse(notBefore));

/** Sofía's calls, the one that most wants attention first. */
export function sofiaRows(calls: Readonly<Record<string, BoardCall>>, filter: BoardFilter): BoardCall[] {
  return matching(calls, filter)
    .filter(({ status }) => status !== 'queued' && status !== 'requested')
    .sort((a, b) => attentionOf(b) - attentionOf(a) || begun(a) - begun(b) || a.id.localeCompare(b.id));
}

const begun = ({ answeredAt, startedAt }: BoardCall): number =>
  Date.parse(answeredAt ?? startedAt ?? '9999-12-31');

/** How much a call wants to be looked at. It does not depend on the clock: rows stand still until something happens. */
export function attentionOf({ status, mood, escalation, tools }: BoardCall): number {
  if (status === 'with-agent') return 0;
  if (status === 'dialing' || status === 'started' || status === 'ringing') return 1;
  if (mood === 'upset') return 6;
  if (escalation !== null) return 5;
  if (tools.failed > 0) return 4;
  return mood === 'hurried' ? 3 : 2;
}

/** A call whose lead waits for a person. */
export type EscalatedCall = BoardCall & { escalation: NonNullable<BoardCall['escalation']> };

/** Whoever waits longest first. */
export function escalationRows(
  calls: Readonly<Record<string, BoardCall>>,
  filter: BoardFilter,
): EscalatedCall[] {
  return matching(calls, filter)
    .filter(
      (call): call is EscalatedCall => call.escalation !== null && call.escalation.status !== 'answered',
    )
    .sort(
      (a, b) => a.escalation.requestedAt.localeCompare(b.escalation.requestedAt) || a.id.localeCompare(b.id),
    );
}

function matching(calls: Readonly<Record<string, BoardCall>>, { language, text }: BoardFilter): BoardCall[] {
  const wanted = foldText(text.trim());
  return Object.values(calls).filter(
    (call) =>
      (language === undefined || call.language === language) &&
      (wanted === '' ||
        foldText(`${call.leadName} ${call.phone ?? ''} ${call.agentName ?? ''}`).includes(wanted)),
  );
}

// ---- people ----

type People = Readonly<Record<string, BoardAgent>>;

/** Those who take calls: with a line, or with an agent's role. Whoever only watches or administers is no row of the floor. */
export const takesCalls = ({ extension, role }: Pick<BoardAgent, 'extension' | 'role'>): boolean =>
  extension !== null || role === 'agent';

/**
 * The people as every count sees them: those who take calls, and whoever is being offered one has it ringing, although
 * their phone has not told so yet. Whom nothing is offered keeps their row as it is.
 */
export function peopleOf(agents: People, calls: Readonly<Record<string, BoardCall>>): People {
  const people = Object.fromEntries(Object.entries(agents).filter(([, agent]) => takesCalls(agent)));
  for (const call of Object.values(calls)) {
    const offered = call.escalation?.offered;
    const agent = offered ? people[offered.agentId] : undefined;
    if (offered && agent?.call === null)
      people[agent.id] = { ...agent, call: offeredCall(call, offered.since) };
  }
  return people;
}

const offeredCall = ({ id, leadId, leadName, phone }: BoardCall, since: string): BoardAgent['call'] => ({
  ...{ phoneCallId: id, leadId, leadName, number: phone ?? '', direction: 'in', ringing: true, since },
  quality: null,
});

/** What somebody does now, in the order of the list: who could take a call, who is in one, who is closing one, who is not here. */
export const agentPhases = [
  ...(['ringing', 'available', 'talking', 'busy', 'wrap-up', 'away'] as const),
  ...(['unreachable', 'offline'] as const),
] as const;
export type AgentPhase = (typeof agentPhases)[number];

/** A conversation on the phone says more than the state that the backend keeps; available without a phone is not. */
export function phaseOf({ state, call, phoneRegistered }: Standing): AgentPhase {
  if (call !== null) return call.ringing ? 'ringing' : 'talking';
  return state === 'available' && !phoneRegistered ? 'unreachable' : state;
}
type Standing = Pick<BoardAgent, 'state' | 'call' | 'phoneRegistered'>;

/** Since when it has been so, ISO 8601. */
export const phaseSince = ({ call, stateSince }: Pick<BoardAgent, 'call' | 'stateSince'>): string =>
  call?.since ?? stateSince;

export type Grouping = 'state' | 'team';
export interface AgentGroup {
  /** A phase, a team's name, or empty for those without a team. */
  key: string;
  agents: BoardAgent[];
}

/** Everybody who matches, in groups; within a group whoever has been so longest first, of those in a team by what they do. */
export function agentGroups(agents: People, filter: BoardFilter, grouping: Grouping): AgentGroup[] {
  const groups = new Map<string, BoardAgent[]>();
  for (const agent of Object.values(agents).filter((one) => isWanted(one, filter))) {
    const key = grouping === 'state' ? phaseOf(agent) : (agent.team ?? '');
    groups.set(key, [...(groups.get(key) ?? []), agent]);
  }
  return [...groups]
    .map(([key, those]) => ({ key, agents: those.sort(byPhase) }))
    .sort(grouping === 'state' ? byOrder : byTeam);
}

const order = (phase: AgentPhase): number => agentPhases.indexOf(phase);
const byPhase = (a: BoardAgent, b: BoardAgent): number =>
  order(phaseOf(a)) - order(phaseOf(b)) ||
  phaseSince(a).localeCompare(phaseSince(b)) ||
  a.name.localeCompare(b.name);
const byOrder = (a: AgentGroup, b: AgentGroup): number =>
  order(a.key as AgentPhase) - order(b.key as AgentPhase);
/** Those without a team come last. */
const byTeam = (a: AgentGroup, b: AgentGroup): number =>
  Number(a.key === '') - Number(b.key === '') || a.key.localeCompare(b.key);

function isWanted(agent: BoardAgent, { team, language, text }: BoardFilter): boolean {
  if (team !== undefined && agent.team !== team) return false;
  if (language !== undefined && !agent.languages.includes(language)) return false;
  const wanted = foldText(text.trim());
  const told = `${agent.name} ${agent.extension ?? ''} ${agent.team ?? ''} ${agent.call?.leadName ?? ''}`;
  return wanted === '' || foldText(told).includes(wanted);
}

/** How many do what; of `peopleOf`. */
export function countPhases(agents: People): Record<AgentPhase, number> {
  const counts = Object.fromEntries(agentPhases.map((phase) => [phase, 0])) as Record<AgentPhase, number>;
  for (const agent of Object.values(agents)) counts[phaseOf(agent)] += 1;
  return counts;
}

/** Those to whom a call can be handed now, who speak the lead's language first. */
export function freeAgents(agents: People, language: Language): BoardAgent[] {
  return Object.values(agents)
    .filter((agent) => phaseOf(agent) === 'available' && agent.extension !== null)
    .sort(
      (a, b) =>
        Number(b.languages.includes(language)) - Number(a.languages.includes(language)) ||
        a.stateSince.localeCompare(b.stateSince) ||
        a.name.localeCompare(b.name),
    );
}

/** Whether it can be given to somebody now: while a phone rings for it, it is theirs until they let it ring out. */
export function mayHandOver({
  canControl,
  escalation,
}: Pick<BoardCall, 'canControl' | 'escalation'>): boolean {
  return canControl && !isRung(escalation);
}

/** Somebody's phone rings for it, or is about to. */
export function isRung(escalation: BoardCall['escalation']): boolean {
  return escalation?.status === 'transferring' || escalation?.status === 'ringing';
}
