-- Projects that try something new. Words are sealed.
CREATE TABLE innovation_project (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    name {bytes} NOT NULL,
    theory {bytes} NOT NULL,
    status {text} NOT NULL CHECK (status IN ('running', 'ended')),
    starts_on {text} NOT NULL,
    ended_on {text},
    recorded_at {int} NOT NULL,
    recorded_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX innovation_project_agency ON innovation_project (agency_id, starts_on, id);

-- Measures, questions of the evaluation, and what was learnt: each is added and never changed.
CREATE TABLE project_note (
    id {bytes} NOT NULL PRIMARY KEY,
    project_id {bytes} NOT NULL REFERENCES innovation_project (id),
    kind {text} NOT NULL,
    words {bytes} NOT NULL,
    recorded_at {int} NOT NULL,
    recorded_by {bytes}
) {strict};
CREATE INDEX project_note_project ON project_note (project_id, recorded_at, id);
