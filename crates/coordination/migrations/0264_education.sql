-- A child's schooling as it is now: where, who helps there, which plan, what is due. Sealed whole but for the days that lists are made from.
CREATE TABLE education (
    case_id {bytes} NOT NULL PRIMARY KEY REFERENCES support_case (id),
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    family_id {bytes} NOT NULL,
    review_on {text},
    content {bytes} NOT NULL,
    saved_at {int} NOT NULL,
    saved_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX education_review ON education (agency_id, review_on, case_id) WHERE review_on IS NOT NULL;

-- What happened at school, and the time that was spent speaking up for a child there.
CREATE TABLE education_event (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    family_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    kind {text} NOT NULL,
    on_day {text} NOT NULL,
    half_days {int} NOT NULL,
    minutes {int} NOT NULL,
    words {bytes},
    status {text} NOT NULL,
    added_at {int} NOT NULL,
    added_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX education_event_case ON education_event (case_id, on_day, id);
CREATE INDEX education_event_agency ON education_event (agency_id, on_day, id);
