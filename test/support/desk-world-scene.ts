/** What one state of one screen is, and the few things an agent does to get to most of them. */
import type { BrowserContext, Page } from '@playwright/test';
import type { Language } from '../../src/shared/lead.ts';
import { openDesk, type DeskOptions, type DeskWorld } from './desk-world.ts';

/** What the agent does; it ends where the state stands. */
export type Act = (page: Page, desk: DeskWorld) => Promise<void>;

/** One state of one screen. */
export interface Scene {
  /** In kebab case; names the picture. */
  name: string;
  /** What differs from a quiet desk on a busy day. */
  options?: (language: Language) => Partial<DeskOptions>;
  act?: Act;
  /** The state is there once this is visible. */
  shows: string;
}

/** Somebody could do something now. */
const begun = '[data-testid="nav-desk"], [data-testid="sign-in"]';

/** Opens a page of `context` in the state of the scene; the page is the caller's to close. */
export async function openScene(
  context: BrowserContext,
  { options, act, shows }: Scene,
  { language, pageFolder }: Pick<DeskOptions, 'language' | 'pageFolder'>,
): Promise<DeskWorld> {
  const desk = await openDesk(context, { language, pageFolder, ...options?.(language) });
  try {
    if (act) await desk.page.locator(begun).first().waitFor();
    await act?.(desk.page, desk);
    await desk.page.locator(shows).first().waitFor({ state: 'visible' });
    await desk.page.evaluate(() => document.fonts.ready.then(() => undefined));
    return desk;
  } catch (cause) {
    await desk.page.close();
    throw cause;
  }
}

/** What a test id is found by. */
export const byTestId = (id: string): string => `[data-testid="${id}"]`;

/** Presses what bears this test id. */
export const press = (page: Page, id: string): Promise<void> => page.getByTestId(id).first().click();

/** Opens a place of the navigation. */
export const go = (page: Page, view: string): Promise<void> => press(page, `nav-${view}`);

/** Opens the lead of this name from the work list. */
export const openLead = (page: Page, name: string): Promise<void> =>
  page.getByTestId('work-list').getByText(name, { exact: true }).first().click();

/** Chooses one segment of those that stand side by side within `where`; `value` is the program's own word for it. */
export const choose = (page: Page, where: string, value: string): Promise<void> =>
  page.locator(`${where} input[type="radio"][value="${value}"] + label`).first().click();
