//! The cases of a worker go to others in one step, which is one transaction: all of them, or none.

use std::collections::{BTreeMap, BTreeSet};

use access::{Act, accounts, actions::MoveCaseload, members, notices, teamwork::CaseloadTransfer};
use casework::{
    cases::store as cases,
    plan::{actions::hand_over, model::Coordinator},
};
use kernel::{
    Error, Id, Invalid, Result,
    kinds::{Account, Case},
};
use page::Fields;

use crate::{
    handover::{
        model::{Choice, MOST},
        store,
    },
    words::NOTE,
};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Where each case goes.
    pub cases: Vec<Choice>,
    /// What the families read of why.
    pub words: String,
}

const CHOOSE: &str = "Choose to whom at least one case goes";

/// Reads what the API sends: a list of objects with `case` and `to`, and the words.
///
/// # Errors
/// `Invalid` beside the fields.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let cases = f.list("cases", CHOOSE, MOST, |line| {
        let case = line.id::<Case>("case", "Say which case");
        let to = line.id::<Account>("to", "Say to whom it goes");
        Some(Choice { case: case?, to: to? })
    });
    let words = f.required("words", "Say what the families read of why", NOTE);
    f.finish(|| Some(Input { cases: cases?, words: words? }))
}

/// Reads what the form sends: `to.ID` for each case, where it goes; cases without a choice go to `rest`, or stay.
///
/// # Errors
/// `Invalid` beside the fields.
pub fn form_fields(f: &mut Fields) -> Result<Input, Invalid> {
    let rest = f.id_opt::<Account>("rest", "Choose somebody from the list");
    let names: Vec<String> = f.names().filter(|n| n.starts_with("to.")).map(str::to_owned).collect();
    let mut cases = Vec::new();
    for name in &names {
        let case: Option<Id<Case>> = name.strip_prefix("to.").and_then(|id| id.parse().ok());
        let to = match f.raw(name) {
            "stay" => None,
            "" => rest,
            _ => f.id::<Account>(name, "Choose somebody from the list"),
        };
        if let (Some(case), Some(to)) = (case, to) {
            cases.push(Choice { case, to });
        }
    }
    if cases.is_empty() {
        f.fail("rest", CHOOSE);
    } else if cases.len() > MOST {
        f.fail("rest", format!("These are {} cases, and {MOST} go at once. Let some stay where they are, and hand them over after these", cases.len()));
    }
    let words = f.required("words", "Say what the families read of why", NOTE);
    f.finish(|| Some(Input { cases, words: words? }))
}

/// Hands the cases over.
///
/// # Errors
/// `NotFound` for a worker or a case of others, or a case that is sealed from whoever asks; `Stale` for a case that somebody else coordinates by
/// now; `Invalid` on `to.ID` for whoever is no colleague, has left, or is the same person; `Refused` (`case.closed`).
pub fn transfer(act: &Act<'_>, from: Id<Account>, input: &Input) -> Result<Id<CaseloadTransfer>> {
    act.one::<MoveCaseload, Account>(from)?;
    let grant = act.agency::<MoveCaseload>()?;
    let names: BTreeMap<Id<Account>, String> =
        accounts::colleagues(act, grant.agency())?.into_iter().map(|a| (a.id, a.name)).collect();
    let id = store::insert(act, &grant, from)?;
    let mut told: BTreeSet<Id<Account>> = BTreeSet::new();
    for choice in &input.cases {
        let field = format!("to.{}", choice.case);
        let name = names
            .get(&choice.to)
            .filter(|_| choice.to != from)
            .ok_or_else(|| Error::field(&field, "Choose a colleague who works here now"))?;
        let one = act.one::<MoveCaseload, Case>(choice.case)?;
        if cases::load(act, &one)?.coordinator != Some(from) {
            return Err(Error::Stale);
        }
        let to = Coordinator { account: choice.to, name: name.clone() };
        // There was a coordinator, so that there is a hand-off.
        let handed = hand_over::run(act, &one, &to, &input.words)?.ok_or(Error::Stale)?;
        store::add_case(act, id, choice.case, choice.to, handed.id)?;
        for member in members::of_case(act, &one)?.into_iter().filter(|m| told.insert(m.account)) {
            let words = "Somebody else is your worker from now on. Sign in to Hearth to see who it is and why. Nothing else changes: you do not have to \
                         tell your story again.";
            let key = format!("transfer:{id}:{}", member.account);
            notices::mail(act, member.account, &key, "Somebody new is your worker", words)?;
        }
    }
    let receivers: BTreeSet<Id<Account>> = input.cases.iter().map(|c| c.to).collect();
    for receiver in receivers.into_iter().filter(|r| Some(*r) != act.actor().account()) {
        let words = "Cases of a colleague came to you. Sign in to Hearth to see them on your first page.";
        notices::mail(act, receiver, &format!("transfer:{id}:{receiver}"), "Cases came to you", words)?;
    }
    let said = format!("{} cases of {from} handed over", input.cases.len());
    grant.noted(act, "caseload-transfer", id.cast(), None, &said)?;
    Ok(id)
}
