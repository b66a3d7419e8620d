-- A specialist assessment asked of a provider. Goals, why this provider was chosen in spite of a conflict of interest, what the provider
-- answered, its report and its recommendations stand sealed; states, days and the kinds of conflict stand plain, for lists.
-- `named_at` says since when the provider may read who the child is: never before the family's consent covers it.
CREATE TABLE specialist_ask (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    provider_id {bytes} NOT NULL,
    status {text} NOT NULL,
    goals {bytes} NOT NULL,
    conflicts {text} NOT NULL,
    chosen_why {bytes},
    due_on {text} NOT NULL,
    asked_at {int} NOT NULL,
    asked_by {bytes},
    named_at {int},
    answer {bytes},
    report {bytes},
    recommends {bytes},
    settled_at {int},
    settled_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX specialist_ask_case ON specialist_ask (case_id, asked_at, id);
CREATE INDEX specialist_ask_agency ON specialist_ask (agency_id, due_on, id);
CREATE INDEX specialist_ask_provider ON specialist_ask (provider_id, due_on, id);
