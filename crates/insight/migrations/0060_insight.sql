-- Figures that others published. value is the exact decimal as text, and only there when a number was
-- published; area_key is the name as people may write it (small letters, 'and' for '&').
CREATE TABLE published (
    indicator {text} NOT NULL,
    breakdown {text} NOT NULL,
    year {int} NOT NULL,
    code {text} NOT NULL,
    area_kind {text} NOT NULL,
    area {text} NOT NULL,
    area_key {text} NOT NULL,
    region {text},
    status {text} NOT NULL,
    value {text},
    unit {text},
    PRIMARY KEY (indicator, breakdown, year, code),
    CHECK ((status = 'published') = (value IS NOT NULL))
) {strict};
CREATE INDEX published_area ON published (code, indicator, breakdown, year);
CREATE INDEX published_name ON published (area_key, indicator, breakdown, year);

-- The national picture reads one year of every agency's figures: from this index alone.
CREATE INDEX figure_picture ON figure (measure, month, agency_id, part, amount);

-- Open promises by kind, counted from the index alone.
CREATE INDEX promise_open_kind ON promise (agency_id, kind, due_at) WHERE kept_at IS NULL AND withdrawn_at IS NULL;

-- How many applications stand behind an amount of money, counted from the index alone.
CREATE INDEX application_sent ON application (sent_at, agency_id, therapy, provider_kind) WHERE sent_at IS NOT NULL;
CREATE INDEX application_decided ON application (status, decided_at, agency_id, therapy, provider_kind) WHERE decided_at IS NOT NULL;
CREATE INDEX application_paid ON application (starts_on, ends_on, agency_id, therapy, provider_kind) WHERE paid_pence > 0;
