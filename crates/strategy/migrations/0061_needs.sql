-- Whether an invoice is the first that is paid for a case in a financial year.
CREATE INDEX invoice_case_paid ON invoice (case_id, ended_at) WHERE status = 'paid';
-- Which cases of a child a corrected year of birth moves is found by case_child already.
