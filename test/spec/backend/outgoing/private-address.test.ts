/** Which addresses our webhooks do not reach unless somebody allows it. */
import { describe, expect, test } from 'vitest';
import {
  guardedPost,
  isPrivateUrl,
  PrivateAddressError,
} from '../../../../src/backend/outgoing/guarded-post.ts';
import { isPrivateAddress } from '../../../../src/backend/outgoing/private-address.ts';
import { mostAttempts, pauseAfter } from '../../../../src/backend/outgoing/retry-schedule.ts';
import { startWebhookReceiver } from '../../../support/webhook-receiver.ts';

describe('an address', () => {
  test.each([
    ...[
      '127.0.0.1',
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
    ],
    ...[
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      'fe80::1',
      'fd00::1',
      'ff02::1',
      '::ffff:10.0.0.1',
      '::ffff:7f00:1',
    ],
    ...['::127.0.0.1', '64:ff9b::a00:1', '2002:7f00:1::', 'fe80::1%eth0', 'not an address'],
  ])('%s is inside', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  test.each([
    '8.8.8.8',
    '172.32.0.1',
    '193.168.1.1',
    '2606:4700:4700::1111',
    '::ffff:8.8.8.8',
    '2002:808:808::',
  ])('%s is public', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});

test('is known in the forms in which a URL can hide it', () => {
  for (const host of [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '[::1]',
    'localhost',
    'LOCALHOST.',
    '[::ffff:127.0.0.1]',
    'a.localhost',
  ])
    expect([host, isPrivateUrl(`http://${host}/`)]).toEqual([host, true]);
  expect(isPrivateUrl('https://hooks.example.com/')).toBe(false);
});

test('a name that leads inside is refused when it connects, and nothing is sent', async () => {
  const receiver = await startWebhookReceiver();
  const port = new URL(receiver.url).port;
  const post = (host: string) =>
    guardedPost(`http://${host}:${port}/`, {
      body: '{}',
      headers: {},
      timeoutMs: 5_000,
      allowPrivate: false,
    });
  await expect(post('127.0.0.1')).rejects.toThrow(PrivateAddressError);
  await expect(post('localhost')).rejects.toThrow(PrivateAddressError);
  // A name of the hosts file or of a DNS server that answers with an inner address gets as far as the lookup.
  await expect(post('localhost.localdomain')).rejects.toThrow();
  expect(receiver.received).toEqual([]);
  await receiver.close();
});

test('a delivery is tried ten times over three days, each pause longer than the one before', () => {
  const pauses = Array.from({ length: mostAttempts - 1 }, (_, index) => pauseAfter(index + 1)!);
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(pauses[0]).toBeGreaterThanOrEqual(5_000);
  expect(pauses[0]).toBeLessThanOrEqual(5_500);
  const hours = pauses.reduce((sum, pause) => sum + pause, 0) / 3_600_000;
  expect(hours).toBeGreaterThan(75);
  expect(hours).toBeLessThan(85);
  expect(pauseAfter(mostAttempts)).toBeUndefined();
  expect(pauseAfter(1, 120)).toBe(120_000);
});
