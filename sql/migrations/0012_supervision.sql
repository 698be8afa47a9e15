-- Up Migration
-- What watching and stepping in stands on: rules that hold for everybody, limits and what broke them, and who did what,
-- when and why.

-- One row for each thing that was changed from the environment's value: quietHours, callDays, serviceLevelSeconds,
-- wrapUpSeconds, dialling.
CREATE TABLE settings (
    key text PRIMARY KEY CHECK (key ~ '^[a-zA-Z]{1,60}$'),
    value jsonb NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by uuid REFERENCES users(id)
);

-- Every act of a supervisor or an administrator. Names stand as they were then.
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    user_id uuid REFERENCES users(id),        -- null for a program of the house
    user_name text,
    action text NOT NULL CHECK (action ~ '^[a-z-]+\.[a-z-]+$'),
    subject_kind text NOT NULL,               -- 'call', 'agent', 'dialling', 'threshold', 'user', …
    subject_id text,
    subject_name text,
    why text,
    detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_action ON audit(action, id DESC);
CREATE INDEX audit_user ON audit(user_id, id DESC);
CREATE INDEX audit_subject ON audit(subject_id, id DESC);

-- A trail that can be tidied up proves nothing.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- src/shared/board.ts, `thresholds`: seconds, percent or heads. A null is not watched.
CREATE TABLE thresholds (
    key text PRIMARY KEY CHECK (key IN ('queued', 'oldestQueued', 'personWait', 'serviceLevel', 'abandonment',
        'agentsAvailable', 'occupancy', 'wrapUp', 'talk', 'away')),
    "limit" numeric CHECK ("limit" >= 0),
    warn numeric CHECK (warn >= 0),
    notify text[] NOT NULL DEFAULT '{}' CHECK (notify <@ '{desktop,whatsapp,webhook}'::text[]),
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by uuid REFERENCES users(id)
);
INSERT INTO thresholds (key, "limit", warn, notify) VALUES
    ('queued', 200, 100, '{}'),
    ('oldestQueued', 900, 600, '{desktop}'),
    ('personWait', 60, 30, '{desktop}'),
    ('serviceLevel', 80, 85, '{}'),
    ('abandonment', 10, 5, '{desktop}'),
    ('agentsAvailable', 1, 2, '{desktop}'),
    ('occupancy', 90, 85, '{}'),
    ('wrapUp', 300, 180, '{}'),
    ('talk', 1800, 1200, '{}'),
    ('away', 3600, 2700, '{}');

-- A limit that was broken, from when to when. One open alert for each limit and person.
CREATE TABLE alerts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    key text NOT NULL REFERENCES thresholds(key),
    subject_id uuid REFERENCES users(id) ON DELETE CASCADE,
    subject_name text,
    value numeric NOT NULL,                   -- as last measured
    "limit" numeric NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT now(),
    -- Since when all is well again: only after a while of that it is closed, so that it does not flutter.
    fine_since timestamptz,
    closed_at timestamptz,
    -- Supervisors whom WhatsApp could not reach, and why: [{ userId, name, why }].
    unsent jsonb NOT NULL DEFAULT '[]'
);
CREATE UNIQUE INDEX alerts_open ON alerts(key, coalesce(subject_id::text, '')) WHERE closed_at IS NULL;
CREATE INDEX alerts_opened ON alerts(opened_at DESC);

-- The greater, the sooner; equals go by how long they wait.
ALTER TABLE calls ADD COLUMN priority integer NOT NULL DEFAULT 0;
DROP INDEX calls_queue;
CREATE INDEX calls_queue ON calls(priority DESC, queued_at, id) WHERE status = 'queued';

-- What a supervisor has put somebody into who is on the phone: { state, reason, setBy }, from the end of the call on.
ALTER TABLE users ADD COLUMN next_state jsonb;

-- Who is on the phone now.
CREATE INDEX phone_calls_open ON phone_calls(agent_id) WHERE ended_at IS NULL;
-- How long people waited for a person, lately.
CREATE INDEX escalations_requested ON escalations(requested_at);
-- What each agent did today.
CREATE INDEX wrap_ups_ended ON wrap_ups(ended_at);
