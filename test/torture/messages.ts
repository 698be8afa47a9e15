/** What each of RFC 4475's messages is and what a phone makes of it, so that every one can be sent and judged alike. */
import { readFileSync } from 'node:fs';

/** A SIP status, 180 for "it rings", or no answer at all. */
export type Reaction = number | 'nothing';

export interface TortureMessage {
  /** Name of the message in the RFC, and of its file (`<name>.dat`). */
  name: string;
  /** Section of RFC 4475. */
  section: string;
  what: string;
  isValid: boolean;
  /** What a correct element does, in the RFC's sense. */
  correct: string;
  /** What a phone may do with it when it is meant for its own user; any one of these. */
  reactions: readonly Reaction[];
}

/** The message as it goes over the wire, byte by byte. */
export const bytesOf = ({ name }: TortureMessage): Buffer =>
  readFileSync(new URL(`./${name}.dat`, import.meta.url));

type Row = readonly [
  kind: 'valid' | 'invalid',
  name: string,
  section: string,
  what: string,
  correct: string,
  ...reactions: Reaction[],
];

const RINGS = 180;
/** A phone is no registrar: it knows the method and does not allow it, or does not know it (RFC 3261 §8.2.1, §21.5.2). */
const NO_REGISTRAR = [405, 501] as const;

const rows: readonly Row[] = [
  // Its To has a tag of a dialog nobody has: RFC 3261 §12.2.2.
  ['valid', 'wsinv', '3.1.1.1', 'a short tortuous INVITE', 'takes it as well-formed', 481],
  [
    'valid',
    'intmeth',
    '3.1.1.2',
    'a wide range of valid characters',
    'answers an unknown method with 501 and Allow',
    405,
    501,
  ],
  ['valid', 'esc01', '3.1.1.3', 'valid use of the % escape', 'unescapes where the grammar says so', RINGS],
  [
    'valid',
    'escnull',
    '3.1.1.4',
    'escaped nulls in URIs',
    'does not cut a user name at its null',
    ...NO_REGISTRAR,
  ],
  [
    'valid',
    'esc02',
    '3.1.1.5',
    'use of % when it is not an escape',
    'does not take it for REGISTER',
    405,
    501,
  ],
  ['valid', 'lwsdisp', '3.1.1.6', 'no LWS between display name and <', 'takes it as well-formed', 200],
  ['valid', 'longreq', '3.1.1.7', 'long values in header fields', 'takes it as well-formed', RINGS],
  [
    'valid',
    'dblreq',
    '3.1.1.8',
    'extra octets after a datagram',
    'treats the first request only (a stream has two)',
    ...NO_REGISTRAR,
  ],
  [
    'valid',
    'semiuri',
    '3.1.1.9',
    'semicolon-separated parameters in a user part',
    'keeps them in the user part',
    200,
  ],
  ['valid', 'transports', '3.1.1.10', 'varied and unknown transport types', 'takes it as well-formed', 200],
  [
    'valid',
    'mpart01',
    '3.1.1.11',
    'a multipart message with binary in it',
    'frames it right, understood or not',
    200,
    405,
    415,
  ],
  [
    'valid',
    'unreason',
    '3.1.1.12',
    'an unusual reason phrase',
    'takes it; nobody asked, so it is dropped',
    'nothing',
  ],
  [
    'valid',
    'noreason',
    '3.1.1.13',
    'an empty reason phrase',
    'takes it; nobody asked, so it is dropped',
    'nothing',
  ],
  [
    'invalid',
    'badinv01',
    '3.1.2.1',
    'extraneous separators in Via and Contact',
    'answers 400, if it can read whom to answer',
    400,
    'nothing',
  ],
  [
    'invalid',
    'clerr',
    '3.1.2.2',
    'Content-Length larger than the message',
    'answers 400 (a stream waits for the rest)',
    400,
    'nothing',
  ],
  [
    'invalid',
    'ncl',
    '3.1.2.3',
    'negative Content-Length',
    'answers 400, and closes a stream',
    400,
    'nothing',
  ],
  [
    'invalid',
    'scalar02',
    '3.1.2.4',
    'request scalars with overlarge values',
    'answers 400',
    400,
    ...NO_REGISTRAR,
    'nothing',
  ],
  ['invalid', 'scalarlg', '3.1.2.5', 'response scalars with overlarge values', 'drops it', 'nothing'],
  ['invalid', 'quotbal', '3.1.2.6', 'unterminated quoted string', 'answers 400', 400, 'nothing'],
  ['invalid', 'ltgtruri', '3.1.2.7', '<> around the Request-URI', 'answers 400', 400, 'nothing'],
  ['invalid', 'lwsruri', '3.1.2.8', 'LWS in the Request-URI', 'answers 400', 400, 481, 'nothing'],
  [
    'invalid',
    'lwsstart',
    '3.1.2.9',
    'several spaces in the start line',
    'answers 400, or is liberal',
    400,
    'nothing',
    RINGS,
  ],
  [
    'invalid',
    'trws',
    '3.1.2.10',
    'spaces after the start line',
    'answers 400, or is liberal',
    400,
    'nothing',
    200,
  ],
  [
    'invalid',
    'escruri',
    '3.1.2.11',
    'escaped headers in the Request-URI',
    'answers 400, or ignores them',
    400,
    'nothing',
    RINGS,
  ],
  [
    'invalid',
    'baddate',
    '3.1.2.12',
    'a time zone other than GMT',
    'answers 400, or ignores the date',
    400,
    'nothing',
    RINGS,
  ],
  [
    'invalid',
    'regbadct',
    '3.1.2.13',
    'name-addr without <> in REGISTER',
    'answers 400',
    400,
    ...NO_REGISTRAR,
    'nothing',
  ],
  ['invalid', 'badaspec', '3.1.2.14', 'spaces within <>', 'answers 400, or is liberal', 400, 'nothing', 200],
  [
    'invalid',
    'baddn',
    '3.1.2.15',
    'a comma in an unquoted display name',
    'answers 400, or is liberal',
    400,
    'nothing',
    200,
  ],
  ['invalid', 'badvers', '3.1.2.16', 'an unknown protocol version', 'answers 505', 505, 'nothing'],
  ['invalid', 'mismatch01', '3.1.2.17', 'CSeq names another method', 'answers 400', 400, 'nothing'],
  [
    'invalid',
    'mismatch02',
    '3.1.2.18',
    'CSeq names another method, and this one is unknown',
    'answers 501; 400 will do',
    400,
    405,
    501,
  ],
  ['invalid', 'bigcode', '3.1.2.19', 'a status far too large', 'drops it', 'nothing'],
  [
    'valid',
    'badbranch',
    '3.2.1',
    'a branch of nothing but the magic cookie',
    'does not mistake it for another transaction',
    200,
  ],
  ['invalid', 'insuf', '3.3.1', 'no Call-ID, From, To', 'answers 400, if it can', 400, 'nothing'],
  ['valid', 'unkscm', '3.3.2', 'an unknown URI scheme', 'answers 416', 416],
  ['valid', 'novelsc', '3.3.3', 'an unregistered URI scheme', 'answers 416', 416],
  [
    'valid',
    'unksm2',
    '3.3.4',
    'unknown URI schemes in To, From, Contact',
    'does not break; answers 400 or 404',
    400,
    404,
    ...NO_REGISTRAR,
    'nothing',
  ],
  ['valid', 'bext01', '3.3.5', 'Require of unknown extensions', 'answers 420 and names them', 420],
  ['valid', 'invut', '3.3.6', 'an unknown content type', 'answers 415 and says what it takes', 415],
  [
    'valid',
    'regaut01',
    '3.3.7',
    'an unknown authorization scheme',
    'takes it as not authorized',
    401,
    ...NO_REGISTRAR,
  ],
  [
    'invalid',
    'multi01',
    '3.3.8',
    'several values where one is allowed',
    'does not break; answers 400',
    400,
    'nothing',
  ],
  ['invalid', 'mcl01', '3.3.9', 'two Content-Lengths', 'answers 400, and closes a stream', 400, 'nothing'],
  [
    'invalid',
    'bcast',
    '3.3.10',
    'a 200 with a second, broadcast, Via',
    'drops it and sends nothing there',
    'nothing',
  ],
  ['valid', 'zeromf', '3.3.11', 'Max-Forwards of 0', 'the end of the way answers as ever', 200, 483],
  ['valid', 'cparam01', '3.3.12', 'Contact parameters outside <>', 'knows whose they are', ...NO_REGISTRAR],
  ['valid', 'cparam02', '3.3.13', 'Contact parameters inside <>', 'knows whose they are', ...NO_REGISTRAR],
  ['valid', 'regescrt', '3.3.14', 'a Contact with escaped headers', 'keeps them', ...NO_REGISTRAR],
  [
    'valid',
    'sdp01',
    '3.3.15',
    'an Accept without SDP',
    'may answer 406 or 400: every user agent must know SDP',
    RINGS,
    400,
    406,
  ],
  // Without a Contact there is nobody to send a BYE to: RFC 3261 §8.1.1.8.
  [
    'valid',
    'inv2543',
    '3.4.1',
    'an INVITE of RFC 2543, without branch and tag',
    'takes it if it can, or answers 400',
    RINGS,
    400,
    'nothing',
  ],
];

/** All 49, in the RFC's order. */
export const messages: readonly TortureMessage[] = rows.map(
  ([kind, name, section, what, correct, ...reactions]) => ({
    name,
    section,
    what,
    isValid: kind === 'valid',
    correct,
    reactions,
  }),
);
