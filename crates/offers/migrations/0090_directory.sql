-- Other directories that entries are taken from, by the address or folder that was named.
CREATE TABLE directory_feed (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    address {text} NOT NULL,
    taken_at {int} NOT NULL,
    outcome {text} NOT NULL
) {strict};
CREATE UNIQUE INDEX directory_feed_address ON directory_feed (agency_id, address);

-- Who gives services. Public bodies, charities and firms: nothing about a family.
CREATE TABLE directory_organisation (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    name {text} NOT NULL,
    description {text} NOT NULL,
    email {text} NOT NULL,
    website {text} NOT NULL
) {strict};
CREATE UNIQUE INDEX directory_organisation_name ON directory_organisation (agency_id, name);

-- An entry of the directory. name_key is the first eight letters of its name as a number, so that lists go by the
-- alphabet with one key. details holds what no list is narrowed by, as JSON: where, when, for whom, contacts.
CREATE TABLE service (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    organisation_id {bytes} NOT NULL REFERENCES directory_organisation (id),
    name {text} NOT NULL,
    name_key {int} NOT NULL,
    status {text} NOT NULL,
    level {text},
    cost {text},
    evidence {text},
    minimum_age {int},
    maximum_age {int},
    audiences {text} NOT NULL,
    details {text} NOT NULL,
    assured_on {text} NOT NULL,
    review_on {text} NOT NULL,
    modified_at {int} NOT NULL,
    feed_id {bytes} REFERENCES directory_feed (id),
    outside_id {text},
    missing_since {int},
    version {int} NOT NULL
) {strict};
CREATE INDEX service_name ON service (name_key, id) WHERE status = 'active';
CREATE INDEX service_review ON service (agency_id, review_on, id);
CREATE INDEX service_organisation ON service (organisation_id);
CREATE UNIQUE INDEX service_outside ON service (feed_id, outside_id) WHERE feed_id IS NOT NULL;

-- What an active entry is found by: words of its name and description, and tags such as area:881 or level:universal.
CREATE TABLE service_word (
    word {text} NOT NULL,
    service_id {bytes} NOT NULL,
    PRIMARY KEY (word, service_id)
) {strict};
CREATE INDEX service_word_service ON service_word (service_id);

-- How many active entries have a word: a search begins with the rarest.
CREATE TABLE service_term (
    word {text} NOT NULL PRIMARY KEY,
    uses {int} NOT NULL
) {strict};

-- Where an active entry is given. Latitude and longitude in millionths of a degree.
CREATE TABLE service_place (
    id {bytes} NOT NULL PRIMARY KEY,
    service_id {bytes} NOT NULL,
    name_key {int} NOT NULL,
    number {int} NOT NULL,
    postcode {text} NOT NULL,
    district {text} NOT NULL,
    latitude {int},
    longitude {int}
) {strict};
CREATE INDEX service_place_name ON service_place (name_key, id);
CREATE INDEX service_place_service ON service_place (service_id);
CREATE INDEX service_place_district ON service_place (district, postcode);

-- When an active entry is open: a day of the week (MO to SU, or empty where none is said) and local times as HH:MM.
CREATE TABLE service_time (
    service_id {bytes} NOT NULL,
    number {int} NOT NULL,
    day {text} NOT NULL,
    opens_at {text} NOT NULL,
    closes_at {text} NOT NULL,
    PRIMARY KEY (service_id, number)
) {strict};
