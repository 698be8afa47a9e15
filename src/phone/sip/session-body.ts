/**
 * Makes a request's body what SIP.js can read: SDP within a multipart body stands alone (RFC 5621 §3.1), and a
 * Content-Disposition without sense, which SIP.js would choke on, is left out.
 */
import { headOf, headerValue } from './sip-text.ts';

const TYPE = /^(?:Content-Type|c)[ \t]*:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n/gim;
const LENGTH = /^(?:Content-Length|l)[ \t]*:[^\r\n]*\r\n/gim;
const DISPOSITION = /^Content-Disposition[ \t]*:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n/gim;

/** The request with a plain body; any other unchanged. */
export function withPlainBody(request: string): string {
  const disposition = headerValue(request, 'Content-Disposition');
  const isOdd = disposition !== undefined && !/^[\w-]+[ \t]*(;.*)?$/.test(disposition);
  const sdp = sdpPart(request);
  if (sdp === undefined)
    return isOdd ? replaceHead(request, (head) => head.replace(DISPOSITION, '')) : request;
  const head = `${headOf(request)}\r\n`.replace(TYPE, '').replace(LENGTH, '').replace(DISPOSITION, '');
  return `${head}Content-Type: application/sdp\r\nContent-Length: ${Buffer.byteLength(sdp)}\r\n\r\n${sdp}`;
}

function sdpPart(request: string): string | undefined {
  const type = headerValue(request, 'Content-Type|c') ?? '';
  if (!/^multipart\//i.test(type)) return undefined;
  const boundary = /boundary="?([^";]+)/i.exec(type)?.[1];
  if (boundary === undefined) return undefined;
  const parts = request.slice(headOf(request).length + 4).split(`--${boundary}`);
  const found = parts.find((part) => /^(?:Content-Type|c)[ \t]*:[ \t]*application\/sdp/im.test(headOf(part)));
  return found?.slice(headOf(found).length + 4);
}

const replaceHead = (message: string, change: (head: string) => string): string => {
  const head = `${headOf(message)}\r\n`;
  return change(head) + message.slice(head.length);
};
