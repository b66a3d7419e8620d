-- What is counted from the beginning on, such as how many cases stand at each level, for the national picture: in the
-- order in which it is added up, and of these measures alone.
CREATE INDEX figure_running ON figure (measure, agency_id, part, month, amount)
    WHERE measure IN ('cases-at-level', 'goal-change-sum', 'goal-change-count');

-- Open promises of the whole nation by kind, in order. The last two columns are always empty.
CREATE INDEX promise_open_nation ON promise (kind, due_at, kept_at, withdrawn_at)
    WHERE kept_at IS NULL AND withdrawn_at IS NULL;
