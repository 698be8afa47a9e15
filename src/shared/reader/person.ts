/** Who: the name people introduce themselves by, and their email even when dictated. */
import { foldText, type Text } from './text.ts';

export interface PersonName {
  first: string;
  last: string | null;
}

const strong =
  /\b(?:me llamo|mi nombre es|mi nombre|my name is|my name's|my name|name is|nombre:|name:|call me|a nombre de|se llama)\s+/;
const weak =
  /\b(?:soy|i'm|im|i am|this is|habla|le habla|te habla|les habla|te escribe|le escribe|les escribe|les saluda|te saluda|it's)\s+/;
const stop = new Set(
  'de del un una el la los las yo muy mas no si que quien cual alguien nadie nuevo nueva inversionista agente asesor asesora mexicano mexicana canadiense americano americana gringo cliente soltero soltera casado casada doctor doctora jubilado jubilada pensionado interesado interesada solo sola originario parte a an the in on at from not just so very looking interested ready retired here new based thinking trying calling writing planning hoping wondering also about going really still sure sorry good fine great ok okay back available when if my your our for busy asap later now tomorrow please anytime today again maybe con para por en y and but pero mi su al'.split(
    ' ',
  ),
);
const common = new Set(
  'maria mariana jose juan luis carlos jorge ana andrea laura sofia fernanda daniela gabriela alejandra alejandro patricia guadalupe lupita miguel pedro rafael ricardo roberto eduardo fernando francisco javier manuel sergio diego daniel david alberto antonio arturo hector hugo ivan jesus mario martin oscar pablo raul ruben salvador victor valeria ximena regina renata camila isabel elena claudia monica veronica adriana beatriz cristina rosa silvia teresa leticia karla karina paola natalia lucia carmen alicia irma norma john michael robert william james mary jennifer linda sarah karen susan emily jessica ashley brian kevin mark steven paul andrew thomas chris matt ryan jason tom bob bill jim mike dave steve rick nancy lisa betty sandra donna carol ruth sharon michelle amanda melissa rebecca rachel emma olivia grace peter george frank greg scott eric adam'.split(
    ' ',
  ),
);
/** "la señora", "Dr.": stands before the name and is none. */
const titles =
  /^(?:(?:la|el) )?(?:sen?ora?|sra?|srta|senorita|doctora?|dra?|mrs?|ms|miss|ing|ingeniero|ingeniera|lic|licenciad[oa]|arq|arquitect[oa])\b\.?\s*/;
const particles = new Set(['de', 'la', 'del', 'los', 'van', 'von', 'y']);

const titled = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();

function collect(words: string[], sure: boolean, shouted: boolean): string[] {
  const taken: string[] = [];
  for (const word of words.slice(0, 5)) {
    const folded = foldText(word).folded;
    const capital = !shouted && /^\p{Lu}/u.test(word);
    const opens = taken.length === 0 && (capital || sure || common.has(folded));
    const follows = taken.length > 0 && (capital || particles.has(folded));
    if (stop.has(folded) && !(taken.length > 0 && particles.has(folded) && folded !== 'y')) break;
    if (!(opens || follows) || folded === 'y' || word.length < 2) break;
    taken.push(word);
  }
  while (taken.length > 0 && particles.has(foldText(taken.at(-1) ?? '').folded)) taken.pop();
  return taken;
}

/** The name in an introduction ("soy Mariana López", "my name is Tom"), or undefined. */
export function readName(text: Text, raw = text.original): PersonName | undefined {
  const shouted = raw === raw.toUpperCase() && raw !== raw.toLowerCase();
  for (const [pattern, sure] of [
    [strong, true],
    [weak, false],
  ] as const) {
    const hit = pattern.exec(text.folded);
    if (!hit || /\b(?:call me)\s+$/.test(hit[0])) continue;
    const start = hit.index + hit[0].length;
    const title = titles.exec(text.folded.slice(start))?.[0].length ?? 0;
    const rest = text.original.slice(start + title).split(/[^\p{L}\s'-]/u)[0] ?? '';
    const [first, ...others] = collect(rest.split(/\s+/).filter(Boolean), sure, shouted);
    if (!first || !/^[\p{L}'-]{2,30}$/u.test(first)) continue;
    const last = others
      .slice(0, 4)
      .map((word) => (particles.has(word.toLowerCase()) ? word.toLowerCase() : titled(word)));
    return { first: titled(first), last: last.length > 0 ? last.join(' ').slice(0, 100) : null };
  }
  return undefined;
}

const address = /[a-z0-9](?:[a-z0-9._%+-]*[a-z0-9_%+-])?@(?:[a-z0-9-]+\.)+[a-z]{2,}/;
const dictated =
  /([a-z0-9._-]+(?: (?:punto|dot|guion|guion bajo|underscore) [a-z0-9._-]+)*) (?:arroba|at) ([a-z0-9-]+) (?:punto|dot) ([a-z]{2,4})((?: (?:punto|dot) [a-z]{2})?)\b/;

/** An email address, written or dictated ("ana punto ruiz arroba gmail punto com"), in lower case. */
export function readEmail(text: Text): string | undefined {
  const written = address.exec(text.folded)?.[0];
  if (written) return written.length <= 255 ? written : undefined;
  const spoken = dictated.exec(text.folded);
  if (!spoken) return undefined;
  const plain = (part: string): string =>
    part
      .replace(/ (?:punto|dot) /g, '.')
      .replace(/ guion bajo | underscore /g, '_')
      .replace(/ guion /g, '-')
      .trim();
  const email = `${plain(spoken[1] ?? '')}@${spoken[2]}.${spoken[3]}${plain(` ${spoken[4] ?? ''} `).replace(/^(?:punto|dot) /, '.')}`;
  return address.test(email) && email.length <= 255 ? email : undefined;
}
