/** The phone's settings, read once from the environment; each is explained here. */
import { z } from 'zod';

const schema = z.object({
  /** Port of the control channel on 127.0.0.1; 0 takes a free one. */
  PHONE_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  /** Secret that a page must know; whoever starts the phone makes it up and hands it to both. */
  PHONE_TOKEN: z.string().min(16),
  /** Origins of pages that may connect, separated by commas; without it, pages of this machine only. */
  PHONE_ALLOWED_ORIGINS: z.string().optional(),
  /** Folder for the identity this phone shows to the PBX; without it each start has a new one. */
  PHONE_STATE_DIR: z.string().min(1).optional(),
  /** IPv4 address for SIP and RTP; without it, the one the system would use towards the PBX. */
  PHONE_LOCAL_ADDRESS: z.ipv4().optional(),
  /** 1: end when the program that started the phone is gone and no call is up. */
  PHONE_EXIT_WITH_PARENT: z.enum(['0', '1']).default('0'),
  /** How much is logged: debug, info, warn, error. */
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export interface PhoneEnv {
  port: number;
  token: string;
  allowedOrigins: string[] | undefined;
  stateDir: string | undefined;
  localAddress: string | undefined;
  exitsWithParent: boolean;
  logLevel: string;
}

/** Throws with the names of all settings that are missing or wrong. */
export function readPhoneEnv(source: NodeJS.ProcessEnv): PhoneEnv {
  const parsed = schema.safeParse(withoutEmpty(source));
  if (!parsed.success)
    throw new Error(`the phone's settings are not right:\n${z.prettifyError(parsed.error)}`);
  const env = parsed.data;
  return Object.freeze({
    port: env.PHONE_PORT,
    token: env.PHONE_TOKEN,
    allowedOrigins: env.PHONE_ALLOWED_ORIGINS?.split(',').map((origin) => origin.trim()),
    stateDir: env.PHONE_STATE_DIR,
    localAddress: env.PHONE_LOCAL_ADDRESS,
    exitsWithParent: env.PHONE_EXIT_WITH_PARENT === '1',
    logLevel: env.LOG_LEVEL,
  });
}

/** `NAME=` in a file means "not set". */
const withoutEmpty = (source: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
