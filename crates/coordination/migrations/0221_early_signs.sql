-- Something that may tip a family over, as somebody heard of it.
CREATE TABLE early_sign (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    family_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    point {text} NOT NULL,
    on_day {text} NOT NULL,
    words {bytes},
    recorded_at {int} NOT NULL,
    recorded_by {bytes}
) {strict};
CREATE INDEX early_sign_case_of ON early_sign (case_id, on_day, id);

-- Whether somebody is asked to look at a case, and what they decided when they last did.
CREATE TABLE early_sign_case (
    case_id {bytes} NOT NULL PRIMARY KEY REFERENCES support_case (id),
    agency_id {bytes} NOT NULL,
    family_id {bytes} NOT NULL,
    status {text} NOT NULL,
    weight {int} NOT NULL,
    raised_at {int} NOT NULL,
    decided {text},
    decided_words {bytes},
    decided_at {int},
    decided_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX early_sign_case_agency ON early_sign_case (agency_id, status, raised_at, case_id);
