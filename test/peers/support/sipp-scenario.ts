/**
 * Scenarios are sipp's own XML. Only what every message of SIP repeats (Via, From, To, Call-ID, a plain SDP) is
 * written as `{{words}}` in them and filled in here, so that a scenario shows what it is about and nothing else.
 *
 * | words | become |
 * |---|---|
 * | `{{invite}}` | request line and headers of the INVITE that begins the call |
 * | `{{cancel}}`, `{{refusal-ack}}` | CANCEL of that INVITE, ACK of its refusal |
 * | `{{request BYE 2}}` | request line and headers of a request within the call, with its CSeq |
 * | `{{receive-invite}}` | receives the INVITE that begins a call, and remembers its headers |
 * | `{{answer 180 Ringing}}` | status line and headers of an answer to that INVITE; `{{answer 180 Ringing as b}}` from another fork |
 * | `{{reply 200 OK}}` | status line and headers of an answer to the last request within the call |
 * | `{{sdp}}`, `{{sdp sendonly}}` | a body offering or answering µ-law; `null` for c=0.0.0.0, `no-events` without RFC 4733 |
 * | `{{no-body}}` | the end of a message without a body |
 * | `{{cue hold}}` | waits until the test says so |
 */
import { readFile } from 'node:fs/promises';

export interface ScenarioSettings {
  /** Record-Route headers that the proxy adds: two when it changes the transport (RFC 5658). */
  recordRoutes: number;
}

const OWN = '[local_ip]:[local_port]';
const CONTACT = `Contact: <sip:[own_name]@${OWN};transport=[transport]>`;
const TARGET = 'sip:[service]@[remote_ip]:[remote_port]';
const CALLER = `From: "[shown_name]" <sip:[own_name]@${OWN}>;tag=[pid]c[call_number]`;

/** The scenario's text as sipp reads it; throws for words that are not in the table above. */
export async function readScenario(file: URL, settings: ScenarioSettings): Promise<string> {
  const text = await readFile(file, 'utf8');
  const isCallee = text.includes('{{receive-invite}}');
  let version = 0;
  return text.replace(/\{\{([^}]+)\}\}/g, (_, words: string) => {
    const [word = '', ...rest] = words.trim().split(' ');
    if (word === 'sdp') return sdp(rest, (version += 1));
    const write = isCallee ? CALLEE_WORDS[word] : CALLER_WORDS[word];
    const either = write ?? WORDS[word];
    if (!either) throw new Error(`no scenario knows {{${words}}}`);
    return either(rest, settings);
  });
}

type Writer = (rest: string[], settings: ScenarioSettings) => string;

const lines = (...parts: (string | string[])[]): string => parts.flat().join('\n');

const via = (branch: string): string =>
  `Via: SIP/2.0/[transport] ${OWN};branch=z9hG4bK[pid]x[call_number]x${branch};rport`;

const begins = (method: string): string =>
  lines(
    `${method} ${TARGET} SIP/2.0`,
    via('1'),
    CALLER,
    `To: <${TARGET}>${method === 'ACK' ? '[peer_tag_param]' : ''}`,
    'Call-ID: [call_id]',
    `CSeq: 1 ${method}`,
    'Max-Forwards: 70',
  );

const within = (method: string, cseq: string, parties: string[]): string =>
  lines(
    `${method} [next_url] SIP/2.0`,
    '[routes]',
    via(`${cseq}${method}`),
    parties,
    'Call-ID: [call_id]',
    `CSeq: ${cseq} ${method}`,
    CONTACT,
    'Max-Forwards: 70',
  );

const WORDS: Record<string, Writer> = {
  'no-body': () => 'Content-Length: 0\n',
  cue: (name) =>
    `<nop><action><log message="cue ${name.join(' ')}"/></action></nop>\n  <recv request="MESSAGE"/>`,
  reply: (status) =>
    lines(
      `SIP/2.0 ${status.join(' ')}`,
      [
        '[last_Via:]',
        '[last_Record-Route:]',
        '[last_From:]',
        '[last_To:]',
        '[last_Call-ID:]',
        '[last_CSeq:]',
      ],
      CONTACT,
    ),
};

const CALLER_WORDS: Record<string, Writer> = {
  invite: () => lines(begins('INVITE'), CONTACT),
  cancel: () => begins('CANCEL'),
  'refusal-ack': () => begins('ACK'),
  request: ([method = '', cseq = '']) => within(method, cseq, [CALLER, `To: <${TARGET}>[peer_tag_param]`]),
};

const CALLEE_WORDS: Record<string, Writer> = {
  'receive-invite': (_, { recordRoutes }) =>
    lines(
      '<recv request="INVITE" rrs="true">',
      '    <action>',
      remember('Via', 'via1', 1),
      remember('Via', 'via2', 2),
      remember('From', 'from', 1),
      remember('To', 'to', 1),
      remember('CSeq', 'cseq', 1),
      routeNames(recordRoutes).map((name, index) => remember('Record-Route', name, index + 1)),
      '    </action>',
      '  </recv>',
    ),
  answer: (words, { recordRoutes }) => {
    const fork = words.at(-2) === 'as' ? words.at(-1) : 'a';
    const status = words.at(-2) === 'as' ? words.slice(0, -2) : words;
    return lines(
      `SIP/2.0 ${status.join(' ')}`,
      ['Via:[$via1]', 'Via:[$via2]'],
      routeNames(recordRoutes).map((name) => `Record-Route:[$${name}]`),
      'From:[$from]',
      `To:[$to];tag=[pid]${fork}[call_number]`,
      'Call-ID: [call_id]',
      'CSeq:[$cseq]',
      CONTACT,
    );
  },
  request: ([method = '', cseq = '']) =>
    within(method, cseq, ['From:[$to];tag=[pid]a[call_number]', 'To:[$from]']),
};

const routeNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `route${index + 1}`);

const remember = (header: string, name: string, occurrence: number): string =>
  `      <ereg regexp=".*" search_in="hdr" header="${header}:" occurrence="${occurrence}" check_it="true" assign_to="${name}"/>`;

/** The offer or answer of a plain telephone. Its media is the test's own socket, which hears what comes. */
function sdp(words: string[], version: number): string {
  const address = words.includes('null') ? '0.0.0.0' : '127.0.0.1';
  const direction = words.find((word) => ['sendonly', 'recvonly', 'inactive', 'sendrecv'].includes(word));
  const events = ['a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15'];
  const hasEvents = !words.includes('no-events');
  return lines(
    'Content-Type: application/sdp',
    'Content-Length: [len]',
    '',
    'v=0',
    `o=sipp 42 ${version} IN IP4 127.0.0.1`,
    's=-',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=audio [${words.includes('elsewhere') ? 'other_rtp_port' : 'rtp_port'}] RTP/AVP 0${hasEvents ? ' 101' : ''}`,
    'a=rtpmap:0 PCMU/8000',
    hasEvents ? events : [],
    'a=ptime:20',
    direction === undefined ? [] : [`a=${direction}`],
  );
}
