/** Links come from any page and any mail: only what is a number gets through. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dialLinkOf, readDialLink } from '../../../src/main/dial-link.ts';

test.each([
  ['tel:+52-984-123-4567', '+529841234567'],
  ['tel:+52(984)123.4567', '+529841234567'],
  ['TEL:9841234567', '9841234567'],
  ['tel:984%20123%204567', '9841234567'],
  ['tel:%2B529841234567', '+529841234567'],
  ['tel:7042;phone-context=example.com', '7042'],
  ['tel:+1-201-555-0123;ext=12?subject=x', '+12015550123'],
  ['tel:*43', '*43'],
  ['tel:%2343', '#43'],
  ['tel://+529841234567', '+529841234567'],
  ['sip:2002@pbx.example.com', '2002'],
  ['sip:+529841234567@pbx.example.com;user=phone', '+529841234567'],
  ['sips:andrea.lopez@pbx.example.com:5061;transport=tls?Subject=Hola', 'andrea.lopez'],
  ['sip:2002:secret@10.0.0.1', '2002'],
])('%s is %s', (link, number) => {
  expect(readDialLink(link)).toBe(number);
});

test.each([
  'tel:',
  'tel:+',
  'tel:hello',
  'tel:+52abc',
  'tel:12+34',
  'tel:123456789012345678901234567890123',
  'tel:%0d%0aREGISTER',
  'tel:123%00',
  'tel:%ff',
  'tel:123\nVia: x',
  'sip:pbx.example.com',
  'sip:@pbx.example.com',
  'sip:a b@pbx.example.com',
  'sip:2002%0d%0aVia:x@pbx.example.com',
  'sip:<script>@pbx.example.com',
  'sip:-rf@pbx.example.com',
  'sip:;rm@pbx.example.com',
  'mailto:a@b.c',
  'javascript:alert(1)',
  'https://example.com/tel:123',
  '--inspect=9229',
  '',
  `tel:${'1'.repeat(300)}`,
])('%j is refused', (link) => {
  expect(readDialLink(link)).toBeUndefined();
});

test('whatever is written behind the scheme, only a number or a name of plain characters comes out', () => {
  fc.assert(
    fc.property(fc.constantFrom('tel:', 'sip:', 'sips:'), fc.string({ unit: 'binary' }), (scheme, rest) => {
      expect(readDialLink(scheme + rest) ?? '0').toMatch(
        /^(\+?[\d*#]{1,32}|[A-Za-z0-9][A-Za-z0-9._-]{0,31})$/,
      );
      expect(readDialLink(`${scheme}${rest}@x`) ?? '0').toMatch(
        /^(\+?[\d*#]{1,32}|[A-Za-z0-9][A-Za-z0-9._-]{0,31})$/,
      );
    }),
  );
});

test('among a program’s arguments the link is found, and switches are none', () => {
  expect(dialLinkOf(['--flag', '/app', 'tel:*43'])).toBe('*43');
  expect(dialLinkOf(['--allow-file-access', 'tel:+529841234567', '--end'])).toBe('+529841234567');
  expect(dialLinkOf(['/app', '--x=tel:1'])).toBeUndefined();
});
