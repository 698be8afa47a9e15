// Where a search leads: a place in a call to that call's transcript, any other to the lead's story on the desk.
import type { SearchHit } from '../../../shared/desk.ts';
import { openCallRecord } from '../../stores/day.ts';
import { openView } from '../../stores/preferences.ts';

export function openHit(hit: SearchHit, openLead: (leadId: string) => void): void {
  if (hit.channel === 'call' && hit.callId !== null) return openCallRecord(hit.callId, hit.interactionId);
  openLead(hit.leadId);
  openView('desk');
}
