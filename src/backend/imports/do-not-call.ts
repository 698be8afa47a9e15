/** Numbers that nobody may call: the register's or the house's own list. */
import { addNumbers, leadsWithWaitingCalls } from '../store/imports.ts';
import { cancelCalls } from '../journey/lead/opt-out.ts';
import { lockLead } from '../store/leads.ts';
import type { ImportList } from './list-scope.ts';

interface Entry {
  phone: string;
  reason: string | null;
}

/** A number that stands twice is no mistake: it stays forbidden. A call to it that waits is taken back at once. */
export const doNotCall: ImportList<Entry> = {
  read: (cells) => ({ phone: cells.phone('phone'), reason: cells.optional('reason') ?? null }),
  write: addNumbers,
  follow: async (tx, phones) => {
    for (const leadId of await leadsWithWaitingCalls(tx, phones)) {
      await lockLead(tx, leadId);
      await cancelCalls(tx, leadId, 'the number was put on the do-not-call list');
    }
  },
};
