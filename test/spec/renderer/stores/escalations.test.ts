// Which brief belongs to which ringing phone, and what the call bar is about.
import { beforeEach, describe, expect, it } from 'vitest';
import {
  clientCall,
  comingOffers,
  deskOf,
  otherCalls,
  partnerOf,
  escalations,
  offerOfCall,
  reconcileOffers,
  takeOffer,
  talkingCall,
  waitingCall,
  withdrawOffer,
  withEndedCall,
} from '../../../../src/renderer/stores/escalations.ts';
import { phone, showPhone } from '../../../../src/renderer/stores/phone.ts';
import type { EscalationOffer } from '../../../../src/shared/escalation.ts';
import type { PhoneCall, PhoneState } from '../../../../src/shared/phone.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const brief = {
  ...{ who: '', wants: '', budget: null, when: null, why: '', promised: [], mood: null, careful: [] },
  ...{ opening: '', language: 'es' as const, score: null },
};
const offer = (change: Partial<EscalationOffer> = {}): EscalationOffer => ({
  ...{ escalationId: 'e1', attemptId: 'a1', callId: 'c1', leadId: 'l1', leadName: 'Mariana Robles' },
  ...{ phone: '+526642184790', agentId: 'me', status: 'ringing', brief },
  reservedAt: new Date(now - 5_000).toISOString(),
  expiresAt: new Date(now + 20_000).toISOString(),
  ...change,
});
const call = (change: Partial<PhoneCall> = {}): PhoneCall => ({
  ...{ id: 'p1', direction: 'in', phase: 'ringing', name: undefined, number: '+526642184790', muted: false },
  ...{ sipCallId: 's1', earlyMedia: false, inConference: false, transfer: undefined, summary: undefined },
  ...{ sipStatus: undefined, codec: undefined, secured: false, quality: undefined, tonesHeard: '' },
  ...{ heldByPeer: false, escalationId: 'e1', callId: 'c1', match: 'header', ringingAt: now },
  ...{ liveAt: undefined, endedAt: undefined, outcome: undefined, ending: undefined, cause: undefined },
  ...change,
});
const phoneWith = (...calls: PhoneCall[]): PhoneState => ({
  registration: { phase: 'registered', since: 0, server: 'pbx', fallback: false, expiresInS: 300 },
  calls,
  audio: 'connected',
  backend: 'connected',
  tone: undefined,
  lineTest: undefined,
});
const offersNow = () => escalations.getState().offers;

beforeEach(() => escalations.setState({ offers: {} }));

describe('matching a ringing phone with an offer', () => {
  it('finds the offer by the escalation the phone recognised', () => {
    takeOffer(offer());
    expect(offerOfCall(call(), offersNow())?.leadName).toBe('Mariana Robles');
  });

  it('finds it by our call when the phone only knows that', () => {
    takeOffer(offer());
    expect(offerOfCall(call({ escalationId: undefined }), offersNow())?.escalationId).toBe('e1');
  });

  it('gives no brief to a call the phone could not match', () => {
    takeOffer(offer());
    const stranger = call({ escalationId: undefined, callId: undefined, match: 'none' });
    expect(offerOfCall(stranger, offersNow())).toBeUndefined();
  });

  it('rings without the brief and fills it in when the offer comes late', () => {
    const ringing = phoneWith(call());
    expect(deskOf(ringing, offersNow(), now)).toMatchObject({ phase: 'ringing', offer: undefined });
    takeOffer(offer());
    expect(deskOf(ringing, offersNow(), now)).toMatchObject({
      phase: 'ringing',
      offer: { leadName: 'Mariana Robles' },
    });
  });
});

describe('the desk', () => {
  it('shows an offer that is on its way before the phone rings', () => {
    takeOffer(offer({ status: 'reserved' }));
    expect(deskOf(phoneWith(), offersNow(), now)).toMatchObject({ phase: 'coming' });
  });

  it('forgets an offer that expired, was withdrawn, or was answered elsewhere', () => {
    takeOffer(offer({ expiresAt: new Date(now - 1).toISOString() }));
    expect(deskOf(undefined, offersNow(), now).phase).toBe('idle');
    takeOffer(offer());
    withdrawOffer('e1', 'a1');
    expect(deskOf(undefined, offersNow(), now).phase).toBe('idle');
    takeOffer(offer({ status: 'answered' }));
    expect(deskOf(undefined, offersNow(), now).phase).toBe('idle');
  });

  it('announces nothing while the hunt pilot rings elsewhere, and has the brief once it rings here', () => {
    takeOffer(offer({ agentId: null }));
    expect(comingOffers(phoneWith(), offersNow(), now)).toEqual([]);
    expect(deskOf(phoneWith(call()), offersNow(), now)).toMatchObject({
      phase: 'ringing',
      offer: { escalationId: 'e1' },
    });
  });

  it('keeps a newer attempt when an older one is withdrawn', () => {
    takeOffer(offer({ attemptId: 'a2' }));
    withdrawOffer('e1', 'a1');
    expect(deskOf(undefined, offersNow(), now).phase).toBe('coming');
  });

  it('keeps the brief of the call in hand when its offer is withdrawn', () => {
    takeOffer(offer());
    withdrawOffer('e1', 'a1');
    const desk = deskOf(phoneWith(call({ phase: 'live', liveAt: now })), offersNow(), now);
    expect(desk).toMatchObject({ phase: 'talking', offer: { escalationId: 'e1' } });
  });

  it('puts the call one is in before one that rings, and names the one that waits', () => {
    const state = phoneWith(
      call({ id: 'p2', escalationId: undefined, callId: undefined }),
      call({ phase: 'live', liveAt: now }),
    );
    expect(deskOf(state, offersNow(), now)).toMatchObject({ phase: 'talking', call: { id: 'p1' } });
    expect(waitingCall(state)?.id).toBe('p2');
  });

  it('does not announce an offer again that the phone already carries', () => {
    takeOffer(offer());
    expect(comingOffers(phoneWith(call()), offersNow(), now)).toEqual([]);
  });

  it('takes the backend’s list after a reconnection for the truth', () => {
    takeOffer(offer());
    takeOffer(offer({ escalationId: 'e2', attemptId: 'b1', callId: 'c2' }));
    reconcileOffers([offer({ escalationId: 'e2', attemptId: 'b1', callId: 'c2' })]);
    expect(comingOffers(undefined, offersNow(), now).map((o) => o.escalationId)).toEqual(['e2']);
  });

  it('keeps the ended call on screen while its agent is closing it, and shortly otherwise', () => {
    const ended = call({ phase: 'ended', endedAt: now - 90_000 });
    const facts = { offers: offersNow(), now };
    const last = { ended, talked: undefined };
    expect(withEndedCall({ phase: 'idle' }, last, true, facts).phase).toBe('ended');
    expect(withEndedCall({ phase: 'idle' }, last, false, facts).phase).toBe('idle');
    const fresh = call({ phase: 'ended', endedAt: now - 2_000 });
    expect(withEndedCall({ phase: 'idle' }, { ended: fresh, talked: undefined }, false, facts).phase).toBe(
      'ended',
    );
  });

  it('keeps the talk being closed in front of calls that only rang meanwhile', () => {
    const talked = call({ id: 'p1', phase: 'ended', liveAt: now - 60_000, endedAt: now - 9_000 });
    const ended = call({ id: 'p2', phase: 'ended', outcome: 'rejected', endedAt: now - 1_000 });
    const facts = { offers: offersNow(), now };
    expect(withEndedCall({ phase: 'idle' }, { ended, talked }, true, facts)).toMatchObject({ call: talked });
    expect(withEndedCall({ phase: 'idle' }, { ended, talked }, false, facts)).toMatchObject({ call: ended });
  });

  it('never shows as ended a call that the line turned away during another', () => {
    const talked = call({ id: 'p1', phase: 'ended', liveAt: now - 60_000, endedAt: now - 9_000 });
    const turnedAway = call({ id: 'p2', phase: 'ended', outcome: 'busy', endedAt: now - 20_000 });
    showPhone(phoneWith(turnedAway, talked));
    expect(phone.getState()).toMatchObject({ ended: { id: 'p1' }, talked: { id: 'p1' } });
  });

  it('shows as ended one’s own call that found the other side busy', () => {
    const own = call({ id: 'p3', direction: 'out', phase: 'ended', outcome: 'busy', endedAt: now - 1_000 });
    showPhone(phoneWith(own));
    expect(phone.getState()).toMatchObject({ ended: { id: 'p3' } });
  });
});

describe('the calls beside the one in hand', () => {
  const live = call({ id: 'live', phase: 'live' });
  const held = call({ id: 'held', phase: 'held' });
  const over = call({ id: 'over', phase: 'ended' });

  it('are those that ring or wait, and no ended one', () => {
    const state = phoneWith(call({ id: 'knocks' }), live, held, over);
    expect(otherCalls(state, live).map(({ id }) => id)).toEqual(['knocks', 'held']);
    expect(otherCalls(undefined, live)).toEqual([]);
  });

  it('do not hold the partner of a conference, who is in hand too', () => {
    const [one, other] = [live, held].map((member) => ({
      ...member,
      phase: 'live' as const,
      inConference: true,
    }));
    const state = phoneWith(one!, other!);
    expect(otherCalls(state, one!)).toEqual([]);
    expect(partnerOf(state, one!)?.id).toBe('held');
    expect(partnerOf(phoneWith(live, held), live)).toBeUndefined();
  });
});

describe('a consultation', () => {
  const client = call({ id: 'client', phase: 'held' });
  const colleague = call({ id: 'colleague', direction: 'out', phase: 'live', match: 'none' });
  const stranger = call({ id: 'stranger', phase: 'live', match: 'none', callId: undefined });

  it('is what the agent is in, not the hold of the client', () => {
    expect(talkingCall(phoneWith(client, colleague))?.id).toBe('colleague');
    expect(talkingCall(phoneWith(client))?.id).toBe('client');
  });

  it('leaves the client on screen while one speaks with the colleague, and in the conference', () => {
    expect(clientCall(phoneWith(colleague, client), colleague)?.id).toBe('client');
    const [one, other] = [stranger, client].map((member) => ({ ...member, inConference: true }));
    expect(clientCall(phoneWith(one!, other!), one!)?.id).toBe('client');
  });

  it('shows nobody else when the client is gone, and whoever called in when one speaks with them', () => {
    expect(clientCall(phoneWith(colleague), colleague)).toBeUndefined();
    expect(clientCall(phoneWith(stranger, client), stranger)?.id).toBe('stranger');
  });

  it('ends with the call that says where the client went', () => {
    const left = { phase: 'ended' as const, liveAt: now - 60_000, outcome: 'transferred' as const };
    const settled = { refusal: undefined, settledAt: now };
    const transfer = { phase: 'done' as const, to: '4129', cause: undefined, ...settled };
    showPhone(
      phoneWith({ ...colleague, ...left, endedAt: now }, { ...client, ...left, endedAt: now - 90, transfer }),
    );
    expect(phone.getState()).toMatchObject({ ended: { id: 'client' }, talked: { id: 'client' } });
  });
});
