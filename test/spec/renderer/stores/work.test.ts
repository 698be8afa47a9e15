// The order of my work, and which of two pieces of news is the newer.
import { beforeEach, describe, expect, it } from 'vitest';
import {
  leadWithNumber,
  newerCall,
  newerLead,
  orderLeads,
  orderOpenCalls,
  orderTasks,
  reconcileOpenCalls,
  takeCalls,
  work,
} from '../../../../src/renderer/stores/work.ts';
import type { Task } from '../../../../src/shared/api.ts';
import type { CallSummary } from '../../../../src/shared/call.ts';
import type { LeadSummary } from '../../../../src/shared/lead.ts';

const call = (id: string, change: Partial<CallSummary> = {}): CallSummary => ({
  ...{
    id,
    leadId: `lead-${id}`,
    leadName: id,
    phone: null,
    status: 'in-progress',
    reason: '',
    queuedAt: null,
  },
  ...{ startedAt: '2026-11-22T12:00:00Z', answeredAt: null, endedAt: null, durationSeconds: null },
  ...{ outcome: null, escalated: false, agentName: null, seq: 1 },
  ...change,
});
const lead = (id: string, updatedAt: string): LeadSummary => ({
  ...{ id, name: id, phone: null, language: 'es', status: 'new', score: null, source: null },
  ...{ lastMessage: null, updatedAt },
});
const byId = <T extends { id: string }>(...all: T[]) => Object.fromEntries(all.map((one) => [one.id, one]));
const ids = (all: { id: string }[]) => all.map((one) => one.id);

beforeEach(() => work.setState(work.getInitialState(), true));

describe('live calls', () => {
  it('stand with those nearest to a person first, then the longest running', () => {
    const calls = byId(
      call('queued', { status: 'queued', startedAt: null, queuedAt: '2026-11-22T11:00:00Z' }),
      call('young', { startedAt: '2026-11-22T12:05:00Z' }),
      call('old', { startedAt: '2026-11-22T12:01:00Z' }),
      call('passing', { status: 'forwarding', startedAt: '2026-11-22T12:09:00Z' }),
      call('over', { status: 'ended' }),
    );
    expect(ids(orderOpenCalls(calls))).toEqual(['passing', 'old', 'young', 'queued']);
  });

  it('never go back to older news', () => {
    const newer = call('a', { seq: 9, status: 'ended' });
    expect(newerCall(newer, call('a', { seq: 4 }))).toBe(newer);
    expect(newerCall(call('a', { seq: 4 }), newer)).toBe(newer);
  });

  it('that ended while the console was away are gone when it comes back', () => {
    takeCalls([call('a'), call('b')]);
    reconcileOpenCalls([call('b', { seq: 2 })]);
    expect(ids(orderOpenCalls(work.getState().calls))).toEqual(['b']);
  });
});

describe('leads and tasks', () => {
  it('list leads by their newest change', () => {
    const leads = byId(lead('a', '2026-11-22T10:00:00Z'), lead('b', '2026-11-22T11:00:00Z'));
    expect(ids(orderLeads(leads))).toEqual(['b', 'a']);
  });

  it('keep the newer of two summaries of a lead', () => {
    const newer = lead('a', '2026-11-22T11:00:00Z');
    expect(newerLead(newer, lead('a', '2026-11-22T10:00:00Z'))).toBe(newer);
  });

  it('list open tasks only, the soonest due first', () => {
    const task = (id: string, dueAt: string, status: Task['status'] = 'open') =>
      ({ id, dueAt, status }) as Task;
    const tasks = [
      task('late', '2026-11-23'),
      task('soon', '2026-11-22'),
      task('gone', '2026-11-21', 'done'),
    ];
    expect(ids(orderTasks(tasks))).toEqual(['soon', 'late']);
  });
});

describe('whose number it is', () => {
  const numbered = (id: string, phone: string | null) => ({ id, phone });
  const elena = numbered('elena', '+523225550159');

  it('is told with and without the country code', () => {
    for (const number of ['+523225550159', '3225550159', '0013225550159', 'sip:3225550159'])
      expect(leadWithNumber([numbered('other', '+525512345678'), elena], number), number).toBe(elena);
  });

  it('is nobody for an extension, an empty number, or a number of two people', () => {
    expect(leadWithNumber([elena], '4127')).toBeUndefined();
    expect(leadWithNumber([elena, numbered('nobody', null)], '')).toBeUndefined();
    expect(leadWithNumber([elena, numbered('husband', '+523225550159')], '3225550159')).toBeUndefined();
  });
});
