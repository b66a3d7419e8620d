-- Which emails became an enquiry, so that the same one taken in twice changes nothing. `message` is a MAC over the agency and the message:
-- nobody learns from it who wrote, or what.
CREATE TABLE email_taken (
    message {bytes} NOT NULL PRIMARY KEY,
    enquiry_id {bytes} NOT NULL REFERENCES enquiry (id),
    at {int} NOT NULL
) {strict};
CREATE INDEX email_taken_enquiry ON email_taken (enquiry_id);
