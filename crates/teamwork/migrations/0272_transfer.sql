-- The cases of a worker went to others in one step: which case went to whom, and by which hand-off. What families were told stands in their
-- timelines. Taken back within a day, the hand-off's own row is gone and this one says so.
CREATE TABLE caseload_transfer (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    from_id {bytes} NOT NULL REFERENCES account (id),
    made_at {int} NOT NULL,
    made_by {bytes},
    undone_at {int},
    undone_by {bytes}
) {strict};
CREATE INDEX caseload_transfer_agency ON caseload_transfer (agency_id, made_at, id);

CREATE TABLE caseload_transfer_case (
    transfer_id {bytes} NOT NULL REFERENCES caseload_transfer (id),
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    to_id {bytes} NOT NULL REFERENCES account (id),
    hand_off_id {bytes} NOT NULL,
    back_at {int},
    PRIMARY KEY (transfer_id, case_id)
) {strict};
CREATE INDEX caseload_transfer_case_of ON caseload_transfer_case (case_id);
