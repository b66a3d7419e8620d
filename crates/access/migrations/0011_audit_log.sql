-- The audit log in two parts. A line is written to `audit_line` in the transaction of what it tells about; the
-- sealer numbers the lines that wait there, moves them to `audit_log`, and signs a checkpoint over them. Nothing
-- ever changes a row of `audit_log` or `audit_checkpoint`: on PostgreSQL the server's role may be left without the
-- right to.
DROP INDEX audit_object;
DROP INDEX audit_actor;
DROP INDEX audit_unsealed;
ALTER TABLE audit_line DROP COLUMN number;
ALTER TABLE audit_line DROP COLUMN chain;
-- Lines from before have no family and no deed, and a MAC of the first kind.
ALTER TABLE audit_line ADD COLUMN family_id {bytes};
ALTER TABLE audit_line ADD COLUMN deed {text} NOT NULL DEFAULT '';
ALTER TABLE audit_line ADD COLUMN version {int} NOT NULL DEFAULT 1;

CREATE TABLE audit_log (
    number {int} NOT NULL PRIMARY KEY,
    id {bytes} NOT NULL,
    at {int} NOT NULL,
    actor_id {bytes},
    role {text} NOT NULL,
    agency_id {bytes},
    family_id {bytes},
    action {text} NOT NULL,
    kind {text} NOT NULL,
    object_id {bytes},
    deed {text} NOT NULL,
    detail {bytes},
    mac {bytes} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX audit_log_id ON audit_log (id);
CREATE INDEX audit_log_agency ON audit_log (agency_id, at, id) WHERE agency_id IS NOT NULL;
CREATE INDEX audit_log_family ON audit_log (family_id, at, id) WHERE family_id IS NOT NULL;
CREATE INDEX audit_log_actor ON audit_log (actor_id, at, id) WHERE actor_id IS NOT NULL;

-- One for each batch that was sealed: which lines it holds, in order (16 bytes of id each), and the head of the chain.
CREATE TABLE audit_checkpoint (
    last_number {int} NOT NULL PRIMARY KEY,
    first_number {int} NOT NULL,
    at {int} NOT NULL,
    lines {bytes} NOT NULL,
    chain {bytes} NOT NULL,
    signature {bytes} NOT NULL,
    mac {bytes} NOT NULL
) {strict};

-- Where the log ends, so that lines and checkpoints taken from its end are missed.
CREATE TABLE audit_head (
    one {int} NOT NULL PRIMARY KEY,
    number {int} NOT NULL,
    chain {bytes} NOT NULL,
    public_key {bytes} NOT NULL,
    mac {bytes} NOT NULL
) {strict};

-- Who seals. Every sealing changes this row first, so sealers take turns; until says how long others leave it to the holder.
CREATE TABLE audit_lease (
    one {int} NOT NULL PRIMARY KEY,
    holder {bytes},
    until {int} NOT NULL
) {strict};
INSERT INTO audit_lease (one, holder, until) VALUES (1, NULL, 0);
