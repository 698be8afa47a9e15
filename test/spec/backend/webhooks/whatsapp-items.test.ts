/** Whatever arrives under a good signature is taken apart without an error, the same way each time. */
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeMessage, messageItem } from '../../../../src/backend/journey/lead/whatsapp-message.ts';
import { itemsOf } from '../../../../src/backend/webhooks/whatsapp-items.ts';
import { canonicalJson, storableJson } from '../../../../src/backend/json.ts';

const payloads = join(import.meta.dirname, '../../../payloads/meta-openapi');
const bodies = readdirSync(payloads)
  .filter((file) => !file.startsWith('_'))
  .map((file) => JSON.parse(readFileSync(join(payloads, file), 'utf8')) as unknown);

/** Replaces one value anywhere in `body`, chosen by `pick`. */
function mutate(body: unknown, pick: number, value: unknown): unknown {
  const copy = structuredClone(body);
  const places: [Record<string, unknown>, string][] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key]);
      walk((node as Record<string, unknown>)[key]);
    }
  };
  walk(copy);
  const [parent, key] = places[pick % places.length]!;
  parent[key] = value;
  return copy;
}

const anything = fc.oneof(fc.jsonValue(), fc.string(), fc.constant(undefined));
const mutated = fc
  .tuple(
    fc.constantFrom(...bodies),
    fc.array(fc.tuple(fc.nat(1000), anything), { minLength: 1, maxLength: 4 }),
  )
  .map(([body, changes]) => changes.reduce((sum, [pick, value]) => mutate(sum, pick, value), body));

describe('a mangled body', () => {
  it('is taken apart without an error, and every item has a key, a type and a lane that fit an index', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, fc.jsonValue()), (body) => {
        for (const item of itemsOf(storableJson(body))) {
          expect(['message', 'status', 'change', 'garbage']).toContain(item.type);
          expect(item.naturalKey.length).toBeLessThan(900);
          expect(item.lane.length).toBeLessThan(900);
          if (item.type === 'garbage') expect(item.noEffect).toMatch(/^none: /);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('of a message that still has its id can be put into words', () => {
    fc.assert(
      fc.property(mutated, (body) => {
        for (const { type, body: stored } of itemsOf(body)) {
          const parsed = messageItem.safeParse(stored);
          if (type !== 'message' || !parsed.success) continue;
          const { content, kind } = describeMessage(parsed.data.message);
          expect(typeof content).toBe('string');
          expect(typeof kind).toBe('string');
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a key', () => {
  it('is the same for the same content, whatever the order of its fields', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('what is stored', () => {
  it('holds no NUL and no half of a surrogate pair, and is otherwise what came', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const stored = storableJson({ [text]: [text] }) as Record<string, [string]>;
        expect(JSON.stringify(stored)).not.toContain('\\u0000');
        expect(Object.keys(stored)[0]!.isWellFormed()).toBe(true);
        if (text.isWellFormed() && !text.includes('\u0000')) expect(stored[text]).toEqual([text]);
      }),
    );
  });
});
