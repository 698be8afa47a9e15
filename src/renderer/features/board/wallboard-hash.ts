// The big screen has an address of its own (`#/wallboard`), so that a screen on a wall can be started with it.
import { useSyncExternalStore } from 'react';

const address = '#/wallboard';

export function openWallboard(): void {
  location.hash = address;
  // Only a person's own press may take the whole screen; where it is refused, the page is enough.
  void document.documentElement.requestFullscreen?.().catch(() => undefined);
}

export function closeWallboard(): void {
  history.replaceState(history.state, '', location.pathname + location.search);
  dispatchEvent(new HashChangeEvent('hashchange'));
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
}

export function useIsWallboard(): boolean {
  return useSyncExternalStore(follow, () => location.hash === address);
}

function follow(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
