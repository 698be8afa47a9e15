/** A live instruction to a call: say something, or end it. A call that is over needs none. */
import type { Deps } from '../../deps.ts';
import { GatewayError } from '../../gateways/gateway-error.ts';
import type { Job } from '../../outbox/jobs.ts';
import { callById } from '../../store/calls.ts';

const controllable = ['started', 'ringing', 'in-progress', 'forwarding', 'with-agent'];

/** Job `call.control`. What may have been said is not said again; ending a call twice does no harm. */
export async function controlCall({ payload }: Job<'call.control'>, deps: Deps): Promise<void> {
  const { callId, command } = payload;
  const call = await callById(deps.db, callId);
  if (call === undefined || call.controlUrl === null || !controllable.includes(call.status)) return;
  try {
    await deps.vapi.control(call.controlUrl, command);
  } catch (error) {
    const again =
      error instanceof GatewayError &&
      (error.failure === 'unavailable' || error.failure === 'rate-limited' || command.type === 'end-call');
    if (again && !(error.failure === 'rejected')) throw error;
    deps.log.warn({ err: error, callId, command: command.type }, 'call: instruction not taken');
  }
}
