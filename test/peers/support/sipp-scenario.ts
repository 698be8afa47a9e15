/**
 * Scenarios are sipp's own XML. Only what every message of SIP repeats (Via, From, To, Call-ID, a plain SDP) and the
 * steps that every call has are `{{words}}` in them, so that a scenario shows what it is about and nothing else.
 *
 * | whole steps | become |
 * |---|---|
 * | `{{call}}` | a caller's INVITE with SDP, its answers, the ACK |
 * | `{{take-call}}` | a callee that rings and answers at once, up to the ACK |
 * | `{{reinvite 2 sdp sendonly}}` | a re-INVITE with CSeq 2 and that body, its 200, the ACK |
 * | `{{is-reinvited sdp recvonly}}` | receives a re-INVITE and answers it with that body, up to the ACK |
 * | `{{hang-up 3}}`, `{{is-hung-up-on}}` | BYE in either direction, with its answer |
 * | `{{cue hold}}` | waits until the test says so |
 *
 * | parts of a message | become |
 * |---|---|
 * | `{{invite}}`, `{{cancel}}`, `{{refusal-ack}}` | head of the INVITE that begins a call, of its CANCEL, of the ACK of its refusal |
 * | `{{begin OPTIONS}}` | head of a request outside any call |
 * | `{{request BYE 2}}` | head of a request within the call, with its CSeq |
 * | `{{reinvite-refusal-ack 2}}` | head of the ACK of a re-INVITE that was refused |
 * | `{{answer 180 Ringing}}` | head of an answer to the remembered INVITE; `{{answer 180 Ringing as b}}` from another fork |
 * | `{{reply 200 OK}}` | head of an answer to the request that came last |
 * | `{{sdp}}`, `{{sdp sendonly}}` | body offering or answering µ-law; `null` for c=0.0.0.0, `no-events` without RFC 4733, `elsewhere` with another port, `foreign` with a codec that no agent's phone has |
 * | `{{same-sdp}}` | the same body again, with the same version |
 * | `{{no-body}}` | the end of a message without a body |
 *
 * `{{receive INVITE}}` receives a request and remembers its headers (`{{receive-first}}` one that begins a call), and
 * `{{value name}}` is a value from the test where sipp allows no `[keyword]`.
 */
import { readFile } from 'node:fs/promises';

export interface ScenarioSettings {
  /** Record-Route headers that the proxy adds: two when it changes the transport (RFC 5658). */
  recordRoutes: number;
  values: Record<string, string>;
}

/** The scenario's text as sipp reads it; throws for words that are not in the tables above. */
export async function readScenario(file: URL, settings: ScenarioSettings): Promise<string> {
  const text = withSteps(await readFile(file, 'utf8'), settings);
  const isCallee = text.includes('{{receive-first}}');
  let version = 0;
  return replaceWords(text, (word, rest) => {
    if (word === 'sdp') return sdp(rest, (version += 1));
    if (word === 'same-sdp') return sdp(rest, version);
    const write = (isCallee ? CALLEE_WORDS[word] : CALLER_WORDS[word]) ?? WORDS[word];
    if (!write) throw new Error(`no scenario knows {{${word}}}`);
    return write(rest, settings);
  });
}

const replaceWords = (text: string, write: (word: string, rest: string[]) => string): string =>
  text.replace(/\{\{([^}]+)\}\}/g, (_, words: string) => {
    const [word = '', ...rest] = words.trim().split(' ');
    return write(word, rest);
  });

/** Whole steps are written in parts of messages; values may stand in both. */
const withSteps = (text: string, { values }: ScenarioSettings): string => {
  const filled = text.replace(/\{\{value ([\w-]+)\}\}/g, (_, name: string) => values[name] ?? '');
  return replaceWords(filled, (word, rest) => STEPS[word]?.(rest) ?? `{{${[word, ...rest].join(' ')}}}`);
};

const lines = (...parts: (string | string[])[]): string => parts.flat().join('\n');

/** A message for sipp to send: its head, and what ends it. INVITE and BYE are repeated until answered. */
const send = (head: string, body: string, attributes = ''): string =>
  lines(`<send${attributes}><![CDATA[`, `{{${head}}}`, `{{${body}}}`, ']]></send>');
const REPEATED = ' retrans="500"';
const ANSWERED = lines(
  '<recv response="100" optional="true"/>',
  '<recv response="180" optional="true"/>',
  '<recv response="200" rrs="true"/>',
);

const STEPS: Record<string, (rest: string[]) => string> = {
  call: () => lines(send('invite', 'sdp', REPEATED), ANSWERED, send('request ACK 1', 'no-body')),
  'take-call': () =>
    lines(
      '{{receive-first}}',
      send('answer 180 Ringing', 'no-body'),
      send('answer 200 OK', 'sdp', REPEATED),
      '<recv request="ACK"/>',
    ),
  reinvite: ([cseq = '', ...body]) =>
    lines(
      send(`request INVITE ${cseq}`, body.join(' '), REPEATED),
      '<recv response="100" optional="true"/>',
      '<recv response="200"/>',
      send(`request ACK ${cseq}`, 'no-body'),
    ),
  'is-reinvited': (body) =>
    lines(
      '<recv request="INVITE"/>',
      send('reply 200 OK', body.join(' '), REPEATED),
      '<recv request="ACK"/>',
    ),
  'hang-up': ([cseq = '']) =>
    lines(send(`request BYE ${cseq}`, 'no-body', REPEATED), '<recv response="200"/>'),
  'is-hung-up-on': () => lines('<recv request="BYE"/>', send('reply 200 OK', 'no-body')),
  cue: (name) =>
    lines(`<nop><action><log message="cue ${name.join(' ')}"/></action></nop>`, '<recv request="MESSAGE"/>'),
};

const OWN = '[local_ip]:[local_port]';
const CONTACT = `Contact: <sip:[own_name]@${OWN};transport=[transport]>`;
const TARGET = 'sip:[service]@[remote_ip]:[remote_port]';
const CALLER = `From: "[shown_name]" <sip:[own_name]@${OWN}>;tag=[pid]c[call_number]`;
const ALLOW = 'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, REFER, NOTIFY';

type Writer = (rest: string[], settings: ScenarioSettings) => string;

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

interface Within {
  method: string;
  cseq: string;
  parties: string[];
  /** The transaction it belongs to; a new one by default. */
  branch?: string;
}

const within = ({ method, cseq, parties, branch = `${cseq}${method}` }: Within): string =>
  lines(
    `${method} [next_url] SIP/2.0`,
    '[routes]',
    via(branch),
    parties,
    'Call-ID: [call_id]',
    `CSeq: ${cseq} ${method}`,
    CONTACT,
    ALLOW,
    'Max-Forwards: 70',
  );

const WORDS: Record<string, Writer> = {
  'no-body': () => 'Content-Length: 0\n',
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
      ALLOW,
    ),
  receive: ([method = '']) => receive(`request="${method}"`, REMEMBERED),
  'reply-remembered': (status) => remembered(status.join(' '), '', []),
};

const CALLER_PARTIES = [CALLER, `To: <${TARGET}>[peer_tag_param]`];
const CALLEE_PARTIES = ['From:[$to];tag=[pid]a[call_number]', 'To:[$from]'];

const CALLER_WORDS: Record<string, Writer> = {
  invite: () => lines(begins('INVITE'), CONTACT, ALLOW),
  cancel: () => begins('CANCEL'),
  'refusal-ack': () => begins('ACK'),
  begin: ([method = '']) => lines(begins(method), CONTACT),
  request: ([method = '', cseq = '']) => within({ method, cseq, parties: CALLER_PARTIES }),
  'reinvite-refusal-ack': ([cseq = '']) =>
    within({ method: 'ACK', cseq, parties: CALLER_PARTIES, branch: `${cseq}INVITE` }),
};

const CALLEE_WORDS: Record<string, Writer> = {
  'receive-first': (_, { recordRoutes }) =>
    receive('request="INVITE" rrs="true"', [
      ...REMEMBERED,
      ...routeNames(recordRoutes).map((name, index) => remember('Record-Route', name, index + 1)),
    ]),
  answer: (words, { recordRoutes }) => {
    const fork = words.at(-2) === 'as' ? words.at(-1) : 'a';
    const status = words.at(-2) === 'as' ? words.slice(0, -2) : words;
    const routes = routeNames(recordRoutes).map((name) => `Record-Route:[$${name}]`);
    return remembered(status.join(' '), `;tag=[pid]${fork}[call_number]`, routes);
  },
  request: ([method = '', cseq = '']) => within({ method, cseq, parties: CALLEE_PARTIES }),
};

const remembered = (status: string, tag: string, routes: string[]): string =>
  lines(
    `SIP/2.0 ${status}`,
    ['Via:[$via1]', 'Via:[$via2]'],
    routes,
    ['From:[$from]', `To:[$to]${tag}`, 'Call-ID: [call_id]', 'CSeq:[$cseq]'],
    // A redirection's Contact is where the call shall go.
    status.startsWith('3') ? [] : CONTACT,
    ALLOW,
  );

const receive = (what: string, actions: string[]): string =>
  lines(`<recv ${what}>`, '    <action>', actions, '    </action>', '  </recv>');

const remember = (header: string, name: string, occurrence = 1): string =>
  `      <ereg regexp=".*" search_in="hdr" header="${header}:" occurrence="${occurrence}" check_it="true" assign_to="${name}"/>`;

/** Two Vias: the phone's and the proxy's. */
const REMEMBERED = [
  remember('Via', 'via1'),
  remember('Via', 'via2', 2),
  remember('From', 'from'),
  remember('To', 'to'),
  remember('CSeq', 'cseq'),
];

const routeNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `route${index + 1}`);

/** The offer or answer of a plain telephone. Its media is the test's own socket, which hears what comes. */
function sdp(words: string[], version: number): string {
  const address = words.includes('null') ? '0.0.0.0' : '127.0.0.1';
  const port = words.includes('elsewhere') ? 'other_rtp_port' : 'rtp_port';
  const direction = words.find((word) => ['sendonly', 'recvonly', 'inactive', 'sendrecv'].includes(word));
  const codec = words.includes('foreign')
    ? { type: 97, name: 'AMR-WB/16000' }
    : { type: 0, name: 'PCMU/8000' };
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
    `m=audio [${port}] RTP/AVP ${codec.type}${hasEvents ? ' 101' : ''}`,
    `a=rtpmap:${codec.type} ${codec.name}`,
    hasEvents ? ['a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15'] : [],
    'a=ptime:20',
    direction === undefined ? [] : [`a=${direction}`],
  );
}
