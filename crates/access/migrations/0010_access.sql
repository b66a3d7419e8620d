-- The map of the system (requirement OR1): councils, agencies, regions, providers.
CREATE TABLE organisation (
    id {bytes} NOT NULL PRIMARY KEY,
    kind {text} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    region {text} NOT NULL,
    note {text} NOT NULL
) {strict};
CREATE UNIQUE INDEX organisation_code ON organisation (kind, code);

-- Which council belongs to which agency, since when, and how sure that is.
CREATE TABLE membership (
    council {text} NOT NULL,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    from_date {text} NOT NULL,
    to_date {text},
    sureness {text} NOT NULL,
    source {text} NOT NULL,
    PRIMARY KEY (council, agency_id, from_date)
) {strict};
CREATE INDEX membership_agency ON membership (agency_id);

-- How long an agency's own promises give, where it differs from the default.
CREATE TABLE agency_term (
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    kind {text} NOT NULL,
    term {text} NOT NULL,
    PRIMARY KEY (agency_id, kind)
) {strict};

-- People who sign in. Name and address are sealed; the address is found by a keyed hash.
CREATE TABLE account (
    id {bytes} NOT NULL PRIMARY KEY,
    email_key {int} NOT NULL,
    email {bytes} NOT NULL,
    name {bytes} NOT NULL,
    password {text},
    role {text} NOT NULL,
    agency_id {bytes} REFERENCES organisation (id),
    family_id {bytes},
    provider_id {bytes},
    demo {int} NOT NULL,
    created_at {int} NOT NULL,
    disabled_at {int}
) {strict};
CREATE UNIQUE INDEX account_email ON account (email_key);
CREATE INDEX account_agency ON account (agency_id, role);
CREATE INDEX account_demo ON account (role, id) WHERE demo = 1;

CREATE TABLE session (
    token {bytes} NOT NULL PRIMARY KEY,
    account_id {bytes} NOT NULL REFERENCES account (id),
    created_at {int} NOT NULL,
    seen_at {int} NOT NULL,
    ends_at {int} NOT NULL
) {strict};
CREATE INDEX session_account ON session (account_id);

CREATE TABLE api_token (
    token {bytes} NOT NULL PRIMARY KEY,
    label {text} NOT NULL,
    role {text} NOT NULL,
    agency_id {bytes} REFERENCES organisation (id),
    created_at {int} NOT NULL,
    ends_at {int} NOT NULL,
    revoked_at {int}
) {strict};

-- Slows down guessing. The key is a keyed hash of what was typed, so that it names nobody.
CREATE TABLE sign_in_guard (
    key {int} NOT NULL PRIMARY KEY,
    failures {int} NOT NULL,
    until {int} NOT NULL
) {strict};

-- The answer to a request that was sent with a key, so that sending it twice does it once.
CREATE TABLE answer (
    key {bytes} NOT NULL PRIMARY KEY,
    row_id {bytes} NOT NULL,
    request {bytes} NOT NULL,
    body {bytes} NOT NULL,
    at {int} NOT NULL
) {strict};
CREATE INDEX answer_at ON answer (at);

-- Every look and every change. Rows are only ever added; number and chain are filled in by the sealer.
CREATE TABLE audit_line (
    id {bytes} NOT NULL PRIMARY KEY,
    at {int} NOT NULL,
    actor_id {bytes},
    role {text} NOT NULL,
    agency_id {bytes},
    action {text} NOT NULL,
    kind {text} NOT NULL,
    object_id {bytes},
    detail {bytes},
    mac {bytes} NOT NULL,
    number {int},
    chain {bytes}
) {strict};
CREATE INDEX audit_object ON audit_line (object_id, at);
CREATE INDEX audit_actor ON audit_line (actor_id, at);
CREATE INDEX audit_unsealed ON audit_line (at, id) WHERE number IS NULL;
