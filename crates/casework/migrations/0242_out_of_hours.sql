-- Who answers when the agency is closed: of the agency (place is 'agency'), of one of its councils (its code) or of a postcode area
-- ('area-' and its letters). Public. Each change is a version of its own; of those that hold on a day, the highest number does.
CREATE TABLE out_of_hours_card (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    place {text} NOT NULL,
    number {int} NOT NULL,
    answers {text} NOT NULL,
    crisis {text} NOT NULL,
    helplines {text} NOT NULL,
    from_on {text} NOT NULL,
    written_at {int} NOT NULL,
    written_by {bytes},
    UNIQUE (agency_id, place, number)
) {strict};
