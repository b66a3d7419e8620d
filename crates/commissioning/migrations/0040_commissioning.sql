-- An organisation of kind 'provider' with what its place on the list rests on.
CREATE TABLE provider (
    id {bytes} NOT NULL PRIMARY KEY REFERENCES organisation (id),
    kind {text} NOT NULL,
    approval {text} NOT NULL,
    approved_on {text},
    version {int} NOT NULL
) {strict};

CREATE TABLE provider_price (
    provider_id {bytes} NOT NULL REFERENCES provider (id),
    therapy {text} NOT NULL,
    from_date {text} NOT NULL,
    price_pence {int} NOT NULL CHECK (price_pence > 0),
    minutes {int} NOT NULL,
    PRIMARY KEY (provider_id, therapy, from_date)
) {strict};
CREATE INDEX provider_price_therapy ON provider_price (therapy, price_pence, provider_id);

CREATE TABLE purchase_order (
    id {bytes} NOT NULL PRIMARY KEY,
    reference {text} NOT NULL,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    family_id {bytes} NOT NULL,
    provider_id {bytes} NOT NULL REFERENCES provider (id),
    provider_kind {text} NOT NULL,
    therapy {text} NOT NULL,
    kind {text} NOT NULL,
    application_id {bytes},
    sessions {int} NOT NULL CHECK (sessions > 0),
    minutes {int} NOT NULL,
    price_pence {int} NOT NULL,
    total_pence {int} NOT NULL,
    status {text} NOT NULL,
    starts_on {text} NOT NULL,
    placed_at {int} NOT NULL,
    placed_by {bytes},
    ended_at {int},
    -- Why it was declined or cancelled, sealed.
    reason {bytes},
    version {int} NOT NULL,
    CHECK (total_pence = sessions * price_pence)
) {strict};
CREATE UNIQUE INDEX order_reference ON purchase_order (reference);
CREATE UNIQUE INDEX order_application ON purchase_order (application_id) WHERE application_id IS NOT NULL AND status <> 'cancelled' AND status <> 'declined';
CREATE INDEX order_agency ON purchase_order (agency_id, placed_at, id);
CREATE INDEX order_agency_status ON purchase_order (agency_id, status, placed_at, id);
CREATE INDEX order_provider ON purchase_order (provider_id, placed_at, id);
CREATE INDEX order_provider_status ON purchase_order (provider_id, status, placed_at, id);
CREATE INDEX order_case ON purchase_order (case_id, placed_at);

CREATE TABLE delivery_session (
    id {bytes} NOT NULL PRIMARY KEY,
    order_id {bytes} NOT NULL REFERENCES purchase_order (id),
    number {int} NOT NULL,
    planned_on {text} NOT NULL,
    status {text} NOT NULL,
    missed_by {text},
    notice {text},
    chargeable {int} NOT NULL,
    note {bytes},
    recorded_at {int},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX session_order ON delivery_session (order_id, number);

CREATE TABLE invoice (
    id {bytes} NOT NULL PRIMARY KEY,
    number {text} NOT NULL,
    order_id {bytes} NOT NULL REFERENCES purchase_order (id),
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    provider_id {bytes} NOT NULL,
    total_pence {int} NOT NULL,
    status {text} NOT NULL,
    received_at {int} NOT NULL,
    due_on {text} NOT NULL,
    ended_at {int},
    query {bytes},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX invoice_number ON invoice (provider_id, number);
CREATE INDEX invoice_agency ON invoice (agency_id, received_at, id);
CREATE INDEX invoice_agency_status ON invoice (agency_id, status, received_at, id);
CREATE INDEX invoice_provider ON invoice (provider_id, received_at, id);
CREATE INDEX invoice_provider_status ON invoice (provider_id, status, received_at, id);
CREATE INDEX invoice_order ON invoice (order_id);

CREATE TABLE invoice_line (
    invoice_id {bytes} NOT NULL REFERENCES invoice (id),
    session_id {bytes} NOT NULL REFERENCES delivery_session (id),
    amount_pence {int} NOT NULL,
    live {int} NOT NULL,
    PRIMARY KEY (invoice_id, session_id)
) {strict};
-- No session is paid for twice; a withdrawn invoice lets its sessions go.
CREATE UNIQUE INDEX invoice_line_session ON invoice_line (session_id) WHERE live = 1;
