// What the bell keeps: each thing once, the newest first, and only what was really missed.
import { beforeEach, describe, expect, it } from 'vitest';
import {
  addNotices,
  clearNotices,
  dropAnswered,
  countUnread,
  dueNotice,
  missedCalls,
  notices,
  readNotices,
  undeliveredMessages,
} from '../../../../src/renderer/stores/notices.ts';
import type { Task } from '../../../../src/shared/api.ts';
import type { PhoneCall, PhoneState } from '../../../../src/shared/phone.ts';

const call = (more: Partial<PhoneCall>) =>
  ({
    ...{ id: 'a', phase: 'ended', direction: 'in', number: '+5255', outcome: 'no-answer', endedAt: 10 },
    ...more,
  }) as PhoneCall;
const missed = (...calls: PhoneCall[]) => missedCalls({ calls } as PhoneState);
const task = (more: Partial<Task>) =>
  ({
    ...{ id: 't', leadId: 'l', leadName: 'Mariana', title: 'Llamar', status: 'open', phone: '+5255' },
    ...{ dueAt: '2026-11-22T18:00:00Z', kind: 'callback' },
    ...more,
  }) as Task;

beforeEach(clearNotices);

describe('the bell', () => {
  it('keeps a call that rang out, and none that was taken, refused, placed or still rings', () => {
    expect(missed(call({})).map(({ id }) => id)).toEqual(['missed a']);
    expect(
      missed(
        call({ liveAt: 5, outcome: 'answered' }),
        call({ outcome: 'rejected' }),
        call({ direction: 'out' }),
        call({ phase: 'ringing' }),
      ),
    ).toEqual([]);
  });

  it('lets a call go that was answered when it rang again, and one to whom somebody spoke since', () => {
    const first = call({ id: 'a', callId: 'ours', number: '1', endedAt: 10 });
    addNotices(missed(first));
    const again = call({
      id: 'b',
      callId: 'ours',
      number: '2',
      liveAt: 20,
      phase: 'live',
      outcome: undefined,
    });
    dropAnswered({ calls: [first, again] } as PhoneState);
    expect(notices.getState().notices).toEqual([]);
    expect(missed(first, again)).toEqual([]);
    const back = call({ id: 'c', direction: 'out', number: '1', liveAt: 30 });
    expect(missed(first, back)).toEqual([]);
  });

  it('keeps a call that was missed after they had spoken, and one of somebody else', () => {
    const spoken = call({ id: 'a', callId: 'ours', number: '1', liveAt: 5, endedAt: 8, outcome: 'answered' });
    const later = call({ id: 'b', callId: 'ours', number: '1', endedAt: 10 });
    const other = call({ id: 'c', number: '', endedAt: 1 });
    addNotices(missed(spoken, later, other));
    dropAnswered({ calls: [spoken, later, other] } as PhoneState);
    expect(notices.getState().notices.map(({ id }) => id)).toEqual(['missed b', 'missed c']);
  });

  it('says each thing once, however often the phone says it', () => {
    addNotices(missed(call({})));
    readNotices();
    addNotices(missed(call({})));
    expect(notices.getState().notices).toHaveLength(1);
    expect(countUnread(notices.getState())).toBe(0);
  });

  it('has the newest first and lets the oldest go', () => {
    for (let i = 0; i < 40; i++) addNotices(missed(call({ id: `c${i}`, endedAt: i })));
    const { notices: kept } = notices.getState();
    expect(kept).toHaveLength(30);
    expect(kept[0]?.id).toBe('missed c39');
  });

  it('reminds of a callback again when it was moved', () => {
    addNotices([dueNotice(task({}))]);
    addNotices([dueNotice(task({}))]);
    addNotices([dueNotice(task({ dueAt: '2026-11-22T19:00:00Z' }))]);
    expect(countUnread(notices.getState())).toBe(2);
  });

  it('tells of messages that WhatsApp does not deliver, while somebody has to see to it', () => {
    const title = 'WhatsApp no entrega los mensajes a este cliente: buscar otro medio';
    const found = undeliveredMessages([task({ title }), task({ title, status: 'done' }), task({})], 99);
    expect(found.map(({ id, at }) => [id, at])).toEqual([['undelivered t', 99]]);
  });
});
