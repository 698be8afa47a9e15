/** People who call the agent from outside, each with a tone of their own, so that a test can hear who hears whom. */
import { expect, type Page } from '@playwright/test';
import { placeSipCall, type SipCall } from '../../src/simulators/pbx/sip-caller.ts';
import { callBar } from './e2e-desk.ts';
import { hearInPage, microphoneHz } from './e2e-tone.ts';
import type { World } from './e2e-world.ts';

export interface Caller {
  name: string;
  /** E.164. */
  from: string;
  /** What they say. */
  hz: number;
}

export const firstCaller: Caller = { name: 'Mariana Robles', from: '+526642184790', hz: 440 };
export const secondCaller: Caller = { name: 'Carlos Ibarra', from: '+525512345678', hz: 1_300 };
/** An outside number of the simulated exchange: it answers and plays its tone. */
export const outsideNumber = '+523221234567';

/** Calls the line `to`, Andrea's unless told. */
export async function placeCall(world: World, who: Caller, to = '4127'): Promise<SipCall> {
  const { host, port } = world.product.simulators.pbx;
  return placeSipCall({
    ...{ pbxHost: host, pbxPort: port, to, from: who.from },
    ...{ displayName: who.name, toneHz: who.hz },
  });
}

/** Both ends hear each other: the caller's tone in the page, the microphone's at the caller. */
export async function expectTalk(page: Page, caller: SipCall, hz: number): Promise<void> {
  await expect.poll(() => hearInPage(page, hz).then(({ toneShare }) => toneShare)).toBeGreaterThan(0.6);
  await expect.poll(() => caller.ear.toneShare(microphoneHz)).toBeGreaterThan(0.6);
}

/** Calls, and is answered by key. */
export async function answerCaller(page: Page, world: World, who: Caller = firstCaller): Promise<SipCall> {
  const caller = await placeCall(world, who);
  await expect(callBar(page, 'ringing')).toContainText(who.name);
  await page.keyboard.press('F8');
  await expect(callBar(page, 'live')).toContainText(who.name);
  return caller;
}
