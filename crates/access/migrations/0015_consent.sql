-- What a family was asked, and what it said: one row for each asking. Rows are answered and withdrawn, never deleted.
-- The case is named by its id alone: its table is made later.
CREATE TABLE consent (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    case_id {bytes} NOT NULL,
    purpose {text} NOT NULL,
    shares {text} NOT NULL,
    recipient {text} NOT NULL,
    organisation_id {bytes},
    recipient_name {bytes},
    answer {text} NOT NULL,
    given_by {text},
    given_name {bytes},
    how {text},
    note {bytes},
    answered_on {text},
    until_on {text},
    recorded_at {int} NOT NULL,
    recorded_by {bytes},
    recorded_role {text} NOT NULL,
    answered_at {int},
    withdrawn_at {int},
    withdrawn_by {bytes},
    withdrawn_role {text},
    withdrawn_why {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX consent_case ON consent (case_id, recorded_at, id);

-- What organisations agreed to share with each other, and on what legal ground. Without organisation_id: with every approved one of the kind.
CREATE TABLE sharing_agreement (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    name {text} NOT NULL,
    recipient {text} NOT NULL,
    organisation_id {bytes},
    purposes {text} NOT NULL,
    shares {text} NOT NULL,
    basis {text} NOT NULL,
    reference {text} NOT NULL,
    from_on {text} NOT NULL,
    until_on {text},
    made_at {int} NOT NULL,
    made_by {bytes},
    ended_on {text},
    ended_by {bytes},
    ended_why {text},
    version {int} NOT NULL
) {strict};
CREATE INDEX sharing_agreement_agency ON sharing_agreement (agency_id, from_on, id);

-- Shared without either, to keep somebody safe: with the reason, for a short time, seen by a manager afterwards.
CREATE TABLE safeguarding_share (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    case_id {bytes} NOT NULL,
    recipient {text} NOT NULL,
    organisation_id {bytes},
    recipient_name {bytes},
    shares {text} NOT NULL,
    reason {bytes} NOT NULL,
    at {int} NOT NULL,
    until_at {int} NOT NULL,
    by_id {bytes},
    seen_at {int},
    seen_by {bytes},
    seen_note {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX safeguarding_share_agency ON safeguarding_share (agency_id, at, id);
CREATE INDEX safeguarding_share_case ON safeguarding_share (case_id, at, id);

-- Each time something of a record went to another organisation: what, to whom, on what ground.
CREATE TABLE disclosure (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    case_id {bytes} NOT NULL,
    purpose {text} NOT NULL,
    shares {text} NOT NULL,
    recipient {text} NOT NULL,
    organisation_id {bytes},
    recipient_name {bytes},
    basis {text} NOT NULL,
    basis_id {bytes} NOT NULL,
    about_id {bytes},
    at {int} NOT NULL,
    by_id {bytes}
) {strict};
CREATE INDEX disclosure_case ON disclosure (case_id, at, id);
