/**
 * An attachment in two steps (Cloud API, "Media": retrieve the address, valid for five minutes, then download from it).
 * The address is Meta's word, not ours, and gets our token: it is followed to Meta's own hosts only.
 */
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Env } from '../env.ts';
import { GatewayError } from './gateway-error.ts';

/** Bytes as they come; whoever does not read them to the end destroys the stream. */
export interface OpenMedia {
  stream: Readable;
  mimeType: string | null;
  /** null where Meta did not say. */
  sizeBytes: number | null;
}

export interface MediaOptions {
  env: Pick<Env, 'WHATSAPP_API_URL' | 'WHATSAPP_API_VERSION' | 'WHATSAPP_ACCESS_TOKEN'>;
  /** How long to wait for the first byte of each answer. */
  timeoutMs: number;
  maxBytes?: number;
}

/** Meta's own limit for documents, the largest kind (Cloud API, "Supported media types"). */
const MAX_BYTES = 100 * 1024 * 1024;
const MAX_REDIRECTS = 3;
/** Where Meta keeps attachments. */
const META_HOSTS = /(?:^|\.)(?:fbsbx\.com|fbcdn\.net|facebook\.com|whatsapp\.net)$/;

const place = z.looseObject({
  url: z.url(),
  mime_type: z.string().optional().catch(undefined),
  file_size: z.coerce.number().nonnegative().optional().catch(undefined),
});
const refusal = z.looseObject({ error: z.looseObject({ code: z.number(), message: z.string() }) });

/** Opens it. Throws GatewayError: `rejected` with code 404 (gone) or 413 (too large), else `unavailable`. */
export async function openMedia(mediaId: string, options: MediaOptions): Promise<OpenMedia> {
  const { maxBytes = MAX_BYTES } = options;
  const { url, mime_type, file_size } = await locate(mediaId, options);
  if ((file_size ?? 0) > maxBytes) throw tooLarge();
  const answer = await download(new URL(url), options);
  const length = answer.headers.has('content-encoding') ? null : answer.headers.get('content-length');
  const sizeBytes = length === null ? null : Number(length);
  if ((sizeBytes ?? 0) > maxBytes) {
    await answer.body?.cancel();
    throw tooLarge();
  }
  return {
    stream: Readable.from(bounded(answer.body, maxBytes), { objectMode: false }),
    mimeType: mime_type ?? answer.headers.get('content-type'),
    sizeBytes,
  };
}

async function locate(mediaId: string, options: MediaOptions): Promise<z.output<typeof place>> {
  if (!/^[\w-]{1,256}$/.test(mediaId)) throw gone();
  const { WHATSAPP_API_URL, WHATSAPP_API_VERSION } = options.env;
  const address = new URL(`${WHATSAPP_API_URL.replace(/\/$/, '')}/${WHATSAPP_API_VERSION}/${mediaId}`);
  const signal = AbortSignal.timeout(options.timeoutMs);
  const answer = await ask(address, { ...options, withToken: true, signal });
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) throw refused(answer.status, body);
  const found = place.safeParse(body);
  if (found.success) return found.data;
  throw away('the answer names no address');
}

/** Meta says 100 ("Object with ID … does not exist") for what is gone, after 30 days as a rule. */
function refused(status: number, body: unknown): GatewayError {
  const said = refusal.safeParse(body).data?.error;
  if (status === 404 || said?.code === 100) return gone();
  return away(said?.message ?? `HTTP ${status}`, said?.code ?? status);
}

async function download(first: URL, options: MediaOptions): Promise<Response> {
  const ours = new URL(options.env.WHATSAPP_API_URL);
  let url = first;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    if (!isMetasAddress(url, ours)) throw away('the address is none of Meta’s, so it was not followed');
    const answer = await inTime(url, { ...options, withToken: url.origin === first.origin });
    const next = answer.headers.get('location');
    if (answer.ok) return answer;
    await answer.body?.cancel();
    if (answer.status === 404 || answer.status === 410) throw gone();
    if (next === null || answer.status < 300 || answer.status > 399) throw away(`HTTP ${answer.status}`);
    url = new URL(next, url);
  }
  throw away('the address leads in circles');
}

/**
 * The API's own origin; and where that is Meta's real one, also the hosts it keeps files at. Anything else is
 * somebody who would like our token, or a look at our network.
 */
export function isMetasAddress(url: URL, api: URL): boolean {
  if (url.origin === api.origin) return true;
  const isReal = META_HOSTS.test(api.hostname);
  return isReal && url.protocol === 'https:' && url.port === '' && META_HOSTS.test(url.hostname);
}

/** The head of an answer must come in time; its bytes may take as long as they keep coming. */
async function inTime(url: URL, options: MediaOptions & { withToken: boolean }): Promise<Response> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), options.timeoutMs);
  return ask(url, { ...options, signal: patience.signal }).finally(() => clearTimeout(timer));
}

async function ask(
  url: URL,
  { env, withToken, signal }: MediaOptions & { withToken: boolean; signal: AbortSignal },
): Promise<Response> {
  try {
    return await fetch(url, {
      redirect: 'manual',
      signal,
      headers: {
        'user-agent': 'vidanta-agent-console',
        ...(withToken ? { authorization: `Bearer ${env.WHATSAPP_ACCESS_TOKEN}` } : {}),
      },
    });
  } catch (error) {
    throw away(signal.aborted ? 'no answer in time' : 'no answer', undefined, error);
  }
}

/** What came may be more than what was announced. */
async function* bounded(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (body === null) return;
  let bytes = 0;
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes > maxBytes) throw tooLarge();
    yield part;
  }
}

const gone = (): GatewayError =>
  new GatewayError('whatsapp', 'openMedia', {
    failure: 'rejected',
    code: 404,
    message: 'the attachment is gone',
  });
const tooLarge = (): GatewayError =>
  new GatewayError('whatsapp', 'openMedia', {
    failure: 'rejected',
    code: 413,
    message: 'the attachment is too large',
  });
const away = (message: string, code?: number, cause?: unknown): GatewayError =>
  new GatewayError('whatsapp', 'openMedia', { failure: 'unavailable', message, code, cause });
