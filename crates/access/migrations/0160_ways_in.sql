-- Whom an invitation of a birth relative is for: one person before adoption, never their whole family. printed says
-- that the link went on paper and not by mail.
CREATE TABLE birth_invitation (
    invitation_id {bytes} NOT NULL PRIMARY KEY REFERENCES invitation (id),
    person_id {bytes} NOT NULL,
    printed {int} NOT NULL
) {strict};
CREATE INDEX birth_invitation_person ON birth_invitation (person_id);

-- Whom an agency invited for a provider.
CREATE INDEX invitation_provider ON invitation (provider_id, agency_id) WHERE provider_id IS NOT NULL;

-- The way back of somebody who lost how they sign in: one for an account at a time. token is the MAC of the link's
-- secret. The row goes when it is used; until then the account has no password.
CREATE TABLE account_reset (
    account_id {bytes} NOT NULL PRIMARY KEY REFERENCES account (id),
    token {bytes} NOT NULL,
    made_by {bytes} NOT NULL REFERENCES account (id),
    made_at {int} NOT NULL,
    ends_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX account_reset_token ON account_reset (token);
