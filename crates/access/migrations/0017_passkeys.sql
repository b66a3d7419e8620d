-- Passkeys: what a device proves itself with at sign-in. The credential (its id, public key and count of uses) is
-- sealed; a MAC of its id finds it. refused_at: since when it lets nobody in, because its count went back.
CREATE TABLE passkey (
    id {bytes} NOT NULL PRIMARY KEY,
    account_id {bytes} NOT NULL REFERENCES account (id),
    finder {bytes} NOT NULL,
    credential {bytes} NOT NULL,
    name {bytes} NOT NULL,
    made_at {int} NOT NULL,
    used_at {int},
    refused_at {int}
) {strict};
CREATE UNIQUE INDEX passkey_finder ON passkey (finder);
CREATE INDEX passkey_account ON passkey (account_id, made_at, id);
