/** While a call is up the computer does not fall asleep under it; the screen may go dark. */
import type { ObservedPhone } from '../shared/phone-observer.ts';
import type { ElectronParts } from './electron-parts.ts';

/** Gives the function that is told every state of the phone; undefined (it is not there) lets the computer sleep. */
export function createStayAwake({
  powerSaveBlocker,
}: Pick<ElectronParts, 'powerSaveBlocker'>): (state: ObservedPhone | undefined) => void {
  let blocker: number | undefined;
  return (state) => {
    const isUp = state?.calls.some(({ phase }) => phase !== 'ringing') ?? false;
    if (isUp && blocker === undefined) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (isUp || blocker === undefined) return;
    powerSaveBlocker.stop(blocker);
    blocker = undefined;
  };
}
