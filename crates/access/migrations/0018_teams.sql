-- Teams of an agency, and who is in them from when until when: what the reach 'team' means.
CREATE TABLE team (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    name {text} NOT NULL,
    made_by {bytes},
    made_at {int} NOT NULL,
    ended_by {bytes},
    ended_at {int},
    version {int} NOT NULL
) {strict};
CREATE INDEX team_agency ON team (agency_id, made_at, id);

CREATE TABLE team_member (
    id {bytes} NOT NULL PRIMARY KEY,
    team_id {bytes} NOT NULL REFERENCES team (id),
    account_id {bytes} NOT NULL REFERENCES account (id),
    added_by {bytes},
    from_at {int} NOT NULL,
    until_at {int},
    ended_by {bytes},
    CHECK (until_at IS NULL OR from_at <= until_at)
) {strict};
CREATE INDEX team_member_account ON team_member (account_id, team_id);
CREATE INDEX team_member_team ON team_member (team_id, from_at, id);
