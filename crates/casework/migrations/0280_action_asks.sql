-- Owners of a plan's actions in other organisations, asked by a letter with a link to say what became of theirs. Whom and what
-- was asked, what was answered and why it was withdrawn stand sealed. `code` is the MAC of the code that was last sent to the
-- owner's address. An action has one open asking at most; it keeps its id in every version of the plan.
CREATE TABLE action_ask (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    action_id {bytes} NOT NULL,
    ask {bytes} NOT NULL,
    status {text} NOT NULL,
    asked_at {int} NOT NULL,
    asked_by {bytes},
    due_at {int} NOT NULL,
    opened_at {int},
    settled_at {int},
    answer {bytes},
    words {bytes},
    code {bytes},
    code_ends_at {int},
    code_tries {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE INDEX action_ask_case ON action_ask (case_id, asked_at, id);
CREATE UNIQUE INDEX action_ask_open ON action_ask (action_id) WHERE status = 'asked';
