/** What a workstation is told from outside: which backend to use, where to keep its own things, whose policies count. */
import { z } from 'zod';

const schema = z.object({
  /** The backend of the team; without it this workstation runs one of its own. */
  BACKEND_URL: z
    .url({ protocol: /^https?$/, error: 'write it as https://host or http://host:port' })
    .optional(),
  /** Folder for this workstation's data; without it the user's own. */
  CONSOLE_DATA_DIR: z.string().min(1).optional(),
  /** The machine's file of policies, where it is not at its usual place. */
  CONSOLE_POLICY_FILE: z.string().min(1).optional(),
});

export interface MainSettings {
  /** Without a path or a slash at its end. */
  backendUrl: string | undefined;
  dataDir: string | undefined;
  policyFile: string | undefined;
}

/** Throws an Error that names each variable that is wrong. */
export function readSettings(env: Record<string, string | undefined>): MainSettings {
  const filled = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(filled);
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`The console's settings are not right.\n${faults.join('\n')}`);
  }
  const { BACKEND_URL, CONSOLE_DATA_DIR, CONSOLE_POLICY_FILE } = result.data;
  return {
    backendUrl: BACKEND_URL === undefined ? undefined : new URL(BACKEND_URL).origin,
    dataDir: CONSOLE_DATA_DIR,
    policyFile: CONSOLE_POLICY_FILE,
  };
}
