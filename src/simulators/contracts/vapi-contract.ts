/** Vapi's own OpenAPI schemas as judges: what we may send to Vapi, and what Vapi may send to us. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';

type Schema = Record<string, unknown>;
interface Components {
  components: { schemas: Record<string, Schema> };
}
type Name = 'CreateCallDTO' | 'ServerMessage' | 'ServerMessageResponseToolCalls' | 'ClientInboundMessage';

// The package is CommonJS; where a bundler and Node disagree on its default, this is the function.
const addFormats = addFormatsModule as unknown as (ajv: Ajv) => Ajv;

const load = (file: string): Components => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as Components;

/** Every schema object below `value`, `value` first. */
function visit(value: unknown, change: (schema: Schema) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) change(value as Schema);
  for (const part of Object.values(value)) visit(part, change);
}

/** Slips in the published schemas: empty enumerations, enumerations of words that call themselves objects or arrays, patterns between slashes. */
function correct(schema: Schema): void {
  if (Array.isArray(schema['enum']) && schema['enum'].length === 0) delete schema['enum'];
  const words = Array.isArray(schema['enum']) && schema['enum'].every((each) => typeof each === 'string');
  if (words && schema['type'] === 'object') delete schema['type'];
  if (words && schema['type'] === 'array') delete schema['enum'];
  const pattern = schema['pattern'];
  if (typeof pattern === 'string' && /^\/.*\/$/.test(pattern)) schema['pattern'] = pattern.slice(1, -1);
}

/** Vapi refuses properties that a schema does not name, wherever it names any. */
function close(schema: Schema): void {
  const names = schema['properties'];
  if (typeof names === 'object' && names !== null && typeof schema['type'] === 'string' && Object.keys(names).length > 0)
    schema['additionalProperties'] ??= false;
}

const followed = (branch: Schema, all: Record<string, Schema>): Schema =>
  typeof branch['$ref'] === 'string' ? (all[branch['$ref'].split('/').at(-1) ?? ''] ?? {}) : branch;

/** True if each branch of a choice names its own words for `property`, so that it tells which is meant. */
function isTag(property: string, branches: Schema[]): boolean {
  const words = branches.map((branch) => (branch['properties'] as Record<string, Schema> | undefined)?.[property]?.['enum']);
  return words.every(Array.isArray) && new Set(words.flat()).size === words.flat().length;
}

/**
 * Tells the validator which branch of a choice is meant, so that its errors speak of that one alone. Branches
 * without such a mark may overlap (a user's and a bot's message look the same): one that fits is enough.
 */
function discriminate(schema: Schema, all: Record<string, Schema>): void {
  if (typeof schema['discriminator'] === 'object') delete schema['discriminator'];
  if (!Array.isArray(schema['oneOf'])) return;
  const branches = (schema['oneOf'] as Schema[]).map((branch) => followed(branch, all));
  const property = ['type', 'provider'].find((name) => isTag(name, branches));
  if (property === undefined || branches.length < 2) {
    schema['anyOf'] = schema['oneOf'];
    delete schema['oneOf'];
    return;
  }
  for (const branch of branches) branch['required'] = [...new Set([...((branch['required'] as string[] | undefined) ?? []), property])];
  schema['discriminator'] = { propertyName: property };
  schema['type'] ??= 'object';
}

function compile(strict: boolean): (name: Name) => ValidateFunction {
  const document = load('vapi.components.json');
  const { schemas } = document.components;
  visit(schemas, (schema) => {
    correct(schema);
    if (strict) close(schema);
  });
  visit(schemas, (schema) => discriminate(schema, schemas));
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true, discriminator: true, validateFormats: true }));
  ajv.addSchema(document, 'vapi');
  const known = new Map<Name, ValidateFunction>();
  return (name) => {
    const validate = known.get(name) ?? ajv.compile({ $ref: `vapi#/components/schemas/${name}` });
    known.set(name, validate);
    return validate;
  };
}

/** `path message` as Vapi's API words it. */
function wording({ instancePath, keyword, params, message }: ErrorObject): string {
  const path = instancePath.slice(1).replaceAll('/', '.');
  if (keyword === 'additionalProperties')
    return `${path ? `${path}.` : ''}property ${String(params['additionalProperty'])} should not exist`;
  const detail = keyword === 'enum' ? `must be one of the following values: ${(params['allowedValues'] as unknown[]).join(', ')}` : message;
  return `${path || 'body'} ${detail}`.slice(0, 400);
}

let strict: ReturnType<typeof compile> | undefined;
let lenient: ReturnType<typeof compile> | undefined;

/** What Vapi would say against a body sent to it; empty if it is good. Unknown properties are errors. */
export function vapiRequestProblems(name: 'CreateCallDTO' | 'ClientInboundMessage', body: unknown): string[] {
  const validate = (strict ??= compile(true))(name);
  return validate(body) ? [] : [...new Set((validate.errors ?? []).map(wording))];
}

/** What is wrong with a body from Vapi, or with an answer to it; unknown properties are allowed there. */
export function vapiMessageProblems(name: 'ServerMessage' | 'ServerMessageResponseToolCalls', body: unknown): string[] {
  const validate = (lenient ??= compile(false))(name);
  return validate(body) ? [] : [...new Set((validate.errors ?? []).map(wording))];
}
