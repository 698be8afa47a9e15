/**
 * What we need of SIP.js 0.21.2 beyond its public types, all in one place: a new version of the library is
 * checked against this list. Each use says why at its own place.
 */
import type { Inviter, Session, UserAgent } from 'sip.js/lib/api/index.js';
import type { Dialog } from 'sip.js/lib/core/dialogs/dialog.js';
import type { DialogState } from 'sip.js/lib/core/dialogs/dialog-state.js';
import type { SessionDialog } from 'sip.js/lib/core/dialogs/session-dialog.js';
import type { Body } from 'sip.js/lib/core/messages/body.js';
import type { IncomingRequestMessage } from 'sip.js/lib/core/messages/incoming-request-message.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import type { IncomingInviteRequest } from 'sip.js/lib/core/messages/methods/invite.js';
import type { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';
import type { URI } from 'sip.js/lib/grammar/uri.js';
import type { Transaction } from 'sip.js/lib/core/transactions/transaction.js';
import type { UserAgentCore } from 'sip.js/lib/core/user-agent-core/user-agent-core.js';
import type { SocketTransport } from '../sip/socket-transport.ts';

interface SessionInternals {
  /** True from the moment a re-INVITE of ours is prepared until its final answer is dealt with. */
  pendingReinvite: boolean;
  setOfferAndGetAnswer(offer: Body, options: object): Promise<Body>;
  setAnswer(answer: Body, options: object): Promise<void>;
  rollbackOffer(): Promise<void>;
  onInviteRequest(request: IncomingInviteRequest): void;
}

interface InviterInternals extends SessionInternals {
  earlyMedia: boolean;
  isCanceled: boolean;
  /** The initial INVITE, the same object that SIP.js sends. */
  outgoingRequestMessage: OutgoingRequestMessage;
  /** Its client, once it was sent. */
  outgoingInviteRequest: object | undefined;
}

interface InvitationInternals extends SessionInternals {
  rel100: 'none' | 'supported' | 'required';
}

type AnswerListener = (answer: { message: IncomingResponseMessage }) => void;

/** The client of one request: `init` sends `message` again in a new transaction, as after a 401. */
export interface RequestClient {
  /** Its Request-URI is read-only by type alone. */
  message: Omit<OutgoingRequestMessage, 'ruri'> & { ruri: URI };
  challenged: boolean;
  stale: boolean;
  credentials: unknown;
  earlyDialogs: Map<string, Dialog>;
  core: UserAgentCore;
  transaction: Transaction | undefined;
  delegate: { onReject?: AnswerListener; onRedirect?: AnswerListener } | undefined;
  cancel(): void;
  /** What SIP.js does when nothing came: a 408 of its own. */
  onRequestTimeout(): void;
  authenticationGuard(message: IncomingResponseMessage, dialog?: Dialog): boolean;
  init(): void;
}

interface CoreInternals {
  receiveInsideDialogRequest(message: IncomingRequestMessage): void;
  receiveOutsideDialogRequest(message: IncomingRequestMessage): void;
}

interface DialogInternals {
  /** True while the answer in an ACK is being applied. */
  ackProcessing: boolean;
  /** True until the first INVITE's ACK came. */
  ackWait: boolean;
  dialogState: DialogState;
  sequenceGuard(message: IncomingRequestMessage): boolean;
}

export const sessionInternals = (session: Session): SessionInternals =>
  session as unknown as SessionInternals;
export const inviterInternals = (session: Inviter): InviterInternals =>
  session as unknown as InviterInternals;
export const invitationInternals = (session: Session): InvitationInternals =>
  session as unknown as InvitationInternals;
export const requestClient = (client: object): RequestClient => client as RequestClient;
export const coreInternals = (core: UserAgentCore): CoreInternals => core as unknown as CoreInternals;
export const dialogInternals = (dialog: Dialog): DialogInternals => dialog as unknown as DialogInternals;

/** Who is told of a message that made SIP.js throw: our transport (sip/socket-transport.ts). */
export const onFaultOf = (core: UserAgentCore): ((error: unknown) => void) =>
  (core.transport as unknown as SocketTransport).onFault;

/** The SIP user whose line this is, written as the account has it. */
export const ownerOf = (userAgent: UserAgent): string => userAgent.configuration.contactName;

/** The dialog of a session once it has one; its public type hides what a SIP.js dialog can do. */
export const dialogOf = (session: Session): SessionDialog | undefined =>
  session.dialog as unknown as SessionDialog | undefined;

/** A header's value; a response that SIP.js made up itself (timeout, transport error) has none. */
export const headerOf = (
  message: Pick<IncomingResponseMessage, 'headers' | 'getHeader'>,
  name: string,
): string | undefined => (message.headers ? message.getHeader(name) : undefined);
