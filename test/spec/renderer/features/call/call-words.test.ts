// How a call sounds and what to do about it; who can be joined with whom.
import { describe, expect, it } from 'vitest';
import { adviceFor, networkWord } from '../../../../../src/renderer/features/call/call-quality-words.ts';
import { canConfer, joinOrAsk, secondOf } from '../../../../../src/renderer/features/call/conference.ts';
import { closeDialer, dialer } from '../../../../../src/renderer/stores/dialer.ts';
import type { CallQuality, PhoneCall, PhoneState } from '../../../../../src/shared/phone.ts';

const fine: CallQuality = {
  ...{ mos: 4.3, lossPercent: 0, jitterMs: 4, roundTripMs: 40 },
  ...{ farLossPercent: 0, farJitterMs: 3 },
};

describe('the advice for a call', () => {
  it('names what is heard worst', () => {
    expect(adviceFor(fine)).toBe('none');
    expect(adviceFor({ ...fine, lossPercent: 4, jitterMs: 35 })).toBe('loss');
    expect(adviceFor({ ...fine, lossPercent: 1, jitterMs: 90 })).toBe('jitter');
    expect(adviceFor({ ...fine, roundTripMs: 420 })).toBe('delay');
    expect(adviceFor({ ...fine, farLossPercent: 6, lossPercent: 2 })).toBe('far');
  });

  it('does not blame the network for what is not its fault', () => {
    expect(adviceFor({ ...fine, mos: 3.2 })).toBe('unknown');
    expect(adviceFor({ ...fine, roundTripMs: undefined, farLossPercent: undefined })).toBe('none');
  });
});

describe('the network in a word', () => {
  it('follows the limits of the look', () => {
    expect(networkWord(42, 0.1)).toBe('good');
    expect(networkWord(151, 0)).toBe('fair');
    expect(networkWord(20, 1.1)).toBe('fair');
    expect(networkWord(301, 0)).toBe('bad');
    expect(networkWord(undefined, 3.1)).toBe('bad');
  });
});

const call = (id: string, phase: PhoneCall['phase'], inConference = false) =>
  ({ id, phase, inConference }) as PhoneCall;
const line = (...calls: PhoneCall[]) => ({ calls }) as PhoneState;

describe('a conference', () => {
  it('joins the answered call beside it, and not one that only rings', () => {
    const live = call('a', 'live');
    expect(secondOf(line(live, call('b', 'held')), live)?.id).toBe('b');
    expect(secondOf(line(live, call('b', 'ringing'), call('c', 'ended')), live)).toBeUndefined();
    expect(canConfer(line(live), live)).toBe(true);
    expect(canConfer(line(call('a', 'held')), call('a', 'held'))).toBe(false);
    expect(canConfer(line(live), call('a', 'live', true))).toBe(false);
  });

  it('asks whom to call where there is no second one', async () => {
    const live = call('a', 'live');
    const asked: boolean[] = [];
    const confer = async (on: boolean) => void asked.push(on);
    await joinOrAsk(line(live), live, confer);
    expect(dialer.getState().open).toMatchObject({ purpose: 'add', callId: 'a' });
    expect(asked).toEqual([]);
    closeDialer();
    await joinOrAsk(line(live, call('b', 'held')), live, confer);
    expect(asked).toEqual([true]);
    expect(dialer.getState().open).toBeUndefined();
  });
});
