/** Reads the message log of sipp: what went over the wire, in the words of somebody who is not us. */
import { cseqOf, header, parseSip } from '../../../src/simulators/pbx/sip-message.ts';
import type { SipMessage } from '../../../src/simulators/pbx/sip-message.ts';

export interface SippMessage {
  direction: 'sent' | 'received';
  /** `INVITE`, or status and method: `200 INVITE`. */
  what: string;
  callId: string;
  message: SipMessage;
  /** Where its SDP wants to receive audio, if it has one. */
  media: { ip: string; port: number } | undefined;
}

const ENTRY = /^-{20,}[^\n]*\n\S+ message (sent|received)[^\n]*\n\r?\n/m;

/** The messages in the text of a log, in order; what is no SIP (a keep-alive) is left out. */
export function readSippLog(text: string): SippMessage[] {
  const [, ...parts] = text.split(ENTRY);
  const messages: SippMessage[] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const message = parseSip(parts[i + 1] ?? '');
    // The log ends each message with a line of its own.
    if (message) message.body = message.body.slice(0, Number(header(message, 'Content-Length')));
    if (message) messages.push(describe(parts[i] === 'sent' ? 'sent' : 'received', message));
  }
  return messages;
}

function describe(direction: SippMessage['direction'], message: SipMessage): SippMessage {
  const what = message.status ? `${message.status} ${cseqOf(message).method}` : message.method;
  return { direction, what, callId: header(message, 'Call-ID'), message, media: mediaOf(message.body) };
}

function mediaOf(body: string): SippMessage['media'] {
  const ip = /^c=IN IP4 (\S+)/m.exec(body)?.[1];
  const port = /^m=audio (\d+)/m.exec(body)?.[1];
  return ip === undefined || port === undefined ? undefined : { ip, port: Number(port) };
}
