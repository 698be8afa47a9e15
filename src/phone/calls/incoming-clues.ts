/**
 * What an INVITE tells about who calls and why. Every exchange keeps other headers on a call's way: the
 * caller may stand in From, in an asserted identity, or only where a diversion is recorded.
 */
import type { Invitation } from 'sip.js/lib/api/index.js';

export interface IncomingClues {
  /** Values of X-Escalation-Id and X-Vapi-Call-Id that were present. */
  ids: string[];
  /** User parts of every address that may be the caller's, the most trusted first. */
  numbers: string[];
}

const ID_HEADERS = ['X-Escalation-Id', 'X-Vapi-Call-Id'];
const SUMMARY_HEADER = 'X-Transfer-Summary';
const CALLER_HEADERS = ['P-Asserted-Identity', 'Remote-Party-ID', 'From', 'Diversion', 'History-Info'];
const MAX_SUMMARY = 2_000;
const MAX_NUMBERS = 10;
/** What exchanges write when the caller withholds the number. */
const ANONYMOUS = /^(anonymous|unknown|restricted|unavailable|private)?$/i;

type Headers = Pick<Invitation['request'], 'getHeader' | 'getHeaders'>;

export const readClues = (request: Headers): IncomingClues => ({
  ids: ID_HEADERS.map((name) => idOf(request.getHeader(name))).filter((id) => id !== ''),
  numbers: [...new Set(CALLER_HEADERS.flatMap((name) => request.getHeaders(name).flatMap(usersOf)))].slice(
    0,
    MAX_NUMBERS,
  ),
});

/** The number to show: the first that is one; '' when the caller withholds it. */
export const callerNumber = ({ numbers }: IncomingClues): string => numbers[0] ?? '';

/** What X-Transfer-Summary says, decoded and at most 2,000 characters; undefined without it. */
export function readSummary(request: Headers): string | undefined {
  // Long texts come as several headers of the same name.
  const text = request
    .getHeaders(SUMMARY_HEADER)
    .map((value) => decodeText(value))
    .join(' ')
    .trim();
  return text === '' ? undefined : text.slice(0, MAX_SUMMARY);
}

/** `id`, `"id"`, `<id>` or `id;any=parameters`. */
const idOf = (header: string | undefined): string =>
  (header ?? '')
    .split(';', 1)
    .join('')
    .trim()
    .replace(/^["<]|[">]$/g, '');

/** Header values are ASCII by nature: other letters come quoted, percent-encoded or as plain UTF-8. */
function decodeText(value: string): string {
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"\s*$/s.exec(value)?.[1];
  const text = quoted?.replace(/\\(.)/gs, '$1') ?? value.trim();
  if (!/%[0-9a-f]{2}/i.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** User parts of the addresses in a header that may list several: `"A" <sip:1@x>, <tel:+2>`. */
function usersOf(header: string): string[] {
  const users = [...header.matchAll(/(?:sips?:([^@;>\s,"]+)@|tel:([^;>\s,"]+))/gi)];
  return users.map(([, sip, tel]) => decodeUser(sip ?? tel ?? '')).filter((user) => !ANONYMOUS.test(user));
}

function decodeUser(user: string): string {
  const plain = user.split(/[;:]/)[0] ?? '';
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
