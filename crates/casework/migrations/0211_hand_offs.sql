-- Each time that a case went from one coordinator to another. Before this table it stood in versions of plans alone: those that
-- name another coordinator than the version before them are taken over, under the plan's own id.
CREATE TABLE coordinator_change (
    id {bytes} NOT NULL PRIMARY KEY,
    agency_id {bytes} NOT NULL,
    case_id {bytes} NOT NULL REFERENCES support_case (id),
    from_id {bytes} NOT NULL,
    to_id {bytes} NOT NULL,
    at {int} NOT NULL
) {strict};
CREATE INDEX coordinator_change_case ON coordinator_change (case_id, at);
CREATE INDEX coordinator_change_agency ON coordinator_change (agency_id, at, id);
INSERT INTO coordinator_change (id, agency_id, case_id, from_id, to_id, at)
SELECT p.id, p.agency_id, p.case_id, b.coordinator_id, p.coordinator_id, p.current_from
FROM plan p JOIN plan b ON b.case_id = p.case_id
  AND b.number = (SELECT max(x.number) FROM plan x WHERE x.case_id = p.case_id AND x.number < p.number AND x.current_from IS NOT NULL)
WHERE p.current_from IS NOT NULL AND p.coordinator_id IS NOT NULL AND b.coordinator_id IS NOT NULL AND p.coordinator_id <> b.coordinator_id;
