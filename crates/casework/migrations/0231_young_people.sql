-- What one member of a family and the team write to each other: one thread for each member and case, which nobody else of the
-- family reads. answer_due says by when the team promised to answer, while somebody waits.
CREATE TABLE message_thread (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    account_id {bytes} NOT NULL REFERENCES account (id),
    started_at {int} NOT NULL,
    last_at {int} NOT NULL,
    family_unread {int} NOT NULL,
    team_unread {int} NOT NULL,
    answer_due {int}
) {strict};
CREATE UNIQUE INDEX message_thread_of ON message_thread (case_id, account_id);
CREATE INDEX message_thread_waits ON message_thread (agency_id, answer_due, id) WHERE answer_due IS NOT NULL;

CREATE TABLE thread_message (
    id {bytes} NOT NULL PRIMARY KEY,
    thread_id {bytes} NOT NULL REFERENCES message_thread (id),
    at {int} NOT NULL,
    from_team {int} NOT NULL,
    author_id {bytes},
    words {bytes} NOT NULL
) {strict};
CREATE INDEX thread_message_list ON thread_message (thread_id, at, id);

-- What a young person wrote, for their workers alone or for their parents too. told_at is when a worker had to tell somebody, and
-- whom and why, which the young person reads.
CREATE TABLE young_words (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    account_id {bytes} NOT NULL,
    readers {text} NOT NULL,
    words {bytes} NOT NULL,
    at {int} NOT NULL,
    seen_at {int},
    seen_by {bytes},
    told_at {int},
    told_by {bytes},
    told_whom {bytes},
    told_why {bytes}
) {strict};
CREATE INDEX young_words_case ON young_words (case_id, at, id);
CREATE INDEX young_words_unseen ON young_words (agency_id, at, id) WHERE seen_at IS NULL;
