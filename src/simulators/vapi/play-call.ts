/** The conversation of one call: the AI follows its tools' answers, the person follows their own wishes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fieldsOf } from '../http/serve.ts';
import type { PhoneGoal } from './behaviour.ts';
import { hasEndCallTool } from './call-record.ts';
import { isCallbackPromise, type CallControl } from './handover.ts';
import { assistant as ai, person, wish } from './phrases.ts';
import type { SimulatedCall } from './simulated-call.ts';
import { callToolUntilAnswered } from './tool-calls.ts';

const missed = {
  'no-answer': 'customer-did-not-answer',
  busy: 'customer-busy',
  voicemail: 'voicemail',
} as const;

/** Plays a call from the first ring to its end. */
export async function playCall(call: SimulatedCall, control: CallControl): Promise<void> {
  if (!(await call.wait(600))) return;
  call.setStatus('ringing');
  const { pickUp, ringMs } = call.behaviour;
  if (!(await call.wait(pickUp === 'no-answer' ? 25_000 : ringMs))) return;
  if (pickUp !== 'answers') return call.end(missed[pickUp]);
  call.startedAt = new Date();
  call.setStatus('in-progress');
  await open(call);
  for (const goal of call.behaviour.goals) {
    if (call.over) return;
    await control.transferring;
    await scenes[goal](call, control);
  }
  await control.transferring;
  await close(call);
}

async function open(call: SimulatedCall): Promise<void> {
  const { firstMessage, firstMessageMode } = call.assistant;
  const waits = firstMessageMode === 'assistant-waits-for-user';
  if (waits) await call.say('user', person.hello[call.language]);
  await call.say('assistant', fillIn(call, String(firstMessage ?? '')));
  if (!waits) await call.say('user', person.hello[call.language]);
}

/** `{{name}}` in the first message stands for a variable value of the call. */
function fillIn(call: SimulatedCall, text: string): string {
  const values = fieldsOf(call.assistant['variableValues']);
  return text.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, name: string) => String(values[name] ?? ''));
}

async function close(call: SimulatedCall): Promise<void> {
  await call.say('assistant', ai.more[call.language]);
  await call.say('user', person.thanks[call.language]);
  await call.say('assistant', ai.goodbye[call.language]);
  call.end(hasEndCallTool(call.assistant) ? 'assistant-ended-call' : 'customer-ended-call');
}

/** Asks a tool and says its answer. */
async function consult(
  call: SimulatedCall,
  tool: string,
  extras: Record<string, unknown> = {},
): Promise<string> {
  await call.say('assistant', ai.checking[call.language]);
  const outcome = await callToolUntilAnswered(call, tool, extras);
  const text = outcome?.text || ai.trouble[call.language];
  await call.say('assistant', text);
  return outcome?.ok ? text : '';
}

type Scene = (call: SimulatedCall, control: CallControl) => Promise<void>;

const scenes: Record<PhoneGoal, Scene> = {
  'ask-availability': async (call) => {
    await call.say('user', wish.availability(call.behaviour.facts)[call.language]);
    await consult(call, 'check_availability');
    await call.say('user', person.goOn[call.language]);
  },
  'ask-price': async (call) => {
    await call.say('user', wish.price(call.behaviour.facts)[call.language]);
    await consult(call, 'get_pricing');
  },
  book: (call) => bookVisit(call),
  escalate: (call, control) => askForPerson(call, control),
  chat: async (call) => {
    await call.say('user', person.chats[call.language]);
    await call.say('assistant', ai.tells[call.language]);
  },
  decline: async (call) => {
    await call.say('user', person.declines[call.language]);
    await call.say('assistant', ai.understood[call.language]);
    call.outcome = 'not_interested';
    call.end('customer-ended-call');
  },
  'switch-language': async (call) => {
    call.language = call.language === 'es' ? 'en' : 'es';
    await call.say('user', person.switches[call.language]);
    call.notify('language-change-detected', { language: call.language });
    await call.say('assistant', ai.switched[call.language]);
  },
};

const dateIn = (days: number): Date => new Date(Date.now() + days * 86_400_000);
const isoDay = (date: Date): string => date.toISOString().slice(0, 10);
const spoken = (date: Date, language: 'es' | 'en'): string =>
  date.toLocaleDateString(language === 'es' ? 'es-MX' : 'en-US', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });

/** Proposes a day, and another one for as long as the calendar says no, three times at most. */
async function bookVisit(call: SimulatedCall): Promise<void> {
  for (const days of [3, 5, 8].map((each) => each + call.world.random.whole(0, 1))) {
    const day = dateIn(days);
    await call.say('user', wish.visit(spoken(day, call.language))[call.language]);
    await call.say('assistant', ai.checking[call.language]);
    const date = isoDay(day);
    const outcome = await callToolUntilAnswered(call, 'schedule_appointment', {
      date,
      time: '11:00',
      datetime: `${date}T11:00:00`,
      starts_at: `${date}T11:00:00`,
    });
    await call.say('assistant', outcome?.text || ai.trouble[call.language]);
    if (outcome?.ok && !isRefusal(outcome.text)) call.outcome = 'appointment_scheduled';
    if (call.over || call.outcome === 'appointment_scheduled') break;
    await call.say('user', person.another[call.language]);
  }
}

/** Whether an answer of the calendar means that nothing was booked. */
const isRefusal = (text: string): boolean =>
  /(?:ocupad|no (?:est[áa]|hay|tenemos|tengo|puedo|se pudo)|cerrad|otra fecha|otro horario|otra hora|falta |ya tienes otra|\btaken\b|not available|isn't|no longer free|closed|can't|cannot|could not|no room|another (?:date|time|hour)|missing|already have)/i.test(
    text,
  );

/** Asks for a person and waits as long as people do, through every attempt the backend makes. */
async function askForPerson(call: SimulatedCall, control: CallControl): Promise<void> {
  const { mood, patienceMs } = call.behaviour;
  await call.say('user', wish.human[mood][call.language]);
  const outcome = await callToolUntilAnswered(call, 'escalate_to_human', { mood });
  const text = outcome?.text || ai.trouble[call.language];
  const hopeless = control.transferring === undefined && (!outcome?.ok || isCallbackPromise(text));
  await call.say('assistant', text);
  let waitUntil = Date.now() + (hopeless ? 1_500 : patienceMs);
  while (!call.over && Date.now() < waitUntil) {
    if (control.transferring) {
      await control.transferring;
      waitUntil = Date.now() + patienceMs / 2;
    }
    if (control.promisedCallback) break;
    await sleep(50);
  }
  if (call.over) return;
  call.outcome = 'callback_promised';
  await call.say('user', person.callMe[call.language]);
  await call.say('assistant', ai.noted[call.language]);
  call.end('customer-ended-call');
}
