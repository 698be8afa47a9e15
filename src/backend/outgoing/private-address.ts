/**
 * Which addresses are somebody's own network. An endpoint's address is typed by a person, so without this whoever
 * administers the console could make the server ask its own machine, its cloud's metadata or its neighbours
 * (OWASP, Server-Side Request Forgery Prevention).
 */
import { BlockList, isIP } from 'node:net';

const inner = new BlockList();
// IANA special-purpose address registries (RFC 6890 and its updates).
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inner.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  inner.addSubnet(net, bits, 'ipv6');

/** Whether this IP address leads into a network of the house, or nowhere that is public. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$|%.*$/g, '');
  const family = isIP(plain);
  if (family === 0) return true;
  if (family === 4) return inner.check(plain, 'ipv4');
  const embedded = ipv4Within(plain);
  return inner.check(plain, 'ipv6') || (embedded !== undefined && inner.check(embedded, 'ipv4'));
}

/** The IPv4 address inside an IPv6 one that stands for it: mapped (::ffff:), translated (64:ff9b::) or 6to4 (2002:). */
function ipv4Within(address: string): string | undefined {
  const groups = groupsOf(address);
  const [first, second] = groups;
  if (first === 0x2002) return dotted(groups[1], groups[2]);
  const isMapped =
    groups.slice(0, 5).every((group) => group === 0) && (groups[5] === 0xffff || groups[5] === 0);
  const isTranslated = first === 0x64 && second === 0xff9b;
  return isMapped || isTranslated ? dotted(groups[6], groups[7]) : undefined;
}

function dotted(high = 0, low = 0): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const quad = /(?:\d+\.){3}\d+$/.exec(address)?.[0];
  const [a = 0, b = 0, c = 0, d = 0] = (quad ?? '').split('.').map(Number);
  const tailOfQuad = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  const hex = quad === undefined ? address : address.slice(0, -quad.length) + tailOfQuad;
  const [head = '', tail] = hex.split('::');
  const parse = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const front = parse(head);
  const back = tail === undefined ? [] : parse(tail);
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back];
}
