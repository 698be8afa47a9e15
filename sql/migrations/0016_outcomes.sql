-- Up Migration
-- The end of the funnel at the desk: who came to a visit, and what was sold; and a way to take a wrong sale back.

-- The console's own key: the same sale sent twice is one.
ALTER TABLE sales ADD COLUMN desk_key text UNIQUE;
-- What the sale made of its unit, to be undone with it; null where it changed nothing.
ALTER TABLE sales ADD COLUMN unit_status text CHECK (unit_status IN ('reserved', 'sold'));
-- Final: a sale that was withdrawn counts nowhere, and no list brings it back.
ALTER TABLE sales ADD COLUMN withdrawn_at timestamptz;
ALTER TABLE sales ADD COLUMN withdrawn_by uuid REFERENCES users(id);
ALTER TABLE sales ADD COLUMN withdrawn_why text;

-- Whether the lead came; null while nobody said.
ALTER TABLE analytics.appointments ADD COLUMN held boolean;

CREATE OR REPLACE VIEW reporting.sales AS
SELECT s.id AS sale_id, s.external_id, s.lead_id, s.agent_id, p.slug AS property, u.code AS unit, s.amount, s.currency, s.amount_usd, s.day, s.created_at AS recorded_at
FROM sales s LEFT JOIN units u ON u.id = s.unit_id LEFT JOIN properties p ON p.id = u.property_id
WHERE s.withdrawn_at IS NULL;
