-- What was looked at before a provider was approved, and each renewal: the newest row counts, and none is
-- changed.
CREATE TABLE provider_vetting (
    id {bytes} NOT NULL PRIMARY KEY,
    provider_id {bytes} NOT NULL REFERENCES provider (id),
    body {text} NOT NULL,
    registration {text} NOT NULL,
    insured_until {text} NOT NULL,
    safeguarding_on {text} NOT NULL,
    recorded_at {int} NOT NULL,
    recorded_by {bytes}
) {strict};
CREATE INDEX provider_vetting_newest ON provider_vetting (provider_id, recorded_at, id);
