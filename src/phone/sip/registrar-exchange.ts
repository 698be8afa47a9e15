/**
 * One REGISTER and its answer (RFC 3261 §10.2), as a promise. SIP.js's own Registerer keeps waiting for an
 * answer that died with its connection, and then refuses to try again; here each attempt stands alone.
 */
import { UserAgent } from 'sip.js/lib/api/index.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import type { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';

/** The registrar's refusal, or its silence (408). */
export class RegistrationRefused extends Error {
  readonly statusCode: number;
  /** Wait the registrar asked for, in seconds. */
  readonly retryAfterS: number | undefined;

  constructor(statusCode: number, reason: string, retryAfterS?: number) {
    super(`${statusCode} ${reason}`);
    this.name = 'RegistrationRefused';
    this.statusCode = statusCode;
    this.retryAfterS = retryAfterS;
  }
}

const ANSWER_TIMEOUT_MS = 5_000;

export class RegistrarExchange {
  readonly #userAgent: UserAgent;
  readonly #request: OutgoingRequestMessage;
  #expiresS: number;

  constructor(userAgent: UserAgent, { registrar, expiresS }: { registrar: string; expiresS: number }) {
    const uri = UserAgent.makeURI(registrar);
    if (!uri) throw new Error(`${registrar} is not a SIP URI`);
    const { uri: self } = userAgent.configuration;
    this.#userAgent = userAgent;
    this.#expiresS = expiresS;
    this.#request = userAgent.userAgentCore.makeOutgoingRequestMessage('REGISTER', uri, self, self, {}, []);
  }

  /** Registers or refreshes; resolves with the seconds granted, rejects with `RegistrationRefused`. */
  async register(): Promise<number> {
    try {
      return grantedS(await this.#exchange(this.#expiresS), this.#userAgent, this.#expiresS);
    } catch (error) {
      if (!(error instanceof IntervalTooBrief)) throw error;
      this.#expiresS = error.minExpiresS;
      return grantedS(await this.#exchange(this.#expiresS), this.#userAgent, this.#expiresS);
    }
  }

  async unregister(): Promise<void> {
    await this.#exchange(0);
  }

  #exchange(expiresS: number): Promise<IncomingResponseMessage> {
    const request = this.#request;
    request.cseq += 1;
    request.setHeader('cseq', `${request.cseq} REGISTER`);
    request.extraHeaders = [`Contact: ${this.#contact()};expires=${expiresS}`, `Expires: ${expiresS}`];
    return new Promise((resolve, reject) => {
      const silence = setTimeout(
        () => reject(new RegistrationRefused(408, 'the PBX does not answer')),
        ANSWER_TIMEOUT_MS,
      );
      const refuse = ({ message }: { message: IncomingResponseMessage }): void => {
        clearTimeout(silence);
        reject(refusalOf(message));
      };
      this.#userAgent.userAgentCore.register(request, {
        onAccept: ({ message }) => {
          clearTimeout(silence);
          resolve(message);
        },
        onRedirect: refuse,
        onReject: refuse,
      });
    });
  }

  /** The instance id stays the same across restarts, so that a registrar replaces the old binding (RFC 5626 §4.1). */
  #contact(): string {
    const contact = this.#userAgent.contact.toString({ register: true });
    return `${contact};reg-id=1;+sip.instance="<urn:uuid:${this.#userAgent.instanceId}>"`;
  }
}

class IntervalTooBrief extends Error {
  readonly minExpiresS: number;
  constructor(minExpiresS: number) {
    super('423 Interval Too Brief');
    this.minExpiresS = minExpiresS;
  }
}

function refusalOf(message: IncomingResponseMessage): Error {
  const statusCode = message.statusCode ?? 500;
  const minExpiresS = Number(headerOf(message, 'min-expires'));
  if (statusCode === 423 && minExpiresS > 0) return new IntervalTooBrief(minExpiresS);
  const retryAfterS = Number.parseInt(headerOf(message, 'retry-after') ?? '', 10);
  return new RegistrationRefused(
    statusCode,
    message.reasonPhrase ?? 'refused',
    Number.isNaN(retryAfterS) ? undefined : retryAfterS,
  );
}

/** The answer lists every binding of the line: ours is the one with our port; others may hold leftovers. */
function grantedS(message: IncomingResponseMessage, userAgent: UserAgent, requestedS: number): number {
  const port = userAgent.contact.uri.port;
  const count = message.getHeaders('contact').length;
  for (let i = 0; i < count; i++) {
    const contact = message.parseHeader('contact', i);
    const granted = Number(contact?.getParam?.('expires'));
    if (contact?.uri?.port === port && granted > 0) return granted;
  }
  return Number(headerOf(message, 'expires')) || requestedS;
}

/** A response that SIP.js made up itself (timeout, transport error) has no header table. */
const headerOf = (message: IncomingResponseMessage, name: string): string | undefined =>
  message.headers ? message.getHeader(name) : undefined;
