-- Who matters to the child of a case, and was or is of their home: what they are to the child, from when until when, and who said so.
-- Names and days stand sealed together. What was recorded by mistake is taken back, and its row stays.
CREATE TABLE family_tie (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    kind {text} NOT NULL,
    details {bytes} NOT NULL,
    recorded_at {int} NOT NULL,
    recorded_by {bytes},
    changed_at {int},
    changed_by {bytes},
    taken_back_at {int},
    taken_back_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX family_tie_case ON family_tie (case_id, recorded_at, id);
