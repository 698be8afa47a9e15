/** What was sold to whom, from the house's sales system: the end of the funnel. */
import { markLeadsChanged } from '../analytics/counted-events.ts';
import { agentsNamed, leadsByPhone, unitsNamed } from '../store/imports.ts';
import {
  foreseeSales,
  formerBuyers,
  recordSaleEvents,
  writeSales,
  type ImportedSale,
} from '../store/sales.ts';
import { badRow, type ImportList } from './list-scope.ts';

interface Sale extends Omit<ImportedSale, 'leadId' | 'unitId' | 'agentId'> {
  phone: string;
  unit: string | undefined;
  agent: string | undefined;
  found?: Pick<ImportedSale, 'leadId' | 'unitId' | 'agentId'>;
}

/** The buyer by phone; the agent by username, extension or name; the unit by its code, as `slug/code` where several have it. */
export const sales: ImportList<Sale> = {
  read: (cells) => ({
    externalId: cells.text('sale_id', 100),
    phone: cells.phone('phone'),
    day: cells.day('day'),
    amount: cells.amount('amount'),
    currency: cells.currency('currency'),
    unit: cells.optional('unit', 120),
    agent: cells.optional('agent', 100),
  }),
  keyOf: ({ externalId }) => externalId,
  resolve: async (tx, rows, bad) => {
    const leads = await leadsByPhone(tx, [...new Set(rows.map(({ row }) => row.phone))]);
    const units = await unitsNamed(tx, named(rows, 'unit'));
    const agents = await agentsNamed(tx, named(rows, 'agent'));
    return rows.filter((read) => {
      const { phone, unit, agent } = read.row;
      const leadId = leads.get(phone);
      const unitId = unit === undefined ? null : units.get(unit);
      const agentId = agent === undefined ? null : agents.get(agent);
      if (leadId === undefined) bad.push(badRow(read, 'phone', 'unknown-lead'));
      if (unitId === undefined) bad.push(badRow(read, 'unit', 'unknown-unit'));
      if (agentId === undefined) bad.push(badRow(read, 'agent', 'unknown-agent'));
      if (leadId === undefined || unitId === undefined || agentId === undefined) return false;
      read.row.found = { leadId, unitId, agentId };
      return true;
    });
  },
  foresee: (tx, rows) => foreseeSales(tx, resolved(rows)),
  write: async (tx, rows, context) => {
    const list = resolved(rows);
    // Nothing is told to them: the sale never was theirs. Their figures say so from now on.
    await markLeadsChanged(tx, await formerBuyers(tx, list));
    return writeSales(tx, list, context);
  },
  follow: recordSaleEvents,
};

function resolved(rows: readonly Sale[]): ImportedSale[] {
  return rows.flatMap(({ found, ...sale }) => (found === undefined ? [] : [{ ...sale, ...found }]));
}

function named(rows: readonly { row: Sale }[], column: 'unit' | 'agent'): string[] {
  return [...new Set(rows.flatMap(({ row }) => row[column] ?? []))];
}
