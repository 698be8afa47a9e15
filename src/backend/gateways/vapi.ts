/**
 * Vapi's REST API and live control. Plain fetch with the SDK's types: the SDK would repeat POST /call by itself,
 * which dials a person twice (docs/decisions/0401-vapi-without-its-client.md).
 */
import type { Vapi } from '@vapi-ai/server-sdk';
import type { Env } from '../env.ts';
import { GatewayError, type GatewayFailure } from './gateway-error.ts';

/** What POST /call takes. */
export type VapiCallRequest = Vapi.CreateCallDto;
/** A call as Vapi tells of it; fields that we do not read are left out. Times are ISO 8601, `cost` US dollars. */
export interface VapiCall {
  id: string;
  status?: string;
  endedReason?: string;
  createdAt?: string;
  startedAt?: string;
  endedAt?: string;
  cost?: number;
  customer?: { number?: string; externalId?: string };
  monitor?: { controlUrl?: string; listenUrl?: string };
  artifact?: Record<string, unknown>;
  analysis?: Record<string, unknown>;
  transcript?: string;
  summary?: string;
  recordingUrl?: string;
  messages?: unknown[];
}
/** The answer to POST /call. */
export interface PlacedCall extends VapiCall {
  subscriptionLimits?: {
    concurrencyBlocked?: boolean;
    concurrencyLimit?: number;
    remainingConcurrentCalls?: number;
  };
}
/** Body of POST to `monitor.controlUrl`. https://docs.vapi.ai/calls/call-features */
export type VapiCommand =
  | { type: 'say'; content: string; endCallAfterSpoken?: boolean }
  | {
      type: 'add-message';
      message: { role: 'system' | 'user' | 'assistant'; content: string };
      triggerResponseEnabled?: boolean;
    }
  | { type: 'control'; control: 'mute-assistant' | 'unmute-assistant' | 'say-first-message' }
  | { type: 'end-call' }
  | { type: 'transfer'; destination: Record<string, unknown>; content?: string };

export interface VapiGateway {
  /** Dials. Never repeated by itself; `ambiguous` means that the person's phone may be ringing. */
  createCall: (request: VapiCallRequest) => Promise<PlacedCall>;
  /** Calls created from `since` to `until`, newest first, at most 1,000. */
  listCalls: (since: Date, until: Date) => Promise<VapiCall[]>;
  /** One call; undefined if Vapi knows none with this id. */
  getCall: (id: string) => Promise<VapiCall | undefined>;
  /** The number we call from; `provider` is `byo-phone-number` for one of our own trunk. */
  getPhoneNumber: (id: string) => Promise<{ id: string; provider: string; number?: string }>;
  /** A live instruction to a call in progress. */
  control: (controlUrl: string, command: VapiCommand) => Promise<void>;
  /**
   * Whether transfers over SIP can work: phone→SIP is not supported, so the number must be one of our own SIP
   * trunk. `detail` is for people; an unreachable Vapi is a `detail` too, never an error.
   */
  checkTrunk: () => Promise<{ ok: boolean; detail: string }>;
}

export interface VapiGatewayOptions {
  /** How long POST /call may take; a late answer is an unknown one. */
  dialTimeoutMs?: number;
  /** How long anything else may take. */
  timeoutMs?: number;
}

interface Ask {
  operation: string;
  method: 'GET' | 'POST';
  url: string;
  body?: unknown;
  timeoutMs: number;
  /** Undefined towards an address that is not Vapi's own. */
  apiKey: string | undefined;
}

/** The gateway for the account that `env` names. Every failure is a `GatewayError`. */
export function createVapiGateway(
  env: Pick<Env, 'VAPI_API_URL' | 'VAPI_API_KEY' | 'VAPI_PHONE_NUMBER_ID'>,
  { dialTimeoutMs = 15_000, timeoutMs = 10_000 }: VapiGatewayOptions = {},
): VapiGateway {
  const base = env.VAPI_API_URL.replace(/\/+$/, '');
  const apiKey = env.VAPI_API_KEY;
  const ask = async <T>(request: Ask): Promise<T> => {
    const response = await send(request);
    return (await readJson(request, response)) as T;
  };
  const read = <T>(operation: string, path: string): Promise<T> =>
    ask<T>({ operation, method: 'GET', url: `${base}${path}`, timeoutMs, apiKey });

  const gateway: VapiGateway = {
    createCall: async (body) => {
      const request: Ask = {
        operation: 'call.create',
        method: 'POST',
        url: `${base}/call`,
        body,
        timeoutMs: dialTimeoutMs,
        apiKey,
      };
      const placed = await ask<PlacedCall>(request);
      if (typeof placed.id !== 'string')
        throw failure(request, 'ambiguous', { message: 'the answer names no call' });
      return placed;
    },
    listCalls: (since, until) =>
      read(
        'call.list',
        `/call?${new URLSearchParams({ limit: '1000', createdAtGe: since.toISOString(), createdAtLe: until.toISOString() }).toString()}`,
      ),
    getCall: (id) => read<VapiCall>('call.get', `/call/${encodeURIComponent(id)}`).catch(undefinedIfNone),
    getPhoneNumber: (id) => read('phone-number.get', `/phone-number/${encodeURIComponent(id)}`),
    control: async (url, body) => {
      const key = isTheirs(url, base) ? apiKey : undefined;
      await send({ operation: `call.${body.type}`, method: 'POST', url, body, timeoutMs, apiKey: key });
    },
    checkTrunk: () =>
      gateway.getPhoneNumber(env.VAPI_PHONE_NUMBER_ID).then(judgeNumber, (error: unknown) => ({
        ok: false,
        detail: `the number that Vapi calls from could not be checked: ${error instanceof Error ? error.message : String(error)}`,
      })),
  };
  return gateway;
}

function judgeNumber({ provider }: { provider: string }): { ok: boolean; detail: string } {
  if (provider === 'byo-phone-number') return { ok: true, detail: 'calls come from our own SIP trunk' };
  return {
    ok: false,
    detail:
      `VAPI_PHONE_NUMBER_ID names a number of kind "${provider}": Vapi cannot transfer its calls over SIP to the PBX. ` +
      'Import the number as byo-phone-number on a byo-sip-trunk credential.',
  };
}

/** Control URLs are on hosts of their own; our key goes to none but Vapi's. */
function isTheirs(url: string, base: string): boolean {
  const { hostname, host } = new URL(url);
  return hostname.endsWith('.vapi.ai') || host === new URL(base).host;
}

function undefinedIfNone(error: unknown): undefined {
  if (error instanceof GatewayError && error.code === 404) return undefined;
  throw error;
}

/** The answer if it is a good one; else a `GatewayError` that says whether it can have happened. */
async function send(request: Ask): Promise<Response> {
  const { method, url, body, timeoutMs, apiKey } = request;
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: {
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
  } catch (cause) {
    throw failure(request, neverLeft(cause) ? 'unavailable' : 'ambiguous', {
      message: reasonOf(cause),
      cause,
    });
  }
  if (response.ok) return response;
  const text = await response.text().catch(() => '');
  throw failure(request, failureOf(response.status), {
    message: `HTTP ${response.status} ${messageIn(text)}`.trim(),
    code: response.status,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
  });
}

async function readJson(request: Ask, response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw failure(request, 'ambiguous', { message: 'the answer is cut off or no JSON', cause });
  }
}

/** 5xx and 408 may come after the deed; 429 comes before it; other refusals are final. */
function failureOf(status: number): GatewayFailure {
  if (status === 429) return 'rate-limited';
  return status >= 500 || status === 408 ? 'ambiguous' : 'rejected';
}

const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether the connection was never made, so that Vapi cannot have seen the request. */
function neverLeft(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const causes: unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  return causes.every((each) => beforeSending.has(String((each as NodeJS.ErrnoException | undefined)?.code)));
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error.cause as NodeJS.ErrnoException | undefined)?.code;
  return error.name === 'TimeoutError' ? 'no answer in time' : (code ?? error.message);
}

/** Vapi explains itself in `message`, a text or a list of texts. */
function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return (Array.isArray(message) ? message.join('; ') : String(message ?? '')).slice(0, 500);
  } catch {
    return text.slice(0, 200);
  }
}

function retryAfterMs(header: string | null): number | undefined {
  const seconds = Number(header);
  return header !== null && Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

function failure(
  { operation, body }: Ask,
  kind: GatewayFailure,
  what: { message: string; code?: number; retryAfterMs?: number | undefined; cause?: unknown },
): GatewayError {
  // What only reads has no effect that could be in doubt.
  const sure = body === undefined && kind === 'ambiguous' ? 'unavailable' : kind;
  return new GatewayError('vapi', operation, { failure: sure, ...what });
}
