import { describe, expect, it } from 'vitest';
import { callOutcome, type EndFacts } from '../../../../../src/backend/journey/completion/call-outcome.ts';
import {
  readCallReport,
  readReportedLines,
} from '../../../../../src/backend/journey/completion/read-call-report.ts';
import {
  readTime,
  readVapiMessage,
} from '../../../../../src/backend/journey/during-call/read-vapi-message.ts';
import type { CallOutcome } from '../../../../../src/shared/call.ts';

const nothing: EndFacts['effects'] = {
  leadStatus: 'calling',
  callConsent: true,
  doNotCall: false,
  linesOfLead: 0,
  analysis: null,
  appointment: null,
  escalation: null,
};
const spoke = { ...nothing, linesOfLead: 4 };
const said = (outcome: string): Record<string, unknown> => ({ structuredData: { outcome } });
const appointment = { id: 'a', startsAt: '2026-11-28T17:00:00Z', property: 'The Grand Mayan' };

describe('the outcome of a call', () => {
  it.each<[CallOutcome, string, EndFacts]>([
    [
      'no_answer',
      'nobody picked up',
      { endedReason: 'customer-did-not-answer', answered: false, effects: nothing },
    ],
    ['busy', 'the line was busy', { endedReason: 'customer-busy', answered: false, effects: nothing }],
    ['voicemail', 'a machine picked up', { endedReason: 'voicemail', answered: true, effects: nothing }],
    [
      'no_answer',
      'the phone is off',
      {
        endedReason: 'call.in-progress.error-providerfault-outbound-sip-480-temporarily-unavailable',
        answered: false,
        effects: nothing,
      },
    ],
    [
      'failed',
      'the trunk failed',
      {
        endedReason: 'call.in-progress.error-providerfault-outbound-sip-503-service-unavailable',
        answered: false,
        effects: nothing,
      },
    ],
    [
      'failed',
      'the model failed before a word',
      { endedReason: 'pipeline-error-openai-llm-failed', answered: true, effects: nothing },
    ],
    [
      'completed',
      'the model failed after a conversation',
      { endedReason: 'pipeline-error-openai-llm-failed', answered: true, effects: spoke },
    ],
    [
      'no_answer',
      'nobody picked up, for a reason that nobody knows',
      { endedReason: 'a-reason-of-2027', answered: false, effects: nothing },
    ],
    [
      'completed',
      'a talk for a reason that nobody knows',
      { endedReason: 'a-reason-of-2027', answered: true, effects: spoke },
    ],
    ['no_answer', 'there is no reason at all', { endedReason: null, answered: false, effects: nothing }],
    [
      'interested',
      'the analysis says so',
      {
        endedReason: 'customer-ended-call',
        answered: true,
        effects: { ...spoke, analysis: said('interested') },
      },
    ],
    [
      'not_qualified',
      'the analysis says so',
      {
        endedReason: 'assistant-ended-call',
        answered: true,
        effects: { ...spoke, analysis: said('not_qualified') },
      },
    ],
    [
      'completed',
      'the analysis uses a word of its own',
      {
        endedReason: 'assistant-ended-call',
        answered: true,
        effects: { ...spoke, analysis: said('delighted') },
      },
    ],
    [
      'completed',
      'the analysis claims a visit that was never booked',
      {
        endedReason: 'assistant-ended-call',
        answered: true,
        effects: { ...spoke, analysis: said('appointment_scheduled') },
      },
    ],
    [
      'appointment_scheduled',
      'a visit stands',
      {
        endedReason: 'assistant-ended-call',
        answered: true,
        effects: { ...spoke, appointment, analysis: said('interested') },
      },
    ],
    [
      'escalated_to_human',
      'an agent answered',
      {
        endedReason: 'assistant-forwarded-call',
        answered: true,
        effects: { ...spoke, escalation: { isAnswered: true, agentId: 'b' } },
      },
    ],
    [
      'callback_promised',
      'nobody was free',
      {
        endedReason: 'customer-ended-call',
        answered: true,
        effects: { ...spoke, escalation: { isAnswered: false, agentId: null } },
      },
    ],
    [
      'callback_promised',
      'the call ended while the lead waited',
      {
        endedReason: 'customer-ended-call',
        answered: true,
        effects: { ...spoke, escalation: { isAnswered: false, agentId: null } },
      },
    ],
    [
      'opted_out',
      'the lead asked never to be called again',
      {
        endedReason: 'customer-ended-call',
        answered: true,
        effects: { ...spoke, callConsent: false, appointment },
      },
    ],
  ])('is %s when %s', (outcome, _, facts) => {
    expect(callOutcome(facts)).toBe(outcome);
  });
});

describe('a reason that is a word which every object knows', () => {
  it.each(['constructor', '__proto__', 'toString'])('%s is a reason like any other', (endedReason) => {
    expect(callOutcome({ endedReason, answered: false, effects: nothing })).toBe('no_answer');
    expect(readReportedLines({ messages: [{ role: endedReason, message: 'x' }] })).toEqual([]);
  });
});

describe('an end-of-call report', () => {
  it("is read where today's reports have things", () => {
    expect(
      readCallReport({
        endedReason: 'customer-ended-call',
        startedAt: '2026-11-22T17:00:00.000Z',
        endedAt: '2026-11-22T17:01:30.400Z',
        cost: 0.25,
        artifact: {
          transcript: 'AI: Hola',
          recording: { mono: { combinedUrl: 'https://r/mono' } },
          recordingUrl: 'https://r/old',
        },
        analysis: { summary: 'Bien.', structuredData: { outcome: 'interested' } },
      }),
    ).toEqual({
      endedReason: 'customer-ended-call',
      startedAt: new Date('2026-11-22T17:00:00Z'),
      endedAt: new Date('2026-11-22T17:01:30.400Z'),
      durationSeconds: 90,
      transcript: 'AI: Hola',
      summary: 'Bien.',
      analysis: { summary: 'Bien.', structuredData: { outcome: 'interested' } },
      costUsd: 0.25,
      recordingUrl: 'https://r/mono',
    });
  });

  it('is read where the reports of 2024 had them', () => {
    expect(
      readCallReport({
        endedReason: 'hangup',
        call: { startedAt: '2024-05-01T10:00:00Z', endedAt: '2024-05-01T10:00:42Z' },
        recordingUrl: 'https://r/old.wav',
        summary: 'Pidió precios.',
        transcript: 'AI: Hola\nUser: Hola',
      }),
    ).toMatchObject({
      endedReason: 'hangup',
      durationSeconds: 42,
      recordingUrl: 'https://r/old.wav',
      summary: 'Pidió precios.',
      transcript: 'AI: Hola\nUser: Hola',
    });
  });

  it('tells its lines in order, without system and tool messages', () => {
    const messages = [
      { role: 'system', message: 'Eres Sofia' },
      { role: 'bot', message: 'Hola', time: 1_714_557_600_000 },
      { role: 'user', message: 'Bueno', time: 1_714_557_602_000 },
      { role: 'tool_calls', toolCalls: [] },
      { role: 'assistant', content: 'Adiós' },
    ];
    expect(readReportedLines({ messages })).toEqual([
      { role: 'ai', text: 'Hola', at: new Date(1_714_557_600_000) },
      { role: 'lead', text: 'Bueno', at: new Date(1_714_557_602_000) },
      { role: 'ai', text: 'Adiós', at: undefined },
    ]);
  });

  it.each([
    [{}],
    [{ artifact: 'none', analysis: 7, cost: 'free', startedAt: {}, messages: 'none' }],
    [{ artifact: { recording: {}, messages: [null, 1, {}] } }],
  ])('says nothing where nothing can be read: %j', (fields) => {
    expect(Object.values(readCallReport(fields)).every((value) => value === undefined)).toBe(true);
    expect(readReportedLines(fields)).toEqual([]);
  });
});

describe('reading a server message', () => {
  const now = new Date('2026-11-22T17:00:00Z');

  it.each([
    [1_790_000_000_000, '2026-09-21T14:13:20.000Z'],
    [1_790_000_000, '2026-09-21T14:13:20.000Z'],
    ['1790000000000', '2026-09-21T14:13:20.000Z'],
    ['2026-09-21T14:13:20Z', '2026-09-21T14:13:20.000Z'],
  ])('takes the time %j for what it is', (value, iso) => {
    expect(readTime(value)?.toISOString()).toBe(iso);
  });

  it.each([undefined, null, {}, 'soon', NaN, 1e300])('takes the time %j for none', (value) => {
    expect(readTime(value)).toBeUndefined();
  });

  it('finds our own call id wherever Vapi repeats it, and only if it is one', () => {
    const id = '7f9c1a52-5b0e-4a3e-9d62-0c1e6d6b7a11';
    const read = (message: unknown): string | undefined => readVapiMessage({ message }, now).ourCallId;
    expect(read({ call: { customer: { externalId: id } } })).toBe(id);
    expect(read({ customer: { externalId: id } })).toBe(id);
    expect(read({ call: { assistant: { metadata: { callId: id } } } })).toBe(id);
    expect(read({ call: { customer: { externalId: "'; DROP TABLE calls" } } })).toBeUndefined();
  });

  it('reads a body without its envelope, and one without anything', () => {
    expect(readVapiMessage({ type: 'hang', call: { id: 'x' } }, now)).toMatchObject({
      type: 'hang',
      vapiCallId: 'x',
      at: now,
    });
    expect(readVapiMessage({}, now)).toMatchObject({ type: 'unknown', vapiCallId: undefined });
    expect(
      readVapiMessage({ message: { type: 'hang', call: { id: 'x'.repeat(101) } } }, now).vapiCallId,
    ).toBeUndefined();
  });
});
