-- Messages wait here in the transaction that caused them; a job sends them.
CREATE TABLE message (
    id {bytes} NOT NULL PRIMARY KEY,
    key {text} NOT NULL,
    channel {text} NOT NULL,
    recipient {bytes} NOT NULL,
    subject {bytes} NOT NULL,
    body {bytes} NOT NULL,
    created_at {int} NOT NULL,
    next_at {int},
    tries {int} NOT NULL,
    sent_at {int},
    failure {text}
) {strict};
CREATE UNIQUE INDEX message_key ON message (key);
CREATE INDEX message_next ON message (next_at, id) WHERE next_at IS NOT NULL;

-- Summary figures, kept with each change. month is YYYY-MM; council and part are '' when they do not apply.
CREATE TABLE figure (
    agency_id {bytes} NOT NULL,
    measure {text} NOT NULL,
    month {text} NOT NULL,
    council {text} NOT NULL,
    part {text} NOT NULL,
    amount {int} NOT NULL,
    PRIMARY KEY (agency_id, measure, month, council, part)
) {strict};
CREATE INDEX figure_measure ON figure (measure, month);

-- What kind of database this is, such as whether the demo filled it.
CREATE TABLE setting (
    name {text} NOT NULL PRIMARY KEY,
    value {text} NOT NULL
) {strict};
