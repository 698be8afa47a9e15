-- Up Migration
-- PostgreSQL repeats at most 255 times in a regular expression (manual, 9.7.3), so the old check refused every name
-- by failing. Meta's names have up to 512 characters.
ALTER TABLE message_templates DROP CONSTRAINT message_templates_name_check;
ALTER TABLE message_templates ADD CONSTRAINT message_templates_name_check CHECK (name ~ '^[a-z0-9_]+$' AND length(name) <= 512);
