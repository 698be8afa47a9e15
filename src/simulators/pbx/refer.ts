/** REFER and its subscription (RFC 3515, message/sipfrag of RFC 3420), and the Replaces of RFC 3891. */
import type { Dialog, DialogId } from './dialog.ts';
import type { Referral, ReferProgress } from './leg.ts';
import type { IncomingRequest } from './sip-endpoint.ts';
import { cseqOf, header, uriOf } from './sip-message.ts';
import type { SipMessage } from './sip-message.ts';

const SIPFRAG = 'message/sipfrag;version=2.0';
const SUBSCRIPTION_S = 60;

/** The REFER as something to accept or refuse; `notify` sends a NOTIFY within the dialog. */
export function readReferral(
  { message, respond }: IncomingRequest,
  dialog: Dialog,
  notify: (request: SipMessage) => Promise<unknown>,
): Referral {
  const [uri = '', query = ''] = uriOf(header(message, 'Refer-To')).split('?');
  const replaces = new URLSearchParams(query).get('Replaces') ?? new URLSearchParams(query).get('replaces');
  return {
    uri,
    replaces: replaces === null ? undefined : readReplaces(replaces),
    referredBy: header(message, 'Referred-By'),
    accept: () => {
      respond(202, 'Accepted', { headers: [['Contact', dialog.contact]] });
      return progressOf(cseqOf(message).number, dialog, notify);
    },
    refuse: (status, reason) => respond(status, reason),
  };
}

function progressOf(
  id: number,
  dialog: Dialog,
  notify: (request: SipMessage) => Promise<unknown>,
): ReferProgress {
  return async (status, reason) => {
    const state = status < 200 ? `active;expires=${SUBSCRIPTION_S}` : 'terminated;reason=noresource';
    await notify(
      dialog.build('NOTIFY', {
        headers: [
          ['Event', `refer;id=${id}`],
          ['Subscription-State', state],
        ],
        contentType: SIPFRAG,
        body: `SIP/2.0 ${status} ${reason}\r\n`,
      }),
    );
  };
}

/** What a NOTIFY about a REFER says; undefined when it is about something else. */
export function readReferNotify(
  message: SipMessage,
): { status: number; reason: string; isLast: boolean } | undefined {
  const line = /^SIP\/2\.0 (\d{3}) ?(.*)/.exec(message.body);
  if (!/^refer\b/i.test(header(message, 'Event')) || !line) return undefined;
  return {
    status: Number(line[1]),
    reason: (line[2] ?? '').trim(),
    isLast: /^terminated/i.test(header(message, 'Subscription-State')),
  };
}

function readReplaces(value: string): { callId: string; toTag: string; fromTag: string } {
  const [callId = '', ...parameters] = value.split(';');
  const of = (name: string): string =>
    parameters.find((each) => each.trim().startsWith(`${name}=`))?.split('=')[1] ?? '';
  return { callId: callId.trim(), toTag: of('to-tag'), fromTag: of('from-tag') };
}

/** The Replaces value that names `id` to the other side of that dialog. */
export const writeReplaces = ({ callId, localTag, remoteTag }: DialogId): string =>
  `${callId};to-tag=${remoteTag};from-tag=${localTag}`;
