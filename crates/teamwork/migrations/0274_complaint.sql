-- Complaints about the service and disagreements with decisions, from families, young people, providers and others. Each stage has its clock
-- among the promises; whoever looks at it again had nothing to do with it before.
CREATE TABLE service_complaint (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL REFERENCES organisation (id),
    family_id {bytes},
    case_id {bytes},
    provider_id {bytes},
    reference {text} NOT NULL,
    who {text} NOT NULL,
    about {text} NOT NULL,
    complainant {bytes},
    words {bytes} NOT NULL,
    wish {bytes},
    complained_of {bytes},
    received_on {text} NOT NULL,
    made_at {int} NOT NULL,
    made_by {bytes},
    recorded_by {bytes},
    status {text} NOT NULL,
    acknowledged_at {int},
    acknowledged_by {bytes},
    ack_words {bytes},
    handler_id {bytes},
    answered_at {int},
    answered_by {bytes},
    outcome {text},
    answer {bytes},
    disagreed_at {int},
    disagreed_why {bytes},
    reviewer_id {bytes},
    reviewed_at {int},
    review_outcome {text},
    review_answer {bytes},
    learned {bytes},
    action {bytes},
    action_by {text},
    action_done_at {int},
    learned_at {int},
    learned_by {bytes},
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX service_complaint_reference ON service_complaint (reference);
CREATE INDEX service_complaint_agency ON service_complaint (agency_id, status, made_at, id);
CREATE INDEX service_complaint_month ON service_complaint (agency_id, received_on, about);
CREATE INDEX service_complaint_learned ON service_complaint (agency_id, learned_at, id) WHERE learned_at IS NOT NULL;
CREATE INDEX service_complaint_family ON service_complaint (family_id, made_by, made_at, id) WHERE family_id IS NOT NULL;
CREATE INDEX service_complaint_provider ON service_complaint (provider_id, made_at, id) WHERE provider_id IS NOT NULL;
CREATE INDEX service_complaint_case ON service_complaint (case_id) WHERE case_id IS NOT NULL;
