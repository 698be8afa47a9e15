/** Where: the six destinations by every name people use for them, forgiving a slip of the finger. */
import type { Destination } from '../lead.ts';
import { isDenied } from './negation.ts';
import { findAll, type Span, type Text } from './text.ts';

const names: [Destination, RegExp][] = [
  [
    'Nuevo Vallarta',
    /\b(?:(?:nuevo|nvo|nva|puerto|pto|pta)\.? (?:vallarta|nayarit)|vallarta|ballarta|bahia de banderas|banderas bay|riviera nayarit|rivera nayarit|nayarit|bucerias|punta (?:de )?mita|sayulita|pvr)\b/,
  ],
  [
    'Riviera Maya',
    /\b(?:ri(?:vi|b|v)[ei]?ra maya|mayan riviera|riviera(?! nay)|cancun|kankun|can cun|playa del? carmen|playacar|tulum|tulun|puerto morelos|akumal|cozumel|quintana roo|q\.? ?roo|caribe|caribbean)\b/,
  ],
  [
    'Los Cabos',
    /(?<!\bal |\ba |fin y al )\b(?:los cabos|cabo san lucas|san jose del cabo|cabos|cabo|baja california sur|bcs|east cape)\b/,
  ],
  ['Acapulco', /\b(?:acapulco|akapulco|aka(?:pulko)|punta diamante|acapulco diamante)\b/],
  ['Puerto Peñasco', /\b(?:(?:puerto|pto\.?) pe[nñ]asco|pe[nñ]asco|rock(?:y|i) ?point|sandy beach)\b/],
  ['Mazatlán', /\b(?:mazatlan|masatlan|matzatlan|mazatlam|mzt)\b/],
];

/** Single words worth forgiving a typo in. */
const spelled: [string, Destination][] = [
  ['vallarta', 'Nuevo Vallarta'],
  ['cancun', 'Riviera Maya'],
  ['riviera', 'Riviera Maya'],
  ['acapulco', 'Acapulco'],
  ['penasco', 'Puerto Peñasco'],
  ['mazatlan', 'Mazatlán'],
];

/** True if one letter was added, dropped, changed, or swapped with its neighbour. */
export function isOneSlipAway(word: string, target: string): boolean {
  if (Math.abs(word.length - target.length) > 1 || word === target) return word === target;
  let head = 0;
  while (head < word.length && word[head] === target[head]) head += 1;
  const [rest, wanted] = [word.slice(head), target.slice(head)];
  const swapped = rest[0] === wanted[1] && rest[1] === wanted[0] && rest.slice(2) === wanted.slice(2);
  return swapped || rest.slice(1) === wanted.slice(1) || rest.slice(1) === wanted || rest === wanted.slice(1);
}

interface Mention extends Span {
  destination: Destination;
}

function misspelled(text: Text): Mention[] {
  return findAll(text, /[a-zñ]{6,10}/).flatMap(({ match, start, end }) => {
    const hit = spelled.find(([name]) => isOneSlipAway(match[0].replace('ñ', 'n'), name));
    return hit ? [{ destination: hit[1], start, end }] : [];
  });
}

const origin =
  /\b(?:soy de|somos de|vivo en|vivimos en|radico en|vengo de|originari[oa] de|aqui en|tengo (?:una |un )?(?:casa|depa|departamento|condo|propiedad|terreno) en|(?:own|have) (?:a|an) (?:\w+ )?(?:house|home|condo|place|property) in|trabajo en|escribo desde|desde|i live in|we live in|i'?m from|i am from|we'?re from|from|living in|based in|work in)\s*$/;
const preferred =
  /\b(?:prefer\w*|prefier\w*|sobre todo|de preferencia|mejor|especially|mainly|ideally|mas bien|rather|en realidad|actually)\b[^.;!?]{0,20}$/;

/** Where the lead wants to buy, and which places they ruled out. */
export function readPlaces(text: Text): { location?: Destination; denied: Destination[] } {
  const exact = names.flatMap(([destination, pattern]) =>
    findAll(text, pattern).map(({ start, end }) => ({ destination, start, end })),
  );
  const mentions: Mention[] = (exact.length > 0 ? exact : misspelled(text)).toSorted(
    (a, b) => a.start - b.start,
  );
  const wanted = mentions.filter(
    (mention) => !isDenied(text, mention) && !origin.test(text.folded.slice(0, mention.start)),
  );
  const denied = mentions.filter((mention) => isDenied(text, mention)).map(({ destination }) => destination);
  const chosen = wanted.find(({ start }) => preferred.test(text.folded.slice(0, start))) ?? wanted[0];
  return chosen ? { location: chosen.destination, denied } : { denied };
}
