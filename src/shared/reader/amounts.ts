/** Sums of money in a message, before anybody decides what they mean. */
import type { Currency } from '../lead.ts';
import { readNumber, tokenize, type SpokenNumber, type Token } from './number-words.ts';
import type { Span, Text } from './text.ts';

/** One figure with whatever the lead said about its money; `money` = a sign or a currency was there. */
export interface Amount extends Span {
  value: number;
  scale: number;
  currency: Currency | null;
  /** Multiply by this to be in `currency`: the profile knows two currencies, a score needs only the order. */
  rate: number;
  money: boolean;
  figure: boolean;
}

interface Money {
  currency: Currency;
  rate: number;
}
const usd: Money = { currency: 'USD', rate: 1 };
const mxn: Money = { currency: 'MXN', rate: 1 };
const canadian: Money = { currency: 'USD', rate: 0.7 };
const euro: Money = { currency: 'USD', rate: 1.1 };

const after: [RegExp, Money][] = [
  [/^\s*(?:de\s+)?(?:cad\b|dolares canadienses|canadian dollars?)/, canadian],
  [/^\s*(?:de\s+)?(?:euros?\b|eur\b|€)/, euro],
  [
    /^\s*(?:de\s+)?(?:usd|us\$|u\.?s\.? dollars?|dolares?|dolar|dolars|dollars?|bucks|dlls?|dlrs?|dls|us|americanos)(?![a-z])/,
    usd,
  ],
  [/^\s*(?:de\s+)?(?:mxn|mxp|pesos?|mx|m\.?n\.?|varos)(?![a-z])/, mxn],
];
const before: [RegExp, Money][] = [
  [/(?:ca\$|cad)\s*\$?\s*$/, canadian],
  [/(?:€|eur)\s*$/, euro],
  [/(?:us|usd|u\.s\.|dlls?)\s*\$?\s*$/, usd],
  [/(?:mx|mxn|mn)\s*\$?\s*$/, mxn],
];

const suffixes: Record<string, Money> = { mdd: usd, mdp: mxn };

function moneyAround(text: Text, span: Span, last: Token | undefined): Money | undefined {
  const tail = text.folded.slice(span.end);
  const head = text.folded.slice(0, span.start);
  const suffix = last ? suffixes[last.text] : undefined;
  return (
    suffix ??
    after.find(([pattern]) => pattern.test(tail))?.[1] ??
    before.find(([pattern]) => pattern.test(head))?.[1]
  );
}

function toAmount(text: Text, tokens: Token[], number: SpokenNumber): Amount | undefined {
  const [first, last] = [tokens[number.from], tokens[number.to - 1]];
  if (!first || !last) return undefined;
  const span = { start: first.start, end: last.end };
  const money = moneyAround(text, span, last);
  const sign = /\$\s*$/.test(text.folded.slice(0, span.start)) || /^\s*\$/.test(text.folded.slice(span.end));
  return {
    ...span,
    value: number.value,
    scale: number.scale,
    currency: money?.currency ?? null,
    rate: money?.rate ?? 1,
    money: sign || money !== undefined,
    figure: number.figure,
  };
}

/** Every number of the message, left to right, with its money. */
export function findAmounts(text: Text): Amount[] {
  const tokens = tokenize(text.folded);
  const found: Amount[] = [];
  for (let at = 0; at < tokens.length;) {
    const number = readNumber(tokens, at);
    const amount = number && toAmount(text, tokens, number);
    if (amount) found.push(amount);
    at = number ? number.to : at + 1;
  }
  return found;
}
