-- What a case weighs in an agency from a day on, and what share of full time a worker works. A later line of one part and code takes an
-- earlier one's place; nothing is written over, so that a past day is weighed as it was.
CREATE TABLE caseload_weight (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    part {text} NOT NULL,
    code {text} NOT NULL,
    points {int} NOT NULL CHECK (points >= 0),
    from_on {text} NOT NULL,
    set_at {int} NOT NULL,
    set_by {bytes}
) {strict};
CREATE INDEX caseload_weight_agency ON caseload_weight (agency_id, from_on, set_at, id);

-- Open cases that nobody coordinates: an alarm.
CREATE INDEX case_ownerless ON support_case (agency_id, opened_at, id) WHERE status = 'open' AND coordinator_id IS NULL;
