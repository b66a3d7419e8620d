-- A drop-in: a session that an agency publishes, with times that anybody can book without an assessment. What stands here is public.
CREATE TABLE drop_in (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    way {text} NOT NULL,
    place {text} NOT NULL,
    audience {text} NOT NULL,
    about {text} NOT NULL,
    starts_at {int} NOT NULL,
    minutes {int} NOT NULL,
    slots {int} NOT NULL,
    places {int} NOT NULL,
    status {text} NOT NULL,
    made_at {int} NOT NULL,
    made_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX drop_in_agency ON drop_in (agency_id, starts_at, id);

-- Each time of a drop-in, with how many of its places are taken: two who book the last one at once cannot both have it.
CREATE TABLE drop_in_slot (
    drop_in_id {bytes} NOT NULL REFERENCES drop_in (id),
    slot {int} NOT NULL,
    places {int} NOT NULL,
    taken {int} NOT NULL CHECK (taken >= 0 AND taken <= places),
    PRIMARY KEY (drop_in_id, slot)
) {strict};

-- A booking. told (who, how to reach them, what about) and note (what was said) are sealed. Both go when an enquiry is made of it,
-- which holds them from then on, and after a while.
CREATE TABLE drop_in_booking (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    drop_in_id {bytes} NOT NULL REFERENCES drop_in (id),
    slot {int} NOT NULL,
    starts_at {int} NOT NULL,
    family_id {bytes},
    account_id {bytes},
    told {bytes},
    note {bytes},
    status {text} NOT NULL,
    enquiry_id {bytes},
    made_at {int} NOT NULL,
    forgotten_at {int},
    version {int} NOT NULL
) {strict};
CREATE INDEX drop_in_booking_day ON drop_in_booking (agency_id, starts_at, id);
CREATE INDEX drop_in_booking_session ON drop_in_booking (drop_in_id, slot, id);
CREATE INDEX drop_in_booking_family ON drop_in_booking (family_id, starts_at, id) WHERE family_id IS NOT NULL;
CREATE INDEX drop_in_booking_old ON drop_in_booking (starts_at, id) WHERE forgotten_at IS NULL;
