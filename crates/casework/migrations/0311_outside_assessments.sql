-- Assessments that a voluntary agency completed. What it found stands sealed as a whole until a manager, who is not the one who entered it,
-- endorses it: then it becomes an assessment of the case (`assessment_id`), and nobody assesses the family a second time.
CREATE TABLE outside_assessment (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    status {text} NOT NULL,
    content {bytes} NOT NULL,
    done_on {text} NOT NULL,
    entered_at {int} NOT NULL,
    entered_by {bytes},
    decided_at {int},
    decided_by {bytes},
    words {bytes},
    assessment_id {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX outside_assessment_case ON outside_assessment (case_id, entered_at, id);
CREATE INDEX outside_assessment_agency ON outside_assessment (agency_id, status, entered_at, id);
CREATE UNIQUE INDEX outside_assessment_became ON outside_assessment (assessment_id) WHERE assessment_id IS NOT NULL;
