// Calling, handing over and joining by a key, on every page, for as long as each is possible.
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { useCommand } from '../../stores/commands.ts';
import { openDialer } from '../../stores/dialer.ts';
import { talkingCall } from '../../stores/escalations.ts';
import { phone } from '../../stores/phone.ts';
import { callFailed, useAttempt } from '../use-attempt.ts';
import { canConfer, joinOrAsk } from './conference.ts';
import { RejectCommands } from './call-reject.tsx';

/** `D` a number, `T` hands the call in hand over, `C` joins the second one or asks whom to call for it. */
export function DialCommands() {
  const { t } = useWords();
  const { confer } = useActions();
  const { run } = useAttempt(callFailed);
  const state = useStore(phone, (s) => s.state);
  const call = talkingCall(state);
  const settled = call && (call.phase === 'live' || call.phase === 'held') ? call : undefined;
  useCommand({
    id: 'call.dial',
    group: 'call',
    label: t('dialer.command'),
    key: 'D',
    run: () => openDialer(),
  });
  useCommand(
    settled && !settled.inConference
      ? {
          ...{ id: 'call.transfer', group: 'call', label: t('transfer.title'), key: 'T' },
          run: () => openDialer({ purpose: 'transfer', callId: settled.id }),
        }
      : undefined,
  );
  useCommand(
    settled && canConfer(state, settled)
      ? {
          ...{ id: 'call.confer', group: 'call', label: t('others.conferenceHint'), key: 'C' },
          run: () => run(async () => joinOrAsk(state, settled, confer)),
        }
      : undefined,
  );
  return <RejectCommands />;
}
