// The big screen has an address of its own (`#/wallboard`), so that a screen on a wall can be started with it.
import { useSyncExternalStore } from 'react';
import { fillScreen } from '../../ui/wallboard.tsx';

const address = '#/wallboard';

export function openWallboard(): void {
  location.hash = address;
  fillScreen();
}

export function closeWallboard(): void {
  history.replaceState(history.state, '', location.pathname + location.search);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useIsWallboard(): boolean {
  return useSyncExternalStore(follow, () => location.hash === address);
}

function follow(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
