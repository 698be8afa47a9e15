/** Files that are there whole or not at all: written beside, then put in place. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** Writes with the rights of the user alone. Throws what the file system throws. */
export function writeWhole(file: string, data: string | Buffer): void {
  const beside = `${file}.new`;
  const handle = openSync(beside, 'w', 0o600);
  try {
    writeSync(handle, typeof data === 'string' ? Buffer.from(data) : data);
    // Without this a power cut may leave the new name with no content.
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(beside, file);
}

/** Keeps a file that cannot be read for whoever repairs it; its name tells when. */
export function setAside(file: string): string {
  const aside = `${file}.broken-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  renameSync(file, aside);
  return aside;
}
