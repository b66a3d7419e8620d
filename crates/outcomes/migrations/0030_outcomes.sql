CREATE TABLE goal (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    common {text},
    words {bytes} NOT NULL,
    position {int} NOT NULL,
    set_at {int} NOT NULL,
    ended_at {int}
) {strict};
CREATE INDEX goal_case ON goal (case_id, position);
CREATE UNIQUE INDEX goal_common ON goal (case_id, common) WHERE common IS NOT NULL AND ended_at IS NULL;

CREATE TABLE rating (
    id {bytes} NOT NULL PRIMARY KEY,
    goal_id {bytes} NOT NULL REFERENCES goal (id),
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    rater {text} NOT NULL,
    score {int} NOT NULL CHECK (score BETWEEN 0 AND 10),
    rated_on {text} NOT NULL,
    recorded_at {int} NOT NULL,
    actor_id {bytes}
) {strict};
CREATE INDEX rating_goal ON rating (goal_id, rater, rated_on, id);
CREATE INDEX rating_case ON rating (case_id);
