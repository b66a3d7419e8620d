//! A young person writes something for their workers, and says who reads it.

use access::{Act, actions::OwnYoungRecord, notices};
use kernel::{Error, Id, Invalid, Result};
use page::Fields;

use crate::{
    cases::store as cases,
    words::required,
    young_people::{
        model::{LONGEST, Readers},
        store::{self, NewWords},
    },
};

/// What the form sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What they wrote.
    pub words: String,
    /// Who reads it.
    pub readers: Readers,
}

/// Reads [`Input`].
///
/// # Errors
/// What is wrong, beside each field.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let words = f.required("words", "Write what you want to say", LONGEST);
    let readers = f.choice::<Readers>("readers", "Choose who can read this");
    f.finish(|| Some(Input { words: words?, readers: readers? }))
}

/// Keeps it, and tells the coordinator that something waits, with no word of it.
///
/// # Errors
/// `Invalid` on `words` when it says nothing; `Forbidden` and `NotFound` of the grant.
pub fn run(act: &Act<'_>, input: &Input) -> Result<Id<access::members::YoungWords>> {
    let grant = act.own_case::<OwnYoungRecord>()?;
    if let Some(wrong) = required("words", &input.words, LONGEST, "Write what you want to say") {
        return Err(Error::Invalid(Invalid(vec![wrong])));
    }
    let account = act.actor().account().ok_or(Error::Forbidden)?;
    let case = cases::load(act, &grant)?;
    let id = Id::new(act.now());
    let new = NewWords {
        id,
        case: &case,
        account,
        readers: input.readers,
        words: input.words.trim(),
        at: act.now(),
    };
    store::add(act, &new)?;
    grant.note(act, &format!("wrote {id}, for {}", input.readers.code()))?;
    if let Some(coordinator) = case.coordinator {
        notices::mail(
            act,
            coordinator,
            &format!("young-words:{id}"),
            "A young person wrote something for you",
            "Somebody wrote something for their workers. Sign in to Hearth to read it. It stands under “Young person” in their case.",
        )?;
    }
    Ok(id)
}
