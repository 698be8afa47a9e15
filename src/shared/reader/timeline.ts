/** When: "en 3 meses", "next spring", "antes de fin de año", or only looking. Months are counted from `now`, at most. */
import type { DiscoveryQuestion, Timeline } from '../lead.ts';
import { readNumber, tokenize } from './number-words.ts';
import { findAll, quote, type Span, type Text } from './text.ts';

interface Found extends Span {
  months: number | null;
}

const looking =
  /\b(?:(?:solo|nomas|nada mas|solamente|ahorita|apenas|por ahora) (?:estoy |estamos |ando |andamos |es )?(?:viendo|mirando|explorando|curioseando|checando|investigando|preguntando|cotizando|por curiosidad)|solo (?:quiero|queria|queremos) (?:informacion|info|saber|preguntar)|(?:just|only|merely|simply|still|casually) (?:looking|browsing|exploring|curious|researching|checking)|window shopping|no tengo prisa|no tenemos prisa|sin prisas?|no hay prisa|no (?:rush|hurry)|not in a (?:rush|hurry)|no se cuando|not sure when|don'?t know when|no idea when|explorando opciones|exploring options|en unos anos|in a few years|sin fecha|no timeline)\b/;
/** Vague words that may as well be about the budget or the call: they count where nothing else was asked. */
const vague =
  /\b(?:(?:todavia|aun) no (?:se|sabemos|lo se|lo tengo)|mas adelante|later on|down the road|eventually|algun dia|some ?day|a futuro)\b/;
/** Hours and days belong to the call, where the message is about one, unless it speaks of buying. */
const aboutCall =
  /\b(?:llam\w+|marc[aoeu]\w*|telefon\w+|call|phone|ring me|visit\w*|see it|conocer\w*|cita|appointment|recorrido|tour)\b/;
const aboutBuying =
  /\b(?:compr\w+|invert\w+|invier\w+|adquir\w+|mudar\w*|busc\w+|quiero (?:un|una)|buy\w*|purchas\w+|invest\w*|mov(?:e|ing)|looking for|clos(?:e|ing))\b/;
const immediate =
  /\b(?:de inmediato|inmediat\w+|immediate\w*|ya mismo|ahora mismo|cuanto antes|lo antes posible|lo mas (?:pronto|rapido)(?: posible| que se pueda)?|as (?:early|quickly) as possible|asap|a\.s\.a\.p|right away|right now|as soon as possible|urge|esta (?:misma )?semana|this week|comprar ya|ya quiero|quiero ya|lo quiero ya|list[oa]s? para (?:comprar|invertir|firmar|apartar)|ready to (?:buy|move|sign|close|invest|purchase)|today|hoy mismo)\b/;
const immediateAnswer =
  /\bya\W*$|^\s*(?:pues )?(?:ya|ahorita|ahora|now|hoy)\b(?! (?:no|te|les|le|vi|lo|la|mero|no)\b)/;
const notUrgent = /\bno (?:me )?urge\b|\bno es urgente\b/;

const monthNames: [RegExp, number][] = [
  [/enero|january|jan/, 0],
  [/febrero|february|feb/, 1],
  [/marzo|march/, 2],
  [/abril|april|semana santa|easter|spring break/, 3],
  [/mayo|may/, 4],
  [/junio|june/, 5],
  [/julio|july/, 6],
  [/agosto|august/, 7],
  [/septiembre|setiembre|september|sept/, 8],
  [/octubre|october/, 9],
  [/noviembre|november|thanksgiving/, 10],
  [/diciembre|december|navidad|christmas|xmas/, 11],
  [/primavera|spring/, 4],
  [/verano|summer/, 7],
  [/otono|autumn|fall/, 10],
  [/invierno|winter/, 1],
];
const monthPattern = new RegExp(
  `\\b(?:en|para|antes de|despues del?|after|hacia|por|a (?:principios|mediados|finales|fines) de|hasta|in|by|for|next|until|before|around|this|este|esta|proxim[oa]|early|late|mid|during)(?: (?:el|la|the|early|late|mes de|proxim[oa]|next|fall|esta|este|this|coming))* ?(${monthNames.map(([pattern]) => pattern.source).join('|')})\\b(?: (?:del?|of)?\\s*(20\\d\\d))?`,
);

const monthsUntil = (now: Date, year: number, month: number): number =>
  Math.max(0, (year - now.getFullYear()) * 12 + month - now.getMonth());

function readNamedMonths(text: Text, now: Date): Found[] {
  return findAll(text, monthPattern).map(({ match, start, end }) => {
    const month =
      monthNames.find(([pattern]) => new RegExp(`^(?:${pattern.source})$`).test(match[1] ?? ''))?.[1] ?? 0;
    const passed =
      month < now.getMonth() || (month === now.getMonth() && /\b(?:next|proxim[oa])\b/.test(match[0]));
    const year = match[2] ? Number(match[2]) : now.getFullYear() + (passed ? 1 : 0);
    return { start, end, months: Math.min(120, monthsUntil(now, year, month)) };
  });
}

const named: [RegExp, (now: Date) => number | null][] = [
  [
    /\b(?:(?:el )?(?:proximo|siguiente) mes|(?:el )?mes (?:que (?:viene|entra)|proximo|entrante)|next month)\b/,
    () => 1,
  ],
  [/\b(?:este (?:mismo )?mes|this month|fin de mes|end of the month)\b/, () => 0],
  [/\b(?:(?:la )?(?:proxima|siguiente) semana|semana que (?:viene|entra)|next week)\b/, () => 0],
  [
    /\b(?:principios|inicios|comienzos|early|beginning of) (?:del? |of )?(?:the )?(?:proximo ano|ano (?:que viene|entrante)|next year)\b/,
    (now) => monthsUntil(now, now.getFullYear() + 1, 2),
  ],
  [
    /\b(?:mediados|middle of|mid) (?:del? |of )?(?:the )?(?:proximo ano|ano (?:que viene|entrante)|next year)\b/,
    (now) => monthsUntil(now, now.getFullYear() + 1, 6),
  ],
  [
    /\b(?:(?:el )?(?:proximo|otro|siguiente) ano|(?:el )?ano (?:que (?:viene|entra)|proximo|entrante)|next year)\b/,
    (now) => monthsUntil(now, now.getFullYear() + 1, 11),
  ],
  [
    /\b(?:este (?:mismo )?ano|this year|within the year|(?:fin|fines|finales) de(?:l)? ano|end of (?:the )?year|year'?s end|year end)\b/,
    (now) => monthsUntil(now, now.getFullYear(), 11),
  ],
  [/\ba[nñ]o y medio\b/, () => 18],
  [/\b(?:este trimestre|this quarter)\b/, () => 3],
  [/\b(?:proximo trimestre|next quarter)\b/, () => 6],
  [/\b(?:este semestre|medio ano|half a year)\b/, () => 6],
];

const unitMonths: [RegExp, number][] = [
  [/^(?:dias?|days?)/, 1 / 30],
  [/^(?:semanas?|weeks?|wks?)/, 1 / 4.35],
  [/^(?:mes(?:es)?|months?|mos?)/, 1],
  [/^(?:trimestres?|quarters?)/, 3],
  [/^(?:semestres?)/, 6],
  [/^(?:anos?|anitos?|years?|yrs?)/, 12],
];
const countWords =
  /\b(?:(un par|a couple|couple)(?: de| of)?|(unos|unas|algunos|pocos|a few|few|several)(?: pocos)?|(un|una|a|one)) (dias?|days?|semanas?|weeks?|mes(?:es)?|months?|anos?|years?)\b( y medi[oa])?/;
const ago =
  /\b(?:hace|llevo|tengo|llevamos|tenemos|for the (?:past|last)|(?:past|last)|cumplo|edad|aged?|de)\s*(?:como |casi |ya )?$/;
const credit =
  /\b(?:pag\w+|financ\w+|credito|plazos?|mensualidades|hipoteca|mortgage|loan|pay over)\b[^.;!?]{0,25}$/;
const agoAfter =
  /^\s*(?:ago|atras|old|de edad|buscando|viviendo|casad|de casad|sin intereses|de antiguedad|looking|searching|of experience)/;

const isPurchaseTime = (text: Text, span: Span): boolean =>
  !ago.test(text.folded.slice(0, span.start)) &&
  !credit.test(text.folded.slice(0, span.start)) &&
  !agoAfter.test(text.folded.slice(span.end));

const toMonths = (count: number, unit: string): number => {
  const factor = unitMonths.find(([pattern]) => pattern.test(unit))?.[1] ?? 1;
  return Math.min(120, Math.ceil(Math.round(count * factor * 100) / 100));
};

function readDurations(text: Text): Found[] {
  const tokens = tokenize(text.folded);
  const counted = tokens.flatMap((token, at): Found[] => {
    const number = readNumber(tokens, at);
    const unit = number && tokens[number.to];
    if (!number || !unit || !unitMonths.some(([pattern]) => pattern.test(unit.text)) || number.value > 120)
      return [];
    const half = /^\s*y medi[oa]|^\s*and a half/.test(text.folded.slice(unit.end)) ? 0.5 : 0;
    return [{ start: token.start, end: unit.end, months: toMonths(number.value + half, unit.text) }];
  });
  const worded = findAll(text, countWords).map(({ match, start, end }): Found => {
    const count = (match[1] ? 2 : match[2] ? 3 : 1) + (match[5] ? 0.5 : 0);
    return { start, end, months: toMonths(count, match[4] ?? '') };
  });
  return [...counted, ...worded].filter((found) => isPurchaseTime(text, found));
}

function readYears(text: Text, now: Date): Found[] {
  return findAll(
    text,
    /\b(?:en|para|in|by|for|hasta|antes de|before|until)(?: el| the| finales de| late| early| end of)* (20[2-4]\d)\b/,
  ).map(({ match, start, end }) => ({
    start,
    end,
    months: Math.min(120, monthsUntil(now, Number(match[1]), 11)),
  }));
}

function readBareAnswer(text: Text): Found[] {
  const tokens = tokenize(text.folded);
  const at = tokens.findIndex((_, index) => readNumber(tokens, index) !== undefined);
  const number = at < 0 ? undefined : readNumber(tokens, at);
  if (!number || tokens.length > 4 || number.value > 60 || text.folded.includes('$')) return [];
  return [{ start: 0, end: text.folded.length, months: Math.ceil(number.value) }];
}

const unsure =
  /^\W*(?:(?:todavia |aun )?no (?:lo )?se|no sabria|no estoy segur[oa]|ni idea|not sure|i don'?t know|idk|dunno|no idea|quien sabe|depende|it depends|cuando \w+|en cuanto \w+|when (?:i|we) |as soon as (?:i|we) )/;

/** The moment the lead names, or undefined; a date or a term outweighs "only looking". */
export function readTimeline(
  text: Text,
  lastQuestion: DiscoveryQuestion | null | undefined,
  now: Date,
): Timeline | undefined {
  const isCall =
    lastQuestion === 'call_consent' || (lastQuestion !== 'timeline' && aboutCall.test(text.folded));
  if (isCall && !aboutBuying.test(text.folded)) return undefined;
  const dated: Found[] = [
    ...readNamedMonths(text, now),
    ...readYears(text, now),
    ...named.flatMap(([pattern, months]) =>
      findAll(text, pattern).map(({ start, end }) => ({ start, end, months: months(now) })),
    ),
    ...readDurations(text),
  ].toSorted((a, b) => a.start - b.start || b.end - a.end);
  const [first] = dated;
  if (first) return { months: widest(dated, first), text: quote(text, first, 200) };
  const wish = readWish(text, lastQuestion ?? null);
  return wish && { months: wish.months, text: quote(text, wish, 200) };
}

/** "de 3 a 6 meses" ends with the later of two terms that stand together. */
function widest(all: Found[], first: Found): number | null {
  const near = all.filter(({ start }) => start >= first.end && start - first.end < 12);
  return near.reduce<number | null>(
    (most, { months }) => (most === null || months === null ? most : Math.max(most, months)),
    first.months,
  );
}

function readWish(text: Text, lastQuestion: DiscoveryQuestion | null): Found | undefined {
  const asked = lastQuestion === 'timeline';
  const open = asked || lastQuestion === null;
  const looks = findAll(text, looking)[0] ?? (open ? findAll(text, vague)[0] : undefined);
  if (looks) return { start: looks.start, end: looks.end, months: null };
  const urgent = notUrgent.test(text.folded)
    ? undefined
    : (findAll(text, immediate)[0] ?? (asked ? findAll(text, immediateAnswer)[0] : undefined));
  if (urgent) return { start: urgent.start, end: urgent.end, months: 0 };
  if (asked && (unsure.test(text.folded) || notUrgent.test(text.folded)))
    return { start: 0, end: text.folded.length, months: null };
  return asked ? readBareAnswer(text)[0] : undefined;
}
