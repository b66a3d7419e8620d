-- Children who wait, as the family finder writes them down: one row for one child, or for brothers and sisters who are to stay
-- together. They stand on the side before adoption: nothing here refers to a person, a family or a case, and ids are random.
CREATE TABLE waiting_group (
    id {bytes} NOT NULL PRIMARY KEY,
    reference {text} NOT NULL,
    agency_id {bytes} NOT NULL,
    -- waiting, linked, placed or withdrawn.
    status {text} NOT NULL,
    since {text} NOT NULL,
    route {text} NOT NULL,
    contact {text} NOT NULL,
    council {text} NOT NULL,
    -- Codes of councils, with semicolons between.
    avoid {text} NOT NULL,
    heritage {text},
    language {text},
    faith {text},
    -- What the children are like, in the family finder's words; sealed.
    profile {bytes} NOT NULL,
    created_at {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX waiting_group_reference ON waiting_group (reference);
CREATE INDEX waiting_group_list ON waiting_group (agency_id, status, created_at, id);

CREATE TABLE profiled_child (
    id {bytes} NOT NULL PRIMARY KEY,
    group_id {bytes} NOT NULL REFERENCES waiting_group (id),
    place {int} NOT NULL,
    sex {text} NOT NULL,
    needs {text} NOT NULL,
    health {text} NOT NULL,
    -- First name, date of birth, and the child's number in the return where it is known; sealed.
    about {bytes} NOT NULL
) {strict};
CREATE INDEX profiled_child_group ON profiled_child (group_id, place, id);

-- Households that are approved to adopt, and what they can offer.
CREATE TABLE adopter_household (
    id {bytes} NOT NULL PRIMARY KEY,
    reference {text} NOT NULL,
    agency_id {bytes} NOT NULL,
    -- ready, exploring, placed or paused.
    availability {text} NOT NULL,
    approved_on {text} NOT NULL,
    youngest {int} NOT NULL,
    oldest {int} NOT NULL,
    most {int} NOT NULL,
    sex {text},
    able {text} NOT NULL,
    health {text} NOT NULL,
    contact {text} NOT NULL,
    council {text} NOT NULL,
    experience {text} NOT NULL,
    early {int} NOT NULL,
    heritage {text} NOT NULL,
    languages {text} NOT NULL,
    faiths {text} NOT NULL,
    -- The day on which they agreed that other agencies see their profile without name and address; nothing where they did not.
    shared_on {text},
    -- Names, how to reach them, and a profile in words; sealed.
    names {bytes} NOT NULL,
    reach {bytes} NOT NULL,
    created_at {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX adopter_household_reference ON adopter_household (reference);
CREATE INDEX adopter_household_list ON adopter_household (agency_id, created_at, id);
CREATE INDEX adopter_household_ready ON adopter_household (availability, agency_id, id);

-- Sensitive reasons behind an offer, apart, behind an action of their own.
CREATE TABLE offer_reason (
    id {bytes} NOT NULL PRIMARY KEY,
    household_id {bytes} NOT NULL REFERENCES adopter_household (id),
    words {bytes} NOT NULL,
    at {int} NOT NULL,
    by_id {bytes}
) {strict};
CREATE INDEX offer_reason_household ON offer_reason (household_id, at, id);
