// A password that one can read out over the telephone: no signs that look or sound alike.
const signs = 'abcdefghjkmnpqrstuvwxyz23456789';
const groups = 4;
const groupLength = 4;

/** `k7mt-9xqa-…`: 16 signs of 31, about 79 bits. */
export function makePassword(): string {
  return Array.from({ length: groups }, () =>
    Array.from({ length: groupLength }, () => signs.charAt(randomBelow(signs.length))).join(''),
  ).join('-');
}

/** Every number is as likely as any other: those that would favour the first ones are drawn again. */
function randomBelow(most: number): number {
  const limit = Math.floor(256 / most) * most;
  const drawn = new Uint8Array(1);
  do crypto.getRandomValues(drawn);
  while ((drawn[0] ?? 0) >= limit);
  return (drawn[0] ?? 0) % most;
}
