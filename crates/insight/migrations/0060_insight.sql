-- Figures that others published. amount is in thousandths and only there when a number was published.
CREATE TABLE published (
    indicator {text} NOT NULL,
    breakdown {text} NOT NULL,
    year {int} NOT NULL,
    area_kind {text} NOT NULL,
    code {text} NOT NULL,
    area {text} NOT NULL,
    region {text} NOT NULL,
    status {text} NOT NULL,
    amount {int},
    unit {text} NOT NULL,
    PRIMARY KEY (indicator, breakdown, year, area_kind, code)
) {strict};
CREATE INDEX published_area ON published (code, indicator, year);
CREATE INDEX published_name ON published (area, indicator, year);
