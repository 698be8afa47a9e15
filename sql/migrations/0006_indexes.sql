-- Up Migration
-- What half a million leads taught (EXPLAIN with 2.5 million jobs, 300,000 calls, 100,000 attempts): each of these
-- queries read a whole table, some of them for every readiness probe or while a lead waits on the phone.

-- Jobs are taken back by the start of their key, in whatever language the database sorts.
CREATE INDEX outbox_open_key ON outbox(key text_pattern_ops) WHERE done_at IS NULL;
-- Given-up jobs are counted by every readiness probe.
CREATE INDEX outbox_dead ON outbox(done_at) WHERE result = 'dead';
-- Done jobs are forgotten after a while.
CREATE INDEX outbox_done ON outbox(done_at) WHERE done_at IS NOT NULL;
-- When an agent was last rung decides who is rung next.
CREATE INDEX attempts_agent ON escalation_attempts(agent_id, ended_at);
-- The sweep looks for calls whose books are still open.
CREATE INDEX calls_unclosed ON calls(updated_at) WHERE status = 'ended' AND outcome IS NULL;
-- A day's cost, and a day's counters when Redis has lost them; rows come in the order of time.
CREATE INDEX llm_usage_at ON llm_usage USING brin (at);
CREATE INDEX events_at ON events USING brin (at);
-- Two leads that turn out to be one person become one, with everything of theirs.
CREATE INDEX webhooks_lead ON webhooks(lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX escalations_lead ON escalations(lead_id);
CREATE INDEX llm_usage_lead ON llm_usage(lead_id) WHERE lead_id IS NOT NULL;
-- Messages of a call that nobody needs once it is over: its unsettled speech, and what the transcript repeats.
CREATE INDEX webhooks_passing ON webhooks(received_at) WHERE effect LIKE 'pushed:%' OR effect LIKE 'kept:%';
