/** A self-correcting 20 ms clock, because a timer alone drifts and the PBX plays what it gets. */

const FRAME_MS = 20;
/** After a longer pause than this (the machine slept) the missed frames are forgotten, not sent in a burst. */
const MAX_CATCH_UP_MS = 200;

/** Calls `onFrame` once per 20 ms on average until the returned function is called. */
export function startFrameClock(onFrame: (nowMs: number) => void): () => void {
  let nextMs = performance.now();
  let timer: NodeJS.Timeout;
  const tick = (): void => {
    const nowMs = performance.now();
    if (nowMs - nextMs > MAX_CATCH_UP_MS) nextMs = nowMs;
    for (; nextMs <= nowMs; nextMs += FRAME_MS) onFrame(nowMs);
    timer = setTimeout(tick, Math.max(1, nextMs - performance.now()));
  };
  timer = setTimeout(tick, 0);
  return () => clearTimeout(timer);
}
