//! Caseloads and skills in the database.

use std::collections::BTreeMap;

use access::{
    Act, Grant, InAgency, Look, One, accounts,
    actions::{RecordWorkforce, ViewWorkforce},
};
use kernel::{Date, Id, Result, kinds::Account};
use store::{Sql, statements};

use super::model::{Skill, Worker};

statements! {
    // Sealed cases are counted: a caseload names no family.
    CASELOADS = "SELECT coordinator_id, level, count(*) FROM support_case
                 WHERE agency_id = $1 AND status = 'open' AND coordinator_id IS NOT NULL GROUP BY coordinator_id, level";
    SKILLS = "SELECT account_id, skill, until_on FROM worker_skill WHERE agency_id = $1 ORDER BY account_id, skill";
    OF_WORKER = "SELECT skill, until_on FROM worker_skill WHERE account_id = $1 ORDER BY skill";
    FORGET = "DELETE FROM worker_skill WHERE account_id = $1";
    ADD = "INSERT INTO worker_skill (account_id, skill, agency_id, until_on, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)";
}

/// Every statement of this room.
pub(crate) const STATEMENTS: &[Sql] = ALL;

/// A worker's skills, and until when each holds.
pub(super) type Skills = BTreeMap<Skill, Option<Date>>;

/// The agency's workers who can hold a case, with their caseloads and skills: up to 500, by name.
pub(super) fn workers(look: &Look<'_>, grant: &Grant<ViewWorkforce, InAgency>) -> Result<Vec<Worker>> {
    let mut cases: BTreeMap<Id<Account>, BTreeMap<String, i64>> = BTreeMap::new();
    for row in grant.totals(look, CASELOADS, &[])? {
        cases.entry(row.get(0)?).or_default().insert(row.get(1)?, row.get(2)?);
    }
    let mut skills: BTreeMap<Id<Account>, Skills> = BTreeMap::new();
    for row in grant.totals(look, SKILLS, &[])? {
        skills.entry(row.get(0)?).or_default().insert(row.code(1, Skill::stored)?, row.get(2)?);
    }
    let mut workers: Vec<Worker> = accounts::colleagues(look, grant.agency())?
        .into_iter()
        .map(|account| Worker {
            cases: cases.remove(&account.id).unwrap_or_default(),
            skills: skills.remove(&account.id).unwrap_or_default(),
            id: account.id,
            name: account.name,
        })
        .collect();
    workers.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    let ids: Vec<Id<Account>> = workers.iter().map(|worker| worker.id).collect();
    grant.showed(look, "account", &ids)?;
    Ok(workers)
}

/// The skills of the worker of a grant.
pub(super) fn of_worker(look: &Look<'_>, grant: &Grant<RecordWorkforce, One<Account>>) -> Result<Skills> {
    let rows = grant.rows(look, OF_WORKER, &[])?;
    rows.iter().map(|row| Ok((row.code(0, Skill::stored)?, row.get(1)?))).collect()
}

/// Puts these skills in the place of those before.
pub(super) fn put(
    act: &Act<'_>,
    grant: &Grant<RecordWorkforce, One<Account>>,
    skills: &Skills,
) -> Result<()> {
    act.execute(FORGET, &[grant.id().into()])?;
    for (skill, until) in skills {
        let params = [
            grant.id().into(),
            skill.code().into(),
            grant.agency().into(),
            (*until).into(),
            act.now().into(),
            act.actor().account().into(),
        ];
        act.execute(ADD, &params)?;
    }
    Ok(())
}
