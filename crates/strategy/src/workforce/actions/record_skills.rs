//! A worker has these skills now.

use std::collections::BTreeMap;

use access::{Act, actions::RecordWorkforce, audit::changed};
use kernel::{Date, Id, Result, kinds::Account};

use crate::workforce::{model::Skill, store};

/// What was ticked: the skills, and until when those hold that are new. A skill that was there keeps its own day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::workforce) struct Typed {
    pub(in crate::workforce) skills: Vec<Skill>,
    pub(in crate::workforce) until: Option<Date>,
}

/// Records them in the place of those before; one that had run out and is ticked again holds anew.
///
/// # Errors
/// `NotFound` for somebody of another agency.
pub(in crate::workforce) fn record_skills(act: &Act<'_>, worker: Id<Account>, typed: &Typed) -> Result<()> {
    let grant = act.one::<RecordWorkforce, Account>(worker)?;
    let before = store::of_worker(act, &grant)?;
    let today = act.today();
    let now: BTreeMap<Skill, Option<Date>> = typed
        .skills
        .iter()
        .map(|skill| match before.get(skill) {
            Some(until) if until.is_none_or(|until| until >= today) => (*skill, *until),
            _ => (*skill, typed.until),
        })
        .collect();
    if now == before {
        return Ok(());
    }
    store::put(act, &grant, &now)?;
    let words = |skills: &BTreeMap<Skill, Option<Date>>| {
        skills.keys().map(|skill| skill.code()).collect::<Vec<_>>().join(" ")
    };
    grant.note(act, &changed(&[("skills", &words(&before), &words(&now))]))
}
