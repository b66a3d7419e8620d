-- By which key an agency's returns are known. A key is never changed: it ends, and another takes its place.
CREATE TABLE return_key (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    public_key {text} NOT NULL,
    added_at {int} NOT NULL,
    added_by {bytes},
    ended_at {int}
) {strict};
CREATE UNIQUE INDEX return_key_agency ON return_key (agency_id) WHERE ended_at IS NULL;

-- Returns that were taken in. One of an agency and quarter holds; a corrected one takes its place, and both stay.
CREATE TABLE return_received (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    quarter {text} NOT NULL,
    made_at {int} NOT NULL,
    digest {text} NOT NULL,
    received_at {int} NOT NULL,
    received_by {bytes},
    superseded_at {int}
) {strict};
CREATE UNIQUE INDEX return_received_holds ON return_received (quarter, agency_id) WHERE superseded_at IS NULL;
CREATE INDEX return_received_agency ON return_received (agency_id, quarter, made_at);

CREATE TABLE return_figure (
    return_id {bytes} NOT NULL REFERENCES return_received (id),
    measure {text} NOT NULL,
    part {text} NOT NULL,
    value {int},
    PRIMARY KEY (return_id, measure, part)
) {strict};

-- Quarters for which nothing is taken in any more.
CREATE TABLE return_closed (
    quarter {text} NOT NULL PRIMARY KEY,
    closed_at {int} NOT NULL,
    closed_by {bytes}
) {strict};
