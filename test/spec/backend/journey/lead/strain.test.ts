/** Many leads at once, webhooks doubled, shuffled and batched, WhatsApp failing now and then, two workers: every lead gets to the end, nobody is told a thing twice. */
import { afterAll, describe, expect, it } from 'vitest';
import { leadHandlers } from '../../../../../src/backend/journey/lead/lead-handlers.ts';
import type { Job, JobHandlers } from '../../../../../src/backend/outbox/jobs.ts';
import { startOutboxWorker } from '../../../../../src/backend/outbox/worker.ts';
import type { Deps } from '../../../../../src/backend/deps.ts';
import { testStores } from '../../../../support/stores.ts';
import { until } from '../../../../support/until.ts';
import { startWhatsAppBackend } from '../../../../support/whatsapp-backend.ts';
import { newPhone } from '../../../../support/whatsapp-bodies.ts';

const stores = await testStores();
const backend = await startWhatsAppBackend(stores);
afterAll(() => backend.close());

const LEADS = 25;
const WORDS = [
  [
    'Hola, vi su anuncio',
    'busco un condominio',
    'en Nuevo Vallarta',
    '12 millones de pesos',
    'en dos meses',
    'sí, llámame por favor',
  ],
  ['Hi there', 'a villa in Los Cabos', 'around 1.5 million dollars', 'this year', 'yes, call me please'],
  ['Hola', 'solo estoy viendo', 'Mazatlán', 'no sé', 'gracias'],
  ['Hola', 'quiero hablar con un asesor'],
  ['Hola', 'STOP'],
];

describe('under strain', () => {
  it('every lead is answered, nothing is sent twice, and each call is asked for once', async () => {
    const second = await startOutboxWorker({
      db: backend.db,
      databaseUrl: stores.databaseUrl,
      handlers: {
        ...leadHandlers,
        'call.request': (job: Job) => Promise.resolve(void backend.handedOn.push(job)),
      } as unknown as JobHandlers<Deps>,
      deps: backend.deps,
      log: backend.deps.log,
    });
    backend.whatsapp.habits = { duplicateRate: 0.3, shuffle: true, batchSize: 6, batchWaitMs: 60 };
    for (const kind of ['accept-then-drop', 'drop', 'status'] as const)
      backend.whatsapp.faults.arm({ kind, times: 3 });
    backend.whatsapp.faults.arm({ kind: 'error', code: 131056, times: 3 });

    const people = Array.from({ length: LEADS }, (_, i) => ({
      phone: newPhone(),
      words: WORDS[i % WORDS.length]!,
    }));
    await Promise.all(people.map(({ phone, words }) => speak(phone, words)));
    await backend.idle();
    await second.stop();

    expect(Math.max(...backend.whatsapp.sendsByCallbackData().values())).toBe(1);
    const { rows } = await backend.db.query<{ stuck: number }>(
      `SELECT count(*)::int AS stuck FROM interactions WHERE status IN ('pending', 'sending', 'failed') OR (author = 'lead' AND discovered_at IS NULL AND lead_id NOT IN (SELECT id FROM leads WHERE status = 'opted-out'))`,
    );
    expect(rows[0]!.stuck).toBe(0);
    const requests = backend.handedOn.map(({ payload }) => ('intentKey' in payload ? payload.intentKey : ''));
    expect(new Set(requests).size).toBe(requests.length);
    const { rows: leads } = await backend.db.query<{ whatsapp_id: string; status: string }>(
      'SELECT whatsapp_id, status FROM leads',
    );
    expect(leads).toHaveLength(LEADS);
    const statusOf = new Map(leads.map(({ whatsapp_id, status }) => [whatsapp_id, status]));
    for (const { phone, words } of people) {
      const last = words.at(-1)!;
      const status = statusOf.get(phone);
      if (last === 'STOP') expect(status).toBe('opted-out');
      else if (/llámame|call me|asesor/.test(last)) expect(status).toBe('qualified');
      else expect(['discovering', 'nurturing']).toContain(status);
    }
    expect(requests).toHaveLength(
      people.filter(({ words }) => /llámame|call me|asesor/.test(words.at(-1)!)).length,
    );
    const { rows: gaps } = await backend.db.query(
      `SELECT stream FROM events GROUP BY stream HAVING count(*) <> max(stream_seq) OR min(stream_seq) <> 1`,
    );
    expect(gaps).toEqual([]);
  });
});

/** Says one thing after another, each once the one before was answered. */
async function speak(phone: string, words: string[]): Promise<void> {
  for (const said of words) {
    const heard = (): number => backend.whatsapp.messages.filter(({ to }) => to === phone).length;
    const before = heard();
    backend.whatsapp.receive({ phone: `+${phone}`, name: 'Alguien' }, { type: 'text', text: { body: said } });
    await until(() => heard() > before, { what: `an answer to "${said}"`, timeoutMs: 60_000 });
  }
}
