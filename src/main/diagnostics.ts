/** One file for support: what runs here, what happened and the signalling, without personal data. */
import { readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { arch, cpus, release, totalmem } from 'node:os';
import { gzipSync } from 'node:zlib';
import type { PreferencesInForce } from '../shared/ipc.ts';
import type { ObservedPhone } from '../shared/phone-observer.ts';
import type { ElectronParts } from './electron-parts.ts';
import type { LogFile } from './log-file.ts';
import { createRedactor } from './redaction.ts';
import type { Words } from './words.ts';

/** Of each log the newest part; whoever repairs something starts at its end. */
const mostLogCharacters = 4_000_000;
const mostCrashes = 50;

export interface DiagnosticsOptions {
  parts: Pick<ElectronParts, 'app' | 'dialog' | 'shell' | 'platform'>;
  /** By name, in the order of the report. */
  logs: Record<string, LogFile>;
  crashDir: string;
  backendUrl: string;
  preferences: () => PreferencesInForce;
  phone: () => ObservedPhone | undefined;
  words: () => Words;
}

/** Asks where to, writes it (compressed where the name ends in `.gz`), shows it in its folder. Null when the person gave up. */
export async function collectDiagnostics(
  options: DiagnosticsOptions,
  ladder: string,
): Promise<{ path: string } | null> {
  const { parts, words } = options;
  const { canceled, filePath } = await parts.dialog.showSaveDialog({
    title: words().saveDiagnostics,
    defaultPath: join(parts.app.getPath('documents'), fileName(new Date())),
    filters: [
      { name: 'GZIP', extensions: ['gz'] },
      { name: 'TXT', extensions: ['txt'] },
    ],
  });
  if (canceled || filePath === '') return null;
  const text = writeReport(options, ladder);
  await writeFile(filePath, filePath.endsWith('.gz') ? gzipSync(text) : text, { mode: 0o600 });
  parts.shell.showItemInFolder(filePath);
  return { path: filePath };
}

/** The report as text. Everything passes the redactor, so nothing can be added past it. */
export function writeReport(options: DiagnosticsOptions, ladder: string): string {
  const logs = Object.entries(options.logs).map(([name, log]) =>
    section(`log of ${name}`, newest(log.read())),
  );
  const all = [
    section('machine', JSON.stringify(describeMachine(options), null, 2)),
    section('settings', JSON.stringify(options.preferences(), null, 2)),
    section('phone', JSON.stringify(describePhone(options.phone()), null, 2)),
    // What a crash left behind is memory, and memory holds people: support is told that it is there, not what is in it.
    section('crash reports (kept on the machine)', listCrashes(options.crashDir).join('\n')),
    ...logs,
    section('SIP ladder', ladder),
  ];
  return createRedactor()(all.join('\n'));
}

const section = (title: string, text: string): string => `===== ${title} =====\n${text || '(empty)'}\n`;

const fileName = (now: Date): string =>
  `vidanta-diagnostics-${now.toISOString().slice(0, 16).replaceAll(/[:T]/g, '-')}.txt.gz`;

const newest = (text: string): string =>
  text.length <= mostLogCharacters
    ? text
    : text.slice(text.indexOf('\n', text.length - mostLogCharacters) + 1);

function describeMachine({ parts, backendUrl }: DiagnosticsOptions): Record<string, unknown> {
  return {
    at: new Date().toISOString(),
    version: parts.app.getVersion(),
    packaged: parts.app.isPackaged,
    versions: { ...process.versions },
    platform: `${parts.platform} ${release()} ${arch()}`,
    processors: cpus().length,
    memoryMb: Math.round(totalmem() / 1_000_000),
    locale: parts.app.getLocale(),
    backendUrl,
  };
}

const describePhone = (phone: ObservedPhone | undefined): Record<string, unknown> =>
  phone === undefined
    ? { there: false }
    : { there: true, registration: phone.registration, page: phone.page, calls: phone.calls.length };

function listCrashes(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.dmp'))
      .map(({ parentPath, name }) => {
        const { size, mtime } = statSync(join(parentPath, name));
        return `${mtime.toISOString()}  ${size} bytes  ${name}`;
      })
      .sort()
      .slice(-mostCrashes);
  } catch {
    return []; // nothing ever crashed
  }
}
