-- Files of destroyed records: their keys are gone, and they are taken away from where they lie.
CREATE TABLE erased_file (
    place {text} NOT NULL PRIMARY KEY,
    at {int} NOT NULL
) {strict};
-- Complaints about a case are found when it is destroyed.
CREATE INDEX data_complaint_case ON data_complaint (case_id) WHERE case_id IS NOT NULL;
