-- A record that is held by the person it is about, from their 18th birthday on: from which household it came, and into which of
-- their own it went. decided_by and age_why stand where the birth date was not known, so that a person decided. A step that a wrong
-- birth date caused is undone, and its row stays.
CREATE TABLE own_record (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    person_id {bytes} NOT NULL REFERENCES person (id),
    from_family_id {bytes} NOT NULL REFERENCES family (id),
    family_id {bytes} NOT NULL REFERENCES family (id),
    at {int} NOT NULL,
    decided_by {bytes},
    age_why {bytes},
    undone_at {int},
    undone_by {bytes},
    undone_why {bytes}
) {strict};
CREATE UNIQUE INDEX own_record_person ON own_record (person_id) WHERE undone_at IS NULL;
CREATE INDEX own_record_from ON own_record (from_family_id, at, id);
CREATE INDEX own_record_family ON own_record (family_id);

-- What an adult lets a parent or carer see of their own record, purpose by purpose. Without a row that has no end, nothing.
CREATE TABLE own_record_sight (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    person_id {bytes} NOT NULL REFERENCES person (id),
    account_id {bytes} NOT NULL REFERENCES account (id),
    purpose {text} NOT NULL,
    from_at {int} NOT NULL,
    until_at {int}
) {strict};
CREATE UNIQUE INDEX own_record_sight_now ON own_record_sight (person_id, account_id, purpose) WHERE until_at IS NULL;
CREATE INDEX own_record_sight_reader ON own_record_sight (account_id, person_id) WHERE until_at IS NULL;

-- What was done to prepare for the 18th birthday, and since: the newest row of a step is how it stands.
CREATE TABLE of_age_step (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    person_id {bytes} NOT NULL REFERENCES person (id),
    step {text} NOT NULL,
    answer {text},
    at {int} NOT NULL,
    done_by {bytes},
    note {bytes}
) {strict};
CREATE INDEX of_age_step_person ON of_age_step (person_id, at, id);

-- Who comes of age in an agency: the year of birth stands plain, the day is opened for the few of one year.
CREATE INDEX person_born ON person (agency_id, birth_year, id);
-- Children of every agency who are of age, for the hourly job.
CREATE INDEX person_grown ON person (birth_year, id) WHERE kind = 'child';
