/** A shift at the desk, call after call: rings, talks with a transcript, notes, messages, wrap-ups; the same each time but for who calls. */
import type { LeadDetail } from '../../src/shared/api.ts';
import type { WrapUp } from '../../src/shared/desk.ts';
import type { EscalationOffer } from '../../src/shared/escalation.ts';
import type { LeadSummary } from '../../src/shared/lead.ts';
import type { StreamEvent } from '../../src/shared/events.ts';
import type { PhoneCall } from '../../src/shared/phone.ts';
import { tellOfTheHouse } from './desk-world-colleagues.ts';
import { andrea, idOf, karen, leads } from './desk-world-people.ts';
import { idlePhone, live, phoneWith, ringing } from './desk-world-phone.ts';
import { go, press } from './desk-world-scene.ts';
import { marianaCall, offer, streamOf } from './desk-world-talk.ts';
import type { DeskWorld } from './desk-world.ts';
import { until } from './until.ts';

/** How one round is paced. */
export interface Pace {
  /** Lines of the transcript in each call. */
  lines: number;
  /** Between two of them; 0: as fast as they go. */
  lineEveryMs: number;
  /** Between two keys. */
  keyEveryMs: number;
}

/** Those whom Andrea may write to. */
const callers = [0, 1, 2, 3, 5, 7, 8, 9].map((place) => leads[place]!);
const sentences = [
  'Me interesa, pero quisiera entender mejor las mensualidades antes de decidir.',
  'Claro que sí. Con cuarenta por ciento de enganche quedarían en doce mil dólares al trimestre.',
  'Déjeme lo veo con mi esposo y le confirmo el sábado, cuando vayamos a conocer.',
  'Perfecto, les aparto la visita de las once y les mando la ubicación por WhatsApp.',
];

/** One call from ring to saved wrap-up, with typing and a look elsewhere; `round` counts from 0. */
export async function workOneCall(desk: DeskWorld, round: number, pace: Pace): Promise<void> {
  const lead = callers[round % callers.length]!;
  const call = beginCall(desk, lead, round);
  await answerCall(desk, call);
  const said = speak(desk, call, pace);
  await type(desk, 'notes', 'Quiere la B-304; mensualidades a 24 meses. ', pace);
  await type(desk, 'message-field', 'Con gusto se lo mando por aquí. ', pace);
  await press(desk.page, 'send-message');
  await tellMessages(desk, lead);
  tellOfTheHouse(desk, round);
  await said;
  await hangUp(desk, call, lead, round);
  await closeCall(desk, lead);
  await lookAround(desk, round);
}

/** The desk as it is between two calls, on a lead whose story does not get longer. */
export async function rest(desk: DeskWorld): Promise<void> {
  await go(desk.page, 'desk');
  await desk.page.getByTestId('work-list').getByText(karen.name, { exact: true }).first().click();
  await desk.page.getByTestId('lead-card').getByText(karen.name).first().waitFor();
}

function beginCall(desk: DeskWorld, lead: LeadSummary, round: number): PhoneCall {
  const { facts, backend, phone } = desk;
  const callId = idOf('shift', round);
  const escalationId = idOf('shesc', round);
  const now = desk.now();
  const brought = offer({
    ...{
      escalationId,
      attemptId: idOf('shatt', round),
      callId,
      leadId: lead.id,
      leadName: lead.name,
      phone: lead.phone,
    },
    ...{ reservedAt: new Date(now).toISOString(), expiresAt: new Date(now + 3_600_000).toISOString() },
  });
  const summary = {
    ...marianaCall,
    id: callId,
    leadId: lead.id,
    leadName: lead.name,
    phone: lead.phone,
    seq: 1,
  };
  facts.offers = [brought];
  facts.streams = {
    ...Object.fromEntries(Object.entries(facts.streams).filter(([name]) => name.startsWith('lead:'))),
    [`call:${callId}`]: streamOf(`call:${callId}`, [
      ['call.changed', summary.queuedAt ?? '', { status: 'in-progress' }],
    ]),
  };
  facts.details[lead.id]!.calls = [summary];
  backend.push('call.changed', summary);
  backend.push('escalation.offered', brought);
  const call: PhoneCall = {
    ...ringing,
    ...{
      id: `shift-${round}`,
      sipCallId: `shift-${round}@world`,
      callId,
      escalationId,
      name: lead.name,
      number: lead.phone ?? '',
    },
  };
  phone.show(phoneWith(call));
  return call;
}

async function answerCall(desk: DeskWorld, call: PhoneCall): Promise<void> {
  const { page, phone, commands } = desk;
  await press(page, 'answer');
  await until(() => commands.splice(0).some(({ name }) => name === 'call.answer'));
  phone.show(phoneWith({ ...live, ...pick(call) }));
  tellOffer(desk, 'answered');
  await page.getByTestId('hangup').waitFor();
}

function tellOffer({ facts, backend }: DeskWorld, status: EscalationOffer['status']): void {
  facts.offers = facts.offers.map((one) => ({ ...one, status }));
  for (const one of facts.offers) backend.push('escalation.offered', one);
}

const pick = ({ id, sipCallId, callId, escalationId, name, number }: PhoneCall) => ({
  ...{ id, sipCallId, callId, escalationId, name, number },
});

/** The transcript as it comes, while the agent types. */
async function speak(
  { facts, backend }: DeskWorld,
  { callId }: PhoneCall,
  { lines, lineEveryMs }: Pace,
): Promise<void> {
  const stream = `call:${callId}`;
  const log = facts.streams[stream]!;
  for (let line = 0; line < lines; line += 1) {
    const at = new Date(Date.parse(marianaCall.answeredAt ?? '') + line * 1_000).toISOString();
    const role = line % 2 === 0 ? 'lead' : 'agent';
    const text = sentences[line % sentences.length]!;
    const event: StreamEvent = {
      ...{ stream, seq: log.length + 1, type: 'transcript.added', at },
      data: { interactionId: `${callId}-${line}`, role, text, at },
    };
    log.push(event);
    backend.push('event', event);
    await new Promise((next) => setTimeout(next, lineEveryMs));
  }
}

/** The message that was just sent stands in the lead's story, arrives, is read, and brings an answer. */
async function tellMessages(desk: DeskWorld, { id }: LeadSummary): Promise<void> {
  const { changes, facts, backend } = desk;
  const sent = await until(() => changes.splice(0).find(({ url }) => url.pathname.endsWith('/messages')));
  const { key, text } = sent.body as { key: string; text: string };
  const stream = `lead:${id}`;
  const log = (facts.streams[stream] ??= []);
  const at = marianaCall.answeredAt ?? '';
  const answerId = `${key}-answer`;
  const story = streamOf(stream, [
    [
      'message.queued',
      at,
      { interactionId: key, text, reason: `chat:${key}`, author: 'agent', agentName: 'Andrea Luna' },
    ],
    ['message.changed', at, { interactionId: key, status: 'delivered' }],
    ['message.changed', at, { interactionId: key, status: 'read' }],
    ['message.received', at, { interactionId: answerId, kind: 'text', text: sentences[2]! }],
  ]);
  for (const told of story) {
    const event: StreamEvent = { ...told, seq: log.length + 1 };
    log.push(event);
    backend.push('event', event);
  }
  openWindow(desk, id);
}

/** Who has just answered may be written to for another day. */
function openWindow({ facts, backend, now }: DeskWorld, leadId: string): void {
  const detail = facts.details[leadId]!;
  detail.windowUntil = new Date(now() + dayMs).toISOString();
  tellChat(backend, detail);
}
const dayMs = 86_400_000;

function tellChat(backend: DeskWorld['backend'], detail: LeadDetail): void {
  const { id: leadId, handledBy, ownerId, ownerName, windowUntil } = detail;
  backend.push('chat.changed', { leadId, handledBy, ownerId, ownerName, windowUntil });
}

async function type({ page }: DeskWorld, field: string, text: string, { keyEveryMs }: Pace): Promise<void> {
  const box = page.getByTestId(field);
  await box.click();
  await page.keyboard.type(text, { delay: keyEveryMs });
}

async function hangUp(desk: DeskWorld, call: PhoneCall, lead: LeadSummary, round: number): Promise<void> {
  const { page, phone, facts, backend, commands } = desk;
  await press(page, 'hangup');
  await until(() => commands.splice(0).some(({ name }) => name === 'call.hangup'));
  const wrapUp: WrapUp = {
    ...{
      id: idOf('shwrap', round),
      phoneCallId: call.id,
      leadId: lead.id,
      leadName: lead.name,
      callId: call.callId ?? null,
    },
    ...{
      number: call.number,
      direction: 'in',
      talkMs: 42_000,
      endedAt: new Date(desk.now()).toISOString(),
      until: null,
    },
    proposal: { by: 'ai', notes: sentences[0]! },
  };
  tellOffer(desk, 'closed');
  facts.offers = [];
  facts.wrapUps = [wrapUp];
  facts.me = andrea('wrap-up');
  const ended = { phase: 'ended', outcome: 'answered', ending: 'agent-hangup', endedAt: desk.now() } as const;
  phone.show(phoneWith({ ...live, ...pick(call), ...ended }));
  backend.push('agent.changed', { ...facts.me });
  backend.push('wrap-up.changed', { id: wrapUp.id });
  await page.getByTestId('wrap-up').waitFor();
}

async function closeCall({ page, facts, backend, phone }: DeskWorld, lead: LeadSummary): Promise<void> {
  await page.getByTestId('disposition').nth(3).click();
  await press(page, 'wrap-up-save');
  await until(() => facts.wrapUps.length === 0);
  facts.me = andrea('available');
  facts.calls = facts.calls.filter(({ leadId }) => leadId !== lead.id);
  backend.push('agent.changed', { ...facts.me });
  backend.push('wrap-up.changed', { id: '' });
  backend.push('call.changed', { ...facts.details[lead.id]!.calls[0]!, status: 'ended', seq: 100_000 });
  phone.show(idlePhone);
  await page.getByTestId('wrap-up').waitFor({ state: 'detached' });
}

const elsewhere = ['calls', 'tasks', 'leads', 'search', 'agenda', 'settings'];

/** Another page, the palette, a message that comes in; then back. */
async function lookAround(desk: DeskWorld, round: number): Promise<void> {
  const { page, backend, facts } = desk;
  await go(page, elsewhere[round % elsewhere.length]!);
  await page.locator('main h1').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('mar');
  await page.locator('[role="option"]').first().waitFor();
  await page.keyboard.press('Escape');
  const lead = callers[(round + 3) % callers.length]!;
  backend.push('lead.changed', {
    ...lead,
    lastMessage: `Mensaje ${round}`,
    updatedAt: new Date(desk.now()).toISOString(),
  });
  tellChat(backend, facts.details[lead.id]!);
  await go(page, 'desk');
}
