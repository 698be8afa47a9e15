/** Notices that the program that started us is gone: its end of stdin or of the IPC channel closes. */

/** Calls `onGone` at most once. */
export function watchParent(onGone: () => void): void {
  let isGone = false;
  const gone = (): void => {
    if (isGone) return;
    isGone = true;
    onGone();
  };
  process.stdin.on('end', gone);
  process.stdin.on('close', gone);
  process.stdin.on('error', gone);
  process.stdin.resume();
  process.on('disconnect', gone);
}
