/** Cuts a TCP byte stream into SIP messages (RFC 3261 §18.3), because TCP keeps no message boundaries. */

/** Larger than any message a PBX sends; more without an end is garbage. */
const MAX_MESSAGE_BYTES = 65_536;
const HEAD_END = Buffer.from('\r\n\r\n');
const CONTENT_LENGTH = /^(?:content-length|l)[ \t]*:[ \t]*(\d+)/gim;
const CR = 13;
const LF = 10;

/** Takes chunks, hands out whole messages; throws when what arrives cannot be SIP. */
export function createSipStream(onMessage: (text: string) => void): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      pending = withoutKeepAlives(pending);
      const length = messageLength(pending);
      if (length === undefined || length > pending.length) return;
      const message = pending.subarray(0, length);
      pending = pending.subarray(length);
      onMessage(message.toString('utf8'));
    }
  };
}

/** CRLFs between messages are keep-alives (RFC 5626 §3.5.1). */
function withoutKeepAlives(bytes: Buffer): Buffer {
  let start = 0;
  while (bytes[start] === CR || bytes[start] === LF) start++;
  return start === 0 ? bytes : bytes.subarray(start);
}

/** Bytes of the first message, or undefined while its head is incomplete. */
function messageLength(bytes: Buffer): number | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) {
    if (bytes.length > MAX_MESSAGE_BYTES) throw new Error('no end of a SIP header in 64 KiB');
    return undefined;
  }
  const head = bytes.subarray(0, headEnd).toString('latin1');
  const lengths = new Set([...head.matchAll(CONTENT_LENGTH)].map(([, digits]) => Number(digits)));
  if (lengths.size > 1) throw new Error('a SIP message with several lengths');
  const [bodyBytes = 0] = lengths;
  const length = headEnd + HEAD_END.length + bodyBytes;
  if (length > MAX_MESSAGE_BYTES) throw new Error('a SIP message of more than 64 KiB');
  return length;
}
