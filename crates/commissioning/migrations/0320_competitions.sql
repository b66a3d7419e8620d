-- The clock of the database itself: a deadline is judged by it alone, so that clocks of several servers that disagree
-- make no difference. In microseconds since 1970; it stands still within one statement.
CREATE VIEW database_clock AS SELECT {clock} AS now;

-- What a provider says it has room for, by intervention; the newest word counts.
CREATE TABLE provider_capacity (
    provider_id {bytes} NOT NULL REFERENCES provider (id),
    therapy {text} NOT NULL,
    places {int} NOT NULL CHECK (places >= 0),
    wait_weeks {int} NOT NULL CHECK (wait_weeks >= 0),
    stated_at {int} NOT NULL,
    PRIMARY KEY (provider_id, therapy)
) {strict};

-- A choice of provider for one case: by competition, by direct award, or by the family. The brief names nobody.
CREATE TABLE competition (
    id {bytes} NOT NULL PRIMARY KEY,
    reference {text} NOT NULL,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    family_id {bytes} NOT NULL,
    therapy {text} NOT NULL,
    region {text} NOT NULL,
    sessions {int} NOT NULL CHECK (sessions > 0),
    starts_on {text} NOT NULL,
    route {text} NOT NULL,
    status {text} NOT NULL,
    brief {bytes} NOT NULL,
    -- Why not by competition; nothing where it is one.
    why {bytes},
    -- Whom the worker or the family chose where it is no competition; later who won.
    chosen_id {bytes},
    price_weight {int},
    criteria {bytes},
    public_key {bytes},
    deadline_at {int},
    opened_at {int},
    price_pence {int},
    minutes {int},
    words {bytes},
    standstill_until {text},
    decided_at {int},
    decided_by {bytes},
    order_id {bytes},
    made_at {int} NOT NULL,
    made_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX competition_reference ON competition (reference);
CREATE INDEX competition_agency ON competition (agency_id, made_at, id);
CREATE INDEX competition_case ON competition (case_id, made_at);
CREATE INDEX competition_family ON competition (family_id);

-- Three people, two of whom open the bids together. What is locked is locked with the opener's own passphrase, which is
-- kept nowhere; the share is sealed to the key that is locked so. `passed_at` is when they gave their share for the opening.
CREATE TABLE competition_opener (
    id {bytes} NOT NULL PRIMARY KEY,
    competition_id {bytes} NOT NULL REFERENCES competition (id),
    account_id {bytes} NOT NULL,
    agency_id {bytes} NOT NULL,
    public_key {bytes},
    locked {bytes},
    share {bytes},
    ready_at {int},
    passed_at {int}
) {strict};
CREATE UNIQUE INDEX competition_opener_once ON competition_opener (competition_id, account_id);
CREATE INDEX competition_opener_account ON competition_opener (account_id, id);
CREATE INDEX competition_opener_agency ON competition_opener (agency_id, account_id, id);

-- A share that one opener gave, sealed to another opener's own key.
CREATE TABLE competition_pass (
    id {bytes} NOT NULL PRIMARY KEY,
    opener_id {bytes} NOT NULL REFERENCES competition_opener (id),
    to_id {bytes} NOT NULL REFERENCES competition_opener (id),
    share {bytes} NOT NULL
) {strict};
CREATE UNIQUE INDEX competition_pass_once ON competition_pass (opener_id, to_id);
CREATE INDEX competition_pass_to ON competition_pass (to_id);

CREATE TABLE competition_assessor (
    id {bytes} NOT NULL PRIMARY KEY,
    competition_id {bytes} NOT NULL REFERENCES competition (id),
    account_id {bytes} NOT NULL,
    -- Whether they have nothing to do with any bidder: 1, or 0 with what they said.
    free {int},
    conflict {bytes},
    declared_at {int},
    done_at {int}
) {strict};
CREATE UNIQUE INDEX competition_assessor_once ON competition_assessor (competition_id, account_id);
CREATE INDEX competition_assessor_account ON competition_assessor (account_id, id);

CREATE TABLE competition_invitation (
    id {bytes} NOT NULL PRIMARY KEY,
    competition_id {bytes} NOT NULL REFERENCES competition (id),
    provider_id {bytes} NOT NULL REFERENCES provider (id),
    invited_at {int} NOT NULL,
    bids {int} NOT NULL,
    last_bid_at {int},
    declined_at {int}
) {strict};
CREATE UNIQUE INDEX competition_invitation_once ON competition_invitation (competition_id, provider_id);
CREATE INDEX competition_invitation_provider ON competition_invitation (provider_id, invited_at, id);

CREATE TABLE competition_question (
    id {bytes} NOT NULL PRIMARY KEY,
    competition_id {bytes} NOT NULL REFERENCES competition (id),
    provider_id {bytes} NOT NULL,
    question {bytes} NOT NULL,
    answer {bytes},
    asked_at {int} NOT NULL,
    answered_at {int}
) {strict};
CREATE INDEX competition_question_of ON competition_question (competition_id, asked_at, id);

-- A bid as it came: encrypted to the key of its competition. Of several the last one counts, and all are kept. What stands in
-- `opened` and after it is there once it was opened.
CREATE TABLE competition_bid (
    id {bytes} NOT NULL PRIMARY KEY,
    invitation_id {bytes} NOT NULL REFERENCES competition_invitation (id),
    number {int} NOT NULL,
    encrypted {bytes} NOT NULL,
    receipt {text} NOT NULL,
    received_at {int} NOT NULL,
    sent_by {bytes},
    opened {bytes},
    price_pence {int},
    spoilt {int},
    feedback {bytes}
) {strict};
CREATE UNIQUE INDEX competition_bid_number ON competition_bid (invitation_id, number);

-- What one assessor gives a bid for one criterion; who is nobody is the moderated score.
CREATE TABLE competition_score (
    id {bytes} NOT NULL PRIMARY KEY,
    bid_id {bytes} NOT NULL REFERENCES competition_bid (id),
    assessor_id {bytes},
    criterion {int} NOT NULL,
    score {int} NOT NULL CHECK (score >= 0 AND score <= 5),
    words {bytes}
) {strict};
CREATE INDEX competition_score_of ON competition_score (bid_id, criterion, id);
