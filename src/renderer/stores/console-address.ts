// Where this console can be opened in any browser: what a link that people send each other begins with.
import { create } from 'zustand';

/** Without a slash at its end. In Electron it is the backend's, for the page's own leads nobody else anywhere. */
export const consoleAddress = create<{ url: string }>()(() => ({ url: '' }));
