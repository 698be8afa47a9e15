// A whole day of a busy house goes by: what is on the desk is still there at its end, and the rest has gone.
import { beforeEach, describe, expect, it } from 'vitest';
import { chooseLead, conversation } from '../../../../src/renderer/stores/conversation.ts';
import { desk } from '../../../../src/renderer/stores/desk.ts';
import {
  escalations,
  offerOfCall,
  takeOffer,
  withdrawOffer,
} from '../../../../src/renderer/stores/escalations.ts';
import { handOvers, noteHandOvers } from '../../../../src/renderer/stores/hand-overs.ts';
import { inUse } from '../../../../src/renderer/stores/in-use.ts';
import { noteDrafts, NoteKeeper } from '../../../../src/renderer/stores/note-drafts.ts';
import { phone, showPhone } from '../../../../src/renderer/stores/phone.ts';
import { addEvents, dropStreams, hearSpeech, streams } from '../../../../src/renderer/stores/streams.ts';
import { takeCalls, takeLeads, takeTasks, work } from '../../../../src/renderer/stores/work.ts';
import { changeForm, wrapUpForms } from '../../../../src/renderer/stores/wrap-up-forms.ts';
import { addOutgoing, writing, type Outgoing } from '../../../../src/renderer/stores/writing.ts';
import type { Task } from '../../../../src/shared/api.ts';
import type { CallSummary } from '../../../../src/shared/call.ts';
import type { ChatSummary, WrapUp } from '../../../../src/shared/desk.ts';
import type { EscalationOffer } from '../../../../src/shared/escalation.ts';
import type { LeadSummary } from '../../../../src/shared/lead.ts';
import type { PhoneCall, PhoneState } from '../../../../src/shared/phone.ts';

const calls = 1_000;
/** ISO 8601, a minute for each number. */
const minute = (n: number) => new Date(Date.parse('2026-11-22T00:00:00Z') + n * 60_000).toISOString();
const lead = (id: string, n: number, more: Partial<LeadSummary> = {}): LeadSummary => ({
  ...{ id, name: id, phone: null, language: 'es', status: 'new', score: null, source: null },
  ...{ lastMessage: null, updatedAt: minute(n), ...more },
});
const call = (id: string, n: number, more: Partial<CallSummary> = {}): CallSummary => ({
  ...{
    id,
    leadId: `lead-of-${id}`,
    leadName: id,
    phone: null,
    status: 'ended',
    reason: '',
    queuedAt: minute(n),
  },
  ...{ startedAt: null, answeredAt: null, endedAt: minute(n + 1), durationSeconds: 60, outcome: null },
  ...{ escalated: false, agentName: null, seq: 1, ...more },
});
const offer = (id: string, n: number, more: Partial<EscalationOffer> = {}): EscalationOffer =>
  ({
    ...{
      escalationId: id,
      attemptId: `attempt-${id}`,
      callId: `call-${id}`,
      leadId: `lead-${id}`,
      leadName: id,
    },
    ...{
      phone: null,
      agentId: 'me',
      status: 'closed',
      reservedAt: minute(n),
      expiresAt: minute(n + 1),
      ...more,
    },
  }) as EscalationOffer;
const phoneCall = (more: Partial<PhoneCall>) => ({ direction: 'in', number: '', ...more }) as PhoneCall;
const phoneWith = (...held: PhoneCall[]) => showPhone({ calls: held } as unknown as PhoneState);
const wrapUp = (more: Partial<WrapUp>) => ({ number: '', leadId: null, callId: null, ...more }) as WrapUp;
const times = (n: number) => Array.from({ length: n }, (_, index) => index);

/** Calls and leads of colleagues, all of it newer than the night shift. */
function aDayGoesBy(): void {
  for (const n of times(calls)) {
    takeLeads([lead(`other-${n}`, 100 + n)]);
    takeCalls([call(`other-${n}`, 100 + n)]);
    takeOffer(offer(`other-${n}`, 100 + n));
  }
}
const leadIds = () => Object.keys(work.getState().leads);
const callIds = () => Object.keys(work.getState().calls);

beforeEach(() => {
  for (const store of [
    work,
    desk,
    conversation,
    escalations,
    phone,
    handOvers,
    noteDrafts,
    streams,
    writing,
    wrapUpForms,
  ])
    (store as typeof work).setState((store as typeof work).getInitialState(), true);
});

describe('leads and calls of a whole day', () => {
  it('do not pile up, and the newest stay', () => {
    aDayGoesBy();
    expect(leadIds()).toHaveLength(300);
    expect(callIds()).toHaveLength(300);
    expect(leadIds()).toEqual(expect.arrayContaining(['other-999', 'other-700']));
    expect(callIds()).toEqual(expect.arrayContaining(['other-999', 'other-700']));
  });

  it('keep a call that is still going on, and its lead', () => {
    takeLeads([lead('talking', 1)]);
    takeCalls([call('long', 1, { leadId: 'talking', status: 'in-progress', endedAt: null })]);
    aDayGoesBy();
    expect(leadIds()).toContain('talking');
    expect(callIds()).toContain('long');
  });

  it('keep the lead on screen, and those of tasks, chats and wrap-ups', () => {
    takeLeads(['on-screen', 'task', 'done', 'chat', 'wrap-up'].map((id) => lead(id, 1)));
    takeCalls([call('closing', 1)]);
    chooseLead('on-screen');
    takeTasks([
      { id: 't', leadId: 'task', status: 'open', dueAt: minute(9_000) } as Task,
      { id: 'd', leadId: 'done', status: 'done', dueAt: minute(1) } as Task,
    ]);
    desk.setState({
      chats: [{ leadId: 'chat' } as ChatSummary],
      wrapUps: [wrapUp({ id: 'w', leadId: 'wrap-up', callId: 'closing' })],
    });
    aDayGoesBy();
    expect(leadIds()).toEqual(expect.arrayContaining(['on-screen', 'task', 'chat', 'wrap-up']));
    expect(leadIds()).not.toContain('done');
    expect(callIds()).toContain('closing');
  });

  it('keep whoever is on the phone, although only the number says who it is', () => {
    takeLeads([lead('caller', 1, { phone: '+526642184790' })]);
    takeCalls([call('in-hand', 1)]);
    phoneWith(phoneCall({ id: 'p', phase: 'held', number: '6642184790', callId: 'in-hand' }));
    aDayGoesBy();
    expect(leadIds()).toContain('caller');
    expect(callIds()).toContain('in-hand');
  });

  it('keep the last talk that the phone has forgotten, until another takes its place', () => {
    takeCalls([call('talked', 1)]);
    phoneWith(phoneCall({ id: 'p', phase: 'ended', liveAt: 1, callId: 'talked' }));
    phoneWith();
    expect(inUse().callIds).toContain('talked');
    phoneWith(phoneCall({ id: 'q', phase: 'ended', liveAt: 2, callId: 'next' }));
    expect(inUse().callIds).not.toContain('talked');
  });
});

describe('offers of a whole day', () => {
  const offers = () => escalations.getState().offers;

  it('keep their briefs only while somebody can need them', () => {
    aDayGoesBy();
    expect(Object.keys(offers())).toHaveLength(20);
    expect(offers()).toHaveProperty('other-999');
  });

  it('keep the brief of a call in hand, and of one that is being closed', () => {
    takeOffer(offer('in-hand', 1));
    takeOffer(offer('by-call', 1));
    takeOffer(offer('closing', 1));
    const held = phoneCall({ id: 'p', phase: 'held', escalationId: undefined, callId: 'call-by-call' });
    phoneWith(phoneCall({ id: 'q', phase: 'live', escalationId: 'in-hand', callId: undefined }), held);
    desk.setState({ wrapUps: [wrapUp({ id: 'w', callId: 'call-closing' })] });
    aDayGoesBy();
    expect(Object.keys(offers())).toEqual(expect.arrayContaining(['in-hand', 'by-call', 'closing']));
    expect(offerOfCall(held, offers())?.leadName).toBe('by-call');
  });

  it('keep one that still waits for a person, and lose it once it was taken back', () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    for (const id of ['waits', 'gone']) takeOffer(offer(id, 1, { status: 'reserved', expiresAt }));
    withdrawOffer('gone', 'attempt-gone');
    aDayGoesBy();
    expect(offers()).toHaveProperty('waits');
    expect(offers()).not.toHaveProperty('gone');
  });
});

describe('what one did oneself all day', () => {
  it('remembers where the last hundred clients went, and those that the phone still shows', () => {
    const left = (callId: string) => phoneCall({ id: callId, phase: 'ended', liveAt: 1, callId });
    for (const n of times(150))
      noteHandOvers({ calls: [left(`c${n}`), left('first')] } as unknown as PhoneState);
    const known = Object.keys(handOvers.getState().left);
    expect(known).toHaveLength(102);
    expect(known).toEqual(expect.arrayContaining(['first', 'c149', 'c50']));
  });

  it('forgets notes only where nothing was written, and not on screen', async () => {
    const written = new Map([['noted', 'Quiere la B-304']]);
    const keeper = new NoteKeeper({
      api: {
        draft: (leadId) => Promise.resolve({ text: written.get(leadId) ?? '', savedAt: null }),
        keepDraft: (_, text) => Promise.resolve({ text, savedAt: minute(1) }),
        addNote: () => Promise.resolve(),
      },
      ownerId: 'me',
      storage: { getItem: () => null, setItem: () => undefined, removeItem: () => undefined },
    });
    chooseLead('on-screen');
    for (const id of ['noted', 'on-screen', ...times(80).map((n) => `seen-${n}`)]) await keeper.open(id);
    const known = Object.keys(noteDrafts.getState().notes);
    expect(known).toEqual(expect.arrayContaining(['noted', 'on-screen', 'seen-79']));
    expect(known).not.toContain('seen-0');
    expect(known.length).toBeLessThanOrEqual(53);
  });

  it('keeps every form that the desk lists, and drops the oldest of the others', () => {
    desk.setState({ wrapUps: [wrapUp({ id: 'listed' })] });
    changeForm('listed', { notes: 'Lo pensará' });
    for (const n of times(40)) changeForm(`closed-elsewhere-${n}`, { notes: 'Sí' });
    const { forms } = wrapUpForms.getState();
    expect(forms).toHaveProperty('listed.notes', 'Lo pensará');
    expect(forms).toHaveProperty('closed-elsewhere-39');
    expect(Object.keys(forms).length).toBeLessThanOrEqual(22);
  });

  it('never loses a message that did not get out', () => {
    const message = (key: string, phase: Outgoing['phase'], n: number): Outgoing => ({
      ...{ leadId: `lead-${key}`, message: { kind: 'text', key, text: '' }, text: '', at: minute(n), phase },
    });
    addOutgoing(message('failed', 'failed', 1));
    addOutgoing(message('under-way', 'sending', 1));
    for (const n of times(80)) addOutgoing(message(`accepted-${n}`, 'accepted', 2 + n));
    const keys = Object.keys(writing.getState().outgoing);
    expect(keys).toEqual(expect.arrayContaining(['failed', 'under-way', 'accepted-79']));
    expect(keys.length).toBeLessThanOrEqual(53);
  });

  it('forgets the words that were being heard in a call nobody follows any more', () => {
    addEvents('call:a', [], 0);
    hearSpeech('a', { role: 'lead', text: 'Me interesa' });
    hearSpeech('b', { role: 'ai', text: 'Claro' });
    dropStreams(['call:a', 'lead:x']);
    expect(streams.getState().speech).toEqual({ b: { role: 'ai', text: 'Claro' } });
  });
});
