-- The goals of a case. The two common ones have a code and no words; a family's own words are sealed.
CREATE TABLE goal (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL,
    common {text},
    words {bytes},
    set_on {text} NOT NULL,
    ended_on {text},
    CHECK ((common IS NULL) <> (words IS NULL))
) {strict};
CREATE INDEX goal_case ON goal (case_id, set_on, id);
CREATE UNIQUE INDEX goal_common ON goal (case_id, common) WHERE common IS NOT NULL;

-- Ratings from 0 to 10. Of two by the same rater for the same goal and day the later id stands.
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
CREATE INDEX rating_case ON rating (case_id, rated_on, id);
