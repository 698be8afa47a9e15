/** tel: and sip: links opened anywhere on this computer come to the desk, once it is there to take them. */
import type { ElectronParts } from './electron-parts.ts';
import { dialLinkOf, readDialLink } from './dial-link.ts';
import type { MainLog } from './main-log.ts';

const schemes = ['tel', 'sip', 'sips'];

export interface LinkTaker {
  /** To the operating system: we take such links, or no longer. */
  offer: (on: boolean) => void;
  /** From now on links go to `dial`; the one that came before goes first. */
  attach: (dial: (number: string) => void) => void;
}

/** To be made before Electron is ready: on macOS the link that started the program comes that early. */
export function createLinkTaker({ app, argv }: Pick<ElectronParts, 'app' | 'argv'>, log: MainLog): LinkTaker {
  let early = dialLinkOf(argv.slice(1));
  let dial: ((number: string) => void) | undefined;
  const take = (number: string | undefined): void => {
    if (number === undefined) return;
    log({ event: 'link taken' });
    if (dial === undefined) early = number;
    else dial(number);
  };
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const number = readDialLink(url);
    if (number === undefined) log({ event: 'link refused' });
    take(number);
  });
  app.on('second-instance', (_event, words) => take(dialLinkOf(words.slice(1))));
  return {
    offer: (on) => {
      // A program under development would leave the whole computer's links with its runtime.
      if (!app.isPackaged) return;
      for (const scheme of schemes)
        if (on) app.setAsDefaultProtocolClient(scheme);
        else app.removeAsDefaultProtocolClient(scheme);
    },
    attach: (next) => {
      dial = next;
      if (early !== undefined) next(early);
      early = undefined;
    },
  };
}
