-- Up Migration
-- Figures. A fact is one row for one thing that happened (a lead, a call, a person's conversation), computed whole from the
-- events of its lead or agent, so that late, repeated and disordered events cannot count wrongly. A rollup is a day's sum of
-- facts, always computed whole as well. Formulas: src/backend/analytics/kpi-definitions.ts; words: docs/kpis.md.
-- `day` is the date in REPORTING_TIME_ZONE on which the thing began.

CREATE SCHEMA analytics;

-- Whose facts are out of date: appended by the publisher, taken by the roller. No key on purpose: writers never wait.
CREATE TABLE analytics.changed (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lead_id uuid,
    agent_id uuid,
    at timestamptz NOT NULL,                  -- of the event
    added_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Each time that everything was counted anew; none yet where the history is older than this table.
CREATE TABLE analytics.rebuilds (
    at timestamptz PRIMARY KEY
);

-- A duration as what is shown of it: two significant digits, so that a percentile of a year comes from a few sums.
CREATE FUNCTION analytics.bucket(ms integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN ms < 10 THEN greatest(ms, 0) ELSE round(ms::numeric, 1 - floor(log(ms::numeric))::integer)::integer END
$$;

-- ---- facts ----

CREATE TABLE analytics.leads (
    lead_id uuid PRIMARY KEY,
    day date NOT NULL,
    source text NOT NULL,
    campaign_id uuid,
    property_type text,
    language text NOT NULL,
    arrived_at timestamptz NOT NULL,
    status text NOT NULL,
    qualified boolean NOT NULL,
    called boolean NOT NULL,                  -- a call of theirs was placed
    reached boolean NOT NULL,                 -- somebody spoke in one
    booked boolean NOT NULL,
    visited boolean NOT NULL,
    sold boolean NOT NULL,
    step smallint NOT NULL,                   -- how far they came: 0 wrote … 6 sold
    value numeric NOT NULL                    -- the middle of their budget, US dollars
);
CREATE INDEX leads_day ON analytics.leads(day, arrived_at DESC);

CREATE TABLE analytics.calls (
    call_id uuid PRIMARY KEY,
    lead_id uuid NOT NULL,
    day date NOT NULL,
    source text NOT NULL,
    campaign_id uuid,
    property_type text,
    language text NOT NULL,
    requested_at timestamptz NOT NULL,
    placed_at timestamptz,
    answered_at timestamptz,
    ended_at timestamptz,
    seconds integer,
    outcome text,
    blocked text,                             -- the rule that kept it from being placed
    concluded boolean NOT NULL,               -- placed, over, and its outcome known
    talked boolean NOT NULL,                  -- placed, and a person spoke with the AI
    person boolean NOT NULL,                  -- an agent answered in it
    booked boolean NOT NULL                   -- a visit was booked in it
);
CREATE INDEX calls_day ON analytics.calls(day, requested_at DESC);
CREATE INDEX calls_lead ON analytics.calls(lead_id);
CREATE INDEX calls_blocked ON analytics.calls(day, blocked) WHERE blocked IS NOT NULL;

CREATE TABLE analytics.escalations (
    escalation_id uuid PRIMARY KEY,
    call_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    day date NOT NULL,
    source text NOT NULL,
    campaign_id uuid,
    property_type text,
    language text NOT NULL,
    agent_id uuid,                            -- who answered, else whom it was offered last
    requested_at timestamptz NOT NULL,
    answered_at timestamptz,
    wait_ms integer,                          -- until it was answered, given up or went to a callback
    outcome text
);
CREATE INDEX escalations_day ON analytics.escalations(day, requested_at DESC);
CREATE INDEX escalations_lead ON analytics.escalations(lead_id);
CREATE INDEX escalations_call ON analytics.escalations(call_id);

CREATE TABLE analytics.appointments (
    appointment_id uuid PRIMARY KEY,
    call_id uuid,
    lead_id uuid NOT NULL,
    day date NOT NULL,
    source text NOT NULL,
    campaign_id uuid,
    property_type text,
    language text NOT NULL,
    agent_id uuid,                            -- who booked it; null where the AI did
    booked_at timestamptz NOT NULL,
    cancelled boolean NOT NULL
);
CREATE INDEX appointments_day ON analytics.appointments(day, booked_at DESC);
CREATE INDEX appointments_lead ON analytics.appointments(lead_id);
CREATE INDEX appointments_call ON analytics.appointments(call_id);

CREATE TABLE analytics.sales (
    sale_id uuid PRIMARY KEY,
    lead_id uuid NOT NULL,
    day date NOT NULL,
    source text NOT NULL,
    campaign_id uuid,
    property_type text,
    language text NOT NULL,
    recorded_at timestamptz NOT NULL,
    amount_usd numeric NOT NULL
);
CREATE INDEX sales_day ON analytics.sales(day);
CREATE INDEX sales_lead ON analytics.sales(lead_id);

CREATE TABLE analytics.tool_calls (
    call_id uuid NOT NULL,
    tool_call_id text NOT NULL,
    lead_id uuid NOT NULL,
    day date NOT NULL,
    at timestamptz NOT NULL,
    name text NOT NULL,
    ms integer NOT NULL,
    success boolean NOT NULL,
    cached boolean NOT NULL,
    PRIMARY KEY (call_id, tool_call_id)
);
CREATE INDEX tool_calls_day ON analytics.tool_calls(day, at DESC);
CREATE INDEX tool_calls_lead ON analytics.tool_calls(lead_id);

-- Conversations of people with clients, on the phone.
CREATE TABLE analytics.conversations (
    agent_id uuid NOT NULL,
    phone_call_id text NOT NULL,
    lead_id uuid,
    call_id uuid,
    day date NOT NULL,
    source text,
    campaign_id uuid,
    property_type text,
    language text,
    began_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    talk_ms integer NOT NULL,
    wrap_up_ms integer NOT NULL,
    PRIMARY KEY (agent_id, phone_call_id)
);
CREATE INDEX conversations_day ON analytics.conversations(day, began_at DESC);

CREATE TABLE analytics.agent_days (
    agent_id uuid NOT NULL,
    day date NOT NULL,
    signed_in_ms bigint NOT NULL,
    away_ms bigint NOT NULL,
    talk_ms bigint NOT NULL,
    wrap_up_ms bigint NOT NULL,
    PRIMARY KEY (agent_id, day)
);
CREATE INDEX agent_days_day ON analytics.agent_days(day);

-- ---- rollups: a day's rows are written anew together ----

CREATE TABLE analytics.lead_days (
    day date NOT NULL,
    source text NOT NULL,
    campaign_id uuid,
    property_type text,
    language text NOT NULL,
    leads integer NOT NULL,
    qualified integer NOT NULL,
    called integer NOT NULL,
    -- Leads that came at least so far: 1 qualified … 6 sold (src/shared/dashboards.ts, funnelSteps).
    came1 integer NOT NULL,
    came2 integer NOT NULL,
    came3 integer NOT NULL,
    came4 integer NOT NULL,
    came5 integer NOT NULL,
    came6 integer NOT NULL
);
CREATE INDEX lead_days_day ON analytics.lead_days(day);

-- Where the leads of a day stand now.
CREATE TABLE analytics.stage_days (
    day date NOT NULL,
    source text NOT NULL,
    campaign_id uuid,
    property_type text,
    language text NOT NULL,
    status text NOT NULL,
    leads integer NOT NULL,
    value numeric NOT NULL
);
CREATE INDEX stage_days_day ON analytics.stage_days(day);

CREATE TABLE analytics.call_days (
    day date NOT NULL,
    source text NOT NULL,
    campaign_id uuid,
    property_type text,
    language text NOT NULL,
    placed integer NOT NULL,
    concluded integer NOT NULL,
    succeeded integer NOT NULL,
    talked integer NOT NULL,
    person integer NOT NULL,
    booked integer NOT NULL,
    timed integer NOT NULL,                   -- conversations whose length is known
    seconds bigint NOT NULL
);
CREATE INDEX call_days_day ON analytics.call_days(day);

-- What came of it: visits booked and units sold on this day.
CREATE TABLE analytics.result_days (
    day date NOT NULL,
    source text NOT NULL,
    campaign_id uuid,
    property_type text,
    language text NOT NULL,
    booked_by_ai integer NOT NULL,
    booked_by_agent integer NOT NULL,
    sales integer NOT NULL,
    revenue numeric NOT NULL
);
CREATE INDEX result_days_day ON analytics.result_days(day);

CREATE TABLE analytics.tool_days (
    day date NOT NULL,
    name text NOT NULL,
    bucket integer NOT NULL,
    calls integer NOT NULL,
    failures integer NOT NULL,
    cached integer NOT NULL
);
CREATE INDEX tool_days_day ON analytics.tool_days(day);

-- A day's own percentiles, for curves: those of a longer period come from the buckets.
CREATE TABLE analytics.tool_time_days (
    day date PRIMARY KEY,
    calls integer NOT NULL,
    median integer NOT NULL,
    p95 integer NOT NULL
);

-- ---- what no event tells ----

-- One row for each minute in which a backend found its stores well.
CREATE TABLE analytics.heartbeats (
    minute timestamptz PRIMARY KEY
);
CREATE TABLE analytics.uptime_days (
    day date PRIMARY KEY,
    minutes integer NOT NULL
);

-- Requests to the outside world, by what they took: each backend adds what it has seen every few seconds.
CREATE TABLE analytics.gateway_days (
    day date NOT NULL,
    gateway text NOT NULL,
    bucket integer NOT NULL,
    requests integer NOT NULL,
    failures integer NOT NULL,
    PRIMARY KEY (day, gateway, bucket)
);

-- How much was taken in, by hour (UTC): counted while it is still there, since some webhooks are forgotten later.
CREATE TABLE analytics.volume_hours (
    hour timestamptz PRIMARY KEY,
    events integer NOT NULL,
    webhooks integer NOT NULL
);

-- What went wrong, newest first: few rows among many.
CREATE INDEX tool_calls_failed ON analytics.tool_calls(day, name, at) WHERE NOT success;
CREATE INDEX events_message_failed ON events(at) WHERE type = 'message.changed' AND data->>'status' = 'failed';
CREATE INDEX llm_usage_failed ON llm_usage(at) WHERE NOT ok;
