// The agent's own queue: what stands where, and that nothing stands there twice.
import { describe, expect, it } from 'vitest';
import type { Task } from '../../../../src/shared/api.ts';
import type { CallSummary } from '../../../../src/shared/call.ts';
import type { ChatSummary, WrapUp } from '../../../../src/shared/desk.ts';
import type { LeadSummary } from '../../../../src/shared/lead.ts';
import type { PhoneCall, PhoneState } from '../../../../src/shared/phone.ts';
import {
  countOwn,
  selectedRow,
  urgencyOfTask,
  workGroups,
  type WorkFacts,
} from '../../../../src/renderer/stores/work-rows.ts';

const now = new Date(2026, 10, 22, 12, 0).getTime();
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();

const task = (id: string, more: Partial<Task>): Task => ({
  id,
  leadId: `lead-of-${id}`,
  leadName: id,
  callId: null,
  kind: 'follow-up',
  title: id,
  notes: null,
  ownerId: 'me',
  ownerName: 'Me',
  dueAt: at(30),
  phone: null,
  status: 'open',
  ...more,
});
const phoneCall = (id: string, phase: PhoneCall['phase'], callId?: string) =>
  ({ id, phase, callId, direction: 'in', number: '1' }) as PhoneCall;
const phoneState = (calls: PhoneCall[]) => ({ calls }) as PhoneState;
const wrapUp = (id: string, leadId: string | null) => ({ id, leadId }) as WrapUp;
const chat = (leadId: string, unansweredSince: string | null) => ({ leadId, unansweredSince }) as ChatSummary;
const aiCall = (id: string, leadId: string) =>
  ({ id, leadId, status: 'in-progress', answeredAt: at(-1) }) as CallSummary;
const lead = (id: string, updatedAt: string) => ({ id, updatedAt }) as LeadSummary;

const facts = (more: Partial<WorkFacts>): WorkFacts => ({
  phone: undefined,
  offers: {},
  wrapUps: [],
  tasks: [],
  chats: [],
  calls: {},
  leads: {},
  now,
  ...more,
});
const shape = (given: Partial<WorkFacts>) =>
  workGroups(facts(given)).map(({ key, rows }) => [key, ...rows.map(({ id }) => id)]);

describe('the work list', () => {
  it('puts what rings first and what can wait last', () => {
    expect(
      shape({
        phone: phoneState([
          phoneCall('held', 'held'),
          phoneCall('live', 'live'),
          phoneCall('ring', 'ringing'),
        ]),
        wrapUps: [wrapUp('w', 'a')],
        tasks: [task('back', { kind: 'callback' }), task('do', {})],
        chats: [chat('b', at(-9))],
        calls: { ai: aiCall('ai', 'c') },
        leads: { d: lead('d', at(-1)) },
      }),
    ).toEqual([
      ['incoming', 'phone:ring'],
      ['active', 'phone:live'],
      ['held', 'phone:held'],
      ['wrap', 'wrap:w'],
      ['callbacks', 'task:back'],
      ['tasks', 'task:do'],
      ['chats', 'chat:b'],
      ['live', 'live:ai'],
      ['leads', 'lead:d'],
    ]);
  });

  it('has no group without rows', () => {
    expect(shape({})).toEqual([]);
  });

  it('keeps tasks to today, and callbacks to the end of tomorrow', () => {
    const tomorrow = at(20 * 60);
    expect(
      shape({
        tasks: [
          task('later', { dueAt: tomorrow }),
          task('late', { dueAt: at(-3 * 24 * 60) }),
          task('back', { kind: 'callback', dueAt: tomorrow }),
          task('far', { kind: 'callback', dueAt: at(49 * 60) }),
          task('done', { status: 'done' }),
        ],
      }),
    ).toEqual([
      ['callbacks', 'task:back'],
      ['tasks', 'task:late'],
    ]);
  });

  it('shows the chat that waits longest first, and none that is answered', () => {
    expect(shape({ chats: [chat('new', at(-1)), chat('old', at(-20)), chat('answered', null)] })).toEqual([
      ['chats', 'chat:old', 'chat:new'],
    ]);
  });

  it('does not repeat a call of ours among Sofía’s, nor its lead among the newest', () => {
    expect(
      shape({
        phone: phoneState([phoneCall('mine', 'live', 'ai')]),
        calls: { ai: aiCall('ai', 'a'), other: aiCall('other', 'b') },
        leads: { b: lead('b', at(-1)), c: lead('c', at(-2)) },
      }),
    ).toEqual([
      ['active', 'phone:mine'],
      ['live', 'live:other'],
      ['leads', 'lead:c'],
    ]);
  });

  it('counts only what waits for the agent', () => {
    const groups = workGroups(
      facts({
        wrapUps: [wrapUp('w', null)],
        calls: { ai: aiCall('ai', 'a') },
        leads: { b: lead('b', at(-1)) },
      }),
    );
    expect(countOwn(groups)).toBe(1);
  });
});

describe('the selected row', () => {
  const groups = workGroups(
    facts({ wrapUps: [wrapUp('w', 'a'), wrapUp('none', null)], tasks: [task('t', { leadId: 'a' })] }),
  );

  it('is the one that was chosen, though its lead stands in others too', () => {
    expect(selectedRow(groups, 'task:t', 'a')).toBe('task:t');
  });

  it('is the first of the lead when nothing of it was chosen', () => {
    expect(selectedRow(groups, undefined, 'a')).toBe('wrap:w');
    expect(selectedRow(groups, 'wrap:none', 'a')).toBe('wrap:w');
  });

  it('is a row without a lead while nobody is on screen', () => {
    expect(selectedRow(groups, 'wrap:none', undefined)).toBe('wrap:none');
  });

  it('is none when the lead has no row', () => {
    expect(selectedRow(groups, 'task:gone', 'z')).toBeUndefined();
  });
});

describe('the urgency of a task', () => {
  it('is overdue from its minute on, and soon ten minutes before', () => {
    expect([0, -1, 10, 11].map((minutes) => urgencyOfTask(at(minutes), now))).toEqual([
      'overdue',
      'overdue',
      'soon',
      'later',
    ]);
  });
});
