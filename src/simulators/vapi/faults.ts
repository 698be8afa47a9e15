/** What can go wrong when a call is placed or steered, on demand, for so many requests. */
import { z } from 'zod';

export const vapiFault = z.object({
  kind: z.enum([
    'status', // refused with an HTTP status, nothing is placed
    'placed-then-status', // placed, but answered with an HTTP status (503)
    'placed-then-drop', // placed, but the connection is cut before the answer
    'hang', // placed, and never answered
    'drop', // cut before anything happened
    'control-status', // live control answers with an HTTP status
  ]),
  status: z.number().int().min(400).max(599).optional(),
  times: z.number().int().positive().optional(),
});
export type VapiFault = z.infer<typeof vapiFault>;

export class VapiFaults {
  #armed: { fault: VapiFault; left: number }[] = [];

  arm(fault: VapiFault): void {
    this.#armed.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that hits the next request of this kind, used up by one. */
  take(where: 'dial' | 'control'): VapiFault | undefined {
    const hit = this.#armed.find(
      ({ fault, left }) => left > 0 && (fault.kind === 'control-status') === (where === 'control'),
    );
    if (hit) hit.left -= 1;
    return hit?.fault;
  }
}
