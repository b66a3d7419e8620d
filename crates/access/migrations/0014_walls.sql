-- The sealed link between a child's record after adoption and the one before it. finder is a keyed hash of
-- the id that one comes from, other is the id that it leads to, sealed. Each link is two rows, one each way.
-- Nothing here can be joined with anything: without the key neither column says whom it is about.
CREATE TABLE identity_link (
    id {bytes} NOT NULL PRIMARY KEY,
    finder {bytes} NOT NULL,
    other {bytes} NOT NULL
) {strict};
CREATE UNIQUE INDEX identity_link_finder ON identity_link (finder);

-- Which birth relative an account of a family member belongs to: one person, never their whole family.
CREATE TABLE birth_account (
    account_id {bytes} NOT NULL PRIMARY KEY REFERENCES account (id),
    person_id {bytes} NOT NULL
) {strict};
CREATE INDEX birth_account_person ON birth_account (person_id);
