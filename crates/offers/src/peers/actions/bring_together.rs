//! A mentor and a family are brought together, by a person and with reasons.

use access::{Act, actions::MatchMentors, offers::Mentor as Kind};
use casework::cases::store as cases;
use kernel::{Error, Id, Result, kinds::Case};

use crate::peers::{model::Match, store};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The reference of the family's case.
    pub case: String,
    /// Why these two.
    pub reason: String,
}

/// Brings a mentor and the family of a case together.
///
/// # Errors
/// `NotFound` for another agency's mentor; `Invalid` on `case` for one that is not there, or sealed from whoever asks;
/// `Refused`: `mentor.not-ready`, `mentor.full`, `mentor.twice`.
pub fn bring_together(act: &Act<'_>, id: Id<Kind>, pair: &Pair) -> Result<Match> {
    let list = act.agency::<MatchMentors>()?;
    let grant = act.one::<MatchMentors, _>(id)?;
    let unknown = || Error::field("case", "Enter the reference of one of your cases, such as CA-1234-ABCD");
    let case = store::case_by_reference(act, &list, &pair.case)?.ok_or_else(unknown)?;
    let of_case =
        act.one::<MatchMentors, Case>(case).map_err(|e| if e == Error::NotFound { unknown() } else { e })?;
    let case = cases::load(act, &of_case)?;
    cases::must_be_open(&case)?;
    store::load(act, &grant)?.may_match(case.family, &store::standing(act, &grant)?, act.today())?;
    let made = Match {
        id: Id::new(act.now()),
        mentor: id,
        family: case.family,
        case: case.id,
        reference: case.reference.as_str().to_owned(),
        reason: pair.reason.clone(),
        started: act.now(),
        ended: None,
        end_reason: String::new(),
        version: 1,
    };
    store::add_match(act, grant.agency(), &made)?;
    act.one::<MatchMentors, _>(made.id)?.note(act, "brought together")?;
    Ok(made)
}
