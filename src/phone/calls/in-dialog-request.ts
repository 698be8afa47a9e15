/**
 * One request inside a dialog and its final answer, as a promise. SIP.js has no UPDATE, and after a 401
 * inside a dialog it uses a sequence number twice (only its re-INVITE counts on).
 */
import type { Dialog } from 'sip.js/lib/core/dialogs/dialog.js';
import type { SessionDialog } from 'sip.js/lib/core/dialogs/session-dialog.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import { NonInviteClientTransaction } from 'sip.js/lib/core/transactions/non-invite-client-transaction.js';
import { UserAgentClient } from 'sip.js/lib/core/user-agents/user-agent-client.js';
import { requestClient } from './sip-internals.ts';

export interface InDialogRequest {
  method: 'UPDATE' | 'INFO' | 'REFER';
  headers?: string[];
  body?: { contentType: string; content: string };
}

/** Resolves with the final answer, a refusal too; silence is a 408 and a broken connection a 503. */
export function sendInDialog(
  dialog: SessionDialog,
  { method, headers = [], body }: InDialogRequest,
): Promise<IncomingResponseMessage> {
  const message = dialog.createOutgoingRequestMessage(method, {
    extraHeaders: headers,
    ...(body && { body: { ...body, contentDisposition: 'render' } }),
  });
  return new Promise((resolve) => {
    const settle = (response: { message: IncomingResponseMessage }): void => resolve(response.message);
    const delegate = { onAccept: settle, onRedirect: settle, onReject: settle };
    countOn(new UserAgentClient(NonInviteClientTransaction, dialog.userAgentCore, message, delegate), dialog);
  });
}

/** A challenged request goes out again with the dialog's next number, not one of its own. */
function countOn(client: UserAgentClient, dialog: Dialog): void {
  const inner = requestClient(client);
  const guard = inner.authenticationGuard.bind(client);
  inner.authenticationGuard = (message) => guard(message, dialog);
}
