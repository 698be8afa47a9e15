/** The jobs of a lead's conversation on WhatsApp. */
import type { Deps } from '../../deps.ts';
import type { JobHandlers } from '../../outbox/jobs.ts';
import { acknowledgeMessage } from '../messages/acknowledge-message.ts';
import { discover } from '../discovery/discover.ts';
import { processWhatsApp } from './lead-in.ts';
import { followUp } from './nurture.ts';
import { sendMessage } from '../messages/send-message.ts';

export const leadHandlers = {
  'whatsapp.process': processWhatsApp,
  'lead.discover': discover,
  'message.send': sendMessage,
  'message.acknowledge': acknowledgeMessage,
  'lead.follow-up': followUp,
} satisfies Partial<JobHandlers<Deps>>;
