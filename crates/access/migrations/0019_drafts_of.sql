-- What was typed about a record and not sent goes with the record.
CREATE INDEX form_draft_object ON form_draft (object_id);
