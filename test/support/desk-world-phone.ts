/** The phone of the one day: snapshots of every state a line and a call can be in, as the phone process would push them. */
import type { LineTest, LineTestResult } from '../../src/shared/line-test.ts';
import type { LadderCall, PhoneCall, PhoneState } from '../../src/shared/phone.ts';
import { idOf, jorge, mariana, worldNow } from './desk-world-people.ts';
import { marianaCall } from './desk-world-talk.ts';

const secondMs = 1_000;

/** A line that is registered, with nothing on it. */
export const idlePhone: PhoneState = {
  registration: {
    ...{ phase: 'registered', since: worldNow - 3_600 * secondMs, server: 'tcp 10.20.0.5:5060' },
    ...{ expiresInS: 240, fallback: false },
  },
  calls: [],
  audio: 'connected',
  backend: 'connected',
  tone: undefined,
  lineTest: undefined,
};

/** The idle line with these calls. */
export const phoneWith = (...calls: PhoneCall[]): PhoneState => ({ ...idlePhone, calls });

/** Mariana's call, handed over by Sofía, ringing for eight seconds. */
export const ringing: PhoneCall = {
  ...{ id: 'phone-1', sipCallId: 'a84b4c76e66710@10.20.0.5', direction: 'in', phase: 'ringing' },
  ...{ name: mariana.name, number: mariana.phone ?? '', muted: false, heldByPeer: false, earlyMedia: false },
  ...{
    inConference: false,
    transfer: undefined,
    match: 'header',
    summary: undefined,
    callId: marianaCall.id,
  },
  ...{ escalationId: idOf('esc', 1), ringingAt: worldNow - 8 * secondMs, liveAt: undefined },
  ...{ endedAt: undefined, outcome: undefined, ending: undefined, cause: undefined, sipStatus: undefined },
  ...{ codec: 'PCMU', secured: true, quality: undefined, tonesHeard: '' },
};
/** The same, answered 42 seconds ago. */
export const live: PhoneCall = {
  ...{ ...ringing, phase: 'live', ringingAt: worldNow - 50 * secondMs, liveAt: worldNow - 42 * secondMs },
  quality: { mos: 4.3, lossPercent: 0.1, jitterMs: 3, roundTripMs: 41, farLossPercent: 0.2, farJitterMs: 4 },
};
export const held: PhoneCall = { ...live, phase: 'held', quality: undefined };
export const poor: PhoneCall = {
  ...live,
  quality: {
    mos: 2.6,
    lossPercent: 9.4,
    jitterMs: 62,
    roundTripMs: 380,
    farLossPercent: 6.1,
    farJitterMs: 40,
  },
};

/** A number nobody knows. */
export const stranger: PhoneCall = {
  ...{ ...ringing, id: 'phone-2', sipCallId: 'b2@10.20.0.5', match: 'none', callId: undefined },
  ...{ escalationId: undefined, name: undefined, number: '+525512345678' },
};
/** What the header of last resort said where the brief never came. */
export const summarised: PhoneCall = {
  ...{ ...stranger, id: 'phone-3', match: 'reservation', number: mariana.phone ?? '' },
  summary:
    'Mariana busca una villa de tres recámaras, presupuesto de USD 700,000; quiere hablar de mensualidades y visitar el sábado.',
};
/** A colleague being asked, while Mariana waits. */
export const colleague: PhoneCall = {
  ...{
    ...live,
    id: 'phone-4',
    sipCallId: 'c4@10.20.0.5',
    direction: 'out',
    match: 'none',
    callId: undefined,
  },
  ...{ escalationId: undefined, name: 'Carlos Ibarra', number: '4129', liveAt: worldNow - 12 * secondMs },
};
/** A second client, who knocks. */
export const knocking: PhoneCall = {
  ...{ ...stranger, id: 'phone-5', sipCallId: 'd5@10.20.0.5', name: jorge.name, number: jorge.phone ?? '' },
};
export const dialing: PhoneCall = {
  ...colleague,
  id: 'phone-6',
  phase: 'dialing',
  liveAt: undefined,
  quality: undefined,
};

const over = { phase: 'ended', quality: undefined, endedAt: worldNow - 2 * secondMs } as const;
export const endedTalk: PhoneCall = { ...live, ...over, outcome: 'answered', ending: 'peer-bye' };
export const endedBusy: PhoneCall = {
  ...{ ...dialing, ...over, outcome: 'busy', ending: 'refusal', sipStatus: 486, cause: '486 Busy Here' },
};
export const missed: PhoneCall = { ...stranger, ...over, outcome: 'no-answer', ending: 'peer-cancel' };

const transfer = { to: '4129', cause: undefined, refusal: undefined, settledAt: undefined };
export const transferring: PhoneCall = { ...held, transfer: { ...transfer, phase: 'ringing' } };
export const transferFailed: PhoneCall = {
  ...live,
  transfer: {
    ...{ ...transfer, phase: 'failed', cause: '486 Busy Here', settledAt: worldNow - 2 * secondMs },
    refusal: { code: 'refused', params: { status: 486 } },
  },
};

const steps: LineTestResult['step'][] = ['server', 'registration', 'options', 'audio', 'microphone', 'echo'];
const passed: Partial<Record<LineTestResult['step'], string>> = {
  options: '4 ms',
  microphone: '−31 dB',
  echo: '180 ms',
};

/** A line test; `failing` is the step at which it says no. */
export const lineTest = (phase: LineTest['phase'], failing?: LineTestResult['step']): LineTest => ({
  phase,
  startedAt: worldNow - 9 * secondMs,
  steps: steps.map((step, index): LineTestResult => {
    const stop = failing === undefined ? (phase === 'running' ? 3 : steps.length) : steps.indexOf(failing);
    if (index < stop) return { step, result: 'passed', fault: undefined, detail: passed[step] };
    const beyond = phase === 'running' ? 'waiting' : 'skipped';
    if (index > stop) return { step, result: beyond, fault: undefined, detail: undefined };
    return phase === 'running'
      ? { step, result: 'running', fault: undefined, detail: undefined }
      : { step, result: 'failed', fault: 'silent', detail: '−∞ dB' };
  }),
});

const line = (second: number, direction: 'in' | 'out', summary: string) => ({
  ...{ at: worldNow - 120_000 + second * secondMs, direction, peer: 'tcp 10.20.0.5:5060', summary },
  text: 'INVITE sip:4127@10.20.0.9:40000 SIP/2.0\r\nVia: SIP/2.0/TCP 10.20.0.5:5060;branch=z9hG4bK1\r\nFrom: <sip:+526642184790@10.20.0.5>;tag=1\r\nTo: <sip:4127@10.20.0.5>\r\nCall-ID: a84b4c76e66710@10.20.0.5\r\nCSeq: 101 INVITE\r\n',
});
/** What the diagnostics list. */
export const ladders: LadderCall[] = [
  {
    ...{ sipCallId: ringing.sipCallId, from: ringing.number, to: '4127' },
    messages: [
      ...[line(0, 'in', 'INVITE (SDP)'), line(0.1, 'out', '180 Ringing'), line(8, 'out', '200 OK (SDP)')],
      ...[line(8.1, 'in', 'ACK'), line(95, 'in', 'BYE'), line(95.1, 'out', '200 OK')],
    ],
  },
  {
    ...{ sipCallId: 'line', from: '4127', to: '4127' },
    messages: [
      ...[line(-60, 'out', 'REGISTER'), line(-59.9, 'in', '401 Unauthorized')],
      ...[line(-59.8, 'out', 'REGISTER'), line(-59.7, 'in', '200 OK')],
    ],
  },
];
