// Where one's calls went is known here before the backend hears of it.
import { beforeEach, describe, expect, it } from 'vitest';
import { handOvers, noteHandOvers } from '../../../../src/renderer/stores/hand-overs.ts';
import type { PhoneCall, PhoneState } from '../../../../src/shared/phone.ts';

const state = (...calls: Partial<PhoneCall>[]) => ({ calls }) as unknown as PhoneState;
const client: Partial<PhoneCall> = { id: 'p1', callId: 'c1', number: '+526642184790', liveAt: 1 };
const left = () => handOvers.getState().left;
const given: Partial<PhoneCall> = { phase: 'ended', outcome: 'transferred', endedAt: 10_000 };
const done = { phase: 'done' as const, cause: undefined, refusal: undefined, settledAt: 9_999 };

beforeEach(() => handOvers.setState({ left: {} }));

describe('a call one has left', () => {
  it('went where it was transferred to, and is remembered when the phone has forgotten it', () => {
    noteHandOvers(state({ ...client, ...given, transfer: { ...done, to: '4129' } }));
    noteHandOvers(state());
    expect(left()).toEqual({ c1: { to: '4129' } });
  });

  it('went to the other party when the other call was the one that was moved', () => {
    const colleague = { id: 'p2', number: '4129', transfer: { ...done, to: '+526642184790' } };
    noteHandOvers(state({ ...given, ...colleague, endedAt: 10_090 }, { ...client, ...given }));
    expect(left()).toEqual({ c1: { to: '4129' } });
  });

  it('is simply over when one hung up, and never was one’s own when one did not answer', () => {
    noteHandOvers(state({ ...client, phase: 'ended', outcome: 'answered' }));
    noteHandOvers(state({ ...client, callId: 'c2', liveAt: undefined, phase: 'ended', outcome: 'rejected' }));
    expect(left()).toEqual({ c1: { to: undefined } });
  });

  it('is one’s own again when it comes back', () => {
    noteHandOvers(state({ ...client, ...given, transfer: { ...done, to: '4129' } }));
    noteHandOvers(state({ ...client, id: 'p3', phase: 'live' }, { ...client, ...given }));
    expect(left()).toEqual({});
  });
});
