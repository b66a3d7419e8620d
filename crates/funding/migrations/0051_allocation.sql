-- An agency's share of a year's money, as its grant letter says, or the taking back of one that was
-- wrong: that row has the amount below zero and names the one that it corrects. Rows are only added.
CREATE TABLE allocation (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    year {int} NOT NULL,
    amount_pence {int} NOT NULL,
    letter {text} NOT NULL,
    -- What was written with it, sealed.
    note {bytes},
    recorded_at {int} NOT NULL,
    recorded_by {bytes},
    corrects {bytes} REFERENCES allocation (id),
    CHECK (amount_pence <> 0),
    CHECK ((amount_pence < 0) = (corrects IS NOT NULL))
) {strict};
CREATE INDEX allocation_list ON allocation (agency_id, year, recorded_at, id);
-- Nothing is taken back twice.
CREATE UNIQUE INDEX allocation_corrected ON allocation (corrects) WHERE corrects IS NOT NULL;
