/** SIP.js's user agent for one account, set up for our transport, our digest and our media. */
import { SIPExtension, UserAgent } from 'sip.js/lib/api/index.js';
import type { Session } from 'sip.js/lib/api/index.js';
import type { SipAccount } from '../../shared/phone.ts';
import type { MediaLeg } from '../media/media-leg.ts';
import { LegDescription } from '../media/leg-description.ts';
import { protocolOf, transportParameterOf } from './open-port.ts';
import { PLACEHOLDER } from './placeholder.ts';
import { uriHostOf } from './server-list.ts';
import { useDigest } from './sip-digest.ts';
import type { SipTrace } from './sip-trace.ts';
import { SocketTransport } from './socket-transport.ts';
import { withoutSecrets } from './trace-redaction.ts';

/** The PBX decides how long a phone rings; this only ends the ringing of one that died meanwhile (ITU-T Q.931's T301). */
const RING_LIMIT_S = 180;
const MAX_LOG_TEXT = 500;

export interface LineUserAgentOptions {
  account: SipAccount;
  instanceId: string;
  trace: SipTrace;
  openLeg: (session: Session) => Promise<MediaLeg>;
  log: (level: 'warn' | 'error', text: string) => void;
}

/** Throws when the account's user is no SIP user. */
export function createUserAgent(options: LineUserAgentOptions): UserAgent {
  const { account } = options;
  const userAgent = new UserAgent({
    uri: accountUri(account),
    displayName: account.displayName.replaceAll('"', "'"),
    transportConstructor: SocketTransport,
    transportOptions: {
      protocol: protocolOf(account.transport),
      isReliable: account.transport !== 'udp',
      trace: options.trace,
    },
    sessionDescriptionHandlerFactory: (session) => new LegDescription(options.openLeg(session)),
    viaHost: PLACEHOLDER,
    forceRport: true,
    contactName: account.user,
    contactParams: { transport: transportParameterOf(account.transport) },
    instanceId: options.instanceId,
    noAnswerTimeout: RING_LIMIT_S,
    // The desk rings (180): a busy line must not, and some exchanges want it reliable (RFC 3262).
    sendInitialProvisionalResponse: false,
    sipExtension100rel: SIPExtension.Supported,
    // RFC 3891: a colleague's transfer may put another caller in the place of one.
    sipExtensionReplaces: SIPExtension.Supported,
    // RFC 4028; calls/session-timer.ts does it.
    sipExtensionExtraSupported: ['timer'],
    userAgentString: 'Vidanta-Agent-Phone',
    logConfiguration: false,
    logBuiltinEnabled: false,
    logLevel: 'warn',
    logConnector: (level, category, _label, text) => {
      // SIP.js hands every level to a connector, whatever `logLevel` says, and may log whole messages.
      if (level === 'error' || level === 'warn')
        options.log(level, `${category}: ${withoutSecrets(text).slice(0, MAX_LOG_TEXT)}`);
    },
  });
  useDigest(userAgent.userAgentCore, { username: account.authUser, password: account.password });
  return userAgent;
}

/** Host part of the account's addresses at a server whose own is `uriHost`. */
export const domainOf = (account: SipAccount, uriHost: string): string => account.domain ?? uriHost;

function accountUri(account: SipAccount): NonNullable<ReturnType<typeof UserAgent.makeURI>> {
  const [first = ''] = account.servers;
  const uri = UserAgent.makeURI(
    `sip:${account.user}@${domainOf(account, uriHostOf(first, account.transport))}`,
  );
  if (!uri) throw new Error(`"${account.user}" at "${account.servers.join()}" is not a SIP address`);
  return uri;
}
