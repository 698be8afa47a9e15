/** One POST to an address that a person typed: no redirect is followed, and where it leads is looked at when it connects. */
import { lookup, type LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from './private-address.ts';

/** An address inside the house, where those are not allowed. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
  constructor() {
    super('The address is inside the network. Set WEBHOOKS_ALLOW_PRIVATE=1 to allow that.');
  }
}

export interface PostAnswer {
  status: number;
  /** The first words of the answer. */
  text: string;
  /** Seconds, as `Retry-After` asks, where it does. */
  retryAfterS: number | undefined;
}

const wordsKept = 300;

/** Sends `body`. Rejects when there is no whole answer within `timeoutMs`, or with `PrivateAddressError`. */
export async function guardedPost(
  url: string,
  {
    body,
    headers,
    timeoutMs,
    allowPrivate,
  }: { body: string; headers: Record<string, string>; timeoutMs: number; allowPrivate: boolean },
): Promise<PostAnswer> {
  const target = new URL(url);
  if (!allowPrivate) refusePrivateLiteral(target);
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sending = request(target, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      lookup: allowPrivate ? lookup : (publicLookup as LookupFunction),
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
    });
    sending.on('error', (error) => reject(asTimeout(error, timeoutMs)));
    sending.on('response', (response) => {
      response.on('error', (error) => reject(asTimeout(error, timeoutMs)));
      read(response).then(resolve, reject);
    });
    sending.end(body);
  });
}

/** Whether an address is refused before anybody is asked what it means; names are looked at when they connect. */
export function isPrivateUrl(url: string): boolean {
  const host = hostOf(new URL(url));
  return host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && isPrivateAddress(host));
}

function refusePrivateLiteral(target: URL): void {
  if (isPrivateUrl(target.href)) throw new PrivateAddressError();
}

function hostOf({ hostname }: URL): string {
  return hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** Resolves a name and refuses it if any of its addresses is inside: the address that is checked is the one that is used. */
function publicLookup(
  hostname: string,
  options: { all?: boolean; family?: number },
  done: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return done(error, []);
    if (addresses.some(({ address }) => isPrivateAddress(address)))
      return done(new PrivateAddressError(), []);
    const [first] = addresses;
    if (options.all === true || first === undefined) return done(null, addresses);
    done(null, first.address, first.family);
  });
}

async function read(response: IncomingMessage): Promise<PostAnswer> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of response) {
    text += decoder.decode(piece as Buffer, { stream: true });
    if (text.length < wordsKept) continue;
    response.destroy();
    break;
  }
  const seconds = Number(response.headers['retry-after']);
  return {
    status: response.statusCode ?? 0,
    text: text.slice(0, wordsKept).replaceAll('\0', ''),
    retryAfterS: seconds > 0 ? seconds : undefined,
  };
}

function asTimeout(error: Error, timeoutMs: number): Error {
  const isLate = error.name === 'AbortError' || error.name === 'TimeoutError';
  return isLate ? new Error(`There was no answer within ${timeoutMs / 1_000} s.`, { cause: error }) : error;
}
