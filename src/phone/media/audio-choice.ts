/** Chooses among the audio sections the peer described, by the account's codecs and its rule on encryption. */
import type { SipAccount, VoiceCodec } from '../../shared/phone.ts';
import { srtpSuites } from './sdes.ts';
import type { SdesOffer } from './sdes.ts';
import type { AudioSection, SdpDescription } from './sdp.ts';

/** What the account allows. */
export interface AudioPolicy {
  /** In order of preference. */
  codecs: readonly VoiceCodec[];
  encryption: SipAccount['mediaEncryption'];
}

/** The section we take, what of it, and the key the peer encrypts with. */
export interface AudioChoice {
  section: AudioSection;
  ip: string;
  voice: { type: number; codec: VoiceCodec };
  crypto: SdesOffer | undefined;
}

const PLAIN = ['RTP/AVP', 'RTP/AVPF'];
const SECURE = ['RTP/SAVP', 'RTP/SAVPF'];

export const isSecureProfile = (profile: string): boolean => SECURE.includes(profile);

/** Encrypted sections go first, so that an offer of both ends up encrypted. Throws with the reason if none fits. */
export function chooseAudio({ audio }: SdpDescription, policy: AudioPolicy): AudioChoice {
  const open = audio.filter(({ port }) => port !== 0);
  if (open.length === 0) throw new Error('the audio is refused (port 0)');
  const ordered = [...open].sort(
    (a, b) => Number(isSecureProfile(b.profile)) - Number(isSecureProfile(a.profile)),
  );
  const tried = ordered.map((section) => tryAudio(section, policy));
  const fitting = tried.find((result) => typeof result !== 'string');
  if (fitting === undefined) throw new Error(tried.join('; '));
  return fitting as AudioChoice;
}

/** The choice, or the reason why not. */
function tryAudio(section: AudioSection, policy: AudioPolicy): AudioChoice | string {
  const { ip, profile, voices } = section;
  const isSecure = isSecureProfile(profile);
  if (!isSecure && !PLAIN.includes(profile)) return `no common media profile in ${profile}`;
  if (isSecure && policy.encryption === 'off') return 'encrypted audio is switched off for this account';
  if (ip === undefined) return 'SDP without an IPv4 address';
  // RFC 8643: keys beside plain RTP/AVP mean "encrypted if you can".
  const crypto = policy.encryption === 'off' ? undefined : bestCrypto(section.cryptos);
  if (!crypto && isSecure) return 'no common SRTP suite';
  if (!crypto && policy.encryption === 'required') return 'this account requires encrypted audio';
  const voice = policy.codecs.flatMap((codec) => voices.find((known) => known.codec === codec) ?? [])[0];
  if (!voice) return `no common codec in ${profile}`;
  return { section, ip, voice, crypto };
}

/** The longer authentication tag is worth its six bytes; otherwise the peer's order. */
const bestCrypto = (cryptos: SdesOffer[]): SdesOffer | undefined =>
  srtpSuites.flatMap((suite) => cryptos.find((offer) => offer.suite === suite) ?? [])[0];
