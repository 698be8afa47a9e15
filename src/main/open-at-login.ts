/** Started with the computer: Electron knows how on Windows and macOS; on Linux it is a file of the desktop's. */
import { mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ElectronParts } from './electron-parts.ts';
import { writeWhole } from './kept-file.ts';

export interface LoginPlace {
  parts: Pick<ElectronParts, 'app' | 'platform'>;
  env: Record<string, string | undefined>;
  /** The program itself. */
  execPath: string;
}

/** Turns it on or off. Only an installed program may: one under development would leave its traces. */
export function setOpenAtLogin({ parts, env, execPath }: LoginPlace, on: boolean): void {
  if (!parts.app.isPackaged) return;
  if (parts.platform !== 'linux') return parts.app.setLoginItemSettings({ openAtLogin: on });
  const dir = join(env['XDG_CONFIG_HOME'] ?? join(env['HOME'] ?? homedir(), '.config'), 'autostart');
  const file = join(dir, 'vidanta-agent-console.desktop');
  if (!on) return rmSync(file, { force: true });
  mkdirSync(dir, { recursive: true });
  writeWhole(file, desktopEntry(env['APPIMAGE'] ?? execPath));
}

/** https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html: quoted, with its four characters escaped. */
function desktopEntry(program: string): string {
  const quoted = program.replaceAll(/[\\"`$]/g, (sign) => `\\${sign}`).replaceAll('%', '%%');
  return ['[Desktop Entry]', 'Type=Application', 'Name=Vidanta Agent Console', `Exec="${quoted}"`, ''].join(
    '\n',
  );
}
