-- Sign-in: what a session knows of itself, second factors, invitations, other people's sign-in
-- services, and the counters that slow guessing down. Only added to: a server of the version
-- before goes on while this runs.

-- A session as its owner sees it: which browser, from where, and how they proved who they are.
ALTER TABLE session ADD COLUMN id {bytes};
ALTER TABLE session ADD COLUMN way {text};
ALTER TABLE session ADD COLUMN device {text};
ALTER TABLE session ADD COLUMN agent {bytes};
ALTER TABLE session ADD COLUMN place {bytes};
ALTER TABLE session ADD COLUMN provider {text};
ALTER TABLE session ADD COLUMN provider_sid {int};
ALTER TABLE session ADD COLUMN provider_subject {int};
ALTER TABLE session ADD COLUMN id_token {bytes};
CREATE INDEX session_provider ON session (provider, provider_sid) WHERE provider IS NOT NULL;
CREATE INDEX session_ends ON session (ends_at);

-- When a counter last rose: one that rests for a day begins anew.
ALTER TABLE sign_in_guard ADD COLUMN at {int};
CREATE INDEX sign_in_guard_at ON sign_in_guard (at);

CREATE INDEX account_list ON account (agency_id, created_at, id);
CREATE INDEX account_family ON account (family_id) WHERE family_id IS NOT NULL;

-- How an account proves itself. No row: nothing beyond the password of the account.
CREATE TABLE account_security (
    account_id {bytes} NOT NULL PRIMARY KEY REFERENCES account (id),
    last_sign_in_at {int},
    password_at {int},
    totp {bytes},
    totp_on_at {int},
    totp_step {int} NOT NULL
) {strict};

-- One-time codes for the day the phone is lost, as MACs.
CREATE TABLE recovery_code (
    account_id {bytes} NOT NULL REFERENCES account (id),
    code {bytes} NOT NULL,
    made_at {int} NOT NULL,
    used_at {int},
    PRIMARY KEY (account_id, code)
) {strict};

-- Browsers from which somebody signed in before: they are not slowed down by what others guess.
CREATE TABLE known_device (
    token {bytes} NOT NULL PRIMARY KEY,
    account_id {bytes} NOT NULL REFERENCES account (id),
    seen_at {int} NOT NULL
) {strict};
CREATE INDEX known_device_account ON known_device (account_id);
CREATE INDEX known_device_seen ON known_device (seen_at);

-- A sign-in between two of its steps. The cookie holds the secret, this its MAC.
CREATE TABLE sign_in_step (
    token {bytes} NOT NULL PRIMARY KEY,
    id {bytes} NOT NULL,
    kind {text} NOT NULL,
    account_id {bytes} REFERENCES account (id),
    data {bytes} NOT NULL,
    ends_at {int} NOT NULL
) {strict};
CREATE INDEX sign_in_step_ends ON sign_in_step (ends_at);

-- Who somebody is at a sign-in service of a council or another body: a keyed hash of their subject there.
CREATE TABLE account_link (
    provider {text} NOT NULL,
    subject {int} NOT NULL,
    account_id {bytes} NOT NULL REFERENCES account (id),
    created_at {int} NOT NULL,
    PRIMARY KEY (provider, subject)
) {strict};
CREATE INDEX account_link_account ON account_link (account_id);

-- Tokens of others that may be used once, until they would have ended anyway.
CREATE TABLE spent_token (
    token {bytes} NOT NULL PRIMARY KEY,
    ends_at {int} NOT NULL
) {strict};
CREATE INDEX spent_token_ends ON spent_token (ends_at);

CREATE TABLE invitation (
    id {bytes} NOT NULL PRIMARY KEY,
    token {bytes} NOT NULL,
    email_key {int} NOT NULL,
    email {bytes} NOT NULL,
    name {bytes} NOT NULL,
    role {text} NOT NULL,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    family_id {bytes},
    provider_id {bytes},
    invited_by {bytes} REFERENCES account (id),
    created_at {int} NOT NULL,
    sent_at {int} NOT NULL,
    ends_at {int} NOT NULL,
    accepted_at {int},
    withdrawn_at {int},
    account_id {bytes}
) {strict};
CREATE UNIQUE INDEX invitation_token ON invitation (token);
CREATE INDEX invitation_list ON invitation (agency_id, created_at, id);
CREATE INDEX invitation_family ON invitation (family_id) WHERE family_id IS NOT NULL;
CREATE INDEX invitation_email ON invitation (email_key);
