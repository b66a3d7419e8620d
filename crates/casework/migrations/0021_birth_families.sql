-- The side of the wall before adoption stands in tables of its own, so that no search, list, count or join of
-- the other side can meet it. Nothing here refers to a person, a family or a case. Ids are random, because ids
-- that tell the time would say which records were made together; birth year, sex and ethnicity stay sealed or
-- away, because together they would find the same child on the other side.
CREATE TABLE birth_family (
    id {bytes} NOT NULL PRIMARY KEY,
    reference {text} NOT NULL,
    agency_id {bytes} NOT NULL,
    created_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX birth_family_reference ON birth_family (reference);
CREATE INDEX birth_family_list ON birth_family (agency_id, created_at, id);

CREATE TABLE birth_person (
    id {bytes} NOT NULL PRIMARY KEY,
    family_id {bytes} NOT NULL REFERENCES birth_family (id),
    agency_id {bytes} NOT NULL,
    kind {text} NOT NULL,
    name {bytes} NOT NULL,
    born {bytes},
    contact {bytes},
    created_at {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE INDEX birth_person_family ON birth_person (family_id, created_at, id);

-- Keyed hashes of names, sounds, prefixes, birth dates and postcodes, under a key domain of their own: the same
-- name or birth date gives another hash than in identity_key, so that the two cannot be matched.
CREATE TABLE birth_key (
    key {int} NOT NULL,
    person_id {bytes} NOT NULL,
    PRIMARY KEY (key, person_id)
) {strict};
CREATE INDEX birth_key_person ON birth_key (person_id);

-- What a worker wrote to a birth relative, who reads it after signing in.
CREATE TABLE birth_message (
    id {bytes} NOT NULL PRIMARY KEY,
    person_id {bytes} NOT NULL REFERENCES birth_person (id),
    agency_id {bytes} NOT NULL,
    at {int} NOT NULL,
    words {bytes} NOT NULL,
    actor_id {bytes}
) {strict};
CREATE INDEX birth_message_person ON birth_message (person_id, at, id);
