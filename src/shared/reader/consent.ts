/** Yes, no, and "call me at five": what the lead answers and whether they want to be called. */
import { bareText, findAll, quote, type Text } from './text.ts';

/** An answer to the question just put; 'unsure' = cannot or will not say. */
export type Answer = 'yes' | 'no' | 'unsure';

const yesAnyway =
  /\b(?:no hay (?:problema|bronca|ningun problema)|sin problema|no problem|no worries|why not|por que no|no veo por que no|como no|no me molesta|i don'?t mind|no tengo inconveniente|ningun inconveniente)\b/;
const no =
  /^(?!no (?:mas|menos) de\b)(?:(?:ja|je|ha|lol|uy|ay|pues|bueno|mmm|hm|oh|well) ?)*(?:ya no|no+|nop|nope|nah|nel|no no|negativo|para nada|not?\b(?: really| now| yet| thanks| thank you)?|ahorita no|por ahora no|ahora no|todavia no|aun no|mejor no|prefiero (?:que )?no|la verdad no|de momento no|creo que no|i'd rather not|rather not|i don't think so|paso|tampoco|👎)(?=$|\s)/;
const yes =
  /^(?:(?:ah|oh|pues|bueno|mmm|uy|well|hm+|ay|creo que|hola|muy) )*(?:si+|sip|simon|sii+|yes+|yeah|yep|yup|ya(?=$)|claro|por supuesto|desde luego|obvio|obviamente|dale|va|vale|sale|ok|okay|okey|oki|orale|andale|perfecto|excelente|genial|de acuerdo|esta bien|me parece|adelante|con (?:mucho )?gusto|correcto|exacto|asi es|afirmativo|me encantaria|me gustaria|encantad[oa]|seguro|listo|sure|of course|absolutely|definitely|certainly|sounds (?:good|great)|go ahead|please do|please(?=$)|perfect|great|fine|that works|works for me|i would|i'd love|love to|correct|right|👍|👌|✅|bien|porfa(?=$)|porfis|okis|por favor(?=$))(?=$|\s)/u;
const unsure =
  /^(?:(?:pues|bueno|mmm|la verdad|well|honestly) )*(?:no (?:lo )?se|no sabria|no estoy segur[oa]|ni idea|tal vez|quiza|quizas|a lo mejor|puede ser|depende|maybe|perhaps|not sure|i'm not sure|i don't know|idk|it depends|dunno|lo pienso|dejame pensar|let me think|cualquier\w*|donde sea|el que sea|la que sea|lo que (?:sea|cueste|tengan)|sin limite|no limit|no tengo (?:un )?(?:presupuesto|limite)|no (?:set |fixed )?budget|any(?:where| of them|thing)?|whatever|me da igual|open to)(?=$|\s)/;

/** How the message answers a yes/no question, or null if it does not. */
export function readAnswer(text: Text): Answer | null {
  const bare = bareText(text.original);
  if (bare === '') return /👍|👌|✅/u.test(text.original) ? 'yes' : null;
  if (yesAnyway.test(bare)) return 'yes';
  if (unsure.test(bare)) return 'unsure';
  if (no.test(bare)) return 'no';
  return yes.test(bare) ? 'yes' : null;
}

const refusesCall =
  /\b(?:no (?:me |nos )?(?:llam\w+|marqu\w+|hablen por telefono)|no (?:quiero|queremos|necesito|deseo) (?:una |ninguna |que me )?(?:llam\w+|marqu\w+)|sin llamadas|nada de llamadas|no (?:puedo|podemos) (?:hablar|contestar|tomar llamadas?)|don'?t (?:call|phone|ring)|do not call|no (?:phone )?calls?\b|not a (?:phone )?call|never call|no por telefono|not (?:by|on the|over the) phone|prefiero (?:por )?(?:whatsapp|whats|mensajes?|texto|escrito|por aqui|aqui|chat|correo|email)|(?:mejor|prefiero) por (?:aqui|escrito|mensaje|whatsapp|correo|este medio)|rather (?:text|chat|write|email)|prefer (?:text|texting|whatsapp|chat|email|writing|to text|to chat|messages)|text only|by text|keep it (?:here|to text))\b/;
const wantsCall =
  /\b(?:ll?amame|llamenme|llameme|llamanos|llamennos|me (?:puedes?|pueden|podrian?|podrias) (?:llamar|marcar|hablar por telefono)|(?:puedes?|pueden|podrian?) (?:llamar|marcar)(?:me|nos)?|que me (?:llamen|llames|llame|marquen|marques)|marcame|marquenme|echame una llamada|hablame por telefono|call me|give me a (?:call|ring)|ring me|phone me|(?:can|could|may) (?:you|someone|somebody|anyone) call|you can call|have (?:someone|somebody) call|please call|set up a call|schedule a call|(?:quiero|quisiera|prefiero|acepto|agend\w+|programa\w*|me gustaria) (?:una )?llamada|por telefono|by phone|over the phone|on the phone|a (?:quick )?call (?:works|is fine|sounds)|i'?d (?:like|love|prefer) a call)\b/;

const hour = String.raw`(?:las? )?(?:\d{1,2}(?::\d\d)?|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon)`;
const timeWords = new RegExp(
  String.raw`\b(?:(?:(?:hoy|manana|pasado manana|el (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)|(?:on |this |next )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?(?: (?:morning|afternoon|evening))?|(?:today|tomorrow)(?: (?:morning|afternoon|evening))?|tonight|esta (?:tarde|noche)|this (?:afternoon|evening|morning)|(?:en|por|hasta|a) la (?:manana|tarde|noche)|in the (?:morning|afternoon|evening)|a medio ?dia|al mediodia|at noon|mas tarde|al rato|en un rato|luego|despues(?! de)|later(?: today)?|ahorita|ahora mismo|ahora|en este momento|right now|now|anytime|any time|a cualquier hora|cuando (?:gusten|quieran|puedan|guste|quieras)|whenever|entre semana|el fin de semana|weekends?|weekdays?|la proxima semana|next week|en (?:una hora|media hora|\d+ (?:minutos|horas?))|in (?:an hour|half an hour|\d+ (?:minutes|hours?)))|(?:a|despues de|antes de|como a|tipo|desde|hasta|entre|at|after|before|around|between|by) ${hour}(?: ?(?:y|a|and|to|-) ?${hour})?(?: y media)?(?: ?(?:am|pm|a\.m\.?|p\.m\.?|hrs|horas|o'?clock))?(?: de la (?:manana|tarde|noche))?|\d{1,2}(?::\d\d)? ?(?:am|pm|hrs)\b)[ ,]*)+`,
);

const isNow = /^(?:ahorita|ahora|now|right now)$/i;

/** When a call would suit, in the lead's words; undefined if the message names no time. */
export function readCallTime(text: Text): string | undefined {
  const spans = findAll(text, timeWords).filter(({ end }) => !/^\s*no\b/.test(text.folded.slice(end)));
  const later = spans.find(({ match }) => !isNow.test(match[0].replace(/[\s,]+$/, '')));
  const first = later ?? spans[0];
  return first ? quote(text, first, 120).replace(/[\s,]+$/, '') : undefined;
}

/** An offer of a call answered with "here, in writing"; a call over WhatsApp is still a call. */
const inWriting =
  /(?<!\b(?:llam\w+|marc\w+|call) )\bpor (?:whatsapp|whats|mensajes?|escrito|aqui|chat|texto|correo|este medio)\b/;
const isBusy =
  /\b(?:ocupad[oa]|en (?:una |la )?(?:junta|reunion)|en (?:el )?trabajo|trabajando|manejando|busy|in a meeting|driving|at work|can'?t talk)\b/;

/** What the message says about being called. */
export function readCall(
  text: Text,
  asked: boolean,
  answer: Answer | null,
): { wants_call?: boolean; call_time?: string } {
  const refuses = refusesCall.test(text.folded) || (asked && inWriting.test(text.folded));
  const mentions = wantsCall.test(text.folded);
  const time = asked || mentions ? readCallTime(text) : undefined;
  if (asked && isBusy.test(text.folded) && (time === undefined || isNow.test(time))) return {};
  if (refuses && !(asked && time && /\bno (?:puedo|podemos)/.test(text.folded))) return { wants_call: false };
  if (mentions || (asked && (answer === 'yes' || time !== undefined)))
    return { wants_call: true, ...(time === undefined ? {} : { call_time: time }) };
  return asked && answer === 'no' ? { wants_call: false } : {};
}

const person = String.raw`(?:persona(?: real| de verdad)?|asesora?|human[oa]|alguien|agente|ejecutiv[oa]|vendedora?|representante|gerente|encargad[oa]|licenciad[oa]|operadora?|especialista|consultora?|someone|somebody|(?:real |actual |live )?(?:person|human|agent)(?: being)?|representative|rep|sales ?(?:person|man|woman|rep|agent)|advisor|adviser|manager|operator|specialist|broker|realtor)`;
const robot =
  /\b(?:no (?:quiero|me gusta|voy a) (?:hablar|platicar|tratar|chatear) con (?:un |una )?(?:robots?|bots?|maquinas?|computadora|ia)|don'?t want (?:to (?:talk|speak|chat) (?:to|with) )?(?:a |an |your )?(?:robot|bot|machine|ai)|not (?:a )?(?:bot|robot|machine)|no (?:un )?(?:bot|robot)s?\b|stop the bot)\b/;
const asksForPerson = new RegExp(
  String.raw`\b(?:(?:hablar|platicar|comunicar(?:me|nos)?|contactar(?:me|nos)?|hablo|pasa(?:me|rme|nme)|pas(?:e|en)me|comunic(?:a|o|an)me|comuniqueme|conect(?:a|e)(?:me|rme)|transfier(?:e|an)me|que me (?:atienda|contacte|llame|hable|marque)|me (?:comunic\w+|pas\w+|conect\w+|transfier\w+)|necesito|quiero|quisiera|prefiero|dame|manda(?:me)?|hay)(?: (?:directamente|directo|mejor|a|con|ya|que me atienda|otra|el|la|un|una|algun|alguna|de))* ${person}|${person} (?:me|nos) (?:puede|pueda|podria|contacte|llame|atienda|marque)|(?:puede|podria|pueden|podrian) (?:contactarme|atenderme|llamarme|marcarme|ayudarme) (?:un|una|algun|alguna|con un|otra)? ?${person}|(?:talk|speak|chat|connect(?: me)?|transfer(?: me)?|put me through|get me|pass me|reach|i (?:want|need|prefer|would like)|i'd (?:like|prefer)|give me|is there|need)(?: (?:directly|to|with|a|an|the|your|another|some|talk|speak|real|actual))* ${person})\b`,
);
const refusesPerson =
  /\b(?:no (?:quiero|necesito|hace falta)(?: hablar con)?(?: a)?(?: un| una| ningun| ninguna)? (?:asesor|agente|vendedor|persona|nadie|alguien|humano|representante)\w*|(?:don'?t|do not) (?:want|need) (?:to (?:talk|speak) (?:to|with) )?(?:a |an |any |your )?(?:agent|person|human|sales\w*|rep|anyone|advisor)\b|sin (?:asesores|vendedores)|no (?:agents|sales ?people))/;
const isOne =
  /\b(?:soy|i'?m|i am)\s+(?:un |una |a |an |real estate )*(?:agente|asesora?|realtor|broker|agent)\b/;

/** True = asks for a human, false = refuses one, undefined = says nothing about it. */
export function readWantsPerson(text: Text): boolean | undefined {
  if (robot.test(text.folded)) return true;
  if (refusesPerson.test(text.folded)) return false;
  if (isOne.test(text.folded)) return undefined;
  return asksForPerson.test(text.folded) ||
    /^\W*(?:con |with )?(?:un |una |a )?(?:asesor|humano|agente|persona|human|agent|representative|operator|operador)\W*(?:por favor|please)?\W*$/.test(
      text.folded,
    )
    ? true
    : undefined;
}
