-- Whose account it is within its family, and how much of the family's record it sees. No row: a parent or carer who sees
-- all that families see. person_id stands for a young person, whose account is tied to their own record.
CREATE TABLE family_place (
    account_id {bytes} NOT NULL PRIMARY KEY REFERENCES account (id),
    person_id {bytes},
    sight {text} NOT NULL,
    reason {bytes},
    set_by {bytes},
    set_at {int} NOT NULL
) {strict};
CREATE INDEX family_place_person ON family_place (person_id) WHERE person_id IS NOT NULL;

-- Which young person an invitation is for.
CREATE TABLE young_invitation (
    invitation_id {bytes} NOT NULL PRIMARY KEY REFERENCES invitation (id),
    person_id {bytes} NOT NULL
) {strict};
CREATE INDEX young_invitation_person ON young_invitation (person_id);
