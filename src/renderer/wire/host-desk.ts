// The program around the page: a link opens the dialler, a global key acts on the call, preferences are read as they stand.
import type { HostEvents } from '../../shared/ipc.ts';
import { openDialer } from '../stores/dialer.ts';
import { talkingCall } from '../stores/escalations.ts';
import { phone } from '../stores/phone.ts';
import { openView } from '../stores/preferences.ts';
import { station } from '../stores/station.ts';
import type { PhoneWire } from './phone-wire.ts';

type Commands = Pick<PhoneWire['commands'], 'answer' | 'hangup' | 'reject'>;

/** Follows the program until the page goes; nothing in a plain browser. */
export function followHost(commands: Commands): void {
  const { host } = window;
  if (!host) return;
  host.on('dial.requested', ({ number }) => {
    // Whoever wrote the link does not call: the person here presses.
    openView('desk');
    openDialer({ number });
  });
  host.on('action.requested', (request) => act(request, commands));
  host.on('preferences.changed', (preferences) => station.setState({ preferences }));
  void host.ask('preferences.read', undefined).then(
    (preferences) => station.setState({ preferences }),
    (cause: unknown) => console.warn('the preferences of this workstation could not be read', cause),
  );
}

/** What main could not do itself; a call that is gone meanwhile wants nothing. */
function act({ action, done }: HostEvents['action.requested'], { answer, hangup, reject }: Commands): void {
  openView('desk');
  if (done || action === 'show') return;
  const { state } = phone.getState();
  const ringing = state?.calls.find(({ phase }) => phase === 'ringing');
  const talking = talkingCall(state);
  const command =
    action === 'answer'
      ? ringing && answer(ringing.id)
      : talking
        ? hangup(talking.id)
        : ringing && reject(ringing.id);
  void command?.catch((cause: unknown) => console.warn('the key of this computer did nothing', cause));
}
