/** A self-correcting 20 ms clock, because a timer alone drifts and the PBX plays what it gets. */

const FRAME_MS = 20;
/** After a longer pause than this (the machine slept) the missed frames are forgotten, not sent in a burst. */
const MAX_CATCH_UP_MS = 200;

/** Calls `onFrame` once per 20 ms on average until the returned function is called. */
export function startFrameClock(onFrame: (nowMs: number) => void): () => void {
  let nextMs = performance.now();
  let timer: NodeJS.Timeout;
  let afterSockets: NodeJS.Immediate | undefined;
  let isStopped = false;
  const run = (): void => {
    const nowMs = performance.now();
    if (nowMs - nextMs > MAX_CATCH_UP_MS) nextMs = nowMs;
    for (; nextMs <= nowMs && !isStopped; nextMs += FRAME_MS) onFrame(nowMs);
    if (!isStopped) timer = setTimeout(tick, Math.max(1, nextMs - performance.now()));
  };
  const tick = (): void => {
    // This process was held up: what came meanwhile waits in the sockets and must not be taken for silence.
    if (performance.now() - nextMs > FRAME_MS) afterSockets = setImmediate(run);
    else run();
  };
  timer = setTimeout(tick, 0);
  return () => {
    isStopped = true;
    clearTimeout(timer);
    clearImmediate(afterSockets);
  };
}
