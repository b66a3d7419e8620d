-- A dispute about lines of an invoice. Its lines stand on a record of their own (invoice_id), so that the rest is paid in time;
-- from_id is the record they were taken from, where any stayed there.
CREATE TABLE invoice_dispute (
    id {bytes} NOT NULL PRIMARY KEY,
    invoice_id {bytes} NOT NULL REFERENCES invoice (id),
    from_id {bytes} REFERENCES invoice (id),
    status {text} NOT NULL,
    opened_at {int} NOT NULL,
    opened_by {bytes},
    answer_by {text} NOT NULL,
    -- What finance wrote, and what the provider answered, sealed.
    words {bytes},
    answer {bytes},
    answered_at {int},
    ended_at {int},
    ended_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX invoice_dispute_invoice ON invoice_dispute (invoice_id, opened_at, id);
CREATE INDEX invoice_dispute_from ON invoice_dispute (from_id, opened_at, id) WHERE from_id IS NOT NULL;
-- One dispute at a time about one record.
CREATE UNIQUE INDEX invoice_dispute_going ON invoice_dispute (invoice_id) WHERE ended_at IS NULL;

CREATE TABLE invoice_dispute_line (
    dispute_id {bytes} NOT NULL REFERENCES invoice_dispute (id),
    session_id {bytes} NOT NULL REFERENCES delivery_session (id),
    amount_pence {int} NOT NULL,
    reason {text} NOT NULL,
    answer {text},
    PRIMARY KEY (dispute_id, session_id)
) {strict};
CREATE INDEX invoice_dispute_line_session ON invoice_dispute_line (session_id);

-- What was paid in a half-year.
CREATE INDEX invoice_agency_paid ON invoice (agency_id, ended_at) WHERE status = 'paid';
