/** What main says to the page: to our own page only, and a number to dial only when there is a desk to dial from. */
import type { HostEvent, HostEvents } from '../shared/ipc.ts';
import type { ConsoleWindow } from './electron-parts.ts';
import { isOurPage } from './permissions.ts';

/** A link that was opened so long ago is not meant any more. */
const linkLifeMs = 120_000;

export class PageEvents {
  readonly #window: ConsoleWindow;
  #isDeskThere = false;
  #link: { number: string; at: number } | undefined;

  constructor(window: ConsoleWindow) {
    this.#window = window;
    // A page that is loaded anew has nobody signed in yet, and one that is gone hears nothing.
    window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) this.#isDeskThere = false;
    });
    window.webContents.on('render-process-gone', () => (this.#isDeskThere = false));
  }

  tell<E extends HostEvent>(event: E, data: HostEvents[E]): void {
    const { webContents } = this.#window;
    if (this.#window.isDestroyed() || webContents.isDestroyed()) return;
    if (isOurPage(webContents.getURL())) webContents.send(event, data);
  }

  /** A number from a link; waits (two minutes at most) for somebody to be signed in. */
  dial(number: string): void {
    if (this.#isDeskThere) return this.tell('dial.requested', { number });
    this.#link = { number, at: Date.now() };
  }

  /** The page has said its agent's state: it is a desk now, and hears. */
  deskIsThere(): void {
    this.#isDeskThere = true;
    const link = this.#link;
    this.#link = undefined;
    if (link !== undefined && Date.now() - link.at < linkLifeMs)
      this.tell('dial.requested', { number: link.number });
  }
}
