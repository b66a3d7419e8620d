-- Stored files: each lies sealed in a folder under a random name (place), with a key of its own (secret).
-- digest is a MAC of the contents.
CREATE TABLE stored_file (
    id {bytes} NOT NULL PRIMARY KEY,
    place {text} NOT NULL,
    secret {bytes} NOT NULL,
    name {bytes} NOT NULL,
    kind {text} NOT NULL,
    size {int} NOT NULL,
    digest {bytes} NOT NULL,
    created_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX stored_file_place ON stored_file (place);
