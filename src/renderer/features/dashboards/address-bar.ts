// The address bar is where a dashboard's view lives: going back and forward, a reload and a link are then one thing.
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { nowhereElse, readAddress, writeAddress, type DashboardAddress } from './address.ts';

const listeners = new Set<() => void>();
const tell = (): void => listeners.forEach((listener) => listener());

/** Calls back whenever the hash changed, by us or by the browser, until the returned function is called. */
export function onHash(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  addEventListener('hashchange', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
    removeEventListener('hashchange', listener);
  };
}

/** Writes a hash into the address (empty: none at all). `replace` leaves no step to go back to. */
export function writeHash(hash: string, how: 'push' | 'replace' = 'push'): void {
  if (hash === location.hash) return;
  const address = `${location.pathname}${location.search}${hash}`;
  if (how === 'push') history.pushState(null, '', address);
  else history.replaceState(null, '', address);
  tell();
}

/** What is looked at, and the way to look at something else. */
export function useAddress(): {
  address: DashboardAddress;
  change: (what: Partial<DashboardAddress>, how?: 'push' | 'replace') => void;
} {
  const hash = useSyncExternalStore(onHash, () => location.hash);
  const address = useMemo(() => readAddress(hash) ?? nowhereElse, [hash]);
  const change = useCallback((what: Partial<DashboardAddress>, how: 'push' | 'replace' = 'push') => {
    const now = readAddress(location.hash) ?? nowhereElse;
    writeHash(writeAddress({ ...now, ...what }), how);
  }, []);
  return { address, change };
}
