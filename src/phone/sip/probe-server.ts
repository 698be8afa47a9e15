/** Asks a server with OPTIONS whether it would take us, over a connection of its own: the line stays where it is. */
import { randomBytes } from 'node:crypto';
import type { SipAccount } from '../../shared/phone.ts';
import { openPort } from './open-port.ts';
import { sentByText } from './placeholder.ts';
import type { PortOptions, SipPort } from './sip-port.ts';
import { callIdOf, isResponse, statusOf } from './sip-text.ts';

const ANSWER_TIMEOUT_MS = 4_000;
const RESEND_MS = 1_000;

/** True when the server answers with anything but a server error. Never rejects. */
export async function probeServer(account: SipAccount, options: PortOptions): Promise<boolean> {
  const port = await openPort(account.transport, options).catch(() => undefined);
  if (!port) return false;
  try {
    await port.connect();
    return await answersOptions(port, account.user, options);
  } catch {
    return false;
  } finally {
    port.close();
  }
}

async function answersOptions(port: SipPort, user: string, { target }: PortOptions): Promise<boolean> {
  const callId = randomBytes(12).toString('hex');
  const request = optionsRequest(port, { user, callId, uriHost: target.uriHost });
  let repeat: NodeJS.Timeout | undefined;
  let limit: NodeJS.Timeout | undefined;
  try {
    return await new Promise<boolean>((resolve) => {
      port.onMessage = (message) => {
        if (isResponse(message) && callIdOf(message) === callId) resolve(statusOf(message) < 500);
      };
      port.onLost = () => resolve(false);
      port.send(request);
      if (!port.isReliable) repeat = setInterval(() => port.send(request), RESEND_MS);
      limit = setTimeout(() => resolve(false), ANSWER_TIMEOUT_MS);
    });
  } finally {
    clearInterval(repeat);
    clearTimeout(limit);
  }
}

function optionsRequest(
  port: SipPort,
  { user, callId, uriHost }: { user: string; callId: string; uriHost: string },
): string {
  const us = sentByText(port.sentBy);
  return [
    `OPTIONS sip:${uriHost} SIP/2.0`,
    `Via: SIP/2.0/${port.protocol} ${us};branch=z9hG4bK${callId};rport`,
    'Max-Forwards: 70',
    `From: <sip:${user}@${uriHost}>;tag=${callId.slice(0, 8)}`,
    `To: <sip:${uriHost}>`,
    `Call-ID: ${callId}`,
    'CSeq: 1 OPTIONS',
    `Contact: <sip:${user}@${us}>`,
    'Accept: application/sdp',
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n');
}
