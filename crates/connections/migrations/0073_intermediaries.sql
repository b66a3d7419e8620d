-- Vetoes and wishes about contact, and requests to find a relative. A keyed hash of agency and birth date leads from a
-- request to the vetoes that may be about the same person.
CREATE TABLE veto (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    kind {text} NOT NULL,
    who {bytes} NOT NULL,
    born_key {int} NOT NULL,
    terms {bytes},
    made_at {int} NOT NULL,
    ended_at {int},
    ended_why {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX veto_born ON veto (agency_id, born_key, id);
CREATE INDEX veto_list ON veto (agency_id, made_at, id);

CREATE TABLE intermediary (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    reference {text} NOT NULL,
    facts {bytes} NOT NULL,
    born_key {int} NOT NULL,
    status {text} NOT NULL,
    decided {bytes},
    applicant_wants {text},
    subject_wants {text},
    created_at {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX intermediary_reference ON intermediary (reference);
CREATE INDEX intermediary_list ON intermediary (agency_id, created_at, id);
