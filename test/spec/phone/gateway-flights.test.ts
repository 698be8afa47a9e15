/** DTLS records that belong together travel together, in order, and never in a datagram too large for a network. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packed } from '../../../src/phone/media/gateway-flights.ts';

describe('A DTLS flight', () => {
  it('is one datagram when it fits', () => {
    const records = [Buffer.from('certificate'), Buffer.from('key'), Buffer.from('finished')];
    expect(packed(records)).toEqual([Buffer.from('certificatekeyfinished')]);
  });

  it('keeps its order and every byte, in datagrams of at most 1200 bytes unless one record is longer', () => {
    const record = fc.uint8Array({ minLength: 1, maxLength: 1_300 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.array(record, { maxLength: 12 }), (records) => {
        const datagrams = packed(records);
        expect(Buffer.concat(datagrams)).toEqual(Buffer.concat(records));
        const longest = Math.max(1_200, ...records.map(({ length }) => length));
        for (const { length } of datagrams) expect(length).toBeLessThanOrEqual(longest);
      }),
    );
  });
});
