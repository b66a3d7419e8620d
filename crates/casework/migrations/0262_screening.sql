-- What a screening tool gave within an assessment. The scores, the child's age, who filled it in and what it was for stand sealed.
CREATE TABLE screening (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    assessment_id {bytes} NOT NULL REFERENCES assessment (id),
    measure {text} NOT NULL,
    filled_by {text} NOT NULL,
    on_day {text} NOT NULL,
    content {bytes} NOT NULL,
    status {text} NOT NULL,
    added_at {int} NOT NULL,
    added_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX screening_assessment ON screening (assessment_id, on_day, id);
CREATE INDEX screening_case ON screening (case_id, on_day, id);
