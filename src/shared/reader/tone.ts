/** How the lead sounds, what holds them back, and what they ask. */
import type { LeadProfile } from '../lead.ts';
import { clauseAround, findAll, quote, type Text } from './text.ts';

type Mood = NonNullable<LeadProfile['mood']>;

const upset =
  /\b(?:molest[oa]s?(?! si)|enojad[oa]|hart[oa] de|hart[oa]|pesim[oa]|fraude|estafa\w*|rateros?|ladrones|transa|scam\w*|rip ?off|terrible|horrible|wtf|idiotas?|estupid\w+|imbecil\w*|pendej\w+|pinches?|mierda|chinga\w*|verga|cabron\w*|basura|no mames|que asco|inutil\w*|spam|ridicul\w+|annoy\w+|angry|pissed|fed up|stupid|idiots?|bullshit|shit|fuck\w*|damn|sucks?|useless|waste of time|perdida de tiempo|ya les dije|i already told you|dejen de|leave me alone|dejenme en paz|que les importa|none of your business)\b/;
const hurried =
  /(?<!no )\b(?:(?:tengo|con|llevo) (?:mucha )?prisa|(?:me |nos )?urge|urgente|rapid[oa] por favor|rapidito|no tengo (?:mucho )?tiempo|ando (?:en|muy) (?:junta|ocupad[oa])|estoy (?:muy )?ocupad[oa]|in a (?:hurry|rush)|no time|short on time|make it quick|hurry up|busy|asap|al grano|sean breves|get to the point)\b/;
const positive =
  /\b(?:me encant\w+|encantad[oa]|excelente|genial|increible|maravillos\w+|fantastic\w+|padrisim\w+|que (?:padre|bonito|bien|chido|emocion)|emocionad\w+|feliz|felices|hermos[oa]s?|precios[oa]s?|muy amables?|love|loved|amazing|awesome|wonderful|excited|beautiful|gorgeous|fantastic|great|perfect[oa]?|can'?t wait|thank you so much|muchisimas gracias|muchas gracias)\b|[😀😃😄😁😊😍🥰🤩❤🎉👏🙌]/u;
const notPositive =
  /\b(?:no (?:me )?encant\w*|not (?:great|perfect|amazing)|don'?t love|no (?:es|esta) (?:perfecto|genial))\b/;

/** The mood if the message shows one; plain messages show none. */
export function readMood(text: Text): Mood | undefined {
  if (upset.test(text.folded) && !/\bno (?:es )?(?:molesta|molestia)\b/.test(text.folded)) return 'upset';
  if (
    hurried.test(text.folded) &&
    !/\b(?:not|no) (?:in a|tengo|me)? ?(?:rush|hurry|prisa|urge)\b/.test(text.folded)
  )
    return 'hurried';
  return positive.test(text.folded) && !notPositive.test(text.folded) ? 'positive' : undefined;
}

const objections = [
  /\b(?:muy car[oa]s?|carisim[oa]s?|demasiado car[oa]s?|esta car[oa]|son car[oa]s|es mucho dinero|demasiado dinero|fuera de (?:mi|nuestro) presupuesto|no me alcanza|no nos alcanza|no tengo (?:ese|tanto) dinero|too expensive|too pricey|too much money|out of (?:my|our) (?:budget|price range)|can'?t afford|over (?:my|our) budget|is too much|se me hace mucho)\b/,
  /\b(?:tengo que (?:consultar|platicar|hablar)\w* con (?:mi|su|la|el)|(?:lo|la) (?:consulto|platico|hablo|tengo que ver) con|debo (?:consultar|platicar)\w* con mi|talk (?:to|with|it over with) my (?:wife|husband|spouse|partner|family)|ask my (?:wife|husband|spouse|partner)|check with my (?:wife|husband|spouse|partner|family))\b/,
  /\b(?:(?:no|poca) (?:me )?(?:da )?confianza|no confio|desconfio|(?:es|sera|no sera) (?:una )?(?:estafa|fraude)|como se que (?:no )?es|is (?:this|it) (?:a )?(?:scam|legit)|don'?t trust|worried about (?:fraud|scams))\b/,
  /\b(?:inseguridad|inseguro|es seguro\b|violencia|narco\w*|peligros[oa]|(?:is it|how) safe|safety|unsafe|dangerous|crime|huracan(?:es)?|hurricanes?|sargazo|sargassum)\b/,
  /\b(?:(?:queda|esta|es) muy lejos|too far)\b/,
  /\b(?:mala experiencia|me (?:estafaron|vieron la cara)|bad experience|no quiero (?:un )?tiempo compartido|not? (?:a )?timeshare|odio los tiempos compartidos|hate timeshares)\b/,
  /\b(?:intereses (?:muy )?altos|no (?:quiero|puedo sacar) credito|sin credito|interest rates?|no me dan credito|can'?t get (?:a )?(?:loan|mortgage))\b/,
  /\b(?:necesito (?:pensarlo|tiempo)|(?:dejame|tengo que|lo voy a|voy a|dejenme) pensar\w*|need to think|think about it|not ready|no estoy list[oa]|todavia no estoy segur[oa])\b/,
  /\b(?:mantenimiento (?:muy )?(?:caro|alto)|hoa (?:fees?|dues)|maintenance fees?|extranjer[oa]s? (?:no )?pueden|can foreigners|fideicomiso)\b/,
];

/** What holds the lead back, each in their own words (the clause it stands in). */
export function readObjections(text: Text): string[] {
  const clauses = objections.flatMap((pattern) =>
    findAll(text, pattern).map((span) => {
      const { before, after } = clauseAround(text, span);
      return quote(text, { start: span.start - before.length, end: span.end + after.length }, 200);
    }),
  );
  return [...new Set(clauses)].filter(Boolean).slice(0, 10);
}

/** What a message asks about. */
export type Topic = 'price' | 'photos' | 'address' | 'financing' | 'availability' | 'visit' | 'identity';
const topics: [Topic, RegExp][] = [
  [
    'price',
    /\b(?:cuanto (?:cuesta\w*|vale\w*|sale\w*|es|seria)|que precios?|precios?\b|costos?\b|lista de precios|how much|prices?\b|pricing|cost)\b/,
  ],
  [
    'photos',
    /\b(?:fotos?|imagenes|videos?|brochure|folleto|catalogo|photos?|pictures?|pics|planos?|floor ?plans?)\b/,
  ],
  [
    'address',
    /\b(?:donde (?:estan?|queda\w*|se ubican?)|ubicacion|direccion|where (?:is|are)|address|location)\b/,
  ],
  [
    'financing',
    /\b(?:financ\w+|credito|mensualidades|enganche|plazos|meses sin intereses|mortgage|down ?payment|payment plans?|loan)\b/,
  ],
  [
    'availability',
    /\b(?:disponib\w+|availab\w+|que (?:tienen|opciones)|what do you have|todavia hay|hay lugar)\b/,
  ],
  [
    'visit',
    /\b(?:visita\w*|conocer(?:l[oa]s?)?|recorrido|ver(?:lo|la) en persona|tour|showing|come see|see it in person)\b/,
  ],
  [
    'identity',
    /\b(?:eres (?:un |una )?(?:bot|robot|persona|humano|humana|maquina|real)|(?:es|hablo con) (?:esto )?(?:un|una) (?:bot|robot|persona|humano|maquina)|are you (?:a |an )?(?:real|bot|robot|human|person|ai|machine)|is this (?:a |an )?(?:bot|robot|real|human|person|ai|machine)|am i talking to)\b/,
  ],
];

/** The topics a question touches; empty if the message asks nothing. */
export function readTopics(text: Text): Topic[] {
  const words = text.folded.match(/\p{L}+/gu)?.length ?? 0;
  const asks =
    /[?¿]|\b(?:cuanto|que precio|donde|me (?:das|dan|pasas|pasan|mandas|mandan|envias|envian)|quisiera saber|quiero saber|informacion|info|how much|what|where|can you send|send me|tell me|do you have|tienen)\b/;
  return words <= 5 || asks.test(text.folded)
    ? topics.filter(([, pattern]) => pattern.test(text.folded)).map(([topic]) => topic)
    : [];
}

const declined =
  /\b(?:ya no (?:me|nos) interesa|no (?:me|nos) interesa(?! (?:acapulco|cancun|vallarta|mazatlan|los cabos|un|una|el|la|los|las|tiempo))|no estoy interesad[oa](?! en)|no (?:gracias,? )?no quiero nada|not interested(?! in)|no longer interested|already bought|ya compre|ya compramos|numero equivocado|wrong number|me equivoque de numero)\b/;

/** True if the lead says there is nothing to sell them. */
export const hasDeclined = (text: Text): boolean => declined.test(text.folded);

const information =
  /\b(?:informacion|informes|detalles|info|opciones|details|information|options|brochure)\b/;
/** True if the lead wants to know more without saying what. */
export const asksForInformation = (text: Text): boolean => information.test(text.folded);

const greeting =
  /^\W*(?:hola+|holi\w*|buen(?:as|os)?(?: (?:dias|tardes|noches|dia|tarde))?|que tal|saludos|hi+|hello+|hey+|good (?:morning|afternoon|evening|day)|howdy|greetings)\b/;
const thanks =
  /\b(?:gracias|thanks|thank you|thx|ty|agradezco|agradecid[oa]|muy amable|adios|bye|hasta luego|nos vemos)\b/;

export const isGreeting = (text: Text): boolean => greeting.test(text.folded);
export const isThanks = (text: Text): boolean =>
  thanks.test(text.folded) && !/^\W*no,? (?:muchas )?(?:gracias|thanks|thank you)/.test(text.folded);
