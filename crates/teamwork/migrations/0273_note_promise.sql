-- What a worker promised a family on a call or visit, with its note. The words of the note itself stand in the timeline.
CREATE TABLE note_promise (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    family_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    what {bytes} NOT NULL,
    made_at {int} NOT NULL,
    made_by {bytes},
    due_at {int} NOT NULL,
    kept_at {int},
    kept_by {bytes}
) {strict};
CREATE INDEX note_promise_case ON note_promise (case_id, made_at, id);
