/** The demonstration's templates are there after its set-up, once, and never change what somebody wrote. */
import { afterAll, expect, it } from 'vitest';
import { deskChoices } from '../../../../src/backend/store/choices.ts';
import { ensureDemoTemplates, templateByName } from '../../../../src/backend/store/message-templates.ts';
import { alertTemplateName, demoTemplates, staffTemplates } from '../../../../src/shared/demo-templates.ts';
import { openPool, testStores } from '../../../support/stores.ts';

const { databaseUrl } = await testStores();
const db = openPool(databaseUrl, 2);
afterAll(() => db.end());

it('a fresh database has none', async () => {
  expect((await db.query('SELECT 1 FROM message_templates')).rowCount).toBe(0);
});

it('the set-up of a demonstration writes each once, and leaves what stands there', async () => {
  const [first] = demoTemplates;
  await db.query(`INSERT INTO message_templates (name, language, body) VALUES ($1, $2, 'Mi texto')`, [
    first?.name,
    first?.language,
  ]);
  await ensureDemoTemplates(db);
  await ensureDemoTemplates(db);
  expect((await db.query('SELECT 1 FROM message_templates')).rowCount).toBe(
    demoTemplates.length + staffTemplates.length,
  );
  expect((await templateByName(db, first!.name, first!.language))?.body).toBe('Mi texto');
  expect(await templateByName(db, 'confirmar_visita', 'en')).toEqual(
    demoTemplates.find(({ name, language }) => name === 'confirmar_visita' && language === 'en'),
  );
});

it('alerts to supervisors have theirs, which nobody is offered for a client', async () => {
  expect((await templateByName(db, alertTemplateName, 'en'))?.parameters).toHaveLength(2);
  const { templates } = await deskChoices(db);
  expect(templates.map(({ name }) => name)).toContain('confirmar_visita');
  expect(templates.map(({ name }) => name)).not.toContain(alertTemplateName);
});

it('one that is no longer used, or of another language, is not found', async () => {
  await db.query(
    `UPDATE message_templates SET active = FALSE WHERE name = 'confirmar_visita' AND language = 'es'`,
  );
  expect(await templateByName(db, 'confirmar_visita', 'es')).toBeUndefined();
  expect(await templateByName(db, 'confirmar_visita', 'fr')).toBeUndefined();
});
