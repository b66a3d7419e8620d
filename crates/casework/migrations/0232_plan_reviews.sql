-- Reviews of plans: asked for by a family member or a young person, or held because the day had come. Each ends as held or as
-- declined with a reason that the family reads. plan_number is the version that held when it was asked for.
CREATE TABLE plan_review (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    asked_at {int} NOT NULL,
    asked_by {bytes},
    asked_as {text} NOT NULL,
    why {bytes},
    plan_number {int},
    status {text} NOT NULL,
    due_at {int} NOT NULL,
    settled_at {int},
    settled_by {bytes},
    held_on {text},
    present {bytes},
    changed {bytes},
    child_said {bytes},
    next_on {text},
    declined_why {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX plan_review_case ON plan_review (case_id, asked_at, id);
CREATE UNIQUE INDEX plan_review_open ON plan_review (case_id, asked_by) WHERE status = 'asked';
CREATE INDEX plan_review_waits ON plan_review (agency_id, due_at, id) WHERE status = 'asked';
CREATE INDEX plan_review_settled ON plan_review (agency_id, settled_at, id) WHERE settled_at IS NOT NULL;
