-- Adults who were adopted ask for their records. Everything about them stands sealed in these tables: no row here
-- refers to a person of either side of the wall.
CREATE TABLE adult_request (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    reference {text} NOT NULL,
    route {text} NOT NULL,
    who {bytes} NOT NULL,
    name_known {int} NOT NULL,
    status {text} NOT NULL,
    identity {text},
    identity_note {bytes},
    identity_at {int},
    identity_by {bytes},
    counselling {text} NOT NULL,
    counselling_at {int},
    closed_why {bytes},
    created_at {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX adult_request_reference ON adult_request (reference);
CREATE INDEX adult_request_list ON adult_request (agency_id, status, created_at, id);

-- Who was asked for records, and what came of it.
CREATE TABLE adult_holder (
    id {bytes} NOT NULL PRIMARY KEY,
    request_id {bytes} NOT NULL REFERENCES adult_request (id),
    holder {text} NOT NULL,
    name {bytes} NOT NULL,
    asked_at {int} NOT NULL,
    outcome {text},
    note {bytes},
    answered_at {int}
) {strict};
CREATE INDEX adult_holder_request ON adult_holder (request_id, asked_at, id);

-- What was shared with the adult: what, what was left out and why, how.
CREATE TABLE adult_share (
    id {bytes} NOT NULL PRIMARY KEY,
    request_id {bytes} NOT NULL REFERENCES adult_request (id),
    what {bytes} NOT NULL,
    left_out {bytes},
    way {text} NOT NULL,
    at {int} NOT NULL,
    actor_id {bytes}
) {strict};
CREATE INDEX adult_share_request ON adult_share (request_id, at, id);
