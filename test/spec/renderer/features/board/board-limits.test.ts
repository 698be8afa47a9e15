// Limits: on which side of a figure they lie, what is typed into them, and a scale on which both can be seen.
import { describe, expect, it } from 'vitest';
import { agentLimitOf, levelOf, valueOf } from '../../../../../src/renderer/features/board/board-limits.ts';
import {
  draftOf,
  faultOf,
  isChanged,
  readFigure,
} from '../../../../../src/renderer/features/board/limits-draft.ts';
import { waitScale } from '../../../../../src/renderer/features/board/wait-scale.ts';
import type { BoardAgent, BoardFigures, Threshold } from '../../../../../src/shared/board.ts';

const above: Threshold = { key: 'queued', limit: 8, warn: 6, notify: [] };
const below: Threshold = { key: 'serviceLevel', limit: 80, warn: 85, notify: ['desktop'] };

describe('a figure against its limit', () => {
  it('breaks one from above only past it, and is close to it past the warning', () => {
    const level = (value: number | null) => levelOf([above], 'queued', value);
    expect([level(6), level(7), level(8), level(9)]).toEqual(['fine', 'close', 'close', 'broken']);
  });

  it('breaks one from below only under it', () => {
    const level = (value: number | null) => levelOf([below], 'serviceLevel', value);
    expect([level(85), level(84), level(80), level(79.9)]).toEqual(['fine', 'close', 'close', 'broken']);
  });

  it('is fine where there is no figure, no limit, or nobody watches', () => {
    expect(levelOf([above], 'queued', null)).toBe('fine');
    expect(levelOf([], 'queued', 99)).toBe('fine');
    expect(levelOf([{ ...above, limit: null }], 'queued', 99)).toBe('fine');
  });

  it('is read from the line of figures, a wait by the clock', () => {
    const now = Date.parse('2026-11-25T18:00:00Z');
    const figures = { queued: 3, waitingSince: '2026-11-25T17:58:45Z', oldestQueuedAt: null } as BoardFigures;
    expect(valueOf('queued', figures, now)).toBe(3);
    expect(valueOf('personWait', figures, now)).toBe(75);
    expect(valueOf('oldestQueued', figures, now)).toBeNull();
  });

  it('is that of a person by what they do', () => {
    const on = (more: Partial<BoardAgent>) =>
      agentLimitOf({ state: 'available', call: null, ...more } as BoardAgent);
    expect(on({})).toBeUndefined();
    expect(on({ state: 'wrap-up' })).toBe('wrapUp');
    expect(on({ state: 'away' })).toBe('away');
    expect(on({ call: { ringing: true } as BoardAgent['call'] })).toBeUndefined();
    expect(on({ call: { ringing: false } as BoardAgent['call'] })).toBe('talk');
  });
});

describe('a limit as it is typed', () => {
  it('is a time of minutes and seconds, or of seconds alone', () => {
    expect(readFigure('talk', '1:30')).toBe(90);
    expect(readFigure('talk', '1:00:00')).toBe(3_600);
    expect(readFigure('talk', ' 45 ')).toBe(45);
    for (const wrong of ['1:75', 'a', '-1', '1:2:3:4', ':30'])
      expect(readFigure('talk', wrong), wrong).toBeUndefined();
  });

  it('is nothing where nothing is typed, and no share over a hundred', () => {
    expect(readFigure('abandonment', '')).toBeNull();
    expect(readFigure('abandonment', '7,5')).toBe(7.5);
    expect(readFigure('abandonment', '101')).toBeUndefined();
    expect(readFigure('queued', '1:30')).toBeUndefined();
  });

  it('warns before it breaks, on whichever side it lies', () => {
    const draft = (limit: string, warn: string) => ({ limit, warn, notify: [] });
    expect(faultOf('queued', draft('8', '9'))).toBe('order');
    expect(faultOf('queued', draft('8', '8'))).toBeUndefined();
    expect(faultOf('serviceLevel', draft('80', '75'))).toBe('order');
    expect(faultOf('serviceLevel', draft('80', ''))).toBeUndefined();
    expect(faultOf('talk', draft('x', '1:00'))).toBe('wrong');
  });

  it('reads as it was written, and is sent only where it says something else', () => {
    const talk: Threshold = { key: 'talk', limit: 1_800, warn: 1_200, notify: ['webhook', 'desktop'] };
    expect(draftOf(talk)).toEqual({ limit: '30:00', warn: '20:00', notify: ['webhook', 'desktop'] });
    expect(isChanged(talk, { limit: '1800', warn: '20:00', notify: ['desktop', 'webhook'] })).toBe(false);
    expect(isChanged(talk, { limit: '', warn: '20:00', notify: ['desktop', 'webhook'] })).toBe(true);
    expect(isChanged(talk, { ...draftOf(talk), notify: [] })).toBe(true);
  });
});

describe('the scale of waits', () => {
  it('ends on a round time over every wait and over the limit', () => {
    for (const [waits, limit] of [
      [[0, 0], null],
      [[12, 96], 60],
      [[5], 900],
      [[90_000], 60],
    ] as const) {
      const { top, ticks } = waitScale(waits, limit);
      expect(top).toBeGreaterThanOrEqual(Math.max(...waits, limit ?? 0));
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBe(top);
    }
    expect(waitScale([12, 96], 60)).toEqual({ top: 120, ticks: [0, 60, 120] });
  });
});
