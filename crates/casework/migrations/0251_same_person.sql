-- Two records of one person. Nothing is moved and nothing is lost: while a merge stands, other_id points to kept_id, and pages follow.
-- What is undone or declined stays as a row.
CREATE TABLE person_merge (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    kept_id {bytes} NOT NULL REFERENCES person (id),
    other_id {bytes} NOT NULL REFERENCES person (id),
    status {text} NOT NULL,
    asked_at {int} NOT NULL,
    asked_by {bytes},
    why {bytes},
    decided_at {int},
    decided_by {bytes},
    decided_why {bytes},
    undone_at {int},
    undone_by {bytes},
    undone_why {bytes},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX person_merge_other ON person_merge (other_id) WHERE status = 'merged';
CREATE INDEX person_merge_kept ON person_merge (kept_id) WHERE status = 'merged';
CREATE UNIQUE INDEX person_merge_waits ON person_merge (other_id, kept_id) WHERE status = 'proposed';
CREATE INDEX person_merge_list ON person_merge (agency_id, status, asked_at, id);

-- That two records are of two people, such as twins with one name: the pair is not proposed again. low_id is the smaller of the two.
CREATE TABLE not_same_person (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    low_id {bytes} NOT NULL REFERENCES person (id),
    high_id {bytes} NOT NULL REFERENCES person (id),
    said_at {int} NOT NULL,
    said_by {bytes},
    why {bytes},
    lifted_at {int},
    lifted_by {bytes}
) {strict};
CREATE UNIQUE INDEX not_same_person_pair ON not_same_person (low_id, high_id) WHERE lifted_at IS NULL;
CREATE INDEX not_same_person_high ON not_same_person (high_id) WHERE lifted_at IS NULL;
