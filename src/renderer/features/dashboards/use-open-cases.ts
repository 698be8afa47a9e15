// From a mark or a row to the cases behind it; the address remembers, so that going back closes them.
import type { CasesAsked } from './address.ts';
import { useAddress } from './address-bar.ts';

export function useOpenCases(): (asked: CasesAsked) => () => void {
  const { change } = useAddress();
  return (asked) => () => change({ cases: asked });
}
