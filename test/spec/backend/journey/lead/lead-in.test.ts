/** Step 1: whose message it is, what it says, and what it sets in motion. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { testStores } from '../../../../support/stores.ts';
import { startWhatsAppBackend } from '../../../../support/whatsapp-backend.ts';
import {
  envelope,
  messageBody,
  newPhone,
  newWamid,
  text,
  type Sender,
} from '../../../../support/whatsapp-bodies.ts';
import { leadOf, talk } from '../../../../support/whatsapp-talk.ts';

const stores = await testStores();
const backend = await startWhatsAppBackend(stores);
afterAll(() => backend.close());

type Row = Record<string, unknown>;
async function rowsOf(sql: string, values: unknown[] = []): Promise<Row[]> {
  return (await backend.db.query<Row>(sql, values)).rows;
}

/** Sends one message and waits until everything that follows from it is done. */
async function send(sender: Sender, content: Row, at?: Date): Promise<string> {
  const { wamid, body } = messageBody(sender, content, at === undefined ? {} : { at });
  expect((await backend.post(body)).status).toBe(200);
  await backend.idle();
  return wamid;
}

async function interaction(wamid: string): Promise<Row> {
  const [row] = await rowsOf('SELECT * FROM interactions WHERE external_id = $1', [wamid]);
  return row!;
}

async function system(value: Row): Promise<void> {
  expect(
    (
      await backend.post(
        envelope([{ messages: [{ id: newWamid(), timestamp: '1750269342', type: 'system', ...value }] }]),
      )
    ).status,
  ).toBe(200);
  await backend.idle();
}

describe('a first message', () => {
  it('makes a lead with phone, name, language and time zone of the number', async () => {
    const phone = newPhone('521664');
    await send({ phone, name: 'Mariana Ruiz Vega' }, text('Hola'));
    expect(await leadOf(backend, { phone, userId: undefined })).toMatchObject({
      phone: `+52${phone.slice(3)}`,
      whatsapp_id: phone,
      whatsapp_name: 'Mariana Ruiz Vega',
      first_name: 'Mariana',
      last_name: 'Ruiz Vega',
      lead_source: 'whatsapp',
      language: 'es',
      time_zone: 'America/Tijuana',
    });
  });

  it('keeps a profile name that is no person’s name as it is', async () => {
    const phone = newPhone();
    await send({ phone, name: '🌊 Familia feliz 2026' }, text('Hola'));
    expect(await leadOf(backend, { phone, userId: undefined })).toMatchObject({
      whatsapp_name: '🌊 Familia feliz 2026',
      first_name: null,
    });
  });

  it('from an ad keeps where it came from, the campaign and the click', async () => {
    const phone = newPhone();
    const sourceId = `ad-${phone}`;
    const referral = {
      source_id: sourceId,
      source_type: 'ad',
      headline: 'Chat with us',
      ctwa_clid: 'Aff-n8ZT',
      body: 'Verano',
    };
    await send({ phone }, { ...text('Quiero informes'), referral });
    await send({ phone }, { ...text('otra vez'), referral: { source_id: 'later', source_type: 'post' } });
    const lead = await leadOf(backend, { phone, userId: undefined });
    expect(lead).toMatchObject({ lead_source: 'ad', click_id: 'Aff-n8ZT', referral });
    expect(
      await rowsOf('SELECT external_id, name, source FROM campaigns WHERE id = $1', [lead['campaign_id']]),
    ).toEqual([{ external_id: sourceId, name: 'Chat with us', source: 'meta' }]);
  });

  it('is told to the consoles as events, in order', async () => {
    const phone = newPhone();
    await send({ phone }, text('Hola'));
    const { id } = await leadOf(backend, { phone, userId: undefined });
    const events = await rowsOf(
      'SELECT type, stream_seq::int AS seq FROM events WHERE stream = $1 ORDER BY stream_seq',
      [`lead:${id}`],
    );
    expect(events.map(({ type }) => type).slice(0, 5)).toEqual([
      'lead.created',
      'message.received',
      'consent.recorded',
      'lead.changed',
      'lead.discovered',
    ]);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  });

  it('without words, by opening the chat, is greeted and asked the first question', async () => {
    expect(await talk(backend).say({ type: 'request_welcome' })).toMatch(/Soy Sofía.*destino/s);
  });

  it('is the consent to be answered', async () => {
    const ana = talk(backend);
    await ana.say('Hola');
    const { id } = await leadOf(backend, ana);
    expect(await rowsOf('SELECT kind, granted, evidence FROM consents WHERE lead_id = $1', [id])).toEqual([
      { kind: 'whatsapp', granted: true, evidence: 'Hola' },
    ]);
  });

  it('is answered with blue ticks and "typing"', async () => {
    const receipts: { wamid: string; typing: boolean }[] = [];
    backend.whatsapp.on('read', (receipt) => receipts.push(receipt));
    await talk(backend).say('Hola');
    expect(receipts).toMatchObject([{ typing: true }]);
  });
});

describe('a message of type', () => {
  const cases: [string, Row, string][] = [
    ['text', text('Hola'), 'Hola'],
    [
      'image',
      { type: 'image', image: { id: '1', mime_type: 'image/jpeg', caption: 'Taj Mahal' } },
      '[Imagen] Taj Mahal',
    ],
    ['audio', { type: 'audio', audio: { id: '1', voice: true } }, '[Nota de voz]'],
    ['video', { type: 'video', video: { id: '1' } }, '[Video]'],
    [
      'document',
      { type: 'document', document: { id: '1', filename: 'plano.pdf' } },
      '[Documento: plano.pdf]',
    ],
    ['sticker', { type: 'sticker', sticker: { id: '1' } }, '[Sticker]'],
    [
      'location',
      { type: 'location', location: { latitude: 20.7, longitude: '-105.3', name: 'Nuevo Vallarta' } },
      '[Ubicación] Nuevo Vallarta',
    ],
    [
      'contacts',
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Lucía Gómez' } }] },
      '[Contacto] Lucía Gómez',
    ],
    ['button', { type: 'button', button: { text: 'Más información', payload: 'MORE' } }, 'Más información'],
    [
      'interactive',
      {
        type: 'interactive',
        interactive: { type: 'list_reply', list_reply: { id: '1', title: 'Riviera Maya' } },
      },
      'Riviera Maya',
    ],
    [
      'order',
      { type: 'order', order: { text: '', product_items: [{}, {}] } },
      '[Pedido del catálogo: 2 artículos]',
    ],
    ['reaction', { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } }, '[Reacción] 👍'],
    [
      'unsupported',
      { type: 'unsupported', errors: [{ code: 131051 }] },
      '[Mensaje que WhatsApp no entrega: unsupported]',
    ],
    [
      'some type of tomorrow',
      { type: 'hologram', hologram: { depth: 3 } },
      '[Mensaje que WhatsApp no entrega: hologram]',
    ],
    [
      'text with a broken part',
      { type: 'text', text: 'not an object' },
      '[Mensaje que WhatsApp no entrega: text]',
    ],
  ];

  it.each(cases)('%s stands readable on the timeline', async (_type, content, words) => {
    const wamid = await send({ phone: newPhone() }, content);
    expect(await interaction(wamid)).toMatchObject({
      type: 'whatsapp',
      author: 'lead',
      status: 'received',
      content: words,
    });
  });

  it('reaction opens the window but asks for no answer', async () => {
    const eva = talk(backend);
    expect(
      await eva.sayAndWait({ type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } }),
    ).toEqual([]);
    expect((await leadOf(backend, eva))['last_inbound_at']).not.toBeNull();
  });
});

describe('people without a phone', () => {
  it('are leads by their user id, and are answered as recipients', async () => {
    const zoe = talk(backend, { name: 'Zoe', userId: 'US.1349120865530274191' });
    expect(await zoe.say('Hi, I saw your ad')).toMatch(/Sofía/);
    expect(zoe.heard()[0]?.body).toMatchObject({ recipient: 'US.1349120865530274191' });
    expect(zoe.heard()[0]?.body).not.toHaveProperty('to');
    expect(await leadOf(backend, zoe)).toMatchObject({
      phone: null,
      whatsapp_id: null,
      language: 'en',
      time_zone: 'America/Chicago',
    });
  });

  it('are asked for a number when it comes to a call, and called at the one they give', async () => {
    const kay = talk(backend, { name: 'Kay', userId: `MX.${Date.now()}` });
    expect(
      await kay.say('Busco un condominio en Nuevo Vallarta, 12 millones de pesos, en dos meses'),
    ).toMatch(/compartes un número/);
    const given = newPhone('52322', 12).slice(2);
    expect(await kay.say(`claro, es el ${given}`)).toMatch(/Te marco/);
    const lead = await leadOf(backend, kay);
    expect(lead).toMatchObject({ phone: `+52${given}` });
    expect(
      backend.handedOn.filter(({ payload }) => 'leadId' in payload && payload.leadId === lead.id),
    ).toHaveLength(1);
  });

  it('become one lead with their number as soon as a message carries both', async () => {
    const phone = newPhone();
    const userId = `MX.${phone}`;
    await send({ userId, name: 'Uma' }, text('Hola, busco en Los Cabos'));
    await send({ phone, name: 'Uma' }, text('hola, mi presupuesto es de 500 mil dólares'));
    await send({ phone, userId, name: 'Uma' }, text('quiero una villa'));
    const lead = await leadOf(backend, { phone, userId });
    expect(lead['profile']).toMatchObject({
      location: 'Los Cabos',
      budget: { max: 500_000, currency: 'USD' },
      property_type: 'villa',
    });
    const said = await rowsOf(`SELECT content FROM interactions WHERE lead_id = $1 AND author = 'lead'`, [
      lead.id,
    ]);
    expect(said).toHaveLength(3);
  });

  it('have one from the moment they share it by the button made for that', async () => {
    const [userId, phone] = [`US.${newPhone()}`, newPhone('1415555', 11)];
    await send({ userId }, text('Hi'));
    const shared = {
      type: 'contacts',
      origin: 'contact_request',
      contacts: [{ phones: [{ phone: `+${phone}` }] }],
    };
    await send({ userId }, shared);
    expect(await leadOf(backend, { phone: undefined, userId })).toMatchObject({
      phone: `+${phone}`,
      time_zone: 'America/Los_Angeles',
    });
  });

  it('that nobody can answer leave a reason behind', async () => {
    const wamid = newWamid();
    await backend.post(envelope([{ messages: [{ id: wamid, type: 'text', text: { body: 'hola' } }] }]));
    await backend.idle();
    expect(await rowsOf('SELECT effect FROM webhooks WHERE natural_key = $1', [`message:${wamid}`])).toEqual([
      { effect: 'none: no number and no user id, so nobody to answer' },
    ]);
  });
});

describe('numbers and ids that change', () => {
  it('the lead follows a changed number, with its whole story', async () => {
    const [before, after] = [newPhone(), newPhone()];
    await send({ phone: before }, text('Hola, busco en Mazatlán'));
    const { id } = await leadOf(backend, { phone: before, userId: undefined });
    await system({
      from: before,
      system: { type: 'user_changed_number', wa_id: after, body: 'User changed' },
    });
    await send({ phone: after }, text('sigo aquí'));
    expect(await leadOf(backend, { phone: after, userId: undefined })).toMatchObject({ id });
    expect(await rowsOf('SELECT id FROM leads WHERE whatsapp_id = $1', [before])).toEqual([]);
  });

  it('a changed number that has a lead already makes one of both', async () => {
    const [before, after] = [newPhone(), newPhone()];
    await send({ phone: before }, text('Hola, busco en Mazatlán'));
    await send({ phone: after }, text('Hola, busco una villa'));
    await system({ from: before, system: { type: 'user_changed_number', wa_id: after } });
    expect((await leadOf(backend, { phone: after, userId: undefined }))['profile']).toMatchObject({
      location: 'Mazatlán',
      property_type: 'villa',
    });
  });

  it('the lead follows a changed user id', async () => {
    const [before, after] = [`MX.a${newPhone()}`, `MX.b${newPhone()}`];
    await send({ userId: before }, text('Hola'));
    const { id } = await leadOf(backend, { phone: undefined, userId: before });
    await system({ from_user_id: before, system: { type: 'user_changed_user_id', user_id: after } });
    expect(await leadOf(backend, { phone: undefined, userId: after })).toMatchObject({ id });
  });

  it('somebody else who got an old number is somebody else, and inherits nothing', async () => {
    const phone = newPhone();
    await send({ phone, userId: `MX.old${phone}` }, text('llámame por favor, 12 millones, Nuevo Vallarta'));
    await send({ phone, userId: `MX.new${phone}` }, text('Hola'));
    const old = await leadOf(backend, { phone: undefined, userId: `MX.old${phone}` });
    const now = await leadOf(backend, { phone: undefined, userId: `MX.new${phone}` });
    expect(now.id).not.toBe(old.id);
    expect(old).toMatchObject({ phone: null });
    expect(now['profile']).toEqual({});
    expect(await rowsOf(`SELECT 1 FROM consents WHERE lead_id = $1 AND kind = 'call'`, [now.id])).toEqual([]);
  });

  it('a change of somebody unknown is kept with its reason', async () => {
    await system({ from: newPhone(), system: { type: 'user_changed_number', wa_id: newPhone() } });
    expect(await rowsOf(`SELECT effect FROM webhooks ORDER BY id DESC LIMIT 1`)).toEqual([
      { effect: 'none: a change of somebody who never wrote to us' },
    ]);
  });
});

describe('many messages at once', () => {
  it('of one new person make one lead and one answer to all of them', async () => {
    const phone = newPhone();
    await backend.stopWorker();
    for (const words of ['Hola', 'busco un condominio', 'en Nuevo Vallarta', 'unos 12 millones de pesos'])
      backend.whatsapp.receive({ phone: `+${phone}`, name: 'Paz' }, { type: 'text', text: { body: words } });
    await backend.whatsapp.settled();
    await backend.restartWorker();
    await backend.idle();
    const lead = await leadOf(backend, { phone, userId: undefined });
    expect(lead['profile']).toMatchObject({
      location: 'Nuevo Vallarta',
      property_type: 'condo',
      budget: { max: 12_000_000, currency: 'MXN' },
    });
    const answers = backend.whatsapp.messages.filter(({ to }) => to === phone);
    expect(answers.length).toBeLessThanOrEqual(4);
    expect(answers.filter(({ text: words }) => /Soy Sofía/.test(words))).toHaveLength(1);
    expect(answers.at(-1)?.text).toMatch(/Para cuándo/);
  });

  it('of one person by number and by user id at the same moment make one lead', async () => {
    const phone = newPhone();
    const userId = `MX.${phone}`;
    const senders: Sender[] = [{ phone, userId }, { userId }, { phone, userId }, { userId }];
    await Promise.all(senders.map((sender) => backend.post(messageBody(sender, text('Hola')).body)));
    await backend.idle();
    await leadOf(backend, { phone, userId });
  });
});

describe('what is none of our business', () => {
  it.each([
    ['said in a group', { ...text('hola'), group_id: 'Y2FwaV9ncm91cDox' }],
    ['an id longer than any of Meta’s', { ...text('hola'), id: `wamid.${'x'.repeat(5_000)}` }],
    ['a notice about somebody unknown', { type: 'system', system: { type: 'customer_identity_changed' } }],
  ])('%s leaves its reason, and nobody is answered', async (_what, content) => {
    const phone = newPhone();
    await send({ phone }, content);
    expect(await rowsOf('SELECT effect FROM webhooks ORDER BY id DESC LIMIT 1')).toEqual([
      { effect: expect.stringMatching(/^none: /) },
    ]);
    expect(await rowsOf('SELECT 1 FROM leads WHERE whatsapp_id = $1', [phone])).toEqual([]);
  });
});

describe("Meta's example", () => {
  const example = (file: string): Row =>
    JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../../payloads/meta-openapi', file), 'utf8'),
    ) as Row;

  it('of an "Unsubscribe" button ends all contact', async () => {
    await backend.post(example('button-message.json'));
    await backend.idle();
    expect(await leadOf(backend, { phone: '16505551234', userId: undefined })).toMatchObject({
      status: 'opted-out',
    });
  });
});
