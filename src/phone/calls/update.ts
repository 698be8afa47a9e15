/**
 * UPDATE (RFC 3311), which SIP.js 0.21 answers 405: exchanges use it to refresh sessions, to show a new
 * party and to change early media. We hook the core where it has found a request to be well-formed and ours.
 */
import { NameAddrHeader } from 'sip.js/lib/grammar/name-addr-header.js';
import { Dialog } from 'sip.js/lib/core/dialogs/dialog.js';
import { SessionDialog } from 'sip.js/lib/core/dialogs/session-dialog.js';
import { getBody } from 'sip.js/lib/core/messages/body.js';
import type { Body } from 'sip.js/lib/core/messages/body.js';
import type { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import { SignalingState } from 'sip.js/lib/core/session/session.js';
import { NonInviteServerTransaction } from 'sip.js/lib/core/transactions/non-invite-server-transaction.js';
import { AllowedMethods } from 'sip.js/lib/core/user-agent-core/allowed-methods.js';
import type { UserAgentCore } from 'sip.js/lib/core/user-agent-core/user-agent-core.js';
import { UserAgentServer } from 'sip.js/lib/core/user-agents/user-agent-server.js';
import { AfterAck, dialogIdOf } from './after-ack.ts';
import { coreInternals, dialogInternals, onFaultOf } from './sip-internals.ts';

/** What a call does with UPDATEs in its dialogs. */
export interface UpdateHandler {
  /** True while a re-INVITE of ours is being prepared or answered. */
  isOffering: () => boolean;
  /** Our answer to their offer; rejects when it is of no use. */
  answerOffer: (offer: Body, dialog: SessionDialog) => Promise<Body>;
  /** Headers of a 200, or of a 422 when the session would be too short. */
  agree: (message: IncomingRequestMessage) => { statusCode: 200 | 422; headers: string[] };
}

const UPDATE = 'UPDATE';
const handlersOf = new WeakMap<UserAgentCore, Map<string, UpdateHandler>>();

/** Hands UPDATEs with this Call-ID to `handler` until the returned function is called. */
export function handleUpdates(core: UserAgentCore, callId: string, handler: UpdateHandler): () => void {
  const handlers = handlersOf.get(core) ?? hook(core);
  handlers.set(callId, handler);
  return () => {
    // Another call may bear the same Call-ID by now.
    if (handlers.get(callId) === handler) handlers.delete(callId);
  };
}

function hook(core: UserAgentCore): Map<string, UpdateHandler> {
  const handlers = new Map<string, UpdateHandler>();
  handlersOf.set(core, handlers);
  // SIP.js writes this list into every Allow and refuses what is not in it.
  if (!AllowedMethods.includes(UPDATE)) AllowedMethods.push(UPDATE);
  const inner = coreInternals(core);
  const afterAck = new AfterAck(core, (error) => onFaultOf(core)(error));
  const inside = inner.receiveInsideDialogRequest.bind(core);
  const outside = inner.receiveOutsideDialogRequest.bind(core);
  inner.receiveInsideDialogRequest = (message) => {
    afterAck.take(message, () => {
      if (message.method === UPDATE) receive(core, message, handlers.get(message.callId));
      else inside(message);
    });
  };
  inner.receiveOutsideDialogRequest = (message) =>
    message.method === UPDATE ? void core.replyStateless(message, { statusCode: 481 }) : outside(message);
  return handlers;
}

function receive(
  core: UserAgentCore,
  message: IncomingRequestMessage,
  handler: UpdateHandler | undefined,
): void {
  const dialog = core.dialogs.get(dialogIdOf(message));
  if (!(dialog instanceof SessionDialog) || !handler)
    return void core.replyStateless(message, { statusCode: 481 });
  if (!dialogInternals(dialog).sequenceGuard(message)) return;
  Dialog.prototype.receiveRequest.call(dialog, message);
  void answer({ core, dialog, message, handler });
}

interface Update {
  core: UserAgentCore;
  dialog: SessionDialog;
  message: IncomingRequestMessage;
  handler: UpdateHandler;
}

async function answer({ core, dialog, message, handler }: Update): Promise<void> {
  const server = new UserAgentServer(NonInviteServerTransaction, core, message);
  const body = getBody(message);
  const offer = body?.contentDisposition === 'session' ? body : undefined;
  const obstacle = offer && obstacleTo(dialog, handler);
  if (obstacle) return void server.reject(obstacle);
  const { statusCode, headers } = handler.agree(message);
  if (statusCode !== 200) return void server.reject({ statusCode, extraHeaders: headers });
  learnTarget(dialog, message);
  const extraHeaders = [
    `Contact: ${core.configuration.contact.toString()}`,
    `Allow: ${AllowedMethods.toString()}`,
    ...headers,
  ];
  if (!offer) return void server.accept({ statusCode, extraHeaders });
  try {
    server.accept({ statusCode, extraHeaders, body: await handler.answerOffer(offer, dialog) });
  } catch {
    server.reject({ statusCode: 488 });
  }
}

/** RFC 3311 §5.2: why an offer cannot be taken now. */
function obstacleTo(
  dialog: SessionDialog,
  handler: UpdateHandler,
): { statusCode: number; extraHeaders?: string[] } | undefined {
  const later = { statusCode: 500, extraHeaders: [`Retry-After: ${Math.floor(Math.random() * 11)}`] };
  if (dialog.reinviteUserAgentServer) return later;
  if (dialog.reinviteUserAgentClient || handler.isOffering()) return { statusCode: 491 };
  // Before the first exchange is complete: our own offer is open, or theirs is not answered yet.
  if (dialog.signalingState === SignalingState.HaveLocalOffer) return { statusCode: 491 };
  return dialog.signalingState === SignalingState.Stable ? undefined : later;
}

/** UPDATE is a target refresh request: the other side's Contact may have changed. */
function learnTarget(dialog: SessionDialog, message: IncomingRequestMessage): void {
  const contact: unknown = message.parseHeader('contact');
  if (contact instanceof NameAddrHeader) dialogInternals(dialog).dialogState.remoteTarget = contact.uri;
}
