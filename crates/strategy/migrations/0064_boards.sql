-- Meetings of boards with partner agencies and families. The board's name and all that was said is sealed.
CREATE TABLE board_meeting (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    name {bytes} NOT NULL,
    held_on {text} NOT NULL,
    -- Codes of who sat at the table, parted by spaces.
    partners {text} NOT NULL,
    recorded_at {int} NOT NULL,
    recorded_by {bytes}
) {strict};
CREATE INDEX board_meeting_agency ON board_meeting (agency_id, held_on, id);

CREATE TABLE board_point (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    meeting_id {bytes} NOT NULL REFERENCES board_meeting (id),
    said {bytes} NOT NULL,
    said_by {text} NOT NULL,
    due_on {text},
    done {bytes},
    done_at {int},
    recorded_at {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE INDEX board_point_meeting ON board_point (meeting_id, id);
CREATE INDEX board_point_open ON board_point (agency_id, recorded_at, id) WHERE done_at IS NULL;
