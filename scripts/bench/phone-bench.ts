/** One phone with a line at an exchange of this process, a page and a caller with marked voice. */
import { ulawFromSamples, samplesFromUlaw } from '../../src/shared/g711.ts';
import { startPbx, type Pbx } from '../../src/simulators/pbx/pbx.ts';
import { placeSipCall, type SipCall } from '../../src/simulators/pbx/sip-caller.ts';
import { until } from '../../test/support/until.ts';
import { startLineBackend } from '../endurance/line-backend.ts';
import { accountOf, openLane, passwordOf, sessionTokenOf, type PhoneLane } from '../endurance/phone-lane.ts';
import { Marks } from './marks.ts';
import { openMarkedPage, type MarkedPage } from './marked-page.ts';

export const EXTENSION = '3900';

export interface PhoneBench {
  pbx: Pbx;
  lane: PhoneLane;
  /** What the page says (and the caller hears), and the other way round. */
  fromPage: Marks;
  fromPbx: Marks;
  marked: MarkedPage;
  /** Makes the page's leg anew, as a reload does. */
  reload: () => Promise<void>;
  close: () => Promise<void>;
}

export async function openPhoneBench(dataDir: string, env: Record<string, string> = {}): Promise<PhoneBench> {
  const account = { user: EXTENSION, authUser: `line-${EXTENSION}`, password: passwordOf(EXTENSION) };
  const pbx = await startPbx({ accounts: [account], outsideRingMs: 1 });
  const backend = await startLineBackend(
    new Map([[sessionTokenOf(EXTENSION), accountOf(EXTENSION, pbx.port)]]),
  );
  const lane = await openLane({ pbx, extension: EXTENSION, backendUrl: backend.url, dataDir, env });
  const fromPbx = new Marks();
  const openLeg = (): Promise<MarkedPage> => {
    lane.page.stopAudio();
    const answer = (sdp: string) => lane.page.ask('audio.offer', { sdp }).then((answered) => answered.sdp);
    return openMarkedPage(answer, fromPbx);
  };
  const bench: PhoneBench = {
    pbx,
    lane,
    fromPage: new Marks(),
    fromPbx,
    marked: await openLeg(),
    reload: async () => {
      await bench.marked.close();
      await lane.reloadPage();
      bench.marked = await openLeg();
    },
    close: async () => {
      await bench.marked.close();
      await lane.close();
      await backend.close();
      await pbx.stop();
    },
  };
  return bench;
}

export interface MarkedCall {
  call: SipCall;
  /** The phone's name for it. */
  id: string;
}

/** Rings the phone with a caller who speaks marks; resolves when it rings. */
export async function ringMarked(
  { pbx, lane, fromPage, fromPbx }: PhoneBench,
  isSpeaking: () => boolean = () => true,
): Promise<MarkedCall> {
  const call = await placeSipCall({
    ...{ pbxHost: pbx.host, pbxPort: pbx.port, to: EXTENSION, from: '+525512345678' },
    pcmSource: () => (isSpeaking() ? samplesFromUlaw(fromPbx.next()) : undefined),
    onAudio: (samples) => fromPage.take(ulawFromSamples(samples)),
  });
  const ringing = await until(() => lane.page.state.calls.find(({ phase }) => phase === 'ringing'), {
    what: 'ringing',
  });
  return { call, id: ringing.id };
}

/** Hangs up from the phone's side; resolves when nothing is left. */
export async function endMarked({ lane }: PhoneBench, { call, id }: MarkedCall): Promise<void> {
  await lane.page.ask('call.hangup', { id });
  await call.ended;
  await lane.page.waitFor(() => lane.page.call === undefined, 'the end of the call');
}
