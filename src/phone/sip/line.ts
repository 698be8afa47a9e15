/** One agent's line at the PBX: SIP.js's user agent on our transport, kept registered by a LineKeeper. */
import { Inviter, UserAgent } from 'sip.js/lib/api/index.js';
import type { Invitation, Session } from 'sip.js/lib/api/index.js';
import type { Registration, SipAccount } from '../../shared/phone.ts';
import { LegDescription } from '../media/leg-description.ts';
import type { MediaLeg } from '../media/media-leg.ts';
import { PbxLeg } from '../media/pbx-leg.ts';
import { LineKeeper } from './line-keeper.ts';
import { watchLiveness } from './liveness.ts';
import { findLocalAddress } from './local-address.ts';
import { RegistrarExchange } from './registrar-exchange.ts';
import { readSipServer } from './sip-port.ts';
import type { SipPort, SipServer } from './sip-port.ts';
import { SocketTransport } from './socket-transport.ts';
import { TcpPort } from './tcp-port.ts';
import { UdpPort } from './udp-port.ts';

/** The PBX decides how long a phone rings; this only ends the ringing of one that died meanwhile (ITU-T Q.931's T301). */
const RING_LIMIT_S = 180;

export interface LineOptions {
  account: SipAccount;
  instanceId: string;
  /** IPv4 to use; undefined: the one the system would use towards the PBX. */
  localAddress: string | undefined;
  onRegistration: (registration: Registration) => void;
  onInvitation: (invitation: Invitation) => void;
  /** The audio leg of a session, as soon as SIP.js begins one. */
  onLeg: (session: Session, leg: Promise<MediaLeg>) => void;
  /** This machine's address towards the PBX changed: the line must be made anew. */
  onAddressChanged: () => void;
  log: (level: 'warn' | 'error', text: string) => void;
}

export class Line {
  readonly #options: LineOptions;
  readonly #server: SipServer;
  readonly #userAgent: UserAgent;
  readonly #transport: SocketTransport;
  readonly #keeper: LineKeeper;
  readonly #stopWatching: () => void;

  /** Opens the line's own port and starts to register; failures show as registration states. */
  static async open(options: LineOptions): Promise<Line> {
    const server = readSipServer(options.account.servers[0] ?? '');
    const address = options.localAddress ?? (await findLocalAddress(server));
    const Port = options.account.transport === 'tcp' ? TcpPort : UdpPort;
    const line = new Line(options, server, await Port.open(address, server));
    line.#start();
    return line;
  }

  private constructor(options: LineOptions, server: SipServer, port: SipPort) {
    const { account } = options;
    this.#options = options;
    this.#server = server;
    this.#userAgent = createUserAgent(options, server, port);
    this.#transport = this.#userAgent.transport as SocketTransport;
    this.#transport.onFault = (error) => options.log('warn', `dropped a SIP message: ${String(error)}`);
    const exchange = new RegistrarExchange(this.#userAgent, {
      registrar: `sip:${hostPart(server)}`,
      expiresS: account.expiresS,
    });
    this.#keeper = new LineKeeper({
      transport: this.#transport,
      exchange,
      server: account.servers[0] ?? '',
      onChange: options.onRegistration,
      beforeAttempt: () => this.#checkAddress(port.localAddress),
    });
    this.#userAgent.delegate = {
      onInvite: options.onInvitation,
      onDisconnect: (error) => {
        if (error) this.#keeper.lost(error.message);
      },
    };
    this.#stopWatching = watchLiveness({
      userAgent: this.#userAgent,
      transport: this.#transport,
      onSilent: () => this.#keeper.refresh(),
    });
  }

  /** SIP.js connects once by itself when it starts; whatever comes of it, the keeper takes over. */
  #start(): void {
    void this.#userAgent
      .start()
      .catch(() => {})
      .then(() => this.#keeper.start());
  }

  get isConnected(): boolean {
    return this.#transport.isConnected();
  }

  /** A session towards `to` (a number, `user@host` or a SIP URI), not yet sent. Throws when it is no address. */
  createInviter(to: string): Inviter {
    const target = UserAgent.makeURI(sipUriOf(to, this.#server));
    if (!target) throw new Error(`"${to}" is not a number or SIP address`);
    return new Inviter(this.#userAgent, target, { earlyMedia: true });
  }

  /** Unregisters and closes the line's port. Sessions still up lose their signalling: end them before. */
  async close(): Promise<void> {
    this.#stopWatching();
    await this.#keeper.stop();
    await this.#transport.dispose();
  }

  async #checkAddress(current: string): Promise<void> {
    if (this.#options.localAddress !== undefined) return;
    if ((await findLocalAddress(this.#server)) === current) return;
    this.#options.onAddressChanged();
    throw new Error('the network of this machine changed');
  }
}

const hostPart = ({ host, port }: SipServer): string => (port === 5060 ? host : `${host}:${port}`);

/** Everything people write into a dial field, as a SIP URI at our PBX. */
function sipUriOf(to: string, server: SipServer): string {
  const text = to.trim();
  if (/^sips?:/i.test(text)) return text;
  if (text.includes('@')) return `sip:${text}`;
  const isNumber = /^[+\d][\d\s().-]*$/.test(text);
  const user = isNumber ? text.replace(/[\s().-]/g, '') : text;
  return `sip:${encodeURIComponent(user).replaceAll('%2B', '+')}@${hostPart(server)}`;
}

function createUserAgent(options: LineOptions, server: SipServer, port: SipPort): UserAgent {
  const { account } = options;
  const uri = UserAgent.makeURI(`sip:${account.user}@${hostPart(server)}`);
  if (!uri) throw new Error(`"${account.user}" at "${account.servers.join()}" is not a SIP address`);
  const userAgent = new UserAgent({
    uri,
    displayName: account.displayName.replaceAll('"', "'"),
    authorizationUsername: account.authUser,
    authorizationPassword: account.password,
    transportConstructor: SocketTransport,
    transportOptions: { port },
    sessionDescriptionHandlerFactory: (session) => {
      const leg = PbxLeg.open(port.localAddress);
      options.onLeg(session, leg);
      return new LegDescription(leg);
    },
    viaHost: port.localAddress,
    forceRport: true,
    contactName: account.user,
    contactParams: { transport: account.transport },
    instanceId: options.instanceId,
    noAnswerTimeout: RING_LIMIT_S,
    userAgentString: 'Vidanta-Agent-Phone',
    logConfiguration: false,
    logBuiltinEnabled: false,
    logLevel: 'warn',
    logConnector: (level, category, _label, text) => {
      // SIP.js hands every level to a connector, whatever `logLevel` says.
      if (level === 'error' || level === 'warn') options.log(level, `${category}: ${withoutSecrets(text)}`);
    },
  });
  // Sessions copy the Contact when they begin, so it must be true before the first one (and it stays true: see TcpPort).
  userAgent.contact.uri.port = port.localPort;
  return userAgent;
}

/** SIP.js may log whole messages when a send fails; a digest answer is no password, but nobody needs it in a log. */
const withoutSecrets = (text: string): string =>
  text.replace(/^(proxy-)?authorization[ \t]*:.*$/gim, '[authorization]').slice(0, 500);
