-- A manager's supervision of a worker: read by the two and by the manager's own line, and by nobody else.
CREATE TABLE supervision (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    worker_id {bytes} NOT NULL REFERENCES account (id),
    manager_id {bytes} NOT NULL REFERENCES account (id),
    line_id {bytes} REFERENCES account (id),
    held_on {text} NOT NULL,
    next_on {text} NOT NULL,
    words {bytes} NOT NULL,
    made_at {int} NOT NULL
) {strict};
CREATE INDEX supervision_worker ON supervision (worker_id, made_at, id);
CREATE INDEX supervision_manager ON supervision (manager_id, made_at, id);
CREATE INDEX supervision_line ON supervision (line_id, made_at, id) WHERE line_id IS NOT NULL;
CREATE INDEX supervision_agency ON supervision (agency_id, worker_id, held_on);

-- What a manager decided on a case, and when it is looked at again. It stands on the case; that it was talked through in supervision does not.
CREATE TABLE case_decision (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    family_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    supervision_id {bytes},
    decision {bytes} NOT NULL,
    reason {bytes} NOT NULL,
    decided_at {int} NOT NULL,
    decided_by {bytes},
    review_on {text} NOT NULL,
    looked_at {int},
    looked_by {bytes},
    looked_words {bytes}
) {strict};
CREATE INDEX case_decision_case ON case_decision (case_id, decided_at, id);
CREATE INDEX case_decision_supervision ON case_decision (supervision_id) WHERE supervision_id IS NOT NULL;
