/** Well-formed SIP messages of every kind a phone gets, as the ground that mutations start from. */
import { formatSip } from '../../src/simulators/pbx/sip-message.ts';
import type { SipTarget } from './sip-source.ts';

/** What the phone's own messages told: enough to answer one of its transactions, or to speak within its call. */
export interface Overheard {
  /** The last request the phone sent: its Via, Call-ID, CSeq, From and To. */
  request: Record<'Via' | 'Call-ID' | 'CSeq' | 'From' | 'To', string> | undefined;
  /** The call that is up: our From and the phone's To, with tags. */
  dialog: Record<'Call-ID' | 'From' | 'To', string> | undefined;
}

export interface TemplateContext {
  target: SipTarget;
  /** Makes branch, Call-ID and tags unique. */
  index: number;
  overheard: Overheard;
  /** A local UDP port that takes whatever audio comes. */
  rtpPort: number;
}

type Header = [name: string, value: string];
export type Template = (context: TemplateContext) => string;

/** Higher than any CSeq the exchange itself uses, so that a request is not taken for an old one. */
const CSEQ_BASE = 10_000;
const HOST = '127.0.0.1';

const sdp = ({ index, rtpPort }: TemplateContext, direction: string): string =>
  [
    'v=0',
    `o=- ${index} ${index} IN IP4 ${HOST}`,
    's=-',
    `c=IN IP4 ${HOST}`,
    't=0 0',
    `m=audio ${rtpPort} RTP/AVP 0 8 101`,
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    'a=ptime:20',
    `a=${direction}`,
    '',
  ].join('\r\n');

const via = ({ target, index }: TemplateContext): Header => [
  'Via',
  `SIP/2.0/${target.transport.toUpperCase()} ${HOST}:5060;branch=z9hG4bKm${index};rport`,
];
const contact: Header = ['Contact', `<sip:mutant@${HOST}:5060>`];
const withSdp: Header = ['Content-Type', 'application/sdp'];

interface Parts {
  headers?: Header[];
  body?: string;
  /** CANCEL and ACK go with the request before. */
  index?: number;
}

/** A request of no dialog. */
function outside(method: string, parts: (context: TemplateContext) => Parts = () => ({})): Template {
  return (context) => {
    const { target } = context;
    const { headers = [], body = '', index = context.index } = parts(context);
    return request(method, { ...context, index }, body, [
      ['From', `"Mutant" <sip:+5255${10_000_000 + index}@${HOST}>;tag=m${index}`],
      ['To', `<sip:${target.user}@${target.host}>`],
      ['Call-ID', `mutant-${index}@${HOST}`],
      ['CSeq', `1 ${method}`],
      ...headers,
    ]);
  };
}

/** A request within the call that is up; outside of it when none is. */
function inside(method: string, parts: (context: TemplateContext) => Parts = () => ({})): Template {
  return (context) => {
    const { dialog } = context.overheard;
    if (!dialog) return outside(method, parts)(context);
    const { headers = [], body = '' } = parts(context);
    const own: Header[] = [
      ['From', dialog.From],
      ['To', dialog.To],
      ['Call-ID', dialog['Call-ID']],
      ['CSeq', `${CSEQ_BASE + context.index} ${method}`],
    ];
    return request(method, context, body, [...own, ...headers]);
  };
}

function request(method: string, context: TemplateContext, body: string, headers: Header[]): string {
  const { user, host, port } = context.target;
  const common: Header[] = [via(context), ['Max-Forwards', '70'], contact];
  return formatSip({
    method,
    uri: `sip:${user}@${host}:${port}`,
    status: 0,
    reason: '',
    headers: [...common, ...headers],
    body,
  });
}

/** An answer to the phone's last request. */
function response(
  status: number,
  reason: string,
  parts: (context: TemplateContext) => Parts = () => ({}),
): Template {
  return (context) => {
    const { request: asked } = context.overheard;
    if (!asked) return outside('OPTIONS')(context);
    const { headers = [], body = '' } = parts(context);
    const tag = `;tag=answer${context.index}`;
    const own: Header[] = [
      ['Via', asked.Via],
      ['From', asked.From],
      ['To', asked.To.includes(';tag=') ? asked.To : asked.To + tag],
      ['Call-ID', asked['Call-ID']],
      ['CSeq', asked.CSeq],
    ];
    return formatSip({ method: '', uri: '', status, reason, headers: [...own, contact, ...headers], body });
  };
}

const offer = (direction: string) => (context: TemplateContext) => ({
  headers: [withSdp],
  body: sdp(context, direction),
});
const ofTheOneBefore = ({ index }: TemplateContext): Parts => ({ index: index - 1 });

/** An INVITE with an offer, and the CANCEL of the INVITE before (`index` - 1). */
export const invite = outside('INVITE', offer('sendrecv'));
export const cancel = outside('CANCEL', ofTheOneBefore);

/** All of them; the ones that matter most stand several times. */
export const templates: readonly Template[] = [
  invite,
  invite,
  outside('INVITE', (context) => ({
    headers: [
      ['X-Escalation-Id', '5d3c1f8e-2f4e-4d0c-9d1f-0d6f1f0b6c11'],
      ['X-Transfer-Summary', 'Sofía wants two nights in Nuevo Vallarta'],
      ['P-Asserted-Identity', `"Lead" <sip:+525512345678@${HOST}>`],
      ['Supported', '100rel, timer, replaces'],
      ['Session-Expires', '1800;refresher=uac'],
      withSdp,
    ],
    body: sdp(context, 'sendrecv'),
  })),
  outside('INVITE'),
  outside('INVITE', () => ({ headers: [['Replaces', 'nobody;to-tag=1;from-tag=2']] })),
  cancel,
  outside('ACK', ofTheOneBefore),
  outside('OPTIONS'),
  outside('BYE'),
  outside('REFER', () => ({ headers: [['Refer-To', `<sip:1002@${HOST}>`]] })),
  outside('NOTIFY', () => ({
    headers: [
      ['Event', 'message-summary'],
      ['Subscription-State', 'active'],
    ],
  })),
  outside('SUBSCRIBE', () => ({ headers: [['Event', 'presence']] })),
  outside('MESSAGE', () => ({ headers: [['Content-Type', 'text/plain']], body: 'hola' })),
  outside('REGISTER'),
  inside('INVITE', offer('sendrecv')),
  inside('INVITE', offer('sendonly')),
  inside('INVITE'),
  inside('ACK', offer('sendrecv')),
  inside('UPDATE', offer('sendrecv')),
  inside('UPDATE'),
  inside('REFER', () => ({
    headers: [['Refer-To', `<sip:1002@${HOST}?Replaces=abc%3Bto-tag%3D1%3Bfrom-tag%3D2>`]],
  })),
  inside('NOTIFY', () => ({
    headers: [
      ['Event', 'refer'],
      ['Subscription-State', 'terminated;reason=noresource'],
      ['Content-Type', 'message/sipfrag;version=2.0'],
    ],
    body: 'SIP/2.0 200 OK\r\n',
  })),
  inside('INFO', () => ({
    headers: [['Content-Type', 'application/dtmf-relay']],
    body: 'Signal=5\r\nDuration=160\r\n',
  })),
  inside('PRACK', () => ({ headers: [['RAck', '1 1 INVITE']] })),
  inside('BYE', () => ({ headers: [['Reason', 'Q.850;cause=16;text="Normal call clearing"']] })),
  response(200, 'OK', offer('sendrecv')),
  response(183, 'Session Progress', offer('sendrecv')),
  response(302, 'Moved Temporarily'),
  response(401, 'Unauthorized', () => ({
    headers: [['WWW-Authenticate', 'Digest realm="ccmsipline", nonce="abc", algorithm=MD5, qop="auth"']],
  })),
  response(481, 'Call/Transaction Does Not Exist'),
  response(491, 'Request Pending'),
  response(503, 'Service Unavailable', () => ({ headers: [['Retry-After', '5']] })),
];
