/** The window shows the console and nothing else: no link, script or redirect leads it anywhere. */
import type { PageContents } from './electron-parts.ts';
import { isOurPage } from './permissions.ts';

/** Refuses navigation away, new windows and embedded views. Links are opened by the `link.open` request instead. */
export function guardNavigation(contents: PageContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOurPage(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!isOurPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOurPage(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
