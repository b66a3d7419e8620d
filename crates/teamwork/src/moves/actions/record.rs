//! A worker writes down that a family moves, takes that back, and writes down who placed the child.

use access::{Act, actions::RecordMove, audit::changed, teamwork::FamilyMove};
use casework::cases::store as cases;
use kernel::{Date, Error, Id, Invalid, Result, kinds::Case};
use page::Fields;

use crate::{
    moves::{
        standing::{self, known_council},
        store::{self, Move, NewHome, Placing},
    },
    words::{NOTE, day},
};

/// A move as the form and the API send it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// To which council's area, by its code.
    pub council: String,
    /// From which day.
    pub on: Date,
    /// The new address; may be blank.
    pub home: NewHome,
}

/// Reads [`Moved`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn moved_fields(f: &mut Fields) -> Result<Moved, Invalid> {
    let council = f.required("council", "Choose the council to whose area the family moves", 10);
    let on = f.date("on", "Say from which day the family lives there");
    let address = f.optional("address", NOTE).unwrap_or_default();
    let postcode = f.optional("postcode", 10).unwrap_or_default();
    f.finish(|| Some(Moved { council: council?, on: on?, home: NewHome { address, postcode } }))
}

/// Writes a move down. The family reads of it; who is responsible on which day follows from the rule.
///
/// # Errors
/// `NotFound` for another agency's case or a sealed one; `Refused`: `case.closed`, `move.day` for a second on one day; `Invalid` on `council`
/// for one that is unknown, or where the family lives already.
pub fn record(act: &Act<'_>, case: Id<Case>, input: &Moved) -> Result<Id<FamilyMove>> {
    let grant = act.one::<RecordMove, Case>(case)?;
    let known = cases::load(act, &grant)?;
    cases::must_be_open(&known)?;
    let council = known_council(act, "council", &input.council)?;
    let moves = store::moves(act, &grant)?;
    if moves.iter().any(|m| m.on == input.on) {
        let words = "A move on this day is written down already. Take that one back first if it is wrong.";
        return Err(Error::refused("move.day", words));
    }
    if standing::lives(&known, &moves, input.on) == input.council {
        let words = "The family lives in this council's area on that day already";
        return Err(Error::field("council", words));
    }
    let id = Id::new(act.now());
    let new = Move {
        id,
        case,
        council: input.council.clone(),
        on: input.on,
        home: input.home.clone(),
        recorded: act.now(),
        by: act.actor().account(),
        version: 1,
    };
    store::add(act, &grant, known.family, &new)?;
    grant.note(act, &changed(&[("move", "", &format!("{} {}", input.council, input.on))]))?;
    let verb = if input.on > act.today() { "will live" } else { "lives" };
    let words = format!("From {} the family {verb} in the area of {}.", day(input.on), council.name);
    super::tell(act, known.agency, case, &words, true)?;
    Ok(id)
}

/// Why a move is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The version that was read.
    pub version: i64,
    /// Why.
    pub why: String,
}

/// Reads [`Undone`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn undone_fields(f: &mut Fields) -> Result<Undone, Invalid> {
    let version = f.version();
    let why = f.required("why", "Say why: the family did not move, or the day or place is wrong", NOTE);
    f.finish(|| Some(Undone { version: version?, why: why? }))
}

/// Takes a move back that was written down by mistake or did not happen. It is kept, with who took it back and why. Gives its case.
///
/// # Errors
/// `NotFound`; `Refused`: `handover.open` while the case is being handed over; `Stale`.
pub fn undo(act: &Act<'_>, id: Id<FamilyMove>, input: &Undone) -> Result<Id<Case>> {
    let grant = act.one::<RecordMove, FamilyMove>(id)?;
    let gone = store::load(act, &grant)?;
    let of_case = act.one::<RecordMove, Case>(gone.case)?;
    if store::open_of_case(act, &of_case)?.is_some() {
        let words = "The case is being handed to another agency because of where the family lives. A manager takes the hand-over back first.";
        return Err(Error::refused(crate::moves::model::refusals::OPEN, words));
    }
    store::withdraw(act, &grant, input.version, &input.why)?;
    grant.note(act, &changed(&[("move", &format!("{} {}", gone.council, gone.on), "")]))?;
    let words =
        format!("What was written down about a move on {} was a mistake and is taken back.", day(gone.on));
    super::tell(act, grant.agency(), gone.case, &words, true)?;
    Ok(gone.case)
}

/// Reads who placed the child.
///
/// # Errors
/// `Invalid` beside the fields.
pub fn placing_fields(f: &mut Fields) -> Result<Placing, Invalid> {
    let version =
        f.number("version", "Load the page again: it was made before something changed", 0, i64::MAX);
    let council = f.optional("placing_council", 10);
    let paid_before = f.ticked("paid_before");
    f.finish(|| Some(Placing { council, paid_before, version: version? }))
}

/// Writes down which council placed the child, and whether it goes on paying what was decided before the order.
///
/// # Errors
/// `NotFound`; `Stale`; `Invalid` on `placing_council` and `paid_before`.
pub fn placed(act: &Act<'_>, case: Id<Case>, input: &Placing) -> Result<()> {
    let grant = act.one::<RecordMove, Case>(case)?;
    if let Some(code) = &input.council {
        known_council(act, "placing_council", code)?;
    } else if input.paid_before {
        return Err(Error::field(
            "paid_before",
            "Choose the council that placed the child: it is the one that pays",
        ));
    }
    let before = store::placing(act, &grant)?;
    store::put_placing(act, &grant, input)?;
    let words = |p: &Placing| format!("{} {}", p.council.as_deref().unwrap_or("-"), p.paid_before);
    grant.note(act, &changed(&[("placing", &words(&before), &words(input))]))
}
