/** Meta's schema of webhooks as a judge of what the WhatsApp simulator sends. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

type Schema = Record<string, unknown>;
interface Document {
  components: { schemas: Record<string, Schema> };
}

let validate: ValidateFunction | undefined;

function visit(value: unknown, change: (schema: Schema) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) change(value as Schema);
  for (const part of Object.values(value)) visit(part, change);
}

/**
 * The published schema (v23.0) refuses Meta's own examples: it shares its messages with the sending side, closes
 * every part of an `allOf`, and asks for an error `type`
 * that errors do not have and for coordinates in words. What stays is what Meta sends.
 */
function correct(schemas: Record<string, Schema>): void {
  visit(schemas, (schema) => {
    delete schema['discriminator'];
    delete schema['not'];
    if (schema['additionalProperties'] === false) delete schema['additionalProperties'];
    if (!Array.isArray(schema['oneOf'])) return;
    schema['anyOf'] = schema['oneOf'];
    delete schema['oneOf'];
  });
  const text = { type: 'string', minLength: 1 };
  schemas['BaseMessageProperties'] = {
    type: 'object',
    required: ['id', 'timestamp', 'type'],
    properties: { from: text, from_user_id: text, id: text, timestamp: { type: 'string', pattern: '^\\d+$' }, type: text },
    anyOf: [{ required: ['from'] }, { required: ['from_user_id'] }],
  };
  visit(schemas['LocationMessage'], (schema) => {
    for (const name of ['latitude', 'longitude']) if (schema[name]) schema[name] = { type: 'number' };
  });
  Object.assign(schemas['ErrorObject'] ?? {}, { required: ['message', 'code'] });
}

function compile(): ValidateFunction {
  const document = JSON.parse(
    readFileSync(join(import.meta.dirname, 'whatsapp-webhook.components.json'), 'utf8'),
  ) as Document;
  correct(document.components.schemas);
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(document, 'meta');
  return ajv.compile({ $ref: 'meta#/components/schemas/WebhookPayload' });
}

/** What is wrong with a webhook body by Meta's schema; empty if nothing is. */
export function whatsappWebhookProblems(body: unknown): string[] {
  const check = (validate ??= compile());
  return check(body) ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
