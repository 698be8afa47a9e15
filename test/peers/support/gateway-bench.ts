/** A whole site with a gateway: the PBX's trunk, Kamailio and rtpengine, the network to the agent, phone and page. */
import type { SipAccount } from '../../../src/shared/phone.ts';
import { SESSION_TOKEN, startPhone, TinyBackend, TOKEN } from '../../spec/phone/bench.ts';
import type { PhoneProcess } from '../../spec/phone/bench.ts';
import { connectPhonePage } from '../../support/phone-page.ts';
import type { PhonePage } from '../../support/phone-page.ts';
import { GatewayLink } from './gateway-link.ts';
import { TrunkPhone } from './gateway-trunk.ts';
import type { TrunkCall, TrunkCallOptions } from './gateway-trunk.ts';
import { startGateway } from './gateway.ts';
import type { Gateway } from './gateway.ts';

export const AGENT = { user: '1001', password: 'correct horse' };
/** What the agent says into the microphone, and what the PBX's side says. */
export const AGENT_HZ = 700;
export const PBX_HZ = 1_100;

export interface GatewayBench {
  gateway: Gateway;
  trunk: TrunkPhone;
  link: GatewayLink;
  backend: TinyBackend;
  phone: PhoneProcess;
  page: PhonePage;
  close: () => Promise<void>;
}

/** The agent's account at `gateway`, over `link`. */
export const gatewayAccount = (gateway: Gateway, port: number): SipAccount => ({
  profile: 'gateway',
  servers: [`wss://127.0.0.1:${port}/sip`],
  transport: 'wss',
  user: AGENT.user,
  authUser: AGENT.user,
  password: AGENT.password,
  displayName: 'Agent One',
  expiresS: 60,
  mediaEncryption: 'off',
  codecs: ['PCMU', 'PCMA', 'G722'],
  caPem: gateway.caPem,
});

/** Everything started, registered and with audio. */
export async function startGatewayBench(env: Record<string, string> = {}): Promise<GatewayBench> {
  const trunk = await TrunkPhone.open(PBX_HZ);
  const gateway = await startGateway({ agents: [AGENT], pbxPort: trunk.port });
  trunk.gatewayPort = gateway.sipPort;
  const link = await GatewayLink.open(gateway.wssPort);
  const backend = new TinyBackend(gatewayAccount(gateway, link.port));
  await backend.start();
  const phone = await startPhone(env);
  const page = await openPage(phone, backend);
  const bench: GatewayBench = {
    ...{ gateway, trunk, link, backend, phone, page },
    // What a test put in the place of a part is closed, not the part that was here first.
    close: async () => {
      await bench.page.close();
      await bench.phone.stop();
      await backend.stop();
      await link.close();
      await trunk.close();
      await gateway.close();
    },
  };
  return bench;
}

/** A page that is signed in, registered and speaks. */
export async function openPage(phone: PhoneProcess, backend: TinyBackend): Promise<PhonePage> {
  const page = await connectPhonePage(phone.url, TOKEN);
  await page.ask('session.start', { backendUrl: backend.url, token: SESSION_TOKEN });
  await page.waitFor(({ registration }) => registration.phase === 'registered', 'registration');
  await page.startAudio({ toneHz: AGENT_HZ });
  return page;
}

/** The PBX rings the agent; answers the ringing call. */
export async function ring(bench: GatewayBench, options: TrunkCallOptions = {}): Promise<TrunkCall> {
  const call = await bench.trunk.call(AGENT.user, options);
  await bench.page.waitFor(({ calls }) => calls.some(({ phase }) => phase === 'ringing'), 'ringing');
  return call;
}

/** A call that the agent has answered, heard by both. */
export async function talk(bench: GatewayBench, options: TrunkCallOptions = {}): Promise<TrunkCall> {
  const call = await ring(bench, options);
  await bench.page.ask('call.answer', { id: bench.page.call?.id ?? '' });
  await bench.page.waitFor(() => bench.page.call?.phase === 'live', 'live');
  await call.becomes('live');
  await bothHear(bench, call);
  return call;
}

export async function bothHear({ page }: GatewayBench, call: TrunkCall): Promise<void> {
  await call.hears(AGENT_HZ);
  await page.hears(PBX_HZ);
}

export const noCall = ({ page }: GatewayBench): Promise<unknown> =>
  page.waitFor(({ calls }) => calls.every(({ phase }) => phase === 'ended'), 'no call up');
