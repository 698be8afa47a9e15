// One call's state in a few words.
import type { CallSummary } from '../../../shared/call.ts';
import type { Translate } from '../../i18n/use-words.ts';

/** `Con Andrea Luna`, `Habla con Sofía`, `Cita agendada`. */
export function callStatusInWords(call: CallSummary, t: Translate): string {
  if (call.status === 'with-agent' && call.agentName !== null)
    return t('callStatus.withNamed', { name: call.agentName });
  if (call.status === 'ended' && call.outcome !== null) return t(`outcome.${call.outcome}`);
  return t(`callStatus.${call.status}`);
}
