-- What somebody of a family wants in the plan, in their own words: written by themselves (account_id), or told to a worker who wrote it down
-- (recorded_by). Each waits until a worker says whether it was taken into the plan, partly or not, and why, which whoever wrote it reads.
CREATE TABLE plan_part (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    said_as {text} NOT NULL,
    account_id {bytes},
    recorded_by {bytes},
    words {bytes},
    written_at {int} NOT NULL,
    status {text} NOT NULL,
    outcome {text},
    why {bytes},
    answered_at {int},
    answered_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX plan_part_case ON plan_part (case_id, written_at, id);
CREATE UNIQUE INDEX plan_part_open ON plan_part (case_id, account_id) WHERE status = 'waits';
CREATE INDEX plan_part_waits ON plan_part (agency_id, written_at, id) WHERE status = 'waits';
