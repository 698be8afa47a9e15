/** Looks at an INVITE's description before the phone rings: a call that cannot be spoken must not ring. */
import type { SipAccount } from '../../shared/phone.ts';
import { chooseAudio } from './audio-choice.ts';
import { GatewayNegotiation } from './gateway-negotiation.ts';
import { readSdp } from './sdp.ts';

/** Why a call with this offer could not be answered, in words; undefined if it could, or offers nothing yet. */
export function offerFault(account: SipAccount, sdp: string): string | undefined {
  if (sdp.trim() === '') return undefined;
  try {
    if (account.profile === 'gateway') new GatewayNegotiation(account.codecs).take(sdp);
    else chooseAudio(readSdp(sdp), { codecs: account.codecs, encryption: account.mediaEncryption });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
