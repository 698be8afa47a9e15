-- Up Migration
-- How far the count of everything has come, so that a backend that starts anew goes on there. No row: none is under way.

CREATE TABLE analytics.rebuild_progress (
    one boolean PRIMARY KEY DEFAULT TRUE CHECK (one),
    rules jsonb NOT NULL,                     -- by which it is counted; by others it begins anew
    part text NOT NULL CHECK (part IN ('leads', 'agents', 'days')),
    after text,                               -- the last lead, agent or day that is counted
    leads integer NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
