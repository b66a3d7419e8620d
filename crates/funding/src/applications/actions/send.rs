//! Sending an application: what was seen as the check is the check.

use ::store::figure::Figure;
use access::{
    Act, Look,
    actions::DraftApplication,
    consent::{self, Ask as Sharing, DataKind, Recipient, RecipientKind, purposes},
};
use casework::{
    promises::{self, About},
    timeline::{self, EventKind, NewEvent},
};
use commissioning::providers::store as providers;
use kernel::{Calendar, Error, Id, Pence, PromiseKind, Result, kinds};

use crate::{
    applications::{
        measures,
        model::{Checked, rule},
        sources::{self, Household},
        store::{self, Application},
    },
    limits,
    schemes::{self, Ask, Decision, Used, scheme_on},
    words,
};

/// What the rules of today say to an application, and what they counted. Pages show it, and
/// sending rests on it.
///
/// # Errors
/// `Refused` (`application.no-birth`) when the record no longer holds a date of birth.
pub(crate) fn checked_now(
    look: &Look<'_>,
    a: &Application,
    household: &Household,
) -> Result<(Decision, Used)> {
    let today = look.today();
    let used = match scheme_on(today) {
        Some(version) => limits::store::used(look, a.child, version.year())?,
        None => Used::default(),
    };
    let ask = Ask {
        kind: a.kind,
        amount: a.amount()?,
        council_share: Pence::ZERO,
        applied_on: today,
        assessed_on: Some(a.content.assessed_on),
        starts_on: a.starts_on,
        ends_on: a.ends_on,
        urgent_start: !a.content.urgent().is_empty(),
        child_born: household.born()?,
        has_ehcp: a.content.has_ehcp,
        legal_route: a.route,
        therapy: a.therapy.clone(),
        already: used,
    };
    Ok((schemes::decide(&ask), used))
}

/// Sends a draft to the Fund.
///
/// # Errors
/// `NotFound` for an application of others; `Stale`; `Refused`: `application.state`,
/// `application.identifying` while the words give the family away, `application.price` when the provider's
/// price has changed, the code of the first rule of the Fund that says no, or a rule of
/// [`access::consent`] when the Fund may not be told.
pub fn send_application(act: &Act<'_>, id: Id<kinds::Application>, version: i64) -> Result<()> {
    let grant = act.one::<DraftApplication, kinds::Application>(id)?;
    let mut a = store::load(act, &grant)?.application;
    if a.version != version {
        return Err(Error::Stale);
    }
    let next = a.state.send()?;
    let (case, household) = sources::of_opened(act, &grant, a.case)?;
    casework::cases::store::must_be_open(&case)?;
    let found = a.content.findings(&household.known).len();
    if found > 0 {
        return Err(Error::refused(
            rule::IDENTIFYING,
            format!(
                "The words still say who the family is, in {found} {}. Mend them first: the Fund must not know.",
                if found == 1 { "place" } else { "places" }
            ),
        ));
    }
    same_price(act, &a)?;
    sources::refresh(&mut a, &case, &household, act.today())?;
    let (decision, used) = checked_now(act, &a, &household)?;
    if let Some(first) = decision.refusals.first() {
        let why: Vec<&str> = decision.refusals.iter().map(|r| r.message.as_str()).collect();
        return Err(Error::refused(first.rule, why.join(" ")));
    }
    // Allowed, so there is a scheme: the version that the decision names.
    let scheme = scheme_on(act.today()).ok_or_else(|| {
        Error::refused(
            schemes::rule::NO_SCHEME,
            "No fund's rules are known for today. Send it on another day.",
        )
    })?;
    consent::share(act, &grant, a.case, a.id.cast(), &told_to_the_fund())?;
    a.state = next;
    a.rule = scheme.id.clone();
    a.content.checked = Some(Checked::of(decision, used));
    a.sent = Some(act.now());
    a.sent_by = act.actor().answerable();
    store::save(act, &grant, &a)?;
    grant.note(act, &format!("status: draft -> {}; amount: {}", a.state.code(), a.amount()?))?;

    let due = scheme.decide_within.value.due(act.now(), Calendar::england());
    let about = About { agency: a.agency, case: Some(a.case), enquiry: None, thing: a.id.cast() };
    promises::make_due(act, about, PromiseKind::FundingDecision, act.now(), due)?;
    let (count, what) = (words::sessions(a.sessions), words::therapy(&a.therapy)?);
    timeline::note(
        act,
        NewEvent {
            agency: a.agency,
            case: a.case,
            kind: EventKind::Application,
            words: &format!(
                "We asked the {} to pay for {count} of {what}: {}. An answer is due by {}.",
                scheme.scheme.label(),
                a.amount()?,
                words::day(kernel::local_date(due))
            ),
            link: Some(&format!("/applications/{}", a.id)),
            family_sees: true,
        },
    )?;
    let amount = a.amount()?.0;
    figure(&a, act, measures::APPLIED, &a.therapy).add(act.write(), amount)?;
    figure(&a, act, measures::APPLICATIONS, a.state.code()).add(act.write(), 1)
}

/// What the Fund learns from an application. No name: see [`crate::applications::identify`].
pub(crate) fn told_to_the_fund() -> Sharing<'static> {
    Sharing {
        purpose: purposes::APPLY_TO_FUND,
        what: &[DataKind::Need, DataKind::Age, DataKind::Assessment, DataKind::Plan, DataKind::Money],
        to: Recipient::every(RecipientKind::Fund),
        to_name: "the Fund",
    }
}

/// A figure of this room, for today.
pub(super) fn figure<'a>(a: &Application, act: &Act<'_>, measure: &'static str, part: &'a str) -> Figure<'a> {
    Figure { agency: a.agency, measure, day: act.today(), council: "", part }
}

/// An order takes the price of its day, so money is asked for at the price of today.
fn same_price(act: &Act<'_>, a: &Application) -> Result<()> {
    let offers = providers::offers(act, &a.therapy, act.today())?;
    let offer = offers.iter().find(|offer| offer.provider.id == a.provider);
    let said = match offer {
        Some(offer) if offer.per_session == a.price => return Ok(()),
        Some(offer) => format!("costs {} a session now, and not {}", offer.per_session, a.price),
        None => "has no price on the list of approved providers now".to_owned(),
    };
    Err(Error::refused(
        rule::PRICE,
        format!("This provider {said}. Choose “Change what is asked for”, check it, and send it again."),
    ))
}
