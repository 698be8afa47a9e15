/** A line without the process around it: real sockets, real SIP.js, and a record of all that it tells. */
import { randomUUID } from 'node:crypto';
import type { Invitation } from 'sip.js/lib/api/index.js';
import { Line } from '../../../src/phone/sip/line.ts';
import type { LineOptions } from '../../../src/phone/sip/line.ts';
import { SipTrace } from '../../../src/phone/sip/sip-trace.ts';
import { sipAccount } from '../../../src/shared/phone.ts';
import type { Registration, SipAccount } from '../../../src/shared/phone.ts';
import { LINE, until } from './bench.ts';

export interface LineBenchOptions extends Partial<Omit<LineOptions, 'account'>> {
  servers: string[];
  transport?: SipAccount['transport'];
  account?: Partial<SipAccount>;
}

export class LineBench {
  readonly line: Line;
  readonly states: Registration[] = [];
  readonly invitations: Invitation[] = [];
  /** Addresses told by `onAddressChanged`, and how often `onReconnected` came. */
  readonly moves: string[] = [];
  reconnections = 0;
  readonly trace = new SipTrace();
  #whenIdle: Promise<void> = Promise.resolve();

  constructor({ servers, transport = 'tcp', account, ...options }: LineBenchOptions) {
    this.line = Line.open({
      account: sipAccount.parse({
        servers,
        transport,
        ...LINE,
        displayName: 'Agent One',
        expiresS: 300,
        ...account,
      }),
      instanceId: randomUUID(),
      localAddress: '127.0.0.1',
      trace: this.trace,
      onRegistration: (state) => this.states.push(state),
      onInvitation: (invitation) => this.invitations.push(invitation),
      onLeg: () => {},
      onAddressChanged: (address) => this.moves.push(address),
      onReconnected: () => {
        this.reconnections += 1;
      },
      whenIdle: () => this.#whenIdle,
      log: () => {},
      ...options,
    });
  }

  get registration(): Registration | undefined {
    return this.states.at(-1);
  }

  /** From now on a call is up, until the returned function is called. */
  beginCall(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#whenIdle = promise;
    return resolve;
  }

  async registered(server?: string): Promise<Extract<Registration, { phase: 'registered' }>> {
    const at = (): Registration | undefined => this.registration;
    await until(
      () => {
        const state = at();
        return state?.phase === 'registered' && (server === undefined || state.server === server);
      },
      `registered${server === undefined ? '' : ` at ${server}`}; ${JSON.stringify(this.states)}`,
      60_000,
    );
    return at() as Extract<Registration, { phase: 'registered' }>;
  }

  async failed(): Promise<Extract<Registration, { phase: 'failed' }>> {
    const failures = (): Registration[] => this.states.filter(({ phase }) => phase === 'failed');
    await until(() => failures().length > 0, 'a failed registration', 60_000);
    return failures().at(-1) as Extract<Registration, { phase: 'failed' }>;
  }

  async invited(count = 1): Promise<Invitation> {
    await until(() => this.invitations.length >= count, `${count} invitation(s)`);
    return this.invitations[count - 1] as Invitation;
  }

  close(): Promise<void> {
    return this.line.close();
  }
}
