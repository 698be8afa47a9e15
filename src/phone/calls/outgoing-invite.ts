/** Places a call: the INVITE with what it offers, what is heard meanwhile, and what the answers say. */
import type { Inviter } from 'sip.js/lib/api/index.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import { AllowedMethods } from 'sip.js/lib/core/user-agent-core/allowed-methods.js';
import type { EarlyMedia } from './early-media.ts';
import { retryInvite } from './invite-retry.ts';
import type { SessionTimer } from './session-timer.ts';
import { inviterInternals } from './sip-internals.ts';

export interface OutgoingInviteOptions {
  earlyMedia: EarlyMedia;
  timer: SessionTimer;
  /** An 18x came; `isHeard` when it brought audio. */
  onProgress: (isHeard: boolean) => void;
  /** A 2xx came and the audio is agreed. */
  onAccepted: (message: IncomingResponseMessage) => void;
  onRefused: (message: IncomingResponseMessage) => void;
}

/** Sends the INVITE; resolves when it is on its way. */
export async function sendInvite(inviter: Inviter, options: OutgoingInviteOptions): Promise<void> {
  const { earlyMedia, timer } = options;
  const request = inviterInternals(inviter).outgoingRequestMessage;
  request.extraHeaders = [
    ...request.extraHeaders.filter((line) => !/^allow\s*:/i.test(line)),
    `Allow: ${AllowedMethods.toString()}`,
    ...timer.requestHeaders(),
  ];
  const refuse = ({ message }: { message: IncomingResponseMessage }): void => options.onRefused(message);
  const client = await inviter.invite({
    requestDelegate: {
      onProgress: ({ message }) => {
        // What cannot be heard early may still be answered.
        void earlyMedia.progress(message).then(options.onProgress, () => options.onProgress(false));
      },
      onAccept: ({ message }) => {
        timer.takeResponse(message);
        void earlyMedia
          .answered(message)
          .catch(() => {})
          .then(() => options.onAccepted(message));
      },
      onReject: refuse,
      onRedirect: refuse,
    },
  });
  retryInvite(inviter, client, {
    afterTooBrief: (message) => (timer.raise(message) ? timer.requestHeaders() : undefined),
    onRedirected: () => {},
  });
}
