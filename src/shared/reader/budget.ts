/** What the lead can spend: one figure, or a range whose ends lend each other scale and currency. */
import type { Budget, Currency, Language, LeadProfile } from '../lead.ts';
import { findAmounts, type Amount } from './amounts.ts';
import { findAll, type Text } from './text.ts';

/** What helps to read a bare figure. */
export interface BudgetHints {
  /** The lead was just asked for the budget. */
  asked: boolean;
  language: Language | null;
  known: LeadProfile;
}

const wordsOfBudget =
  /\b(?:presupuesto|budget|invertir|gastar|spend|spending|invest|pagar|pay|cuento con|dispongo|maximo|max|tope|hasta|up to|around|alrededor|aprox\w*|under|menos de|below|por debajo|precio|price|range|rango|unos|como|about)\b/;
/** What follows a figure that is no money: sizes, people, times, rooms, percentages. */
const notMoney =
  /^\s*(?:-\s*)?(?:m2|mts|metros|sq|pies|ft|feet|km|miles?\b|personas|people|adultos|ninos|kids|hijos|anos|years?|yrs|meses|months?|mos\b|semanas|weeks?|dias|days?|horas|hours?|hrs|minutos|minutes|am\b|pm\b|a\.m|p\.m|:\d|%|por ciento|percent|recamaras?|habitaciones|cuartos|rec\b|bed|bdr|br\b|bath|banos?|dormitorios|unidades|veces|times|opciones|preguntas|nights?|noches|pisos?|estrellas)/;
const notBudgetBefore =
  /(?:enganche|down ?payment|mensualidad(?:es)?|al mes|monthly|renta|comision|mantenimiento|no (?:tengo|cuento con|llego a|tenemos|alcanzo)|don'?t have|can'?t afford|cuestan?|valen?|costs?|cuanto sale|calle|numero|num|#|depto|suite|unit)\s*(?:de|es|of|is|los|las)?\s*(?:unos|about|like|ni|even)?\s*\$?\s*$/;
const notBudgetAfter =
  /^[^.,;!?]{0,22}?(?:de enganche|down ?payment|\bdown\b|mensual|al mes|por mes|a month|per month|monthly|es mucho|es demasiado|is too much|esta muy caro|se me hace)/;

const isPhoneOrYear = (amount: Amount, source: string): boolean =>
  !amount.money &&
  amount.scale === 1 &&
  amount.figure &&
  (/^\+?\d{8,}$/.test(source) || /^(?:19|20)\d\d$/.test(source));

/** Ten digits or more in a row, however they are grouped: somebody's number. */
const phoneRun = /\+?\(?\d[\d\s().-]{8,}\d/;
/** What makes a small bare figure an hour or a day. */
const clockBefore = /\b(?:a las?|las|at|el|dia|del|tel|telefono|cel|celular|whatsapp|phone)\s*:?\s*$/;

const isPartOfPhone = (text: Text, amount: Amount): boolean =>
  findAll(text, phoneRun).some(
    ({ match, start, end }) =>
      match[0].replace(/\D/g, '').length >= 10 &&
      !/\.\d{2}$/.test(match[0]) &&
      start <= amount.start &&
      amount.end <= end,
  );

function isMoney(text: Text, amount: Amount): boolean {
  const tail = text.folded.slice(amount.end);
  const head = text.folded.slice(0, amount.start);
  const source = text.folded.slice(amount.start, amount.end);
  const bare = !amount.money && amount.scale === 1;
  if (bare && (isPartOfPhone(text, amount) || clockBefore.test(head))) return false;
  if (isPhoneOrYear(amount, source) || /[:@#]\s*$|\+$/.test(head)) return false;
  return !notMoney.test(tail) && !notBudgetBefore.test(head) && !notBudgetAfter.test(tail);
}

const between =
  /^[^\d]{0,24}?(?:\b(?:y|and|a|to|o|or|e|hasta|until)\b|-|\/|~)\s*(?:unos|los|about|como|usd|us|mxn)?\s*\$?\s*$/;

/** Two neighbouring figures joined by "y", "a", "to", "-" … */
function isRange(text: Text, low: Amount, high: Amount): boolean {
  const gap = text.folded.slice(low.end, high.start);
  return gap.length <= 30 && between.test(gap) && !/[.;!?]/.test(gap.replace(/m\.n\.|u\.s\./g, ''));
}

/** "2" for two million, "500" for five hundred thousand, as people answer when asked for a budget. */
function scaleBareFigure(value: number): number {
  if (value <= 30) return value * 1e6;
  return value < 10_000 ? value * 1e3 : value;
}

/** What a sum without a currency most likely is: nothing we sell costs 300,000 pesos, few things 3 million dollars. */
function guessCurrency(value: number, hints: BudgetHints): Currency {
  if (hints.known.budget && value >= hints.known.budget.min / 3 && value <= hints.known.budget.max * 3)
    return hints.known.budget.currency;
  return value >= (hints.language === 'en' ? 15e6 : 3e6) ? 'MXN' : 'USD';
}

/** "300 y 400 mil": the first takes the second's thousands; "two to three hundred thousand": and its hundred. */
function borrowScale(low: Amount, high: Amount): number {
  if (low.scale !== 1 || high.scale === 1 || low.value >= 1000) return low.value;
  const isDigitOfHundreds = !low.figure && low.value < 10 && high.value / high.scale >= 100;
  return low.value * high.scale * (isDigitOfHundreds ? 100 : 1);
}

function toBudget(low: Amount, high: Amount, hints: BudgetHints): Budget | undefined {
  const borrowed = borrowScale(low, high);
  const bare = high.scale === 1 && high.value < 10_000;
  if (bare && !hints.asked) return undefined;
  const [first, second] = [
    bare ? scaleBareFigure(borrowed) : borrowed,
    bare ? scaleBareFigure(high.value) : high.value,
  ];
  const rate = high.currency ? high.rate : low.rate;
  const [min, max] = [Math.min(first, second) * rate, Math.max(first, second) * rate].map(Math.round);
  if (!min || !max || max < 1000 || max > 5e9) return undefined;
  return { min, max, currency: high.currency ?? low.currency ?? guessCurrency(max, hints) };
}

/** A figure that speaks for itself (money sign, or so large), or one that a word or a question makes a budget. */
function isTelling(text: Text, amount: Amount, hints: BudgetHints): boolean {
  const large = amount.value >= 10_000;
  if (large && (amount.money || amount.scale > 1)) return true;
  if (hints.asked) return amount.figure || amount.value > 9 || amount.scale > 1;
  return large && (wordsOfBudget.test(text.folded) || text.folded.trim().length < 30);
}

/** The budget this message names, or undefined. `min` = `max` for a single figure. */
export function readBudget(text: Text, hints: BudgetHints): Budget | undefined {
  const amounts = findAmounts(text);
  for (const [index, amount] of amounts.entries()) {
    const next = amounts[index + 1];
    const ranged = next && isRange(text, amount, next) && isMoney(text, next);
    const last = ranged ? next : amount;
    if (!isTelling(text, last, hints) || !(ranged || isMoney(text, amount))) continue;
    const found = toBudget(amount, last, hints);
    if (found) return found;
  }
  return undefined;
}
