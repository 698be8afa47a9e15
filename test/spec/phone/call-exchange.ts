/**
 * An exchange that does exactly what a test tells it, message by message: forks, collisions, timers and
 * refusals that the well-behaved simulator never makes. It takes any registration and answers OPTIONS.
 */
import { Dialog } from '../../../src/simulators/pbx/dialog.ts';
import type { Headers, RequestParts } from '../../../src/simulators/pbx/dialog.ts';
import { RtpEndpoint } from '../../../src/simulators/pbx/rtp-endpoint.ts';
import { mirrored, readSdp, writeSdp } from '../../../src/simulators/pbx/sdp.ts';
import { SipEndpoint } from '../../../src/simulators/pbx/sip-endpoint.ts';
import type { IncomingRequest } from '../../../src/simulators/pbx/sip-endpoint.ts';
import { cseqOf, header, uriOf } from '../../../src/simulators/pbx/sip-message.ts';
import type { SipMessage } from '../../../src/simulators/pbx/sip-message.ts';
import type { SipPeer } from '../../../src/simulators/pbx/sip-socket.ts';
import { createTone } from '../../../src/simulators/pbx/tone.ts';
import { connectPhonePage } from '../../support/phone-page.ts';
import type { PhonePage } from '../../support/phone-page.ts';
import { directLine, LINE, SESSION_TOKEN, startPhone, TinyBackend, TOKEN, until } from './bench.ts';
import type { PhoneProcess } from './bench.ts';

const HOST = '127.0.0.1';

/** One party's audio: a tone it speaks, an ear, and the descriptions that go with it. */
export class Voice {
  readonly rtp: RtpEndpoint;

  static async open(toneHz: number): Promise<Voice> {
    return new Voice(await RtpEndpoint.open({ host: HOST, source: createTone(toneHz) }));
  }

  private constructor(rtp: RtpEndpoint) {
    this.rtp = rtp;
  }

  get ear(): RtpEndpoint['ear'] {
    return this.rtp.ear;
  }

  offer(events = true): string {
    return writeSdp({ host: HOST, port: this.rtp.port, events });
  }

  /** Our answer to `sdp`; from now on we speak to its address. */
  answer(sdp: string, events = true): string {
    this.take(sdp);
    return writeSdp({ host: HOST, port: this.rtp.port, direction: this.rtp.direction, events });
  }

  /** Says nothing until it describes itself anew: a branch that is out stops speaking. */
  hush(): void {
    this.rtp.direction = 'inactive';
  }

  /** What the other side described: we speak to its address as it allows. */
  take(sdp: string): void {
    const remote = readSdp(sdp);
    this.rtp.direction = mirrored(remote.direction);
    this.rtp.sendTo(remote);
  }
}

/** One dialog of the scripted exchange with the phone. */
export class ScriptedDialog {
  readonly dialog: Dialog;
  readonly #exchange: ScriptedExchange;
  readonly #invite: IncomingRequest | undefined;

  constructor(exchange: ScriptedExchange, dialog: Dialog, invite?: IncomingRequest) {
    this.#exchange = exchange;
    this.dialog = dialog;
    this.#invite = invite;
  }

  /** The phone's INVITE. */
  get invite(): SipMessage {
    if (!this.#invite) throw new Error('the exchange called');
    return this.#invite.message;
  }

  /** Answers the phone's INVITE; another `toTag` is another branch of a fork. */
  respond(
    status: number,
    { sdp = '', headers = [], toTag }: { sdp?: string; headers?: Headers; toTag?: string } = {},
  ): void {
    this.#invite?.respond(status, `Answer ${status}`, {
      toTag: toTag ?? this.dialog.localTag,
      // The Contacts of a redirection are the places to ask instead.
      headers: status >= 300 ? headers : [['Contact', this.dialog.contact], ...headers],
      body: sdp,
    });
  }

  /** Sends a request in the dialog; resolves with its final answer. */
  send(method: string, parts: RequestParts = {}): Promise<SipMessage> {
    return this.#exchange.send(this.dialog, this.dialog.build(method, parts));
  }

  /** Sends a re-INVITE and acknowledges its final answer. */
  async reinvite(parts: RequestParts = {}): Promise<SipMessage> {
    const message = this.dialog.build('INVITE', parts);
    const answer = await this.#exchange.send(this.dialog, message);
    if (answer.status < 300) this.ack(message);
    return answer;
  }

  /** Acknowledges a 2xx to `invite`. */
  ack(invite: SipMessage, body = ''): void {
    this.#exchange.sendAck(this.dialog, this.dialog.build('ACK', { cseq: cseqOf(invite).number, body }));
  }

  /** The next request of the phone in this dialog with this method. */
  next(method: string, waitMs?: number): Promise<IncomingRequest> {
    return this.#exchange.next(
      method,
      ({ message }) => header(message, 'Call-ID') === this.dialog.callId,
      waitMs,
    );
  }
}

export class ScriptedExchange {
  /** Every request of the phone, oldest first. */
  readonly received: SipMessage[] = [];
  readonly #endpoint: SipEndpoint;
  readonly #inbox: IncomingRequest[] = [];
  #phone: { contact: string; peer: SipPeer } | undefined;

  static async start(): Promise<ScriptedExchange> {
    return new ScriptedExchange(await SipEndpoint.open(HOST, 0));
  }

  private constructor(endpoint: SipEndpoint) {
    this.#endpoint = endpoint;
    endpoint.onRequest = (request) => this.#receive(request);
  }

  get server(): string {
    return this.#endpoint.address;
  }

  /** The phone's next INVITE outside a dialog, answered 100. */
  async called(): Promise<ScriptedDialog> {
    const request = await this.next('INVITE', ({ message }) => !header(message, 'To').includes('tag='));
    const { message, from } = request;
    request.respond(100, 'Trying');
    const dialog = new Dialog(this.#endpoint, {
      callId: header(message, 'Call-ID'),
      local: header(message, 'To'),
      remote: header(message, 'From'),
      remoteTarget: uriOf(header(message, 'Contact')),
      peer: from,
      contactUser: 'exchange',
    });
    return new ScriptedDialog(this, dialog, request);
  }

  /** Calls the phone; `answers` grows with each response. */
  async call(parts: RequestParts & { from?: string } = {}): Promise<{
    call: ScriptedDialog;
    invite: SipMessage;
    answers: SipMessage[];
    /** The first final answer; the dialog's remote side is known from then on. */
    final: Promise<SipMessage>;
  }> {
    await until(() => this.#phone !== undefined, 'the phone registered');
    const { contact, peer } = this.#phone!;
    const from = parts.from ?? '<sip:+525512345678@127.0.0.1>';
    const dialog = new Dialog(this.#endpoint, {
      callId: `scripted-${Math.random().toString(36).slice(2)}`,
      local: from,
      remote: `<sip:${LINE.user}@127.0.0.1>`,
      remoteTarget: contact,
      peer,
      contactUser: 'exchange',
    });
    const invite = dialog.build('INVITE', parts);
    const answers: SipMessage[] = [];
    const final = this.send(dialog, invite, answers);
    return { call: new ScriptedDialog(this, dialog), invite, answers, final };
  }

  /** Sends a request; resolves with the final answer, to which a refused INVITE is acknowledged. */
  send(dialog: Dialog, message: SipMessage, answers: SipMessage[] = []): Promise<SipMessage> {
    return new Promise((resolve) => {
      const { branch } = this.#endpoint.request(message, dialog.route(), (response) => {
        answers.push(response);
        if (response.status > 100 && message.method === 'INVITE') {
          dialog.remote = header(response, 'To');
          dialog.learnTarget(response);
        }
        if (response.status < 200) return;
        if (response.status >= 300 && message.method === 'INVITE') {
          const ack = dialog.build('ACK', { cseq: cseqOf(message).number });
          this.#endpoint.sendWithin({ ...ack, uri: message.uri }, dialog.route(), branch);
        }
        resolve(response);
      });
    });
  }

  sendAck(dialog: Dialog, ack: SipMessage): void {
    this.#endpoint.sendWithin(ack, dialog.route());
  }

  /** Takes the phone's next request of this kind out of the inbox; the test must answer it. */
  async next(
    method: string,
    isIt: (request: IncomingRequest) => boolean = () => true,
    waitMs?: number,
  ): Promise<IncomingRequest> {
    const find = (): number =>
      this.#inbox.findIndex((request) => request.message.method === method && isIt(request));
    await until(() => find() >= 0, `the phone's ${method}`, waitMs);
    return this.#inbox.splice(find(), 1)[0]!;
  }

  /** Answers everything that nobody waited for. */
  settle(): void {
    for (const { respond } of this.#inbox.splice(0)) respond(200, 'OK');
  }

  async stop(): Promise<void> {
    await this.#endpoint.close();
  }

  #receive(request: IncomingRequest): void {
    const { message, from, respond } = request;
    if (message.method === 'OPTIONS') return respond(200, 'OK');
    if (message.method === 'REGISTER') {
      const contact = header(message, 'Contact');
      this.#phone = { contact: uriOf(contact), peer: from };
      return respond(200, 'OK', { headers: [['Contact', `<${uriOf(contact)}>;expires=120`]] });
    }
    this.received.push(message);
    this.#inbox.push(request);
  }
}

/** A phone at a scripted exchange, registered and with a page that speaks. */
export interface ScriptedBench {
  exchange: ScriptedExchange;
  phone: PhoneProcess;
  page: PhonePage;
  backend: TinyBackend;
  close: () => Promise<void>;
}

export async function startScriptedBench({
  toneHz = 700,
  transport = 'tcp',
}: { toneHz?: number; transport?: 'tcp' | 'udp' } = {}): Promise<ScriptedBench> {
  const exchange = await ScriptedExchange.start();
  const backend = new TinyBackend({
    ...directLine(exchange.server),
    transport,
    ...LINE,
    displayName: 'Agent One',
    expiresS: 300,
  });
  await backend.start();
  const phone = await startPhone();
  const page = await connectPhonePage(phone.url, TOKEN);
  await page.ask('session.start', { backendUrl: backend.url, token: SESSION_TOKEN });
  await page.waitFor(({ registration }) => registration.phase === 'registered', 'registration');
  await page.startAudio({ toneHz });
  return {
    exchange,
    phone,
    page,
    backend,
    close: async () => {
      await page.close();
      await phone.stop();
      await backend.stop();
      await exchange.stop();
    },
  };
}

/** Ends what a test left up, answering the phone's BYE or CANCEL. */
export async function endScriptedCalls({ page, exchange }: ScriptedBench): Promise<void> {
  for (const { id, phase } of page.state.calls)
    if (phase !== 'ended') await page.ask('call.hangup', { id }).catch(() => {});
  await page.waitFor(({ calls }) => calls.every(({ phase }) => phase === 'ended'), 'no call up');
  exchange.settle();
}

/** The exchange calls and the agent answers; resolves when both speak, with the phone's 200. */
export async function incomingCall(
  { exchange, page }: ScriptedBench,
  voice: Voice,
  headers: Headers = [],
): Promise<{ call: ScriptedDialog; ok: SipMessage }> {
  const { call, invite, final } = await exchange.call({ body: voice.offer(), headers });
  await page.waitFor(() => page.call?.phase === 'ringing', 'ringing');
  await page.ask('call.answer', { id: page.call?.id ?? '' });
  const ok = await final;
  voice.take(ok.body);
  call.ack(invite);
  await page.waitFor(() => page.call?.phase === 'live', 'live');
  return { call, ok };
}

/** The agent calls and the exchange answers; without `events` it takes no RFC 4733 keys. */
export async function outgoingCall(
  { exchange, page }: ScriptedBench,
  voice: Voice,
  { headers = [], events = true }: { headers?: Headers; events?: boolean } = {},
): Promise<ScriptedDialog> {
  const asked = page.ask('call.dial', { to: '2002' });
  const call = await exchange.called();
  await asked;
  call.respond(200, { sdp: voice.answer(call.invite.body, events), headers });
  await call.next('ACK');
  await page.waitFor(() => page.call?.phase === 'live', 'live');
  return call;
}
