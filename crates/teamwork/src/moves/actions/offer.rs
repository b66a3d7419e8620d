//! A manager hands a case to the agency that becomes responsible. What goes is what the family agreed to, or what a sharing agreement covers; it
//! goes as a copy, and the present agency goes on until the other takes over.

use access::{
    Act, Action, Grant, Look, One,
    actions::OfferHandover,
    consent::{self, Ask, DataKind, Recipient, RecipientKind, purposes},
    organisations, seals,
    teamwork::HandoverOut,
};
use casework::{
    cases::store::{self as cases, Case},
    people::store::{self as people, Person, PersonKind},
    promises,
};
use kernel::{Date, Error, Id, Invalid, PromiseKind, Result, kinds};
use page::Fields;

use super::{await_answer, notify, tell};
use crate::{
    moves::{
        model::{Bundle, Due, Member, Passing, State, Step, refusals, stays},
        standing::{self, Standing},
        store::{self, Changed, Handover, NewHome},
    },
    words::{NOTE, day},
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What whoever takes over should know, as a person wrote it.
    pub summary: String,
}

/// Reads [`Offer`]. That the family was told is asked for, and is not kept beside the line that says it.
///
/// # Errors
/// `Invalid` beside the fields.
pub fn offer_fields(f: &mut Fields) -> Result<Offer, Invalid> {
    let summary = f.required(
        "summary",
        "Write what whoever takes over should know, so that the family does not have to tell it again",
        NOTE,
    );
    if !f.ticked("talked") {
        f.fail("talked", "Talk with the family first: it should hear of this from you");
    }
    f.finish(|| Some(Offer { summary: summary? }))
}

/// What of a record is handed over.
const WHAT: &[DataKind] = &[DataKind::Contact, DataKind::Plan, DataKind::Assessment];

/// What the rules of sharing say of handing the case of a grant to an agency, to show it before it is tried.
///
/// # Errors
/// Those of the store.
pub fn shared<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<kinds::Case>>,
    to: &organisations::Organisation,
) -> Result<consent::Decision> {
    consent::store::decision(look, grant, grant.id(), &ask(to))
}

fn ask(to: &organisations::Organisation) -> Ask<'_> {
    Ask {
        purpose: purposes::WORK_WITH_AGENCY,
        what: WHAT,
        // A family's answer names an agency by its name, a sharing agreement all of them or one by its record: each must find it.
        to: Recipient { kind: RecipientKind::Agency, organisation: Some(to.id), name: to.name.clone() },
        to_name: &to.name,
    }
}

/// To whom responsibility passes.
///
/// # Errors
/// `Refused`: `handover.passes`, with why not.
fn passes(s: &Standing, today: Date) -> Result<&Passing> {
    s.passing.as_ref().ok_or_else(|| {
        let why = match s.unknown(today) {
            Some(why) => why.label(),
            None => "Your agency goes on being responsible: write the family's move down first, if it moves.",
        };
        Error::refused(refusals::PASSES, format!("There is nobody to hand this case to. {why}"))
    })
}

/// Offers the case to the agency that becomes, or has become, responsible.
///
/// # Errors
/// `NotFound` for another agency's case, or one that is sealed from whoever asks; `Refused`: `case.closed`, `handover.sealed`, `handover.passes`,
/// `handover.open`, and the rules of sharing, `sharing.said-no` and `sharing.no-ground`.
pub fn offer(act: &Act<'_>, case: Id<kinds::Case>, input: &Offer) -> Result<Handover> {
    let grant = act.one::<OfferHandover, kinds::Case>(case)?;
    let s = standing::read(act, &grant)?;
    cases::must_be_open(&s.case)?;
    if seals::is_sealed(act, s.case.family)? {
        let words = "This case is sealed, and the other agency's duty team would read what you hand over. Speak with their manager by telephone, who \
                     opens and seals a case there first.";
        return Err(Error::refused(refusals::SEALED, words));
    }
    if store::open_of_case(act, &grant)?.is_some() {
        let words =
            "This case is being handed over already. Take that back first, if it should go elsewhere.";
        return Err(Error::refused(refusals::OPEN, words));
    }
    let passing = passes(&s, act.today())?;
    let (from, to) = (organisations::by_id(act, s.case.agency)?, organisations::by_id(act, passing.agency)?);
    let id = Id::new(act.now());
    consent::store::share(act, &grant, case, id.cast(), &ask(&to))?;
    let mut h = Handover {
        id,
        from: from.id,
        from_name: from.name,
        to: to.id,
        to_name: to.name,
        council: passing.council.clone(),
        passes: passing.on.unwrap_or(act.today()),
        state: State::Offered,
        summary: input.summary.clone(),
        bundle: Some(bundle(act, &grant, &s, passing)?),
        offered: act.now(),
        offered_by: act.actor().account(),
        answer_due: act.now(),
        answered: None,
        answered_by: None,
        coordinator: None,
        new_case: None,
        dispute: String::new(),
        settle_due: None,
        proposed: None,
        proposed_words: String::new(),
        ended: None,
        version: 1,
        case: Some(case),
    };
    await_answer(act, &mut h)?;
    store::insert(act, &grant, s.case.family, &h)?;
    grant.note(act, &format!("offered to {} from {}", h.to, h.passes))?;
    let words = format!(
        "From {} another agency, {}, is responsible for your support. We have asked it to take over and given it what you agreed to. Until it does, \
         {} goes on and nothing changes for you.",
        day(h.passes),
        h.to_name,
        h.from_name
    );
    tell(act, h.from, case, &words, true)?;
    notify(act, h.to, &h, "offered", &format!("{} hands a case over to your agency.", h.from_name))?;
    Ok(h)
}

/// The copy that goes.
fn bundle(
    act: &Act<'_>,
    grant: &Grant<OfferHandover, One<kinds::Case>>,
    s: &Standing,
    passing: &Passing,
) -> Result<Bundle> {
    let Case { family, child, .. } = s.case;
    let until = passing.on.unwrap_or(act.today()).max(act.today());
    let home = s.moves.iter().rev().find(|m| m.on <= until).map(|m| &m.home);
    let everybody = people::of_family(act, family)?;
    let child = everybody.iter().find(|p| p.id == child).ok_or(Error::NotFound)?;
    let open = promises::of_case(act, grant)?
        .into_iter()
        .filter(|p| p.kept.is_none() && !p.withdrawn && !stays(p.kind))
        .map(|p| Due { kind: p.kind.code().to_owned(), due: p.due });
    Ok(Bundle {
        child: member(child, home),
        adults: everybody.iter().filter(|p| p.kind == PersonKind::Adult).map(|p| member(p, home)).collect(),
        route: s.case.route.code().to_owned(),
        ordered: s.case.order_date,
        level: s.case.level.code().to_owned(),
        promises: open.collect(),
    })
}

/// Somebody, at the address to which they move, where one is written down.
fn member(p: &Person, home: Option<&NewHome>) -> Member {
    let new = home.filter(|home| **home != NewHome::default());
    let (address, postcode) = match new {
        Some(home) => (home.address.clone(), home.postcode.clone()),
        None => (p.contact.address.clone(), p.contact.postcode.clone()),
    };
    Member {
        first: p.first.clone(),
        last: p.last.clone(),
        born: p.born,
        address,
        postcode,
        phone: p.contact.phone.clone(),
        email: p.contact.email.clone(),
    }
}

/// Takes an offer back: the other agency reads nothing of it any more.
///
/// # Errors
/// `NotFound`; `Refused`: `handover.stage` once it was taken over or settled; `Stale`.
pub fn take_back(act: &Act<'_>, id: Id<HandoverOut>, version: i64) -> Result<Handover> {
    let grant = act.one::<OfferHandover, HandoverOut>(id)?;
    let mut h = store::load_out(act, &grant)?;
    h.state = h.state.after(Step::TakeBack)?;
    h.ended = Some(act.now());
    store::save(act, &grant, Changed(&h, version))?;
    for kind in [PromiseKind::HandoverAnswered, PromiseKind::DisputeSettled] {
        promises::withdraw(act, id.cast(), kind)?;
    }
    grant.note(act, "taken back")?;
    if let Some(case) = h.case {
        let words =
            format!("We no longer ask {} to take over your support. {} goes on.", h.to_name, h.from_name);
        tell(act, h.from, case, &words, true)?;
    }
    notify(act, h.to, &h, "taken-back", &format!("{} took a hand-over back.", h.from_name))?;
    store::load_out(act, &grant)
}
