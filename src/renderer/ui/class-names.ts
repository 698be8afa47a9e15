// CSS modules give names that may be absent; this joins those that are there.
/** Joins class names, leaving out whatever is not one. */
export function classNames(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
