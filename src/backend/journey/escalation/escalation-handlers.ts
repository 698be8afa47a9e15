/** The outbox's jobs of escalations, the agents' phones and visits. */
import type { Deps } from '../../deps.ts';
import type { JobHandlers } from '../../outbox/jobs.ts';
import { advanceEscalation } from './advance-escalation.ts';
import { confirmAppointment } from '../completion/confirm-appointment.ts';
import { expireAttempt } from './expire-attempt.ts';
import { processPhoneReport } from './phone-report.ts';
import { transferCall } from './transfer-call.ts';

export const escalationHandlers = {
  'escalation.advance': advanceEscalation,
  'escalation.transfer': transferCall,
  'escalation.expire': expireAttempt,
  'phone.process': processPhoneReport,
  'appointment.confirm': confirmAppointment,
} satisfies Partial<JobHandlers<Deps>>;
