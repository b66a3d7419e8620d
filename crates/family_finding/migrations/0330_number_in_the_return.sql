-- By which number in the statutory return a child is found who is recorded as waiting: a keyed hash, mixed with the agency, of a
-- domain of its own, so that no SQL joins it with waiting_child.child_key. Nothing where no number is recorded, and in
-- records from before this was kept, until they are corrected.
ALTER TABLE profiled_child ADD COLUMN return_key {int};
CREATE INDEX profiled_child_return ON profiled_child (return_key) WHERE return_key IS NOT NULL;
