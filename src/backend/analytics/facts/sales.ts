/** One row for each unit sold, on the day of the sale; the last word on a sale stands, and one that was withdrawn is none. */
import { dimensions, dimensionsOfLead, leadIds, leadScope, leadWithCampaign, type Fact } from './fact.ts';

/**
 * `$1` ids of leads. The sale as it stands is the last word on it: a list may say later that somebody else bought (then it
 * is theirs alone), and of several leads that became one each has told of it by numbers of its own. A sale that is only
 * told of is the newest word of the lead's own stream, else of the others.
 */
export const saleFacts: Fact = {
  table: 'analytics.sales',
  key: ['sale_id'],
  columns: ['lead_id', 'day', ...dimensions, 'recorded_at', 'amount_usd'],
  scope: leadScope,
  fresh: `SELECT t.sale_id, l.id, t.day, ${dimensionsOfLead}, t.at, t.amount_usd
    FROM (SELECT DISTINCT ON (1) (e.data->>'saleId')::uuid AS sale_id, e.lead_id, e.at,
        coalesce(k.day, (e.data->>'day')::date) AS day, coalesce(k.amount_usd, (e.data->>'amountUsd')::numeric) AS amount_usd
      FROM (${leadIds}) s JOIN events e ON e.lead_id = s.lead_id AND e.type = 'sale.recorded'
        LEFT JOIN sales k ON k.id = (e.data->>'saleId')::uuid
      WHERE (k.lead_id IS NULL OR k.lead_id = e.lead_id) AND k.withdrawn_at IS NULL
      ORDER BY 1, e.stream = 'lead:' || e.lead_id DESC, e.stream_seq DESC, e.id DESC) t
    JOIN ${leadWithCampaign} ON l.id = t.lead_id
    WHERE NOT EXISTS (SELECT FROM events w WHERE w.lead_id = t.lead_id AND w.type = 'sale.withdrawn' AND (w.data->>'saleId')::uuid = t.sale_id)`,
};
