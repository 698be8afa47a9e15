/**
 * How secrets are kept: people's passwords as argon2id (RFC 9106), which cannot be turned back; SIP passwords, which
 * must be readable again to register a line, sealed with AES-256-GCM (NIST SP 800-38D).
 */
import { hash, verify } from '@node-rs/argon2';
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const version = 'v1';
const ivBytes = 12;
const tagBytes = 16;

/** A sealed text that this key did not seal, or that was changed since. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/** Seals `text` under `secretKey` (32 characters or more); `context` must be the same when it is opened. */
export function seal(text: string, secretKey: string, context: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(secretKey), iv).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${version}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

/** Opens what `seal` made. Throws SealError if the key or the context is another, or the text was changed. */
export function unseal(sealed: string, secretKey: string, context: string): string {
  const [marker, body] = sealed.split('.');
  const bytes = Buffer.from(body ?? '', 'base64url');
  if (marker !== version || bytes.length < ivBytes + tagBytes)
    throw new SealError('This is not a sealed text.');
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFrom(secretKey), bytes.subarray(0, ivBytes))
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw new SealError('The sealed text cannot be opened: SECRET_KEY is not the one it was sealed with.', {
      cause,
    });
  }
}

/** SECRET_KEY is a passphrase of any length; HKDF makes 256 bits for this one purpose of it (RFC 5869). */
function keyFrom(secretKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', 'vidanta-agent-console seal', 32));
}

// OWASP's parameters; argon2id is the library's default algorithm, and its enum does not survive type stripping.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Verified against when the account does not exist, so that the answer takes as long. */
let nobody: Promise<string> | undefined;

/** The hash to keep, with salt and parameters in it. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, parameters);
}

/** Whether `password` fits; with no hash it does the same work and says no. */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  nobody ??= hash('nobody has this password', parameters);
  const fits = await verify(passwordHash ?? (await nobody), password);
  return fits && passwordHash !== undefined;
}

/** What is wrong with a new password, in words, or undefined. Length counts (NIST SP 800-63B §3.1.1), not composition. */
export function passwordFault(password: string): string | undefined {
  if (password.length < 10) return 'Choose a password of 10 characters or more.';
  if (password.length > 200) return 'Choose a password of 200 characters or fewer.';
  return undefined;
}
