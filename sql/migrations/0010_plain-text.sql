-- Up Migration
-- In a database of locale C, lower() knows A to Z only: capitals with accents are folded by name as well.
CREATE OR REPLACE FUNCTION plain_text(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
    $$ SELECT translate(lower($1), 'áéíóúüñàèìòùâêîôûäëïöçÁÉÍÓÚÜÑÀÈÌÒÙÂÊÎÔÛÄËÏÖÇ', 'aeiouunaeiouaeiouaeiocaeiouunaeiouaeiouaeioc') $$;
REINDEX INDEX leads_words;
REINDEX INDEX interactions_words;
