-- Links that work once and end by themselves. The link's secret is not kept, only its MAC.
CREATE TABLE one_time_link (
    id {bytes} NOT NULL PRIMARY KEY,
    token {bytes} NOT NULL,
    purpose {text} NOT NULL,
    subject_id {bytes} NOT NULL,
    made_by {bytes},
    made_at {int} NOT NULL,
    ends_at {int} NOT NULL,
    used_at {int},
    revoked_at {int}
) {strict};
CREATE UNIQUE INDEX one_time_link_token ON one_time_link (token);
CREATE INDEX one_time_link_subject ON one_time_link (subject_id, purpose, made_at);

-- What somebody typed into a long form and has not sent: one for each person, form and record.
CREATE TABLE form_draft (
    id {bytes} NOT NULL PRIMARY KEY,
    account_id {bytes} NOT NULL REFERENCES account (id),
    form {text} NOT NULL,
    object_id {bytes} NOT NULL,
    fields {bytes} NOT NULL,
    saved_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX form_draft_owner ON form_draft (account_id, form, object_id);
CREATE INDEX form_draft_saved ON form_draft (saved_at);
