// Every call action has a key, on every page: offered as a command for as long as it means something.
import { useStore } from 'zustand';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { useCommand } from '../../stores/commands.ts';
import { deskOf, waitingCall, type Desk } from '../../stores/escalations.ts';
import { phone } from '../../stores/phone.ts';
import { callFailed, useAttempt } from '../use-attempt.ts';
import { commandOf } from './call-key-commands.ts';
import { keypad } from './keypad-store.ts';

const listedKeys = ['F8', 'F10', 'M', 'H', 'K'] as const;
type ListedKey = (typeof listedKeys)[number];
const tones = [...'0123456789*#'];

/** F8 answers, F10 rejects or hangs up (in a conference both calls), M mutes, H holds, K opens the keypad; digits are tones while it is open. */
export function CallKeys() {
  const { t } = useWords();
  const state = useStore(phone, (s) => s.state);
  const desk = deskNow();
  const isWaiting = waitingCall(state) !== undefined;
  return (
    <>
      {listedKeys.map((key) => (
        <CallKey key={key} name={key} label={labelOf(key, desk, isWaiting, t)} />
      ))}
      {tones.map((digit) => (
        <CallKey key={digit} name={digit} label={t('callKeys.tone', { digit })} unlisted />
      ))}
    </>
  );
}

interface CallKeyProps {
  name: string;
  label: string;
  unlisted?: boolean;
}

function CallKey({ name, label, unlisted }: CallKeyProps) {
  const actions = useActions();
  const { run } = useAttempt(callFailed);
  useStore(phone, (s) => s.state);
  useStore(keypad, (s) => s.open);
  // At the moment of the press, not of the drawing.
  const meant = () => commandOf(name, deskNow(), actions, waitingCall(phone.getState().state)?.id);
  const press = () => {
    const command = meant();
    if (command) run(command);
  };
  useCommand(meant() && { id: `call.${name}`, group: 'call', label, key: name, unlisted, run: press });
  return null;
}

/** Without offers: what is only on its way has no keys yet. */
function deskNow(): Desk {
  return deskOf(phone.getState().state, {}, 0);
}

function labelOf(key: ListedKey, desk: Desk, isWaiting: boolean, t: Translate): string {
  const call = desk.phase === 'talking' ? desk.call : undefined;
  switch (key) {
    case 'F8':
      return t(isWaiting ? 'callKeys.answerWaiting' : 'call.answer');
    case 'F10':
      return t(call ? 'call.hangup' : 'call.reject');
    case 'M':
      return t(call?.muted ? 'call.unmute' : 'call.mute');
    case 'H':
      return t(call?.phase === 'held' ? 'call.resume' : 'call.hold');
    case 'K':
      return t('call.keypad');
  }
}
