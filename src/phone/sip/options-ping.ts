/** OPTIONS as a question whether the PBX is there (RFC 3261 §11): any answer is a yes. */
import { Refusal } from '../refusal.ts';
import type { UserAgent } from 'sip.js/lib/api/index.js';
import type { IncomingResponse } from 'sip.js/lib/core/messages/incoming-response.js';

/** Resolves with the milliseconds an answer took; rejects when there is none within `waitMs`. */
export function measureOptions(userAgent: UserAgent, waitMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const askedAt = performance.now();
    const limit = setTimeout(
      () => reject(new Refusal('no-answer', 'the PBX does not answer OPTIONS')),
      waitMs,
    );
    const answered = ({ message }: IncomingResponse): void => {
      clearTimeout(limit);
      // An answer that SIP.js made up itself (time-out, no connection) came by no way.
      if (message.hasHeader('via')) resolve(performance.now() - askedAt);
      else reject(new Refusal('no-answer', 'the PBX does not answer OPTIONS'));
    };
    sendOptions(userAgent, { onAccept: answered, onRedirect: answered, onReject: answered });
  });
}

/** Sends OPTIONS to the server in use. */
export function sendOptions(
  userAgent: UserAgent,
  delegate: Record<'onAccept' | 'onRedirect' | 'onReject', (response: IncomingResponse) => void> | undefined,
): void {
  const core = userAgent.userAgentCore;
  const self = userAgent.configuration.uri;
  const registrar = self.clone();
  registrar.user = undefined;
  core.request(core.makeOutgoingRequestMessage('OPTIONS', registrar, self, self, {}, []), delegate);
}
