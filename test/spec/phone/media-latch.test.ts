/** Who may speak into a call and who gets our voice, when SDP does not tell the truth. */
import { beforeEach, describe, expect, it } from 'vitest';
import { PeerLatch } from '../../../src/phone/media/peer-latch.ts';

const ANNOUNCED = { ip: '10.0.0.1', port: 4_000 };
const OTHER_PORT = { ip: '10.0.0.1', port: 5_000 };
const OTHER_HOST = { ip: '10.0.0.2', port: 4_000 };

describe('The address of the peer', () => {
  let latch: PeerLatch;
  const hear = (from: typeof ANNOUNCED, nowMs: number): boolean => {
    if (!latch.admits(from, nowMs)) return false;
    latch.heard(from, nowMs);
    return true;
  };
  beforeEach(() => {
    latch = new PeerLatch();
    latch.announce(ANNOUNCED, 0);
  });

  it('is nobody before it was announced', () => {
    expect(new PeerLatch().admits(ANNOUNCED, 5_000)).toBe(false);
    expect(new PeerLatch().target).toBeUndefined();
  });

  it('is another port of the same machine from its first packet on', () => {
    expect(hear(OTHER_PORT, 1)).toBe(true);
    expect(latch.target).toEqual(OTHER_PORT);
  });

  it('stays where it speaks while it speaks, whoever else sends', () => {
    for (let nowMs = 0; nowMs < 5_000; nowMs += 20) {
      expect(hear(ANNOUNCED, nowMs)).toBe(true);
      expect(hear(OTHER_PORT, nowMs + 1)).toBe(false);
      expect(hear(OTHER_HOST, nowMs + 2)).toBe(false);
    }
    expect(latch.target).toEqual(ANNOUNCED);
  });

  it('moves to another machine only after a second of silence, and back at once', () => {
    hear(ANNOUNCED, 0);
    expect(hear(OTHER_HOST, 999)).toBe(false);
    expect(hear(OTHER_HOST, 1_001)).toBe(true);
    expect(latch.target).toEqual(OTHER_HOST);
    expect(hear(ANNOUNCED, 1_010)).toBe(true);
    expect(latch.target).toEqual(ANNOUNCED);
    expect(hear(OTHER_HOST, 1_020)).toBe(false);
  });

  it('is the nearer one at once: a port of its own machine before another machine, itself before both', () => {
    expect(hear(OTHER_HOST, 1_001)).toBe(true);
    expect(hear(OTHER_PORT, 1_002)).toBe(true);
    expect(hear(OTHER_HOST, 1_003)).toBe(false);
    expect(hear(ANNOUNCED, 1_004)).toBe(true);
    expect(hear(OTHER_PORT, 1_005)).toBe(false);
    expect(latch.target).toEqual(ANNOUNCED);
  });

  it('moves on within a second when it falls silent, wherever it was followed', () => {
    for (const [from, at] of [
      [OTHER_PORT, 0],
      [OTHER_HOST, 1_000],
      [{ ...OTHER_HOST, port: 6_000 }, 1_200],
      [OTHER_HOST, 1_400],
    ] as const)
      expect(hear(from, at)).toBe(true);
  });

  it('is not where it was before it announced another port, unless that stays silent', () => {
    hear(ANNOUNCED, 0);
    latch.announce(OTHER_PORT, 100);
    expect(hear(ANNOUNCED, 299)).toBe(false);
    expect(latch.target).toEqual(OTHER_PORT);
    expect(hear(ANNOUNCED, 300)).toBe(true);
    expect(hear(OTHER_PORT, 301)).toBe(true);
    expect(hear(ANNOUNCED, 302)).toBe(false);
  });

  it('is not moved by asking: a forged packet proves nothing', () => {
    hear(ANNOUNCED, 0);
    expect(latch.admits(OTHER_HOST, 2_000)).toBe(true);
    expect(latch.target).toEqual(ANNOUNCED);
  });

  it('is the announced one again when it is announced anew elsewhere, but not when nothing changed', () => {
    hear(OTHER_PORT, 1);
    latch.announce({ ...ANNOUNCED }, 100);
    expect(latch.target).toEqual(OTHER_PORT);
    latch.announce(OTHER_HOST, 200);
    expect(latch.target).toEqual(OTHER_HOST);
    expect(hear(ANNOUNCED, 300)).toBe(false);
  });
});
