-- Up Migration
-- The newest lines of one channel: a word that is common is found among them, without reading all that hold it.
CREATE INDEX interactions_newest ON interactions (type, created_at DESC);
