-- What happened in a child's life, by a day that may be known only roughly. What happened and who says so stand sealed.
CREATE TABLE chronology_entry (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    -- Year, month and day as far as they are known, 00 for what is not: in this order they stand in order of time.
    happened {text} NOT NULL,
    about {int} NOT NULL,
    kind {text} NOT NULL,
    words {bytes} NOT NULL,
    source {bytes},
    -- The line of the timeline that it was taken from.
    event_id {bytes},
    status {text} NOT NULL,
    added_at {int} NOT NULL,
    added_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX chronology_entry_case ON chronology_entry (case_id, status, happened, id);
CREATE UNIQUE INDEX chronology_entry_event ON chronology_entry (case_id, event_id) WHERE event_id IS NOT NULL;
