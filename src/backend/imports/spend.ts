/** What campaigns cost, day by day: return on ad spend is counted from it. */
import { writeSpend } from '../store/imports.ts';
import type { ImportList } from './list-scope.ts';

/** One campaign's cost of one day in one currency; the same day again replaces it. */
export interface Spend {
  source: string;
  campaign: string;
  name: string | null;
  day: string;
  currency: 'USD' | 'MXN';
  amount: number;
}

export const spend: ImportList<Spend> = {
  read: (cells) => ({
    source: cells.text('source', 50).toLowerCase(),
    campaign: cells.text('campaign', 100),
    name: cells.optional('name', 200) ?? null,
    day: cells.day('day'),
    currency: cells.currency('currency'),
    amount: cells.amount('amount'),
  }),
  keyOf: ({ source, campaign, day, currency }) => JSON.stringify([source, campaign, day, currency]),
  write: writeSpend,
};
