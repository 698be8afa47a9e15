/**
 * The SIP side of one call: everything that is said in its dialog, by us and by the other side, turned into
 * a few events. Beneath it is SIP.js's session, with what that leaves out put beside it.
 */
import { Invitation, Inviter, SessionState } from 'sip.js/lib/api/index.js';
import type { Info, Notification, Session } from 'sip.js/lib/api/index.js';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import type { IncomingInviteRequest } from 'sip.js/lib/core/messages/methods/invite.js';
import { AllowedMethods } from 'sip.js/lib/core/user-agent-core/allowed-methods.js';
import type { MediaLeg } from '../media/media-leg.ts';
import { reasonText } from './call-ending.ts';
import { EarlyMedia } from './early-media.ts';
import { cancelCall } from './given-up-request.ts';
import { sendInDialog } from './in-dialog-request.ts';
import { DTMF_RELAY, dtmfRelay, toneOfInfo } from './info-tones.ts';
import { sendInvite } from './outgoing-invite.ts';
import { NO_ANSWER, reinvite } from './reinvite.ts';
import type { ReinviteOptions } from './reinvite.ts';
import { hasOption } from './session-expires.ts';
import { SessionTimer } from './session-timer.ts';
import { dialogOf, headerOf, invitationInternals, sessionInternals } from './sip-internals.ts';
import { handleUpdates } from './update.ts';

export interface SignallingEvents {
  /** Both sides are in the call. */
  established: () => void;
  /** The session is over; said once, last. */
  terminated: () => void;
  progress: (isHeard: boolean) => void;
  refused: (message: IncomingResponseMessage) => void;
  cancelled: (reason: string) => void;
  bye: (reason: string) => void;
  tone: (tone: string) => void;
  /** A NOTIFY about a REFER of ours: body, Subscription-State. */
  notified: (sipfrag: string, subscriptionState: string) => void;
  /** The call cannot go on and was let go: why. */
  broken: (text: string) => void;
}

const TOO_BRIEF = 422;
const GONE = 481;

export class CallSignalling {
  readonly session: Session;
  readonly #events: SignallingEvents;
  readonly #timer: SessionTimer;
  readonly #earlyMedia: EarlyMedia | undefined;
  readonly #stopUpdates: () => void;
  #peerAllows: string[] = [];

  constructor(session: Session, leg: () => MediaLeg | undefined, events: SignallingEvents) {
    this.session = session;
    this.#events = events;
    this.#earlyMedia = session instanceof Inviter ? new EarlyMedia(session, leg) : undefined;
    this.#timer = new SessionTimer({
      refresh: () => this.refresh(),
      expire: () => this.#break('nobody refreshed the session', 'SIP;cause=408;text="Session Timeout"'),
    });
    this.#stopUpdates = handleUpdates(session.userAgent.userAgentCore, this.#callId, {
      isOffering: () => sessionInternals(session).pendingReinvite,
      answerOffer: (offer, dialog) => {
        if (dialog.early) this.#earlyMedia?.updated(dialog.remoteTag);
        return sessionInternals(session).setOfferAndGetAnswer(offer, {});
      },
      agree: (message) => {
        const answer = this.#timer.answer(message);
        if (answer.kind === 'too-brief') return { statusCode: TOO_BRIEF, headers: answer.headers };
        // Without the header in an UPDATE of theirs the timer that was agreed goes on.
        if (answer.kind === 'agreed' && session.state === SessionState.Established) this.#timer.agree(answer);
        return { statusCode: 200, headers: answer.headers };
      },
    });
    this.#listen();
  }

  get isConnected(): boolean {
    return this.session.userAgent.isConnected();
  }

  /** SIP.js leaves the first 18x to us (`sendInitialProvisionalResponse: false`). */
  ring(): void {
    if (!(this.session instanceof Invitation)) return;
    const { request } = this.session;
    // SIP.js forgets that 100rel was required when it was offered as well (RFC 3262 §3).
    if (hasOption(request.getHeaders('Require'), '100rel'))
      invitationInternals(this.session).rel100 = 'required';
    // An INVITE that cannot even be answered provisionally will not become better.
    this.session.progress({ statusCode: 180 }).catch((error: unknown) => this.#break(String(error)));
  }

  async invite(): Promise<void> {
    if (!(this.session instanceof Inviter) || !this.#earlyMedia) throw new Error('the call came in');
    await sendInvite(this.session, {
      earlyMedia: this.#earlyMedia,
      timer: this.#timer,
      onProgress: this.#events.progress,
      onAccepted: (message) => this.#learnAllow(message),
      onRefused: this.#events.refused,
    });
  }

  async accept(): Promise<void> {
    const invitation = this.session as Invitation;
    const timer = this.#timer.answer(invitation.request);
    await invitation.accept({ extraHeaders: timer.headers });
    this.#timer.agree(timer);
  }

  /** Our next description goes to the other side; throws in words when it refuses. */
  async reinvite(what: string, limits: Omit<ReinviteOptions, 'headers'> = {}): Promise<void> {
    if (!this.isConnected) throw new Error(`no connection to the exchange: it cannot ${what} now`);
    const options = { headers: () => this.#timer.requestHeaders(), ...limits };
    let answer = await reinvite(this.session, options);
    if (answer.statusCode === TOO_BRIEF && this.#timer.raise(answer))
      answer = await reinvite(this.session, options);
    this.#take(answer, what);
  }

  /** Tells the other side that the session lives on, and where we are: by UPDATE if it takes that (RFC 4028 §7.4). */
  async refresh(): Promise<void> {
    const dialog = dialogOf(this.session);
    if (!dialog || this.session.state !== SessionState.Established) throw new Error('the call is not up');
    if (!this.#peerAllows.includes('UPDATE')) return this.reinvite('refresh the call');
    const contact = dialog.userAgentCore.configuration.contact.toString();
    const headers = [`Contact: ${contact}`, ...this.#timer.requestHeaders()];
    const answer = await sendInDialog(dialog, { method: 'UPDATE', headers });
    if (answer.statusCode === 405 || answer.statusCode === 501) {
      this.#peerAllows = this.#peerAllows.filter((method) => method !== 'UPDATE');
      return this.reinvite('refresh the call');
    }
    if (answer.statusCode === TOO_BRIEF && this.#timer.raise(answer)) return this.refresh();
    this.#take(answer, 'refresh the call');
  }

  /** Presses one key by INFO. */
  async sendToneByInfo(tone: string): Promise<void> {
    const dialog = dialogOf(this.session);
    if (!dialog) throw new Error('the call is not up');
    const body = { contentType: DTMF_RELAY, content: dtmfRelay(tone) };
    const { statusCode = 500 } = await sendInDialog(dialog, { method: 'INFO', body });
    if (statusCode >= 300) throw new Error(`the other side takes no tones (${statusCode})`);
  }

  /** Ends the session in whatever state it is (RFC 3261 §15: CANCEL before, BYE after the dialog stands). */
  async close(reason?: string): Promise<void> {
    const { session } = this;
    const extraHeaders = reason === undefined ? [] : [`Reason: ${reason}`];
    if (session.state === SessionState.Established) await session.bye({ requestOptions: { extraHeaders } });
    else if (session.state !== SessionState.Initial && session.state !== SessionState.Establishing) return;
    else if (session instanceof Inviter) await cancelCall(session);
    else await (session as Invitation).reject({ statusCode: 480 });
  }

  get #callId(): string {
    const { session } = this;
    return session instanceof Inviter ? session.request.callId : (session as Invitation).request.callId;
  }

  #listen(): void {
    const { session } = this;
    session.stateChange.addListener((state) => {
      // An incoming call is up when the exchange confirms with ACK; ours when it is answered.
      if (state === SessionState.Established && session instanceof Inviter) this.#events.established();
      if (state !== SessionState.Terminated) return;
      this.#timer.stop();
      this.#stopUpdates();
      // SIP.js ends the session first and tells the refusal's status right after.
      queueMicrotask(this.#events.terminated);
    });
    session.delegate = {
      onAck: () => this.#events.established(),
      onBye: (bye) => {
        this.#events.bye(reasonText(bye.request.getHeader('Reason')));
        void bye.accept();
      },
      onCancel: (cancel) => this.#events.cancelled(reasonText(cancel.request.getHeader('Reason'))),
      onInfo: (info) => this.#takeInfo(info),
      onNotify: (notification) => this.#takeNotify(notification),
      // Whom the agent calls is the agent's decision (RFC 3515 §2.4.2: 603 Decline).
      onRefer: (referral) => void referral.reject({ statusCode: 603 }),
    };
    const inner = sessionInternals(session);
    const receive = inner.onInviteRequest.bind(session);
    inner.onInviteRequest = (request) => this.#takeReinvite(request, receive);
    if (session instanceof Invitation) this.#learnAllow(session.request);
  }

  /** SIP.js answers a re-INVITE; the session timer's headers and the collision with ours are added here. */
  #takeReinvite(request: IncomingInviteRequest, receive: (request: IncomingInviteRequest) => void): void {
    if (sessionInternals(this.session).pendingReinvite) return void request.reject({ statusCode: 491 });
    const timer = this.#timer.answer(request.message);
    if (timer.kind === 'too-brief')
      return void request.reject({ statusCode: TOO_BRIEF, extraHeaders: timer.headers });
    this.#learnAllow(request.message);
    const accept = request.accept.bind(request);
    request.accept = (options = { statusCode: 200 }) => {
      this.#timer.agree(timer);
      const allow = `Allow: ${AllowedMethods.toString()}`;
      return accept({ ...options, extraHeaders: [...(options.extraHeaders ?? []), allow, ...timer.headers] });
    };
    receive(request);
  }

  #takeInfo(info: Info): void {
    const type = info.request.getHeader('Content-Type') ?? '';
    const tone = toneOfInfo(type, info.request.body);
    if (tone !== undefined) this.#events.tone(tone);
    // An INFO without a body only asks whether we are there.
    void (tone !== undefined || !info.request.body ? info.accept() : info.reject({ statusCode: 415 }));
  }

  #takeNotify(notification: Notification): void {
    const { request } = notification;
    void notification.accept();
    if (/^\s*refer\b/i.test(request.getHeader('Event') ?? ''))
      this.#events.notified(request.body, request.getHeader('Subscription-State') ?? '');
  }

  #take(answer: IncomingResponseMessage, what: string): void {
    const { statusCode = 500 } = answer;
    if (statusCode === GONE) this.#break('the exchange does not know the call any more (481)');
    // SIP.js made this answer up itself: nothing came.
    if (!answer.headers) throw new Error(`${NO_ANSWER}: it cannot ${what} now`);
    if (statusCode >= 300) throw new Error(`the exchange refused to ${what} (${statusCode})`);
    this.#learnAllow(answer);
    this.#timer.takeResponse(answer);
  }

  #learnAllow(message: Parameters<typeof headerOf>[0]): void {
    const allow = headerOf(message, 'Allow');
    if (allow !== undefined) this.#peerAllows = allow.toUpperCase().split(/[\s,]+/);
  }

  #break(text: string, reason?: string): void {
    this.#events.broken(text);
    void this.close(reason).catch(() => {});
  }
}
