/** The part of a phone's SIP account that is the same for every agent: the exchange, and how to speak to it. */
import { readFile } from 'node:fs/promises';
import type { SipAccount } from '../../shared/phone.ts';
import type { Env } from '../env.ts';

export type ExchangeEnv = Pick<
  Env,
  | 'PBX_PROFILE'
  | 'PBX_SERVER'
  | 'PBX_TRANSPORT'
  | 'PBX_DOMAIN'
  | 'PBX_MEDIA_ENCRYPTION'
  | 'PBX_CODECS'
  | 'PBX_ECHO_NUMBER'
  | 'PBX_CA_FILE'
>;

/** Short enough that a phone that died is known to be gone, long enough that a thousand phones are no load. */
const REGISTRATION_S = 300;

type Exchange = Omit<SipAccount, 'user' | 'authUser' | 'password' | 'displayName'>;

/** Rejects when the file of certificates cannot be read. */
export async function exchangeOf(env: ExchangeEnv): Promise<Exchange> {
  return {
    profile: env.PBX_PROFILE,
    servers: env.PBX_SERVER,
    transport: env.PBX_TRANSPORT ?? (env.PBX_PROFILE === 'gateway' ? 'wss' : 'tcp'),
    mediaEncryption: env.PBX_MEDIA_ENCRYPTION,
    codecs: env.PBX_CODECS,
    expiresS: REGISTRATION_S,
    ...(env.PBX_DOMAIN !== undefined && { domain: env.PBX_DOMAIN }),
    ...(env.PBX_ECHO_NUMBER !== undefined && { echoNumber: env.PBX_ECHO_NUMBER }),
    ...(env.PBX_CA_FILE !== undefined && { caPem: await readFile(env.PBX_CA_FILE, 'utf8') }),
  };
}
