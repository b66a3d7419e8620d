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

-- The national picture reads one financial year of every agency's figures, in order, from this index alone.
-- The expression is the calendar year that the financial year of a month starts in.
CREATE INDEX figure_picture ON figure (measure,
    (CASE WHEN substr(month, 6) >= '04' THEN substr(month, 1, 4) ELSE CAST(CAST(substr(month, 1, 4) AS INTEGER) - 1 AS TEXT) END),
    agency_id, part, month, amount);

-- Open promises by kind, counted from the index alone.
CREATE INDEX promise_open_kind ON promise (agency_id, kind, due_at, kept_at, withdrawn_at)
    WHERE kept_at IS NULL AND withdrawn_at IS NULL;

-- The promises behind a figure of those kept.
CREATE INDEX promise_kept ON promise (agency_id, kept_at, id) WHERE kept_at IS NOT NULL;

-- How many applications stand behind an amount of money, counted from the index alone.
CREATE INDEX application_sent ON application (therapy, sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX application_approved ON application (therapy, status, decided_at);
CREATE INDEX application_paid_therapy ON application (therapy, ends_on, starts_on, paid_pence) WHERE paid_pence > 0;
CREATE INDEX application_paid_kind ON application (provider_kind, ends_on, starts_on, paid_pence) WHERE paid_pence > 0;
CREATE INDEX application_paid_agency ON application (agency_id, ends_on, starts_on, paid_pence) WHERE paid_pence > 0;
