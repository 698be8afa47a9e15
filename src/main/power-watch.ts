/** Sleep, waking, lock and network: the phone registers anew at once, and the page is told. */
import { networkInterfaces } from 'node:os';
import type { HostEvents } from '../shared/ipc.ts';
import type { ElectronParts } from './electron-parts.ts';

type PowerState = HostEvents['power.changed']['state'];

/** Electron tells of no change of address, so they are compared; the phone itself looks as often. */
const lookEveryMs = 2_000;

export interface PowerWatchOptions {
  parts: Pick<ElectronParts, 'powerMonitor'>;
  tellPage: (data: HostEvents['power.changed']) => void;
  /** Connects and registers now. */
  refreshLine: (why: string) => void;
  /** This machine's addresses; as text, since only whether they changed counts. */
  addresses?: () => string;
}

/** Watches until the returned function is called. */
export function watchPower({
  parts,
  tellPage,
  refreshLine,
  addresses = ownAddresses,
}: PowerWatchOptions): () => void {
  const monitor = parts.powerMonitor();
  const tell = (state: PowerState): void => tellPage({ state });
  monitor.on('suspend', () => tell('suspend'));
  monitor.on('resume', () => {
    refreshLine('resume');
    tell('resume');
  });
  monitor.on('lock-screen', () => tell('lock'));
  monitor.on('unlock-screen', () => {
    refreshLine('unlock');
    tell('unlock');
  });
  let last = addresses();
  const timer = setInterval(() => {
    const now = addresses();
    if (now === last) return;
    last = now;
    refreshLine('network');
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

function ownAddresses(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all
    .filter(({ internal }) => !internal)
    .map(({ address }) => address)
    .sort()
    .join();
}
