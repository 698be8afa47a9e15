// Every call action has its key, and no key does anything at the wrong moment.
import { beforeEach, describe, expect, it } from 'vitest';
import { commandOf } from '../../../../../src/renderer/features/call/call-key-commands.ts';
import { setKeypad } from '../../../../../src/renderer/features/call/keypad-store.ts';
import type { Actions } from '../../../../../src/renderer/stores/actions.ts';
import type { Desk } from '../../../../../src/renderer/stores/escalations.ts';
import type { PhoneCall } from '../../../../../src/shared/phone.ts';

const given: string[] = [];
const note =
  (what: string) =>
  async (...args: unknown[]) =>
    void given.push([what, ...args].join(' '));
const actions = {
  answer: note('answer'),
  reject: note('reject'),
  hangup: note('hangup'),
  mute: note('mute'),
  hold: note('hold'),
  sendTones: note('tones'),
} as unknown as Actions;
const call = (change: Partial<PhoneCall>) => ({ id: 'p1', muted: false, ...change }) as PhoneCall;
const ringing: Desk = { phase: 'ringing', call: call({ phase: 'ringing' }), offer: undefined };
const talking = (change: Partial<PhoneCall> = {}): Desk => ({
  phase: 'talking',
  call: call({ phase: 'live', ...change }),
  offer: undefined,
});

async function press(key: string, desk: Desk): Promise<string[]> {
  given.length = 0;
  await commandOf(key, desk, actions)?.();
  return given;
}

beforeEach(() => setKeypad(false));

describe('call keys', () => {
  it('answer and reject what rings', async () => {
    expect(await press('F8', ringing)).toEqual(['answer p1']);
    expect(await press('F10', ringing)).toEqual(['reject p1']);
  });

  it('turn mute and hold on and off again', async () => {
    expect(await press('M', talking())).toEqual(['mute p1 true']);
    expect(await press('M', talking({ muted: true }))).toEqual(['mute p1 false']);
    expect(await press('H', talking())).toEqual(['hold p1 true']);
    expect(await press('H', talking({ phase: 'held' }))).toEqual(['hold p1 false']);
    expect(await press('F10', talking())).toEqual(['hangup p1']);
  });

  it('send digits only while the keypad is open', async () => {
    expect(await press('5', talking())).toEqual([]);
    setKeypad(true);
    expect(await press('5', talking())).toEqual(['tones p1 5']);
  });

  it('do nothing on an idle desk, and cannot answer what is already answered', async () => {
    for (const key of ['F8', 'F10', 'M', 'H', 'K']) expect(await press(key, { phase: 'idle' })).toEqual([]);
    expect(await press('F8', talking())).toEqual([]);
    expect(await press('M', ringing)).toEqual([]);
  });

  it('answer a call that knocks behind another, and hang up the one in hand', async () => {
    given.length = 0;
    await commandOf('F8', talking(), actions, 'p2')?.();
    await commandOf('F10', talking(), actions, 'p2')?.();
    expect(given).toEqual(['answer p2', 'hangup p1']);
    expect(commandOf('F8', talking(), actions)).toBeUndefined();
  });
});
