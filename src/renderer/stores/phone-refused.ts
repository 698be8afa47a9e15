// A command that the phone refused, with the code by which the screen says why.
import type { RefusalFact } from '../../shared/phone-refusal.ts';
import { ActionError } from './actions.ts';

export class PhoneRefused extends ActionError {
  /** Undefined for a fault that the phone did not foresee. */
  readonly refusal: RefusalFact | undefined;

  constructor(refusal: RefusalFact | undefined, said: string) {
    super('phone', said);
    this.name = 'PhoneRefused';
    this.refusal = refusal;
  }
}
