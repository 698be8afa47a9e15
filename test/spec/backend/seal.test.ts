/** A copy of the database must open neither a session nor a line. */
import { expect, test } from 'vitest';
import {
  hashPassword,
  isPassword,
  passwordFault,
  seal,
  SealError,
  unseal,
} from '../../../src/backend/seal.ts';

const key = 'a key of thirty-two characters or more';

test('what was sealed is opened by the same key for the same person, and by nothing else', () => {
  const sealed = seal('línea-4127', key, 'andrea');
  expect(sealed).not.toContain('4127');
  expect(unseal(sealed, key, 'andrea')).toBe('línea-4127');
  expect(() => unseal(sealed, `${key}!`, 'andrea')).toThrow(SealError);
  expect(() => unseal(sealed, key, 'beatriz')).toThrow(/SECRET_KEY/);
  expect(seal('línea-4127', key, 'andrea')).not.toBe(sealed);
});

test('a sealed text of which one letter was changed, or a part is missing, is refused', () => {
  const sealed = seal('secret', key, 'andrea');
  for (let i = 0; i < sealed.length; i += 1) {
    const changed = sealed.slice(0, i) + (sealed[i] === 'A' ? 'Q' : 'A') + sealed.slice(i + 1);
    // The last letter of base64url may hold bits that mean nothing.
    if (i < sealed.length - 1) expect(() => unseal(changed, key, 'andrea'), String(i)).toThrow(SealError);
  }
  for (const broken of ['', 'v1', 'v1.', 'v1.AAAA', 'v2.' + sealed.slice(3), sealed.slice(0, 20)])
    expect(() => unseal(broken, key, 'andrea'), broken).toThrow(SealError);
});

test('a password is checked against its argon2id hash, and without a hash the answer is no', async () => {
  const hash = await hashPassword('correct horse battery');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await isPassword('correct horse battery', hash)).toBe(true);
  expect(await isPassword('correct horse', hash)).toBe(false);
  expect(await isPassword('nobody has this password', undefined)).toBe(false);
});

test('a new password is judged by its length', () => {
  expect(passwordFault('short')).toContain('10 characters');
  expect(passwordFault('x'.repeat(201))).toContain('200 characters');
  expect(passwordFault('tres palabras juntas')).toBeUndefined();
});
