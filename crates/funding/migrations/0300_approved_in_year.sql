-- The Fund's statistics of a year read the applications that were approved in it, an agency's or everybody's.
CREATE INDEX application_of_year ON application (decided_at) WHERE status = 'approved';
CREATE INDEX application_of_year_agency ON application (agency_id, decided_at) WHERE status = 'approved';
-- A trial of a draft rule replays what an agency sent in a year.
CREATE INDEX application_sent_of_year ON application (agency_id, sent_at) WHERE sent_at IS NOT NULL;
