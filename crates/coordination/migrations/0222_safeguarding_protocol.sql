-- What to do first, and whom to call, when a child may be at risk: of the agency (place is empty) or of one of its councils. Each change is a
-- version of its own; the highest number holds.
CREATE TABLE safeguarding_protocol (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    place {text} NOT NULL,
    number {int} NOT NULL,
    first_steps {bytes} NOT NULL,
    thresholds {bytes} NOT NULL,
    contacts {bytes} NOT NULL,
    out_of_hours {bytes} NOT NULL,
    keeper_id {bytes} NOT NULL,
    review_on {text} NOT NULL,
    written_at {int} NOT NULL,
    written_by {bytes},
    UNIQUE (agency_id, place, number)
) {strict};
