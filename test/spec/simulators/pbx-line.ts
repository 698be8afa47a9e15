/** A scripted telephone for the exchange's tests: registers by digest, answers, dials, holds, transfers, and hears. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { CallLeg } from '../../../src/simulators/pbx/call-leg.ts';
import type { Headers } from '../../../src/simulators/pbx/dialog.ts';
import type { Session } from '../../../src/simulators/pbx/leg.ts';
import { startPbx } from '../../../src/simulators/pbx/pbx.ts';
import type { Pbx, PbxOptions } from '../../../src/simulators/pbx/pbx.ts';
import { writeReplaces } from '../../../src/simulators/pbx/refer.ts';
import { RtpEndpoint } from '../../../src/simulators/pbx/rtp-endpoint.ts';
import { mirrored, readSdp, writeSdp } from '../../../src/simulators/pbx/sdp.ts';
import type { Codec, Direction } from '../../../src/simulators/pbx/sdp.ts';
import { placeSipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import type { SipCall, SipCallOptions } from '../../../src/simulators/pbx/sip-caller.ts';
import { SipEndpoint } from '../../../src/simulators/pbx/sip-endpoint.ts';
import { header } from '../../../src/simulators/pbx/sip-message.ts';
import type { SipMessage } from '../../../src/simulators/pbx/sip-message.ts';
import { createTone } from '../../../src/simulators/pbx/tone.ts';

const HOST = '127.0.0.1';
const WAIT_MS = 30_000;
const cleanups: (() => unknown)[] = [];

/** To be run after each test: what it started is closed, newest first. */
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

/** Runs `undo` with the other clean-ups after the test. */
export function onCleanUp(undo: () => unknown): void {
  cleanups.push(undo);
}

export async function until(check: () => boolean, what: string): Promise<void> {
  const end = Date.now() + WAIT_MS;
  while (!check()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Waits until `ear` hears `hz` clearly; what it heard before does not count. */
export async function hears(party: { ear: SipCall['ear'] }, hz: number, what = `${hz} Hz`): Promise<void> {
  party.ear.forget();
  await until(() => party.ear.toneShare(hz) > 0.7, `${what} is heard`);
}

export const accountOf = (user: string): { user: string; authUser: string; password: string } => ({
  user,
  authUser: `auth-${user}`,
  password: `secret-${user}`,
});

/** An exchange with the lines 1001 to 1003. */
export async function exchange(options: Partial<PbxOptions> = {}): Promise<Pbx> {
  const pbx = await startPbx({ accounts: ['1001', '1002', '1003'].map(accountOf), ...options });
  cleanups.push(() => pbx.stop());
  return pbx;
}

/** A call from the trunk. */
export async function callTo(pbx: Pbx, to: string, more: Partial<SipCallOptions> = {}): Promise<SipCall> {
  const call = await placeSipCall({
    pbxHost: pbx.host,
    pbxPort: pbx.port,
    to,
    from: '+525500000000',
    ...more,
  });
  cleanups.push(() => call.hangup());
  return call;
}

/** A call that somebody answered. */
export async function liveCallTo(pbx: Pbx, to: string, more: Partial<SipCallOptions> = {}): Promise<SipCall> {
  const call = await callTo(pbx, to, more);
  await until(() => call.phase === 'live', `${to} answers`);
  return call;
}

export interface LineOptions {
  transport?: 'tcp' | 'udp';
  /** What it says. */
  toneHz?: number;
  /** What it adds to its 200 to an INVITE. */
  answerHeaders?: Headers;
  /** Rings with a reliable 180 that carries its offer (RFC 3262). */
  ringsReliably?: boolean;
  /** Codecs it takes, in order; default µ-law alone. */
  codecs?: Codec[];
}

/** A registered line. */
export async function line(pbx: Pbx, user: string, options: LineOptions = {}): Promise<TestLine> {
  const endpoint = await SipEndpoint.open(HOST, 0);
  cleanups.push(() => endpoint.close());
  const phone = new TestLine(endpoint, pbx, { user, ...options });
  expect(await phone.register()).toBe(200);
  return phone;
}

/** One call of a line. */
export class LineCall {
  readonly rtp: RtpEndpoint;
  readonly leg: CallLeg;
  /** Statuses that NOTIFYs about our REFER told. */
  readonly told: number[] = [];
  /** Bodies of INFOs that came. */
  readonly infoBodies: string[] = [];
  isLive = false;
  isTransferOver = false;
  endedBy: string | undefined;
  failedWith: number | undefined;
  #isHolding = false;
  readonly #codecs: Codec[];

  constructor(leg: CallLeg, rtp: RtpEndpoint, codecs: Codec[]) {
    this.leg = leg;
    this.rtp = rtp;
    this.#codecs = codecs;
    const { events } = leg;
    events.acked = (sdp) => this.#hear(sdp || leg.remoteSdp);
    events.bye = (reason) => {
      this.endedBy = reason || 'BYE';
      rtp.direction = 'inactive';
    };
    events.failed = (status) => (this.failedWith = status);
    events.reinvited = (sdp, answer) => {
      if (sdp) this.#hear(sdp);
      answer(this.sdp(this.#isHolding ? 'sendonly' : sdp ? mirrored(readSdp(sdp).direction) : 'sendrecv'));
    };
    events.info = (_contentType, body) => this.infoBodies.push(body);
    events.notified = (status, _reason, isLast) => {
      this.told.push(status);
      this.isTransferOver ||= isLast;
    };
  }

  get ear(): RtpEndpoint['ear'] {
    return this.rtp.ear;
  }

  sdp(direction: Direction = 'sendrecv'): string {
    return writeSdp({ host: HOST, port: this.rtp.port, direction, codecs: this.#codecs });
  }

  hangUp(): void {
    this.leg.bye();
    this.rtp.direction = 'inactive';
  }

  async hold(on: boolean): Promise<number> {
    const { status, sdp, ack } = await this.leg.reinvite(this.sdp(on ? 'sendonly' : 'sendrecv'));
    if (status >= 300) return status;
    ack();
    this.#isHolding = on;
    this.#hear(sdp);
    if (on) this.rtp.direction = 'inactive';
    return status;
  }

  /** Sends a REFER; answers its status. The outcome comes in `told`. */
  async refer(referTo: string): Promise<number> {
    return (await this.leg.request('REFER', { headers: [['Refer-To', referTo]] })).status;
  }

  transferTo(other: LineCall, pbx: Pbx): Promise<number> {
    const replaces = encodeURIComponent(writeReplaces(other.leg.dialogId));
    return this.refer(`<sip:somebody@${pbx.host}:${pbx.port}?Replaces=${replaces}>`);
  }

  #hear(sdp: string): void {
    this.isLive = true;
    this.rtp.direction = mirrored(readSdp(sdp).direction);
    this.rtp.sendTo(readSdp(sdp));
  }
}

export class TestLine {
  readonly invites: SipMessage[] = [];
  readonly seen: string[] = [];
  readonly calls: LineCall[] = [];
  behaviour: 'answer' | 'ring' | { status: number; reason: string } = 'answer';
  takesReplaces = true;
  /** Told of each request before the line deals with it; true means it is dealt with. */
  onRequest: (request: Parameters<SipEndpoint['onRequest']>[0]) => boolean = () => false;
  readonly endpoint: SipEndpoint;
  readonly #pbx: Pbx;
  readonly #options: LineOptions & { user: string };
  #nonce = '';

  constructor(endpoint: SipEndpoint, pbx: Pbx, options: LineOptions & { user: string }) {
    this.endpoint = endpoint;
    this.#pbx = pbx;
    this.#options = options;
    endpoint.onRequest = (request) => void this.#receive(request);
  }

  /** The newest call. */
  get call(): LineCall {
    const call = this.calls.at(-1);
    if (!call) throw new Error('the line has no call');
    return call;
  }

  async register(password?: string, expiresS = 60): Promise<number> {
    const { user, transport = 'tcp' } = this.#options;
    const uri = this.#uri();
    const send = (authorization: string, cseq: number): Promise<SipMessage> => {
      const headers: Headers = [
        ['From', `<sip:${user}@${this.#pbx.host}>;tag=t`],
        ['To', `<sip:${user}@${this.#pbx.host}>`],
        ['Call-ID', `register-${user}`],
        ['CSeq', `${cseq} REGISTER`],
        ['Contact', `<sip:${user}@${this.endpoint.address};transport=${transport}>;expires=${expiresS}`],
        ...(authorization ? [['Authorization', authorization] as [string, string]] : []),
      ];
      const message = { method: 'REGISTER', uri, status: 0, reason: '', headers, body: '' };
      return new Promise((resolve) => this.endpoint.request(message, this.#peer(), resolve));
    };
    const challenged = await send('', 1);
    this.#nonce = /nonce="([^"]+)"/.exec(header(challenged, 'WWW-Authenticate'))?.[1] ?? '';
    if (!this.#nonce) return challenged.status;
    return (await send(this.#proof('REGISTER', password), 2)).status;
  }

  /** Dials a number; the call is live when somebody answers. */
  async dial(
    to: string,
    headers: Headers = [],
    change: (sdp: string) => string = (sdp) => sdp,
  ): Promise<LineCall> {
    const { user } = this.#options;
    const uri = `sip:${to}@${this.#pbx.host}:${this.#pbx.port}`;
    const leg = CallLeg.towards(this.endpoint, {
      peer: this.#peer(),
      uri,
      from: `<sip:${user}@${this.#pbx.host}>`,
      to: `<${uri}>`,
      contactUser: user,
    });
    const call = await this.#add(leg);
    leg.events.answered = (sdp) => {
      leg.ack();
      leg.events.acked?.(sdp);
    };
    leg.invite({
      sdp: change(call.sdp()),
      headers: [['Authorization', this.#proof('INVITE', undefined)], ...headers],
    });
    return call;
  }

  /** A dialled call that was answered. */
  async liveCall(to: string): Promise<LineCall> {
    const call = await this.dial(to);
    await until(() => call.isLive, `${to} answers`);
    return call;
  }

  async #receive(request: Parameters<SipEndpoint['onRequest']>[0]): Promise<void> {
    const { message } = request;
    this.seen.push(message.method);
    if (this.onRequest(request)) return;
    const known = this.calls.find(({ leg }) => leg.callId === header(message, 'Call-ID'));
    if (known) return known.leg.receive(request);
    if (message.method !== 'INVITE') return;
    this.invites.push(message);
    const { behaviour } = this;
    const leg = CallLeg.from(this.endpoint, request, this.#options.user);
    leg.session = sessionThatSays(this.#options.answerHeaders ?? []);
    const call = await this.#add(leg);
    if (typeof behaviour === 'object') return leg.reject(behaviour.status, behaviour.reason);
    if (header(message, 'Replaces')) return this.#takeOver(leg, call, header(message, 'Replaces'));
    leg.isReliable = this.#options.ringsReliably ?? false;
    if (leg.isReliable) leg.progress(180, 'Ringing', { sdp: call.sdp() });
    else leg.ring();
    // The offer went with the reliable 180, the answer came with its PRACK.
    if (behaviour === 'answer') leg.answer(leg.isReliable ? '' : call.sdp());
  }

  /** An INVITE with Replaces (RFC 3891) is answered at once, and the call it names is hung up. */
  #takeOver(leg: CallLeg, call: LineCall, replaces: string): void {
    const old = this.calls.find((each) => writeReplaces(each.leg.dialogId) === swapTags(replaces));
    if (!old) return leg.reject(481, 'Call/Transaction Does Not Exist');
    if (!this.takesReplaces) return leg.reject(420, 'Bad Extension', [['Unsupported', 'replaces']]);
    leg.answer(call.sdp());
    old.hangUp();
  }

  async #add(leg: CallLeg): Promise<LineCall> {
    const { toneHz = 600 } = this.#options;
    const rtp = await RtpEndpoint.open({ host: HOST, source: createTone(toneHz) });
    const call = new LineCall(leg, rtp, this.#options.codecs ?? ['PCMU']);
    this.calls.push(call);
    cleanups.push(() => rtp.close());
    return call;
  }

  #peer(): { transport: 'tcp' | 'udp'; host: string; port: number } {
    return { transport: this.#options.transport ?? 'tcp', host: this.#pbx.host, port: this.#pbx.port };
  }

  #uri(): string {
    return `sip:${this.#pbx.host}:${this.#pbx.port}`;
  }

  #proof(method: string, password: string | undefined): string {
    const account = accountOf(this.#options.user);
    const secret = md5(`${account.authUser}:ccmsipline:${password ?? account.password}`);
    const response = md5(`${secret}:${this.#nonce}:${md5(`${method}:${this.#uri()}`)}`);
    return `Digest username="${account.authUser}",realm="ccmsipline",nonce="${this.#nonce}",uri="${this.#uri()}",response="${response}"`;
  }
}

/** A phone's session timer that promises something and does nothing. */
const sessionThatSays = (headers: Headers): Session => ({
  reinvite: () => Promise.resolve(200),
  expired: () => {},
  requestHeaders: () => [],
  tooShort: () => undefined,
  raise: () => false,
  takeAnswer: () => {},
  answerTo: () => headers,
  stop: () => {},
});

/** A Replaces value names the tags as its recipient sees them; here it is read from the other end. */
const swapTags = (replaces: string): string =>
  replaces.replace(/to-tag=(.*);from-tag=(.*)/, 'to-tag=$2;from-tag=$1');

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
