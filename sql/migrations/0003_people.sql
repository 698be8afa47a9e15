-- Up Migration
-- Who works here, who may be contacted, and what was promised to whom.

CREATE TABLE users (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    username TEXT NOT NULL UNIQUE CHECK (username = lower(username)),
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('agent', 'supervisor', 'admin')),
    password_hash TEXT NOT NULL,              -- argon2id
    active BOOLEAN NOT NULL DEFAULT TRUE,
    languages TEXT[] NOT NULL DEFAULT '{es}',
    skills TEXT[] NOT NULL DEFAULT '{}',      -- destinations and property types this agent sells
    extension TEXT UNIQUE,                    -- directory number on the PBX
    sip_auth_user TEXT,
    sip_password_sealed TEXT,                 -- backend/seal.ts: AES-256-GCM under SECRET_KEY
    state TEXT NOT NULL DEFAULT 'offline' CHECK (state IN ('offline', 'available', 'busy', 'wrap-up', 'away')),
    state_reason TEXT,
    state_since TIMESTAMPTZ NOT NULL DEFAULT now(),
    console_seen_at TIMESTAMPTZ,
    phone_seen_at TIMESTAMPTZ,
    phone_registered BOOLEAN NOT NULL DEFAULT FALSE,
    last_call_ended_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE user_states (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users(id),
    state TEXT NOT NULL,
    reason TEXT,
    set_by UUID REFERENCES users(id),
    at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX user_states_user ON user_states(user_id, at);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,              -- SHA-256 of the bearer token
    user_id UUID NOT NULL REFERENCES users(id),
    kind TEXT NOT NULL CHECK (kind IN ('console', 'phone')),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    expires_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ
);
CREATE INDEX sessions_user ON sessions(user_id);

ALTER TABLE leads ADD CONSTRAINT leads_owner_fk FOREIGN KEY (owner_id) REFERENCES users(id);
ALTER TABLE interactions ADD CONSTRAINT interactions_agent_fk FOREIGN KEY (agent_id) REFERENCES users(id);

-- Consents are a history; the newest of a kind is in force.
CREATE TABLE consents (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lead_id UUID NOT NULL REFERENCES leads(id),
    kind TEXT NOT NULL CHECK (kind IN ('whatsapp', 'call', 'recording', 'marketing')),
    granted BOOLEAN NOT NULL,
    evidence TEXT NOT NULL,                   -- what the person wrote or did
    evidence_key TEXT NOT NULL,               -- the message it stands in: one message, one entry
    at TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (lead_id, kind, evidence_key)
);
CREATE INDEX consents_lead ON consents(lead_id, kind, id DESC);

CREATE TABLE do_not_call (
    phone TEXT PRIMARY KEY,                   -- E.164
    source TEXT NOT NULL,                     -- 'opt-out', 'repep', 'manual', …
    reason TEXT,
    added_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE escalations (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    call_id UUID NOT NULL REFERENCES calls(id),
    lead_id UUID NOT NULL REFERENCES leads(id),
    status TEXT NOT NULL DEFAULT 'requested' CHECK (status IN
        ('requested', 'reserved', 'transferring', 'ringing', 'answered', 'callback', 'abandoned', 'closed')),
    reason TEXT NOT NULL,
    brief JSONB NOT NULL,                     -- shared/escalation.ts, Brief
    tool_call_id TEXT,
    outcome TEXT CHECK (outcome IN ('answered', 'callback', 'abandoned')),
    requested_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    answered_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    UNIQUE (call_id, tool_call_id)
);
CREATE INDEX escalations_status ON escalations(status);
-- One escalation at a time for a call.
CREATE UNIQUE INDEX escalations_open_per_call ON escalations(call_id)
    WHERE status IN ('requested', 'reserved', 'transferring', 'ringing', 'answered');

CREATE TABLE escalation_attempts (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    escalation_id UUID NOT NULL REFERENCES escalations(id),
    step INTEGER NOT NULL,
    target TEXT NOT NULL CHECK (target IN ('agent', 'hunt-pilot')),
    agent_id UUID REFERENCES users(id),
    sip_uri TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'reserved' CHECK (status IN ('reserved', 'transferring', 'ringing', 'answered', 'ended')),
    outcome TEXT CHECK (outcome IN ('answered', 'no-answer', 'busy', 'rejected', 'unreachable', 'failed', 'cancelled')),
    sip_status INTEGER,
    cause TEXT,
    match TEXT CHECK (match IN ('header', 'reservation', 'none')),
    reserved_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    transferring_at TIMESTAMPTZ,
    ringing_at TIMESTAMPTZ,
    answered_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    expires_at TIMESTAMPTZ NOT NULL,
    talk_ms INTEGER,
    UNIQUE (escalation_id, step),
    CONSTRAINT attempts_agent_target CHECK (target = 'hunt-pilot' OR agent_id IS NOT NULL)
);
-- A reservation is this row: no agent is promised twice.
CREATE UNIQUE INDEX attempts_one_open_per_agent ON escalation_attempts(agent_id) WHERE status <> 'ended';
CREATE UNIQUE INDEX attempts_one_open_per_escalation ON escalation_attempts(escalation_id) WHERE status <> 'ended';

CREATE TABLE tasks (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    lead_id UUID NOT NULL REFERENCES leads(id),
    call_id UUID REFERENCES calls(id),
    escalation_id UUID REFERENCES escalations(id),
    kind TEXT NOT NULL CHECK (kind IN ('callback', 'follow-up', 'confirm-appointment', 'send-information', 'review')),
    title TEXT NOT NULL,
    notes TEXT,
    owner_id UUID NOT NULL REFERENCES users(id),
    due_at TIMESTAMPTZ NOT NULL,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done', 'cancelled')),
    reason_key TEXT NOT NULL UNIQUE,          -- why it exists: one reason, one task
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    done_at TIMESTAMPTZ
);
CREATE INDEX tasks_owner_due ON tasks(owner_id, due_at) WHERE status = 'open';
CREATE INDEX tasks_lead ON tasks(lead_id);

CREATE TABLE llm_usage (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lead_id UUID REFERENCES leads(id),
    purpose TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL DEFAULT 0,
    completion_tokens INTEGER NOT NULL DEFAULT 0,
    cost_usd NUMERIC(12, 6) NOT NULL DEFAULT 0,
    duration_ms INTEGER NOT NULL,
    ok BOOLEAN NOT NULL,
    error TEXT,
    at TIMESTAMPTZ NOT NULL DEFAULT now()
);
