/** What the sums of days must be, in plain TypeScript, from the same story: written without looking at the SQL's way. */

interface Told {
  lead: number;
  call: string | null;
  type: string;
  data: Record<string, unknown>;
  at: string;
}
export interface ToldStory {
  leads: { id: string; source: string }[];
  calls: { id: string; lead: number; outcome: string | null }[];
  told: Told[];
  zoneOffsetHours: number;
  start: string;
}

type Sums = Record<string, Record<string, number>>;
const unanswered = new Set(['no_answer', 'busy', 'voicemail', 'failed']);
const earliest = (events: readonly Told[]): string | undefined => events.map(({ at }) => at).toSorted()[0];

/** Totals by day: `table.source.column`. */
export function sumsOf(story: ToldStory): Sums {
  const sums: Sums = {};
  const add = (at: string, name: string, amount = 1): void => {
    if (amount === 0) return;
    const day = at.length === 10 ? at : dayOf(at, story.zoneOffsetHours);
    const known = (sums[day] ??= {});
    known[name] = (known[name] ?? 0) + amount;
  };
  for (const [index, { source }] of story.leads.entries()) {
    const told = story.told.filter(({ lead }) => lead === index);
    const calls = story.calls.filter(({ lead }) => lead === index).map((call) => judge(call, told));
    for (const call of calls) addCall(call, source, add);
    addTools(told, add);
    const { booked, visited } = addVisits(told, source, add);
    const sold = addSales(told, source, add);
    addLead({ told, calls, booked, visited, sold, start: story.start }, source, add);
  }
  return sums;
}

function dayOf(at: string, offsetHours: number): string {
  return new Date(Date.parse(at) + offsetHours * 3_600_000).toISOString().slice(0, 10);
}

type Add = (at: string, name: string, amount?: number) => void;

interface Judged {
  placedAt: string | undefined;
  concluded: boolean;
  talked: boolean;
  person: boolean;
  seconds: number | null;
}

function judge(call: ToldStory['calls'][number], ofLead: readonly Told[]): Judged {
  const told = ofLead.filter((event) => event.call === call.id);
  const of = (...types: string[]): Told[] => told.filter(({ type }) => types.includes(type));
  const failed = of('call.failed').length > 0;
  const placedAt = earliest(of('call.started'));
  const seconds =
    of('call.ended')
      .map(({ data }) => data['durationSeconds'])
      .findLast((value): value is number => typeof value === 'number') ?? null;
  const live = of('call.changed').some(({ data }) => data['status'] !== 'ringing');
  const outcome = call.outcome ?? (failed ? 'failed' : null);
  const isOver = of('call.ended', 'call.failed').length > 0;
  return {
    ...{ placedAt, seconds },
    concluded: placedAt !== undefined && isOver && outcome !== null,
    talked:
      placedAt !== undefined && (live || (seconds ?? 0) > 0) && !failed && !unanswered.has(outcome ?? ''),
    person: of('escalation.answered').some(({ data }) =>
      of('escalation.requested').some((asked) => asked.data['escalationId'] === data['escalationId']),
    ),
  };
}

function addCall({ placedAt, concluded, talked, person, seconds }: Judged, source: string, add: Add): void {
  if (placedAt === undefined) return;
  const note = (name: string, is: boolean | number): void =>
    add(placedAt, `call_days.${source}.${name}`, Number(is));
  note('placed', true);
  note('concluded', concluded);
  note('succeeded', concluded && talked);
  note('talked', talked);
  note('person', talked && person);
  note('seconds', talked ? (seconds ?? 0) : 0);
}

/** The first word on a tool call stands: it is given once. */
function addTools(told: readonly Told[], add: Add): void {
  const seen = new Set<string>();
  for (const { type, call, data, at } of told) {
    const key = `${call} ${String(data['toolCallId'])}`;
    if (type !== 'tool.called' || seen.has(key)) continue;
    seen.add(key);
    add(at, 'tool_days..calls');
    add(at, 'tool_days..failures', data['success'] === true ? 0 : 1);
  }
}

function addVisits(told: readonly Told[], source: string, add: Add): { booked: boolean; visited: boolean } {
  const booked = Map.groupBy(
    told.filter(({ type }) => type === 'appointment.booked'),
    ({ data }) => data['appointmentId'],
  );
  for (const events of booked.values()) add(earliest(events) ?? '', `result_days.${source}.booked_by_ai`);
  return { booked: booked.size > 0, visited: [...booked.keys()].some((id) => wasHeld(told, id)) };
}

/** The latest word on it stands; of two of one moment the one that was told last. */
function wasHeld(told: readonly Told[], id: unknown): boolean {
  const words = told.filter(
    ({ type, data }) => /\.(held|missed|reopened)$/.test(type) && data['appointmentId'] === id,
  );
  return words.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1)?.type === 'appointment.held';
}

function addSales(told: readonly Told[], source: string, add: Add): boolean {
  const last = new Map(
    told.filter(({ type }) => type === 'sale.recorded').map(({ data }) => [data['saleId'], data]),
  );
  for (const { type, data } of told) if (type === 'sale.withdrawn') last.delete(data['saleId']);
  for (const data of last.values()) {
    add(String(data['day']), `result_days.${source}.sales`);
    add(String(data['day']), `result_days.${source}.revenue`, Number(data['amountUsd']));
  }
  return last.size > 0;
}

interface Whole {
  told: readonly Told[];
  calls: readonly Judged[];
  booked: boolean;
  visited: boolean;
  sold: boolean;
  start: string;
}

function addLead({ told, calls, booked, visited, sold, start }: Whole, source: string, add: Add): void {
  const at = earliest(told.filter(({ type }) => type === 'lead.created')) ?? start;
  const note = (name: string, is: boolean): void => add(at, `lead_days.${source}.${name}`, Number(is));
  const reached = calls.some(({ talked }) => talked);
  note('leads', true);
  note(
    'qualified',
    told.some(({ type, data }) => type === 'lead.changed' && data['status'] === 'qualified'),
  );
  note(
    'called',
    calls.some(({ placedAt }) => placedAt !== undefined),
  );
  note('came3', sold || booked || reached);
  note('came4', sold || booked);
  note('came5', sold || visited);
  note('came6', sold);
}
