/** Leaves tests out by name where their peers are not installed; `npm test` counts that as a failure in CI. */
import { describe } from 'vitest';

/** Like `describe`; if something is `missing`, every test inside is left out and the title says why. */
export function describeWith(missing: string | undefined, title: string, tests: () => void): void {
  if (missing === undefined) describe(title, tests);
  else describe.skip(`${title} (left out: ${missing})`, tests);
}
