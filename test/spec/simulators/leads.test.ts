/** Every personality holds a conversation with a bot it knows nothing of, and comes to its own end. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLeads, type Leads } from '../../../src/simulators/leads/leads.ts';
import type { Lead } from '../../../src/simulators/leads/lead.ts';
import { personaNames } from '../../../src/simulators/leads/personas.ts';
import { announcesCall, readQuestions } from '../../../src/simulators/leads/read-question.ts';
import { startPbx, type Pbx } from '../../../src/simulators/pbx/pbx.ts';
import { startVapiSimulator, type VapiSimulator } from '../../../src/simulators/vapi/vapi.ts';
import { startWhatsAppSimulator, type WhatsAppSimulator } from '../../../src/simulators/whatsapp/whatsapp.ts';
import { startTinyBackend, startTinyBot, type TinyBackend } from '../../support/tiny-backend.ts';

const speed = 100;
let backend: TinyBackend;
let whatsapp: WhatsAppSimulator;
let vapi: VapiSimulator;
let pbx: Pbx;
let leads: Leads;
let sessions: ReturnType<typeof startTinyBot>;

beforeEach(async () => {
  backend = await startTinyBackend();
  whatsapp = await startWhatsAppSimulator({
    appSecret: 's',
    verifyToken: 'v',
    backendUrls: [backend.url],
    speed,
  });
  vapi = await startVapiSimulator({ speed });
  pbx = await startPbx({ accounts: [] });
  leads = startLeads({ whatsapp, vapi, speed, seed: 11, quietFloorMs: 1_500 });
  sessions = startTinyBot(backend, { whatsapp: whatsapp.url, vapi: vapi.url });
  transferWhenAsked();
});
afterEach(async () => {
  leads.close();
  await Promise.all([whatsapp.close(), vapi.close(), pbx.stop(), backend.close()]);
});

/** The backend's part of an escalation: a transfer to an extension that answers. */
function transferWhenAsked(): void {
  const usual = backend.override;
  backend.override = (arrived) => {
    if (arrived.path !== '/api/tools/escalate') return usual?.(arrived);
    const { controlUrl } = (arrived.body['message'] as { call: { monitor: { controlUrl: string } } }).call
      .monitor;
    const destination = {
      type: 'sip',
      sipUri: `sip:*43@127.0.0.1:${pbx.port}`,
      transferPlan: { mode: 'blind-transfer', sipVerb: 'dial' },
    };
    void fetch(controlUrl, {
      method: 'POST',
      body: JSON.stringify({ type: 'transfer', destination, content: 'Le comunico.' }),
    });
    return undefined;
  };
}

const session = (lead: Lead) => sessions.get(lead.phone.replace('+', ''));

describe('personalities', () => {
  it('a buyer tells what they want, agrees to a call, and talks to a person in the end', async () => {
    const lead = leads.start('buyer', { language: 'es' });
    expect(await lead.done).toEqual({ how: 'call', endedReason: 'assistant-forwarded-call' });
    const { destination, propertyType, budget, months } = lead.person.wants;
    expect(session(lead)?.profile).toMatchObject({
      location: destination,
      property_type: propertyType,
      wants_call: true,
    });
    expect(session(lead)?.profile.budget?.max).toBe(budget.max);
    expect(session(lead)?.profile.timeline?.months).toBe(months);
    for (const tool of ['availability', 'pricing', 'escalate'])
      expect(backend.at(`/api/tools/${tool}`)).toHaveLength(1);
    const [first] = backend.at('/webhooks/whatsapp');
    expect(JSON.stringify(first?.body)).toContain('ctwa_clid');
  });

  it('an undecided one is looking only and wants no call', async () => {
    const lead = leads.start('undecided');
    expect(await lead.done).toMatchObject({ how: 'chat' });
    expect(session(lead)?.profile).toMatchObject({ timeline: { months: null }, wants_call: false });
    expect(vapi.calls).toHaveLength(0);
  });

  it('a direct one asks for a person and gets one', async () => {
    const lead = leads.start('direct');
    expect(await lead.done).toMatchObject({ endedReason: 'assistant-forwarded-call' });
    expect(session(lead)?.profile.wants_person).toBe(true);
  });

  it('one who opts out says so and falls silent', async () => {
    const lead = leads.start('opt-out');
    await lead.done;
    expect(session(lead)?.silent).toBe(true);
    expect(vapi.calls).toHaveLength(0);
  });

  it('a bilingual one changes language in writing and on the phone', async () => {
    const lead = leads.start('bilingual');
    await lead.done;
    expect(session(lead)?.language).toBe('en');
    expect(backend.vapiMessages('language-change-detected')).toHaveLength(1);
  });

  it('one of few words sends voice notes, stickers, pictures and a place, and then writes', async () => {
    const lead = leads.start('media');
    await lead.done;
    const kinds = new Set(
      lead.log.filter(({ who }) => who === 'lead').map(({ text }) => (text.startsWith('[') ? text : 'text')),
    );
    for (const kind of ['[audio]', '[sticker]', 'text']) expect(kinds).toContain(kind);
  });

  it('a booker books, a silent one writes once, a rude one is rude, and some do not pick up', async () => {
    const booker = leads.start('booker');
    const silent = leads.start('silent');
    const rude = leads.start('rude');
    const away = leads.start('no-answer');
    await Promise.all([booker.done, silent.done, rude.done, away.done]);
    expect(backend.at('/api/tools/schedule')).toHaveLength(1);
    expect(silent.log.filter(({ who }) => who === 'lead')).toHaveLength(1);
    expect(session(rude)?.profile.mood).toBe('upset');
    expect(away.end?.endedReason).toBe('customer-did-not-answer');
  });

  it('all come to an end at once, each with a number of their own', async () => {
    vapi.concurrencyLimit = 100;
    const all = personaNames.flatMap((persona) => [leads.start(persona), leads.start(persona)]);
    const ends = await Promise.all(all.map(({ done }) => done));
    expect(ends.map(({ how }) => how)).not.toContain('gave-up');
    expect(new Set(all.map(({ phone }) => phone)).size).toBe(all.length);
    for (const { phone } of all) expect(phone).toMatch(/^\+(?:52\d{3}|1\d{3})55501\d\d$/);
  });
});

describe('the same seed', () => {
  it('makes the same people', () => {
    const people = () => {
      const others = startLeads({ whatsapp, vapi, speed, seed: 5 });
      const made = [others.start('silent'), others.start('silent')].map(({ person }) => person);
      others.close();
      return made;
    };
    expect(people()).toEqual(people());
  });
});

describe('reading a bot', () => {
  it.each([
    ['¿Qué destino te gusta más: Nuevo Vallarta, Riviera Maya o Los Cabos?', ['location']],
    [
      'Los Cabos es una gran elección. ¿Qué te gustaría: un condominio, una villa, un penthouse u otra cosa?',
      ['property_type'],
    ],
    ['¿Qué presupuesto tienes en mente, en pesos o en dólares?', ['budget']],
    ['¿Para cuándo te gustaría comprar?', ['timeline']],
    ['¿Te marco ahora a este número para contarte las mejores opciones?', ['call_consent']],
    ['May we call you now?', ['call_consent']],
    ['Recibí tu nota de voz, pero por aquí solo puedo leer. ¿Me lo escribes?', ['write']],
    ['Gracias.', []],
  ])('%j', (text, expected) => {
    expect(readQuestions(text)).toEqual(expected);
  });
  it('knows when a call is on its way', () => {
    expect(announcesCall('¡Perfecto! Te marco en unos minutos.')).toBe(true);
    expect(announcesCall('We will call you shortly.')).toBe(true);
    expect(announcesCall('Tenemos condominios desde 300 mil dólares.')).toBe(false);
  });
});
