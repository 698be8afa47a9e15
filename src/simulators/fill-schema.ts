/** A language model fills whatever schema it is given from what it understood; so does this, by the names of the fields. */

export interface JsonSchema {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  definitions?: Record<string, JsonSchema>;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  minimum?: number;
  description?: string;
}

/** What is known under a field's name; undefined if nothing is. */
export type Known = (name: string, schema: JsonSchema) => unknown;

const typesOf = (schema: JsonSchema): string[] =>
  Array.isArray(schema.type) ? schema.type : schema.type ? [schema.type] : [];

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.split('/').at(-1) ?? '';
  return root.$defs?.[name] ?? root.definitions?.[name] ?? {};
}

const branchesOf = (schema: JsonSchema): JsonSchema[] | undefined => schema.anyOf ?? schema.oneOf;

const takesNull = (schema: JsonSchema, root: JsonSchema): boolean =>
  typesOf(schema).includes('null') ||
  schema.enum?.includes(null) === true ||
  (branchesOf(schema)?.some((branch) => takesNull(resolve(branch, root), root)) ?? false);

const typeName = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

function fits(value: unknown, schema: JsonSchema): boolean {
  if (schema.const !== undefined) return schema.const === value;
  if (schema.enum) return schema.enum.includes(value);
  const types = typesOf(schema).map((type) => (type === 'integer' ? 'number' : type));
  return types.length === 0 || types.includes(typeName(value));
}

/** What stands in a field about which nothing is known, and which must be there. */
function blank(schema: JsonSchema, root: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (takesNull(schema, root)) return null;
  if (schema.enum) return schema.enum[0];
  const [type] = typesOf(schema);
  if (type === 'object' || schema.properties) return fillObject(schema, () => undefined, root);
  if (type === 'number' || type === 'integer') return schema.minimum ?? 0;
  return { array: [], boolean: false }[type ?? ''] ?? '';
}

function fillObject(schema: JsonSchema, known: Known, root: JsonSchema): Record<string, unknown> {
  const filled: [string, unknown][] = [];
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    const value = fillField(name, resolve(part, root), known, root);
    if (value !== undefined) filled.push([name, value]);
    else if (schema.required?.includes(name)) filled.push([name, blank(resolve(part, root), root)]);
  }
  return Object.fromEntries(filled);
}

function fillField(name: string, schema: JsonSchema, known: Known, root: JsonSchema): unknown {
  const value = known(name, schema);
  const branches = branchesOf(schema)?.map((each) => resolve(each, root));
  const target = branches
    ? branches.find((each) => (value === undefined ? each.properties !== undefined : fits(value, each)))
    : schema;
  if (!target) return undefined;
  if (target.properties && (value === undefined || typeName(value) === 'object')) {
    const inner = value === undefined ? known : (part: string) => (value as Record<string, unknown>)[part];
    const object = fillObject(
      { ...target, required: value === undefined ? [] : (target.required ?? []) },
      inner,
      root,
    );
    if (Object.keys(object).length === 0) return undefined;
    return value === undefined && takesNull(schema, root) ? undefined : completed(object, target, root);
  }
  return value !== undefined && fits(value, target) ? value : undefined;
}

function completed(
  object: Record<string, unknown>,
  schema: JsonSchema,
  root: JsonSchema,
): Record<string, unknown> {
  const missing = (schema.required ?? []).filter((name) => !(name in object));
  const blanks = missing.map((name) => [name, blank(resolve(schema.properties?.[name] ?? {}, root), root)]);
  return { ...object, ...Object.fromEntries(blanks) };
}

/** An object that obeys `schema`: known fields where they fit, nothing or blanks elsewhere. */
export function fillSchema(schema: JsonSchema, known: Known): Record<string, unknown> {
  return fillObject(resolve(schema, schema), known, schema);
}
