/** What an agent does and sees at the desk, in words that the specs read as. */
import { expect, type Locator, type Page } from '@playwright/test';

/** What the tests need of the words on screen, by language. */
export const words = {
  es: { available: 'Disponible', away: 'Ausente', onCall: 'En llamada', wrapUp: 'En cierre' },
  en: { available: 'Available', away: 'Away', onCall: 'On a call', wrapUp: 'Wrap-up' },
} as const;
export type DeskWords = (typeof words)[keyof typeof words];

/** Signs in by the demonstration's one click, and waits until the phone is registered. */
export async function signIn(page: Page, username = 'andrea'): Promise<void> {
  await page.getByTestId(`demo-account-${username}`).click();
  await signedIn(page);
}

/** Waits until the desk is there and its phone registered. */
export async function signedIn(page: Page): Promise<void> {
  await expect(page.getByTestId('agent-state')).toBeVisible();
  await expect(page.getByTestId('phone-state')).toContainText(/Registrado|Registered/);
}

/** Chooses "available" in the menu of states; a call may ring at once. */
export async function chooseAvailable(page: Page, said: DeskWords = words.es): Promise<void> {
  await page.getByTestId('agent-state').click();
  await page.getByRole('menuitem', { name: said.available, exact: true }).click();
}

/** The same where nobody calls yet: waits until the desk says so. */
export async function makeAvailable(page: Page, said: DeskWords = words.es): Promise<void> {
  await chooseAvailable(page, said);
  await expect(page.getByTestId('agent-state')).toContainText(said.available);
}

/** The call bar in a phase: `coming`, `ringing`, `live`, `ended` … */
export function callBar(page: Page, phase: string): Locator {
  return page.locator(`[data-testid="call-bar"][data-phase="${phase}"]`);
}

/**
 * The brief of the ringing call once it is there: its six fields in order (who, wants, why, promised, mood,
 * careful), none of them empty, and what to say first.
 */
export async function readBrief(page: Page): Promise<{ fields: string[]; opening: string }> {
  const brief = callBar(page, 'ringing').getByTestId('brief');
  await expect(brief.locator('q')).not.toBeEmpty();
  await expect(brief.locator('dd')).toHaveText(Array.from({ length: 6 }, () => /\p{L}/u));
  return { fields: await brief.locator('dd').allInnerTexts(), opening: await brief.locator('q').innerText() };
}

/** Turns of the conversation that are drawn now, as `author: text`; a long list draws only the part in sight. */
export async function turnsInSight(page: Page): Promise<string[]> {
  return page
    .getByTestId('timeline')
    .getByTestId('turn')
    .evaluateAll((turns) =>
      turns.map((turn) => `${turn.getAttribute('data-author')}: ${turn.querySelector('p')?.innerText ?? ''}`),
    );
}

/** Remembers turns and tool calls for as long as the test looks, because the list keeps to its end. */
export class Reader {
  readonly turns = new Set<string>();
  readonly tools = new Set<string>();
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Looks once; gives back how much has been seen in all. */
  async look(): Promise<{ turns: number; tools: number }> {
    for (const turn of await turnsInSight(this.#page)) this.turns.add(turn);
    for (const chip of await this.#page.getByTestId('tool-chip').allInnerTexts()) this.tools.add(chip);
    return { turns: this.turns.size, tools: this.tools.size };
  }

  /** Reads the whole conversation from its first line to its last. */
  async readAll(): Promise<void> {
    const scroll = this.#page.getByTestId('timeline').locator('[tabindex="0"]');
    await scroll.evaluate((box) => box.scrollTo(0, 0));
    for (let atEnd = false; !atEnd;) {
      await this.look();
      atEnd = await scroll.evaluate(async (box) => {
        const before = box.scrollTop;
        box.scrollBy(0, box.clientHeight / 2);
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
        return box.scrollTop === before;
      });
    }
    await this.look();
  }
}
