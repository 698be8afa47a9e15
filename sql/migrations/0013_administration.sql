-- Up Migration
-- What supervisors and administrators set up or bring in from other systems: teams, targets, sales, and a record of
-- every list that was read.

CREATE TABLE teams (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
-- "Ventas Cabo" and "ventas cabo" are one team to whoever reads a list.
CREATE UNIQUE INDEX teams_name ON teams(plain_text(name));

ALTER TABLE users ADD COLUMN team_id uuid REFERENCES teams(id) ON DELETE SET NULL;
-- Where alerts reach a person by WhatsApp: E.164.
ALTER TABLE users ADD COLUMN alert_phone text;
CREATE INDEX users_team ON users(team_id) WHERE team_id IS NOT NULL;

-- What a figure of src/shared/kpis.ts should be, in its unit; counts and dollars are of a month.
CREATE TABLE targets (
    key text PRIMARY KEY,
    value double precision NOT NULL CHECK (value >= 0),
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by uuid REFERENCES users(id)
);

-- What was sold to whom: imported from the house's sales system, or recorded at the desk.
CREATE TABLE sales (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    external_id text UNIQUE,                  -- the sales system's number: the same list twice is one sale
    lead_id uuid NOT NULL REFERENCES leads(id),
    unit_id uuid REFERENCES units(id),
    agent_id uuid REFERENCES users(id),
    amount numeric(14, 2) NOT NULL CHECK (amount >= 0),
    currency text NOT NULL CHECK (currency IN ('USD', 'MXN')),
    amount_usd numeric(14, 2) NOT NULL,       -- at the rate of the day on which it was recorded
    day date NOT NULL,
    source text NOT NULL CHECK (source IN ('import', 'desk')),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sales_lead ON sales(lead_id);
CREATE INDEX sales_day ON sales(day);

-- Every list that changed something: what it was, who brought it, and what became of its rows.
CREATE TABLE imports (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('do-not-call', 'spend', 'sales', 'inventory')),
    user_id uuid REFERENCES users(id),
    sha256 text NOT NULL,                     -- of the file as it came
    rows integer NOT NULL,
    added integer NOT NULL,
    changed integer NOT NULL,
    unchanged integer NOT NULL,
    bad_rows integer NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX imports_newest ON imports(at DESC);
