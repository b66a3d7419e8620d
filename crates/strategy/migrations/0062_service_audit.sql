-- Rounds in which an agency rates its own service. At most one round of an agency is open.
CREATE TABLE service_audit_round (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    status {text} NOT NULL CHECK (status IN ('open', 'finished')),
    shared {int} NOT NULL CHECK (shared IN (0, 1)),
    opened_at {int} NOT NULL,
    opened_by {bytes},
    finished_at {int},
    version {int} NOT NULL,
    CHECK (shared = 0 OR status = 'finished')
) {strict};
CREATE UNIQUE INDEX service_audit_open ON service_audit_round (agency_id) WHERE status = 'open';
CREATE INDEX service_audit_agency ON service_audit_round (agency_id, opened_at, id);
CREATE INDEX service_audit_shared ON service_audit_round (finished_at, id) WHERE shared = 1;

-- One rating of one line in a round. The note is sealed.
CREATE TABLE service_audit_rating (
    id {bytes} NOT NULL PRIMARY KEY,
    round_id {bytes} NOT NULL REFERENCES service_audit_round (id),
    line {text} NOT NULL,
    rating {text} NOT NULL,
    note {bytes},
    rated_at {int} NOT NULL,
    rated_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX service_audit_line ON service_audit_rating (round_id, line);

-- Something to be done. What, and by whom, is sealed.
CREATE TABLE service_audit_action (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    round_id {bytes} NOT NULL REFERENCES service_audit_round (id),
    line {text} NOT NULL,
    what {bytes} NOT NULL,
    owner {bytes} NOT NULL,
    priority {int} NOT NULL CHECK (priority BETWEEN 1 AND 4),
    due_on {text} NOT NULL,
    status {text} NOT NULL CHECK (status IN ('open', 'done', 'dropped')),
    made_at {int} NOT NULL,
    made_by {bytes},
    ended_at {int},
    version {int} NOT NULL
) {strict};
CREATE INDEX service_audit_action_due ON service_audit_action (agency_id, status, due_on, id);

-- How many providers are approved, from the index alone.
CREATE INDEX provider_approval ON provider (approval, id);
