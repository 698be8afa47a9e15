/**
 * Calls the person when it rings and the console is not in front: a notification, the taskbar, the window. The page
 * says it best (it has the brief), so it has a moment to do so; then main says what it knows of the caller itself.
 */
import type { ConsolePreferences, RingNotice } from '../shared/ipc.ts';
import type { ObservedCall, ObservedPhone } from '../shared/phone-observer.ts';
import type { ConsoleWindow, ElectronParts, RingNotification } from './electron-parts.ts';
import type { MainLog } from './main-log.ts';
import type { PhoneActions } from './phone-actions.ts';
import { bringForward, showWithoutFocus } from './window-forward.ts';
import type { Words } from './words.ts';

/** So long may the page take to say who calls; a ring must be told within 2 s. */
const pageGraceMs = 800;

export interface RingerOptions {
  parts: Pick<ElectronParts, 'createNotification' | 'canNotify' | 'app' | 'platform'>;
  window: ConsoleWindow;
  actions: Pick<PhoneActions, 'answer' | 'decline' | 'show'>;
  preferences: () => ConsolePreferences;
  words: () => Words;
  log: MainLog;
}

/** One ring is shown at a time: a new one takes the place of the old one. */
export class Ringer {
  readonly #options: RingerOptions;
  #notification: RingNotification | undefined;
  /** The calls that ring, as the phone says. */
  #ringing: string[] = [];
  /** Those that somebody has told the person of. */
  #told = new Set<string>();
  #grace: NodeJS.Timeout | undefined;

  constructor(options: RingerOptions) {
    this.#options = options;
  }

  /** What the phone itself says: every call that rings now, and whether a page is there that may say it better. */
  follow({ calls, page }: Pick<ObservedPhone, 'calls' | 'page'>): void {
    const ringing = calls.filter(({ phase }) => phase === 'ringing');
    const isNew = ringing.some(({ id }) => !this.#ringing.includes(id));
    const ended = this.#ringing.length > 0 && ringing.length === 0;
    this.#ringing = ringing.map(({ id }) => id);
    this.#told = new Set([...this.#told].filter((id) => this.#ringing.includes(id)));
    if (ended) return void this.clear();
    if (!isNew) return;
    const isTalking = calls.some(({ phase }) => phase === 'up');
    if (!isTalking) this.#callForward();
    clearTimeout(this.#grace);
    const say = (): void => this.#sayItself(ringing, isTalking);
    if (page) this.#grace = setTimeout(say, pageGraceMs);
    else say();
  }

  /** What the page says, with the brief. */
  show(notice: RingNotice): undefined {
    clearTimeout(this.#grace);
    for (const id of this.#ringing) this.#told.add(id);
    // The sound is the page's, on the ringer's own device.
    this.#notify(notice, { silent: true });
    if (this.#ringing.length === 0) this.#callForward();
  }

  clear(): undefined {
    clearTimeout(this.#grace);
    this.#notification?.close();
    this.#notification = undefined;
    for (const id of this.#ringing) this.#told.add(id);
    if (!this.#options.window.isDestroyed()) this.#options.window.flashFrame(false);
  }

  #sayItself(ringing: ObservedCall[], isTalking: boolean): void {
    const call = ringing.find(({ id }) => this.#ringing.includes(id) && !this.#told.has(id));
    if (call === undefined) return;
    const { words, log } = this.#options;
    log({ event: 'ring told by main' });
    this.#told.add(call.id);
    const body = [call.name, call.number].filter(Boolean).join(' · ');
    // A page that says nothing does not ring either, so this must be heard; but not in the middle of a conversation.
    this.#notify(
      { title: words().incomingCall, body: (body || words().unknownCaller).slice(0, 240) },
      { silent: isTalking },
    );
  }

  #notify({ title, body }: RingNotice, { silent }: { silent: boolean }): void {
    const { parts, preferences, words, actions } = this.#options;
    this.#notification?.close();
    this.#notification = undefined;
    if (!preferences().notifyRing || !parts.canNotify()) return;
    const notification = parts.createNotification({
      title,
      body,
      silent,
      urgency: 'critical',
      timeoutType: 'never',
      actions: [
        { type: 'button', text: words().answer },
        { type: 'button', text: words().decline },
      ],
    });
    notification.on('click', () => actions.show());
    notification.on('action', (event) =>
      event.actionIndex === 0 ? void actions.answer() : void actions.decline(),
    );
    notification.show();
    this.#notification = notification;
  }

  /** As the person chose: the window takes the keyboard, or comes forward without it, or only the taskbar blinks. */
  #callForward(): void {
    const { window, parts, preferences } = this.#options;
    if (window.isDestroyed()) return;
    const { onRing } = preferences();
    if (onRing === 'focus') bringForward(parts, window);
    if (onRing === 'show' && !window.isFocused()) showWithoutFocus(window);
    if (!window.isFocused()) window.flashFrame(true);
  }
}
