/** "Stop writing to me" is law, not conversation: found by rules alone, whatever else the message says. */
import { bareText } from './text.ts';

/** Words that, standing alone (with at most a please), end all contact. Folded: no accents, lower case. */
export const optOutWords = [
  'baja',
  'dar de baja',
  'darme de baja',
  'alto',
  'cancelar',
  'cancelar suscripcion',
  'detener',
  'remover',
  'salir',
  'no molestar',
  'stop',
  'stop all',
  'stopall',
  'unsubscribe',
  'unsuscribe',
  'cancel',
  'end',
  'quit',
  'opt out',
  'opt-out',
  'optout',
  'remove',
  'remove me',
  'revoke',
] as const;

/** Words that, standing alone, take a refusal back. */
export const optInWords = [
  'alta',
  'start',
  'unstop',
  'subscribe',
  'suscribir',
  'suscribirme',
  'reanudar',
  'resume',
  'opt in',
  'opt-in',
] as const;

const politeness =
  /\b(?:por favor|porfavor|porfa|please|pls|plz|gracias|thanks|thank you|ya|hola|hi|hello)\b/g;
const wholeMessage = (raw: string): string => bareText(bareText(raw).replace(politeness, ' '));

const optOut = [
  /\b(?:ya )?no (?:me |nos )?(?:escriban|escribas|escriba|manden|mandes|mande|envien|envies|envie|contacten|contactes|contacte|molesten|molestes|moleste|busquen|vuelvan a (?:escribir|contactar|molestar)\w*)\b(?! (?:mas |tan )?(?:tanto|seguido|tarde|hoy|ahorita|antes|despues|manana|por la|de noche|en la|a las|por correo|por email|correos?|fotos?|audios?|la ubicacion))/,
  /\b(?:dejen?|dejes|deja|paren|para|parar|dejar) de (?:escribir|mandar|enviar|contactar|molestar|hacer spam)\w*/,
  /\b(?:dame|denme|deme|darme|darnos|me doy|quiero (?:la|mi)) (?:de )?baja\b|\bdar(?:me|nos)? de baja\b/,
  /\b(?:borr|elimin|quit|saqu|retir)\w*(?: mis? (?:datos|numero|telefono|contacto|informacion)|me de (?:la|su|sus|tu) (?:lista|base|contactos))/,
  /\b(?:ya )?no (?:quiero|deseo|queremos) (?:recibir )?(?:mas |sus |tus |estos )*(?:mensajes|mensaje|publicidad|informacion de ustedes|promociones|que me (?:escriban|contacten|molesten|busquen))/,
  /\b(?:dejenme|dejame|dejeme) en paz\b/,
  /\b(?:stop|quit) (?:messaging|texting|contacting|writing|bothering|spamming|sending|harassing)\b/,
  /\b(?:do not|don't|dont|never) (?:ever )?(?:contact|message|text|write|bother)(?: to)?(?: me| us)\b(?! (?:today|now|before|after|until|at night))/,
  /\b(?:take|remove) (?:me|my (?:number|name|phone|data|details|info))(?: off| from|\b)(?! (?:to|there))/,
  /\bdelete my (?:number|data|details|info|information)\b/,
  /\b(?:unsubscribe|opt(?: me)? out|leave me alone|no more (?:messages|texts|spam))\b/,
];
const optIn = [
  /\b(?:quiero|acepto|deseo|pueden|puedes) (?:volver a )?(?:recibir (?:sus |tus )?mensajes|escribirme (?:de nuevo|otra vez)|volver a escribirme)/,
  /\bvuelvan a escribirme\b|\bdarme de alta\b|\bdenme de alta\b/,
  /\b(?:you can (?:write|message|text) me again|opt(?: me)? (?:back )?in|resubscribe|sign me (?:back )?up)\b/,
];

/** True if the message ends all contact. */
export function isOptOut(raw: string): boolean {
  const whole = wholeMessage(raw);
  if ((optOutWords as readonly string[]).includes(whole)) return true;
  const bare = bareText(raw);
  return (
    !/\bno (?:quiero|me) (?:den |dar )?(?:de )?baja\b/.test(bare) &&
    optOut.some((pattern) => pattern.test(bare))
  );
}

/** True if the message takes an earlier refusal back. */
export function isOptIn(raw: string): boolean {
  return (
    (optInWords as readonly string[]).includes(wholeMessage(raw)) ||
    (!isOptOut(raw) && optIn.some((pattern) => pattern.test(bareText(raw))))
  );
}
