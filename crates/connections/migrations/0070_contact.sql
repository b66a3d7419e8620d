-- Staying in touch. Three groups of tables, of which no statement names two: the wire (contact_plan, contact_terms,
-- letter, letter_step), which names nobody; the face of a plan after adoption (contact_after, contact_after_wish);
-- and its face before adoption (contact_before, contact_before_wish). A face holds the plan's id sealed, and a keyed
-- hash by which it is found from the plan: another hash on each side, so that no SQL can join the two. Ids are
-- random, and a face keeps no instant: ids and instants would tell which two were made together.
CREATE TABLE contact_plan (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    reference {text} NOT NULL,
    coordinator_id {bytes} NOT NULL,
    status {text} NOT NULL,
    names {bytes} NOT NULL,
    terms {int} NOT NULL,
    joined {int} NOT NULL,
    created_at {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX contact_plan_reference ON contact_plan (reference);
CREATE INDEX contact_plan_list ON contact_plan (agency_id, created_at, id);
CREATE INDEX contact_plan_at_work ON contact_plan (status, id);

-- What was agreed, version by version; the newest holds.
CREATE TABLE contact_terms (
    id {bytes} NOT NULL PRIMARY KEY,
    plan_id {bytes} NOT NULL REFERENCES contact_plan (id),
    number {int} NOT NULL,
    kinds {text} NOT NULL,
    months {text} NOT NULL,
    writers {text} NOT NULL,
    photos {text} NOT NULL,
    managed {text} NOT NULL,
    meeting {text} NOT NULL,
    meeting_why {bytes},
    review_on {text} NOT NULL,
    why {bytes},
    made_at {int} NOT NULL,
    made_by {bytes}
) {strict};
CREATE UNIQUE INDEX contact_terms_plan ON contact_terms (plan_id, number);

CREATE TABLE contact_after (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    family_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    person_id {bytes} NOT NULL,
    finder {bytes} NOT NULL,
    plan {bytes} NOT NULL
) {strict};
CREATE UNIQUE INDEX contact_after_finder ON contact_after (finder);
CREATE INDEX contact_after_case ON contact_after (case_id, id);
CREATE INDEX contact_after_family ON contact_after (family_id, id);

CREATE TABLE contact_after_wish (
    id {bytes} NOT NULL PRIMARY KEY,
    face_id {bytes} NOT NULL REFERENCES contact_after (id),
    number {int} NOT NULL,
    said_on {text} NOT NULL,
    words {bytes} NOT NULL,
    said_by {text} NOT NULL
) {strict};
CREATE UNIQUE INDEX contact_after_wish_face ON contact_after_wish (face_id, number);

CREATE TABLE contact_before (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    person_id {bytes} NOT NULL,
    finder {bytes} NOT NULL,
    plan {bytes} NOT NULL
) {strict};
CREATE UNIQUE INDEX contact_before_finder ON contact_before (finder);
CREATE INDEX contact_before_person ON contact_before (person_id, id);

CREATE TABLE contact_before_wish (
    id {bytes} NOT NULL PRIMARY KEY,
    face_id {bytes} NOT NULL REFERENCES contact_before (id),
    number {int} NOT NULL,
    said_on {text} NOT NULL,
    words {bytes} NOT NULL,
    said_by {text} NOT NULL
) {strict};
CREATE UNIQUE INDEX contact_before_wish_face ON contact_before_wish (face_id, number);

-- A letter that one side writes to the other: expected, received, checked, passed on, read.
CREATE TABLE letter (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    plan_id {bytes} NOT NULL REFERENCES contact_plan (id),
    writer {text} NOT NULL,
    due_at {int} NOT NULL,
    status {text} NOT NULL,
    came_by {text},
    came_at {int},
    words {bytes},
    checked {bytes},
    approved_at {int},
    approved_by {bytes},
    went_by {text},
    went_at {int},
    read_at {int},
    late_at {int},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX letter_expected ON letter (plan_id, writer, due_at);
CREATE INDEX letter_desk ON letter (agency_id, status, due_at, id);
CREATE INDEX letter_late ON letter (status, due_at);

-- What happened to a letter, with the words as they were then.
CREATE TABLE letter_step (
    id {bytes} NOT NULL PRIMARY KEY,
    letter_id {bytes} NOT NULL REFERENCES letter (id),
    number {int} NOT NULL,
    step {text} NOT NULL,
    words {bytes},
    copy {bytes},
    at {int} NOT NULL,
    actor_id {bytes},
    role {text} NOT NULL
) {strict};
CREATE UNIQUE INDEX letter_step_letter ON letter_step (letter_id, number);
