//! The owner of an action says what became of it, behind a link whose code was typed. Their answer uses the link up, and
//! settles nothing: a worker does.

use access::{
    Act,
    actions::AnswerAction,
    audit::changed,
    links::{self, Secret},
    planning::ActionAsk,
};
use kernel::{Date, Error, Invalid, Result};
use page::Fields;

use super::{note, open::follow};
use crate::{
    action_asks::{
        mail,
        model::{Answer, Outcome, State, wrong_answer},
        store::{self, DOOR},
    },
    words::{LINE, NOTE},
};

/// Reads an answer.
///
/// # Errors
/// `Invalid` beside `outcome`, `words`, `until` or `name`.
pub fn fields(f: &mut Fields, today: Date) -> Result<Answer, Invalid> {
    let outcome = f.choice::<Outcome>("outcome", "Choose what is so");
    let words = f.optional("words", NOTE).unwrap_or_default();
    let until = f.date_opt("until");
    let name = f.required("name", "Enter your name", LINE);
    if let Some(outcome) = outcome {
        let typed = Answer { outcome, words: words.clone(), until, name: String::new() };
        let again: Vec<_> = wrong_answer(&typed, today);
        for wrong in again {
            f.fail(&wrong.field, wrong.message);
        }
    }
    let until = until.filter(|_| outcome == Some(Outcome::MoreTime));
    f.finish(|| Some(Answer { outcome: outcome?, words, until, name: name? }))
}

/// Sends the answer. The same answer sent twice is received once.
///
/// # Errors
/// `NotFound` for a link that does not work, and for one that was withdrawn in the same moment.
pub fn run(act: &Act<'_>, secret: &Secret, answer: &Answer) -> Result<()> {
    if follow(act, secret)?.used {
        return Ok(());
    }
    let grant = links::redeem_grant::<AnswerAction, ActionAsk>(act, secret, DOOR.name)?;
    let before = store::load(act, &grant)?.state;
    let state = before.to(State::Answered).map_err(|_| Error::NotFound)?;
    store::answered(act, &grant, answer)?;
    grant.note(act, &changed(&[("state", before.code(), state.code())]))?;
    let k = store::load(act, &grant)?;
    let words = format!("{} told us how an action of the plan stands.", k.ask.organisation);
    note(act, &k, &words)?;
    mail::to_worker(act, &k)
}
