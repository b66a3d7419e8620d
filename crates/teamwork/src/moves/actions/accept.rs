//! The other agency takes a case over: it names who coordinates, its own case is opened from what was handed over, and what was promised ends on the
//! old side in the same transaction.

use access::{Act, accounts, actions::AnswerHandover, teamwork::HandoverIn};
use casework::{
    cases::arrivals::{self, Arrival, Arriving},
    people::store::Contact,
    promises,
};
use coordination::escalation::words::colleague;
use kernel::{Error, Id, Invalid, LegalRoute, Level, PromiseKind, Result, kinds::Account};
use page::Fields;

use super::{notify, tell};
use crate::{
    moves::{
        model::{Bundle, Member, Step, stays},
        store::{self, Changed, Handover},
    },
    words::NOTE,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accept {
    /// The version that was read.
    pub version: i64,
    /// Who coordinates.
    pub coordinator: Id<Account>,
    /// What the family reads of how that person gets in touch.
    pub words: String,
}

/// Reads [`Accept`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn accept_fields(f: &mut Fields) -> Result<Accept, Invalid> {
    let version = f.version();
    let coordinator = f.id("coordinator", "Choose who coordinates the support");
    let words = f.required("words", "Say what the family reads: who gets in touch, how and when", NOTE);
    f.finish(|| Some(Accept { version: version?, coordinator: coordinator?, words: words? }))
}

/// Takes the case over.
///
/// # Errors
/// `NotFound` for whoever is not of the agency to which it was handed, and for what was taken back; `Refused`: `handover.early`,
/// `handover.stage` when it was taken over already or is disputed; `Stale`; `Invalid` on `coordinator`.
pub fn accept(act: &Act<'_>, id: Id<HandoverIn>, input: &Accept) -> Result<Handover> {
    let grant = act.one::<AnswerHandover, HandoverIn>(id)?;
    let mut h = store::load_in(act, &grant)?;
    h.state = h.state.after(Step::Accept { today: act.today(), passes: h.passes })?;
    colleague(act, h.to, input.coordinator, "coordinator")?;
    let bundle = h.bundle.clone().ok_or(Error::NotFound)?;
    let (case, _, reference) = arrivals::arrive(act, &grant, &arrival(&h, &bundle, input.coordinator)?)?;
    (h.answered, h.answered_by) = (Some(act.now()), act.actor().account());
    (h.coordinator, h.new_case, h.ended) = (Some(input.coordinator), Some(case), Some(act.now()));
    store::save(act, &grant, Changed(&h, input.version))?;
    promises::keep(act, id.cast(), PromiseKind::HandoverAnswered, act.now())?;
    let old = store::old_case(act, &grant)?;
    let ended = promises::end_of_handed(act, old, stays)?;
    let name = accounts::by_id(act, input.coordinator)?.name;
    let told = format!(
        "{name} at {} has taken over your support and is now the person to ask. {}",
        h.to_name, input.words
    );
    tell(act, h.from, old, &told, true)?;
    tell(act, h.from, old, &ends(&h, &ended), false)?;
    let began = format!(
        "{} handed your support over to {}. {name} coordinates it. {}",
        h.from_name, h.to_name, input.words
    );
    tell(act, h.to, case, &began, true)?;
    grant.note(act, &format!("taken over as {reference}; {} coordinates", input.coordinator))?;
    notify(act, h.from, &h, "taken-over", &format!("{} took over a case that you handed over.", h.to_name))?;
    store::load_in(act, &grant)
}

/// What ended on the old side, for its workers.
fn ends(h: &Handover, ended: &[promises::Promise]) -> String {
    let what: Vec<&str> = ended.iter().map(|p| p.kind.label()).collect();
    let what = match what.as_slice() {
        [] => "No promise was open that goes with it.".to_owned(),
        some => format!("With it ended here: {}.", some.join("; ")),
    };
    format!("{} took the case over. {what} Close the case once nothing of yours goes on.", h.to_name)
}

fn arrival(h: &Handover, bundle: &Bundle, coordinator: Id<Account>) -> Result<Arrival> {
    let somebody = |m: &Member| Arriving {
        first: m.first.clone(),
        last: m.last.clone(),
        born: m.born,
        contact: Contact {
            address: m.address.clone(),
            postcode: m.postcode.clone(),
            phone: m.phone.clone(),
            email: m.email.clone(),
        },
    };
    Ok(Arrival {
        child: somebody(&bundle.child),
        adults: bundle.adults.iter().map(somebody).collect(),
        council: h.council.clone(),
        route: LegalRoute::stored(&bundle.route)?,
        order_date: bundle.ordered,
        level: Level::stored(&bundle.level)?,
        coordinator,
    })
}
