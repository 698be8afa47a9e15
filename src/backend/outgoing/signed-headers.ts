/** What makes a delivery ours: the headers of Standard Webhooks, signed with the secret, and for a day with the old one too. */
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { unseal } from '../seal.ts';

/** A new secret as the standard writes it: `whsec_` and 32 bytes in base64. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** What a sealed secret of this endpoint is bound to. */
export function sealContext(endpointId: string): string {
  return `webhook ${endpointId}`;
}

export interface Signing {
  endpointId: string;
  secretsSealed: readonly string[];
  secretKey: string;
}

/** The headers of one attempt at `now`. Throws SealError where SECRET_KEY is another than the secrets were sealed with. */
export function signedHeaders(
  { messageId, body, now }: { messageId: string; body: string; now: Date },
  { endpointId, secretsSealed, secretKey }: Signing,
): Record<string, string> {
  const signatures = secretsSealed.map((sealed) =>
    new Webhook(unseal(sealed, secretKey, sealContext(endpointId))).sign(messageId, now, body),
  );
  return {
    'content-type': 'application/json',
    'user-agent': 'Vidanta-Webhooks/1',
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': signatures.join(' '),
  };
}
