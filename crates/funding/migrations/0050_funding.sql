-- An application for one child. What it says of the child is sealed in content, and holds no name.
CREATE TABLE application (
    id {bytes} NOT NULL PRIMARY KEY,
    reference {text} NOT NULL,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    family_id {bytes} NOT NULL,
    child_id {bytes} NOT NULL,
    council {text} NOT NULL,
    route {text} NOT NULL,
    -- The version of the rules: of the day it was written, then of the day it was sent.
    rule {text} NOT NULL,
    kind {text} NOT NULL,
    therapy {text} NOT NULL,
    provider_id {bytes} NOT NULL,
    provider_kind {text} NOT NULL,
    sessions {int} NOT NULL CHECK (sessions > 0),
    price_pence {int} NOT NULL CHECK (price_pence > 0),
    amount_pence {int} NOT NULL,
    starts_on {text} NOT NULL,
    ends_on {text} NOT NULL,
    repeat {int} NOT NULL,
    status {text} NOT NULL,
    content {bytes} NOT NULL,
    created_at {int} NOT NULL,
    created_by {bytes},
    created_role {text} NOT NULL,
    sent_at {int},
    sent_by {bytes},
    decided_at {int},
    decided_by {bytes},
    decision {bytes},
    paid_pence {int} NOT NULL CHECK (paid_pence >= 0),
    released_pence {int} NOT NULL CHECK (released_pence >= 0),
    version {int} NOT NULL,
    CHECK (amount_pence = sessions * price_pence),
    CHECK (paid_pence + released_pence <= amount_pence)
) {strict};
CREATE UNIQUE INDEX application_reference ON application (reference);
CREATE INDEX application_list ON application (agency_id, created_at, id);
CREATE INDEX application_status ON application (agency_id, status, created_at, id);
CREATE INDEX application_therapy ON application (agency_id, therapy, created_at, id);
CREATE INDEX application_case ON application (case_id, created_at, id);
CREATE INDEX application_child ON application (child_id);
CREATE INDEX application_held ON application (id) WHERE status = 'approved' AND paid_pence + released_pence < amount_pence;
-- The order of an application, ended ones too; the unique index of orders leaves those out.
CREATE INDEX application_order ON purchase_order (application_id) WHERE application_id IS NOT NULL;

-- What one child has had in one year; the limit of the day is held here under concurrent use.
CREATE TABLE child_limit (
    child_id {bytes} NOT NULL,
    year {int} NOT NULL,
    bucket {text} NOT NULL,
    used_pence {int} NOT NULL CHECK (used_pence >= 0),
    limit_pence {int},
    PRIMARY KEY (child_id, year, bucket),
    CHECK (limit_pence IS NULL OR used_pence <= limit_pence)
) {strict};

-- floor_pence is the lowest that the balance may be; none for what government granted.
CREATE TABLE ledger_account (
    id {bytes} NOT NULL PRIMARY KEY,
    code {text} NOT NULL,
    kind {text} NOT NULL,
    year {int} NOT NULL,
    agency_id {bytes},
    application_id {bytes},
    balance_pence {int} NOT NULL,
    floor_pence {int},
    CHECK (floor_pence IS NULL OR balance_pence >= floor_pence)
) {strict};
CREATE UNIQUE INDEX ledger_account_code ON ledger_account (code);
CREATE INDEX ledger_account_agency ON ledger_account (agency_id, year, kind);

CREATE TABLE ledger_movement (
    id {bytes} NOT NULL PRIMARY KEY,
    key {text} NOT NULL,
    kind {text} NOT NULL,
    year {int} NOT NULL,
    at {int} NOT NULL,
    agency_id {bytes},
    application_id {bytes},
    invoice_id {bytes},
    actor_id {bytes},
    authorised_by {bytes},
    reason {bytes}
) {strict};
CREATE UNIQUE INDEX ledger_movement_key ON ledger_movement (key);
CREATE INDEX ledger_movement_agency ON ledger_movement (agency_id, year, at, id);
CREATE INDEX ledger_movement_application ON ledger_movement (application_id, at, id) WHERE application_id IS NOT NULL;

CREATE TABLE ledger_line (
    movement_id {bytes} NOT NULL REFERENCES ledger_movement (id),
    account_id {bytes} NOT NULL REFERENCES ledger_account (id),
    amount_pence {int} NOT NULL CHECK (amount_pence <> 0),
    PRIMARY KEY (movement_id, account_id)
) {strict};
CREATE INDEX ledger_line_account ON ledger_line (account_id);
