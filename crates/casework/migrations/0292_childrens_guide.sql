-- The Children's Guide of an agency, in two readings. Public, and about nobody. Each change is a version of its own; of those that hold on a
-- day, the highest number does. Where an agency wrote none, the text that comes with Hearth holds, which is number 0 of its edition.
CREATE TABLE childrens_guide (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    reading {text} NOT NULL,
    number {int} NOT NULL,
    aims {text} NOT NULL,
    rights {text} NOT NULL,
    advocate {text} NOT NULL,
    officer {text} NOT NULL,
    commissioner {text} NOT NULL,
    inspectorate {text} NOT NULL,
    complaints {text} NOT NULL,
    contact {text} NOT NULL,
    from_on {text} NOT NULL,
    written_at {int} NOT NULL,
    written_by {bytes},
    UNIQUE (agency_id, reading, number)
) {strict};

-- That the guide was given: in which reading and version, how, to whom, on which day. It holds nobody's words.
CREATE TABLE guide_given (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    reading {text} NOT NULL,
    number {int} NOT NULL,
    edition {text} NOT NULL,
    way {text} NOT NULL,
    to_whom {text} NOT NULL,
    given_on {text} NOT NULL,
    recorded_at {int} NOT NULL,
    recorded_by {bytes}
) {strict};
CREATE INDEX guide_given_case ON guide_given (case_id, recorded_at, id);
