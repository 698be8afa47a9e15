/**
 * REGISTER and its answer (RFC 3261 §10.2) at one server, as a promise. SIP.js's own Registerer keeps waiting
 * for an answer that died with its connection, and then refuses to try again; here each attempt stands alone.
 */
import { UserAgent } from 'sip.js/lib/api/index.js';
import type { URI } from 'sip.js/lib/grammar/uri.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import type { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';
import { bindingAt, leftoverBindings, readBindings } from './bindings.ts';
import type { Flow } from './flow.ts';
import { isSameAddress } from './placeholder.ts';
import { IntervalTooBrief, refusalOf, RegistrationRefused } from './registration-refused.ts';
import type { SocketTransport } from './socket-transport.ts';

const ANSWER_TIMEOUT_MS = 5_000;
/** Leftovers removed at a time; a registrar with more will show them again. */
const MAX_LEFTOVERS = 4;

export interface RegistrarExchangeOptions {
  userAgent: UserAgent;
  transport: SocketTransport;
  flow: Flow;
  /** Host part of the registrar's and the line's own address. */
  domain: string;
  expiresS: number;
}

export class RegistrarExchange {
  readonly #options: RegistrarExchangeOptions;
  readonly #registrar: URI;
  readonly #self: URI;
  #last: OutgoingRequestMessage | undefined;
  #expiresS: number;

  constructor(options: RegistrarExchangeOptions) {
    const { userAgent, domain, expiresS } = options;
    const registrar = UserAgent.makeURI(`sip:${domain}`);
    if (!registrar) throw new Error(`sip:${domain} is not a SIP URI`);
    this.#options = options;
    this.#registrar = registrar;
    this.#self = userAgent.configuration.uri.clone();
    this.#self.host = registrar.host;
    this.#self.port = registrar.port;
    this.#expiresS = expiresS;
  }

  /** Registers or refreshes; resolves with the seconds granted, rejects with `RegistrationRefused`. */
  async register(timeoutMs: number = ANSWER_TIMEOUT_MS): Promise<number> {
    const { flow } = this.#options;
    const written = flow.contact;
    let answer = await this.#registerWillingly(timeoutMs);
    // Between us and the registrar addresses are translated (RFC 3581): bind the one it sees.
    if (!isSameAddress(flow.contact, written)) answer = await this.#registerWillingly(timeoutMs);
    await this.#removeLeftovers(answer);
    const bindings = readBindings(answer.getHeaders('contact'));
    const granted = bindingAt(bindings, flow.contact)?.expiresS;
    return granted || Number(answer.getHeaders('expires')[0]) || this.#expiresS;
  }

  async unregister(): Promise<void> {
    await this.#exchange(0, this.#ownContact());
  }

  /** Asks for longer if the registrar finds our interval too brief (423). */
  async #registerWillingly(timeoutMs: number): Promise<IncomingResponseMessage> {
    try {
      return await this.#exchange(this.#expiresS, this.#ownContact(), timeoutMs);
    } catch (error) {
      if (!(error instanceof IntervalTooBrief)) throw error;
      this.#expiresS = error.minExpiresS;
      return this.#exchange(this.#expiresS, this.#ownContact(), timeoutMs);
    }
  }

  /** A binding of this very phone at another address is one of before: calls would ring into nothing. */
  async #removeLeftovers(answer: IncomingResponseMessage): Promise<void> {
    const { flow, userAgent } = this.#options;
    const bindings = readBindings(answer.getHeaders('contact'));
    const leftovers = leftoverBindings(bindings, { own: flow.contact, instanceId: userAgent.instanceId });
    for (const { uri } of leftovers.slice(0, MAX_LEFTOVERS))
      await this.#exchange(0, `<${uri}>`).catch(() => {});
  }

  #exchange(
    expiresS: number,
    contact: string,
    timeoutMs: number = ANSWER_TIMEOUT_MS,
  ): Promise<IncomingResponseMessage> {
    const { userAgent, transport, flow } = this.#options;
    const request = this.#newRequest([`Contact: ${contact};expires=${expiresS}`, `Expires: ${expiresS}`]);
    transport.pin(request.callId, flow);
    return new Promise((resolve, reject) => {
      const silence = setTimeout(
        () => reject(new RegistrationRefused(408, 'the PBX does not answer')),
        timeoutMs,
      );
      const refuse = ({ message }: { message: IncomingResponseMessage }): void => {
        clearTimeout(silence);
        reject(refusalOf(message));
      };
      userAgent.userAgentCore.register(request, {
        onAccept: ({ message }) => {
          clearTimeout(silence);
          resolve(message);
        },
        onRedirect: refuse,
        onReject: refuse,
      });
    });
  }

  /** Same Call-ID, next number (RFC 3261 §10.2.4); SIP.js has counted on for an answer to a challenge. */
  #newRequest(headers: string[]): OutgoingRequestMessage {
    const last = this.#last;
    const { userAgentCore: core } = this.#options.userAgent;
    const same = last ? { callId: last.callId, fromTag: last.fromTag, cseq: last.cseq + 1 } : {};
    this.#last = core.makeOutgoingRequestMessage(
      'REGISTER',
      this.#registrar,
      this.#self,
      this.#self,
      same,
      headers,
    );
    return this.#last;
  }

  /** The instance id stays the same across restarts, so that a registrar replaces the old binding (RFC 5626 §4.1). */
  #ownContact(): string {
    const { userAgent } = this.#options;
    const contact = userAgent.contact.toString({ register: true });
    return `${contact};reg-id=1;+sip.instance="<urn:uuid:${userAgent.instanceId}>"`;
  }
}
