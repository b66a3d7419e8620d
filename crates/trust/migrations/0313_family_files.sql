-- Files that somebody of a family sent to the case. Title, what they said of it, and what became of it stand sealed; the file lies in
-- `stored_file`. A file that is kept belongs to a document from then on; one that is not kept is let go of and taken away.
CREATE TABLE family_file (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    file_id {bytes} REFERENCES stored_file (id),
    title {bytes} NOT NULL,
    words {bytes},
    sent_by {bytes} NOT NULL,
    sent_at {int} NOT NULL,
    shared {int} NOT NULL,
    status {text} NOT NULL,
    document_id {bytes},
    answered_at {int},
    answered_by {bytes},
    answer {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX family_file_case ON family_file (case_id, sent_at, id);
CREATE INDEX family_file_agency ON family_file (agency_id, status, sent_at, id);
CREATE INDEX family_file_file ON family_file (file_id) WHERE file_id IS NOT NULL;
