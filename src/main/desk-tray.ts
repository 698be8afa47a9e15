/** The icon beside the clock: the agent's state in shape, colour and words, and what can be done from there. */
import type { StateNotice } from '../shared/ipc.ts';
import type { ObservedPhone } from '../shared/phone-observer.ts';
import type { ConsoleWindow, DeskTrayIcon, ElectronParts } from './electron-parts.ts';
import type { MainLog } from './main-log.ts';
import type { PhoneActions } from './phone-actions.ts';
import { stateIcon, type Tone } from './state-icon.ts';
import type { Words } from './words.ts';

const traySizePx = 16;

export interface DeskTrayOptions {
  parts: Pick<ElectronParts, 'createTray' | 'createMenu' | 'createImage' | 'app' | 'platform'>;
  window: ConsoleWindow;
  actions: PhoneActions;
  words: () => Words;
  log: MainLog;
}

export class DeskTray {
  readonly #options: DeskTrayOptions;
  readonly #tray: DeskTrayIcon | undefined;
  #notice: StateNotice | undefined;
  #calls: ObservedPhone['calls'] = [];
  #drawn = '';

  constructor(options: DeskTrayOptions) {
    this.#options = options;
    this.#tray = this.#open();
    this.#tray?.on('click', () => options.actions.show());
    this.#draw();
  }

  /** False on a desktop without a tray: then nothing may be hidden into it. */
  get isThere(): boolean {
    return this.#tray !== undefined;
  }

  /** What the page says of the agent. */
  show(notice: StateNotice): void {
    this.#notice = notice;
    this.#draw();
  }

  /** What the phone says of its calls; a ring is shown whatever the page says. */
  follow(state: ObservedPhone | undefined): void {
    this.#calls = state?.calls ?? [];
    this.#draw();
  }

  #draw(): void {
    const { parts, window, words } = this.#options;
    const isRinging = this.#calls.some(({ phase }) => phase === 'ringing');
    const isUp = this.#calls.some(({ phase }) => phase !== 'ringing');
    const tone: Tone = isRinging && !isUp ? 'ring' : (this.#notice?.tone ?? 'away');
    const text = isRinging ? words().ringing : (this.#notice?.text ?? words().starting);
    const drawn = [tone, text, isRinging, isUp, words().quit].join('\n');
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#tray?.setImage(this.#image(tone));
    this.#tray?.setToolTip(`Vidanta · ${text}`);
    this.#tray?.setContextMenu(this.#menu(text, { isRinging, isUp }));
    if (parts.platform !== 'win32') return void parts.app.setBadgeCount(isRinging ? 1 : 0);
    if (!window.isDestroyed()) window.setOverlayIcon(this.#image(tone), text);
  }

  #menu(text: string, { isRinging, isUp }: { isRinging: boolean; isUp: boolean }) {
    const { parts, actions, words } = this.#options;
    return parts.createMenu([
      { label: text, enabled: false },
      { type: 'separator' },
      { label: words().open, click: () => actions.show() },
      { label: words().answer, enabled: isRinging, click: () => void actions.answer() },
      { label: words().hangUp, enabled: isRinging || isUp, click: () => void actions.hangUp() },
      { type: 'separator' },
      { label: words().quit, click: () => parts.app.quit() },
    ]);
  }

  #image(tone: Tone) {
    return this.#options.parts.createImage(stateIcon(tone, traySizePx * 2), 2);
  }

  #open(): DeskTrayIcon | undefined {
    try {
      return this.#options.parts.createTray(this.#image('away'));
    } catch (error) {
      this.#options.log({ event: 'no tray', why: String(error) });
      return undefined;
    }
  }
}
