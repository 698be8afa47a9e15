/** The sounds of a telephone, read off the calls alone. */
import { describe, expect, it } from 'vitest';
import { AGENT_HUNG_UP } from '../../../src/phone/calls/call-ending.ts';
import { newCallRecord } from '../../../src/phone/calls/call-record.ts';
import { BUSY_TONE_MS, comfortTone, HANGUP_TONE_MS } from '../../../src/phone/calls/comfort-tone.ts';
import type { PhoneCall } from '../../../src/shared/phone.ts';

const NOW = 1_000_000;
const call = (direction: PhoneCall['direction'], more: Partial<PhoneCall>): PhoneCall => ({
  ...newCallRecord({ sipCallId: 'x', direction, name: undefined, number: '1', summary: undefined }, NOW),
  ...more,
});
const live = call('in', { phase: 'live', liveAt: NOW });
const ringing = call('in', { phase: 'ringing' });
const over = (more: Partial<PhoneCall>, direction: PhoneCall['direction'] = 'out'): PhoneCall =>
  call(direction, { phase: 'ended', endedAt: NOW, ...more });

describe('The comfort tone', () => {
  it('is ringback while the other side rings, until it can be heard itself', () => {
    expect(comfortTone([call('out', {})], NOW)).toBeUndefined();
    expect(comfortTone([call('out', { ringingAt: NOW })], NOW)).toBe('ringback');
    expect(comfortTone([call('out', { ringingAt: NOW, earlyMedia: true })], NOW)).toBeUndefined();
  });

  it('is the waiting tone while a second call rings during a live one, and nothing else disturbs speech', () => {
    expect(comfortTone([ringing, live], NOW)).toBe('waiting');
    expect(comfortTone([live], NOW)).toBeUndefined();
    expect(comfortTone([over({ outcome: 'busy' }), live], NOW)).toBeUndefined();
    expect(comfortTone([ringing], NOW)).toBeUndefined();
  });

  it.each(['busy', 'unreachable', 'failed'] as const)('is busy for a while after %s', (outcome) => {
    expect(comfortTone([over({ outcome })], NOW + BUSY_TONE_MS - 1)).toBe('busy');
    expect(comfortTone([over({ outcome })], NOW + BUSY_TONE_MS)).toBeUndefined();
  });

  it.each(['rejected', 'no-answer'] as const)('is silent after %s', (outcome) => {
    expect(comfortTone([over({ outcome })], NOW)).toBeUndefined();
  });

  it('is short when the far end hung up, and silent when the agent did or handed the call over', () => {
    const left = { outcome: 'answered', liveAt: NOW - 1, cause: 'the other side hung up' } as const;
    expect(comfortTone([over(left, 'in')], NOW)).toBe('hangup');
    expect(comfortTone([over(left, 'in')], NOW + HANGUP_TONE_MS)).toBeUndefined();
    expect(comfortTone([over({ ...left, cause: AGENT_HUNG_UP }, 'in')], NOW)).toBeUndefined();
    expect(comfortTone([over({ ...left, outcome: 'transferred' }, 'in')], NOW)).toBeUndefined();
  });

  it('is that of the call that ended last, not of the one that began last', () => {
    const older = over({ outcome: 'answered', liveAt: NOW - 1, cause: 'the other side hung up' }, 'in');
    const newer = over({ outcome: 'rejected', endedAt: NOW - 10_000 }, 'in');
    expect(comfortTone([newer, older], NOW)).toBe('hangup');
  });

  it('ends although the clock is set back', () => {
    expect(comfortTone([over({ outcome: 'busy' })], NOW - 3_600_000)).toBeUndefined();
  });

  it('says nothing about a call that somebody else refused to have answered here', () => {
    expect(comfortTone([over({ outcome: 'busy' }, 'in')], NOW)).toBeUndefined();
    expect(comfortTone([], NOW)).toBeUndefined();
  });
});
