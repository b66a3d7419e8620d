-- A family whose record only named people may see: a colleague's own, or one under threat. Why stands sealed.
CREATE TABLE seal (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    family_id {bytes} NOT NULL,
    kind {text} NOT NULL,
    reason {bytes} NOT NULL,
    sealed_by {bytes},
    sealed_at {int} NOT NULL,
    ended_by {bytes},
    ended_at {int},
    end_reason {bytes}
) {strict};
CREATE UNIQUE INDEX seal_family ON seal (family_id) WHERE ended_at IS NULL;
CREATE INDEX seal_agency ON seal (agency_id, sealed_at, id);
CREATE INDEX seal_live ON seal (agency_id) WHERE ended_at IS NULL;

-- Who may see a sealed family, named one by one.
CREATE TABLE seal_reader (
    id {bytes} NOT NULL PRIMARY KEY,
    seal_id {bytes} NOT NULL REFERENCES seal (id),
    account_id {bytes} NOT NULL REFERENCES account (id),
    reason {bytes} NOT NULL,
    added_by {bytes},
    added_at {int} NOT NULL,
    ended_by {bytes},
    ended_at {int}
) {strict};
CREATE UNIQUE INDEX seal_reader_live ON seal_reader (seal_id, account_id) WHERE ended_at IS NULL;

-- Emergency access to one family's record: a reason, a short time, a review. family_id is none where the
-- reference that was typed is nobody's.
CREATE TABLE emergency (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    account_id {bytes} NOT NULL REFERENCES account (id),
    role {text} NOT NULL,
    reference {text} NOT NULL,
    case_id {bytes},
    family_id {bytes},
    reason {bytes} NOT NULL,
    at {int} NOT NULL,
    ends_at {int} NOT NULL,
    reviewed_by {bytes},
    reviewed_at {int},
    verdict {text},
    note {bytes}
) {strict};
CREATE INDEX emergency_account ON emergency (account_id, ends_at);
CREATE INDEX emergency_review ON emergency (agency_id, at, id);

-- Somebody acts in a colleague's place until a time.
CREATE TABLE delegation (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    giver_id {bytes} NOT NULL REFERENCES account (id),
    receiver_id {bytes} NOT NULL REFERENCES account (id),
    reason {bytes} NOT NULL,
    made_by {bytes},
    made_at {int} NOT NULL,
    from_at {int} NOT NULL,
    ends_at {int} NOT NULL,
    ended_by {bytes},
    ended_at {int},
    CHECK (giver_id <> receiver_id),
    CHECK (from_at < ends_at)
) {strict};
CREATE INDEX delegation_receiver ON delegation (receiver_id, ends_at);
CREATE INDEX delegation_agency ON delegation (agency_id, made_at, id);

-- Who made a token in a page, in which role: the token is worth no more than its maker. None for the operator's.
ALTER TABLE api_token ADD COLUMN made_by {bytes};
ALTER TABLE api_token ADD COLUMN made_role {text};
ALTER TABLE api_token ADD COLUMN used_at {int};
CREATE INDEX api_token_agency ON api_token (agency_id, created_at);
