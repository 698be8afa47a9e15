// What somebody pasted or typed, as the phone dials it: people copy numbers with everything around them.

/** RFC 3261 §19.1.1 in the form that the phone takes: with or without scheme, no blanks. */
const sipAddress = /^(?:sips?:)?[\w.!~*'()&=+$,;?/%-]+@[\w.-]+(?::\d+)?$/i;
const longestNumber = 32;

/** `+5255…`, `4129`, `*72`, `user@host`; undefined for whatever is no number. */
export function cleanNumber(text: string): string | undefined {
  const plain = text.trim().replace(/^<(.*)>$/, '$1');
  const bare = plain.replace(/^tel:/i, '').split(/;(?=\w+=|ext)/i)[0] ?? '';
  if (sipAddress.test(plain)) return plain;
  const words = bare.replace(/^\D{0,12}?[:.]\s*(?=[+(\d])/, '');
  if (/[^\d\s+()./*#\-\u00a0\u2010-\u2015\u202f\u2011]/.test(words)) return undefined;
  const digits = words.replace(/[^\d+*#]/g, '').replace(/^00(?=\d{7,})/, '+');
  const isNumber = /^\+?[\d*#]+$/.test(digits) && digits.length <= longestNumber;
  return isNumber ? digits : undefined;
}
