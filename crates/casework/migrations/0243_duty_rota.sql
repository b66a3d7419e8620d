-- Who is on duty, by half days. Somebody who was taken off stays, with when.
CREATE TABLE duty (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    on_day {text} NOT NULL,
    half {text} NOT NULL,
    account_id {bytes} NOT NULL,
    made_at {int} NOT NULL,
    made_by {bytes},
    ended_at {int},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX duty_once ON duty (agency_id, on_day, half, account_id) WHERE ended_at IS NULL;

-- A worker asks another to take a duty, perhaps for one of theirs. Nothing changes before the other agrees.
CREATE TABLE duty_swap (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    duty_id {bytes} NOT NULL REFERENCES duty (id),
    for_id {bytes} REFERENCES duty (id),
    from_id {bytes} NOT NULL,
    to_id {bytes} NOT NULL,
    status {text} NOT NULL,
    asked_at {int} NOT NULL,
    answered_at {int},
    version {int} NOT NULL
) {strict};
-- A duty is asked of one person at a time.
CREATE UNIQUE INDEX duty_swap_open ON duty_swap (duty_id) WHERE status = 'asked';
CREATE INDEX duty_swap_agency ON duty_swap (agency_id, asked_at, id) WHERE status = 'asked';
CREATE INDEX duty_swap_for ON duty_swap (for_id) WHERE status = 'asked' AND for_id IS NOT NULL;
