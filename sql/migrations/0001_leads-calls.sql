-- Up Migration
-- The seed's four tables, every column, key and index under its own name. Two things follow today's
-- contracts instead of the seed's letter: times carry their zone, and `phone` may be absent, because since
-- 2026 a WhatsApp person may be known by a user id only. What the journey needs beside the seed's columns
-- stands below each of them.

CREATE TABLE leads (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    phone VARCHAR(20) UNIQUE,                 -- E.164 with +
    whatsapp_id VARCHAR(50),                  -- wa_id (digits), where WhatsApp gives one
    first_name VARCHAR(100),
    last_name VARCHAR(100),
    email VARCHAR(255),
    lead_source VARCHAR(50),                  -- 'whatsapp', 'ad', 'post', …
    qualification_score INTEGER CHECK (qualification_score BETWEEN 0 AND 100),
    status VARCHAR(20) NOT NULL DEFAULT 'new' CHECK (status IN
        ('new', 'discovering', 'nurturing', 'qualified', 'calling', 'escalated', 'with-agent', 'appointment', 'follow-up', 'lost', 'opted-out')),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),

    whatsapp_user_id TEXT UNIQUE,             -- e.g. 'US.1349…' (username users)
    whatsapp_name TEXT,                       -- profile name as WhatsApp shows it
    language TEXT NOT NULL DEFAULT 'es' CHECK (language IN ('es', 'en')),
    time_zone TEXT NOT NULL DEFAULT 'America/Mexico_City',
    profile JSONB NOT NULL DEFAULT '{}',      -- what the lead wants: shared/lead.ts, LeadProfile
    score JSONB,                              -- how the score came about: shared/lead.ts, LeadScore
    next_action TEXT CHECK (next_action IN ('schedule_call', 'nurture_sequence', 'direct_transfer')),
    asked JSONB NOT NULL DEFAULT '[]',        -- questions already put, so that none is put twice
    campaign_id UUID,
    click_id TEXT,                            -- ctwa_clid of the ad that brought them
    referral JSONB,
    handled_by TEXT NOT NULL DEFAULT 'ai' CHECK (handled_by IN ('ai', 'human')),
    owner_id UUID,                            -- the agent who looks after this lead
    last_inbound_at TIMESTAMPTZ,              -- opens WhatsApp's 24-hour window
    last_outbound_at TIMESTAMPTZ,
    follow_up_step INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT leads_reachable CHECK (num_nonnulls(phone, whatsapp_id, whatsapp_user_id) > 0)
);
CREATE UNIQUE INDEX leads_whatsapp_id_key ON leads(whatsapp_id);
CREATE INDEX idx_leads_phone ON leads(phone);
CREATE INDEX leads_updated_at ON leads(updated_at DESC);

CREATE TABLE calls (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    lead_id UUID REFERENCES leads(id),
    vapi_call_id VARCHAR(100),
    status VARCHAR(20) NOT NULL DEFAULT 'requested' CHECK (status IN
        ('requested', 'blocked', 'queued', 'dialing', 'started', 'ringing', 'in-progress', 'forwarding', 'with-agent', 'ended', 'failed', 'cancelled')),
    duration_seconds INTEGER,
    transcript TEXT,
    summary TEXT,
    outcome VARCHAR(50),                      -- shared/call.ts, CallOutcome
    escalated BOOLEAN NOT NULL DEFAULT FALSE,
    started_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),

    intent_key TEXT NOT NULL UNIQUE,          -- why this call: one reason, one call
    reason TEXT NOT NULL,                     -- the same in words
    mode TEXT NOT NULL DEFAULT 'qualify' CHECK (mode IN ('qualify', 'direct')), -- 'direct': only to hand over to a person
    gate JSONB,                               -- what the pre-dial gate said
    not_before TIMESTAMPTZ NOT NULL DEFAULT now(),
    queued_at TIMESTAMPTZ,
    dialing_at TIMESTAMPTZ,                   -- claimed; a POST may have left us since
    dial_attempts INTEGER NOT NULL DEFAULT 0,
    config JSONB,                             -- the Vapi body as composed
    control_url TEXT,
    listen_url TEXT,
    answered_at TIMESTAMPTZ,
    ended_reason TEXT,                        -- Vapi's text, kept as it came
    recording_url TEXT,
    analysis JSONB,
    cost_usd NUMERIC(12, 6),
    error TEXT,
    report_webhook_id BIGINT,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_calls_lead_id ON calls(lead_id);
CREATE INDEX idx_calls_status ON calls(status);
CREATE UNIQUE INDEX calls_vapi_call_id_key ON calls(vapi_call_id);
-- A lead has at most one open call, whatever two workers think.
CREATE UNIQUE INDEX calls_one_open_per_lead ON calls(lead_id)
    WHERE status IN ('queued', 'dialing', 'started', 'ringing', 'in-progress', 'forwarding', 'with-agent');
CREATE INDEX calls_queue ON calls(not_before, queued_at) WHERE status = 'queued';
CREATE INDEX calls_created_at ON calls(created_at DESC);

CREATE TABLE interactions (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    lead_id UUID REFERENCES leads(id),
    call_id UUID REFERENCES calls(id),
    type VARCHAR(20) NOT NULL CHECK (type IN ('whatsapp', 'call', 'tool_call', 'note', 'system')),
    content TEXT,
    metadata JSONB NOT NULL DEFAULT '{}',     -- shared/timeline.ts
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),

    position BIGINT GENERATED ALWAYS AS IDENTITY, -- a stable order for equal times
    author TEXT NOT NULL CHECK (author IN ('lead', 'ai', 'agent', 'system')),
    agent_id UUID,
    external_id TEXT UNIQUE,                  -- wamid, or the key of a transcript line
    reason_key TEXT UNIQUE,                   -- why we said it: one reason, one message
    status TEXT CHECK (status IN ('pending', 'sending', 'sent', 'delivered', 'read', 'failed', 'received', 'withheld')),
    sending_at TIMESTAMPTZ,                   -- claimed; a POST may have left us since
    error JSONB,
    discovered_at TIMESTAMPTZ                 -- an inbound message that discovery has read
);
CREATE INDEX idx_interactions_lead_id ON interactions(lead_id);
CREATE INDEX idx_interactions_created_at ON interactions(created_at);
CREATE INDEX interactions_call_id ON interactions(call_id);
CREATE INDEX interactions_undiscovered ON interactions(lead_id) WHERE type = 'whatsapp' AND author = 'lead' AND discovered_at IS NULL;

CREATE TABLE tool_calls (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    call_id UUID REFERENCES calls(id),
    tool_name VARCHAR(100),
    parameters JSONB,
    response JSONB,
    execution_time_ms INTEGER,
    success BOOLEAN,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),

    tool_call_id TEXT NOT NULL,               -- Vapi's id: the same id has one effect
    cached BOOLEAN NOT NULL DEFAULT FALSE,
    error TEXT,
    CONSTRAINT tool_calls_once UNIQUE (call_id, tool_call_id)
);
CREATE INDEX idx_tool_calls_call_id ON tool_calls(call_id);
CREATE INDEX tool_calls_created_at ON tool_calls(created_at);
