// What is wrong with a field, in the language on screen: zod finds it, the catalogue says it.
import type { z } from 'zod';
import type { Translate } from '../../../i18n/use-words.ts';
import { ActionError } from '../../../stores/actions.ts';
import { reasonInWords, sentenceOf } from '../../error-words.ts';

/** One sentence for each field that is wrong. */
export type Faults<T> = Partial<Record<keyof T & string, string>>;

/**
 * What `schema` has against `values`, by the first name of each path. `formats` are the words for a field whose form,
 * not its length, is wrong.
 */
export function faultsOf(
  schema: z.ZodType,
  values: unknown,
  { t, formats = {} }: { t: Translate; formats?: Readonly<Record<string, string>> },
): Record<string, string> {
  const read = schema.safeParse(values);
  const faults: Record<string, string> = {};
  for (const issue of read.error?.issues ?? []) {
    const field = String(issue.path[0] ?? '');
    faults[field] ??= isAbsent(values, issue.path)
      ? t('adminFault.required')
      : inWords(issue, t, formats[field]);
  }
  return faults;
}

function isAbsent(values: unknown, path: readonly PropertyKey[]): boolean {
  const found = path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    values,
  );
  return found === undefined;
}

function inWords(issue: z.core.$ZodIssue, t: Translate, format: string | undefined): string {
  switch (issue.code) {
    case 'too_small':
      return tooSmall(issue, t);
    case 'too_big':
      return tooBig(issue, t);
    case 'invalid_type':
      return t(issue.expected === 'int' ? 'adminFault.whole' : 'adminFault.number');
    default:
      return format ?? t('adminFault.wrong');
  }
}

function tooSmall({ origin, minimum }: z.core.$ZodIssueTooSmall, t: Translate): string {
  const least = String(minimum);
  if (origin === 'array') return t('adminFault.choose');
  if (origin !== 'string') return t('adminFault.atLeast', { least });
  return Number(minimum) <= 1 ? t('adminFault.required') : t('adminFault.tooShort', { least });
}

function tooBig({ origin, maximum }: z.core.$ZodIssueTooBig, t: Translate): string {
  const most = String(maximum);
  if (origin === 'array') return t('adminFault.tooMany', { most });
  return t(origin === 'string' ? 'adminFault.tooLong' : 'adminFault.atMost', { most });
}

/** The field that a refusal of the backend is about, where it is about one. */
const fieldsOfReasons: Readonly<Record<string, string>> = {
  'username-taken': 'username',
  'extension-taken': 'extension',
  'no-such-team': 'teamId',
  'last-administrator': 'role',
  'own-account': 'role',
  'team-exists': 'name',
  'number-taken': 'number',
  'template-places': 'body',
  'private-address': 'url',
  'unknown-event-type': 'types',
};

/** Where a refusal belongs: beside one of `fields`, or under the form. */
export function refusalIn(
  cause: unknown,
  fields: readonly string[],
  t: Translate,
): { field: string | undefined; words: string } {
  const words = reasonInWords(cause, t);
  if (!(cause instanceof ActionError)) return { field: undefined, words };
  const named = fieldsOfReasons[cause.reason ?? ''] ?? firstOf(cause.params['fields']);
  const field = fields.find((one) => one === named);
  return { field, words: field === undefined ? words : sentenceOf(words) };
}

/** `quietHours.toMinute,name` → `quietHours`. */
const firstOf = (paths: unknown): string => String(paths ?? '').split(/[.,]/)[0] ?? '';
