-- Written by scripts/dump-schema.ts from sql/migrations; a test holds it against them. Do not edit.
-- It loads into an empty database, but only the migrations keep one up to date.
SET check_function_bodies = off;

CREATE SCHEMA analytics;
CREATE SCHEMA reporting;

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE OR REPLACE FUNCTION public.notify_deliveries()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF EXISTS (SELECT FROM added) THEN
        PERFORM pg_notify('deliveries', '');
    END IF;
    RETURN NULL;
END $function$;
CREATE OR REPLACE FUNCTION public.notify_events()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    PERFORM pg_notify('events', '');
    RETURN NULL;
END $function$;
CREATE OR REPLACE FUNCTION public.notify_outbox()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    PERFORM pg_notify('outbox', '');
    RETURN NULL;
END $function$;
CREATE OR REPLACE FUNCTION public.notify_settings()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    PERFORM pg_notify('settings', '');
    RETURN NULL;
END $function$;
CREATE OR REPLACE FUNCTION public.plain_text(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$ SELECT translate(lower($1), 'áéíóúüñàèìòùâêîôûäëïöçÁÉÍÓÚÜÑÀÈÌÒÙÂÊÎÔÛÄËÏÖÇ', 'aeiouunaeiouaeiouaeiocaeiouunaeiouaeiouaeioc') $function$;
CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $function$;
CREATE OR REPLACE FUNCTION analytics.bucket(ms integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
    SELECT CASE WHEN ms < 10 THEN greatest(ms, 0) ELSE round(ms::numeric, 1 - floor(log(ms::numeric))::integer)::integer END
$function$;

CREATE TABLE alerts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    key text NOT NULL,
    subject_id uuid,
    subject_name text,
    value numeric NOT NULL,
    "limit" numeric NOT NULL,
    opened_at timestamp with time zone DEFAULT now() NOT NULL,
    fine_since timestamp with time zone,
    closed_at timestamp with time zone,
    unsent jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT alerts_pkey PRIMARY KEY (id)
);

CREATE TABLE appointments (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    lead_id uuid NOT NULL,
    call_id uuid,
    property_id uuid NOT NULL,
    unit_id uuid,
    tool_call_id text,
    host integer DEFAULT 1 NOT NULL,
    during tstzrange NOT NULL,
    status text DEFAULT 'booked'::text NOT NULL,
    notes text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    booked_by uuid,
    CONSTRAINT appointments_pkey PRIMARY KEY (id),
    CONSTRAINT appointments_call_id_tool_call_id_key UNIQUE (call_id, tool_call_id),
    CONSTRAINT appointments_during_check CHECK ((NOT isempty(during))),
    CONSTRAINT appointments_status_check CHECK ((status = ANY (ARRAY['booked'::text, 'confirmed'::text, 'cancelled'::text, 'done'::text, 'no-show'::text]))),
    CONSTRAINT appointments_host_free EXCLUDE USING gist (property_id WITH =, host WITH =, during WITH &&) WHERE ((status = ANY (ARRAY['booked'::text, 'confirmed'::text]))),
    CONSTRAINT appointments_lead_free EXCLUDE USING gist (lead_id WITH =, during WITH &&) WHERE ((status = ANY (ARRAY['booked'::text, 'confirmed'::text])))
);

CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    user_id uuid,
    user_name text,
    action text NOT NULL,
    subject_kind text NOT NULL,
    subject_id text,
    subject_name text,
    why text,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT audit_pkey PRIMARY KEY (id),
    CONSTRAINT audit_action_check CHECK ((action ~ '^[a-z-]+\.[a-z-]+$'::text))
);

CREATE TABLE calls (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    lead_id uuid,
    vapi_call_id character varying(100),
    status character varying(20) DEFAULT 'requested'::character varying NOT NULL,
    duration_seconds integer,
    transcript text,
    summary text,
    outcome character varying(50),
    escalated boolean DEFAULT false NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    intent_key text NOT NULL,
    reason text NOT NULL,
    mode text DEFAULT 'qualify'::text NOT NULL,
    gate jsonb,
    not_before timestamp with time zone DEFAULT now() NOT NULL,
    queued_at timestamp with time zone,
    dialing_at timestamp with time zone,
    dial_attempts integer DEFAULT 0 NOT NULL,
    config jsonb,
    control_url text,
    listen_url text,
    answered_at timestamp with time zone,
    ended_reason text,
    recording_url text,
    analysis jsonb,
    cost_usd numeric(12,6),
    error text,
    report_webhook_id bigint,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    CONSTRAINT calls_pkey PRIMARY KEY (id),
    CONSTRAINT calls_intent_key_key UNIQUE (intent_key),
    CONSTRAINT calls_mode_check CHECK ((mode = ANY (ARRAY['qualify'::text, 'direct'::text]))),
    CONSTRAINT calls_status_check CHECK (((status)::text = ANY (ARRAY['requested'::text, 'blocked'::text, 'queued'::text, 'dialing'::text, 'started'::text, 'ringing'::text, 'in-progress'::text, 'forwarding'::text, 'with-agent'::text, 'ended'::text, 'failed'::text, 'cancelled'::text])))
);

CREATE TABLE campaign_spend (
    campaign_id uuid NOT NULL,
    day date NOT NULL,
    currency text NOT NULL,
    amount numeric(14,2) NOT NULL,
    CONSTRAINT campaign_spend_pkey PRIMARY KEY (campaign_id, day, currency),
    CONSTRAINT campaign_spend_amount_check CHECK ((amount >= (0)::numeric)),
    CONSTRAINT campaign_spend_currency_check CHECK ((currency = ANY (ARRAY['USD'::text, 'MXN'::text])))
);

CREATE TABLE campaigns (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    source text NOT NULL,
    external_id text NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT campaigns_pkey PRIMARY KEY (id),
    CONSTRAINT campaigns_source_external_id_key UNIQUE (source, external_id)
);

CREATE TABLE consents (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    lead_id uuid NOT NULL,
    kind text NOT NULL,
    granted boolean NOT NULL,
    evidence text NOT NULL,
    evidence_key text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT consents_pkey PRIMARY KEY (id),
    CONSTRAINT consents_lead_id_kind_evidence_key_key UNIQUE (lead_id, kind, evidence_key),
    CONSTRAINT consents_kind_check CHECK ((kind = ANY (ARRAY['whatsapp'::text, 'call'::text, 'recording'::text, 'marketing'::text])))
);

CREATE TABLE directory_entries (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    number text NOT NULL,
    note text,
    "position" integer DEFAULT 0 NOT NULL,
    active boolean DEFAULT true NOT NULL,
    CONSTRAINT directory_entries_pkey PRIMARY KEY (id),
    CONSTRAINT directory_entries_number_key UNIQUE (number),
    CONSTRAINT directory_entries_kind_check CHECK ((kind = ANY (ARRAY['queue'::text, 'number'::text])))
);

CREATE TABLE dispositions (
    key text NOT NULL,
    label_es text NOT NULL,
    label_en text NOT NULL,
    lead_signal text,
    asks text DEFAULT 'nothing'::text NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    active boolean DEFAULT true NOT NULL,
    CONSTRAINT dispositions_pkey PRIMARY KEY (key),
    CONSTRAINT dispositions_asks_check CHECK ((asks = ANY (ARRAY['nothing'::text, 'callback'::text, 'follow-up'::text, 'appointment'::text]))),
    CONSTRAINT dispositions_key_check CHECK ((key ~ '^[a-z0-9-]{1,40}$'::text)),
    CONSTRAINT dispositions_lead_signal_check CHECK ((lead_signal = ANY (ARRAY['book'::text, 'finish'::text, 'lose'::text, 'nurture'::text, 'opt-out'::text])))
);

CREATE TABLE do_not_call (
    phone text NOT NULL,
    source text NOT NULL,
    reason text,
    added_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT do_not_call_pkey PRIMARY KEY (phone)
);

CREATE TABLE escalation_attempts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    escalation_id uuid NOT NULL,
    step integer NOT NULL,
    target text NOT NULL,
    agent_id uuid,
    sip_uri text NOT NULL,
    status text DEFAULT 'reserved'::text NOT NULL,
    outcome text,
    sip_status integer,
    cause text,
    match text,
    reserved_at timestamp with time zone DEFAULT now() NOT NULL,
    transferring_at timestamp with time zone,
    ringing_at timestamp with time zone,
    answered_at timestamp with time zone,
    ended_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    talk_ms integer,
    CONSTRAINT escalation_attempts_pkey PRIMARY KEY (id),
    CONSTRAINT escalation_attempts_escalation_id_step_key UNIQUE (escalation_id, step),
    CONSTRAINT attempts_agent_target CHECK (((target = 'hunt-pilot'::text) OR (agent_id IS NOT NULL))),
    CONSTRAINT escalation_attempts_match_check CHECK ((match = ANY (ARRAY['header'::text, 'reservation'::text, 'none'::text]))),
    CONSTRAINT escalation_attempts_outcome_check CHECK ((outcome = ANY (ARRAY['answered'::text, 'no-answer'::text, 'busy'::text, 'rejected'::text, 'unreachable'::text, 'failed'::text, 'cancelled'::text]))),
    CONSTRAINT escalation_attempts_status_check CHECK ((status = ANY (ARRAY['reserved'::text, 'transferring'::text, 'ringing'::text, 'answered'::text, 'ended'::text]))),
    CONSTRAINT escalation_attempts_target_check CHECK ((target = ANY (ARRAY['agent'::text, 'hunt-pilot'::text])))
);

CREATE TABLE escalations (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    call_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    status text DEFAULT 'requested'::text NOT NULL,
    reason text NOT NULL,
    brief jsonb NOT NULL,
    tool_call_id text,
    outcome text,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    answered_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT escalations_pkey PRIMARY KEY (id),
    CONSTRAINT escalations_call_id_tool_call_id_key UNIQUE (call_id, tool_call_id),
    CONSTRAINT escalations_outcome_check CHECK ((outcome = ANY (ARRAY['answered'::text, 'callback'::text, 'abandoned'::text]))),
    CONSTRAINT escalations_status_check CHECK ((status = ANY (ARRAY['requested'::text, 'reserved'::text, 'transferring'::text, 'ringing'::text, 'answered'::text, 'callback'::text, 'abandoned'::text, 'closed'::text])))
);

CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    stream text NOT NULL,
    stream_seq bigint NOT NULL,
    type text NOT NULL,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    lead_id uuid,
    call_id uuid,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    published_at timestamp with time zone,
    CONSTRAINT events_pkey PRIMARY KEY (id),
    CONSTRAINT events_stream_stream_seq_key UNIQUE (stream, stream_seq)
);

CREATE TABLE imports (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    kind text NOT NULL,
    user_id uuid,
    sha256 text NOT NULL,
    rows integer NOT NULL,
    added integer NOT NULL,
    changed integer NOT NULL,
    unchanged integer NOT NULL,
    bad_rows integer NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT imports_pkey PRIMARY KEY (id),
    CONSTRAINT imports_kind_check CHECK ((kind = ANY (ARRAY['do-not-call'::text, 'spend'::text, 'sales'::text, 'inventory'::text])))
);

CREATE TABLE interactions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    lead_id uuid,
    call_id uuid,
    type character varying(20) NOT NULL,
    content text,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    "position" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    author text NOT NULL,
    agent_id uuid,
    external_id text,
    reason_key text,
    status text,
    sending_at timestamp with time zone,
    error jsonb,
    discovered_at timestamp with time zone,
    CONSTRAINT interactions_pkey PRIMARY KEY (id),
    CONSTRAINT interactions_external_id_key UNIQUE (external_id),
    CONSTRAINT interactions_reason_key_key UNIQUE (reason_key),
    CONSTRAINT interactions_author_check CHECK ((author = ANY (ARRAY['lead'::text, 'ai'::text, 'agent'::text, 'system'::text]))),
    CONSTRAINT interactions_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'failed'::text, 'received'::text, 'withheld'::text]))),
    CONSTRAINT interactions_type_check CHECK (((type)::text = ANY (ARRAY['whatsapp'::text, 'call'::text, 'tool_call'::text, 'note'::text, 'system'::text])))
);

CREATE TABLE leads (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    phone character varying(20),
    whatsapp_id character varying(50),
    first_name character varying(100),
    last_name character varying(100),
    email character varying(255),
    lead_source character varying(50),
    qualification_score integer,
    status character varying(20) DEFAULT 'new'::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    whatsapp_user_id text,
    whatsapp_name text,
    language text DEFAULT 'es'::text NOT NULL,
    time_zone text DEFAULT 'America/Mexico_City'::text NOT NULL,
    profile jsonb DEFAULT '{}'::jsonb NOT NULL,
    score jsonb,
    next_action text,
    asked jsonb DEFAULT '[]'::jsonb NOT NULL,
    campaign_id uuid,
    click_id text,
    referral jsonb,
    handled_by text DEFAULT 'ai'::text NOT NULL,
    owner_id uuid,
    last_inbound_at timestamp with time zone,
    last_outbound_at timestamp with time zone,
    follow_up_step integer DEFAULT 0 NOT NULL,
    CONSTRAINT leads_pkey PRIMARY KEY (id),
    CONSTRAINT leads_phone_key UNIQUE (phone),
    CONSTRAINT leads_whatsapp_user_id_key UNIQUE (whatsapp_user_id),
    CONSTRAINT leads_handled_by_check CHECK ((handled_by = ANY (ARRAY['ai'::text, 'human'::text]))),
    CONSTRAINT leads_language_check CHECK ((language = ANY (ARRAY['es'::text, 'en'::text]))),
    CONSTRAINT leads_next_action_check CHECK ((next_action = ANY (ARRAY['schedule_call'::text, 'nurture_sequence'::text, 'direct_transfer'::text]))),
    CONSTRAINT leads_qualification_score_check CHECK (((qualification_score >= 0) AND (qualification_score <= 100))),
    CONSTRAINT leads_reachable CHECK ((num_nonnulls(phone, whatsapp_id, whatsapp_user_id) > 0)),
    CONSTRAINT leads_status_check CHECK (((status)::text = ANY (ARRAY['new'::text, 'discovering'::text, 'nurturing'::text, 'qualified'::text, 'calling'::text, 'escalated'::text, 'with-agent'::text, 'appointment'::text, 'follow-up'::text, 'lost'::text, 'opted-out'::text])))
);

CREATE TABLE llm_usage (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    lead_id uuid,
    purpose text NOT NULL,
    model text NOT NULL,
    prompt_tokens integer DEFAULT 0 NOT NULL,
    completion_tokens integer DEFAULT 0 NOT NULL,
    cost_usd numeric(12,6) DEFAULT 0 NOT NULL,
    duration_ms integer NOT NULL,
    ok boolean NOT NULL,
    error text,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT llm_usage_pkey PRIMARY KEY (id)
);

CREATE TABLE message_templates (
    name text NOT NULL,
    language text NOT NULL,
    body text NOT NULL,
    parameters text[] DEFAULT '{}'::text[] NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    active boolean DEFAULT true NOT NULL,
    CONSTRAINT message_templates_pkey PRIMARY KEY (name, language),
    CONSTRAINT message_templates_language_check CHECK ((language = ANY (ARRAY['es'::text, 'en'::text]))),
    CONSTRAINT message_templates_name_check CHECK (((name ~ '^[a-z0-9_]+$'::text) AND (length(name) <= 512)))
);

CREATE TABLE note_drafts (
    agent_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    text text NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT note_drafts_pkey PRIMARY KEY (agent_id, lead_id)
);

CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    kind text NOT NULL,
    lane text NOT NULL,
    key text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    locked_until timestamp with time zone,
    locked_by text,
    done_at timestamp with time zone,
    result text,
    last_error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    effect_at timestamp with time zone,
    CONSTRAINT outbox_pkey PRIMARY KEY (id),
    CONSTRAINT outbox_key_key UNIQUE (key)
);

CREATE TABLE phone_calls (
    agent_id uuid NOT NULL,
    phone_call_id text NOT NULL,
    sip_call_id text NOT NULL,
    direction text NOT NULL,
    number text NOT NULL,
    match text NOT NULL,
    attempt_id uuid,
    rang_at timestamp with time zone,
    answered_at timestamp with time zone,
    ended_at timestamp with time zone,
    outcome text,
    sip_status integer,
    cause text,
    talk_ms integer,
    quality jsonb,
    CONSTRAINT phone_calls_pkey PRIMARY KEY (agent_id, phone_call_id),
    CONSTRAINT phone_calls_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text]))),
    CONSTRAINT phone_calls_match_check CHECK ((match = ANY (ARRAY['header'::text, 'reservation'::text, 'none'::text])))
);

CREATE TABLE properties (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    destination text NOT NULL,
    state text NOT NULL,
    time_zone text NOT NULL,
    description_es text NOT NULL,
    description_en text NOT NULL,
    amenities text[] DEFAULT '{}'::text[] NOT NULL,
    visit_opens time without time zone DEFAULT '10:00:00'::time without time zone NOT NULL,
    visit_closes time without time zone DEFAULT '18:00:00'::time without time zone NOT NULL,
    visit_minutes integer DEFAULT 60 NOT NULL,
    visit_hosts integer DEFAULT 3 NOT NULL,
    down_payment_pct integer DEFAULT 30 NOT NULL,
    financing_months integer DEFAULT 60 NOT NULL,
    CONSTRAINT properties_pkey PRIMARY KEY (id),
    CONSTRAINT properties_slug_key UNIQUE (slug)
);

CREATE TABLE sales (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    external_id text,
    lead_id uuid NOT NULL,
    unit_id uuid,
    agent_id uuid,
    amount numeric(14,2) NOT NULL,
    currency text NOT NULL,
    amount_usd numeric(14,2) NOT NULL,
    day date NOT NULL,
    source text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    desk_key text,
    unit_status text,
    withdrawn_at timestamp with time zone,
    withdrawn_by uuid,
    withdrawn_why text,
    CONSTRAINT sales_pkey PRIMARY KEY (id),
    CONSTRAINT sales_desk_key_key UNIQUE (desk_key),
    CONSTRAINT sales_external_id_key UNIQUE (external_id),
    CONSTRAINT sales_amount_check CHECK ((amount >= (0)::numeric)),
    CONSTRAINT sales_currency_check CHECK ((currency = ANY (ARRAY['USD'::text, 'MXN'::text]))),
    CONSTRAINT sales_source_check CHECK ((source = ANY (ARRAY['import'::text, 'desk'::text]))),
    CONSTRAINT sales_unit_status_check CHECK ((unit_status = ANY (ARRAY['reserved'::text, 'sold'::text])))
);

CREATE TABLE sessions (
    token_hash text NOT NULL,
    user_id uuid NOT NULL,
    kind text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT sessions_pkey PRIMARY KEY (token_hash),
    CONSTRAINT sessions_kind_check CHECK ((kind = ANY (ARRAY['console'::text, 'phone'::text])))
);

CREATE TABLE settings (
    key text NOT NULL,
    value jsonb NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT settings_pkey PRIMARY KEY (key),
    CONSTRAINT settings_key_check CHECK ((key ~ '^[a-zA-Z]{1,60}$'::text))
);

CREATE TABLE state_reasons (
    key text NOT NULL,
    state text NOT NULL,
    label_es text NOT NULL,
    label_en text NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    active boolean DEFAULT true NOT NULL,
    CONSTRAINT state_reasons_pkey PRIMARY KEY (key),
    CONSTRAINT state_reasons_key_check CHECK ((key ~ '^[a-z0-9-]{1,40}$'::text)),
    CONSTRAINT state_reasons_state_check CHECK ((state = ANY (ARRAY['busy'::text, 'away'::text])))
);

CREATE TABLE stream_heads (
    stream text NOT NULL,
    seq bigint NOT NULL,
    CONSTRAINT stream_heads_pkey PRIMARY KEY (stream)
);

CREATE TABLE targets (
    key text NOT NULL,
    value double precision NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT targets_pkey PRIMARY KEY (key),
    CONSTRAINT targets_value_check CHECK ((value >= (0)::double precision))
);

CREATE TABLE task_reasons (
    reason_key text NOT NULL,
    task_id uuid NOT NULL,
    CONSTRAINT task_reasons_pkey PRIMARY KEY (reason_key)
);

CREATE TABLE tasks (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    lead_id uuid NOT NULL,
    call_id uuid,
    escalation_id uuid,
    kind text NOT NULL,
    title text NOT NULL,
    notes text,
    owner_id uuid NOT NULL,
    due_at timestamp with time zone NOT NULL,
    status text DEFAULT 'open'::text NOT NULL,
    reason_key text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    done_at timestamp with time zone,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tasks_pkey PRIMARY KEY (id),
    CONSTRAINT tasks_reason_key_key UNIQUE (reason_key),
    CONSTRAINT tasks_kind_check CHECK ((kind = ANY (ARRAY['callback'::text, 'follow-up'::text, 'confirm-appointment'::text, 'send-information'::text, 'review'::text]))),
    CONSTRAINT tasks_status_check CHECK ((status = ANY (ARRAY['open'::text, 'done'::text, 'cancelled'::text])))
);

CREATE TABLE teams (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT teams_pkey PRIMARY KEY (id)
);

CREATE TABLE thresholds (
    key text NOT NULL,
    "limit" numeric,
    warn numeric,
    notify text[] DEFAULT '{}'::text[] NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT thresholds_pkey PRIMARY KEY (key),
    CONSTRAINT thresholds_key_check CHECK ((key = ANY (ARRAY['queued'::text, 'oldestQueued'::text, 'personWait'::text, 'serviceLevel'::text, 'abandonment'::text, 'agentsAvailable'::text, 'occupancy'::text, 'wrapUp'::text, 'talk'::text, 'away'::text]))),
    CONSTRAINT thresholds_limit_check CHECK (("limit" >= (0)::numeric)),
    CONSTRAINT thresholds_notify_check CHECK ((notify <@ '{desktop,whatsapp,webhook}'::text[])),
    CONSTRAINT thresholds_warn_check CHECK ((warn >= (0)::numeric))
);

CREATE TABLE tool_calls (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    call_id uuid,
    tool_name character varying(100),
    parameters jsonb,
    response jsonb,
    execution_time_ms integer,
    success boolean,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    tool_call_id text NOT NULL,
    cached boolean DEFAULT false NOT NULL,
    error text,
    CONSTRAINT tool_calls_pkey PRIMARY KEY (id),
    CONSTRAINT tool_calls_once UNIQUE (call_id, tool_call_id)
);

CREATE TABLE unit_prices (
    unit_id uuid NOT NULL,
    currency text NOT NULL,
    amount numeric(14,2) NOT NULL,
    CONSTRAINT unit_prices_pkey PRIMARY KEY (unit_id, currency),
    CONSTRAINT unit_prices_amount_check CHECK ((amount > (0)::numeric)),
    CONSTRAINT unit_prices_currency_check CHECK ((currency = ANY (ARRAY['USD'::text, 'MXN'::text])))
);

CREATE TABLE units (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    property_id uuid NOT NULL,
    code text NOT NULL,
    type text NOT NULL,
    bedrooms integer NOT NULL,
    bathrooms numeric(3,1) NOT NULL,
    area_m2 numeric(8,2) NOT NULL,
    view text,
    status text DEFAULT 'available'::text NOT NULL,
    available_from date DEFAULT '2026-01-01'::date NOT NULL,
    CONSTRAINT units_pkey PRIMARY KEY (id),
    CONSTRAINT units_property_id_code_key UNIQUE (property_id, code),
    CONSTRAINT units_status_check CHECK ((status = ANY (ARRAY['available'::text, 'reserved'::text, 'sold'::text]))),
    CONSTRAINT units_type_check CHECK ((type = ANY (ARRAY['studio'::text, 'condo'::text, 'penthouse'::text, 'villa'::text, 'residence'::text, 'lot'::text, 'fractional'::text])))
);

CREATE TABLE user_states (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    user_id uuid NOT NULL,
    state text NOT NULL,
    reason text,
    set_by uuid,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT user_states_pkey PRIMARY KEY (id)
);

CREATE TABLE users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    username text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    password_hash text NOT NULL,
    active boolean DEFAULT true NOT NULL,
    languages text[] DEFAULT '{es}'::text[] NOT NULL,
    skills text[] DEFAULT '{}'::text[] NOT NULL,
    extension text,
    sip_auth_user text,
    sip_password_sealed text,
    state text DEFAULT 'offline'::text NOT NULL,
    state_reason text,
    state_since timestamp with time zone DEFAULT now() NOT NULL,
    console_seen_at timestamp with time zone,
    phone_seen_at timestamp with time zone,
    phone_registered boolean DEFAULT false NOT NULL,
    last_call_ended_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    state_until timestamp with time zone,
    next_state jsonb,
    team_id uuid,
    alert_phone text,
    state_notice jsonb,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_extension_key UNIQUE (extension),
    CONSTRAINT users_username_key UNIQUE (username),
    CONSTRAINT users_role_check CHECK ((role = ANY (ARRAY['agent'::text, 'supervisor'::text, 'admin'::text]))),
    CONSTRAINT users_state_check CHECK ((state = ANY (ARRAY['offline'::text, 'available'::text, 'busy'::text, 'wrap-up'::text, 'away'::text]))),
    CONSTRAINT users_username_check CHECK ((username = lower(username)))
);

CREATE TABLE webhook_deliveries (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    endpoint_id uuid NOT NULL,
    event_id bigint,
    message_id text NOT NULL,
    type text NOT NULL,
    body text,
    status text DEFAULT 'pending'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone DEFAULT now() NOT NULL,
    locked_until timestamp with time zone,
    delivered_at timestamp with time zone,
    http_status integer,
    error text,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_deliveries_endpoint_id_message_id_key UNIQUE (endpoint_id, message_id),
    CONSTRAINT webhook_deliveries_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'delivered'::text, 'dead'::text])))
);

CREATE TABLE webhook_endpoints (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    url text NOT NULL,
    description text,
    types text[] DEFAULT '{}'::text[] NOT NULL,
    with_contact boolean DEFAULT false NOT NULL,
    active boolean DEFAULT true NOT NULL,
    secret_sealed text NOT NULL,
    old_secret_sealed text,
    old_secret_until timestamp with time zone,
    failing_since timestamp with time zone,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (id)
);

CREATE TABLE webhooks (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    source text NOT NULL,
    natural_key text NOT NULL,
    type text NOT NULL,
    body jsonb NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    deliveries integer DEFAULT 1 NOT NULL,
    processed_at timestamp with time zone,
    effect text,
    call_id uuid,
    lead_id uuid,
    CONSTRAINT webhooks_pkey PRIMARY KEY (id),
    CONSTRAINT webhooks_source_natural_key_key UNIQUE (source, natural_key),
    CONSTRAINT webhooks_source_check CHECK ((source = ANY (ARRAY['whatsapp'::text, 'vapi'::text, 'phone'::text])))
);

CREATE TABLE wrap_ups (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    agent_id uuid NOT NULL,
    phone_call_id text NOT NULL,
    lead_id uuid,
    call_id uuid,
    number text NOT NULL,
    direction text NOT NULL,
    talk_ms integer,
    ended_at timestamp with time zone NOT NULL,
    disposition text,
    notes text,
    task_id uuid,
    saved_at timestamp with time zone,
    CONSTRAINT wrap_ups_pkey PRIMARY KEY (id),
    CONSTRAINT wrap_ups_agent_id_phone_call_id_key UNIQUE (agent_id, phone_call_id),
    CONSTRAINT wrap_ups_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text])))
);

CREATE TABLE analytics.agent_days (
    agent_id uuid NOT NULL,
    day date NOT NULL,
    signed_in_ms bigint NOT NULL,
    away_ms bigint NOT NULL,
    talk_ms bigint NOT NULL,
    wrap_up_ms bigint NOT NULL,
    CONSTRAINT agent_days_pkey PRIMARY KEY (agent_id, day)
);

CREATE TABLE analytics.appointments (
    appointment_id uuid NOT NULL,
    call_id uuid,
    lead_id uuid NOT NULL,
    day date NOT NULL,
    source text NOT NULL,
    campaign_id uuid,
    property_type text,
    language text NOT NULL,
    agent_id uuid,
    booked_at timestamp with time zone NOT NULL,
    cancelled boolean NOT NULL,
    held boolean,
    CONSTRAINT appointments_pkey PRIMARY KEY (appointment_id)
);

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
    timed integer NOT NULL,
    seconds bigint NOT NULL
);

CREATE TABLE analytics.calls (
    call_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    day date NOT NULL,
    source text NOT NULL,
    campaign_id uuid,
    property_type text,
    language text NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    placed_at timestamp with time zone,
    answered_at timestamp with time zone,
    ended_at timestamp with time zone,
    seconds integer,
    outcome text,
    blocked text,
    concluded boolean NOT NULL,
    talked boolean NOT NULL,
    person boolean NOT NULL,
    booked boolean NOT NULL,
    CONSTRAINT calls_pkey PRIMARY KEY (call_id)
);

CREATE TABLE analytics.changed (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    lead_id uuid,
    agent_id uuid,
    at timestamp with time zone NOT NULL,
    added_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT changed_pkey PRIMARY KEY (id)
);

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
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    talk_ms integer NOT NULL,
    wrap_up_ms integer NOT NULL,
    CONSTRAINT conversations_pkey PRIMARY KEY (agent_id, phone_call_id)
);

CREATE TABLE analytics.escalations (
    escalation_id uuid NOT NULL,
    call_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    day date NOT NULL,
    source text NOT NULL,
    campaign_id uuid,
    property_type text,
    language text NOT NULL,
    agent_id uuid,
    requested_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    wait_ms integer,
    outcome text,
    CONSTRAINT escalations_pkey PRIMARY KEY (escalation_id)
);

CREATE TABLE analytics.gateway_batches (
    id uuid NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT gateway_batches_pkey PRIMARY KEY (id)
);

CREATE TABLE analytics.gateway_days (
    day date NOT NULL,
    gateway text NOT NULL,
    bucket integer NOT NULL,
    requests integer NOT NULL,
    failures integer NOT NULL,
    CONSTRAINT gateway_days_pkey PRIMARY KEY (day, gateway, bucket)
);

CREATE TABLE analytics.heartbeats (
    minute timestamp with time zone NOT NULL,
    CONSTRAINT heartbeats_pkey PRIMARY KEY (minute)
);

CREATE TABLE analytics.lead_days (
    day date NOT NULL,
    source text NOT NULL,
    campaign_id uuid,
    property_type text,
    language text NOT NULL,
    leads integer NOT NULL,
    qualified integer NOT NULL,
    called integer NOT NULL,
    came1 integer NOT NULL,
    came2 integer NOT NULL,
    came3 integer NOT NULL,
    came4 integer NOT NULL,
    came5 integer NOT NULL,
    came6 integer NOT NULL
);

CREATE TABLE analytics.leads (
    lead_id uuid NOT NULL,
    day date NOT NULL,
    source text NOT NULL,
    campaign_id uuid,
    property_type text,
    language text NOT NULL,
    arrived_at timestamp with time zone NOT NULL,
    status text NOT NULL,
    qualified boolean NOT NULL,
    called boolean NOT NULL,
    reached boolean NOT NULL,
    booked boolean NOT NULL,
    visited boolean NOT NULL,
    sold boolean NOT NULL,
    step smallint NOT NULL,
    value numeric NOT NULL,
    CONSTRAINT leads_pkey PRIMARY KEY (lead_id)
);

CREATE TABLE analytics.rebuild_progress (
    one boolean DEFAULT true NOT NULL,
    rules jsonb NOT NULL,
    part text NOT NULL,
    after text,
    leads integer DEFAULT 0 NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT rebuild_progress_pkey PRIMARY KEY (one),
    CONSTRAINT rebuild_progress_one_check CHECK (one),
    CONSTRAINT rebuild_progress_part_check CHECK ((part = ANY (ARRAY['leads'::text, 'agents'::text, 'days'::text])))
);

CREATE TABLE analytics.rebuilds (
    at timestamp with time zone NOT NULL,
    CONSTRAINT rebuilds_pkey PRIMARY KEY (at)
);

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

CREATE TABLE analytics.sales (
    sale_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    day date NOT NULL,
    source text NOT NULL,
    campaign_id uuid,
    property_type text,
    language text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    amount_usd numeric NOT NULL,
    CONSTRAINT sales_pkey PRIMARY KEY (sale_id)
);

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

CREATE TABLE analytics.tool_calls (
    call_id uuid NOT NULL,
    tool_call_id text NOT NULL,
    lead_id uuid NOT NULL,
    day date NOT NULL,
    at timestamp with time zone NOT NULL,
    name text NOT NULL,
    ms integer NOT NULL,
    success boolean NOT NULL,
    cached boolean NOT NULL,
    CONSTRAINT tool_calls_pkey PRIMARY KEY (call_id, tool_call_id)
);

CREATE TABLE analytics.tool_days (
    day date NOT NULL,
    name text NOT NULL,
    bucket integer NOT NULL,
    calls integer NOT NULL,
    failures integer NOT NULL,
    cached integer NOT NULL
);

CREATE TABLE analytics.tool_time_days (
    day date NOT NULL,
    calls integer NOT NULL,
    median integer NOT NULL,
    p95 integer NOT NULL,
    CONSTRAINT tool_time_days_pkey PRIMARY KEY (day)
);

CREATE TABLE analytics.uptime_days (
    day date NOT NULL,
    minutes integer NOT NULL,
    CONSTRAINT uptime_days_pkey PRIMARY KEY (day)
);

CREATE TABLE analytics.volume_hours (
    hour timestamp with time zone NOT NULL,
    events integer NOT NULL,
    webhooks integer NOT NULL,
    CONSTRAINT volume_hours_pkey PRIMARY KEY (hour)
);


ALTER TABLE alerts ADD CONSTRAINT alerts_key_fkey FOREIGN KEY (key) REFERENCES thresholds(key);
ALTER TABLE alerts ADD CONSTRAINT alerts_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES users(id) ON DELETE CASCADE;
ALTER TABLE appointments ADD CONSTRAINT appointments_booked_by_fkey FOREIGN KEY (booked_by) REFERENCES users(id);
ALTER TABLE appointments ADD CONSTRAINT appointments_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls(id);
ALTER TABLE appointments ADD CONSTRAINT appointments_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id);
ALTER TABLE appointments ADD CONSTRAINT appointments_property_id_fkey FOREIGN KEY (property_id) REFERENCES properties(id);
ALTER TABLE appointments ADD CONSTRAINT appointments_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES units(id);
ALTER TABLE audit ADD CONSTRAINT audit_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
ALTER TABLE calls ADD CONSTRAINT calls_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id);
ALTER TABLE campaign_spend ADD CONSTRAINT campaign_spend_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
ALTER TABLE consents ADD CONSTRAINT consents_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id);
ALTER TABLE escalation_attempts ADD CONSTRAINT escalation_attempts_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES users(id);
ALTER TABLE escalation_attempts ADD CONSTRAINT escalation_attempts_escalation_id_fkey FOREIGN KEY (escalation_id) REFERENCES escalations(id);
ALTER TABLE escalations ADD CONSTRAINT escalations_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls(id);
ALTER TABLE escalations ADD CONSTRAINT escalations_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id);
ALTER TABLE imports ADD CONSTRAINT imports_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
ALTER TABLE interactions ADD CONSTRAINT interactions_agent_fk FOREIGN KEY (agent_id) REFERENCES users(id);
ALTER TABLE interactions ADD CONSTRAINT interactions_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls(id);
ALTER TABLE interactions ADD CONSTRAINT interactions_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id);
ALTER TABLE leads ADD CONSTRAINT leads_campaign_fk FOREIGN KEY (campaign_id) REFERENCES campaigns(id);
ALTER TABLE leads ADD CONSTRAINT leads_owner_fk FOREIGN KEY (owner_id) REFERENCES users(id);
ALTER TABLE llm_usage ADD CONSTRAINT llm_usage_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id);
ALTER TABLE note_drafts ADD CONSTRAINT note_drafts_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES users(id) ON DELETE CASCADE;
ALTER TABLE note_drafts ADD CONSTRAINT note_drafts_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id) ON DELETE CASCADE;
ALTER TABLE phone_calls ADD CONSTRAINT phone_calls_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES users(id) ON DELETE CASCADE;
ALTER TABLE phone_calls ADD CONSTRAINT phone_calls_attempt_id_fkey FOREIGN KEY (attempt_id) REFERENCES escalation_attempts(id) ON DELETE SET NULL;
ALTER TABLE sales ADD CONSTRAINT sales_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES users(id);
ALTER TABLE sales ADD CONSTRAINT sales_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id);
ALTER TABLE sales ADD CONSTRAINT sales_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES units(id);
ALTER TABLE sales ADD CONSTRAINT sales_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES users(id);
ALTER TABLE sessions ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
ALTER TABLE settings ADD CONSTRAINT settings_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users(id);
ALTER TABLE targets ADD CONSTRAINT targets_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users(id);
ALTER TABLE task_reasons ADD CONSTRAINT task_reasons_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks(id) ON DELETE CASCADE;
ALTER TABLE tasks ADD CONSTRAINT tasks_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls(id);
ALTER TABLE tasks ADD CONSTRAINT tasks_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id);
ALTER TABLE tasks ADD CONSTRAINT tasks_escalation_id_fkey FOREIGN KEY (escalation_id) REFERENCES escalations(id);
ALTER TABLE tasks ADD CONSTRAINT tasks_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id);
ALTER TABLE tasks ADD CONSTRAINT tasks_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id);
ALTER TABLE thresholds ADD CONSTRAINT thresholds_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users(id);
ALTER TABLE tool_calls ADD CONSTRAINT tool_calls_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls(id);
ALTER TABLE unit_prices ADD CONSTRAINT unit_prices_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES units(id);
ALTER TABLE units ADD CONSTRAINT units_property_id_fkey FOREIGN KEY (property_id) REFERENCES properties(id);
ALTER TABLE user_states ADD CONSTRAINT user_states_set_by_fkey FOREIGN KEY (set_by) REFERENCES users(id);
ALTER TABLE user_states ADD CONSTRAINT user_states_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
ALTER TABLE users ADD CONSTRAINT users_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id) ON DELETE SET NULL;
ALTER TABLE webhook_deliveries ADD CONSTRAINT webhook_deliveries_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints(id) ON DELETE CASCADE;
ALTER TABLE webhook_endpoints ADD CONSTRAINT webhook_endpoints_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id);
ALTER TABLE webhooks ADD CONSTRAINT webhooks_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls(id);
ALTER TABLE webhooks ADD CONSTRAINT webhooks_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id);
ALTER TABLE wrap_ups ADD CONSTRAINT wrap_ups_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES users(id) ON DELETE CASCADE;
ALTER TABLE wrap_ups ADD CONSTRAINT wrap_ups_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls(id) ON DELETE SET NULL;
ALTER TABLE wrap_ups ADD CONSTRAINT wrap_ups_disposition_fkey FOREIGN KEY (disposition) REFERENCES dispositions(key);
ALTER TABLE wrap_ups ADD CONSTRAINT wrap_ups_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES leads(id) ON DELETE SET NULL;
ALTER TABLE wrap_ups ADD CONSTRAINT wrap_ups_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks(id) ON DELETE SET NULL;

CREATE UNIQUE INDEX alerts_open ON public.alerts USING btree (key, COALESCE((subject_id)::text, ''::text)) WHERE (closed_at IS NULL);
CREATE INDEX alerts_opened ON public.alerts USING btree (opened_at DESC);
CREATE INDEX appointments_lead ON public.appointments USING btree (lead_id);
CREATE INDEX appointments_start ON public.appointments USING btree (lower(during));
CREATE INDEX audit_action ON public.audit USING btree (action, id DESC);
CREATE INDEX audit_subject ON public.audit USING btree (subject_id, id DESC);
CREATE INDEX audit_user ON public.audit USING btree (user_id, id DESC);
CREATE INDEX calls_began ON public.calls USING btree (COALESCE(started_at, dialing_at) DESC) WHERE (COALESCE(started_at, dialing_at) IS NOT NULL);
CREATE INDEX calls_created_at ON public.calls USING btree (created_at DESC);
CREATE UNIQUE INDEX calls_one_open_per_lead ON public.calls USING btree (lead_id) WHERE ((status)::text = ANY (ARRAY['queued'::text, 'dialing'::text, 'started'::text, 'ringing'::text, 'in-progress'::text, 'forwarding'::text, 'with-agent'::text]));
CREATE INDEX calls_queue ON public.calls USING btree (priority DESC, queued_at, id) WHERE ((status)::text = 'queued'::text);
CREATE INDEX calls_unclosed ON public.calls USING btree (updated_at) WHERE (((status)::text = 'ended'::text) AND (outcome IS NULL));
CREATE UNIQUE INDEX calls_vapi_call_id_key ON public.calls USING btree (vapi_call_id);
CREATE INDEX idx_calls_lead_id ON public.calls USING btree (lead_id);
CREATE INDEX idx_calls_status ON public.calls USING btree (status);
CREATE INDEX consents_lead ON public.consents USING btree (lead_id, kind, id DESC);
CREATE INDEX attempts_agent ON public.escalation_attempts USING btree (agent_id, ended_at);
CREATE UNIQUE INDEX attempts_one_open_per_agent ON public.escalation_attempts USING btree (agent_id) WHERE (status <> 'ended'::text);
CREATE UNIQUE INDEX attempts_one_open_per_escalation ON public.escalation_attempts USING btree (escalation_id) WHERE (status <> 'ended'::text);
CREATE INDEX escalations_lead ON public.escalations USING btree (lead_id);
CREATE UNIQUE INDEX escalations_open_per_call ON public.escalations USING btree (call_id) WHERE (status = ANY (ARRAY['requested'::text, 'reserved'::text, 'transferring'::text, 'ringing'::text, 'answered'::text]));
CREATE INDEX escalations_requested ON public.escalations USING btree (requested_at);
CREATE INDEX escalations_status ON public.escalations USING btree (status);
CREATE INDEX events_at ON public.events USING brin (at);
CREATE INDEX events_lead ON public.events USING btree (lead_id, id);
CREATE INDEX events_message_failed ON public.events USING btree (at) WHERE ((type = 'message.changed'::text) AND ((data ->> 'status'::text) = 'failed'::text));
CREATE INDEX events_type_at ON public.events USING btree (type, at);
CREATE INDEX events_unpublished ON public.events USING btree (id) WHERE (published_at IS NULL);
CREATE INDEX imports_newest ON public.imports USING btree (at DESC);
CREATE INDEX idx_interactions_created_at ON public.interactions USING btree (created_at);
CREATE INDEX idx_interactions_lead_id ON public.interactions USING btree (lead_id);
CREATE INDEX interactions_call_id ON public.interactions USING btree (call_id);
CREATE INDEX interactions_newest ON public.interactions USING btree (type, created_at DESC);
CREATE INDEX interactions_undiscovered ON public.interactions USING btree (lead_id) WHERE (((type)::text = 'whatsapp'::text) AND (author = 'lead'::text) AND (discovered_at IS NULL));
CREATE INDEX interactions_words ON public.interactions USING gin (plain_text(content) gin_trgm_ops) WHERE ((type)::text = ANY (ARRAY['whatsapp'::text, 'call'::text, 'note'::text]));
CREATE INDEX idx_leads_phone ON public.leads USING btree (phone);
CREATE INDEX leads_owner ON public.leads USING btree (owner_id) WHERE (owner_id IS NOT NULL);
CREATE INDEX leads_updated_at ON public.leads USING btree (updated_at DESC);
CREATE UNIQUE INDEX leads_whatsapp_id_key ON public.leads USING btree (whatsapp_id);
CREATE INDEX leads_with_person ON public.leads USING btree (owner_id, last_inbound_at DESC) WHERE (handled_by = 'human'::text);
CREATE INDEX leads_words ON public.leads USING gin (plain_text((((((((((COALESCE(first_name, ''::character varying))::text || ' '::text) || (COALESCE(last_name, ''::character varying))::text) || ' '::text) || COALESCE(whatsapp_name, ''::text)) || ' '::text) || (COALESCE(phone, ''::character varying))::text) || ' '::text) || (COALESCE(email, ''::character varying))::text)) gin_trgm_ops);
CREATE INDEX llm_usage_at ON public.llm_usage USING brin (at);
CREATE INDEX llm_usage_failed ON public.llm_usage USING btree (at) WHERE (NOT ok);
CREATE INDEX llm_usage_lead ON public.llm_usage USING btree (lead_id) WHERE (lead_id IS NOT NULL);
CREATE INDEX outbox_dead ON public.outbox USING btree (done_at) WHERE (result = 'dead'::text);
CREATE INDEX outbox_done ON public.outbox USING btree (done_at) WHERE (done_at IS NOT NULL);
CREATE INDEX outbox_due ON public.outbox USING btree (run_at, id) WHERE (done_at IS NULL);
CREATE INDEX outbox_lane ON public.outbox USING btree (lane, id) WHERE (done_at IS NULL);
CREATE INDEX outbox_open_key ON public.outbox USING btree (key text_pattern_ops) WHERE (done_at IS NULL);
CREATE INDEX phone_calls_attempt ON public.phone_calls USING btree (attempt_id) WHERE (attempt_id IS NOT NULL);
CREATE INDEX phone_calls_began ON public.phone_calls USING btree (LEAST(rang_at, answered_at, ended_at) DESC);
CREATE INDEX phone_calls_digits ON public.phone_calls USING gin (regexp_replace(number, '\D'::text, ''::text, 'g'::text) gin_trgm_ops);
CREATE INDEX phone_calls_ended ON public.phone_calls USING brin (ended_at);
CREATE INDEX phone_calls_number ON public.phone_calls USING btree ("right"(regexp_replace(number, '\D'::text, ''::text, 'g'::text), 10));
CREATE INDEX phone_calls_of_agent ON public.phone_calls USING btree (agent_id, LEAST(rang_at, answered_at, ended_at) DESC);
CREATE INDEX phone_calls_open ON public.phone_calls USING btree (agent_id) WHERE (ended_at IS NULL);
CREATE INDEX sales_day ON public.sales USING btree (day);
CREATE INDEX sales_lead ON public.sales USING btree (lead_id);
CREATE INDEX sessions_user ON public.sessions USING btree (user_id);
CREATE INDEX tasks_done ON public.tasks USING btree (done_at DESC) WHERE (status = 'done'::text);
CREATE INDEX tasks_given ON public.tasks USING btree (owner_id, created_at DESC);
CREATE INDEX tasks_lead ON public.tasks USING btree (lead_id);
CREATE INDEX tasks_owner_due ON public.tasks USING btree (owner_id, due_at) WHERE (status = 'open'::text);
CREATE UNIQUE INDEX teams_name ON public.teams USING btree (plain_text(name));
CREATE INDEX idx_tool_calls_call_id ON public.tool_calls USING btree (call_id);
CREATE INDEX tool_calls_created_at ON public.tool_calls USING btree (created_at);
CREATE INDEX units_search ON public.units USING btree (property_id, type, bedrooms) WHERE (status = 'available'::text);
CREATE INDEX user_states_user ON public.user_states USING btree (user_id, at);
CREATE INDEX users_team ON public.users USING btree (team_id) WHERE (team_id IS NOT NULL);
CREATE INDEX webhook_deliveries_dead ON public.webhook_deliveries USING btree (endpoint_id) WHERE (status = 'dead'::text);
CREATE INDEX webhook_deliveries_due ON public.webhook_deliveries USING btree (endpoint_id, next_at) WHERE (status = 'pending'::text);
CREATE INDEX webhook_deliveries_newest ON public.webhook_deliveries USING btree (endpoint_id, created_at DESC);
CREATE INDEX webhook_deliveries_old ON public.webhook_deliveries USING btree (created_at) WHERE (status <> 'pending'::text);
CREATE INDEX webhooks_call ON public.webhooks USING btree (call_id);
CREATE INDEX webhooks_lead ON public.webhooks USING btree (lead_id) WHERE (lead_id IS NOT NULL);
CREATE INDEX webhooks_passing ON public.webhooks USING btree (received_at) WHERE ((effect ~~ 'pushed:%'::text) OR (effect ~~ 'kept:%'::text));
CREATE INDEX webhooks_received_at ON public.webhooks USING btree (received_at);
CREATE INDEX webhooks_unprocessed ON public.webhooks USING btree (source, id) WHERE (processed_at IS NULL);
CREATE INDEX wrap_ups_ended ON public.wrap_ups USING btree (ended_at);
CREATE INDEX wrap_ups_lead ON public.wrap_ups USING btree (lead_id, ended_at DESC);
CREATE INDEX wrap_ups_open ON public.wrap_ups USING btree (agent_id, ended_at) WHERE (saved_at IS NULL);
CREATE INDEX agent_days_day ON analytics.agent_days USING btree (day);
CREATE INDEX appointments_call ON analytics.appointments USING btree (call_id);
CREATE INDEX appointments_day ON analytics.appointments USING btree (day, booked_at DESC);
CREATE INDEX appointments_lead ON analytics.appointments USING btree (lead_id);
CREATE INDEX call_days_day ON analytics.call_days USING btree (day);
CREATE INDEX calls_blocked ON analytics.calls USING btree (day, blocked) WHERE (blocked IS NOT NULL);
CREATE INDEX calls_day ON analytics.calls USING btree (day, requested_at DESC);
CREATE INDEX calls_lead ON analytics.calls USING btree (lead_id);
CREATE INDEX conversations_day ON analytics.conversations USING btree (day, began_at DESC);
CREATE INDEX escalations_call ON analytics.escalations USING btree (call_id);
CREATE INDEX escalations_day ON analytics.escalations USING btree (day, requested_at DESC);
CREATE INDEX escalations_lead ON analytics.escalations USING btree (lead_id);
CREATE INDEX lead_days_day ON analytics.lead_days USING btree (day);
CREATE INDEX leads_day ON analytics.leads USING btree (day, arrived_at DESC);
CREATE INDEX result_days_day ON analytics.result_days USING btree (day);
CREATE INDEX sales_day ON analytics.sales USING btree (day);
CREATE INDEX sales_lead ON analytics.sales USING btree (lead_id);
CREATE INDEX stage_days_day ON analytics.stage_days USING btree (day);
CREATE INDEX tool_calls_day ON analytics.tool_calls USING btree (day, at DESC);
CREATE INDEX tool_calls_failed ON analytics.tool_calls USING btree (day, name, at) WHERE (NOT success);
CREATE INDEX tool_calls_lead ON analytics.tool_calls USING btree (lead_id);
CREATE INDEX tool_days_day ON analytics.tool_days USING btree (day);

CREATE VIEW reporting.leads AS
 SELECT l.id AS lead_id,
    l.created_at,
    l.status,
    l.lead_source AS source,
    c.source AS campaign_source,
    c.external_id AS campaign_id,
    c.name AS campaign,
    l.language,
    l.time_zone,
    l.qualification_score AS score,
    l.next_action,
    (l.profile ->> 'property_type'::text) AS property_type,
    (l.profile ->> 'location'::text) AS destination,
    l.handled_by,
    l.owner_id,
    l.last_inbound_at,
    l.follow_up_step
   FROM (leads l
     LEFT JOIN campaigns c ON ((c.id = l.campaign_id)));
CREATE VIEW reporting.agents AS
 SELECT u.id AS agent_id,
    u.name,
    u.role,
    t.name AS team,
    u.languages,
    u.skills,
    u.active
   FROM (users u
     LEFT JOIN teams t ON ((t.id = u.team_id)));
CREATE VIEW reporting.calls AS
 SELECT k.id AS call_id,
    k.lead_id,
    k.created_at AS requested_at,
    k.queued_at,
    k.started_at,
    k.answered_at,
    k.ended_at,
    k.status,
    k.outcome,
    k.mode,
    k.escalated,
    k.duration_seconds,
    k.dial_attempts,
    k.ended_reason,
    k.cost_usd,
    a.blocked AS blocked_by,
    a.talked,
    a.booked
   FROM (calls k
     LEFT JOIN analytics.calls a ON ((a.call_id = k.id)));
CREATE VIEW reporting.escalations AS
 SELECT e.id AS escalation_id,
    e.call_id,
    e.lead_id,
    e.requested_at,
    e.answered_at,
    e.ended_at,
    e.status,
    e.outcome,
    a.agent_id,
    a.wait_ms,
    ( SELECT count(*) AS count
           FROM escalation_attempts t
          WHERE (t.escalation_id = e.id)) AS attempts
   FROM (escalations e
     LEFT JOIN analytics.escalations a ON ((a.escalation_id = e.id)));
CREATE VIEW reporting.conversations AS
 SELECT n.agent_id,
    n.phone_call_id,
    n.lead_id,
    n.call_id,
    n.day,
    n.began_at,
    n.ended_at,
    n.talk_ms,
    n.wrap_up_ms,
    w.disposition
   FROM (analytics.conversations n
     LEFT JOIN wrap_ups w ON (((w.agent_id = n.agent_id) AND (w.phone_call_id = n.phone_call_id))));
CREATE VIEW reporting.appointments AS
 SELECT a.id AS appointment_id,
    a.lead_id,
    a.call_id,
    p.slug AS property,
    p.name AS property_name,
    p.destination,
    u.code AS unit,
    lower(a.during) AS starts_at,
    upper(a.during) AS ends_at,
    a.status,
    a.created_at AS booked_at,
    a.booked_by AS booked_by_agent_id
   FROM ((appointments a
     JOIN properties p ON ((p.id = a.property_id)))
     LEFT JOIN units u ON ((u.id = a.unit_id)));
CREATE VIEW reporting.sales AS
 SELECT s.id AS sale_id,
    s.external_id,
    s.lead_id,
    s.agent_id,
    p.slug AS property,
    u.code AS unit,
    s.amount,
    s.currency,
    s.amount_usd,
    s.day,
    s.created_at AS recorded_at
   FROM ((sales s
     LEFT JOIN units u ON ((u.id = s.unit_id)))
     LEFT JOIN properties p ON ((p.id = u.property_id)))
  WHERE (s.withdrawn_at IS NULL);
CREATE VIEW reporting.spend AS
 SELECT c.source,
    c.external_id AS campaign_id,
    c.name AS campaign,
    s.day,
    s.currency,
    s.amount
   FROM (campaign_spend s
     JOIN campaigns c ON ((c.id = s.campaign_id)));
CREATE VIEW reporting.kpis_by_day AS
 SELECT COALESCE(l.day, k.day, r.day, e.day, n.day) AS day,
    COALESCE(l.leads, (0)::bigint) AS leads,
    COALESCE(l.qualified, (0)::bigint) AS qualified_leads,
    COALESCE(l.called, (0)::bigint) AS leads_called,
    COALESCE(k.placed, (0)::bigint) AS calls_placed,
    COALESCE(k.concluded, (0)::bigint) AS calls_concluded,
    COALESCE(k.succeeded, (0)::bigint) AS calls_succeeded,
    COALESCE(k.talked, (0)::bigint) AS calls_talked,
    COALESCE(k.person, (0)::bigint) AS calls_with_person,
    COALESCE(k.booked, (0)::bigint) AS calls_with_visit,
    COALESCE(k.seconds, (0)::numeric) AS call_seconds,
    COALESCE(k.timed, (0)::bigint) AS calls_timed,
    COALESCE(e.escalations, (0)::bigint) AS escalations,
    COALESCE(e.answered, (0)::bigint) AS escalations_answered,
    COALESCE(e.abandoned, (0)::bigint) AS escalations_abandoned,
    COALESCE(e.wait_ms, (0)::bigint) AS escalation_wait_ms,
    COALESCE(n.conversations, (0)::bigint) AS conversations,
    COALESCE(n.talk_ms, (0)::bigint) AS talk_ms,
    COALESCE(n.wrap_up_ms, (0)::bigint) AS wrap_up_ms,
    COALESCE(r.visits, (0)::bigint) AS visits_booked,
    COALESCE(r.sales, (0)::bigint) AS sales,
    COALESCE(r.revenue, (0)::numeric) AS revenue_usd
   FROM ((((( SELECT lead_days.day,
            sum(lead_days.leads) AS leads,
            sum(lead_days.qualified) AS qualified,
            sum(lead_days.called) AS called
           FROM analytics.lead_days
          GROUP BY lead_days.day) l
     FULL JOIN ( SELECT call_days.day,
            sum(call_days.placed) AS placed,
            sum(call_days.concluded) AS concluded,
            sum(call_days.succeeded) AS succeeded,
            sum(call_days.talked) AS talked,
            sum(call_days.person) AS person,
            sum(call_days.booked) AS booked,
            sum(call_days.timed) AS timed,
            sum(call_days.seconds) AS seconds
           FROM analytics.call_days
          GROUP BY call_days.day) k ON ((k.day = l.day)))
     FULL JOIN ( SELECT result_days.day,
            sum((result_days.booked_by_ai + result_days.booked_by_agent)) AS visits,
            sum(result_days.sales) AS sales,
            sum(result_days.revenue) AS revenue
           FROM analytics.result_days
          GROUP BY result_days.day) r ON ((r.day = COALESCE(l.day, k.day))))
     FULL JOIN ( SELECT escalations.day,
            count(*) AS escalations,
            count(escalations.answered_at) AS answered,
            count(*) FILTER (WHERE (escalations.outcome = 'abandoned'::text)) AS abandoned,
            sum(escalations.wait_ms) FILTER (WHERE (escalations.answered_at IS NOT NULL)) AS wait_ms
           FROM analytics.escalations
          GROUP BY escalations.day) e ON ((e.day = COALESCE(l.day, k.day, r.day))))
     FULL JOIN ( SELECT conversations.day,
            count(*) AS conversations,
            sum(conversations.talk_ms) AS talk_ms,
            sum(conversations.wrap_up_ms) AS wrap_up_ms
           FROM analytics.conversations
          GROUP BY conversations.day) n ON ((n.day = COALESCE(l.day, k.day, r.day, e.day))));

CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER events_notify AFTER INSERT ON public.events FOR EACH STATEMENT EXECUTE FUNCTION notify_events();
CREATE TRIGGER outbox_notify AFTER INSERT ON public.outbox FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();
CREATE TRIGGER settings_notify AFTER INSERT OR DELETE OR UPDATE ON public.settings FOR EACH STATEMENT EXECUTE FUNCTION notify_settings();
CREATE TRIGGER webhook_deliveries_notify AFTER INSERT ON public.webhook_deliveries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION notify_deliveries();
