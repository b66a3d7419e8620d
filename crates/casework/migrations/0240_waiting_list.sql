-- Who waits for a worker, the longest first: enquiries that nobody has allocated, signposted or closed, and open cases without a coordinator.
CREATE INDEX enquiry_waiting ON enquiry (agency_id, received_at, id) WHERE ended_at IS NULL;
CREATE INDEX case_waiting ON support_case (agency_id, opened_at, id) WHERE coordinator_id IS NULL;
-- How many left the list, week by week.
CREATE INDEX enquiry_ended ON enquiry (agency_id, ended_at) WHERE ended_at IS NOT NULL;
