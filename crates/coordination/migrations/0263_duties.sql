-- A service that is bound to meet a need, and what became of asking it. What was asked, why it was refused and what adoption support gave in
-- its place stand sealed; codes, days and the cost are plain, so that they can be totalled.
CREATE TABLE duty_ask (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    family_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    need {text} NOT NULL,
    service {text} NOT NULL,
    system {text} NOT NULL,
    body {text} NOT NULL,
    status {text} NOT NULL,
    asked_on {text} NOT NULL,
    answered_on {text},
    cost {int} NOT NULL CHECK (cost >= 0),
    words {bytes},
    answer {bytes},
    gave {bytes},
    added_at {int} NOT NULL,
    added_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX duty_ask_case ON duty_ask (case_id, asked_on, id);
CREATE INDEX duty_ask_open ON duty_ask (agency_id, status, asked_on, id);
CREATE INDEX duty_ask_asked ON duty_ask (agency_id, asked_on, system, body);
