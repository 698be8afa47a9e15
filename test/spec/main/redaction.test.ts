/** What is sent to support names no person and gives no secret away, and can still be read. */
import { expect, test } from 'vitest';
import { createRedactor } from '../../../src/main/redaction.ts';

const redact = (text: string): string => createRedactor()(text);

const invite = [
  'INVITE sip:1001@10.0.0.5:5060;transport=tcp SIP/2.0',
  'Via: SIP/2.0/TCP 10.0.0.9:5060;branch=z9hG4bKa1b2c3',
  'From: "Lucía Pérez" <sip:+529841234567@pbx.vidanta.example>;tag=77',
  'To: Andrea López <sip:1001@10.0.0.5>',
  'f: Rosa <sip:9981112233@10.0.0.9>',
  'P-Asserted-Identity: "Pérez, \\"Lu\\"" <tel:+529841234567>',
  'Contact: <sip:5219841234567@10.0.0.9:5060>',
  'X-Transfer-Summary: Lucía quiere dos noches',
  ' en marzo, con su hija Ana',
  'Subject: Cotización de Lucía',
  'Authorization: Digest username="agent-one", response="0123456789abcdef0123456789abcdef"',
  'Call-ID: 3c26-7f@10.0.0.9',
  'Max-Forwards: 70',
  'Content-Length: 0',
].join('\r\n');

test('a SIP message loses names, numbers, words and secrets, and keeps machines and structure', () => {
  const text = redact(invite);
  for (const gone of [
    'Luc',
    'Pérez',
    'Andrea',
    'Rosa',
    'Ana',
    '9841234567',
    '9981112233',
    'agent-one',
    'marzo',
    'Cotiz',
    '0123456789abcdef',
    '1001@',
  ])
    expect(text, gone).not.toContain(gone);
  for (const kept of [
    'INVITE sip:',
    '10.0.0.5:5060;transport=tcp',
    '10.0.0.9:5060',
    'branch=z9hG4bKa1b2c3',
    ';tag=77',
    'Call-ID: 3c26-7f@10.0.0.9',
    'Max-Forwards: 70',
  ])
    expect(text, kept).toContain(kept);
});

test('the same number has the same stand-in however it is written, so that a call can be followed', () => {
  const text = redact(
    'a=+52 984 123 4567\nb=5219841234567\nc=(984) 123-4567\nd=tel:9841234567\ne=sip:+529841234567@x\nf=998 111 2233',
  );
  expect(text.split('\n').map((line) => /\[number \d+\]/.exec(line)?.[0])).toEqual([
    ...Array.from({ length: 5 }, () => '[number 1]'),
    '[number 2]',
  ]);
});

test.each([
  ['dialled 55 1234 5678 today', '5678'],
  ['"to":"5512345678"', '5512345678'],
  ['wa_id5215512345678', '5512345678'],
  ['10.0.0.5 5512345678', '5512345678'],
  ['2026-11-22 5512345678', '5512345678'],
  ['card 4111 1111 1111 1111', '1111 1111'],
  ['lucia.perez@correo.mx wrote', 'lucia'],
  ['maría@viñedo.mx', 'maría'],
  ['{"name":"Lucía \\"Lu\\" Pérez","n":1}', 'Lu'],
  ['{"leadName": "Lucía"}', 'Lucía'],
  ['{"password":"x y","token":"abc"}', 'x y'],
  ['{"phoneToken":"abcdef"}', 'abcdef'],
  ['GET /?token=abcdef&x=1', 'abcdef'],
  ['authorization: Bearer abc.def', 'abc.def'],
  ['eyJhbGciOi.eyJzdWIi.c2ln', 'eyJ'],
  [`key ${'0123456789abcdef'.repeat(3)}`, '89abcdef'],
  ['at /home/lucia/app/x.js', 'lucia'],
  ['at C:\\Users\\lucia\\x.js', 'lucia'],
  ['"C:\\\\Users\\\\lucia\\\\x.js"', 'lucia'],
  ['{"text":"From: \\"Lucía\\" <sip:1001@10.0.0.1>"}', 'Lucía'],
  ['{"sip":"From: \\"Lucía\\" <sip:1001@10.0.0.1>"}', 'Lucía'],
])('%s loses what is somebody’s', (text, gone) => {
  expect(redact(text)).not.toContain(gone);
});

test.each([
  '2026-11-22T23:14:33.123Z',
  '{"at":1763853273123,"level":30}',
  '{"time":1763853273123}',
  '192.168.10.20:50604',
  '550e8400-e29b-41d4-a716-446655440000',
  'CSeq: 101 INVITE',
  '200 OK in 1234 ms',
  'exit code 137, port 65535',
  'm=audio 40000 RTP/AVP 0 8 101',
])('%s stays as it is', (text) => {
  expect(redact(text)).toBe(text);
});
