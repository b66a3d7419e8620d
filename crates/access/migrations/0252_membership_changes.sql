-- Which agency a council belongs to, as an administrator corrected it: what was stated first stays as it was stated. corrected_to is the
-- last day by the correction, which may lie before the first: then the statement never held.
ALTER TABLE membership ADD COLUMN corrected_to {text};

CREATE TABLE membership_change (
    id {bytes} NOT NULL PRIMARY KEY,
    council {text} NOT NULL,
    to_agency_id {bytes},
    from_date {text} NOT NULL,
    reason {bytes} NOT NULL,
    changed_at {int} NOT NULL,
    changed_by {bytes},
    changed_for_id {bytes} NOT NULL
) {strict};
CREATE INDEX membership_change_council ON membership_change (council, changed_at, id);
