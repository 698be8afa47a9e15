/** Answer and hang up from outside the page: which call is meant, and what the page is told of it. */
import { expect, test } from 'vitest';
import { createPhoneActions } from '../../../src/main/phone-actions.ts';
import { PhoneRefusal } from '../../../src/main/phone-watch.ts';
import type { ObservedCall, ObservedPhone } from '../../../src/shared/phone-observer.ts';

const call = (id: string, phase: ObservedCall['phase']): ObservedCall => ({
  id,
  phase,
  number: '1',
  name: null,
  since: 1,
});

/** A phone with these calls that notes its orders; `fault` is how it fails. */
function actionsWith(calls: ObservedCall[] | undefined, fault?: Error) {
  const orders: string[] = [];
  const told: object[] = [];
  const state: ObservedPhone | undefined = calls && { registration: 'registered', calls, page: true };
  const actions = createPhoneActions({
    phone: {
      state,
      ask: (command, data) => {
        orders.push(`${command} ${'id' in data ? String(data.id) : ''}`);
        return fault ? Promise.reject(fault) : Promise.resolve();
      },
    },
    tellPage: (data) => void told.push(data),
    bringForward: () => void orders.push('forward'),
    log: () => undefined,
  });
  return { actions, orders, told };
}

test('answering takes who waits longest, shows the window and says that it is done', async () => {
  const { actions, orders, told } = actionsWith([
    call('a', 'held'),
    call('b', 'ringing'),
    call('c', 'ringing'),
  ]);
  await actions.answer();
  expect(orders).toEqual(['call.answer b', 'forward']);
  expect(told).toEqual([{ action: 'answer', done: true }]);
});

test('hanging up ends what is spoken, else refuses who rings, else ends what is held', async () => {
  const orderFor = async (...calls: ObservedCall[]): Promise<string[]> => {
    const { actions, orders } = actionsWith(calls);
    await actions.hangUp();
    return orders;
  };
  expect(await orderFor(call('a', 'ringing'), call('b', 'held'), call('c', 'up'))).toEqual(['call.hangup c']);
  expect(await orderFor(call('a', 'held'), call('b', 'ringing'))).toEqual(['call.reject b']);
  expect(await orderFor(call('a', 'held'))).toEqual(['call.hangup a']);
  expect(await orderFor()).toEqual([]);
});

test('where the phone cannot be reached the page is asked to do it', async () => {
  const silent = new Error('the phone does not answer');
  for (const { actions, told } of [actionsWith(undefined), actionsWith([call('a', 'ringing')], silent)]) {
    await actions.answer();
    await actions.hangUp();
    expect(told).toEqual([
      { action: 'answer', done: false },
      { action: 'hang-up', done: false },
    ]);
  }
});

test('what the phone refused is not tried again on another call: the window is shown', async () => {
  const { actions, told } = actionsWith([call('a', 'ringing')], new PhoneRefusal('the call is over'));
  await actions.answer();
  await actions.hangUp();
  expect(told).toEqual([
    { action: 'show', done: true },
    { action: 'show', done: true },
  ]);
});

test('a key pressed while there is no call does nothing at all', async () => {
  const { actions, orders, told } = actionsWith([]);
  await actions.answer();
  await actions.hangUp();
  expect([...orders, ...told]).toEqual([]);
});

test('declining ends no conversation: where nobody rings any more the window is only shown', async () => {
  const talking = actionsWith([call('a', 'up')]);
  await talking.actions.decline();
  expect(talking.orders).toEqual(['forward']);
  expect(talking.told).toEqual([{ action: 'show', done: true }]);
  const ringing = actionsWith([call('a', 'up'), call('b', 'ringing')]);
  await ringing.actions.decline();
  expect(ringing.orders).toEqual(['call.reject b']);
  expect(ringing.told).toEqual([{ action: 'hang-up', done: true }]);
});
