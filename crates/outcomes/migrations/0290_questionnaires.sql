-- Answers to measures, by whom and on which day. What was answered stands sealed as a whole, as given and as scored then. A correction
-- is a row of its own, which names the one that it takes the place of.
CREATE TABLE questionnaire (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    measure {text} NOT NULL,
    informant {text} NOT NULL,
    wave {text} NOT NULL,
    way {text} NOT NULL,
    on_day {text} NOT NULL,
    content {bytes} NOT NULL,
    status {text} NOT NULL,
    replaces {bytes},
    kept_at {int} NOT NULL,
    kept_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX questionnaire_case ON questionnaire (case_id, on_day, id);
