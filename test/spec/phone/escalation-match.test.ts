/** Which escalation an incoming call is, with every clue a PBX may leave or take. */
import { describe, expect, it } from 'vitest';
import { matchEscalation } from '../../../src/phone/calls/escalation-match.ts';
import type { IncomingClues } from '../../../src/phone/calls/incoming-clues.ts';
import type { ExpectedCall } from '../../../src/shared/phone.ts';

const NOW = 1_000_000;
const expectedCall = (n: number, more: Partial<ExpectedCall> = {}): ExpectedCall => ({
  escalationId: `escalation-${n}`,
  attemptId: `attempt-${n}`,
  callId: `call-${n}`,
  caller: null,
  until: NOW + 30_000,
  ...more,
});
const match = (
  clues: Partial<IncomingClues>,
  expected: ExpectedCall[],
  taken: string[] = [],
): [string, string | undefined] => {
  const found = matchEscalation(
    { ids: [], numbers: [], ...clues },
    { expected, taken: new Set(taken), now: NOW },
  );
  return [found.match, found.expected?.escalationId];
};

describe('Recognising an escalation', () => {
  it.each(['escalation-2', 'attempt-2', 'call-2'])('believes a header that names %s', (id) => {
    expect(match({ ids: [id] }, [expectedCall(1), expectedCall(2)])).toEqual(['header', 'escalation-2']);
  });

  it('believes a header even after the reservation ran out', () => {
    expect(match({ ids: ['call-1'] }, [expectedCall(1, { until: NOW - 1 })])).toEqual([
      'header',
      'escalation-1',
    ]);
  });

  it('takes the only open reservation when headers were dropped', () => {
    expect(match({ numbers: ['1900'] }, [expectedCall(1)])).toEqual(['reservation', 'escalation-1']);
  });

  it('takes no open reservation for a call that was spoken already when it was made, but for its caller', () => {
    const expected = [expectedCall(1, { caller: null })];
    const scene = { taken: new Set<string>(), now: NOW, mayGuess: false };
    const clues = { ids: [], numbers: ['+525512345678'] };
    expect(matchEscalation(clues, { ...scene, expected }).match).toBe('none');
    const named = [expectedCall(1, { caller: '+525512345678' })];
    expect(matchEscalation(clues, { ...scene, expected: named }).match).toBe('reservation');
  });

  it('does not guess between two open reservations without numbers', () => {
    expect(match({ numbers: ['1900'] }, [expectedCall(1), expectedCall(2)])).toEqual(['none', undefined]);
  });

  it('tells two reservations apart by the caller, whatever prefix the exchange shows', () => {
    const expected = [
      expectedCall(1, { caller: '+525512345678' }),
      expectedCall(2, { caller: '+525587654321' }),
    ];
    expect(match({ numbers: ['005587654321'] }, expected)).toEqual(['reservation', 'escalation-2']);
    expect(match({ numbers: ['+525512345678'] }, expected)).toEqual(['reservation', 'escalation-1']);
  });

  it('takes the newest of two reservations for the same caller', () => {
    const caller = '+525512345678';
    const expected = [expectedCall(1, { caller }), expectedCall(2, { caller, until: NOW + 60_000 })];
    expect(match({ numbers: [caller] }, expected)).toEqual(['reservation', 'escalation-2']);
  });

  it("does not put a lead's card on a colleague's call", () => {
    expect(match({ numbers: ['2002'] }, [expectedCall(1, { caller: '+525512345678' })])).toEqual([
      'none',
      undefined,
    ]);
  });

  it('takes an anonymous call for the only open reservation', () => {
    expect(match({ numbers: ['anonymous'] }, [expectedCall(1, { caller: '+525512345678' })])).toEqual([
      'reservation',
      'escalation-1',
    ]);
  });

  it('does not mistake a call that names another escalation', () => {
    expect(match({ ids: ['escalation-9'], numbers: ['1900'] }, [expectedCall(1)])).toEqual([
      'none',
      undefined,
    ]);
  });

  it('ignores reservations that ran out or that another call answers to', () => {
    expect(match({ numbers: ['1900'] }, [expectedCall(1, { until: NOW - 1 })])).toEqual(['none', undefined]);
    expect(match({ numbers: ['1900'] }, [expectedCall(1)], ['attempt-1'])).toEqual(['none', undefined]);
  });
});
