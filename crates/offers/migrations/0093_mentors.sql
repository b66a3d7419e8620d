-- Somebody who volunteers to stand beside other families. Who they are is sealed.
CREATE TABLE mentor (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    name {bytes} NOT NULL,
    contact {bytes} NOT NULL,
    note {bytes},
    trained_on {text},
    checked_until {text},
    supervise_by {text} NOT NULL,
    status {text} NOT NULL,
    made_at {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE INDEX mentor_agency ON mentor (agency_id, supervise_by, id);

-- A mentor and a family who were brought together by people, with their reasons, until they part.
CREATE TABLE mentor_match (
    id {bytes} NOT NULL PRIMARY KEY,
    mentor_id {bytes} NOT NULL REFERENCES mentor (id),
    agency_id {bytes} NOT NULL,
    family_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    reason {bytes} NOT NULL,
    started_at {int} NOT NULL,
    started_by {bytes},
    ended_at {int},
    ended_by {bytes},
    end_reason {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX mentor_match_mentor ON mentor_match (mentor_id, started_at, id);
CREATE UNIQUE INDEX mentor_match_standing ON mentor_match (mentor_id, family_id) WHERE ended_at IS NULL;

CREATE TABLE mentor_supervision (
    id {bytes} NOT NULL PRIMARY KEY,
    mentor_id {bytes} NOT NULL REFERENCES mentor (id),
    held_on {text} NOT NULL,
    note {bytes} NOT NULL,
    recorded_at {int} NOT NULL,
    recorded_by {bytes}
) {strict};
CREATE INDEX mentor_supervision_mentor ON mentor_supervision (mentor_id, recorded_at, id);
