-- What a goal said before it was worded anew, until which day: ratings before that day are of those words. Sealed.
CREATE TABLE goal_wording (
    id {bytes} NOT NULL PRIMARY KEY,
    goal_id {bytes} NOT NULL REFERENCES goal (id),
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    words {bytes} NOT NULL,
    until_on {text} NOT NULL,
    changed_at {int} NOT NULL,
    changed_by {bytes}
) {strict};
CREATE INDEX goal_wording_case ON goal_wording (case_id, until_on, id);
-- The goal of which this one is a smaller step.
ALTER TABLE goal ADD COLUMN step_of {bytes};
