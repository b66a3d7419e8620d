//! Offering support, recording the answer, and the birth parent's own answer.

use access::{
    Act,
    actions::{AnswerBirthSupport, RecordBirthSupport},
    connections::BirthSupport,
};
use casework::{
    birth_families::store as births,
    promises::{self, About},
};
use kernel::{Error, Id, Invalid, PromiseKind, Result, codes, kinds::BirthPerson};
use page::Fields;

use super::{
    model::{Answer, State},
    store::{self, Offer},
};
use crate::words::{LINE, NOTE};

codes! {
    /// What came of an offer.
    Came {
        Yes = "yes", "They would like it";
        Later = "later", "Not now, ask again";
        No = "no", "They do not want it";
        Ended = "ended", "The support has ended";
    }
}

/// An offer as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// Who gives the support.
    pub service: String,
    /// What was noted.
    pub note: String,
}

/// Reads [`New`].
pub fn new_fields(f: &mut Fields) -> Result<New, Invalid> {
    let service = f.required("service", "Enter who gives the support", LINE);
    let note = f.optional("note", NOTE).unwrap_or_default();
    f.finish(|| Some(New { service: service?, note }))
}

/// What came of it, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The version that was read.
    pub version: i64,
    /// What.
    pub came: Came,
    /// What was noted.
    pub note: String,
}

/// Reads [`Outcome`].
pub fn outcome_fields(f: &mut Fields) -> Result<Outcome, Invalid> {
    let version = f.version();
    let came = f.choice::<Came>("came", "Choose what came of it");
    let note = f.optional("note", NOTE).unwrap_or_default();
    f.finish(|| Some(Outcome { version: version?, came: came?, note }))
}

/// A promise about the person: it is one thing to ask somebody again, whichever offer it follows.
fn ask_again(act: &Act<'_>, offer: &Offer) -> Result<()> {
    promises::keep(act, offer.person.cast(), PromiseKind::SupportAsked, act.now())?;
    if offer.state.asks_again() {
        let about = About { agency: offer.agency, case: None, enquiry: None, thing: offer.person.cast() };
        promises::make(act, about, PromiseKind::SupportAsked, act.now())?;
    }
    Ok(())
}

/// Offers support, and promises to ask again.
///
/// # Errors
/// `Refused` by `birth-support.placed` for a child who is placed.
pub fn offer(act: &Act<'_>, id: Id<BirthPerson>, input: &New) -> Result<Offer> {
    let grant = act.one::<RecordBirthSupport, BirthPerson>(id)?;
    if births::person(act, &grant)?.kind.is_placed() {
        return Err(Error::refused(
            "birth-support.placed",
            "This support is for birth parents and other birth relatives.",
        ));
    }
    let offer = Offer {
        id: Id::random(),
        agency: grant.agency(),
        person: id,
        service: input.service.clone(),
        state: State::Offered,
        note: input.note.clone(),
        offered: act.now(),
        by: act.actor().account(),
        answered: None,
        version: 1,
    };
    store::add(act, &offer)?;
    ask_again(act, &offer)?;
    grant.note(act, "independent support was offered")?;
    Ok(offer)
}

/// Records what came of an offer.
///
/// # Errors
/// `Refused` by `birth-support.answered` or `birth-support.not-taken-up`; `Stale`.
pub fn record_outcome(act: &Act<'_>, id: Id<BirthSupport>, input: &Outcome) -> Result<Offer> {
    let grant = act.one::<RecordBirthSupport, BirthSupport>(id)?;
    let mut offer = store::load(act, &grant)?;
    offer.state = match input.came {
        Came::Yes => offer.state.answered(Answer::Yes)?,
        Came::Later => offer.state.answered(Answer::Later)?,
        Came::No => offer.state.answered(Answer::No)?,
        Came::Ended => offer.state.ended()?,
    };
    if !input.note.is_empty() {
        offer.note = input.note.clone();
    }
    offer.answered = Some((act.now(), act.actor().role_code().to_owned()));
    store::save(act, input.version, &offer)?;
    ask_again(act, &offer)?;
    grant.note(act, offer.state.code())?;
    Ok(offer)
}

/// A birth relative answers the offer to themselves.
///
/// # Errors
/// `NotFound` for an offer to anybody else; `Refused` by `birth-support.answered`; `Stale`.
pub fn answer_own(act: &Act<'_>, id: Id<BirthSupport>, version: i64, answer: Answer) -> Result<()> {
    let grant = act.own_birth_record::<AnswerBirthSupport>()?;
    let found = store::of_person(act, &grant)?.into_iter().find(|o| o.id == id);
    let mut offer = found.ok_or(Error::NotFound)?;
    offer.state = offer.state.answered(answer)?;
    offer.answered = Some((act.now(), act.actor().role_code().to_owned()));
    store::save(act, version, &offer)?;
    ask_again(act, &offer)?;
    grant.note(act, offer.state.code())
}

#[cfg(test)]
mod tests {
    use access::actions::ListPromises;

    use super::*;
    use crate::testing::{World, worlds};

    async fn open(w: &World) -> usize {
        let all =
            w.desk.look(&w.duty, |l| promises::open(l, &l.agency::<ListPromises>()?, None)).await.unwrap();
        all.items.iter().filter(|p| p.kind == PromiseKind::SupportAsked).count()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn support_is_offered_answered_and_offered_again_apart_from_the_childs_worker() {
        for w in worlds().await {
            let (mother, sibling) = (w.mother, w.sibling);
            let new = || New { service: "Birth ties, a charity".into(), note: "By phone".into() };
            let first = w.desk.act(&w.duty, move |act| offer(act, mother, &new())).await.unwrap();
            assert_eq!(open(&w).await, 1);
            let refused = w.desk.act(&w.worker, move |act| offer(act, mother, &new())).await;
            assert_eq!(refused.unwrap_err(), Error::Forbidden, "a social worker has no part in it");
            let refused = w.desk.act(&w.duty, move |act| offer(act, sibling, &new())).await;
            assert_eq!(refused.unwrap_err().code(), "birth-support.placed");
            let path = format!("/birth-people/{mother}/support");
            for (who, status) in
                [(&w.duty, 200), (&w.manager, 200), (&w.worker, 403), (&w.stranger, 404), (&w.ada, 403)]
            {
                assert_eq!(w.send(who, &path, None).await.status, status);
            }
            assert!(!w.read(&w.duty, "/birth-support").await.contains("Quill"), "the list names nobody");

            // She answers herself: not now. It is promised to ask her again.
            let id = first.id;
            let page = w.read(&w.ada, "/my/support").await;
            assert!(page.contains("Birth ties"));
            w.desk.act(&w.ada, move |act| answer_own(act, id, 1, Answer::Later)).await.unwrap();
            assert_eq!(open(&w).await, 1);
            let stale = w.desk.act(&w.ada, move |act| answer_own(act, id, 1, Answer::Yes)).await;
            assert_eq!(stale.unwrap_err(), Error::Stale);
            let other = w.desk.relative_by_birth(sibling).await;
            for who in [&other, &w.parent] {
                let refused =
                    w.desk.act(who, move |act| answer_own(act, id, 2, Answer::No)).await.unwrap_err();
                assert!(matches!(refused, Error::NotFound | Error::Forbidden));
            }
            let second = w.desk.act(&w.manager, move |act| offer(act, mother, &new())).await.unwrap();
            let taken = Outcome { version: 1, came: Came::Yes, note: String::new() };
            let id = second.id;
            w.desk.act(&w.duty, move |act| record_outcome(act, id, &taken)).await.unwrap();
            assert_eq!(open(&w).await, 0, "who has support is not asked again");
            let ended = Outcome { version: 2, came: Came::Ended, note: "It helped".into() };
            w.desk.act(&w.duty, move |act| record_outcome(act, id, &ended)).await.unwrap();
            assert_eq!(open(&w).await, 1);
            assert_eq!(w.read(&w.duty, "/birth-support.csv").await.lines().count(), 3);
        }
    }
}
