-- How an agency says that it gives a part of the early support of new families. The newest statement stands; the audit log keeps the rest.
CREATE TABLE early_support_offer (
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    part {text} NOT NULL,
    stand {text} NOT NULL,
    how {text} NOT NULL,
    link {text} NOT NULL,
    stated_at {int} NOT NULL,
    stated_by {bytes},
    PRIMARY KEY (agency_id, part)
) {strict};

-- What a household has had of it: one row for each part that was offered. It holds no words, so nothing is sealed. The case is the one
-- whose record it was noted in.
CREATE TABLE early_support_part (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    family_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    part {text} NOT NULL,
    taking {text} NOT NULL,
    on_day {text} NOT NULL,
    by_family {int} NOT NULL,
    recorded_at {int} NOT NULL,
    recorded_by {bytes},
    UNIQUE (family_id, part)
) {strict};
CREATE INDEX early_support_part_agency ON early_support_part (agency_id, part, recorded_at, id);
CREATE INDEX early_support_part_case ON early_support_part (case_id);
