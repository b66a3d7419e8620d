//! A worker asks a colleague to take a duty, and the colleague answers. Nothing changes before both want it.

use access::{
    Act, accounts,
    actions::SwapDuty,
    audit::changed,
    front_door::{Duty as DutyKind, DutySwap},
    notices,
};
use kernel::{Error, Id, Result, kinds::Account};

use crate::rota::{
    model::{Duty, Swap, Swapped, rule},
    store,
};

fn words(duty: &Duty) -> String {
    format!("{}, {}", duty.on.strftime("%A %-d %B %Y"), duty.half.label().to_lowercase())
}

/// Asks a colleague to take a duty of one's own, perhaps for one of theirs. They get an email.
///
/// # Errors
/// `NotFound` for a duty of another agency; `Invalid` on `to` and `exchange` for somebody or something that does not fit;
/// `Refused`: `duty.over`, `duty.not-yours`, `duty.asked`.
pub fn ask(act: &Act<'_>, id: Id<DutyKind>, to: Id<Account>, exchange: Option<Id<DutyKind>>) -> Result<Swap> {
    let grant = act.one::<SwapDuty, DutyKind>(id)?;
    let duty = store::load(act, &grant)?;
    duty.stands(act.today())?;
    duty.is_of(act.actor().account())?;
    let team = accounts::colleagues(act, grant.agency())?;
    if to == duty.account || !team.iter().any(|a| a.id == to) {
        return Err(Error::field("to", "Choose a colleague of your agency from the list"));
    }
    let given = match exchange {
        None => None,
        Some(other) => {
            let unfit = || Error::field("exchange", "Choose one of the duties of the colleague whom you ask");
            let other = store::load(
                act,
                &act.one::<SwapDuty, DutyKind>(other)
                    .map_err(|e| if e == Error::NotFound { unfit() } else { e })?,
            )?;
            if other.account != to || other.stands(act.today()).is_err() {
                return Err(unfit());
            }
            Some(other)
        }
    };
    let swap = Swap {
        id: Id::new(act.now()),
        duty: id,
        exchange,
        from: duty.account,
        to,
        state: Swapped::Asked,
        version: 1,
    };
    if !store::ask(act, grant.agency(), &swap)? {
        return Err(Error::refused(
            rule::ASKED,
            "A colleague is asked for this duty already. Take that back first.",
        ));
    }
    let for_it =
        given.map_or_else(String::new, |g| format!(" They would take yours of {} for it.", words(&g)));
    let body = format!(
        "A colleague asks whether you take a duty: {}.{for_it}\n\nSay yes or no on the duty rota, where you see who asks. Nothing changes before you do.\n",
        words(&duty)
    );
    notices::mail(act, to, &format!("duty-swap:{}", swap.id), "Would you take a duty?", &body)?;
    grant.note(act, &changed(&[("asked", "", &to.to_string())]))?;
    Ok(swap)
}

/// Answers: whoever is asked agrees or says no, and whoever asked takes it back. Agreed, the duties change hands at once.
///
/// # Errors
/// `Stale`; `Refused`: `duty.answered`, `duty.not-yours`, `duty.over`, `duty.twice`.
pub fn answer(act: &Act<'_>, id: Id<DutySwap>, version: i64, yes: bool) -> Result<Swapped> {
    let grant = act.one::<SwapDuty, DutySwap>(id)?;
    let swap = store::load_swap(act, &grant)?;
    let state = swap.after(act.actor().account(), yes)?;
    store::answer(act, &grant, version, state)?;
    if state == Swapped::Agreed {
        hand_over(act, swap.duty, swap.from, swap.to)?;
        if let Some(other) = swap.exchange {
            hand_over(act, other, swap.to, swap.from)?;
        }
    }
    if state != Swapped::TakenBack {
        let body = format!(
            "Your colleague answered what you asked about a duty: {}.\n",
            state.label().to_lowercase()
        );
        notices::mail(act, swap.from, &format!("duty-swap-answer:{id}"), "Your duty: an answer", &body)?;
    }
    grant.note(act, &changed(&[("state", swap.state.code(), state.code())]))?;
    Ok(state)
}

/// Gives a duty from one to the other, if it is still the one's.
fn hand_over(act: &Act<'_>, id: Id<DutyKind>, from: Id<Account>, to: Id<Account>) -> Result<()> {
    let grant = act.one::<SwapDuty, DutyKind>(id)?;
    let duty = store::load(act, &grant)?;
    duty.stands(act.today())?;
    duty.is_of(Some(from))?;
    store::give(act, &grant, &duty, to)?;
    grant.note(act, &changed(&[("account", &from.to_string(), &to.to_string())]))
}
