-- Other plans that a child has, and how the support plan stands to each. Who leads it and how they stand to each other are sealed.
CREATE TABLE other_plan (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    kind {text} NOT NULL,
    content {bytes} NOT NULL,
    review_on {text},
    status {text} NOT NULL,
    added_at {int} NOT NULL,
    added_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX other_plan_case ON other_plan (case_id, added_at, id);
