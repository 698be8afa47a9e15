// What the offline bar is told of a wire.
import { describe, expect, it } from 'vitest';
import { nextLink } from '../../../../src/renderer/stores/connection.ts';

describe('a wire', () => {
  it('remembers when it last worked once it is down', () => {
    const up = nextLink({ phase: 'connecting', since: 1 }, 'up', 5);
    expect(nextLink(up, 'down', 9)).toEqual({ phase: 'down', since: 9, lastUpAt: 9 });
  });

  it('does not claim to have worked when it never did', () => {
    expect(nextLink({ phase: 'connecting', since: 1 }, 'down', 9)).toMatchObject({ lastUpAt: undefined });
  });

  it('keeps since when it is as it is', () => {
    const down = nextLink({ phase: 'up', since: 1 }, 'down', 5);
    expect(nextLink(down, 'down', 50)).toBe(down);
  });
});
