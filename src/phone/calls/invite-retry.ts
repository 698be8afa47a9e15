/**
 * Answers to our INVITE that are no end: "ask elsewhere" (3xx, RFC 3261 §8.1.3.4) and "your session is too
 * short" (422, RFC 4028 §7.4). The same INVITE goes out again, as SIP.js itself does after a 401.
 */
import type { Inviter } from 'sip.js/lib/api/index.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import { NameAddrHeader } from 'sip.js/lib/grammar/name-addr-header.js';
import type { URI } from 'sip.js/lib/grammar/uri.js';
import { inviterInternals, requestClient } from './sip-internals.ts';
import type { RequestClient } from './sip-internals.ts';

export interface InviteRetryOptions {
  /** The session timer's headers for the next try, after a 422; undefined when it has nothing better to offer. */
  afterTooBrief: (message: IncomingResponseMessage) => string[] | undefined;
  /** The call goes to another address now. */
  onRedirected: (uri: URI) => void;
}

const MAX_REDIRECTS = 5;
const FOLLOWED = new Set([300, 301, 302]);

/** Watches the answers of the INVITE that `client` sent. */
export function retryInvite(inviter: Inviter, client: object, options: InviteRetryOptions): void {
  const inner = requestClient(client);
  const guard = inner.authenticationGuard.bind(client);
  const tried = new Set([inner.message.ruri.toString()]);
  let mayRaise = true;
  const retry = (message: IncomingResponseMessage): boolean => {
    if (inviterInternals(inviter).isCanceled) return false;
    if (message.statusCode === 422 && mayRaise) {
      const headers = options.afterTooBrief(message);
      mayRaise = false;
      if (headers) resend(inner, { headers });
      return headers !== undefined;
    }
    if (!FOLLOWED.has(message.statusCode ?? 0) || tried.size > MAX_REDIRECTS) return false;
    const target = contactsOf(message).find((uri) => mayFollow(uri) && !tried.has(uri.toString()));
    if (!target) return false;
    tried.add(target.toString());
    resend(inner, { target });
    options.onRedirected(target);
    return true;
  };
  inner.authenticationGuard = (message, dialog) => !retry(message) && guard(message, dialog);
}

/** Where a person could have dialled: a SIP address with somebody's name or number in it. */
const mayFollow = (uri: URI): boolean => uri.scheme === 'sip' && (uri.user ?? '') !== '';

/** The contacts of a redirection, the most wanted first (`q`, RFC 3261 §20.10). */
function contactsOf(message: IncomingResponseMessage): URI[] {
  const count = message.headers ? message.getHeaders('contact').length : 0;
  const contacts = Array.from({ length: count }, (_, i): unknown => message.parseHeader('contact', i));
  return contacts
    .filter((contact) => contact instanceof NameAddrHeader)
    .toSorted((a, b) => wishOf(b) - wishOf(a))
    .map(({ uri }) => uri);
}

const wishOf = (contact: NameAddrHeader): number => {
  const q = Number.parseFloat(contact.getParam('q') ?? '1');
  return Number.isNaN(q) ? 1 : q;
};

/** Same Call-ID, From and To, the next sequence number, and no proof made for the old address. */
function resend(client: RequestClient, { headers, target }: { headers?: string[]; target?: URI }): void {
  const { message } = client;
  for (const dialog of client.earlyDialogs.values()) dialog.dispose();
  client.earlyDialogs.clear();
  if (headers) message.extraHeaders = [...message.extraHeaders.filter((line) => !isTimer(line)), ...headers];
  if (target) {
    message.ruri = target;
    delete message.headers['Authorization'];
    delete message.headers['Proxy-Authorization'];
    client.challenged = false;
    client.stale = false;
    client.credentials = undefined;
  }
  message.cseq += 1;
  message.setHeader('cseq', `${message.cseq} ${message.method}`);
  client.init();
}

const isTimer = (line: string): boolean => /^(session-expires|min-se)\s*:/i.test(line);
