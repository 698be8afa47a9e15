/** What a desk hears of the rest of the house while its agent works: leads that write, calls that Sofía begins and ends. */
import type { CallSummary } from '../../src/shared/call.ts';
import type { LeadSummary } from '../../src/shared/lead.ts';
import { idOf, leads, worldNow } from './desk-world-people.ts';
import { marianaCall } from './desk-world-talk.ts';
import type { DeskWorld } from './desk-world.ts';

/** In every round: as many calls an hour as thirty lines can hold, each with a lead that nobody here knew. */
const callsEachRound = 12;

/** Tells of the calls of one round, each from its first ring to its end; no two rounds tell of the same. */
export function tellOfTheHouse({ backend }: Pick<DeskWorld, 'backend'>, round: number): void {
  for (let one = 0; one < callsEachRound; one += 1) {
    const number = round * callsEachRound + one;
    const lead = leadOfTheHouse(number);
    const call = callWith(lead, number);
    backend.push('lead.changed', lead);
    backend.push('call.changed', { ...call, status: 'in-progress' });
    const endedAt = new Date(worldNow - dayMs + number * 1_000).toISOString();
    backend.push('call.changed', { ...call, status: 'ended', endedAt, durationSeconds: 60, seq: 9 });
  }
}

/** Older than whom Andrea works with: they stand first in her list. */
const dayMs = 86_400_000;

const leadOfTheHouse = (number: number): LeadSummary => ({
  ...leads[7]!,
  id: idOf('house', number),
  name: `Cliente ${number}`,
  phone: `+5281${String(number).padStart(8, '0')}`,
  lastMessage: `Mensaje ${number} de un cliente de la casa, que atiende otra persona.`,
  updatedAt: new Date(worldNow - dayMs + number * 1_000).toISOString(),
});

const callWith = ({ id, name, phone }: LeadSummary, number: number): CallSummary => ({
  ...marianaCall,
  ...{ id: idOf('hcall', number), leadId: id, leadName: name, phone, escalated: false, seq: 2 },
});
