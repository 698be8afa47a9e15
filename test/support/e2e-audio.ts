/** Two-way audio, proved at both ends: packets, loudness, and by content, for each end says a tone of its own. */
import { expect, type Page } from '@playwright/test';
import { hearInPage, leadHz, microphoneHz } from './e2e-tone.ts';
import type { Handover, World } from './e2e-world.ts';
import { until } from './until.ts';

/** The page's own figures of its audio leg. */
export async function pageAudio(
  page: Page,
): Promise<{ packetsIn: number; packetsOut: number; levelIn: number; levelOut: number }> {
  return page.evaluate(async () => {
    const { __audio: audio } = window;
    if (audio === undefined) throw new Error('the page measures no audio');
    const { packetsIn, packetsOut, levelIn, levelOut } = await audio.stats();
    return { packetsIn, packetsOut, levelIn, levelOut };
  });
}

/** The newest conversation at the far end, once there is one: what the person on the line receives. */
export function farEnd(world: World): Promise<Handover> {
  return until(async () => (await world.handovers(microphoneHz)).findLast(({ phase }) => phase === 'live'), {
    what: 'a conversation at the far end',
  });
}

/** Passes once audio flows both ways: more packets than before on both sides, and each hears the other's tone. */
export async function expectTwoWayAudio(page: Page, world: World): Promise<void> {
  const before = { page: await pageAudio(page), far: await farEnd(world) };
  await expect
    .poll(() => pageAudio(page).then((now) => now.packetsIn), { message: 'packets into the page' })
    .toBeGreaterThan(before.page.packetsIn + 50);
  await expect
    .poll(() => pageAudio(page).then((now) => now.packetsOut), { message: 'packets out of the page' })
    .toBeGreaterThan(before.page.packetsOut);
  await expect
    .poll(() => farEnd(world).then((now) => now.packets.packets), { message: 'packets at the far end' })
    .toBeGreaterThan(before.far.packets.packets + 50);
  await expect
    .poll(() => page.evaluate(() => window.__audio?.levelIn()), { message: 'level in the page' })
    .toBeGreaterThan(0.01);
  await expect
    .poll(() => farEnd(world).then(({ heard }) => heard.level), { message: 'level at the far end' })
    .toBeGreaterThan(200);
  await expect
    .poll(() => hearInPage(page, leadHz).then(({ toneShare }) => toneShare), {
      message: `the lead's ${leadHz} Hz in the page`,
    })
    .toBeGreaterThan(0.7);
  await expect
    .poll(() => farEnd(world).then(({ heard }) => heard.toneShare), {
      message: `the microphone's ${microphoneHz} Hz at the far end`,
    })
    .toBeGreaterThan(0.6);
}
