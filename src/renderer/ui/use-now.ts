// Timers and ages are drawn from one clock, so that two of them never disagree on screen.
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now = Date.now();
  timer ??= setInterval(tick, 500);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

/** Epoch ms, renewed twice a second while anybody looks. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** Epoch ms in steps of `stepMs`: for whatever says minutes and need not be drawn twice a second. */
export function useNowEvery(stepMs: number): number {
  return useSyncExternalStore(subscribe, () => now - (now % stepMs));
}

const minuteMs = 60_000;
/** Epoch ms of the running minute: for lists, which say nothing shorter and need not be drawn twice a second. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(now / minuteMs) * minuteMs);
}
