-- Up Migration
-- Write once, derive the rest. A change and its event are one transaction; side effects wait in the outbox
-- of the same transaction; what the world sent us stands in `webhooks` before it is answered.

-- The last number given in each stream ('call:<id>', 'lead:<id>', 'agent:<id>'). Its row lock makes numbers gapless.
CREATE TABLE stream_heads (
    stream TEXT PRIMARY KEY,
    seq BIGINT NOT NULL
);

CREATE TABLE events (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream TEXT NOT NULL,
    stream_seq BIGINT NOT NULL,
    type TEXT NOT NULL,
    data JSONB NOT NULL DEFAULT '{}',
    lead_id UUID,
    call_id UUID,
    at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    published_at TIMESTAMPTZ,
    UNIQUE (stream, stream_seq)
);
-- ids commit out of order, so publishing goes by this mark and never by "id > last".
CREATE INDEX events_unpublished ON events(id) WHERE published_at IS NULL;
CREATE INDEX events_type_at ON events(type, at);
CREATE INDEX events_lead ON events(lead_id, id);

CREATE TABLE outbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind TEXT NOT NULL,                       -- backend/outbox/jobs.ts
    lane TEXT NOT NULL,                       -- jobs of one lane run one after another, in order
    key TEXT NOT NULL UNIQUE,                 -- the same reason is scheduled once
    payload JSONB NOT NULL DEFAULT '{}',
    run_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    attempts INTEGER NOT NULL DEFAULT 0,
    locked_until TIMESTAMPTZ,
    locked_by TEXT,
    done_at TIMESTAMPTZ,
    result TEXT,                              -- 'done', 'dead' or 'cancelled'
    last_error TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX outbox_due ON outbox(run_at, id) WHERE done_at IS NULL;
CREATE INDEX outbox_lane ON outbox(lane, id) WHERE done_at IS NULL;

CREATE TABLE webhooks (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source TEXT NOT NULL CHECK (source IN ('whatsapp', 'vapi', 'phone')),
    natural_key TEXT NOT NULL,                -- what makes a repeated delivery the same thing
    type TEXT NOT NULL,
    body JSONB NOT NULL,
    received_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    deliveries INTEGER NOT NULL DEFAULT 1,    -- how often it came
    processed_at TIMESTAMPTZ,
    effect TEXT,                              -- what it did, or why it did nothing
    call_id UUID REFERENCES calls(id),
    lead_id UUID REFERENCES leads(id),
    UNIQUE (source, natural_key)
);
CREATE INDEX webhooks_received_at ON webhooks(received_at);
CREATE INDEX webhooks_call ON webhooks(call_id);
CREATE INDEX webhooks_unprocessed ON webhooks(source, id) WHERE processed_at IS NULL;

-- One NOTIFY a statement wakes whoever waits; the payload says nothing, the tables say everything.
CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('outbox', '');
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_notify AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();

CREATE FUNCTION notify_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('events', '');
    RETURN NULL;
END $$;
CREATE TRIGGER events_notify AFTER INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION notify_events();
