-- The community of practice: topics, and what is written in them. All words are sealed; they are found by keyed hashes of
-- their words.
CREATE TABLE community_topic (
    id {bytes} NOT NULL PRIMARY KEY,
    -- The agency that opened it, whose moderators answer for it.
    agency_id {bytes} NOT NULL,
    audience {text} NOT NULL,
    -- The pan-region that reads it, where only one does; otherwise empty.
    region {text} NOT NULL,
    title {bytes} NOT NULL,
    about {bytes} NOT NULL,
    status {text} NOT NULL,
    -- Why it was closed.
    closed_why {bytes},
    opened_at {int} NOT NULL,
    opened_by {bytes},
    -- When something was last put in that readers see.
    last_at {int} NOT NULL,
    version {int} NOT NULL,
    CHECK ((audience = 'region') = (region <> ''))
) {strict};
CREATE INDEX community_topic_last ON community_topic (last_at, id);

-- A post, an answer to a post, or a shared document. What it says stands in its versions.
CREATE TABLE community_entry (
    id {bytes} NOT NULL PRIMARY KEY,
    topic_id {bytes} NOT NULL REFERENCES community_topic (id),
    agency_id {bytes} NOT NULL,
    kind {text} NOT NULL,
    -- The post that an answer is under.
    parent_id {bytes} REFERENCES community_entry (id),
    -- What sort of document it is.
    sort {text},
    author_id {bytes} NOT NULL,
    -- The agency or provider that the author wrote for.
    organisation_id {bytes},
    status {text} NOT NULL,
    -- Why it was withdrawn, returned or taken out.
    why {bytes},
    -- The number of the version that readers see, and when the first was shown.
    shown {int},
    shown_at {int},
    -- Since when a report or a version waits for a moderator.
    waits_at {int},
    written_at {int} NOT NULL,
    version {int} NOT NULL,
    CHECK ((kind = 'answer') = (parent_id IS NOT NULL)),
    CHECK ((kind = 'document') = (sort IS NOT NULL)),
    CHECK ((shown IS NULL) = (shown_at IS NULL)),
    CHECK (status <> 'shown' OR shown IS NOT NULL)
) {strict};
CREATE INDEX community_entry_topic ON community_entry (topic_id, kind, status, shown_at, id);
CREATE INDEX community_entry_parent ON community_entry (parent_id, status, shown_at, id) WHERE parent_id IS NOT NULL;
CREATE INDEX community_entry_waits ON community_entry (agency_id, waits_at, id) WHERE waits_at IS NOT NULL;
CREATE INDEX community_entry_author ON community_entry (author_id, written_at, id);

CREATE TABLE community_version (
    id {bytes} NOT NULL PRIMARY KEY,
    entry_id {bytes} NOT NULL REFERENCES community_entry (id),
    number {int} NOT NULL,
    title {bytes},
    words {bytes} NOT NULL,
    link {bytes},
    review_on {text},
    -- What was changed, in the author's words.
    changed {bytes},
    status {text} NOT NULL,
    written_at {int} NOT NULL,
    UNIQUE (entry_id, number)
) {strict};

-- What was done with an entry: the moderators' log.
CREATE TABLE community_step (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    entry_id {bytes} NOT NULL REFERENCES community_entry (id),
    what {text} NOT NULL,
    words {bytes},
    at {int} NOT NULL,
    by_id {bytes} NOT NULL
) {strict};
CREATE INDEX community_step_agency ON community_step (agency_id, at, id);
CREATE INDEX community_step_entry ON community_step (entry_id, at, id);

-- Keyed hashes of the words that readers may find an entry by.
CREATE TABLE community_word (
    word {int} NOT NULL,
    entry_id {bytes} NOT NULL REFERENCES community_entry (id),
    shown_at {int} NOT NULL,
    PRIMARY KEY (word, entry_id)
) {strict};
CREATE INDEX community_word_shown ON community_word (word, shown_at, entry_id);
CREATE INDEX community_word_entry ON community_word (entry_id);
