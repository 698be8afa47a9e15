/** A keyboard and nothing else: presses, types, and walks with Tab to where no key leads at once. */
import { expect, type Locator, type Page } from '@playwright/test';

/** One key after the other, as a person would. */
export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Walks with `key` until the focus is on `target`; fails where it does not get there in a hundred steps. */
export async function walkTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  for (let step = 0; step < 100; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(target, `reached with ${key}`).toBeFocused();
}

/** Walks there and presses Enter. */
export async function enterOn(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await walkTo(page, target, key);
  await page.keyboard.press('Enter');
}
