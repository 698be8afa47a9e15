/** The registrar of the simulated exchange: which line is reachable where (RFC 3261 §10.3). */
import { DigestGuard } from './digest.ts';
import type { PbxAccount } from './digest.ts';
import { header, parameterOf, uriOf, userOf } from './sip-message.ts';
import type { IncomingRequest } from './sip-endpoint.ts';
import type { SipPeer } from './sip-socket.ts';

/** Where one line is registered. */
export interface Binding {
  user: string;
  contact: string;
  instanceId: string;
  /** Where the REGISTER came from: a TCP phone may be called over that connection. */
  flow: SipPeer;
  expiresAt: number;
}

/** A fault to answer REGISTER with. */
export interface RegistrationFault {
  status: number;
  reason: string;
  retryAfterS?: number;
}

export interface RegistrarEvents {
  registered: (binding: Binding) => void;
  unregistered: (user: string) => void;
}

/** Longest registration granted; CUCM's default is 120 s for a phone that asks for more. */
const MAX_EXPIRES_S = 120;

export class Registrar {
  fault: RegistrationFault | undefined;
  readonly guard = new DigestGuard();
  readonly #accounts: PbxAccount[];
  readonly #bindings = new Map<string, Binding>();
  readonly #events: RegistrarEvents;

  constructor(accounts: PbxAccount[], events: RegistrarEvents) {
    this.#accounts = accounts;
    this.#events = events;
  }

  account(user: string): PbxAccount | undefined {
    return this.#accounts.find((account) => account.user === user);
  }

  addAccount(account: PbxAccount): void {
    this.#accounts.push(account);
  }

  /** The live binding of a line. */
  binding(user: string): Binding | undefined {
    const found = this.#bindings.get(user);
    return found && found.expiresAt > Date.now() ? found : undefined;
  }

  bindings(): Binding[] {
    return [...this.#bindings.values()].filter(({ expiresAt }) => expiresAt > Date.now());
  }

  forget(user: string): void {
    if (this.#bindings.delete(user)) this.#events.unregistered(user);
  }

  /** Forgets every registration without a word, as a restart does. */
  clear(): void {
    this.#bindings.clear();
  }

  /** Answers a REGISTER. */
  receive(request: IncomingRequest): void {
    const { message, respond } = request;
    if (this.fault) {
      const { status, reason, retryAfterS } = this.fault;
      return respond(status, reason, {
        headers: retryAfterS === undefined ? [] : [['Retry-After', String(retryAfterS)]],
      });
    }
    const account = this.account(userOf(uriOf(header(message, 'To'))));
    if (!account) return respond(404, 'Not Found');
    if (!this.guard.accepts(header(message, 'Authorization'), 'REGISTER', account)) {
      return respond(401, 'Unauthorized', { headers: [['WWW-Authenticate', this.guard.challenge()]] });
    }
    this.#bind(account.user, request);
  }

  #bind(user: string, { message, from, respond }: IncomingRequest): void {
    const contact = header(message, 'Contact');
    const askedS = Number(parameterOf(contact, 'expires') || header(message, 'Expires') || MAX_EXPIRES_S);
    const grantedS = Math.min(askedS, MAX_EXPIRES_S);
    if (grantedS === 0) {
      this.forget(user);
      return respond(200, 'OK', { headers: [['Expires', '0']] });
    }
    const binding: Binding = {
      user,
      contact: uriOf(contact),
      instanceId: /urn:uuid:([0-9a-f-]+)/i.exec(contact)?.[1] ?? '',
      flow: from,
      expiresAt: Date.now() + grantedS * 1000,
    };
    this.#bindings.set(user, binding);
    respond(200, 'OK', {
      headers: [
        ['Contact', `<${binding.contact}>;expires=${grantedS}`],
        ['Expires', String(grantedS)],
      ],
    });
    this.#events.registered(binding);
  }
}
