-- The public form, kept for somebody who is not signed in and who has not sent it yet. Found by the MAC of a code that is shown once.
CREATE TABLE ask_draft (
    id {bytes} NOT NULL PRIMARY KEY,
    token {bytes} NOT NULL,
    fields {bytes} NOT NULL,
    made_at {int} NOT NULL,
    ends_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX ask_draft_token ON ask_draft (token);
CREATE INDEX ask_draft_ends ON ask_draft (ends_at);
