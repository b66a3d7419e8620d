-- What partners are asked to say to an assessment that is being written. Whom and what was asked, what was answered,
-- what is typed and not sent yet, why it ended and what was taken from it stand sealed. `code` is the MAC of the code
-- that was last sent to the partner's address.
CREATE TABLE contribution (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    assessment_id {bytes} NOT NULL REFERENCES assessment (id),
    partner {text} NOT NULL,
    ask {bytes} NOT NULL,
    status {text} NOT NULL,
    asked_at {int} NOT NULL,
    asked_by {bytes},
    due_at {int} NOT NULL,
    link_number {int} NOT NULL,
    opened_at {int},
    settled_at {int},
    answer {bytes},
    words {bytes},
    took {bytes},
    took_at {int},
    took_by {bytes},
    draft {bytes},
    draft_at {int},
    code {bytes},
    code_ends_at {int},
    code_tries {int} NOT NULL,
    stage {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE INDEX contribution_assessment ON contribution (assessment_id, asked_at, id);
CREATE INDEX contribution_case ON contribution (case_id, asked_at, id);
CREATE INDEX contribution_open ON contribution (agency_id, due_at, id) WHERE status = 'asked';
CREATE INDEX contribution_to_remind ON contribution (due_at, id) WHERE status = 'asked';
