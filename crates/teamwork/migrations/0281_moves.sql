-- Where a family lives and who placed the child: what decides which council answers for its support on which day. The new address is sealed.
CREATE TABLE case_placing (
    case_id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    placing_council {text},
    paid_before {int} NOT NULL,
    recorded_at {int} NOT NULL,
    recorded_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE TABLE family_move (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    family_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    council {text} NOT NULL,
    moved_on {text} NOT NULL,
    home {bytes},
    recorded_at {int} NOT NULL,
    recorded_by {bytes},
    withdrawn_at {int},
    withdrawn_by {bytes},
    withdrawn_why {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX family_move_case ON family_move (case_id, moved_on, id);
-- A case has one move a day that holds.
CREATE UNIQUE INDEX family_move_day ON family_move (case_id, moved_on) WHERE withdrawn_at IS NULL;
