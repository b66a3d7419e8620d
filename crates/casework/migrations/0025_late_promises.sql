-- Which promises of an agency are late is told from the index alone: the case says whether it is sealed. The last two
-- columns are always empty, and stand here so that an engine that looks at them need not read the row.
DROP INDEX promise_open;
CREATE INDEX promise_open ON promise (agency_id, due_at, id, case_id, kept_at, withdrawn_at)
    WHERE kept_at IS NULL AND withdrawn_at IS NULL;
