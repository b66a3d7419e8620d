-- What is offered to a family ahead of a stage of its child's life: one row for each stage. It holds no words, so nothing is sealed: what
-- was said stands on the timeline. falls_at is the last instant of falls_on, for the order of lists.
CREATE TABLE stage_offer (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    family_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    stage {text} NOT NULL,
    falls_on {text} NOT NULL,
    falls_by {text} NOT NULL,
    falls_at {int} NOT NULL,
    status {text} NOT NULL,
    offered_at {int},
    offered_by {bytes},
    answer_by {text},
    answered_at {int},
    answered_by {bytes},
    by_family {int} NOT NULL,
    called_at {int},
    version {int} NOT NULL,
    UNIQUE (case_id, stage)
) {strict};
CREATE INDEX stage_offer_list ON stage_offer (agency_id, status, falls_at, id);
CREATE INDEX stage_offer_waiting ON stage_offer (answer_by, id) WHERE status = 'offered';
CREATE INDEX stage_offer_family ON stage_offer (family_id);
-- What began ahead, for the rows behind the figure.
CREATE INDEX stage_offer_taken ON stage_offer (agency_id, answered_at, id) WHERE status = 'taken-up';

-- How often somebody checks in with a family, and when next. said is 1 once somebody chose it, 0 while it follows the schedule by itself.
CREATE TABLE checking_in (
    case_id {bytes} NOT NULL PRIMARY KEY REFERENCES support_case (id),
    agency_id {bytes} NOT NULL,
    family_id {bytes} NOT NULL,
    often {text} NOT NULL,
    said {int} NOT NULL,
    by_family {int} NOT NULL,
    last_on {text},
    next_on {text},
    next_at {int},
    changed_at {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE INDEX checking_in_due ON checking_in (agency_id, next_at, case_id) WHERE next_at IS NOT NULL;
CREATE INDEX checking_in_family ON checking_in (family_id);

-- Each time that somebody checked in. What was said stands on the timeline.
CREATE TABLE check_in (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    on_day {text} NOT NULL,
    way {text} NOT NULL,
    reached {int} NOT NULL,
    at {int} NOT NULL,
    noted_by {bytes}
) {strict};
CREATE INDEX check_in_case ON check_in (case_id, on_day);

-- An event in a family's life, by its kind alone.
CREATE TABLE life_event (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    family_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    kind {text} NOT NULL,
    on_day {text} NOT NULL,
    by_family {int} NOT NULL,
    noted_at {int} NOT NULL,
    noted_by {bytes}
) {strict};
CREATE INDEX life_event_case ON life_event (case_id, on_day, id);

-- For the figures of the agency: cases that were opened again.
CREATE INDEX level_change_again ON level_change (agency_id, at, id) WHERE from_level = 'closed';
