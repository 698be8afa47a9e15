/** Who may speak to us as Meta: proved over the bytes as they came, never over JSON written anew. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** `X-Hub-Signature-256: sha256=<hex HMAC-SHA256 of the raw body with the app secret>` (Meta, Webhooks: Validating payloads). */
export function isSigned(rawBody: Buffer, appSecret: string, header: unknown): boolean {
  const received = typeof header === 'string' ? /^sha256=([0-9a-f]{64})$/i.exec(header)?.[1] : undefined;
  if (received === undefined) return false;
  const expected = createHmac('sha256', appSecret).update(rawBody).digest();
  return timingSafeEqual(Buffer.from(received, 'hex'), expected);
}

/** Compares two secrets in a time that tells nothing about either, whatever their lengths. */
export function isSameSecret(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
