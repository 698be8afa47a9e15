-- Up Migration
-- What an agent's day is made of beside the calls themselves: why one is away, how a conversation ended, what was
-- noted, whom to hand over to, and which message may be sent when WhatsApp's window has closed.

-- Why an agent takes no calls; the administrator names them. `users.state_reason` holds the key.
CREATE TABLE state_reasons (
    key text PRIMARY KEY CHECK (key ~ '^[a-z0-9-]{1,40}$'),
    state text NOT NULL CHECK (state IN ('busy', 'away')),
    label_es text NOT NULL,
    label_en text NOT NULL,
    position integer NOT NULL DEFAULT 0,
    active boolean NOT NULL DEFAULT TRUE
);
INSERT INTO state_reasons (key, state, label_es, label_en, position) VALUES
    ('break', 'away', 'Descanso', 'Break', 1),
    ('lunch', 'away', 'Comida', 'Lunch', 2),
    ('meeting', 'away', 'Junta', 'Meeting', 3),
    ('training', 'away', 'Capacitación', 'Training', 4),
    ('paperwork', 'busy', 'Trámites', 'Paperwork', 5),
    ('client-visit', 'busy', 'Visita con cliente', 'Client visit', 6);

-- Until when the state was meant to last: the end of wrap-up.
ALTER TABLE users ADD COLUMN state_until timestamptz;

-- How a conversation ended, in the words of the house; what it means for the lead and what it asks for next.
CREATE TABLE dispositions (
    key text PRIMARY KEY CHECK (key ~ '^[a-z0-9-]{1,40}$'),
    label_es text NOT NULL,
    label_en text NOT NULL,
    -- What the lead's life-cycle is told (src/shared/lead.ts), if anything.
    lead_signal text CHECK (lead_signal IN ('book', 'finish', 'lose', 'nurture', 'opt-out')),
    -- What must come with it: nothing, a callback's time, a follow-up, or an appointment that stands.
    asks text NOT NULL DEFAULT 'nothing' CHECK (asks IN ('nothing', 'callback', 'follow-up', 'appointment')),
    position integer NOT NULL DEFAULT 0,
    active boolean NOT NULL DEFAULT TRUE
);
INSERT INTO dispositions (key, label_es, label_en, lead_signal, asks, position) VALUES
    ('appointment', 'Cita agendada', 'Visit booked', 'book', 'appointment', 1),
    ('call-back', 'Volver a llamar', 'Call back', 'finish', 'callback', 2),
    ('quote', 'Cotización', 'Quote to send', 'finish', 'follow-up', 3),
    ('not-interested', 'Sin interés', 'Not interested', 'lose', 'nothing', 4),
    ('not-qualified', 'No califica', 'Does not qualify', 'lose', 'nothing', 5),
    ('no-contact', 'Sin contacto', 'Not reached', 'finish', 'callback', 6),
    ('do-not-contact', 'No contactar', 'Do not contact', 'opt-out', 'nothing', 7),
    ('other', 'Otro', 'Other', 'finish', 'nothing', 8);

-- One conversation of an agent on the phone, still to be wrapped up or done with. Opened by the phone's report of the end.
CREATE TABLE wrap_ups (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    agent_id uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    phone_call_id text NOT NULL,
    -- Null where the number belongs to nobody we know.
    lead_id uuid REFERENCES leads(id) ON DELETE SET NULL,
    call_id uuid REFERENCES calls(id) ON DELETE SET NULL,
    number text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('in', 'out')),
    talk_ms integer,
    ended_at timestamptz NOT NULL,
    disposition text REFERENCES dispositions(key),
    notes text,
    task_id uuid REFERENCES tasks(id) ON DELETE SET NULL,
    saved_at timestamptz,
    UNIQUE (agent_id, phone_call_id)
);
CREATE INDEX wrap_ups_open ON wrap_ups(agent_id, ended_at) WHERE saved_at IS NULL;
CREATE INDEX wrap_ups_lead ON wrap_ups(lead_id, ended_at DESC);

-- What an agent types during a call, kept as it is typed: a reload or a crash loses no word.
CREATE TABLE note_drafts (
    agent_id uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    lead_id uuid NOT NULL REFERENCES leads(id) ON DELETE CASCADE,
    text text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (agent_id, lead_id)
);

-- Whom a call may be handed to beside the team: queues of the PBX and numbers of the house.
CREATE TABLE directory_entries (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    kind text NOT NULL CHECK (kind IN ('queue', 'number')),
    name text NOT NULL,
    number text NOT NULL UNIQUE,
    note text,
    position integer NOT NULL DEFAULT 0,
    active boolean NOT NULL DEFAULT TRUE
);

-- Messages that Meta has approved: the only ones that may go out when the 24 hours are over.
CREATE TABLE message_templates (
    -- PostgreSQL repeats at most 255 times in a pattern (manual, 9.7.3).
    name text NOT NULL CHECK (name ~ '^[a-z0-9_]+$' AND length(name) <= 512),
    language text NOT NULL CHECK (language IN ('es', 'en')),
    -- As Meta approved it, with {{1}}, {{2}}, …
    body text NOT NULL,
    -- What stands for {{1}}, {{2}}, …: 'lead' and 'agent' are filled in, any other text is the name of a field to type.
    parameters text[] NOT NULL DEFAULT '{}',
    position integer NOT NULL DEFAULT 0,
    active boolean NOT NULL DEFAULT TRUE,
    PRIMARY KEY (name, language)
);

-- Tasks can be opened again, handed on and moved; who closed one is worth knowing.
ALTER TABLE tasks ADD COLUMN created_by uuid REFERENCES users(id);
ALTER TABLE tasks ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();

-- Booked from the desk rather than by the AI.
ALTER TABLE appointments ADD COLUMN booked_by uuid REFERENCES users(id);

-- Chats that a person looks after.
CREATE INDEX leads_with_person ON leads(owner_id, last_inbound_at DESC) WHERE handled_by = 'human';

-- The search box: any part of a name, a number or a sentence, with or without its accents. In a database of locale C,
-- lower() knows A to Z only: capitals with accents are folded by name.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE FUNCTION plain_text(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
    $$ SELECT translate(lower($1), 'áéíóúüñàèìòùâêîôûäëïöçÁÉÍÓÚÜÑÀÈÌÒÙÂÊÎÔÛÄËÏÖÇ', 'aeiouunaeiouaeiouaeiocaeiouunaeiouaeiouaeioc') $$;
CREATE INDEX leads_words ON leads USING gin (
    plain_text(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(whatsapp_name, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(email, '')) gin_trgm_ops);
CREATE INDEX interactions_words ON interactions USING gin (plain_text(content) gin_trgm_ops) WHERE type IN ('whatsapp', 'call', 'note');

-- More reasons for a task that stands already: a lead who is promised a second call back is called back once.
CREATE TABLE task_reasons (
    reason_key text PRIMARY KEY,
    task_id uuid NOT NULL REFERENCES tasks(id) ON DELETE CASCADE
);
