/** The one place that knows which way a call's audio travels: RTP towards a PBX, or WebRTC towards an SBC. */
import type { SipAccount } from '../../shared/phone.ts';
import { GatewayLeg } from './gateway-leg.ts';
import type { MediaLeg } from './media-leg.ts';
import { PbxLeg } from './pbx-leg.ts';

/** Opens the audio of one call of `account` on `localAddress`; rejects when that cannot be. */
export async function openLeg(account: SipAccount, localAddress: string): Promise<MediaLeg> {
  const { codecs, mediaEncryption } = account;
  if (account.profile === 'gateway') return GatewayLeg.open(localAddress, codecs);
  return PbxLeg.open({ localAddress, codecs, encryption: mediaEncryption });
}
