// The phone says why it could not do something in English sentences of its own; here they become the screen's.
import type { Translate } from '../i18n/use-words.ts';

/** What the phone says, and the word for it; the first that fits counts, so the particular stand before the general. */
const faults = [
  [/not a number or SIP address/, 'badNumber'],
  [/no more than \d+ calls/, 'tooMany'],
  [/transfer is under way/, 'transferUnderWay'],
  [/is in a conference/, 'inConference'],
  [/line test is already/, 'testRunning'],
  [/no audio yet/, 'noAudio'],
  [/takes no tones/, 'noTones'],
  [/two calls that are up/, 'needsTwo'],
  [/certificate/, 'certificate'],
  [/does not speak TLS/, 'noTls'],
  [/name is not known|no server/, 'unknownServer'],
  [/WebSocket at this address/, 'noWebSocket'],
  [/refuses the connection/, 'connectionRefused'],
  [/no way to the PBX|no network|network of this machine/, 'noNetwork'],
  [/broke the connection|connection to the (PBX|exchange)|not connected|no line/, 'disconnected'],
  [/does not (answer|finish)|in time$|^408\b/, 'silent'],
  [/call has ended|call is not up|no such call|has hung up|call that is ended/, 'over'],
  [/nobody told|gave it up/, 'untold'],
  [/^(401|403|404)\b/, 'account'],
  [/^5\d\d\b|\(5\d\d\)$/, 'overloaded'],
  [/refused|^[3-6]\d\d\b/, 'refused'],
  [/a call that is|it is still|another call is up|no conference/, 'notNow'],
] as const;

/**
 * A reason that completes a sentence, with the SIP status where the phone names one; the phone's own words where we
 * have none, because they still help whoever is asked.
 */
export function phoneReasonInWords(said: string, t: Translate): string {
  const [, word] = faults.find(([pattern]) => pattern.test(said)) ?? [];
  if (word === undefined) return said;
  const status = /\b[3-6]\d\d\b/.exec(said)?.[0];
  const words = t(`phoneFault.${word}`);
  return status === undefined || !statusTells.includes(word) ? words : `${words} (${status})`;
}
/** Where the number says more to whoever runs the exchange. */
const statusTells: string[] = ['refused', 'account', 'overloaded', 'noWebSocket'];
