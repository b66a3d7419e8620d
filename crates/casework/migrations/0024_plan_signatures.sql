-- The second signature under a version of a plan, asked for when the version is made current. What a manager
-- says when sending it back stands sealed.
CREATE TABLE plan_signature (
    plan_id {bytes} NOT NULL PRIMARY KEY REFERENCES plan (id),
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    asked_at {int} NOT NULL,
    asked_by {bytes},
    status {text} NOT NULL,
    settled_at {int},
    settled_by {bytes},
    words {bytes}
) {strict};
CREATE INDEX plan_signature_waiting ON plan_signature (agency_id, asked_at, plan_id) WHERE status = 'waiting';
CREATE INDEX plan_signature_returned ON plan_signature (asked_by, settled_at, plan_id) WHERE status = 'returned';
CREATE INDEX plan_signature_case ON plan_signature (case_id);

-- Everybody who had a hand in a version: none of them signs it.
CREATE TABLE plan_writer (
    plan_id {bytes} NOT NULL REFERENCES plan (id),
    account_id {bytes} NOT NULL,
    PRIMARY KEY (plan_id, account_id)
) {strict};
