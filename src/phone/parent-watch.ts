/** Notices that the program that started us is gone: the IPC channel closes, or its end of our standard input does. */

/** Calls `onGone` at most once. A parent without IPC must hold our standard input open as a pipe. */
export function watchParent(onGone: () => void): void {
  // Electron ends its utility processes itself, and gives them no standard input to watch.
  if (Reflect.has(process, 'parentPort')) return;
  if (process.connected) {
    process.once('disconnect', onGone);
    return;
  }
  process.stdin.once('close', onGone);
  process.stdin.on('error', () => {});
  process.stdin.resume();
}
