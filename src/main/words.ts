/** What main itself says to the person: in notifications, the tray and dialogs. The page has catalogues of its own. */

export const words = {
  es: {
    incomingCall: 'Llamada entrante',
    unknownCaller: 'Número oculto',
    answer: 'Contestar',
    decline: 'Rechazar',
    hangUp: 'Colgar',
    open: 'Abrir la consola',
    quit: 'Salir',
    starting: 'Iniciando',
    ringing: 'Está sonando',
    troubleTitle: 'La consola tiene un problema',
    pageFails: 'La ventana falló varias veces. Las llamadas siguen; se intenta abrir de nuevo.',
    programFails: (name: string) =>
      name === 'phone'
        ? 'El teléfono se detiene una y otra vez. Se sigue intentando; avise a soporte.'
        : 'El servidor de este equipo se detiene una y otra vez. Se sigue intentando; avise a soporte.',
    saveDiagnostics: 'Guardar el informe de diagnóstico',
  },
  en: {
    incomingCall: 'Incoming call',
    unknownCaller: 'Hidden number',
    answer: 'Answer',
    decline: 'Decline',
    hangUp: 'Hang up',
    open: 'Open the console',
    quit: 'Quit',
    starting: 'Starting',
    ringing: 'Ringing',
    troubleTitle: 'The console has a problem',
    pageFails: 'The window failed several times. Calls go on; it is being opened again.',
    programFails: (name: string) =>
      name === 'phone'
        ? 'The phone keeps stopping. It is started again and again; please tell support.'
        : 'The server of this computer keeps stopping. It is started again and again; please tell support.',
    saveDiagnostics: 'Save the diagnostics report',
  },
} as const satisfies Record<string, Record<string, string | ((name: string) => string)>>;

export type Language = keyof typeof words;
export type Words = (typeof words)[Language];

/** The words in force now; every part of main asks for them anew, since the page may change its language. */
export interface Speech {
  words: Words;
  use: (language: Language) => void;
}

export function createSpeech(locale: string): Speech {
  const speech: Speech = {
    words: words[languageOf(locale)],
    use: (language) => (speech.words = words[language]),
  };
  return speech;
}

/** English where the computer speaks it, else Spanish; the page may choose otherwise later. */
export const languageOf = (locale: string): Language => (/^en\b/i.test(locale) ? 'en' : 'es');
