/**
 * The last calls' SIP messages, kept in memory for whoever must find out why a call failed: as a ladder for the
 * page, as text for the PBX's administrator. Secrets are removed before anything is kept.
 */
import type { LadderCall, LadderMessage } from '../../shared/phone.ts';
import { callIdOf, headerValue, isResponse, methodOf } from './sip-text.ts';
import { withoutSecrets } from './trace-redaction.ts';

const MAX_CALLS = 20;
const MAX_MESSAGES = 200;
/** Of a long call the beginning tells most: this many are kept when older ones must go. */
const KEEP_FIRST = 20;
const MAX_TEXT = 16_384;
const MAX_TOTAL = 4_000_000;
/** The group of everything that belongs to no call: registrations, OPTIONS, notifications. */
export const LINE_GROUP = 'line';

/** Where a message came from or went to. */
export interface TraceEnds {
  protocol: string;
  /** `host:port` of ours. */
  local: string;
  /** `host:port` of theirs. */
  peer: string;
}

interface Entry extends LadderMessage {
  local: string;
}

interface Group {
  sipCallId: string;
  from: string;
  to: string;
  messages: Entry[];
}

export class SipTrace {
  readonly #groups = new Map<string, Group>();
  #size = 0;

  sent(text: string, ends: TraceEnds): void {
    this.#record('out', text, ends);
  }

  received(text: string, ends: TraceEnds): void {
    this.#record('in', text, ends);
  }

  /** The line itself and its last calls, oldest first. */
  calls(): LadderCall[] {
    return [...this.#groups.values()].map(({ messages, ...group }) => ({
      ...group,
      messages: messages.map(({ local: _local, ...message }) => message),
    }));
  }

  /** One call, or everything, as text in the order of time. */
  text(sipCallId?: string): string {
    const groups = [...this.#groups.values()].filter(
      (group) => sipCallId === undefined || group.sipCallId === sipCallId,
    );
    const entries = groups.flatMap(({ messages }) => messages).toSorted((a, b) => a.at - b.at);
    return entries.map(exportEntry).join('\n');
  }

  #record(direction: 'in' | 'out', message: string, { protocol, local, peer }: TraceEnds): void {
    const group = this.#groupOf(message);
    const text = withoutSecrets(message).slice(0, MAX_TEXT);
    const summary = summaryOf(message);
    group.messages.push({ at: Date.now(), direction, peer: `${protocol} ${peer}`, local, summary, text });
    this.#size += text.length;
    if (group.messages.length > MAX_MESSAGES) this.#forget(group.messages.splice(KEEP_FIRST, 1));
    this.#shrink();
  }

  #groupOf(message: string): Group {
    const callId = callIdOf(message);
    const known = this.#groups.get(callId);
    if (known) return known;
    const isCall = !isResponse(message) && methodOf(message) === 'INVITE' && callId !== '';
    const sipCallId = isCall ? callId : LINE_GROUP;
    const group = this.#groups.get(sipCallId) ?? newGroup(sipCallId, message);
    this.#groups.set(sipCallId, group);
    return group;
  }

  #shrink(): void {
    const calls = [...this.#groups.keys()].filter((id) => id !== LINE_GROUP);
    while (calls.length > MAX_CALLS || (this.#size > MAX_TOTAL && calls.length > 1)) {
      const oldest = calls.shift() ?? '';
      this.#forget(this.#groups.get(oldest)?.messages ?? []);
      this.#groups.delete(oldest);
    }
  }

  #forget(entries: Entry[]): void {
    for (const { text } of entries) this.#size -= text.length;
  }
}

const newGroup = (sipCallId: string, message: string): Group => ({
  sipCallId,
  from: addressOf(headerValue(message, 'From|f')),
  to: addressOf(headerValue(message, 'To|t')),
  messages: [],
});

/** `sip:…` of a From or To value. */
const addressOf = (value: string | undefined): string =>
  (/<([^>]*)>/.exec(value ?? '')?.[1] ?? value ?? '').slice(0, 256);

function summaryOf(message: string): string {
  const [start = ''] = message.split('\r\n', 1);
  const [, response] = /^SIP\/\S+ (.*)$/.exec(start) ?? [];
  const sdp = /^(?:Content-Type|c)[ \t]*:[ \t]*(?:application\/sdp|multipart)/im.test(message)
    ? ' (SDP)'
    : '';
  return ((response ?? methodOf(message)) + sdp).slice(0, 120);
}

function exportEntry({ at, direction, peer, local, text }: Entry): string {
  const [protocol, remote] = peer.split(' ');
  const ends = direction === 'out' ? `${local} -> ${remote}` : `${remote} -> ${local}`;
  return `${new Date(at).toISOString()} ${protocol} ${ends}\n\n${text.replaceAll('\r\n', '\n').trimEnd()}\n`;
}
