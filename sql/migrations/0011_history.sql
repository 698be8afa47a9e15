-- Up Migration
-- Whose calls these were: a PBX shows a number in one of several forms, its last ten digits are the same in all.
CREATE INDEX phone_calls_number ON phone_calls (right(regexp_replace(number, '\D', '', 'g'), 10));
CREATE INDEX phone_calls_digits ON phone_calls USING gin (regexp_replace(number, '\D', '', 'g') gin_trgm_ops);
