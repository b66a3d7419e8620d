-- Owners of a plan's actions are reminded, and what was asked of whom is a list of the agency's. `partner` is the code of
-- `data/partners.csv`, '' until the daily job filed an asking from before, '-' once it was forgotten. `organisation` is a keyed
-- hash of the organisation's name, mixed with the agency. `stage` says how far reminding has come; from `quiet_at` on the owner
-- gets no more reminders, because somebody asked for that.
ALTER TABLE action_ask ADD COLUMN partner {text} NOT NULL DEFAULT '';
ALTER TABLE action_ask ADD COLUMN organisation {text} NOT NULL DEFAULT '';
ALTER TABLE action_ask ADD COLUMN stage {int} NOT NULL DEFAULT 0;
ALTER TABLE action_ask ADD COLUMN quiet_at {int};
CREATE INDEX action_ask_agency ON action_ask (agency_id, due_at, id);
CREATE INDEX action_ask_remind ON action_ask (due_at, id) WHERE status = 'asked';
CREATE INDEX action_ask_unfiled ON action_ask (id) WHERE partner = '';
CREATE INDEX plan_action_case ON plan_action (case_id, due_on, id) WHERE status = 'open';
