/** Runs inside the console's page: notes when a ringing call stands there with its lead card and its brief. */

/** Epoch ms by the page's clock, which is this machine's. */
export interface SeenRing {
  shownAt: number;
  /** The next picture after it was drawn. */
  drawnAt: number;
}

declare global {
  interface Window {
    seenRing: SeenRing | undefined;
  }
}

/** To be added as an init script: nothing from outside of it exists in the page. */
export function watchRings(): void {
  const now = (): number => performance.timeOrigin + performance.now();
  const isShown = (): boolean => {
    const bar = document.querySelector('[data-testid="call-bar"][data-phase="ringing"]');
    const fields = bar?.querySelectorAll('[data-testid="brief"] dd') ?? [];
    const hasBrief =
      fields.length === 6 && [...fields].every((field) => (field.textContent ?? '').trim() !== '');
    // The card of whoever calls, not of the lead who was looked at before.
    const name = document.querySelector('[data-testid="lead-card"] :is(h1, h2, h3)')?.textContent ?? '';
    return hasBrief && name !== '' && (bar?.textContent ?? '').includes(name);
  };
  let isRinging = false;
  const look = (): void => {
    const shown = isShown();
    if (shown && !isRinging) {
      const shownAt = now();
      requestAnimationFrame(() =>
        // The frame after the one that draws it: by then it is on the screen.
        requestAnimationFrame(() => (window.seenRing = { shownAt, drawnAt: now() })),
      );
    }
    isRinging = shown;
  };
  const watch = { childList: true, subtree: true, attributes: true, characterData: true };
  new MutationObserver(look).observe(document, watch);
}
