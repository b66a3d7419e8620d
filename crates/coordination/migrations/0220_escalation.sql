-- It got hard for a family, and somebody leads what everybody does about it. What the family is told stands apart from the reason, which
-- it does not read.
CREATE TABLE escalation (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    family_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    kind {text} NOT NULL,
    status {text} NOT NULL,
    reason {bytes} NOT NULL,
    opened_at {int} NOT NULL,
    opened_by {bytes},
    lead_due_at {int} NOT NULL,
    lead_field {text},
    lead_at {int},
    hand_offs {int} NOT NULL,
    keeper_id {bytes},
    enquirer_id {bytes},
    told_due_at {int},
    told {bytes},
    told_next {text},
    told_at {int},
    ended_at {int},
    ended_by {bytes},
    ended_why {bytes},
    stays {bytes},
    again {bytes},
    differently {bytes},
    learned_at {int},
    learned_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE INDEX escalation_agency ON escalation (agency_id, status, opened_at, id);
CREATE INDEX escalation_learned ON escalation (agency_id, learned_at, id) WHERE learned_at IS NOT NULL;
CREATE INDEX escalation_family ON escalation (family_id, told_at, id);
CREATE INDEX escalation_case ON escalation (case_id, opened_at, id);
-- One of a kind at a time: a second worker joins the first.
CREATE UNIQUE INDEX escalation_once ON escalation (case_id, kind) WHERE status = 'open';

-- Who led, one after another: each but the first is a hand-off.
CREATE TABLE escalation_lead (
    id {bytes} NOT NULL PRIMARY KEY,
    escalation_id {bytes} NOT NULL REFERENCES escalation (id),
    case_id {bytes} NOT NULL,
    field {text} NOT NULL,
    who {bytes} NOT NULL,
    why {bytes} NOT NULL,
    from_at {int} NOT NULL,
    by_id {bytes}
) {strict};
CREATE INDEX escalation_lead_of ON escalation_lead (escalation_id, from_at, id);
CREATE INDEX escalation_lead_case ON escalation_lead (case_id);

-- Who is involved, from which day.
CREATE TABLE escalation_party (
    id {bytes} NOT NULL PRIMARY KEY,
    escalation_id {bytes} NOT NULL REFERENCES escalation (id),
    case_id {bytes} NOT NULL,
    field {text} NOT NULL,
    organisation {bytes} NOT NULL,
    who {bytes} NOT NULL,
    from_on {text} NOT NULL
) {strict};
CREATE INDEX escalation_party_of ON escalation_party (escalation_id, from_on, id);
CREATE INDEX escalation_party_case ON escalation_party (case_id);

-- What a partner was asked for, by when, and what came.
CREATE TABLE escalation_ask (
    id {bytes} NOT NULL PRIMARY KEY,
    escalation_id {bytes} NOT NULL REFERENCES escalation (id),
    case_id {bytes} NOT NULL,
    party_id {bytes} NOT NULL REFERENCES escalation_party (id),
    what {bytes} NOT NULL,
    asked_at {int} NOT NULL,
    due_at {int} NOT NULL,
    state {text} NOT NULL,
    answered_at {int},
    answer {bytes}
) {strict};
CREATE INDEX escalation_ask_of ON escalation_ask (escalation_id, asked_at, id);
CREATE INDEX escalation_ask_case ON escalation_ask (case_id);
CREATE INDEX escalation_ask_open ON escalation_ask (escalation_id, due_at) WHERE state = 'asked';

-- Notes of the work. Where an allegation is enquired into, those of the enquiry and those of the support have different readers.
CREATE TABLE escalation_note (
    id {bytes} NOT NULL PRIMARY KEY,
    escalation_id {bytes} NOT NULL REFERENCES escalation (id),
    case_id {bytes} NOT NULL,
    side {text} NOT NULL,
    words {bytes} NOT NULL,
    at {int} NOT NULL,
    by_id {bytes}
) {strict};
CREATE INDEX escalation_note_of ON escalation_note (escalation_id, side, at, id);
CREATE INDEX escalation_note_case ON escalation_note (case_id);
