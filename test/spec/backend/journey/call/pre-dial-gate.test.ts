import { describe, expect, it } from 'vitest';
import { nextOpening } from '../../../../../src/backend/journey/call/call-hours.ts';
import { passGate, type GateRule } from '../../../../../src/backend/journey/call/pre-dial-gate.ts';
import type { GateFacts } from '../../../../../src/backend/store/call-gate.ts';

const hours = { fromMinute: 9 * 60, toMinute: 20 * 60 };
const noonInMexico = new Date('2026-11-23T18:00:00Z');
const goodFacts: GateFacts = {
  phone: '+525512345678',
  leadStatus: 'qualified',
  handledBy: 'ai',
  timeZone: 'America/Mexico_City',
  callConsent: true,
  onDoNotCallList: false,
  otherOpenCallId: null,
};

describe('the pre-dial gate', () => {
  it('lets a lead be called at once who agreed, within hours, with nothing against it', () => {
    const decision = passGate(goodFacts, noonInMexico, hours);
    expect(decision.blockedBy).toBeUndefined();
    expect(decision.notBefore).toEqual(noonInMexico);
    expect(decision.verdicts).toHaveLength(7);
    expect(decision.verdicts.every((verdict) => verdict.passed)).toBe(true);
  });

  it.each<[string, Partial<GateFacts>, GateRule]>([
    ['whose number nobody knows', { phone: null }, 'has-phone'],
    ['who opted out', { leadStatus: 'opted-out' }, 'not-opted-out'],
    ['whose number is on the do-not-call list', { onDoNotCallList: true }, 'not-on-do-not-call-list'],
    ['whom nobody asked', { callConsent: null }, 'consent-to-calls'],
    ['who took the consent back', { callConsent: false }, 'consent-to-calls'],
    ['who is being called already', { otherOpenCallId: 'another' }, 'no-call-open'],
    ['whom a person writes with', { handledBy: 'human' }, 'not-with-a-person'],
    ['who is speaking with an agent', { leadStatus: 'with-agent' }, 'not-with-a-person'],
  ])('calls nobody %s', (_, facts, rule) => {
    const { blockedBy, verdicts } = passGate({ ...goodFacts, ...facts }, noonInMexico, hours);
    expect(blockedBy?.rule).toBe(rule);
    expect(blockedBy?.detail).not.toBe('');
    expect(verdicts.filter((verdict) => !verdict.passed).map((verdict) => verdict.rule)).toEqual([rule]);
  });

  it('names every rule that speaks against a call, not only the first', () => {
    const { verdicts } = passGate(
      { ...goodFacts, callConsent: null, onDoNotCallList: true },
      noonInMexico,
      hours,
    );
    expect(verdicts.filter((verdict) => !verdict.passed).map((verdict) => verdict.rule)).toEqual([
      'not-on-do-not-call-list',
      'consent-to-calls',
    ]);
  });

  it('puts a call off to the next opening instead of forbidding it', () => {
    const midnight = new Date('2026-11-23T06:00:00Z');
    const decision = passGate(goodFacts, midnight, hours);
    expect(decision.blockedBy).toBeUndefined();
    expect(decision.notBefore).toEqual(new Date('2026-11-23T15:00:00Z'));
    expect(decision.verdicts.at(-1)?.detail).toContain('put off');
  });

  it('writes neither number nor name into a verdict', () => {
    expect(JSON.stringify(passGate(goodFacts, noonInMexico, hours).verdicts)).not.toContain('5512345678');
  });
});

describe('call hours, from 09:00 to 20:00 on the wall clock of the lead', () => {
  it.each([
    ['a minute before opening', 'America/Mexico_City', '2026-11-23T14:59:00Z', '2026-11-23T15:00:00Z'],
    ['the first minute', 'America/Mexico_City', '2026-11-23T15:00:00Z', '2026-11-23T15:00:00Z'],
    ['the last minute', 'America/Mexico_City', '2026-11-24T01:59:59Z', '2026-11-24T01:59:59Z'],
    ['closing time', 'America/Mexico_City', '2026-11-24T02:00:00Z', '2026-11-24T15:00:00Z'],
    ['the same moment further west', 'America/Tijuana', '2026-11-23T15:30:00Z', '2026-11-23T17:00:00Z'],
    ['the same moment further east', 'America/Cancun', '2026-11-23T15:30:00Z', '2026-11-23T15:30:00Z'],
    ['Madrid in the evening', 'Europe/Madrid', '2026-11-23T19:30:00Z', '2026-11-24T08:00:00Z'],
    ['a zone with a half hour', 'Asia/Kolkata', '2026-11-23T01:00:00Z', '2026-11-23T03:30:00Z'],
    [
      'the evening before summer time begins',
      'America/New_York',
      '2026-03-08T02:00:00Z',
      '2026-03-08T13:00:00Z',
    ],
    [
      'the evening before summer time ends',
      'America/New_York',
      '2026-11-01T02:00:00Z',
      '2026-11-01T14:00:00Z',
    ],
    [
      'a summer night in a zone that has summer time',
      'America/Tijuana',
      '2026-07-01T10:00:00Z',
      '2026-07-01T16:00:00Z',
    ],
    [
      'a zone that no clock knows, taken for Mexico City',
      'Mars/Olympus',
      '2026-11-23T06:00:00Z',
      '2026-11-23T15:00:00Z',
    ],
  ])('%s', (_, zone, now, expected) => {
    expect(nextOpening(new Date(now), zone, hours).toISOString()).toBe(new Date(expected).toISOString());
  });

  it('opens an hour later on the day on which the opening hour does not exist', () => {
    const night = { fromMinute: 2 * 60 + 30, toMinute: 5 * 60 };
    expect(nextOpening(new Date('2026-03-08T06:00:00Z'), 'America/New_York', night).toISOString()).toBe(
      '2026-03-08T07:30:00.000Z',
    );
  });

  it('knows hours that span midnight, and hours without an end', () => {
    const nightly = { fromMinute: 20 * 60, toMinute: 2 * 60 };
    expect(nextOpening(new Date('2026-11-23T07:00:00Z'), 'America/Mexico_City', nightly)).toEqual(
      new Date('2026-11-23T07:00:00Z'),
    );
    expect(nextOpening(new Date('2026-11-23T09:00:00Z'), 'America/Mexico_City', nightly)).toEqual(
      new Date('2026-11-24T02:00:00Z'),
    );
    const always = { fromMinute: 0, toMinute: 24 * 60 };
    expect(nextOpening(new Date('2026-11-23T09:00:00Z'), 'America/Mexico_City', always)).toEqual(
      new Date('2026-11-23T09:00:00Z'),
    );
  });
});
