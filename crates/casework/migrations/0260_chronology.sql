-- What happened in a child's life. When it happened, what it was and who says so stand sealed: the day of an order, or of birth, is the
-- same on both sides of the wall. Order and choice are made when it was opened.
CREATE TABLE chronology_entry (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    kind {text} NOT NULL,
    content {bytes} NOT NULL,
    -- The line of the timeline that it was taken from.
    event_id {bytes},
    status {text} NOT NULL,
    added_at {int} NOT NULL,
    added_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX chronology_entry_case ON chronology_entry (case_id, status, id);
CREATE UNIQUE INDEX chronology_entry_event ON chronology_entry (case_id, event_id) WHERE event_id IS NOT NULL;
