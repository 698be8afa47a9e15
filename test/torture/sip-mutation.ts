/** Damages SIP messages in the ways networks, old firmware and enemies do; the same seed gives the same damage. */
import fc from 'fast-check';
import { templates } from './sip-templates.ts';
import type { TemplateContext } from './sip-templates.ts';

/** One kind of damage, done to a message as latin1 text (a character is a byte). */
type Damage = (message: string) => string;

export interface Mutant {
  /** The message of this mutant in the given situation. */
  bytes: (context: TemplateContext) => Buffer;
}

/** A place in any message: a share of its length. */
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const at = (message: string, share: number): number => Math.floor(share * message.length);
const splice = (message: string, start: number, length: number, text: string): string =>
  message.slice(0, start) + text + message.slice(start + length);

const rawBytes = fc
  .uint8Array({ minLength: 1, maxLength: 24 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'));
const oddText = fc.constantFrom(
  '\0',
  '\0\0\0\0',
  '\xff\xfe',
  '\xc3\x28',
  '\xed\xa0\x80',
  '\xf0\x9f\x98\x80',
  '"',
  '<',
  '>',
  ';',
  ',',
  '%00',
  '%',
  '\\',
  '\r',
  '\n',
  '\r\n',
  '\r\n\r\n',
  '\r\n ',
  '\t',
  '__proto__',
  'A'.repeat(300),
  'A'.repeat(9_000),
);
const oddValue = fc.constantFrom(
  '',
  ' ',
  '<>',
  '<sip:>',
  '<sip:@>',
  'sip:',
  '*',
  '""',
  '"',
  ';;;',
  ',,,',
  '<sip:[::1]:99999>',
  '<sip:1001@127.0.0.1>;tag=',
  'SIP/2.0/UDP',
  'SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK',
  'application/sdp;boundary=',
  '-1',
  '1e9',
  '0x10',
  'NaN',
  '4294967296 INVITE',
  '1 constructor',
  'constructor',
  '__proto__: x',
  `"${'\\"'.repeat(400)}"`,
  'sip:a@b,'.repeat(200),
);
const oddNumber = fc.oneof(
  fc.constantFrom('-1', '0', '65536', '2147483648', '4294967296', '9007199254740993', '1e308', 'NaN'),
  fc.integer({ min: 1, max: 60 }).map((digits) => '9'.repeat(digits)),
);

/** Replaces the nth thing that matches, counted from a share of all of them. */
function replaceOne(
  message: string,
  pattern: RegExp,
  share: number,
  change: (found: string) => string,
): string {
  const found = [...message.matchAll(pattern)];
  const chosen = found[Math.floor(share * found.length)];
  return chosen === undefined ? message : splice(message, chosen.index, chosen[0].length, change(chosen[0]));
}

const HEADER_LINE = /^[A-Za-z-]+ *:[^\r\n]*\r\n/gm;
const HEADER_VALUE = /(?<=^[A-Za-z-]+ *:)[^\r\n]*/gm;
const SDP_LINE = /^[a-z]=[^\r\n]*\r\n/gm;
const SDP_VALUE = /(?<=^[a-z]=)[^\r\n]*/gm;
const NUMBER = /\d+/g;
const LENGTH = /(?<=^(?:content-length|l) *: *)[^\r\n]*/gim;

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(place, fc.nat(7)).map(([share, bit]): Damage => (message) => {
    const where = at(message, share);
    return splice(message, where, 1, String.fromCharCode(message.charCodeAt(where) ^ (1 << bit)));
  }),
  place.map(
    (share): Damage =>
      (message) =>
        message.slice(0, at(message, share)),
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 80 })).map(
    ([share, length]): Damage =>
      (message) =>
        splice(message, at(message, share), length, ''),
  ),
  fc.tuple(place, fc.oneof(rawBytes, oddText)).map(
    ([share, text]): Damage =>
      (message) =>
        splice(message, at(message, share), 0, text),
  ),
  fc.tuple(place, fc.integer({ min: 2, max: 40 })).map(
    ([share, times]): Damage =>
      (message) =>
        replaceOne(message, HEADER_LINE, share, (line) => line.repeat(times)),
  ),
  place.map(
    (share): Damage =>
      (message) =>
        replaceOne(message, HEADER_LINE, share, () => ''),
  ),
  fc.tuple(place, oddValue).map(
    ([share, value]): Damage =>
      (message) =>
        replaceOne(message, HEADER_VALUE, share, () => ` ${value}`),
  ),
  fc.tuple(place, place).map(
    ([share, where]): Damage =>
      (message) =>
        replaceOne(message, HEADER_VALUE, share, (value) => splice(value, at(value, where), 0, '\r\n\t')),
  ),
  fc.tuple(place, oddNumber).map(
    ([share, number]): Damage =>
      (message) =>
        replaceOne(message, NUMBER, share, () => number),
  ),
  oddNumber.map(
    (number): Damage =>
      (message) =>
        replaceOne(message, LENGTH, 0, () => number),
  ),
  place.map(
    (share): Damage =>
      (message) =>
        replaceOne(message, SDP_LINE, share, (line) => line + line),
  ),
  place.map(
    (share): Damage =>
      (message) =>
        replaceOne(message, SDP_LINE, share, () => ''),
  ),
  fc.tuple(place, fc.oneof(oddValue, oddText)).map(
    ([share, value]): Damage =>
      (message) =>
        replaceOne(message, SDP_VALUE, share, () => value),
  ),
  fc.constant<Damage>((message) => message.replaceAll('\r\n', '\n')),
  fc.constant<Damage>((message) => message.toUpperCase()),
);

/** A message of any kind with none to four kinds of damage. */
export const mutant: fc.Arbitrary<Mutant> = fc
  .record({
    template: fc.nat(templates.length - 1),
    damages: fc.array(damage, { minLength: 0, maxLength: 4 }),
  })
  .map(({ template, damages }) => ({
    bytes: (context) => {
      const whole = Buffer.from(templates[template]?.(context) ?? '').toString('latin1');
      const damaged = damages.reduce((message, apply) => apply(message), whole);
      return Buffer.from(keptHome(damaged), 'latin1');
    },
  }));

/** Audio must not go to strangers: an address in the description stays on loopback, however damaged it is. */
const keptHome = (message: string): string => {
  const head = message.indexOf('\r\n\r\n');
  if (head < 0) return message;
  const body = message.slice(head).replace(/(?<![\d.])(?!127\.)\d+(?:\.\d+){3}/g, '127.0.0.1');
  return message.slice(0, head) + body;
};
