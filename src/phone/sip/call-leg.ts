/** Which kind of audio leg a session of this account gets. */
import type { SipAccount } from '../../shared/phone.ts';
import type { MediaLeg } from '../media/media-leg.ts';
import { openLeg } from '../media/open-leg.ts';

/** Opens the audio of one session on `localAddress`. */
export function openCallLeg(account: SipAccount, localAddress: string): Promise<MediaLeg> {
  return openLeg(account, localAddress);
}
