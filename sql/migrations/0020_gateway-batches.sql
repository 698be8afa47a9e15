-- Up Migration
-- Which counts of requests to the outside world are written: one whose answer was lost is sent again under the same id,
-- and must not count twice. A backend forgets its last one with the next.
CREATE TABLE analytics.gateway_batches (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now()
);
