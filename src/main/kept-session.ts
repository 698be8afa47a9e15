/** The session of this workstation, sealed by the operating system's own keyring; without such a seal nothing is kept. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronParts } from './electron-parts.ts';
import { writeWhole } from './kept-file.ts';
import type { MainLog } from './main-log.ts';

export interface KeptSession {
  keep: (token: string) => void;
  read: () => { token: string } | null;
  forget: () => void;
}

export interface SessionPlace {
  parts: Pick<ElectronParts, 'safeStorage' | 'platform'>;
  dataDir: string;
  log: MainLog;
}

/** Keeps one token in `session.sealed`. What cannot be opened any more (another user, another keyring) is forgotten. */
export function keptSession({ parts, dataDir, log }: SessionPlace): KeptSession {
  const file = join(dataDir, 'session.sealed');
  const forget = (): void => rmSync(file, { force: true });
  const { safeStorage } = parts;
  return {
    keep: (token) => {
      if (!canSeal(parts)) {
        forget();
        return log({ event: 'session not kept', why: 'this desktop has no keyring' });
      }
      writeWhole(file, safeStorage.encryptString(token));
    },
    read: () => {
      const sealed = readIfThere(file);
      if (sealed === undefined || !canSeal(parts)) return null;
      try {
        return { token: safeStorage.decryptString(sealed) };
      } catch {
        log({ event: 'session forgotten', why: 'its seal cannot be opened here' });
        forget();
        return null;
      }
    },
    forget,
  };
}

/** On a Linux desktop without a keyring Electron would "encrypt" with a password that everybody knows. */
function canSeal({ safeStorage, platform }: SessionPlace['parts']): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return platform !== 'linux' || !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend());
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
