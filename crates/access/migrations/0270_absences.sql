-- When somebody who works with families is away, who answers meanwhile and what they may do. Why somebody is away is nobody's business
-- here and is not kept. It ends by itself after the last day.
CREATE TABLE absence (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    account_id {bytes} NOT NULL REFERENCES account (id),
    cover_id {bytes} REFERENCES account (id),
    may {text} NOT NULL,
    delegation_id {bytes},
    from_on {text} NOT NULL,
    until_on {text} NOT NULL,
    made_at {int} NOT NULL,
    made_by {bytes},
    ended_at {int},
    ended_by {bytes},
    CHECK (from_on <= until_on)
) {strict};
CREATE INDEX absence_account ON absence (account_id, until_on);
CREATE INDEX absence_agency ON absence (agency_id, until_on, id);
CREATE INDEX absence_cover ON absence (cover_id, until_on);
