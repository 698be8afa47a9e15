/** Reads the live board from the database: whole, or what was touched and looks different from what was told before. */
import type pg from 'pg';
import type { Board, BoardAgent, BoardCall, BoardChange } from '../../shared/board.ts';
import type { LiveQuality } from '../../shared/phone.ts';
import type { Env } from '../env.ts';
import { listThresholds, openAlerts } from '../store/alerts.ts';
import { boardAgents, boardCalls, boardTeams } from '../store/board.ts';
import { readFigures } from '../store/board-figures.ts';
import { readDialling } from '../store/dialling.ts';
import { serviceLevelSeconds } from '../store/settings.ts';
import type { BoardTouch } from './board-touch.ts';

export type BoardEnv = Pick<Env, 'LADDER_AGENTS' | 'PBX_HUNT_PILOT' | 'VAPI_CONCURRENCY'>;

/** What a phone told of its call, and when it is too old to be shown (epoch ms). */
type Heard = LiveQuality & { until: number };
/** The phone tells every ten seconds. */
const qualityMs = 25_000;

/**
 * Remembers what was told, so that a row which was read again and is the same is not told again. Its methods must not
 * run at once: what is read first is told first.
 */
export class BoardReader {
  readonly #db: pg.Pool;
  readonly #env: BoardEnv;
  readonly #calls = new Map<string, string>();
  readonly #agents = new Map<string, string>();
  readonly #parts = new Map<string, string>();
  readonly #heard = new Map<string, Heard>();

  constructor(db: pg.Pool, env: BoardEnv) {
    this.#db = db;
    this.#env = env;
  }

  /** How an agent's call sounds, shown with the next reading. */
  hear(agentId: string, quality: LiveQuality): void {
    this.#heard.set(agentId, { ...quality, until: Date.now() + qualityMs });
  }

  /** Everything as it stands. */
  async readAll(): Promise<Board> {
    const db = this.#db;
    const [calls, agents, figures, alerts, dialling, thresholds, teams] = await Promise.all([
      boardCalls(db, 'open', this.#ladderSteps),
      boardAgents(db),
      this.#figures(),
      openAlerts(db),
      readDialling(db),
      listThresholds(db),
      boardTeams(db),
    ]);
    const people = agents.map((agent) => this.#withQuality(agent));
    this.#noteTold(calls, people);
    return { calls, agents: people, figures, alerts, dialling, thresholds, teams };
  }

  /** What `touch` changed; undefined where it all looks as before. */
  async readChange(touch: BoardTouch): Promise<BoardChange | undefined> {
    const parts = await Promise.all([
      this.#changedCalls(touch),
      this.#changedAgents(touch),
      this.#changedPart('figures', touch.figures, () => this.#figures()),
      this.#changedPart('alerts', touch.alerts, () => openAlerts(this.#db)),
      this.#changedPart('dialling', touch.dialling, () => readDialling(this.#db)),
      this.#changedPart('thresholds', touch.thresholds, () => listThresholds(this.#db)),
    ]);
    const change: BoardChange = Object.assign({}, ...parts);
    return Object.keys(change).length === 0 ? undefined : change;
  }

  /** Nobody watches any more. */
  forget(): void {
    for (const map of [this.#calls, this.#agents, this.#parts]) map.clear();
  }

  /** Others may have been told of a row before it became what this newcomer gets: it is told again when its turn comes. */
  #noteTold(calls: BoardCall[], agents: BoardAgent[]): void {
    const isFirst = this.#calls.size + this.#agents.size === 0;
    const note = (rows: Map<string, string>, row: BoardCall | BoardAgent): void => {
      if (isFirst) rows.set(row.id, told(row));
      else if (rows.get(row.id) !== told(row)) rows.delete(row.id);
    };
    for (const call of calls) note(this.#calls, call);
    for (const agent of agents) note(this.#agents, agent);
    this.#parts.clear();
  }

  get #ladderSteps(): number {
    return this.#env.LADDER_AGENTS + (this.#env.PBX_HUNT_PILOT === '' ? 0 : 1);
  }

  async #figures(): Promise<Board['figures']> {
    const withinSeconds = await serviceLevelSeconds(this.#db);
    return readFigures(this.#db, { withinSeconds, capacity: this.#env.VAPI_CONCURRENCY });
  }

  /** Whatever was asked for by its id and is not among the open ones is over. */
  async #changedCalls({ callIds, leadIds }: BoardTouch): Promise<BoardChange> {
    if (callIds.length + leadIds.length === 0) return {};
    const rows = await boardCalls(this.#db, { ids: callIds, leadIds }, this.#ladderSteps);
    const open = new Set(rows.map(({ id }) => id));
    const gone = callIds.filter((id) => !open.has(id));
    for (const id of gone) this.#calls.delete(id);
    const calls = rows.filter((call) => remember(this.#calls, call));
    return { ...(calls.length > 0 && { calls }), ...(gone.length > 0 && { goneCalls: gone }) };
  }

  async #changedAgents({ agentIds }: BoardTouch): Promise<BoardChange> {
    if (agentIds?.length === 0) return {};
    const rows = await boardAgents(this.#db, agentIds ?? undefined);
    const there = new Set(rows.map(({ id }) => id));
    const gone = (agentIds ?? [...this.#agents.keys()]).filter((id) => !there.has(id));
    for (const id of gone) this.#agents.delete(id);
    const people = rows.map((agent) => this.#withQuality(agent));
    const agents = people.filter((agent) => remember(this.#agents, agent));
    return { ...(agents.length > 0 && { agents }), ...(gone.length > 0 && { goneAgents: gone }) };
  }

  async #changedPart<K extends 'figures' | 'alerts' | 'dialling' | 'thresholds'>(
    key: K,
    isTouched: boolean,
    read: () => Promise<Board[K]>,
  ): Promise<BoardChange> {
    if (!isTouched) return {};
    const value = await read();
    const text = key === 'figures' ? told(value as Board['figures']) : JSON.stringify(value);
    if (this.#parts.get(key) === text) return {};
    this.#parts.set(key, text);
    return { [key]: value };
  }

  #withQuality(agent: BoardAgent): BoardAgent {
    const heard = this.#heard.get(agent.id);
    if (heard === undefined || agent.call === null) return agent;
    if (heard.until < Date.now() || heard.phoneCallId !== agent.call.phoneCallId) return agent;
    const { mos, lossPct, jitterMs } = heard;
    return { ...agent, call: { ...agent.call, quality: { mos, lossPct, jitterMs } } };
  }
}

/** A row without its number: a number alone is nothing to show. */
function told(row: object): string {
  return JSON.stringify({ ...row, rev: 0 });
}

/** Whether this row looks different from what was told of it before. */
function remember(rows: Map<string, string>, row: BoardCall | BoardAgent): boolean {
  const text = told(row);
  if (rows.get(row.id) === text) return false;
  rows.set(row.id, text);
  return true;
}
