-- Up Migration
-- Every call an agent's phone had, with how it sounded: the phone alone knows, and whoever answers for the network
-- and the PBX needs it by agent, by hour and by cause. Escalations refer to a few of them; most belong to none.
CREATE TABLE phone_calls (
    agent_id uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    phone_call_id text NOT NULL,
    sip_call_id text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('in', 'out')),
    -- The other party, as the PBX showed it.
    number text NOT NULL,
    match text NOT NULL CHECK (match IN ('header', 'reservation', 'none')),
    attempt_id uuid REFERENCES escalation_attempts(id) ON DELETE SET NULL,
    rang_at timestamptz,
    answered_at timestamptz,
    ended_at timestamptz,
    outcome text,
    sip_status integer,
    cause text,
    talk_ms integer,
    -- Codec, MOS, loss, jitter and round trip of the whole call; null when no audio flowed.
    quality jsonb,
    PRIMARY KEY (agent_id, phone_call_id)
);
CREATE INDEX phone_calls_ended ON phone_calls USING brin (ended_at);
CREATE INDEX phone_calls_attempt ON phone_calls(attempt_id) WHERE attempt_id IS NOT NULL;
