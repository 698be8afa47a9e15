/** A call that is agreed and has not come yet: "make it now", "tomorrow instead", "never mind". */
import { readCallTime } from '../../../shared/reader/consent.ts';
import { foldText } from '../../../shared/reader/text.ts';

/** What the words change about the call; `time` as it was said. */
export type CallChange = { wants_call: false } | { wants_call: true; call_time: string };

const callOff =
  /^\W*(?:no,? ?)?(?:mejor (?:ya )?no|ya no|olvidalo|dejalo asi|never ?mind|forget (?:it|about it)|on second thought,? no)\b|\b(?:cancel\w*|quit\w+) (?:la |the |my |mi )?(?:llamada|call)\b|\bya no (?:puedo|quiero) (?:la llamada|hablar)\b/;
const retime =
  /\b(?:mejor|actually|instead|en vez|cambi\w+|muev\w+|reagend\w+|reschedul\w+|make it|que sea|puede ser|can (?:it|we))\b/;

const nowWords = /\b(?:ahora(?: mismo)?|ahorita|now|de una vez)\b/;

/** Reads one message of a lead who waits for our call; undefined if it changes nothing about it. */
export function readCallChange(words: string): CallChange | undefined {
  const text = foldText(words);
  const time = readCallTime(text) ?? nowWords.exec(text.folded)?.[0];
  if (time !== undefined && retime.test(text.folded)) return { wants_call: true, call_time: time };
  return callOff.test(text.folded) ? { wants_call: false } : undefined;
}
