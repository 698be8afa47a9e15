/** What one round of an endurance case showed, and the figures of many. */

/** The cases in the order in which they are reported. */
export const caseNames = ['reload', 'renderer', 'backend', 'frozen', 'tcp8', 'tcp30', 'tcp60'] as const;
export type CaseName = (typeof caseNames)[number];

/** What each case does to a call. */
export const caseWords: Record<CaseName, string> = {
  reload: 'reload of the page',
  renderer: 'kill -9 of the renderer, page opened anew',
  backend: 'kill -9 of the backend',
  frozen: 'renderer blocked 10 s while ringing',
  tcp8: 'SIP connection reset, 8 s without',
  tcp30: 'SIP connection reset, 30 s without',
  tcp60: 'SIP connection reset, 60 s without',
};

/** One round. `backMs`: from the event until both ends recognise each other's tone; `silenceMs`: the longest time that one end heard nothing of it. */
export interface Round {
  name: CaseName;
  error?: string;
  backMs?: number;
  silenceMs?: number;
  /** The longest time that the harness itself stood still: what it did not hear then is not the phone's silence. */
  heldUpMs?: number;
}

/** Milliseconds. */
export interface Spread {
  min: number;
  median: number;
  p95: number;
  max: number;
}

export interface CaseSummary {
  name: CaseName;
  rounds: number;
  passed: number;
  /** Rounds done again because the machine held the harness itself up, see `isVoid`. */
  repeated: number;
  backMs: Spread | undefined;
  silenceMs: Spread | undefined;
  errors: string[];
}

/** Audio that is back later than this, or away for longer at any time, is no round passed, whatever else went well. */
const latestBackMs = 2_000;

/** After a pause the ears take so long to be sure again: the page's looks back half a second. */
const heldUpMarginMs = 600;

/**
 * True when a pause came too late or lasted too long, but the harness itself stood still for about as long: on a
 * machine that is busy elsewhere such a round says nothing about the phone, and is done again.
 */
export function isVoid(round: Round): boolean {
  const { silenceMs = 0, heldUpMs = 0 } = round;
  return isLate(round) && silenceMs < heldUpMs + heldUpMarginMs;
}

const isLate = ({ error, backMs = 0, silenceMs = 0 }: Round): boolean =>
  error === undefined && Math.max(backMs, silenceMs) > latestBackMs;

/** The figures of one case; a round without error whose audio came back too late has not passed. */
export function summarise(name: CaseName, rounds: readonly Round[]): CaseSummary {
  const all = rounds.filter((round) => round.name === name);
  const own = all.filter((round) => !isVoid(round));
  const backs = own.flatMap(({ backMs }) => backMs ?? []);
  const silences = own.flatMap(({ silenceMs }) => silenceMs ?? []);
  const late = own.filter(isLate);
  return {
    name,
    rounds: own.length,
    passed: own.filter(({ error }) => error === undefined).length - late.length,
    repeated: all.length - own.length,
    backMs: spreadOf(backs),
    silenceMs: spreadOf(silences),
    errors: [
      ...own.flatMap(({ error }) => error ?? []),
      ...late.map(({ backMs, silenceMs }) => `audio back after ${backMs} ms, silent for ${silenceMs} ms`),
    ],
  };
}

/** Smallest, median, 95th percentile (nearest rank) and largest; undefined of nothing. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return sorted.length === 0 ? undefined : { min: rank(0), median: rank(0.5), p95: rank(0.95), max: rank(1) };
}

/** A table for people. */
export function tableOf(summaries: readonly CaseSummary[]): string {
  const head = [
    'case',
    'passed',
    'audio back ms: min',
    'median',
    'p95',
    'max',
    'longest silence: median',
    'max',
  ];
  const rows = summaries.map(({ name, rounds, passed, repeated, backMs, silenceMs }) => [
    caseWords[name],
    `${passed} of ${rounds}${repeated > 0 ? ` (${repeated} repeated)` : ''}`,
    ...[backMs?.min, backMs?.median, backMs?.p95, backMs?.max, silenceMs?.median, silenceMs?.max].map((ms) =>
      ms === undefined ? '–' : String(ms),
    ),
  ]);
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
