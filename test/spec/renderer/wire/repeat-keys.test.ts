// A note or a task whose answer was lost is sent again under the key it had, and so is written once.
import { describe, expect, it } from 'vitest';
import { ActionError } from '../../../../src/renderer/stores/actions.ts';
import type { BackendHttp } from '../../../../src/renderer/wire/backend-http.ts';
import { createDeskApi } from '../../../../src/renderer/wire/desk-http.ts';
import { RepeatKeys } from '../../../../src/renderer/wire/repeat-keys.ts';

/** Remembers under which keys it was asked; fails with these codes first. */
function backend(failures: string[]) {
  const keys: string[] = [];
  const request = (key: string): Promise<string> => {
    keys.push(key);
    const code = failures.shift();
    return code === undefined ? Promise.resolve('done') : Promise.reject(new ActionError(code, code));
  };
  return { keys, request };
}
const swallow = (): void => undefined;

describe('a request that makes something', () => {
  it.each(['unreachable', 'timeout', 'unavailable', 'http-504'])(
    'has the same key again after %s, and another once it was answered',
    async (code) => {
      const [keys, to] = [new RepeatKeys(), backend([code])];
      await keys.send('note', 'Hola', to.request).catch(swallow);
      expect(await keys.send('note', 'Hola', to.request)).toBe('done');
      await keys.send('note', 'Hola', to.request);
      expect(to.keys[1]).toBe(to.keys[0]);
      expect(to.keys[2]).not.toBe(to.keys[0]);
    },
  );

  it('has a new key where it was refused, where it says something else, and much later', async () => {
    let now = 0;
    const [keys, to] = [new RepeatKeys(() => now), backend(['invalid', 'timeout', 'timeout'])];
    for (const text of ['a', 'a', 'b']) await keys.send('note', text, to.request).catch(swallow);
    now += 3_600_000;
    await keys.send('note', 'b', to.request);
    expect(new Set(to.keys).size).toBe(4);
  });

  it('has one key although it is sent twice at once', async () => {
    const [keys, to] = [new RepeatKeys(), backend([])];
    await Promise.all([1, 2].map(() => keys.send('task', { title: 'x' }, to.request)));
    expect(new Set(to.keys).size).toBe(1);
  });
});

it('notes and tasks travel with their keys, and keep them until they are answered', async () => {
  const sent: { path: string; body: Record<string, unknown> }[] = [];
  let isAway = true;
  const ask = ((_method: string, path: string, body: Record<string, unknown>) => {
    sent.push({ path, body });
    return isAway ? Promise.reject(new ActionError('timeout', 'late')) : Promise.resolve({});
  }) as BackendHttp['ask'];
  const no = () => Promise.reject(new Error('no'));
  const api = createDeskApi({ ask, fetchBlob: no, send: no, setToken: swallow });
  const task = { leadId: 'l', kind: 'callback', title: 'Llamar', dueAt: '2026-12-01T17:00:00Z' } as const;
  const both = () => Promise.all([api.addNote('l', 'Hola').catch(swallow), api.addTask(task).catch(swallow)]);
  await both();
  isAway = false;
  await both();
  const [note, made, noteAgain, madeAgain] = sent;
  expect(note).toMatchObject({ path: '/api/leads/l/notes', body: { text: 'Hola' } });
  expect(made).toMatchObject({ path: '/api/tasks', body: task });
  expect(note?.body['key']).toMatch(/^[0-9a-f-]{36}$/);
  expect(made?.body['key']).not.toBe(note?.body['key']);
  expect([noteAgain?.body, madeAgain?.body]).toEqual([note?.body, made?.body]);
});
