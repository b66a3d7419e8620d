-- Who has which skill, until when it holds.
CREATE TABLE worker_skill (
    account_id {bytes} NOT NULL,
    skill {text} NOT NULL,
    agency_id {bytes} NOT NULL,
    until_on {text},
    recorded_at {int} NOT NULL,
    recorded_by {bytes},
    PRIMARY KEY (account_id, skill)
) {strict};
CREATE INDEX worker_skill_agency ON worker_skill (agency_id, account_id, skill);

-- Open cases of each coordinator, counted from the index alone.
CREATE INDEX case_caseload ON support_case (agency_id, coordinator_id, level) WHERE status = 'open';
