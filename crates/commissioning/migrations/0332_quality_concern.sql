-- A concern about a provider, as one agency holds it. It names nobody of a family.
CREATE TABLE quality_concern (
    id {bytes} NOT NULL PRIMARY KEY,
    reference {text} NOT NULL,
    provider_id {bytes} NOT NULL REFERENCES provider (id),
    agency_id {bytes} NOT NULL,
    about {text} NOT NULL,
    seriousness {text} NOT NULL,
    status {text} NOT NULL,
    -- What the agency keeps to itself, and what it tells others and the provider, sealed.
    facts {bytes} NOT NULL,
    shared {bytes},
    raised_at {int} NOT NULL,
    raised_by {bytes},
    shared_at {int},
    shared_by {bytes},
    provider_told_at {int},
    reply {bytes},
    replied_at {int},
    outcome {bytes},
    closed_at {int},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX quality_concern_reference ON quality_concern (reference);
CREATE INDEX quality_concern_agency ON quality_concern (agency_id, raised_at, id);
CREATE INDEX quality_concern_provider ON quality_concern (provider_id, raised_at, id);

-- An agency that was told of it: it says that it knows, and what it did.
CREATE TABLE quality_concern_notice (
    id {bytes} NOT NULL PRIMARY KEY,
    concern_id {bytes} NOT NULL REFERENCES quality_concern (id),
    agency_id {bytes} NOT NULL,
    told_at {int} NOT NULL,
    acknowledged_at {int},
    acknowledged_by {bytes},
    did {bytes},
    did_at {int},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX quality_concern_notice_agency ON quality_concern_notice (concern_id, agency_id);
CREATE INDEX quality_concern_notice_list ON quality_concern_notice (agency_id, told_at, id);
