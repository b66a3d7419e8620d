//! What a partner does behind a link whose code was typed: reads, keeps a draft, sends, declines, or says that it is not for
//! them. Sending uses the link up; after that it only says that the answer was received.

use access::{
    Act, Grant, Look, One,
    actions::GiveContribution,
    audit::changed,
    consent::Decision,
    links::{self, Secret},
};
use kernel::{Error, Invalid, PromiseKind, Result, Timestamp, kinds};
use page::Fields;

use super::{ground, note};
use crate::{
    contributions::{
        PURPOSE, form, mail,
        model::{Answer, State, wrong_answer},
        store::{self, Contribution},
    },
    frameworks::model::Held,
    promises,
    words::{NOTE, required},
};
/// What a partner sees behind their link.
#[derive(Debug, Clone)]
pub enum Seen {
    /// What is asked, with what they typed before.
    Asked {
        /// What is asked.
        contribution: Box<Contribution>,
        /// The framework whose parts are asked about.
        framework: Held,
        /// What was typed and not sent, and when it was kept.
        draft: Option<(Answer, Timestamp)>,
    },
    /// The answer was received at this time; nothing more is told.
    Received(Timestamp),
}

type Given = Grant<GiveContribution, One<kinds::Contribution>>;

fn open(look: &Look<'_>, secret: &Secret) -> Result<(Given, bool, Contribution)> {
    let (grant, used) = links::opened_grant::<GiveContribution, kinds::Contribution>(look, secret, PURPOSE)?;
    let k = store::load(look, &grant)?;
    Ok((grant, used, k))
}

/// What a link shows. Changes nothing.
///
/// # Errors
/// `NotFound` for every link that does not work, and where the ground to tell the partner is gone.
pub fn see(look: &Look<'_>, secret: &Secret) -> Result<Seen> {
    let (grant, used, k) = open(look, secret)?;
    if used {
        return k.settled.map(Seen::Received).ok_or(Error::NotFound);
    }
    if !matches!(ground(look, &grant, k.case, k.ask.to())?, Decision::Allowed(_)) {
        return Err(Error::NotFound);
    }
    let framework = store::framework_of(look, &k)?;
    let draft = store::draft(look, &grant)?;
    Ok(Seen::Asked { contribution: Box::new(k), framework, draft })
}

/// Keeps what was typed, however long or unfinished.
///
/// # Errors
/// `NotFound` for a link that does not work, or was used up.
pub fn keep(act: &Act<'_>, secret: &Secret, typed: &Fields) -> Result<()> {
    let (grant, used, k) = open(act, secret)?;
    if used {
        return Err(Error::NotFound);
    }
    let framework = store::framework_of(act, &k)?;
    let draft = form::read(typed, &k.ask, &framework);
    store::keep_draft(act, &grant, &draft)
}

/// Sends the answer. The same answer sent twice is received once.
///
/// # Errors
/// `NotFound` for a link that does not work; `Invalid` beside the boxes.
pub fn send(act: &Act<'_>, secret: &Secret, typed: &Fields) -> Result<()> {
    let (_, used, k) = open(act, secret)?;
    if used {
        return Ok(());
    }
    let framework = store::framework_of(act, &k)?;
    let mut f = typed.clone();
    let answer = form::read(&f, &k.ask, &framework);
    for wrong in wrong_answer(&answer, &k.ask.parts(&framework)) {
        f.fail(&wrong.field, wrong.message);
    }
    let answer = f.finish(|| Some(answer)).map_err(Error::Invalid)?;
    let withholds = answer.withholds();
    let k = end(act, secret, State::Sent, Some(&answer), "")?;
    promises::keep(act, k.id.cast(), PromiseKind::Contribution, act.now())?;
    note(act, &k, &format!("{} sent what they know, for the assessment.", k.ask.organisation), true)?;
    let subject = match withholds {
        false => "A contribution to an assessment has arrived",
        true => "A contribution to an assessment has arrived, and parts of it are not for the family",
    };
    mail::to_worker(act, &k, "sent", subject)
}

/// Says no: cannot answer, or it is not for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct No {
    /// [`State::Declined`] or [`State::NotMine`].
    pub state: State,
    /// Why, or who would be the right person.
    pub words: String,
}

/// Reads [`No`].
///
/// # Errors
/// `Invalid` beside `no` or `words`.
pub fn no_fields(f: &mut Fields) -> Result<No, Invalid> {
    let state = f.choice::<State>("no", "Choose what is so");
    let state = state.filter(|s| matches!(s, State::Declined | State::NotMine));
    if state.is_none() && !f.raw("no").is_empty() {
        f.fail("no", "Choose what is so");
    }
    let words = f.optional("words", NOTE).unwrap_or_default();
    if state == Some(State::Declined)
        && let Some(wrong) = required("words", &words, NOTE, "Say why you cannot answer")
    {
        f.fail("words", wrong.message);
    }
    f.finish(|| Some(No { state: state?, words }))
}

/// Says no, and whoever asked is told.
///
/// # Errors
/// `NotFound` for a link that does not work.
pub fn decline(act: &Act<'_>, secret: &Secret, no: &No) -> Result<()> {
    let (_, used, _) = open(act, secret)?;
    if used {
        return Ok(());
    }
    let k = end(act, secret, no.state, None, &no.words)?;
    promises::withdraw(act, k.id.cast(), PromiseKind::Contribution)?;
    let (words, subject) = match no.state {
        State::NotMine => {
            ("says that our question is not for them", "A contribution was asked of the wrong person")
        }
        _ => ("cannot answer our question", "A contribution to an assessment was declined"),
    };
    note(act, &k, &format!("{} {words}.", k.ask.organisation), false)?;
    mail::to_worker(act, &k, "no", subject)
}

/// Uses the link up and ends the asking, unless it was withdrawn in the same moment.
fn end(
    act: &Act<'_>,
    secret: &Secret,
    state: State,
    answer: Option<&Answer>,
    words: &str,
) -> Result<Contribution> {
    let grant = links::redeem_grant::<GiveContribution, kinds::Contribution>(act, secret, PURPOSE)?;
    let before = store::load(act, &grant)?.state;
    let state = before.to(state).map_err(|_| Error::NotFound)?;
    store::settle(act, &grant, state, answer, words)?;
    grant.note(act, &changed(&[("state", before.code(), state.code())]))?;
    store::load(act, &grant)
}
