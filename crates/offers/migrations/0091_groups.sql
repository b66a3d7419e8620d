-- A group, a course of workshops, an activity day or a training: what is booked as a whole.
CREATE TABLE group_series (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    service_id {bytes} REFERENCES service (id),
    kind {text} NOT NULL,
    name {text} NOT NULL,
    about {text} NOT NULL,
    status {text} NOT NULL,
    hold_hours {int} NOT NULL,
    created_at {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE INDEX group_series_agency ON group_series (agency_id, created_at, id);
CREATE INDEX group_series_service ON group_series (service_id) WHERE service_id IS NOT NULL;

-- The places of a group, for each agency whose families may come. The agency that gives the group has a row too.
CREATE TABLE group_pool (
    series_id {bytes} NOT NULL REFERENCES group_series (id),
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    places {int} NOT NULL CHECK (places >= 0),
    taken {int} NOT NULL CHECK (taken >= 0 AND taken <= places),
    PRIMARY KEY (series_id, agency_id)
) {strict};
CREATE INDEX group_pool_agency ON group_pool (agency_id, series_id);

-- When a group meets. The facilitator is somebody's name, and sealed; so is the link of an online session.
CREATE TABLE group_session (
    id {bytes} NOT NULL PRIMARY KEY,
    series_id {bytes} NOT NULL REFERENCES group_series (id),
    starts_at {int} NOT NULL,
    minutes {int} NOT NULL,
    place {text} NOT NULL,
    online {int} NOT NULL,
    facilitator {bytes},
    status {text} NOT NULL
) {strict};
CREATE INDEX group_session_series ON group_session (series_id, starts_at, id);

-- A family's place, or its place in the waiting list. The agency is the family's own: the waiting list of each pool is
-- its own too. who and needs are sealed.
CREATE TABLE group_booking (
    id {bytes} NOT NULL PRIMARY KEY,
    series_id {bytes} NOT NULL REFERENCES group_series (id),
    agency_id {bytes} NOT NULL,
    family_id {bytes} NOT NULL,
    account_id {bytes},
    status {text} NOT NULL,
    who {bytes} NOT NULL,
    needs {bytes},
    queued_at {int} NOT NULL,
    held_until {int},
    ended_at {int},
    version {int} NOT NULL
) {strict};
CREATE INDEX group_booking_queue ON group_booking (series_id, agency_id, status, queued_at, id);
CREATE INDEX group_booking_family ON group_booking (family_id, queued_at, id);
CREATE INDEX group_booking_held ON group_booking (held_until) WHERE status = 'offered';
-- A family has one standing booking of a group.
CREATE UNIQUE INDEX group_booking_standing ON group_booking (series_id, family_id) WHERE status IN ('booked', 'waiting', 'offered');

CREATE TABLE group_attendance (
    session_id {bytes} NOT NULL REFERENCES group_session (id),
    booking_id {bytes} NOT NULL REFERENCES group_booking (id),
    outcome {text} NOT NULL,
    recorded_at {int} NOT NULL,
    recorded_by {bytes},
    PRIMARY KEY (session_id, booking_id)
) {strict};
CREATE INDEX group_attendance_booking ON group_attendance (booking_id);
