/** Logs are read by many and kept for long: no line may hold a person or a secret. */
import { expect, test } from 'vitest';
import { createLog } from '../../../src/backend/log.ts';

const canaries = {
  phone: '+52 1 55 8312 4477',
  digits: '5215583124477',
  email: 'canary.person@example.mx',
  name: 'Canaria Morales',
  text: 'quiero un departamento canario',
  token: 'EAAGcanary1234567890abcdefgh',
  bearer: 'eyJcanary.payload.signature',
  password: 'canary-password-1',
};

function record(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog({ LOG_LEVEL: 'trace' }, { write: (line) => void lines.push(line) }));
  return lines.join('');
}

function expectNoCanary(output: string): void {
  for (const [what, canary] of Object.entries(canaries)) expect(output, what).not.toContain(canary);
}

test('what stands under a personal or secret name is not written, however deep it stands', () => {
  const output = record((log) =>
    log.info({
      lead: { firstName: canaries.name, phone: canaries.phone, profile: { email: canaries.email } },
      body: { entry: [{ changes: [{ value: { messages: [{ text: { body: canaries.text } }] } }] }] },
      session: [{ deep: { access_token: canaries.token, password: canaries.password } }],
      headers: { authorization: `Bearer ${canaries.bearer}` },
      leadId: '3f0c7a52-6f0e-4b53-9f0e-123456789012',
    }),
  );
  expectNoCanary(output);
  expect(output).toContain('3f0c7a52-6f0e-4b53-9f0e-123456789012');
});

test('numbers, addresses and tokens are taken out of messages, errors and their causes', () => {
  const cause = new Error(`Key (phone)=(${canaries.phone}) already exists, ${canaries.email}`);
  const output = record((log) => {
    log.warn(`no answer from ${canaries.digits} <${canaries.email}>`);
    log.error(
      new Error(`Bearer ${canaries.bearer} refused by https://user:${canaries.password}@host/`, { cause }),
    );
    log.error({
      err: new Error(`sent with ${canaries.token} to ${canaries.phone}`),
      lane: `wa:${canaries.digits}`,
    });
    log.child({ lane: `wa:${canaries.digits}` }).info('%s wrote', canaries.email);
  });
  expectNoCanary(output);
  expect(output.trim().split('\n')).toHaveLength(4);
});

test('what PostgreSQL and JSON.parse quote is not repeated, and neither are a driver error’s rows', () => {
  const fromParse = (() => {
    try {
      JSON.parse(canaries.text);
    } catch (error) {
      return error as Error;
    }
    throw new Error('that was valid JSON');
  })();
  const fromPostgres = Object.assign(new Error(`invalid input syntax for type json: "${canaries.text}"`), {
    code: '22P02',
    detail: `Failing row contains (${canaries.name}, ${canaries.phone}).`,
    where: canaries.text,
  });
  const output = record((log) => {
    log.error({ err: fromParse });
    log.error({ err: fromPostgres });
  });
  expectNoCanary(output);
  expect(output).toContain('22P02');
});

test('a message id is written as a digest, so that two messages can still be told apart', () => {
  const output = record((log) => {
    log.info({ key: 'reply:wamid.HBgNNTIxNTU4MzEyNDQ3NxUCABIYFA' });
    log.info({ key: 'reply:wamid.HBgNNTIxNTU4MzEyNDQ3OBUCABIYFA' });
  });
  expect(output).not.toContain('HBgN');
  const [first, second] = output
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { key: string }).key);
  expect(first).toMatch(/^reply:wamid#/);
  expect(first).not.toBe(second);
});

test('an ordinary line keeps its ids, times, durations and error code', () => {
  const output = record((log) =>
    log.info(
      { callId: 'a3b1f0de-0000-4000-8000-446655440000', ms: 12.25, attempt: 3, port: 7300 },
      'call queued',
    ),
  );
  const line = JSON.parse(output) as Record<string, unknown>;
  expect(line).toMatchObject({ level: 'info', ms: 12.25, attempt: 3, port: 7300, msg: 'call queued' });
  expect(line['callId']).toBe('a3b1f0de-0000-4000-8000-446655440000');
  expect(String(line['time'])).toMatch(/^\d{4}-\d\d-\d\dT/);
});
