/** A dialog's book-keeping (RFC 3261 §12): identifiers, sequence numbers, and where its next request goes. */
import { cseqOf, header, parameterOf, uriOf } from './sip-message.ts';
import type { SipMessage } from './sip-message.ts';
import { randomWord } from './sip-endpoint.ts';
import type { SipEndpoint } from './sip-endpoint.ts';
import type { SipPeer } from './sip-socket.ts';

export type Headers = [name: string, value: string][];

/** How a dialog starts. `local` and `remote` are From and To as we write them, without our tag. */
export interface DialogStart {
  callId: string;
  local: string;
  remote: string;
  remoteTarget: string;
  peer: SipPeer;
  contactUser: string;
  /** Where the other side can be reached now if its connection is gone: the flow it registered over. */
  flowNow?: () => SipPeer | undefined;
}

export interface RequestParts {
  body?: string;
  contentType?: string;
  headers?: Headers;
  /** Default: the next number. */
  cseq?: number;
}

/** What identifies a dialog in a Replaces header (RFC 3891 §6.1), seen from its recipient. */
export interface DialogId {
  callId: string;
  localTag: string;
  remoteTag: string;
}

export const ALLOW = 'INVITE, OPTIONS, INFO, BYE, CANCEL, ACK, PRACK, UPDATE, REFER, SUBSCRIBE, NOTIFY';
const SUPPORTED = 'timer,resource-priority,replaces';
const FIRST_CSEQ = 100;

export class Dialog {
  readonly callId: string;
  readonly localTag = randomWord();
  contact: string;
  readonly local: string;
  remote: string;
  remoteTarget: string;
  peer: SipPeer;
  readonly #flowNow: () => SipPeer | undefined;
  #cseq = FIRST_CSEQ;
  #remoteCseq = 0;

  constructor(endpoint: SipEndpoint, start: DialogStart) {
    this.callId = start.callId;
    this.local = `${start.local};tag=${this.localTag}`;
    this.remote = start.remote;
    this.remoteTarget = start.remoteTarget;
    this.peer = start.peer;
    this.#flowNow = start.flowNow ?? (() => undefined);
    const transport = start.peer.transport === 'tcp' ? ';transport=tcp' : '';
    this.contact = `<sip:${start.contactUser}@${endpoint.address}${transport}>`;
  }

  get id(): DialogId {
    return { callId: this.callId, localTag: this.localTag, remoteTag: parameterOf(this.remote, 'tag') };
  }

  learnTarget(message: SipMessage): void {
    this.remoteTarget = uriOf(header(message, 'Contact')) || this.remoteTarget;
  }

  /** False for a request older than one already taken (RFC 3261 §12.2.2: answer 500). */
  isInOrder(message: SipMessage): boolean {
    const { number } = cseqOf(message);
    if (number < this.#remoteCseq) return false;
    this.#remoteCseq = number;
    return true;
  }

  /** Over the connection that stands, else where the line registered from, else to the address its Contact names. */
  route(): SipPeer {
    if (this.peer.connection?.writable) return this.peer;
    const flow = this.#flowNow();
    if (flow?.connection?.writable) return (this.peer = flow);
    const [, host = this.peer.host, port = '5060'] = /@?([\d.]+):(\d+)/.exec(this.remoteTarget) ?? [];
    return { transport: this.peer.transport, host, port: Number(port) };
  }

  build(
    method: string,
    { body = '', contentType = 'application/sdp', headers = [], cseq }: RequestParts = {},
  ): SipMessage {
    if (cseq === undefined) this.#cseq += 1;
    return {
      method,
      uri: this.remoteTarget,
      status: 0,
      reason: '',
      headers: [
        ['Max-Forwards', '70'],
        ['From', this.local],
        ['To', this.remote],
        ['Call-ID', this.callId],
        ['CSeq', `${cseq ?? this.#cseq} ${method}`],
        ['Contact', this.contact],
        ['User-Agent', 'Cisco-CUCM15.0 (simulated)'],
        ['Allow', ALLOW],
        ['Supported', SUPPORTED],
        ...headers,
        ...(body ? [['Content-Type', contentType] as [string, string]] : []),
      ],
      body,
    };
  }
}

/** True when a request belongs to a dialog that stands (its To has a tag). */
export const isInDialog = (message: SipMessage): boolean => parameterOf(header(message, 'To'), 'tag') !== '';
