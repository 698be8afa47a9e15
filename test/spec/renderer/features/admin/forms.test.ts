// Faults and refusals: which field they belong to, and in which words.
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { faultsOf, refusalIn } from '../../../../../src/renderer/features/admin/form/field-faults.ts';
import { withRow } from '../../../../../src/renderer/features/admin/use-list.ts';
import {
  offersOf,
  stateOfEndpoint,
  webhookDraftOf,
  webhookFaults,
  webhookOf,
} from '../../../../../src/renderer/features/admin/webhooks/webhook-form.ts';
import { i18n, prepareLanguages } from '../../../../../src/renderer/i18n/i18n.ts';
import { ActionError } from '../../../../../src/renderer/stores/actions.ts';
import type { WebhookEndpoint } from '../../../../../src/shared/admin.ts';

beforeAll(() => prepareLanguages('en'));

it('says of each field the first thing that is wrong with it', () => {
  const schema = z.object({
    ...{ name: z.string().min(1), code: z.string().min(4).max(6), more: z.string().max(2) },
    ...{ count: z.number().int().min(1), many: z.array(z.string()).min(1), form: z.string().regex(/^x/) },
  });
  const wrong = { name: '', code: 'a', more: 'abc', count: 0.5, many: [], form: 'y' };
  expect(faultsOf(schema, wrong, { t: i18n.t, formats: { form: 'Begin with x.' } })).toEqual({
    ...{ name: 'This is needed.', code: 'At least 4 characters.', more: 'At most 2 characters.' },
    ...{ count: 'Write a whole number.', many: 'Choose at least one.', form: 'Begin with x.' },
  });
});

it('puts a refusal beside the field that it is about, and any other under the form', () => {
  const taken = new ActionError('conflict', 'no', { reason: 'username-taken' });
  expect(refusalIn(taken, ['username', 'name'], i18n.t)).toMatchObject({ field: 'username' });
  expect(refusalIn(taken, ['name'], i18n.t).field).toBeUndefined();
  const named = new ActionError('invalid', 'no', { reason: 'incorrect', params: { fields: 'alertPhone' } });
  expect(refusalIn(named, ['alertPhone'], i18n.t).field).toBe('alertPhone');
  expect(refusalIn(new ActionError('unreachable', 'x'), ['name'], i18n.t).field).toBeUndefined();
});

it('puts a saved row in its place, and a new one at the end', () => {
  const rows = [{ id: 1 }, { id: 2 }];
  const keyOf = ({ id }: { id: number }) => String(id);
  expect(withRow(rows, { id: 1 }, keyOf)).toHaveLength(2);
  expect(withRow(rows, { id: 3 }, keyOf).at(-1)).toEqual({ id: 3 });
});

const endpoint: WebhookEndpoint = {
  ...{ id: 'e', url: 'https://n8n.example/x', description: null, types: ['call.*'], active: true },
  ...{ createdAt: '2026-11-22T12:00:00Z', failingSince: null, pending: 0, dead: 0 },
};

it('asks for everything by naming nothing, and keeps what was chosen while one decides', () => {
  const draft = webhookDraftOf(endpoint);
  expect(webhookOf(draft)).toMatchObject({ types: ['call.*'], description: null });
  expect(webhookOf({ ...draft, isAll: true }).types).toEqual([]);
  expect(webhookFaults(draft, i18n.t)).toEqual({});
  expect(Object.keys(webhookFaults({ ...draft, types: [] }, i18n.t))).toEqual(['types']);
  expect(webhookFaults({ ...draft, url: 'ftp://x' }, i18n.t).url).toContain('https://');
});

it('offers each family before its members, and no family of one', () => {
  expect(offersOf(['call.queued', 'sale.recorded', 'call.ended'])).toEqual([
    { group: 'call', items: ['call.*', 'call.queued', 'call.ended'] },
    { group: 'sale', items: ['sale.recorded'] },
  ]);
});

it('says of an endpoint that it is off before it says that it fails', () => {
  const failing = { ...endpoint, failingSince: '2026-11-22T12:00:00Z' };
  expect(stateOfEndpoint(endpoint)).toBe('delivering');
  expect(stateOfEndpoint(failing)).toBe('failing');
  expect(stateOfEndpoint({ ...failing, active: false })).toBe('off');
});
