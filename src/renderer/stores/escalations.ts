// Which brief belongs to which ringing phone: the backend offers, the phone rings, and either may be first.
import { create } from 'zustand';
import type { EscalationOffer } from '../../shared/escalation.ts';
import type { PhoneCall, PhoneState } from '../../shared/phone.ts';
import { desk } from './desk.ts';
import { keepNewest } from './keep-newest.ts';
import { openPhoneCalls, phone, shownPhoneCalls } from './phone.ts';
import { tableOf } from './table.ts';

/** An offer and whether it was taken back; kept after its end for as long as its call is in hand or being closed. */
export interface OfferRecord {
  offer: EscalationOffer;
  withdrawn: boolean;
}

interface Escalations {
  /** By escalation id. */
  offers: Record<string, OfferRecord>;
}

export const escalations = create<Escalations>()(() => ({ offers: {} }));

export function takeOffer(offer: EscalationOffer): void {
  escalations.setState(({ offers }) => {
    const next = tableOf(offers);
    next[offer.escalationId] = { offer, withdrawn: false };
    return { offers: withoutOld(next, Date.now()) };
  });
}

/** How many stay of those that are over: enough for a phone that rings, or a wrap-up that comes, late. */
const mostOver = 20;

/** An offer carries a whole brief: those of the day do not pile up. */
function withoutOld(offers: Record<string, OfferRecord>, now: number): Record<string, OfferRecord> {
  const calls = [...shownPhoneCalls(phone.getState()), ...desk.getState().wrapUps];
  const callIds = new Set(calls.map(({ callId }) => callId));
  const escalationIds = new Set(shownPhoneCalls(phone.getState()).map(({ escalationId }) => escalationId));
  return keepNewest(offers, {
    most: mostOver,
    mustStay: ({ offer, withdrawn }, id) =>
      escalationIds.has(id) || callIds.has(offer.callId) || (!withdrawn && isWaiting(offer, now)),
    at: ({ offer }) => offer.reservedAt,
  });
}

/** Takes an attempt back; an offer of a newer attempt stands. */
export function withdrawOffer(escalationId: string, attemptId: string): void {
  escalations.setState(({ offers }) => {
    const record = offers[escalationId];
    if (record?.offer.attemptId !== attemptId) return { offers };
    return { offers: { ...offers, [escalationId]: { ...record, withdrawn: true } } };
  });
}

/** The list as the backend knows it after a reconnection: an offer that still waited and is not named is gone. */
export function reconcileOffers(mine: readonly EscalationOffer[]): void {
  escalations.setState(({ offers }) => {
    const next = Object.fromEntries(
      Object.entries(offers).map(([id, record]) => [id, { ...record, withdrawn: true }]),
    );
    for (const offer of mine) next[offer.escalationId] = { offer, withdrawn: false };
    return { offers: next };
  });
}

/** The offer behind a phone call: by escalation, else by our call; a call the phone could not match has none. */
export function offerOfCall(
  call: Pick<PhoneCall, 'escalationId' | 'callId'>,
  offers: Record<string, OfferRecord>,
): EscalationOffer | undefined {
  const exact = call.escalationId === undefined ? undefined : offers[call.escalationId];
  if (exact) return exact.offer;
  if (call.callId === undefined) return undefined;
  return Object.values(offers).findLast(({ offer }) => offer.callId === call.callId)?.offer;
}

/** What the call bar is about. One line: a call the person is in comes before one that rings, that before one on its way. */
export type Desk =
  | { phase: 'idle' }
  | { phase: 'coming'; offer: EscalationOffer }
  | { phase: 'ringing'; call: PhoneCall; offer: EscalationOffer | undefined }
  | { phase: 'talking'; call: PhoneCall; offer: EscalationOffer | undefined }
  | { phase: 'ended'; call: PhoneCall; offer: EscalationOffer | undefined };

/** An idle desk still shows the last talk while its agent is closing it, and the last call a few seconds to whoever is not. */
export function withEndedCall(
  desk: Desk,
  last: { ended: PhoneCall | undefined; talked: PhoneCall | undefined },
  wrapping: boolean,
  facts: { offers: Record<string, OfferRecord>; now: number },
): Desk {
  const call = wrapping ? (last.talked ?? last.ended) : last.ended;
  if (desk.phase !== 'idle' || !call) return desk;
  const recent = facts.now - (call.endedAt ?? 0) < endedShownMs;
  if (!wrapping && !recent) return desk;
  return { phase: 'ended', call, offer: offerOfCall(call, facts.offers) };
}
const endedShownMs = 12_000;

/** The main call of the desk, from what the phone and the backend said. */
export function deskOf(
  state: PhoneState | undefined,
  offers: Record<string, OfferRecord>,
  now: number,
): Desk {
  const calls = state?.calls ?? [];
  const talking = talkingCall(state);
  if (talking) return { phase: 'talking', call: talking, offer: offerOfCall(talking, offers) };
  const ringing = calls.find((c) => c.phase === 'ringing');
  if (ringing) return { phase: 'ringing', call: ringing, offer: offerOfCall(ringing, offers) };
  const coming = comingOffers(state, offers, now)[0];
  if (coming) return { phase: 'coming', offer: coming };
  return { phase: 'idle' };
}

/** The call the person is in: what is spoken in comes before what waits on hold. */
export function talkingCall(state: PhoneState | undefined): PhoneCall | undefined {
  const calls = state?.calls ?? [];
  return calls.find((c) => c.phase === 'live' || c.phase === 'dialing') ?? calls.find(isTaken);
}

/**
 * The call whose client belongs on screen. Whoever asks a colleague, or has joined one, still needs the client's
 * story: the call one placed oneself shows nobody.
 */
export function clientCall(state: PhoneState | undefined, main: PhoneCall): PhoneCall | undefined {
  if (main.direction === 'in' && !main.inConference) return main;
  const up = [
    main,
    ...openPhoneCalls(state).filter(({ id, phase }) => id !== main.id && phase !== 'ringing'),
  ];
  const incoming = up.filter(({ direction }) => direction === 'in');
  return incoming.find(({ match }) => match !== 'none') ?? incoming[0];
}

/** Calls that are up or ring beside the one of the bar; the partner in its conference is not beside it. */
export function otherCalls(state: PhoneState | undefined, main: PhoneCall): PhoneCall[] {
  return openPhoneCalls(state).filter(
    (call) => call.id !== main.id && !(call.inConference && main.inConference),
  );
}

/** The other party of the conference this call is in. */
export function partnerOf(state: PhoneState | undefined, main: PhoneCall): PhoneCall | undefined {
  if (!main.inConference) return undefined;
  return openPhoneCalls(state).find((call) => call.id !== main.id && call.inConference);
}

/** A second call that rings while the person is in another. */
export function waitingCall(state: PhoneState | undefined): PhoneCall | undefined {
  const calls = openPhoneCalls(state);
  const inCall = calls.some((call) => call.phase !== 'ringing');
  return inCall ? calls.find((call) => call.phase === 'ringing') : undefined;
}

/** Offers on their way to this very phone that no call of it carries yet, soonest to expire first. */
export function comingOffers(
  state: PhoneState | undefined,
  offers: Record<string, OfferRecord>,
  now: number,
): EscalationOffer[] {
  const carried = new Set(state?.calls.map((call) => offerOfCall(call, offers)?.escalationId));
  return Object.values(offers)
    .filter(({ offer, withdrawn }) => !withdrawn && isOnItsWay(offer, now))
    .map(({ offer }) => offer)
    .filter((offer) => !carried.has(offer.escalationId))
    .sort((a, b) => a.expiresAt.localeCompare(b.expiresAt));
}

function isTaken(call: PhoneCall): boolean {
  return call.phase === 'answering' || call.phase === 'held';
}

function isOnItsWay(offer: EscalationOffer, now: number): boolean {
  return isWaiting(offer, now) && offer.agentId !== null;
}

function isWaiting({ status, expiresAt }: EscalationOffer, now: number): boolean {
  const waits = status === 'reserved' || status === 'transferring' || status === 'ringing';
  return waits && Date.parse(expiresAt) > now;
}
