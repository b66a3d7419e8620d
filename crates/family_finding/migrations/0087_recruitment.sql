-- People who want to adopt, from enquiry to approval.
CREATE TABLE adopter_applicant (
    id {bytes} NOT NULL PRIMARY KEY,
    reference {text} NOT NULL,
    agency_id {bytes} NOT NULL,
    stage {text} NOT NULL,
    -- Names and how to reach them; sealed.
    names {bytes} NOT NULL,
    reach {bytes} NOT NULL,
    -- The day of the enquiry, and of each step that was taken.
    enquired_on {text} NOT NULL,
    registered_on {text},
    accepted_on {text},
    stage_one_done_on {text},
    stage_two_on {text},
    approved_on {text},
    ended_on {text},
    -- While the clock is stopped: since when, and how many whole days it had left; below nought where it was late already.
    paused_on {text},
    days_left {int},
    -- Why the clock was stopped, or the way ended; sealed.
    words {bytes},
    created_at {int} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX adopter_applicant_reference ON adopter_applicant (reference);
CREATE INDEX adopter_applicant_list ON adopter_applicant (agency_id, created_at, id);
CREATE INDEX adopter_applicant_stage ON adopter_applicant (agency_id, stage, id);
