/** All that Sofia should know before she speaks: who it is, what they want, what was said, what we have for them. */
import {
  comingVisits,
  pastCalls,
  pastLines,
  type ComingVisit,
  type PastCall,
  type PastLine,
} from '../../store/call-history.ts';
import type { CallRow } from '../../store/calls.ts';
import type { Queryable } from '../../store/database.ts';
import { matchingUnits, type UnitOffer } from '../../store/inventory.ts';
import { leadById, type LeadRow } from '../../store/leads.ts';

const linesToRemember = 30;

export interface CallContext {
  call: Pick<CallRow, 'id' | 'mode' | 'reason'>;
  lead: LeadRow;
  lines: PastLine[];
  calls: PastCall[];
  visits: ComingVisit[];
  /** Homes that match what the lead wants, best first, at most three. */
  offers: UnitOffer[];
}

/** Reads the context of one call; throws if its lead does not exist. */
export async function prepareContext(
  db: Queryable,
  call: Pick<CallRow, 'id' | 'leadId' | 'mode' | 'reason'>,
  now: Date,
): Promise<CallContext> {
  const lead = await leadById(db, call.leadId);
  if (lead === undefined) throw new Error('A call belongs to a lead that does not exist.');
  return {
    call,
    lead,
    lines: await pastLines(db, lead.id, linesToRemember),
    calls: await pastCalls(db, lead.id, 3),
    visits: await comingVisits(db, lead.id, now),
    offers: await matchingUnits(db, lead.profile, 3),
  };
}
