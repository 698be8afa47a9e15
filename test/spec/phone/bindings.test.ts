/** Which binding of a registrar is a leftover of this phone. */
import { describe, expect, it } from 'vitest';
import { leftoverBindings, readBindings } from '../../../src/phone/sip/bindings.ts';

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
