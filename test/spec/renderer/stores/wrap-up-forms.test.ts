// The form that closes a call: what it wants before it goes, and what it sends.
import { describe, expect, it } from 'vitest';
import type { Disposition, WrapUp } from '../../../../src/shared/desk.ts';
import { saveWrapUp } from '../../../../src/shared/desk.ts';
import {
  missingIn,
  outcomeOf,
  summaryOf,
  type WrapUpForm,
} from '../../../../src/renderer/stores/wrap-up-forms.ts';
import { toOpen } from '../../../../src/renderer/features/wrap-up/wrap-up-flow.ts';

const wrapUp: WrapUp = {
  id: 'w',
  phoneCallId: 'p',
  leadId: 'lead',
  leadName: 'Mariana',
  callId: null,
  number: '+526642184790',
  direction: 'in',
  talkMs: 1,
  endedAt: '2026-11-22T12:55:00Z',
  until: null,
  proposal: { notes: 'Proposed', by: 'ai' },
};
const empty: WrapUpForm = { disposition: undefined, notes: undefined, next: undefined, stay: false };
const next = {
  kind: 'callback' as const,
  title: ' Call ',
  dueAt: '2026-11-23T16:00:00Z',
  ownerId: undefined,
};
const asking = (asks: Disposition['asks']): Disposition => ({ key: 'k', label: { es: '', en: '' }, asks });

describe('a wrap-up form', () => {
  it('wants an outcome before anything else', () => {
    expect(missingIn(empty, { wrapUp, disposition: undefined, hasVisit: undefined })).toBe('disposition');
  });

  it('wants a time and a title where the outcome asks for a callback', () => {
    const facts = { wrapUp, disposition: asking('callback'), hasVisit: undefined };
    expect(missingIn(empty, facts)).toBe('due');
    expect(missingIn({ ...empty, next: { ...next, dueAt: undefined } }, facts)).toBe('due');
    expect(missingIn({ ...empty, next: { ...next, title: ' ' } }, facts)).toBe('title');
    expect(missingIn({ ...empty, next }, facts)).toBeUndefined();
  });

  it('wants a visit that stands, and leaves the judgement to the backend where it does not know', () => {
    const disposition = asking('appointment');
    expect(missingIn(empty, { wrapUp, disposition, hasVisit: false })).toBe('visit');
    expect(missingIn(empty, { wrapUp, disposition, hasVisit: undefined })).toBeUndefined();
    expect(missingIn(empty, { wrapUp, disposition, hasVisit: true })).toBeUndefined();
  });

  it('plans nothing for a number that belongs to nobody', () => {
    const stranger = { ...wrapUp, leadId: null };
    expect(
      missingIn(
        { ...empty, next },
        { wrapUp: stranger, disposition: asking('callback'), hasVisit: undefined },
      ),
    ).toBe('lead');
    expect(
      missingIn(empty, { wrapUp: stranger, disposition: asking('nothing'), hasVisit: undefined }),
    ).toBeUndefined();
  });

  it('sends what was proposed until a word of it is changed, also to nothing', () => {
    expect(summaryOf(empty, wrapUp)).toBe('Proposed');
    expect(summaryOf({ ...empty, notes: '' }, wrapUp)).toBe('');
  });

  it('sends a body that the backend takes', () => {
    const sent = outcomeOf({ disposition: 'call-back', notes: 'Mine', next, stay: true }, wrapUp);
    expect(sent).toEqual({
      disposition: 'call-back',
      notes: 'Mine',
      next: { kind: 'callback', title: 'Call', dueAt: '2026-11-23T16:00:00Z' },
      then: 'stay',
    });
    expect(saveWrapUp.safeParse(sent).success).toBe(true);
  });
});

describe('a call to close', () => {
  const now = Date.parse('2026-11-22T12:56:00Z');
  const old = { ...wrapUp, id: 'old', endedAt: '2026-11-22T09:00:00Z' };
  const open = (wrapUps: WrapUp[], seenIds?: string[], touched: string[] = []) =>
    toOpen(wrapUps, { seenIds, isTouched: (id) => touched.includes(id), now })?.id;

  it('comes up by itself when it is just over', () => {
    expect(open([wrapUp, old], ['old'])).toBe('w');
    expect(open([wrapUp, old])).toBe('w');
  });

  it('does not come up again once it was seen', () => {
    expect(open([wrapUp, old], ['w', 'old'])).toBeUndefined();
  });

  it('stays in the list when it was left for later', () => {
    expect(open([old])).toBeUndefined();
  });

  it('comes back after a reload where somebody had begun to fill it in', () => {
    expect(open([old], undefined, ['old'])).toBe('old');
  });
});
