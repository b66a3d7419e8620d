-- Statutory returns that were taken in, what their rules found, and the children on the way to adoption. All of it is
-- of the side of the wall before adoption: nothing refers to a family, a person or a case. Ids of children are random,
-- and every date of a child's way stands sealed in return_facts, because the day of an order or of an adoption would
-- find the same child on the other side. The step alone stands in the clear, so that lists can be cut by it.
CREATE TABLE statutory_return (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    year {int} NOT NULL,
    at {int} NOT NULL,
    actor_id {bytes},
    mark {int} NOT NULL,
    given {text} NOT NULL,
    lines {int} NOT NULL,
    faults {int} NOT NULL,
    left_out {int} NOT NULL,
    children_new {int} NOT NULL,
    children_changed {int} NOT NULL,
    children_same {int} NOT NULL
) {strict};
CREATE INDEX statutory_return_list ON statutory_return (agency_id, at, id);
CREATE INDEX statutory_return_year ON statutory_return (agency_id, year, at);

-- What became of each rule: how many faults, or NULL where it was skipped for want of the tables in lacking.
CREATE TABLE return_rule (
    return_id {bytes} NOT NULL REFERENCES statutory_return (id),
    place {int} NOT NULL,
    code {text} NOT NULL,
    found {int},
    lacking {text} NOT NULL,
    PRIMARY KEY (return_id, place)
) {strict};

-- Faults, as many as a page can lead through. The child's id in the return is sealed.
CREATE TABLE return_fault (
    id {bytes} NOT NULL PRIMARY KEY,
    return_id {bytes} NOT NULL REFERENCES statutory_return (id),
    place {int} NOT NULL,
    code {text} NOT NULL,
    table_name {text} NOT NULL,
    field {text} NOT NULL,
    line {int} NOT NULL,
    child {bytes}
) {strict};
CREATE UNIQUE INDEX return_fault_place ON return_fault (return_id, place);
CREATE INDEX return_fault_code ON return_fault (return_id, code, place);

CREATE TABLE waiting_child (
    id {bytes} NOT NULL PRIMARY KEY,
    reference {text} NOT NULL,
    agency_id {bytes} NOT NULL,
    child_key {int} NOT NULL,
    known_as {bytes} NOT NULL,
    step {text} NOT NULL,
    created_at {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX waiting_child_reference ON waiting_child (reference);
CREATE UNIQUE INDEX waiting_child_key ON waiting_child (agency_id, child_key);
CREATE INDEX waiting_child_list ON waiting_child (agency_id, created_at, id);
CREATE INDEX waiting_child_step ON waiting_child (agency_id, step, created_at, id);

-- What the return of one year says of one child. A later file of the same year takes its place; the old one is kept.
CREATE TABLE return_facts (
    id {bytes} NOT NULL PRIMARY KEY,
    child_id {bytes} NOT NULL REFERENCES waiting_child (id),
    agency_id {bytes} NOT NULL,
    return_id {bytes} NOT NULL REFERENCES statutory_return (id),
    year {int} NOT NULL,
    facts {bytes} NOT NULL,
    at {int} NOT NULL,
    superseded_at {int}
) {strict};
CREATE UNIQUE INDEX return_facts_current ON return_facts (child_id, year) WHERE superseded_at IS NULL;
CREATE INDEX return_facts_child ON return_facts (child_id, year, at, id);
CREATE INDEX return_facts_agency ON return_facts (agency_id, child_id, year) WHERE superseded_at IS NULL;
