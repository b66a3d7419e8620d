//! The guide was given to a child: a worker records it, or a child or a parent says on their own page that they have read it.

use access::{
    Act, Role,
    actions::{GiveGuide, ReadOwnGuide},
};
use kernel::{Error, Id, Result, kinds, local_date};

use crate::{
    cases::store::{self as cases, Case},
    childrens_guide::{
        form::Input,
        model::{Given, Reading, ToWhom, Way},
        store,
    },
    timeline::{self, EventKind, NewEvent},
};

/// Records what a worker gave, in the version that held on that day.
///
/// # Errors
/// `NotFound` for another agency's case; `Invalid` on `on` for a day that is to come or from before the support began.
pub fn run(act: &Act<'_>, id: Id<kinds::Case>, input: &Input) -> Result<()> {
    let grant = act.one::<GiveGuide, kinds::Case>(id)?;
    let case = cases::load(act, &grant)?;
    if input.on > act.today() {
        return Err(Error::field("on", "Enter the day on which it was given. It cannot be after today"));
    }
    if input.on < local_date(case.opened) {
        return Err(Error::field(
            "on",
            "Enter a day since the support began: a new case needs the guide again",
        ));
    }
    keep(act, &case, input)?;
    grant.note(act, &format!("gave the guide, {}, {}, {}", input.reading.code(), input.way.code(), input.on))
}

/// Records that a child or a parent said on their own page that they have read it, today.
///
/// # Errors
/// `NotFound` for a case that is not one's own; refused by `guide.read` where one of them said so of this version before.
pub fn read(act: &Act<'_>, id: Id<kinds::Case>, reading: Reading) -> Result<()> {
    let grant = act.mine::<ReadOwnGuide>(id)?;
    let case = cases::load(act, &grant)?;
    let number = store::holding(act, case.agency, reading, act.today())?.number;
    let me = act.actor().account();
    let before = |g: &Given| {
        g.by == me && g.reading == reading && g.number == number && g.edition == store::edition(number)
    };
    if store::of_case(act, &grant)?.iter().any(before) {
        return Err(Error::refused("guide.read", "You told us already that you have read this. Thank you."));
    }
    let to = if act.actor().role() == Some(Role::YoungPerson) { ToWhom::Child } else { ToWhom::Both };
    keep(act, &case, &Input { reading, way: Way::Page, to, on: act.today() })?;
    grant.note(act, &format!("said that the guide was read, {}", reading.code()))
}

fn keep(act: &Act<'_>, case: &Case, input: &Input) -> Result<()> {
    let number = store::holding(act, case.agency, input.reading, input.on)?.number;
    let given = Given {
        id: Id::new(act.now()),
        reading: input.reading,
        number,
        edition: store::edition(number),
        way: input.way,
        to: input.to,
        on: input.on,
        at: act.now(),
        by: act.actor().account(),
    };
    store::give(act, case.agency, case.id, &given)?;
    let words = match input.way {
        Way::Together => "The Children’s Guide was read together.",
        Way::Hand => "The Children’s Guide was given by hand.",
        Way::Post => "The Children’s Guide was sent by post.",
        Way::Page => "The Children’s Guide was read on a page here.",
    };
    let event = NewEvent {
        agency: case.agency,
        case: case.id,
        kind: EventKind::Case,
        words,
        link: None,
        family_sees: true,
    };
    timeline::note(act, event)
}
