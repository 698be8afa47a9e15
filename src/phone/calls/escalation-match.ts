/**
 * Recognises an incoming call as an escalation. Headers of the INVITE are best, but a Cisco PBX drops those
 * it does not know unless told otherwise; then the reservation the backend announced decides.
 */
import type { EscalationMatch, ExpectedCall } from '../../shared/phone.ts';
import type { IncomingClues } from './incoming-clues.ts';

export interface Recognised {
  match: EscalationMatch;
  expected: ExpectedCall | undefined;
}

export interface MatchScene {
  expected: ExpectedCall[];
  taken: ReadonlySet<string>;
  /** Epoch ms. */
  now: number;
  mayGuess?: boolean;
}

const NONE: Recognised = { match: 'none', expected: undefined };
/** National numbers agree in this many digits whatever prefix a PBX puts before them. */
const SIGNIFICANT_DIGITS = 9;

/**
 * By header if it names an expected call; else by reservation: the caller's number if the reservation has
 * one, else the only one that is open. `taken` are attempts that another call of ours already answers to.
 * Without `mayGuess` the only open one is not assumed: a call that was spoken when it was made is another.
 */
export function matchEscalation(
  clues: IncomingClues,
  { expected, taken, now, mayGuess = true }: MatchScene,
): Recognised {
  const named = expected.find((call) => namesOf(call).some((name) => clues.ids.includes(name)));
  if (named) return { match: 'header', expected: named };
  const open = expected.filter((call) => call.until >= now && !taken.has(call.attemptId));
  const reserved = byNumber(open, clues.numbers) ?? (mayGuess ? onlyOpen(open, clues) : undefined);
  return reserved ? { match: 'reservation', expected: reserved } : NONE;
}

const namesOf = (call: ExpectedCall): string[] => [call.escalationId, call.attemptId, call.callId];

/** The newest reservation for this very caller: an older one is an attempt that went elsewhere. */
const byNumber = (open: ExpectedCall[], numbers: string[]): ExpectedCall | undefined =>
  open
    .filter(({ caller }) => caller !== null && numbers.some((number) => isSameNumber(caller, number)))
    .toSorted((a, b) => b.until - a.until)[0];

/** Without a number to go by, only one open reservation can be meant; a call that names another is not it. */
function onlyOpen(open: ExpectedCall[], { ids, numbers }: IncomingClues): ExpectedCall | undefined {
  const [only] = open;
  if (open.length !== 1 || !only || ids.length > 0) return undefined;
  const isAnonymous = numbers.every((number) => digitsOf(number) === '');
  return only.caller === null || isAnonymous ? only : undefined;
}

const digitsOf = (number: string): string => number.replace(/\D/g, '');

function isSameNumber(a: string, b: string): boolean {
  const [left, right] = [digitsOf(a), digitsOf(b)];
  if (left === '' || right === '') return false;
  if (Math.min(left.length, right.length) < SIGNIFICANT_DIGITS) return left === right;
  return left.slice(-SIGNIFICANT_DIGITS) === right.slice(-SIGNIFICANT_DIGITS);
}
