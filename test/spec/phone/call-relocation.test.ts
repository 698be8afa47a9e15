/** A call moves with the machine: another address, another connection, and no connection at all. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallDesk } from '../../../src/phone/calls/call-desk.ts';
import { ControlServer } from '../../../src/phone/control/control-server.ts';
import { AudioBridge } from '../../../src/phone/media/audio-bridge.ts';
import type { PhoneReport, PhoneState } from '../../../src/shared/phone.ts';
import { startPbx } from '../../../src/simulators/pbx/pbx.ts';
import type { Pbx } from '../../../src/simulators/pbx/pbx.ts';
import { placeSipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import type { SipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import { header } from '../../../src/simulators/pbx/sip-message.ts';
import type { SipMessage } from '../../../src/simulators/pbx/sip-message.ts';
import { connectPhonePage } from '../../support/phone-page.ts';
import type { PhonePage } from '../../support/phone-page.ts';
import { hears, LINE, TOKEN, until } from './bench.ts';
import { LineBench } from './line-bench.ts';

const PAGE_TONE_HZ = 700;
const CALLER_TONE_HZ = 1_000;

/** The phone's parts put together as its process does, on a machine whose address can change. */
class MovingPhone {
  address = '127.0.0.1';
  readonly reports: PhoneReport[] = [];
  readonly desk: CallDesk;
  readonly line: LineBench;
  page!: PhonePage;
  #control!: ControlServer;
  readonly #bridge = new AudioBridge(() => this.#control.publish());

  constructor(pbx: Pbx) {
    this.desk = new CallDesk({
      bridge: this.#bridge,
      report: (report) => this.reports.push(report),
      onChange: () => this.#control.publish(),
      log: () => {},
    });
    this.line = new LineBench({
      servers: [`127.0.0.1:${pbx.port}`],
      localAddress: undefined,
      findAddress: async () => this.address,
      onInvitation: (invitation) => this.desk.ring(invitation),
      onLeg: (session, leg) => this.desk.useLeg(session, leg),
      onAddressChanged: (address) => void this.desk.relocate(address),
      onReconnected: () => void this.desk.refreshTargets(),
      whenIdle: () => this.desk.idle(),
    });
  }

  async start(): Promise<void> {
    this.#control = await ControlServer.open({
      port: 0,
      token: TOKEN,
      allowedOrigins: undefined,
      run: (command, data) => this.#run(command, data as { id: string; sdp: string; on: boolean }),
      snapshot: (): PhoneState => ({
        registration: { phase: 'unconfigured' },
        calls: this.desk.view(),
        audio: this.#bridge.phase,
        backend: 'signed-out',
        tone: this.desk.tone,
        lineTest: undefined,
      }),
      onPageLeft: () => this.#bridge.dropPage(),
      log: () => {},
    });
    this.page = await connectPhonePage(this.#control.url, TOKEN);
    await this.page.startAudio({ toneHz: PAGE_TONE_HZ });
    await this.line.registered();
  }

  async stop(): Promise<void> {
    await this.desk.hangUpAll();
    await this.page.close();
    await this.line.close();
    this.#control.close();
  }

  async #run(command: string, { id, sdp, on }: { id: string; sdp: string; on: boolean }): Promise<unknown> {
    if (command === 'audio.offer') return { sdp: await this.#bridge.connectPage(sdp) };
    if (command === 'call.answer') return this.desk.answer(id);
    if (command === 'call.hold') return this.desk.hold(id, on);
    throw new Error(`${command} is not part of this test`);
  }
}

describe('A call that is up', () => {
  let pbx: Pbx;
  let phone: MovingPhone;
  let call: SipCall;
  let seen: SipMessage[];
  beforeEach(async () => {
    pbx = await startPbx({ accounts: [LINE] });
    phone = new MovingPhone(pbx);
    await phone.start();
    call = await placeSipCall({
      pbxHost: pbx.host,
      pbxPort: pbx.port,
      to: LINE.user,
      from: '2002',
      toneHz: CALLER_TONE_HZ,
    });
    await phone.page.waitFor(({ calls }) => calls[0]?.phase === 'ringing', 'ringing');
    await phone.page.ask('call.answer', { id: currentId() });
    await until(() => call.phase === 'live', 'live');
    await phone.page.waitFor(({ calls }) => calls[0]?.phase === 'live', 'live');
    await phone.page.hears(CALLER_TONE_HZ);
    seen = [];
    pbx.on('trace', (direction, message) => {
      if (direction === 'in' && message.method !== '') seen.push(message);
    });
  }, 60_000);
  afterEach(async () => {
    await phone.stop();
    call.hangup();
    await pbx.stop();
  });

  const currentId = (): string => phone.page.call?.id ?? '';
  const speaksBothWays = async (): Promise<void> => {
    await phone.page.hears(CALLER_TONE_HZ);
    await hears(call.ear, PAGE_TONE_HZ);
  };

  it('moves its audio when this machine gets another address', async () => {
    phone.address = '127.0.0.2';
    await until(
      () => seen.some(({ method, body }) => method === 'INVITE' && body.includes('c=IN IP4 127.0.0.2')),
      'the exchange is told',
      60_000,
    );
    await speaksBothWays();
    expect(phone.desk.view()[0]?.phase).toBe('live');
    call.hangup();
    await phone.page.waitFor(({ calls }) => calls[0]?.phase === 'ended', 'ended');
  });

  it('stays on hold when it moves, and is resumed at the new address', async () => {
    await phone.page.ask('call.hold', { id: currentId(), on: true });
    phone.address = '127.0.0.2';
    await until(
      () => seen.some(({ method, body }) => method === 'INVITE' && body.includes('c=IN IP4 127.0.0.2')),
      'the exchange is told',
      60_000,
    );
    expect(seen.findLast(({ method }) => method === 'INVITE')?.body).toContain('a=sendonly');
    await phone.page.ask('call.hold', { id: currentId(), on: false });
    await speaksBothWays();
  });

  it('tells the other side its new target without touching the audio', async () => {
    await phone.desk.refreshTargets();
    const update = seen.find(({ method }) => method === 'UPDATE');
    expect(update?.body).toBe('');
    expect(update && header(update, 'Contact')).toMatch(/^<sip:1001@127\.0\.0\.1:\d+/);
    expect(seen.filter(({ method }) => method === 'INVITE')).toEqual([]);
    await speaksBothWays();
  });

  it('cannot be held without a connection and says so; when that is back it can, and a BYE finds its way', async () => {
    pbx.setSilent(true);
    pbx.dropConnections();
    await until(() => !phone.line.line.isConnected, 'the connection is gone');
    await expect(phone.page.ask('call.hold', { id: currentId(), on: true })).rejects.toThrow(
      'no connection to the exchange: it cannot hold the call now',
    );
    expect(phone.page.call?.phase).toBe('live');
    await speaksBothWays();
    pbx.setSilent(false);
    await until(() => phone.line.line.isConnected, 'the connection is back', 60_000);
    await phone.page.ask('call.hold', { id: currentId(), on: true });
    await phone.page.ask('call.hold', { id: currentId(), on: false });
    await speaksBothWays();
    await phone.desk.hangUpAll();
    expect(await call.ended).toMatchObject({ byPeer: true });
  });
});
