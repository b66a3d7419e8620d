-- Documents on a case: letters, reports, photographs. One that is replaced stays, with when.
CREATE TABLE document (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    file_id {bytes} NOT NULL REFERENCES stored_file (id),
    title {bytes} NOT NULL,
    added_by {bytes},
    added_at {int} NOT NULL,
    replaces_id {bytes},
    replaced_at {int}
) {strict};
CREATE INDEX document_case ON document (case_id, added_at, id);
CREATE INDEX document_file ON document (file_id);
