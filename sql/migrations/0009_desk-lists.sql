-- Up Migration
-- Lists that an agent pages through and searches: each has an index in the order in which it is read.

-- When a phone's call began, by whatever the phone told of it first.
CREATE INDEX phone_calls_began ON phone_calls ((least(rang_at, answered_at, ended_at)) DESC);
CREATE INDEX phone_calls_of_agent ON phone_calls (agent_id, (least(rang_at, answered_at, ended_at)) DESC);
-- When a call of the AI left us.
CREATE INDEX calls_began ON calls ((coalesce(started_at, dialing_at)) DESC) WHERE coalesce(started_at, dialing_at) IS NOT NULL;
CREATE INDEX leads_owner ON leads(owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX appointments_start ON appointments ((lower(during)));
-- Whose turn it is to be given a task, and what was done last.
CREATE INDEX tasks_given ON tasks(owner_id, created_at DESC);
CREATE INDEX tasks_done ON tasks(done_at DESC) WHERE status = 'done';

-- Whose calls these were: a PBX shows a number in one of several forms, its last ten digits are the same in all.
CREATE INDEX phone_calls_number ON phone_calls (right(regexp_replace(number, '\D', '', 'g'), 10));
CREATE INDEX phone_calls_digits ON phone_calls USING gin (regexp_replace(number, '\D', '', 'g') gin_trgm_ops);
-- The newest lines of one channel: a word that is common is found among them, without reading all that hold it.
CREATE INDEX interactions_newest ON interactions (type, created_at DESC);
