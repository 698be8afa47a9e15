-- Up Migration
-- A call that was taken back before it was dialled counts as not placed: history is counted anew, once.

COMMENT ON COLUMN analytics.calls.blocked IS 'why it was not placed: the rule that kept it back, cancelled, or failed';

DELETE FROM analytics.rebuild_progress;
DELETE FROM analytics.rebuilds;
