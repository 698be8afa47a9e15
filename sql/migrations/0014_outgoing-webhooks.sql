-- Up Migration
-- Our own signed webhooks (https://www.standardwebhooks.com): who gets which events, and what became of each delivery.

CREATE TABLE webhook_endpoints (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    url text NOT NULL,
    description text,
    -- Types of events ('call.ended') or families ('call.*'); empty: all that are public.
    types text[] NOT NULL DEFAULT '{}',
    -- Whether it is told who a client is and what they said.
    with_contact boolean NOT NULL DEFAULT FALSE,
    active boolean NOT NULL DEFAULT TRUE,
    secret_sealed text NOT NULL,              -- backend/seal.ts
    -- While a secret is changed both sign.
    old_secret_sealed text,
    old_secret_until timestamptz,
    failing_since timestamptz,
    created_by uuid REFERENCES users(id),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE webhook_deliveries (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    endpoint_id uuid NOT NULL REFERENCES webhook_endpoints(id) ON DELETE CASCADE,
    -- Null for a test.
    event_id bigint,
    -- The header webhook-id: the same in every attempt, so that whoever receives it twice knows.
    message_id text NOT NULL,
    type text NOT NULL,
    -- What was sent, byte for byte; made at the first attempt.
    body text,
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'dead')),
    attempts integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL DEFAULT now(),
    locked_until timestamptz,
    delivered_at timestamptz,
    http_status integer,
    error text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (endpoint_id, message_id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries(endpoint_id, next_at) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_newest ON webhook_deliveries(endpoint_id, created_at DESC);
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries(endpoint_id) WHERE status = 'dead';
CREATE INDEX webhook_deliveries_old ON webhook_deliveries(created_at) WHERE status <> 'pending';

-- Most batches of events bring no delivery: nobody is woken for nothing.
CREATE FUNCTION notify_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added) THEN
        PERFORM pg_notify('deliveries', '');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER webhook_deliveries_notify AFTER INSERT ON webhook_deliveries
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION notify_deliveries();

-- A rule that was changed holds in every backend at once.
CREATE FUNCTION notify_settings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('settings', '');
    RETURN NULL;
END $$;
CREATE TRIGGER settings_notify AFTER INSERT OR UPDATE OR DELETE ON settings
    FOR EACH STATEMENT EXECUTE FUNCTION notify_settings();
