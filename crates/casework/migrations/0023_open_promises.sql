-- A worker's own open promises, found from their cases: kept ones, fifteen times as many, stay out.
CREATE INDEX promise_case_open ON promise (case_id, due_at, id)
    WHERE case_id IS NOT NULL AND kept_at IS NULL AND withdrawn_at IS NULL;
