// What a call did not take, in the language on screen, for whoever wanted it.
import type { ActRefused } from '../../shared/push.ts';
import type { Translate } from './use-words.ts';

const unsure = { said: 'unsureSaid', instructed: 'unsureInstructed', ended: 'unsureEnded' } as const;

/** `No se dijo «…»: ya había terminado.`; where it may have happened after all, that is what it says. */
export function refusedInWords(
  { action, why, text = '' }: Pick<ActRefused, 'action' | 'why' | 'text'>,
  t: Translate,
): string {
  const word = why === 'unsure' ? unsure[action] : action;
  return t(`told.mine.${word}`, { text, why: t(`told.why.${why}`) });
}
