-- The second signature under a completed assessment. What a manager says when sending it back stands sealed.
CREATE TABLE assessment_signature (
    assessment_id {bytes} NOT NULL PRIMARY KEY REFERENCES assessment (id),
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    asked_at {int} NOT NULL,
    asked_by {bytes},
    status {text} NOT NULL,
    settled_at {int},
    settled_by {bytes},
    words {bytes}
) {strict};
CREATE INDEX assessment_signature_waiting ON assessment_signature (agency_id, asked_at, assessment_id) WHERE status = 'waiting';
CREATE INDEX assessment_signature_returned ON assessment_signature (asked_by, settled_at, assessment_id) WHERE status = 'returned';
CREATE INDEX assessment_signature_case ON assessment_signature (case_id);

-- Everybody who had a hand in an assessment: none of them signs it.
CREATE TABLE assessment_writer (
    assessment_id {bytes} NOT NULL REFERENCES assessment (id),
    account_id {bytes} NOT NULL,
    PRIMARY KEY (assessment_id, account_id)
) {strict};
