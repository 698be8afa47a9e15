/** What Sofia says while a person is looked for: in the lead's language, never more than is true at that moment. */
import type { Language } from '../../../shared/lead.ts';

type Words<A extends unknown[] = []> = Record<Language, (...args: A) => string>;

/** An agent is reserved. */
export const agentTakesOver = {
  es: (agent) => `Listo, ${agent} toma la llamada en este momento. Te comunico; por favor no cuelgues.`,
  en: (agent) =>
    `All right, ${agent} is taking over right now. I am putting you through; please stay on the line.`,
} satisfies Words<[string]>;

/** Nobody could be reserved by name; the hunt pilot rings. */
export const teamTakesOver = {
  es: () => 'Te comunico con mi equipo en este momento; por favor no cuelgues.',
  en: () => 'I am putting you through to my team now; please stay on the line.',
} satisfies Words;

/** Nobody is free; a callback stands. */
export const callbackPromised = {
  es: (when) =>
    `En este momento nadie de mi equipo está libre, pero ya quedó anotado: te devolvemos la llamada ${when}. ¿Hay algo que quieras que les adelante?`,
  en: (when) =>
    `Nobody on my team is free at this moment, but it is noted down: we will call you back ${when}. Is there anything you would like me to pass on?`,
} satisfies Words<[string]>;

/** They would rather be called at another time. */
export const callbackNoted = {
  es: (when) => `Con gusto, ya quedó anotado: te llamamos ${when}. ¿Hay algo que quieras que les adelante?`,
  en: (when) =>
    `Of course, it is noted down: we will call you ${when}. Is there anything you would like me to pass on?`,
} satisfies Words<[string]>;

/** It was asked for again while it is under way. */
export const alreadyOnTheWay = {
  es: () => 'Ya te estoy comunicando, un momento por favor.',
  en: () => 'I am already putting you through, one moment please.',
} satisfies Words;

/** Just before it rings. */
export const beforeTransfer = {
  es: (agent) =>
    agent === null ? 'Te comunico, un momento por favor.' : `Te comunico con ${agent}, un momento por favor.`,
  en: (agent) =>
    agent === null
      ? 'Putting you through, one moment please.'
      : `Putting you through to ${agent}, one moment please.`,
} satisfies Words<[string | null]>;

/** Vapi says it when the transfer did not come about. */
export const transferFailed = {
  es: () => 'Sigo contigo, un momento por favor.',
  en: () => 'I am still with you, one moment please.',
} satisfies Words;

/** The ladder goes on. */
export const stillLooking = {
  es: (agent) =>
    agent === null
      ? 'Sigo buscando: ahora intento con el resto del equipo, un momento por favor.'
      : `Sigo buscando: ahora intento con ${agent}, un momento por favor.`,
  en: (agent) =>
    agent === null
      ? 'I am still looking: I am trying the rest of the team now, one moment please.'
      : `I am still looking: I am trying ${agent} now, one moment please.`,
} satisfies Words<[string | null]>;

/** The ladder is at its end. */
export const nobodyAnswered = {
  es: (when) =>
    `Disculpa la espera, nadie pudo tomar la llamada. Ya quedó anotado: te devolvemos la llamada ${when}. ¿Te ayudo mientras con algo más?`,
  en: (when) =>
    `I am sorry for the wait, nobody could take the call. It is noted down: we will call you back ${when}. Can I help you with anything else in the meantime?`,
} satisfies Words<[string]>;
