/** Numbers as people write and say them, in Spanish and English: "1.2", "1'200,000", "dos millones y medio", "half a million". */

const units: Record<string, number> = {
  ...{ un: 1, uno: 1, una: 1, dos: 2, tres: 3, cuatro: 4, cinco: 5, seis: 6, siete: 7, ocho: 8, nueve: 9 },
  ...{ one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, a: 1, an: 1 },
};
const teens: Record<string, number> = {
  ...{ diez: 10, once: 11, doce: 12, trece: 13, catorce: 14, quince: 15, dieciseis: 16, diecisiete: 17 },
  ...{ dieciocho: 18, diecinueve: 19, veintiuno: 21, veintidos: 22, veintitres: 23, veinticuatro: 24 },
  ...{ veinticinco: 25, veintiseis: 26, veintisiete: 27, veintiocho: 28, veintinueve: 29, veintiun: 21 },
  ...{ ten: 10, eleven: 11, twelve: 12, thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16, seventeen: 17 },
  ...{ eighteen: 18, nineteen: 19 },
};
const tens: Record<string, number> = {
  ...{
    veinte: 20,
    treinta: 30,
    cuarenta: 40,
    cincuenta: 50,
    sesenta: 60,
    setenta: 70,
    ochenta: 80,
    noventa: 90,
  },
  ...{ twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 },
};
const hundreds: Record<string, number> = {
  ...{ cien: 100, ciento: 100, doscientos: 200, doscientas: 200, trescientos: 300, trescientas: 300 },
  ...{
    cuatrocientos: 400,
    cuatrocientas: 400,
    quinientos: 500,
    quinientas: 500,
    seiscientos: 600,
    seiscientas: 600,
  },
  ...{
    setecientos: 700,
    setecientas: 700,
    ochocientos: 800,
    ochocientas: 800,
    novecientos: 900,
    novecientas: 900,
  },
};
const parts: Record<string, number> = {
  medio: 0.5,
  media: 0.5,
  half: 0.5,
  cuarto: 0.25,
  quarter: 0.25,
  couple: 2,
};
const scales: Record<string, number> = {
  ...{ mil: 1e3, thousand: 1e3, grand: 1e3, k: 1e3 },
  ...{
    millon: 1e6,
    millones: 1e6,
    million: 1e6,
    millions: 1e6,
    mill: 1e6,
    mills: 1e6,
    melones: 1e6,
    melon: 1e6,
    mdp: 1e6,
    mdd: 1e6,
    m: 1e6,
    mm: 1e6,
  },
};

export interface Token {
  text: string;
  start: number;
  end: number;
  /** Only spaces (or, before a word, a hyphen) stand between it and the token before. */
  joins: boolean;
}

/** Figures, words and currency signs of a folded text; hyphens inside number words separate. */
export function tokenize(folded: string): Token[] {
  let reached = 0;
  return Array.from(
    folded.matchAll(/\d{1,3}(?: \d{3})+(?![\d.,']|\s?\d)|\d+(?:[.,']\d+)*|[\p{L}]+|\$/gu),
    (match) => {
      const gap = folded.slice(reached, match.index);
      reached = match.index + match[0].length;
      const joins = /^\d/.test(match[0]) ? gap.trim() === '' : /^[\s-]*$/.test(gap);
      return { text: match[0], start: match.index, end: reached, joins };
    },
  );
}

/** "1,200,000" → 1200000, "1.2" → 1.2, "1'200,000.50" → 1200000.5; three digits after one mark are thousands. */
export function parseFigure(figure: string, beforeMillion = false): number {
  const plain = figure.replace(/[' ]/g, '');
  const marks = plain.replace(/\d/g, '');
  const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  const decimals = plain.length - last - 1;
  const mixed = marks.includes('.') && marks.includes(',');
  const hasDecimals = last >= 0 && (mixed || marks.length === 1) && (decimals !== 3 || beforeMillion);
  if (!hasDecimals) return Number(plain.replace(/[.,]/g, ''));
  return Number(`${plain.slice(0, last).replace(/[.,]/g, '')}.${plain.slice(last + 1)}`);
}

/** A number found at a token: its value, how far it reaches, and the scale of its last part (1, 1e3 or 1e6). */
export interface SpokenNumber {
  value: number;
  scale: number;
  from: number;
  to: number;
  figure: boolean;
}

const isFigure = (token: Token | undefined): boolean => token !== undefined && /^\d/.test(token.text);

interface State {
  total: number;
  current: number;
  scale: number;
  kind: 'none' | 'unit' | 'teen' | 'tens' | 'hundred' | 'scale' | 'part' | 'figure';
}

function readWord(word: string, state: State): State | undefined {
  const { current, kind } = state;
  const open = kind === 'none' || kind === 'scale';
  if (word in hundreds && open) return { ...state, current: hundreds[word] ?? 0, kind: 'hundred' };
  if (word in teens && (open || kind === 'hundred'))
    return { ...state, current: current + (teens[word] ?? 0), kind: 'teen' };
  if (word in tens && (open || kind === 'hundred'))
    return { ...state, current: current + (tens[word] ?? 0), kind: 'tens' };
  if (word in units && (open || kind === 'hundred' || kind === 'tens'))
    return { ...state, current: current + (units[word] ?? 0), kind: 'unit' };
  if (word in parts && (kind === 'none' || kind === 'unit'))
    return { ...state, current: parts[word] ?? 0, kind: 'part' };
  if (word === 'hundred' && kind !== 'hundred' && kind !== 'scale')
    return { ...state, current: (current || 1) * 100, kind: 'hundred' };
  return undefined;
}

function readScale(scale: number, state: State): State | undefined {
  if (state.kind === 'scale' && scale <= state.scale) return undefined;
  const total =
    scale === 1e6 ? (state.total + state.current || 1) * scale : state.total + (state.current || 1) * scale;
  return { total, current: 0, scale, kind: 'scale' };
}

const isJoint = (state: State, word: string, next: Token | undefined): boolean => {
  if (word === 'y') return state.kind === 'tens' && next !== undefined && next.text in units;
  if (word === 'and')
    return (
      state.kind === 'hundred' &&
      next !== undefined &&
      (next.text in units || next.text in tens || next.text in teens)
    );
  if (word === 'a' || word === 'of' || word === 'de')
    return (
      state.kind === 'part' &&
      next !== undefined &&
      (next.text in scales || next.text === 'a' || next.text === 'hundred')
    );
  return false;
};

/** "… y medio", "… and a half": half of the last scale more. Returns the number of tokens used. */
function halfAfter(tokens: Token[], at: number): number {
  const words = [0, 1, 2].map((offset) => tokens[at + offset]?.text);
  if (words[0] === 'y' && (words[1] === 'medio' || words[1] === 'media')) return 2;
  return words[0] === 'and' && words[1] === 'a' && words[2] === 'half' ? 3 : 0;
}

/** "… point five", "… punto cinco": the tenths; 0 where none follow. */
function decimalAfter(tokens: Token[], at: number): number {
  const [mark, digit] = [tokens[at], tokens[at + 1]];
  if (!mark?.joins || !digit?.joins || !/^(?:point|punto)$/.test(mark.text)) return 0;
  return (units[digit.text] ?? 0) / 10;
}

function step(tokens: Token[], at: number, state: State): State | undefined {
  const token = tokens[at];
  if (!token || (state.kind !== 'none' && !token.joins)) return undefined;
  const scale = scales[token.text];
  if (scale !== undefined && !isUnitOfArea(tokens, at)) return readScale(scale, state);
  if (!isFigure(token)) return readWord(token.text, state);
  if (state.kind !== 'none' && state.kind !== 'scale') return undefined;
  const next = tokens[at + 1];
  const beforeMillion = next !== undefined && scales[next.text] === 1e6;
  return { ...state, current: parseFigure(token.text, beforeMillion), kind: 'figure' };
}

/** "120 m2", "120 m cuadrados": metres, not millions. */
function isUnitOfArea(tokens: Token[], at: number): boolean {
  const [before, token, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (!token || !/^(?:m|mm|k)$/.test(token.text)) return false;
  if (!before || !isFigure(before)) return true;
  if (token.text === 'm' && parseFigure(before.text) > 99) return true;
  if (after && /^(?:cuadrados|lineales)$/.test(after.text)) return true;
  return after !== undefined && after.start === token.end && isFigure(after);
}

const articles = new Set(['un', 'una', 'a', 'an', 'half', 'media', 'medio', 'cuarto', 'quarter', 'couple']);

/** Reads the longest number that starts at token `from`; articles alone ("un", "a") are no number. */
export function readNumber(tokens: Token[], from: number): SpokenNumber | undefined {
  let state: State = { total: 0, current: 0, scale: 1, kind: 'none' };
  let at = from;
  while (at < tokens.length) {
    const next = step(tokens, at, state);
    if (next) {
      state = next;
      at += 1;
      const half = state.kind === 'scale' ? halfAfter(tokens, at) : 0;
      if (half > 0) state = { ...state, total: state.total + state.scale / 2 };
      at += half;
    } else if (decimalAfter(tokens, at) > 0 && (state.kind === 'unit' || state.kind === 'teen')) {
      state = { ...state, current: state.current + decimalAfter(tokens, at), kind: 'part' };
      at += 2;
    } else if (state.kind !== 'none' && isJoint(state, tokens[at]?.text ?? '', tokens[at + 1])) {
      at += 1;
    } else if (state.kind !== 'scale' && state.kind !== 'none' && halfAfter(tokens, at) > 0) {
      state = { ...state, current: state.current + 0.5, kind: 'part' };
      at += halfAfter(tokens, at);
    } else break;
  }
  const value = state.total + state.current;
  const alone = at - from === 1 && articles.has(tokens[from]?.text ?? '');
  if (at === from || alone || value <= 0 || !Number.isFinite(value)) return undefined;
  return { value, scale: state.scale, from, to: at, figure: isFigure(tokens[from]) };
}
