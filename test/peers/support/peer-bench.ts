/** The real phone process with a page and a tiny backend, registered at a Kamailio, and sipp on the other side of it. */
import type { Registration, SipAccount } from '../../../src/shared/phone.ts';
import { directLine, LINE, SESSION_TOKEN, startPhone, TinyBackend, TOKEN } from '../../spec/phone/bench.ts';
import type { PhoneProcess } from '../../spec/phone/bench.ts';
import { connectPhonePage } from '../../support/phone-page.ts';
import type { PhonePage } from '../../support/phone-page.ts';
import { missingForKamailio, startKamailio } from './kamailio.ts';
import type { Kamailio, KamailioOptions } from './kamailio.ts';
import { missingForSipp, startSipp } from './sipp.ts';
import type { Sipp, SippOptions } from './sipp.ts';

export type PeerTransport = 'udp' | 'tcp' | 'tls';

/** What the agent says, and what the other side says. */
export const AGENT_TONE_HZ = 700;
export const PEER_TONE_HZ = 1_000;

/** Why the tests of this folder cannot run here; undefined when they can. In CI nothing may be left out. */
export const missingPeers = (transport: PeerTransport = 'udp'): string | undefined =>
  missingForKamailio({ tls: transport === 'tls' }) ?? missingForSipp();

export interface PeerBenchOptions {
  transport?: PeerTransport;
  kamailio?: Partial<KamailioOptions>;
  account?: Partial<SipAccount>;
  /** Further servers of the line, `host:port`, after the Kamailio of this bench. */
  moreServers?: string[];
  /** Environment of the phone process. */
  env?: Record<string, string>;
}

/** Registered and with audio when it resolves. */
export async function startPeerBench(options: PeerBenchOptions = {}): Promise<PeerBench> {
  const bench = await openPeerBench(options);
  try {
    await bench.signIn();
    return bench;
  } catch (error) {
    await bench.close();
    throw new Error(`${String(error)}\n${bench.kamailio.log()}`, { cause: error });
  }
}

/** Everything runs, but nobody has signed in yet. */
export async function openPeerBench({
  transport = 'udp',
  kamailio: kamailioOptions = {},
  account = {},
  moreServers = [],
  env = {},
}: PeerBenchOptions = {}): Promise<PeerBench> {
  const kamailio = await startKamailio({ users: [LINE], tls: transport === 'tls', ...kamailioOptions });
  const line = accountAt(kamailio, transport);
  const servers = [...line.servers, ...moreServers];
  const backend = new TinyBackend({ ...line, servers, ...account });
  await backend.start();
  try {
    const phone = await startPhone(env);
    const page = await connectPhonePage(phone.url, TOKEN);
    return new PeerBench({ kamailio, backend, phone, page, transport });
  } catch (error) {
    await backend.stop();
    await kamailio.close();
    throw error;
  }
}

/** A test with a bench of its own, for those that run side by side; tells what happened when it fails. */
export const withPeerBench =
  (options: PeerBenchOptions, test: (bench: PeerBench) => Promise<void>): (() => Promise<void>) =>
  async () => {
    const bench = await startPeerBench(options);
    try {
      await test(bench);
    } catch (error) {
      await bench.clear({ task: { result: { state: 'fail' } } });
      throw error;
    } finally {
      await bench.close();
    }
  };

/** The line's account as the backend hands it out. */
function accountAt(kamailio: Kamailio, transport: PeerTransport): SipAccount {
  const port = transport === 'tls' ? kamailio.tlsPort : kamailio.port;
  return {
    ...directLine(`${kamailio.host}:${port}`),
    ...LINE,
    transport,
    displayName: 'Agent One',
    expiresS: 300,
    ...(kamailio.caPem === undefined ? {} : { caPem: kamailio.caPem }),
  };
}

/** A call as both ends know it: sipp, and the phone's id of it. */
export interface Talk {
  peer: Sipp;
  id: string;
}

export class PeerBench {
  readonly kamailio: Kamailio;
  readonly backend: TinyBackend;
  readonly transport: PeerTransport;
  phone: PhoneProcess;
  page: PhonePage;
  #peers: Sipp[] = [];

  constructor(parts: Pick<PeerBench, 'kamailio' | 'backend' | 'phone' | 'page' | 'transport'>) {
    this.kamailio = parts.kamailio;
    this.backend = parts.backend;
    this.phone = parts.phone;
    this.page = parts.page;
    this.transport = parts.transport;
  }

  /** Signs the page in, whatever comes of it. */
  async tryToSignIn(): Promise<void> {
    await this.page.ask('session.start', { backendUrl: this.backend.url, token: SESSION_TOKEN });
  }

  /** Signs the page in and waits until the line is registered and the page speaks. */
  async signIn(): Promise<void> {
    await this.tryToSignIn();
    await this.page.waitFor(
      ({ registration }) => registration.phase === 'registered',
      'registration',
      40_000,
    );
    await this.page.startAudio({ toneHz: AGENT_TONE_HZ });
  }

  /** sipp calls the line; resolves when the INVITE is on its way. */
  caller(scenario: string, options: Partial<SippOptions> = {}): Promise<Sipp> {
    return this.#peer({ scenario, dials: LINE.user, toneHz: PEER_TONE_HZ, ...options });
  }

  /** sipp calls the line, and it rings; answers the phone's id of the call too. */
  async ring(scenario: string, options: Partial<SippOptions> = {}): Promise<Talk> {
    const peer = await this.caller(scenario, options);
    const { calls } = await this.page.waitFor(
      (state) => state.calls.some(({ phase }) => phase === 'ringing'),
      `ringing by ${scenario}`,
    );
    return { peer, id: calls.find(({ phase }) => phase === 'ringing')?.id ?? '' };
  }

  /** sipp calls the line, the agent answers, and both speak. */
  async talk(scenario: string, options: Partial<SippOptions> = {}): Promise<Talk> {
    const call = await this.ring(scenario, options);
    await this.page.ask('call.answer', { id: call.id });
    await this.isLive(call.id);
    await call.peer.speak();
    return call;
  }

  /** The agent calls `number`, where sipp answers at once, and both speak. */
  async talkTo(scenario: string, number: string, options: Partial<SippOptions> = {}): Promise<Talk> {
    const peer = await this.callee(scenario, number, options);
    const { id } = await this.page.ask('call.dial', { to: number });
    await this.isLive(id);
    await peer.speak();
    return { peer, id };
  }

  /** sipp waits for calls to `number`. */
  async callee(scenario: string, number: string, options: Partial<SippOptions> = {}): Promise<Sipp> {
    const peer = await this.#peer({ scenario, number, toneHz: PEER_TONE_HZ, ...options });
    const parameter = options.transport === 'tcp' ? ';transport=tcp' : '';
    await this.kamailio.route(number, `sip:127.0.0.1:${peer.port}${parameter}`);
    return peer;
  }

  /** Waits until the call is live; fails at once, with its cause, if it ends instead. */
  async isLive(id: string): Promise<void> {
    const { calls } = await this.page.waitFor(
      (state) => state.calls.some((call) => call.id === id && ['live', 'ended'].includes(call.phase)),
      'a live call',
    );
    const call = calls.find((candidate) => candidate.id === id);
    if (call?.phase !== 'live') throw new Error(`the call ended: ${call?.outcome} ${call?.cause}`);
  }

  /** Waits until the call is over; answers what the page is shown of it. */
  async isOver(id: string): Promise<PhonePage['state']['calls'][number]> {
    const { calls } = await this.page.waitFor(
      (state) => state.calls.some((call) => call.id === id && call.phase === 'ended'),
      'the end of the call',
      40_000,
    );
    return calls.find((call) => call.id === id) as PhonePage['state']['calls'][number];
  }

  /** The agent hangs up, and sipp's scenario comes to its end. */
  async hangUp({ peer, id }: Talk): Promise<void> {
    await this.page.ask('call.hangup', { id });
    await peer.finished();
  }

  /** Both sides recognise each other's tone. */
  async bothHear(peer: Sipp): Promise<void> {
    await this.page.hears(PEER_TONE_HZ);
    await peer.hears(AGENT_TONE_HZ);
  }

  /** Waits until the line is refused; answers what the agent is told. */
  async isRefused(): Promise<Extract<Registration, { phase: 'failed' }>> {
    const { registration } = await this.page.waitFor(
      (state) => state.registration.phase === 'failed',
      'a refusal',
    );
    if (registration.phase !== 'failed') throw new Error('the line recovered by itself');
    return registration;
  }

  /** Ends calls and peers of one test, so that a failed one leaves nothing to the next; tells what happened in it. */
  async clear({ task }: { task?: { result?: { state: string } } } = {}): Promise<void> {
    const peers = this.#peers.splice(0);
    if (task?.result?.state === 'fail') console.error(await this.#story(peers));
    for (const { id, phase } of this.page.state.calls) {
      if (phase !== 'ended') await this.page.ask('call.hangup', { id }).catch(() => {});
    }
    await Promise.all(peers.map((peer) => peer.stop()));
  }

  async close(): Promise<void> {
    await this.clear();
    await this.page.close();
    await this.phone.stop();
    await this.backend.stop();
    await this.kamailio.close();
  }

  /** For whoever looks into a failure: what went over the wire, and what the programs said. */
  async #story(peers: Sipp[]): Promise<string> {
    const told = await Promise.all(peers.map((peer) => peer.story('stood like this')));
    const phone = this.phone.log.slice(-20).map((line) => JSON.stringify(line));
    return [...told, 'The phone:', ...phone, 'Kamailio:', this.kamailio.log().slice(-2_000)].join('\n');
  }

  async #peer(options: Omit<SippOptions, 'server'> & Partial<SippOptions>): Promise<Sipp> {
    const isSameTransport = (options.transport ?? 'udp') === this.transport;
    const peer = await startSipp({
      server: this.kamailio,
      recordRoutes: isSameTransport ? 1 : 2,
      ...options,
    });
    this.#peers.push(peer);
    return peer;
  }
}
