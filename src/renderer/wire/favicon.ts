// The mark on the tab: blue and filled while it rings, so that a hidden tab can be found among many.
const ringing =
  'data:image/svg+xml,' +
  encodeURIComponent(
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'><circle cx='10' cy='10' r='9' fill='#1A5CCB'/>" +
      "<path d='M5.5 6.5 10 14l4.5-7.5' fill='none' stroke='#fff' stroke-width='2.2' stroke-linecap='round' stroke-linejoin='round'/></svg>",
  );
let quiet: string | undefined;

/** Turns the mark; the page's own comes back afterwards. */
export function showRingingMark(on: boolean): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  if (!link) return;
  quiet ??= link.href;
  link.href = on ? ringing : quiet;
}
