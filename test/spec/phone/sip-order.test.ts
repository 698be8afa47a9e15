/** Which request waits for which, which call travels over which flow, and which binding is a leftover. */
import { describe, expect, it } from 'vitest';
import { AfterAck } from '../../../src/phone/sip/after-ack.ts';
import { leftoverBindings, readBindings } from '../../../src/phone/sip/bindings.ts';
import { until } from './bench.ts';

const request = (method: string, callId: string, body = ''): string =>
  `${method} sip:a@b SIP/2.0\r\nCall-ID: ${callId}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

describe('Requests behind an ACK', () => {
  const deliverAll = (...requests: string[]): string[] => {
    const order: string[] = [];
    const gate = new AfterAck();
    for (const text of requests) gate.take(text, () => order.push(text.split(' ', 1)[0] ?? ''));
    return order;
  };

  it('wait in their order while it brings a description, those of other calls do not', async () => {
    const order = deliverAll(
      request('ACK', 'one', 'v=0'),
      request('INVITE', 'one'),
      request('OPTIONS', 'two'),
      request('BYE', 'one'),
    );
    expect(order).toEqual(['ACK', 'OPTIONS']);
    await until(() => order.length === 4, 'all are delivered');
    expect(order).toEqual(['ACK', 'OPTIONS', 'INVITE', 'BYE']);
  });

  it('wait anew for a second one among them', async () => {
    const order = deliverAll(
      request('ACK', 'one', 'v=0'),
      request('INVITE', 'one'),
      request('ACK', 'one', 'v=0'),
      request('BYE', 'one'),
    );
    await until(() => order.length === 4, 'all are delivered');
    expect(order).toEqual(['ACK', 'INVITE', 'ACK', 'BYE']);
  });

  it('do not wait when it brings none', () => {
    expect(deliverAll(request('ACK', 'one'), request('INVITE', 'one'))).toEqual(['ACK', 'INVITE']);
  });
});

describe('The bindings in a registrar\u2019s answer', () => {
  const instance = '11111111-2222-4333-8444-555555555555';
  const own = { host: '10.0.0.5', port: 5062 };
  const binding = (address: string, id = instance): string =>
    `"Agent" <sip:1001@${address};transport=tcp>;expires=90;+sip.instance="<urn:uuid:${id}>";reg-id=1`;

  it('are read with address, time and instance', () => {
    expect(readBindings([binding('10.0.0.5:5062'), 'sip:1001@pbx.test;expires=7', '<sips:h:1>'])).toEqual([
      { uri: 'sip:1001@10.0.0.5:5062;transport=tcp', address: own, expiresS: 90, instanceId: instance },
      {
        uri: 'sip:1001@pbx.test',
        address: { host: 'pbx.test', port: undefined },
        expiresS: 7,
        instanceId: undefined,
      },
      { uri: 'sips:h:1', address: { host: 'h', port: 1 }, expiresS: undefined, instanceId: undefined },
    ]);
  });

  it('hold leftovers of this phone only, and none to touch when our own is not among them', () => {
    const other = '99999999-2222-4333-8444-555555555555';
    const listed = [binding('10.0.0.5:5062'), binding('10.0.0.4:1'), binding('10.0.0.3:2', other)];
    const leftovers = (contacts: string[]): string[] =>
      leftoverBindings(readBindings(contacts), { own, instanceId: instance }).map(({ uri }) => uri);
    expect(leftovers(listed)).toEqual(['sip:1001@10.0.0.4:1;transport=tcp']);
    // A registrar that writes what it sees instead of what we wrote: that one is ours.
    expect(leftovers([binding('198.51.100.7:40001')])).toEqual([]);
  });
});
