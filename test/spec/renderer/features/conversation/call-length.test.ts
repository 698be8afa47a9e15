// How long a call was: the whole of it and the person's part are two figures, and each says which it is.
import { beforeAll, describe, expect, it } from 'vitest';
import { sayEvent } from '../../../../../src/renderer/features/conversation/sayings.ts';
import { factsOfRecord } from '../../../../../src/renderer/features/history/record-facts.ts';
import { i18n, prepareLanguages } from '../../../../../src/renderer/i18n/i18n.ts';
import type { CallSummary } from '../../../../../src/shared/call.ts';
import type { HistoryCall } from '../../../../../src/shared/desk.ts';
import type { StreamEvent } from '../../../../../src/shared/events.ts';

beforeAll(() => prepareLanguages('es'));
const t = i18n.t;

describe('the reading line', () => {
  const say = (event: Partial<StreamEvent>, known?: Parameters<typeof sayEvent>[2]) =>
    sayEvent(
      { stream: 'call:1', seq: 1, at: '2026-11-22T12:00:00Z', ...event } as StreamEvent,
      { t, language: 'es', now: Date.parse('2026-11-22T12:00:00Z') },
      known,
    )?.text;

  it('tells how a call ended', () => {
    const data = { endedReason: null, outcome: 'appointment_scheduled' as const, durationSeconds: 437 };
    expect(say({ type: 'call.ended', data })).toBe('La llamada terminó a los 7:17: cita agendada.');
  });

  it('tells the whole of a call that was handed over apart from the person’s part', () => {
    const data = { endedReason: null, outcome: null, durationSeconds: 72 };
    const withPerson = { ms: 30_000, agentName: 'Andrea Luna' };
    expect(say({ type: 'call.ended', data }, { withPerson })).toBe(
      'La llamada terminó: 1:12 en total · 0:30 con Andrea Luna.',
    );
    const booked = { ...data, outcome: 'appointment_scheduled' as const };
    expect(
      say({ type: 'call.ended', data: booked }, { withPerson: { ...withPerson, agentName: null } }),
    ).toBe('La llamada terminó: 1:12 en total · 0:30 con una persona. Cita agendada.');
    expect(say({ type: 'call.ended', data }, { withPerson: { ...withPerson, ms: 72_400 } })).toBe(
      'La llamada terminó a los 1:12.',
    );
  });
});

describe('the record of a call', () => {
  const row = {
    ...{ id: 'r', kind: 'phone', direction: 'in', at: '2026-11-22T12:00:00Z', number: '', leadId: null },
    ...{
      leadName: 'Iván',
      agentName: 'Andrea Luna',
      talkSeconds: 30,
      outcome: 'answered',
      disposition: null,
    },
    ...{ mos: null, callId: 'c', hasRecording: false, call: { durationSeconds: 72 } as CallSummary },
  } as HistoryCall;
  const duration = (call: HistoryCall) =>
    factsOfRecord(call, undefined, { t, language: 'es' }).find(({ word }) => word === t('calls.duration'))
      ?.text;

  it('tells both parts of one that was handed over', () => {
    expect(duration(row)).toBe('1:12 en total · 0:30 con Andrea Luna');
    expect(duration({ ...row, call: null })).toBe('0:30');
    expect(duration({ ...row, kind: 'ai', talkSeconds: 72 })).toBe('1:12');
  });
});
