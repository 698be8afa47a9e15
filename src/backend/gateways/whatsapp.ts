/** WhatsApp Business Cloud API, outbound: says what happened in terms of "may I try again?". */
import { GraphApiError, WhatsAppClient } from '@kapso/whatsapp-cloud-api';
import type { Env } from '../env.ts';
import { GatewayError } from './gateway-error.ts';
import { openMedia, type OpenMedia } from './whatsapp-media.ts';

/** Digits of a phone for `to`, or a business-scoped user id for `recipient`; with both, Meta takes `to`. */
export type WhatsAppAddress = { to: string; recipient?: string } | { to?: never; recipient: string };

export interface OutgoingText {
  address: WhatsAppAddress;
  text: string;
  /** Comes back in every status (`biz_opaque_callback_data`): our interaction id. */
  callbackData: string;
}

export interface OutgoingTemplate extends Omit<OutgoingText, 'text'> {
  template: { name: string; language: 'es_MX' | 'en_US'; parameters: string[] };
}

/** Every method throws `GatewayError`; see `failureOf` for what each kind means here. */
export interface WhatsAppGateway {
  sendText: (message: OutgoingText) => Promise<{ wamid: string }>;
  sendTemplate: (message: OutgoingTemplate) => Promise<{ wamid: string }>;
  /** Blue ticks and "typing…" (until our answer, 25 s at most) for a message we received. */
  markReadAndTyping: (wamid: string) => Promise<void>;
  /** The bytes of an attachment that somebody sent us; `rejected` means that there are none, or too many (code 413). */
  openMedia: (mediaId: string) => Promise<OpenMedia>;
}

type GatewayEnv = Pick<
  Env,
  'WHATSAPP_API_URL' | 'WHATSAPP_API_VERSION' | 'WHATSAPP_ACCESS_TOKEN' | 'WHATSAPP_PHONE_NUMBER_ID'
>;

const TIMEOUT_MS = 10_000;

/** The gateway as configured; it keeps no state. */
export function createWhatsAppGateway(env: GatewayEnv, { timeoutMs = TIMEOUT_MS } = {}): WhatsAppGateway {
  const phoneNumberId = env.WHATSAPP_PHONE_NUMBER_ID;
  const client = new WhatsAppClient({
    accessToken: env.WHATSAPP_ACCESS_TOKEN,
    baseUrl: env.WHATSAPP_API_URL,
    graphVersion: env.WHATSAPP_API_VERSION,
    fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) }),
  });
  return {
    sendText: ({ address, text, callbackData }) =>
      sent('sendText', () =>
        client.messages.sendText({
          ...address,
          phoneNumberId,
          body: text,
          bizOpaqueCallbackData: callbackData,
        }),
      ),
    sendTemplate: ({ address, template, callbackData }) =>
      sent('sendTemplate', () =>
        client.messages.sendTemplate({
          ...address,
          phoneNumberId,
          bizOpaqueCallbackData: callbackData,
          template: {
            name: template.name,
            language: { code: template.language },
            components: [
              { type: 'body', parameters: template.parameters.map((text) => ({ type: 'text', text })) },
            ],
          },
        }),
      ),
    markReadAndTyping: async (wamid) => {
      await guarded('markReadAndTyping', () =>
        client.messages.markRead({ phoneNumberId, messageId: wamid, typingIndicator: { type: 'text' } }),
      );
    },
    openMedia: (mediaId) => openMedia(mediaId, { env, timeoutMs }),
  };
}

/** An answer without a message id tells nothing about whether the message left. */
async function sent(
  operation: string,
  send: () => Promise<{ messages?: { id?: string }[] }>,
): Promise<{ wamid: string }> {
  const answer = await guarded(operation, send);
  const wamid = typeof answer === 'object' ? answer.messages?.[0]?.id : undefined;
  if (typeof wamid === 'string' && wamid !== '') return { wamid };
  throw new GatewayError('whatsapp', operation, {
    failure: 'ambiguous',
    message: 'accepted, but the answer names no message id',
  });
}

async function guarded<T>(operation: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toGatewayError(operation, error);
  }
}

function toGatewayError(operation: string, error: unknown): GatewayError {
  if (error instanceof GraphApiError)
    return new GatewayError('whatsapp', operation, {
      failure: failureOf(error.httpStatus, error.code),
      message: error.details ?? error.message,
      code: error.code,
      retryAfterMs: error.retry.retryAfterMs,
      cause: error,
    });
  return new GatewayError('whatsapp', operation, {
    failure: NEVER_LEFT.has(causeCode(error)) ? 'unavailable' : 'ambiguous',
    message: error instanceof Error ? error.message : String(error),
    cause: error,
  });
}

/** Undici and Node codes that mean the request cannot have arrived. */
const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

function causeCode(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  return String(cause?.code ?? '');
}

/** Meta's throttles: app, account, throughput, spam, pair (developers.facebook.com, Cloud API error codes). */
const THROTTLES = new Set([4, 80007, 130429, 131048, 131056, 429]);
/** A token or permission that somebody must mend: the message itself is fine and may go later. */
const OUR_SETUP = new Set([0, 3, 10, 190, 200]);

/**
 * 4xx: Meta said no, so it did not happen. 5xx: it may have happened behind the error, and sending again at
 * once would say the same thing twice.
 */
function failureOf(httpStatus: number, code: number): GatewayError['failure'] {
  if (THROTTLES.has(code) || httpStatus === 429) return 'rate-limited';
  if (httpStatus >= 500) return 'ambiguous';
  return OUR_SETUP.has(code) || httpStatus === 401 ? 'unavailable' : 'rejected';
}
