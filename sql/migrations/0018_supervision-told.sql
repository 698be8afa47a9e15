-- Up Migration
-- What must not happen twice, and what somebody must be told.

-- From here on what this job does to the outside world may have happened: a run after a crash does not do it again.
ALTER TABLE outbox ADD COLUMN effect_at timestamptz;

-- A supervisor set this person's state, and they have not read so yet: { id, state, reason, byName, why, at }.
ALTER TABLE users ADD COLUMN state_notice jsonb;
