CREATE TABLE family (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    council {text} NOT NULL,
    created_at {int} NOT NULL
) {strict};
CREATE INDEX family_agency ON family (agency_id, created_at, id);

-- Somebody the record is about. Holds no name: see identity.
CREATE TABLE person (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    family_id {bytes} REFERENCES family (id),
    kind {text} NOT NULL,
    birth_year {int},
    sex {text},
    ethnicity {text},
    council {text} NOT NULL,
    created_at {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE INDEX person_family ON person (family_id);

-- Names, birth dates and contact, sealed. side is 'after' (the adoptive identity) or 'before'.
CREATE TABLE identity (
    id {bytes} NOT NULL PRIMARY KEY,
    person_id {bytes} NOT NULL REFERENCES person (id),
    side {text} NOT NULL,
    name {bytes} NOT NULL,
    born {bytes},
    contact {bytes},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX identity_person ON identity (person_id, side);

-- Keyed hashes of name parts, sounds, prefixes, birth dates and postcodes, each mixed with the agency.
CREATE TABLE identity_key (
    key {int} NOT NULL,
    identity_id {bytes} NOT NULL,
    PRIMARY KEY (key, identity_id)
) {strict};
CREATE INDEX identity_key_identity ON identity_key (identity_id);

CREATE TABLE enquiry (
    id {bytes} NOT NULL PRIMARY KEY,
    reference {text} NOT NULL,
    agency_id {bytes} NOT NULL,
    council {text} NOT NULL,
    channel {text} NOT NULL,
    asker {text} NOT NULL,
    route {text},
    status {text} NOT NULL,
    risk {int} NOT NULL,
    safeguarding_at {int},
    retold {int},
    received_at {int} NOT NULL,
    ended_at {int},
    details {bytes} NOT NULL,
    story {bytes} NOT NULL,
    outcome {bytes},
    family_id {bytes},
    case_id {bytes},
    recorded_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX enquiry_reference ON enquiry (reference);
-- The duty queue: highest risk first (risk 0 is high), then the longest waiting.
CREATE INDEX enquiry_queue ON enquiry (agency_id, status, risk, received_at, id);
CREATE INDEX enquiry_received ON enquiry (agency_id, received_at, id);
CREATE INDEX enquiry_case ON enquiry (case_id) WHERE case_id IS NOT NULL;

-- Keyed hashes of what an enquiry shares with an earlier one of the same people: phone, email, name with birth date or postcode.
CREATE TABLE enquiry_key (
    key {int} NOT NULL,
    enquiry_id {bytes} NOT NULL,
    PRIMARY KEY (key, enquiry_id)
) {strict};

-- Slows down floods of the public form. The key is a keyed hash of the network address.
CREATE TABLE ask_guard (
    key {int} NOT NULL PRIMARY KEY,
    started_at {int} NOT NULL,
    count {int} NOT NULL
) {strict};
CREATE INDEX ask_guard_started ON ask_guard (started_at);

CREATE TABLE support_case (
    id {bytes} NOT NULL PRIMARY KEY,
    reference {text} NOT NULL,
    agency_id {bytes} NOT NULL,
    family_id {bytes} NOT NULL REFERENCES family (id),
    child_id {bytes} NOT NULL REFERENCES person (id),
    enquiry_id {bytes},
    council {text} NOT NULL,
    route {text} NOT NULL,
    order_date {bytes},
    level {text} NOT NULL,
    status {text} NOT NULL,
    coordinator_id {bytes},
    opened_at {int} NOT NULL,
    closed_at {int},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX case_reference ON support_case (reference);
CREATE INDEX case_list ON support_case (agency_id, status, opened_at, id);
CREATE INDEX case_level ON support_case (agency_id, status, level, opened_at, id);
CREATE INDEX case_coordinator ON support_case (coordinator_id, status, opened_at, id);
CREATE INDEX case_family ON support_case (family_id);
CREATE INDEX case_child ON support_case (child_id);

CREATE TABLE promise (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes},
    enquiry_id {bytes},
    about_id {bytes},
    kind {text} NOT NULL,
    made_at {int} NOT NULL,
    due_at {int} NOT NULL,
    kept_at {int},
    withdrawn_at {int}
) {strict};
CREATE INDEX promise_open ON promise (agency_id, due_at, id) WHERE kept_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX promise_case ON promise (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX promise_enquiry ON promise (enquiry_id) WHERE enquiry_id IS NOT NULL;
CREATE INDEX promise_about ON promise (about_id, kind) WHERE about_id IS NOT NULL;

-- The timeline of a case: one line for each thing that happened.
CREATE TABLE event (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    at {int} NOT NULL,
    kind {text} NOT NULL,
    words {bytes} NOT NULL,
    actor_id {bytes},
    role {text} NOT NULL,
    link {text},
    family_sees {int} NOT NULL
) {strict};
CREATE INDEX event_case ON event (case_id, at, id);

-- What was found stands sealed in content, whole; heard, recommended and level stand plain beside it, for reports.
CREATE TABLE assessment (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    framework {text} NOT NULL,
    status {text} NOT NULL,
    content {bytes} NOT NULL,
    heard {text},
    recommended {text},
    level {text},
    author_id {bytes},
    started_at {int} NOT NULL,
    completed_at {int},
    version {int} NOT NULL
) {strict};
CREATE INDEX assessment_case ON assessment (case_id, started_at, id);
CREATE UNIQUE INDEX assessment_draft ON assessment (case_id) WHERE status = 'draft';

-- The needs of complete assessments, plain, for reports.
CREATE TABLE assessed_need (
    assessment_id {bytes} NOT NULL REFERENCES assessment (id),
    need {text} NOT NULL,
    weight {text} NOT NULL,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    PRIMARY KEY (assessment_id, need)
) {strict};
CREATE INDEX assessed_need_case ON assessed_need (case_id);

-- A version of a plan: what it says stands sealed in content, whole.
CREATE TABLE plan (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    number {int} NOT NULL,
    status {text} NOT NULL,
    content {bytes} NOT NULL,
    level {text} NOT NULL,
    review_on {text},
    coordinator_id {bytes},
    author_id {bytes},
    created_at {int} NOT NULL,
    current_from {int},
    current_to {int},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX plan_case ON plan (case_id, number);
CREATE UNIQUE INDEX plan_draft ON plan (case_id) WHERE status = 'draft';
CREATE UNIQUE INDEX plan_current ON plan (case_id) WHERE status = 'current';

-- The actions of current plans, without their words, for worklists and reports.
CREATE TABLE plan_action (
    id {bytes} NOT NULL PRIMARY KEY,
    plan_id {bytes} NOT NULL REFERENCES plan (id),
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    owner_kind {text} NOT NULL,
    need {text},
    due_on {text},
    status {text} NOT NULL,
    settled_at {int}
) {strict};
CREATE INDEX plan_action_plan ON plan_action (plan_id);
CREATE INDEX plan_action_due ON plan_action (agency_id, due_on, id) WHERE status = 'open';

CREATE TABLE level_change (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    from_level {text} NOT NULL,
    to_level {text} NOT NULL,
    reason {bytes} NOT NULL,
    at {int} NOT NULL,
    actor_id {bytes}
) {strict};
CREATE INDEX level_change_case ON level_change (case_id, at);
