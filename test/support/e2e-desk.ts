/** What an agent does and sees at the desk, in words that the specs read as. */
import { expect, type Locator, type Page } from '@playwright/test';

/** What the tests need of the words on screen, by language. */
export const words = {
  es: { available: 'Disponible', onCall: 'En llamada', wrapUp: 'En cierre' },
  en: { available: 'Available', onCall: 'On a call', wrapUp: 'Wrap-up' },
} as const;
export type DeskWords = (typeof words)[keyof typeof words];

/** Signs in by the demonstration's one click, and waits until the phone is registered and the audio leg is up. */
export async function signIn(page: Page, username = 'andrea'): Promise<void> {
  await page.getByTestId(`demo-account-${username}`).click();
  await expect(page.getByTestId('agent-state')).toBeVisible();
  await expect(page.getByTestId('phone-state')).toContainText(/Registrado|Registered/);
}

/** Chooses "available" in the menu of states. */
export async function makeAvailable(page: Page, said: DeskWords = words.es): Promise<void> {
  await page.getByTestId('agent-state').click();
  await page.getByRole('menuitem', { name: said.available, exact: true }).click();
  await expect(page.getByTestId('agent-state')).toContainText(said.available);
}

/** The call bar in a phase: `coming`, `ringing`, `live`, `ended` … */
export function callBar(page: Page, phase: string): Locator {
  return page.locator(`[data-testid="call-bar"][data-phase="${phase}"]`);
}

/** What the brief says, by the places of its fields: who, wants, why, promised, mood, careful; and what to say first. */
export async function readBrief(page: Page): Promise<{ fields: string[]; opening: string }> {
  const brief = callBar(page, 'ringing').getByTestId('brief');
  const fields = (await brief.locator('dd').allInnerTexts()).map((text) => text.trim());
  return { fields, opening: (await brief.locator('q').innerText()).trim() };
}

/** Turns of the conversation on screen, as `author: text`; the list is long, so only what is near the end is there. */
export async function turnsOnScreen(page: Page): Promise<string[]> {
  return page
    .getByTestId('timeline')
    .getByTestId('turn')
    .evaluateAll((turns) =>
      turns.map((turn) => `${turn.getAttribute('data-author')}: ${turn.querySelector('p')?.innerText ?? ''}`),
    );
}

/** Collects turns and tool chips for as long as the test looks, because the list shows only its end. */
export class Reader {
  readonly turns = new Set<string>();
  readonly tools = new Set<string>();
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Looks once; gives back how much has been seen in all. */
  async look(): Promise<{ turns: number; tools: number }> {
    for (const turn of await turnsOnScreen(this.#page)) this.turns.add(turn);
    for (const chip of await this.#page.getByTestId('tool-chip').allInnerTexts()) this.tools.add(chip);
    return { turns: this.turns.size, tools: this.tools.size };
  }
}
