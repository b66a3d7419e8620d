-- A case that one agency hands to another when responsibility passes. What is handed over is a sealed copy: the other agency reads these rows and
-- nothing else of the record.
CREATE TABLE case_handover (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    to_agency_id {bytes} NOT NULL REFERENCES organisation (id),
    family_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    council {text} NOT NULL,
    passes_on {text} NOT NULL,
    status {text} NOT NULL,
    summary {bytes},
    bundle {bytes},
    offered_at {int} NOT NULL,
    offered_by {bytes},
    answer_due {int} NOT NULL,
    answered_at {int},
    answered_by {bytes},
    coordinator_id {bytes},
    new_case_id {bytes},
    dispute_why {bytes},
    settle_due {int},
    proposed_by {text},
    proposed_stays {int},
    proposed_words {bytes},
    ended_at {int},
    version {int} NOT NULL
) {strict};
CREATE INDEX case_handover_from ON case_handover (agency_id, offered_at, id);
CREATE INDEX case_handover_to ON case_handover (to_agency_id, offered_at, id);
CREATE INDEX case_handover_case ON case_handover (case_id, offered_at, id);
CREATE INDEX case_handover_new ON case_handover (new_case_id) WHERE new_case_id IS NOT NULL;
-- A case is handed to one agency at a time.
CREATE UNIQUE INDEX case_handover_open ON case_handover (case_id) WHERE status IN ('offered', 'disputed', 'agreed');
