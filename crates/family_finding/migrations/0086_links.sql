-- Links between children and a household, made by people, with their reasons.
CREATE TABLE family_link (
    id {bytes} NOT NULL PRIMARY KEY,
    reference {text} NOT NULL,
    -- The children's agency, whose record it is.
    agency_id {bytes} NOT NULL,
    group_id {bytes} NOT NULL REFERENCES waiting_group (id),
    household_id {bytes} NOT NULL REFERENCES adopter_household (id),
    -- The agency that approved the household.
    approved_by {bytes} NOT NULL,
    route {text} NOT NULL,
    stage {text} NOT NULL,
    -- 1 while nobody else can be linked with these children or this household.
    holds {int} NOT NULL,
    -- Fit in hundredths of a point when the link was made.
    fit {int} NOT NULL,
    speaks_for {bytes} NOT NULL,
    against {bytes} NOT NULL,
    made_at {int} NOT NULL,
    made_by {bytes},
    linked_by {bytes},
    panel_on {text},
    panel_says {text},
    panel_words {bytes},
    decided_on {text},
    decided_yes {int},
    decided_by {bytes},
    decided_words {bytes},
    introductions_on {text},
    placed_on {text},
    ended_at {int},
    ended_by {bytes},
    ended_words {bytes},
    version {int} NOT NULL,
    CHECK (holds IN (0, 1)),
    CHECK (ended_at IS NULL OR holds = 0)
) {strict};
CREATE UNIQUE INDEX family_link_reference ON family_link (reference);
CREATE UNIQUE INDEX family_link_group_held ON family_link (group_id) WHERE holds = 1;
CREATE UNIQUE INDEX family_link_household_held ON family_link (household_id) WHERE holds = 1;
CREATE INDEX family_link_list ON family_link (agency_id, made_at, id);
CREATE INDEX family_link_group ON family_link (group_id, made_at, id);
CREATE INDEX family_link_household ON family_link (household_id, made_at, id);

-- Somebody looked at a suggested pair and passed it over, and why.
CREATE TABLE passed_over (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    group_id {bytes} NOT NULL REFERENCES waiting_group (id),
    household_id {bytes} NOT NULL REFERENCES adopter_household (id),
    words {bytes} NOT NULL,
    at {int} NOT NULL,
    by_id {bytes}
) {strict};
CREATE INDEX passed_over_list ON passed_over (agency_id, at, id);
CREATE INDEX passed_over_group ON passed_over (group_id, at, id);
CREATE INDEX passed_over_household ON passed_over (household_id, at, id);
