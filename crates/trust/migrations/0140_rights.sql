-- Somebody asked for a copy of what is held about them.
CREATE TABLE subject_request (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    case_id {bytes} NOT NULL,
    person_id {bytes} NOT NULL,
    reference {text} NOT NULL,
    asked_by {bytes} NOT NULL,
    proof {text} NOT NULL,
    proof_note {bytes},
    received_on {text} NOT NULL,
    due_on {text} NOT NULL,
    extended_why {bytes},
    status {text} NOT NULL,
    recorded_at {int} NOT NULL,
    recorded_by {bytes},
    prepared_at {int},
    prepared_by {bytes},
    ended_at {int},
    ended_by {bytes},
    ended_words {bytes},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX subject_request_reference ON subject_request (reference);
CREATE INDEX subject_request_agency ON subject_request (agency_id, recorded_at, id);
CREATE INDEX subject_request_case ON subject_request (case_id, recorded_at, id);

-- What is held, passage by passage, as it stood when the copy was prepared; marked where it may be about somebody else.
CREATE TABLE subject_passage (
    id {bytes} NOT NULL PRIMARY KEY,
    request_id {bytes} NOT NULL REFERENCES subject_request (id),
    number {int} NOT NULL,
    room {text} NOT NULL,
    words {bytes} NOT NULL,
    marked {int} NOT NULL,
    decision {text},
    reason {bytes},
    decided_at {int},
    decided_by {bytes}
) {strict};
CREATE UNIQUE INDEX subject_passage_request ON subject_passage (request_id, number);

-- Somebody asked for something wrong to be put right; the old value stays here.
CREATE TABLE correction (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    family_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    person_id {bytes},
    what {text} NOT NULL,
    old_value {bytes},
    wanted {bytes} NOT NULL,
    why {bytes},
    asked_at {int} NOT NULL,
    asked_by {bytes},
    asked_role {text} NOT NULL,
    status {text} NOT NULL,
    decided_at {int},
    decided_by {bytes},
    decided_why {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX correction_case ON correction (case_id, asked_at, id);
CREATE INDEX correction_agency ON correction (agency_id, status, asked_at, id);

-- Complaints about how data is used.
CREATE TABLE data_complaint (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    family_id {bytes},
    case_id {bytes},
    reference {text} NOT NULL,
    complainant {bytes} NOT NULL,
    words {bytes} NOT NULL,
    received_on {text} NOT NULL,
    recorded_at {int} NOT NULL,
    recorded_by {bytes},
    recorded_role {text} NOT NULL,
    acknowledged_at {int},
    acknowledged_by {bytes},
    acknowledged_how {bytes},
    outcome {text},
    outcome_words {bytes},
    closed_at {int},
    closed_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX data_complaint_reference ON data_complaint (reference);
CREATE INDEX data_complaint_agency ON data_complaint (agency_id, recorded_at, id);
CREATE INDEX data_complaint_family ON data_complaint (family_id, recorded_at, id);

-- When the time of a closed record is over, worked out by a job. Nothing is destroyed because it stands here.
CREATE TABLE retention_item (
    record_id {bytes} NOT NULL PRIMARY KEY,
    kind {text} NOT NULL,
    agency_id {bytes} NOT NULL,
    reference {text} NOT NULL,
    class {text} NOT NULL,
    due_on {text},
    worked_out_on {text} NOT NULL
) {strict};
CREATE INDEX retention_item_due ON retention_item (agency_id, due_on, record_id);

-- While a hold stands, a record is not destroyed.
CREATE TABLE legal_hold (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    record_id {bytes} NOT NULL,
    reason {bytes} NOT NULL,
    set_at {int} NOT NULL,
    set_by {bytes},
    lifted_at {int},
    lifted_by {bytes},
    lifted_why {bytes}
) {strict};
CREATE INDEX legal_hold_record ON legal_hold (record_id, set_at);

-- Proposals to destroy a record, and the certificate of what was destroyed, which stays.
CREATE TABLE destruction (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    kind {text} NOT NULL,
    record_id {bytes} NOT NULL,
    reference {text} NOT NULL,
    class {text} NOT NULL,
    due_on {text} NOT NULL,
    reason {bytes} NOT NULL,
    proposed_at {int} NOT NULL,
    proposed_by {bytes},
    status {text} NOT NULL,
    decided_at {int},
    decided_by {bytes},
    decided_why {bytes},
    erased {int},
    version {int} NOT NULL
) {strict};
CREATE INDEX destruction_agency ON destruction (agency_id, proposed_at, id);
CREATE UNIQUE INDEX destruction_open ON destruction (record_id) WHERE status = 'proposed';
