/** Headers of an answer. One that SIP.js made up itself (timeout, transport error) has no header table at all. */
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';

export const headersOf = (message: IncomingResponseMessage, name: string): string[] =>
  message.headers ? message.getHeaders(name) : [];
