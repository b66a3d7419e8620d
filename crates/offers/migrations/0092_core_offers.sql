-- How an agency says that it stands on a part of the core offer. The newest statement stands; the audit log keeps the rest.
CREATE TABLE core_offer_statement (
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    offer {text} NOT NULL,
    stand {text} NOT NULL,
    note {text} NOT NULL,
    stated_at {int} NOT NULL,
    stated_by {bytes},
    PRIMARY KEY (agency_id, offer)
) {strict};
