// The phone's part of the wire that says no: codes, so that the page needs no English to say it in any language.

/**
 * Why the phone refuses a command, or why a transfer or the registration failed. The English sentence beside it
 * is for logs; the page says it in its user's language by this code.
 */
export const refusalCodes = [
  // What was asked for makes no sense.
  'unknown-command',
  'malformed', // its data
  'bad-number', // neither a number nor a SIP address
  'bad-backend', // not an http(s) address
  'same-call', // a call cannot be joined with itself
  // As things stand it is not possible.
  'no-such-call',
  'call-over',
  'wrong-phase', // the table of calls has no such step
  'other-call-up', // one is spoken with at a time
  'too-many-calls', // `limit`
  'needs-two-calls', // a conference does
  'in-conference',
  'no-conference',
  'transfer-under-way',
  'changing', // an earlier change of the same call, or of who is spoken with, is not finished
  'no-audio', // the call has none yet
  'no-tones', // the other side takes none
  'call-up', // not while a call is up
  'test-under-way',
  // The exchange, and the way to it.
  'not-connected',
  'no-answer', // it says nothing
  'refused', // `status`
  'overloaded', // `status`: 5xx, it cannot now
  'untold', // it took the transfer up and never said what became of it
  'account', // `status`: it does not accept the extension or its password
  'certificate', // not trusted
  'no-tls', // not spoken on this port
  'no-websocket', // `status` (HTTP), where the gateway named one
  'connection-refused',
  'unknown-server', // its name is not known
  'no-network', // this machine has no way to it
  // The phone itself.
  'too-slow', // not done within `phoneCommandLimitsMs`
] as const;
export type RefusalCode = (typeof refusalCodes)[number];
/** What belongs to a code: a SIP (or HTTP) status, or how many are allowed. */
export interface RefusalParams {
  status?: number;
  limit?: number;
}
export interface RefusalFact {
  code: RefusalCode;
  params: RefusalParams;
}

/** How a call ended, for whoever says it; `outcome` is what it came to. */
export type CallEnding =
  | 'peer-bye'
  | 'peer-cancel' // the caller gave up
  | 'agent-hangup'
  | 'agent-reject'
  | 'busy-line' // refused without ringing: the agent was on the phone
  | 'transfer'
  | 'silence' // the exchange never answered
  | 'refusal' // `PhoneCall.sipStatus`
  | 'failure'; // the call broke off
