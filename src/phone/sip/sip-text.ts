/** What the transport must know of a SIP message's text, and the two corrections SIP.js 0.21 needs on it. */

export const isResponse = (message: string): boolean => message.startsWith('SIP/2.0');

/** Status of a response, NaN for a request. */
export const statusOf = (message: string): number => Number(/^SIP\/2\.0 (\d{3})/.exec(message)?.[1]);

export const methodOf = (message: string): string =>
  (isResponse(message)
    ? /^CSeq[ \t]*:[ \t]*\d+[ \t]+(\S+)/im.exec(message)?.[1]
    : /^\S+/.exec(message)?.[0]) ?? '';

/** Names a transaction (RFC 3261 §17.1.3): the top Via's branch and the method. ACK belongs to its INVITE. */
export function transactionOf(message: string): string {
  const branch = /^(?:Via|v)[ \t]*:[^\r\n]*?;[ \t]*branch=([^;,\s]+)/im.exec(message)?.[1] ?? '';
  const method = methodOf(message);
  return `${branch} ${method === 'ACK' ? 'INVITE' : method}`;
}

/** SIP.js never writes a port into its Via; without one a peer that ignores `rport` answers to 5060. */
export const addViaPort = (request: string, port: number): string =>
  request.replace(/^(Via: SIP\/2\.0\/\w+ [^:;\s]+)(?=;)/im, `$1:${port}`);

/** SIP.js drops an answer whose top Via carries a port (user-agent.js checks `via.port !== undefined`). */
export const dropViaPort = (response: string): string =>
  response.replace(/^((?:Via|v)[ \t]*:[ \t]*SIP\/2\.0\/\w+ [^:;\s]+):\d+/im, '$1');
