-- Independent support for birth parents: offered, answered, offered again. On the side before adoption, under actions
-- of its own, so that the child's worker does not see it.
CREATE TABLE birth_support (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    person_id {bytes} NOT NULL,
    service {bytes} NOT NULL,
    status {text} NOT NULL,
    note {bytes},
    offered_at {int} NOT NULL,
    offered_by {bytes},
    answered_at {int},
    answered_role {text},
    version {int} NOT NULL
) {strict};
CREATE INDEX birth_support_person ON birth_support (person_id, offered_at, id);
CREATE INDEX birth_support_list ON birth_support (agency_id, offered_at, id);
