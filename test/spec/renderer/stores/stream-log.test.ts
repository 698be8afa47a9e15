// Consoles never miss a line: order and gaps of a stream.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyLog, hasGap, lastSeq, receiveEvents } from '../../../../src/renderer/stores/stream-log.ts';
import type { StreamEvent } from '../../../../src/shared/events.ts';

const event = (seq: number): StreamEvent => ({
  stream: 'call:1',
  seq,
  type: 'call.dialing',
  data: { attempt: seq },
  at: new Date(seq * 1000).toISOString(),
});
const seqs = (events: readonly StreamEvent[]) => events.map((e) => e.seq);

describe('a stream log', () => {
  it('keeps events in order and takes each number once', () => {
    const log = receiveEvents(emptyLog, [event(1), event(2), event(2), event(1)]);
    expect(seqs(log.events)).toEqual([1, 2]);
    expect(hasGap(log)).toBe(false);
  });

  it('holds back what is ahead of a gap and says from where to ask', () => {
    const log = receiveEvents(emptyLog, [event(1), event(4)]);
    expect(seqs(log.events)).toEqual([1]);
    expect(hasGap(log)).toBe(true);
    expect(lastSeq(log)).toBe(1);
  });

  it('shows what waited as soon as the gap is filled', () => {
    const gappy = receiveEvents(emptyLog, [event(1), event(3), event(5)]);
    const partly = receiveEvents(gappy, [event(2)]);
    expect(seqs(partly.events)).toEqual([1, 2, 3]);
    expect(hasGap(partly)).toBe(true);
    expect(seqs(receiveEvents(partly, [event(4)]).events)).toEqual([1, 2, 3, 4, 5]);
  });

  it('knows of a gap from the head alone', () => {
    expect(hasGap(receiveEvents(emptyLog, [], 3))).toBe(true);
  });

  it('returns the very same log when nothing is new, so that nothing is drawn again', () => {
    const log = receiveEvents(emptyLog, [event(1)]);
    expect(receiveEvents(log, [event(1)])).toBe(log);
  });

  it('ends up complete and ordered however its events arrive', () => {
    const arrival = fc.integer({ min: 1, max: 30 }).chain((count) =>
      fc.tuple(
        fc.constant(count),
        fc.shuffledSubarray(
          [...Array(count).keys(), ...Array(count).keys()].map((n) => n + 1),
          { minLength: count * 2, maxLength: count * 2 },
        ),
      ),
    );
    fc.assert(
      fc.property(arrival, ([count, order]) => {
        const log = order.reduce((held, seq) => receiveEvents(held, [event(seq)]), emptyLog);
        expect(seqs(log.events)).toEqual([...Array(count).keys()].map((n) => n + 1));
        expect(hasGap(log)).toBe(false);
        expect(log.ahead).toEqual({});
      }),
    );
  });
});
