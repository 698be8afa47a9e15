// One reading line: the snapshot and the streams together, each thing once, in order, under the right heading.
import { describe, expect, it } from 'vitest';
import { readingLine } from '../../../../src/renderer/stores/reading-line.ts';
import { countSince, filterLines, layRows } from '../../../../src/renderer/stores/reading-rows.ts';
import { emptyLog, receiveEvents } from '../../../../src/renderer/stores/stream-log.ts';
import type { EventData, EventType, StreamEvent } from '../../../../src/shared/events.ts';
import type { TimelineItem } from '../../../../src/shared/timeline.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 12, minute)).toISOString();
const item = (id: string, minute: number, change: Partial<TimelineItem> = {}): TimelineItem => ({
  ...{ id, channel: 'whatsapp', author: 'lead', agentName: null, text: id, callId: null, status: null },
  at: at(minute),
  ...change,
});

/** Builds the log of one stream; events are numbered as they stand. */
function log(stream: string, ...entries: { [K in EventType]: [K, EventData[K], number] }[EventType][]) {
  const events = entries.map(
    ([type, data, minute], index) => ({ stream, seq: index + 1, type, data, at: at(minute) }) as StreamEvent,
  );
  return { [stream]: receiveEvents(emptyLog, events) };
}
const said = (id: string, role: 'lead' | 'ai' | 'agent', minute: number) => ({
  ...{ interactionId: id, role, text: id },
  at: at(minute),
});

describe('the reading line', () => {
  it('shows a message once, whether the snapshot or the stream brought it first', () => {
    const logs = log('lead:1', ['message.received', { interactionId: 'm1', kind: 'text', text: 'm1' }, 1]);
    expect(readingLine([item('m1', 1)], logs).map((line) => line.id)).toEqual(['m1']);
    expect(readingLine([], logs).map((line) => line.id)).toEqual(['m1']);
  });

  it('tells once that the lead picked up, also when Sofía comes back after an attempt', () => {
    const logs = log(
      'call:c1',
      ['call.changed', { status: 'in-progress' }, 1],
      ['call.changed', { status: 'forwarding' }, 2],
      ['call.changed', { status: 'in-progress' }, 3],
    );
    expect(readingLine([], logs).map((line) => line.id)).toEqual(['call:c1#1']);
  });

  it('knows whose attempt it was that nobody answered', () => {
    const attempt = { escalationId: 'e', attemptId: 'a' };
    const logs = log(
      'call:c1',
      ['escalation.reserved', { ...attempt, target: 'agent', agentId: '1', agentName: 'Andrea Luna' }, 1],
      ['escalation.missed', { ...attempt, outcome: 'no-answer', sipStatus: 480, cause: null }, 2],
    );
    expect(readingLine([], logs)[1]).toMatchObject({ kind: 'event', agentName: 'Andrea Luna' });
  });

  it.each(['the phone', 'Sofía’s side'] as const)(
    'knows of a call’s end how long the person had it, whoever told first: %s',
    (first) => {
      const who = { escalationId: 'e', attemptId: 'a', agentId: '1', agentName: 'Andrea Luna' };
      const ended = ['call.ended', { endedReason: null, outcome: null, durationSeconds: 72 }, 3] as const;
      const closed = [
        'escalation.closed',
        { escalationId: 'e', outcome: 'answered', talkMs: 30_000 },
        3,
      ] as const;
      const [one, two] = first === 'the phone' ? [closed, ended] : [ended, closed];
      const logs = log('call:c1', ['escalation.answered', who, 2], [...one], [...two]);
      const end = () => readingLine([], logs).at(-1);
      expect(end()).toMatchObject({
        event: { type: 'call.ended' },
        withPerson: { ms: 30_000, agentName: 'Andrea Luna' },
      });
      expect(end()).toBe(end());
    },
  );

  it('keeps of the planned messages only the one that still stands', () => {
    const planned = (minute: number) =>
      ['follow-up.scheduled', { step: 0, at: at(minute + 60) }, minute] as [
        'follow-up.scheduled',
        EventData['follow-up.scheduled'],
        number,
      ];
    const wrote = (id: string, minute: number) =>
      ['message.received', { interactionId: id, kind: 'text', text: id }, minute] as [
        'message.received',
        EventData['message.received'],
        number,
      ];
    const ids = (logs: ReturnType<typeof log>) => readingLine([], logs).map((line) => line.id);
    expect(ids(log('lead:1', wrote('m1', 1), planned(2), planned(3)))).toEqual(['m1', 'lead:1#3']);
    expect(ids(log('lead:1', wrote('m1', 1), planned(2), wrote('m2', 3)))).toEqual(['m1', 'm2']);
  });

  it('follows the delivery of a message', () => {
    const logs = log(
      'lead:1',
      ['message.queued', { interactionId: 'm1', text: 'hola', reason: 'answer' }, 1],
      ['message.changed', { interactionId: 'm1', status: 'read' }, 2],
    );
    expect(readingLine([], logs)).toMatchObject([{ kind: 'turn', author: 'ai', status: 'read' }]);
  });

  it('tells a call by its stream alone once the stream is whole, so that no tool call stands twice', () => {
    const tool = { name: 'get_pricing', parameters: {}, result: 'ok', success: true, ms: 5, cached: false };
    const items = [item('row-of-tool', 2, { channel: 'tool', author: 'ai', callId: 'c1', tool })];
    const logs = log('call:c1', ['tool.called', { toolCallId: 't1', ...tool }, 2]);
    expect(readingLine(items, logs).map((line) => line.id)).toEqual(['tool:t1']);
  });

  it('keeps the snapshot’s word of a call while its stream has a gap', () => {
    const items = [item('spoken', 2, { channel: 'call', callId: 'c1' })];
    const gappy = { 'call:c1': receiveEvents(emptyLog, [], 3) };
    expect(readingLine(items, gappy).map((line) => line.id)).toEqual(['spoken']);
  });

  it('orders by when a thing was said, not by when it arrived', () => {
    const logs = log(
      'call:c1',
      ['transcript.added', said('second', 'ai', 5), 6],
      ['transcript.added', said('first', 'lead', 4), 6],
    );
    expect(readingLine([], logs).map((line) => line.id)).toEqual(['first', 'second']);
  });

  it('names the agent who speaks from whoever had answered by then', () => {
    const logs = log(
      'call:c1',
      [
        'escalation.answered',
        { escalationId: 'e', attemptId: 'a', agentId: 'u', agentName: 'Andrea Luna' },
        1,
      ],
      ['transcript.added', said('s1', 'agent', 2), 2],
    );
    expect(readingLine([], logs).at(-1)).toMatchObject({ author: 'agent', agentName: 'Andrea Luna' });
  });

  it('shows what the system writes to a lead as Sofía’s, and WhatsApp’s own notices as notices', () => {
    const lines = readingLine(
      [
        item('ours', 1, { author: 'system', kind: 'text' }),
        item('theirs', 2, { author: 'system', kind: 'system' }),
      ],
      {},
    );
    expect(lines).toMatchObject([{ kind: 'turn', author: 'ai' }, { kind: 'note' }]);
  });

  it('shows what was said in a call as words, whatever kind it is kept as', () => {
    const line = item('said', 1, { channel: 'call', kind: 'transcript', author: 'lead' });
    expect(readingLine([line], {})).toMatchObject([{ kind: 'turn', channel: 'call', messageKind: 'text' }]);
  });
});

describe('its rows', () => {
  const call = log(
    'call:c1',
    ['transcript.added', said('hello', 'ai', 10), 10],
    [
      'escalation.answered',
      { escalationId: 'e', attemptId: 'a', agentId: 'u', agentName: 'Andrea Luna' },
      12,
    ],
    ['transcript.added', said('with-agent', 'agent', 13), 13],
  );

  it('put a heading where the channel changes, live for whoever talks now', () => {
    const rows = layRows(readingLine([item('before', 1)], call), call);
    expect(rows.filter((row) => row.kind === 'heading')).toMatchObject([
      { of: 'whatsapp' },
      { of: 'call', live: false },
      { of: 'agent', live: true, agentName: 'Andrea Luna' },
    ]);
  });

  it('leave a message that comes during a call under the call’s heading', () => {
    const rows = layRows(readingLine([item('meanwhile', 11)], call), call);
    expect(rows.filter((row) => row.kind === 'heading').map((row) => row.of)).toEqual(['call', 'agent']);
  });

  it('fold more than three lookups in a row, and not three', () => {
    const tool = (id: string) => ({
      ...{
        toolCallId: id,
        name: 'get_pricing',
        parameters: {},
        result: '',
        success: true,
        ms: 1,
        cached: false,
      },
    });
    const four = log(
      'call:c1',
      ...['a', 'b', 'c', 'd']
        .map((id) => ['tool.called', tool(id), 1] as const)
        .map((e) => [...e] as ['tool.called', EventData['tool.called'], number]),
    );
    const three = log(
      'call:c1',
      ...['a', 'b', 'c'].map(
        (id) => ['tool.called', tool(id), 1] as ['tool.called', EventData['tool.called'], number],
      ),
    );
    expect(layRows(readingLine([], four), four).map((row) => row.kind)).toEqual(['day', 'heading', 'fold']);
    expect(layRows(readingLine([], three), three).filter((row) => row.kind === 'tool')).toHaveLength(3);
  });

  it('have ids of their own, even where a heading returns', () => {
    const rows = layRows(readingLine([item('m1', 1), item('m2', 20)], call), call);
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
  });

  it('can be narrowed to one channel', () => {
    const lines = readingLine([item('m1', 1)], call);
    expect(filterLines(lines, 'whatsapp').map((line) => line.id)).toEqual(['m1']);
    expect(filterLines(lines, 'call').map((line) => line.id)).toEqual(['hello', 'call:c1#2', 'with-agent']);
    expect(filterLines(lines, 'tools')).toEqual([]);
  });
});

describe('what people of ours add', () => {
  const note = { interactionId: 'n1', agentId: 'a', agentName: 'Andrea Luna', text: 'Iván viaja' };

  it('is told once, whether the snapshot or the stream brought it first', () => {
    const logs = log('lead:1', ['note.added', note, 1]);
    const kept = item('n1', 1, { channel: 'note', author: 'agent', agentName: 'Andrea Luna' });
    expect(readingLine([kept], logs)).toMatchObject([{ kind: 'note', agentName: 'Andrea Luna' }]);
    expect(readingLine([], logs)).toMatchObject([
      { kind: 'note', agentName: 'Andrea Luna', text: 'Iván viaja' },
    ]);
  });

  it('bears the name of whoever wrote it, not of whoever answered a call', () => {
    const message = { interactionId: 'm1', text: 'Hola', reason: 'desk:a:k', author: 'agent' as const };
    const logs = log('lead:1', ['message.queued', { ...message, agentName: 'Andrea Luna' }, 1]);
    expect(readingLine([], logs)).toMatchObject([{ author: 'agent', agentName: 'Andrea Luna' }]);
  });

  it('comes after the chat was taken for it, also where the snapshot dates it from before', () => {
    const andrea = { agentId: 'a', agentName: 'Andrea Luna' };
    const message = { interactionId: 'm1', text: 'Hola', reason: 'desk:a:k', author: 'agent' as const };
    const logs = log('lead:1', ['chat.taken', andrea, 2], ['message.queued', message, 2]);
    const kept = item('m1', 1, { author: 'agent', agentName: 'Andrea Luna', status: 'sent' });
    expect(readingLine([kept], logs).map((line) => line.id)).toEqual(['lead:1#1', 'm1']);
  });

  it('says why a message failed until it is tried again', () => {
    const sent = { interactionId: 'm1', text: 'Hola', reason: 'r' };
    const failed = { interactionId: 'm1', status: 'failed', error: 'Late', why: 'window-closed' } as const;
    const once = log('lead:1', ['message.queued', sent, 1], ['message.changed', failed, 2]);
    expect(readingLine([], once)).toMatchObject([{ status: 'failed', error: 'Late', why: 'window-closed' }]);
    expect(readingLine([item('m1', 1, { error: 'Late', why: 'window-closed' })], {})[0]).toMatchObject({
      why: 'window-closed',
    });
    const again = log(
      'lead:1',
      ['message.queued', sent, 1],
      ['message.changed', failed, 2],
      ['message.changed', { interactionId: 'm1', status: 'pending' }, 3],
    );
    expect(readingLine([], again)[0]).not.toHaveProperty('error');
    expect(readingLine([], again)[0]).not.toHaveProperty('why');
  });

  it('stands with the calls where it closes one, and with the chat where it changes hands', () => {
    const andrea = { agentId: 'a', agentName: 'Andrea Luna' };
    const logs = log(
      'lead:1',
      ['chat.taken', andrea, 1],
      ['call.wrapped-up', { ...andrea, disposition: 'visit' }, 2],
    );
    const ids = (filter: 'call' | 'whatsapp') =>
      filterLines(readingLine([], logs), filter).map((line) => line.id);
    expect(ids('whatsapp')).toEqual(['lead:1#1']);
    expect(ids('call')).toEqual(['lead:1#2']);
  });
});

describe('a long story', () => {
  const dayLater = (id: string) => ({ ...item(id, 0), at: '2026-11-24T18:00:00.000Z' });

  it('is parted by days, each with its channel said anew', () => {
    const rows = layRows(readingLine([item('m1', 0), item('m2', 1), dayLater('m3')], {}), {});
    expect(rows.map((row) => row.kind)).toEqual(['day', 'heading', 'turn', 'turn', 'day', 'heading', 'turn']);
  });

  it('counts only what came after the reader went up, and only lines', () => {
    const rows = layRows(readingLine([item('m1', 0), item('m2', 1), dayLater('m3')], {}), {});
    expect(countSince(rows, Date.parse(at(0)))).toBe(2);
    expect(countSince(rows, Date.parse(at(1)))).toBe(1);
    expect(countSince([...rows, { kind: 'speech' }], Date.parse('2026-11-25T00:00:00Z'))).toBe(0);
  });

  it('keeps each line the same object, so that only what changed is drawn anew', () => {
    const items = [item('m1', 0), item('m2', 1)];
    const logs = log('lead:1', ['message.received', { interactionId: 'm3', kind: 'text', text: 'x' }, 2]);
    const first = readingLine(items, logs);
    expect(readingLine(items, logs)).toEqual(first);
    readingLine(items, logs).forEach((line, index) => expect(line).toBe(first[index]));
  });
});
