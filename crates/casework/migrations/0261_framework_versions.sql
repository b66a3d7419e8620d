-- What an agency adds to the national assessment framework: its own questions and parts, from a day on. They stand sealed,
-- and so does what whoever approves had to say.
CREATE TABLE framework_version (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    number {int} NOT NULL,
    national {text} NOT NULL,
    status {text} NOT NULL,
    from_day {text},
    content {bytes} NOT NULL,
    made_at {int} NOT NULL,
    asked_at {int},
    asked_by {bytes},
    decided_at {int},
    decided_by {bytes},
    words {bytes},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX framework_version_number ON framework_version (agency_id, number);
CREATE INDEX framework_version_holds ON framework_version (agency_id, status, number);

-- Everybody who had a hand in a version, none of whom approves it.
CREATE TABLE framework_writer (
    framework_id {bytes} NOT NULL REFERENCES framework_version (id),
    account_id {bytes} NOT NULL,
    PRIMARY KEY (framework_id, account_id)
) {strict};
