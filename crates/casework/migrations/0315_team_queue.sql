-- An enquiry can be put in the queue of a team; without one it is in the duty queue alone.
ALTER TABLE enquiry ADD COLUMN team_id {bytes};
CREATE INDEX enquiry_team ON enquiry (agency_id, team_id, status, risk, received_at, id) WHERE team_id IS NOT NULL;
