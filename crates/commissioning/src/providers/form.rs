//! What is asked about a provider, in forms and in the API alike.

use kernel::{Id, Invalid, ProviderKind, kinds::Organisation};
use page::Fields;

use super::{
    actions::{NewName, Step},
    model::{Price, SESSION_MINUTES},
    vetting::{RegisteredBody, Vetting},
};

/// The longest name or registration number, in characters.
const NAME: usize = 120;

fn seen(f: &mut Fields) -> Option<Vetting> {
    let body = f.choice::<RegisteredBody>("body", "Choose the body that registers them");
    let registration = f.required("registration", "Enter their number or name in the register", NAME);
    let insured_until = f.date("insured_until", "Enter the last day of their insurance");
    let safeguarding_on = f.date("safeguarding_on", "Enter the day of the safeguarding check");
    Some(Vetting {
        body: body?,
        registration: registration?,
        insured_until: insured_until?,
        safeguarding_on: safeguarding_on?,
    })
}

pub(super) fn new(f: &mut Fields) -> Result<(NewName, Vetting), Invalid> {
    let name = f.required("name", "Enter the provider's name", NAME);
    let kind = f.choice::<ProviderKind>("kind", "Choose what sort of provider they are");
    let region = f.optional("region", NAME);
    let vetting = seen(f);
    f.finish(|| Some((NewName { name: name?, kind: kind?, region }, vetting?)))
}

pub(super) fn vetting(f: &mut Fields) -> Result<Vetting, Invalid> {
    let vetting = seen(f);
    f.finish(|| vetting)
}

pub(super) fn price(f: &mut Fields, provider: Id<Organisation>) -> Result<Price, Invalid> {
    let therapy = f.required("therapy", "Choose a therapy from the catalogue", 60);
    let per_session = f.money("per_session", "Enter the price of a session in pounds, such as 95");
    let minutes = f.number(
        "minutes",
        "Enter the length of a session in minutes, from 15 to 10080",
        (*SESSION_MINUTES.start()).into(),
        (*SESSION_MINUTES.end()).into(),
    );
    let from = f.date("from", "Enter the first day of the price");
    f.finish(|| {
        Some(Price {
            provider,
            therapy: therapy?,
            per_session: per_session?,
            minutes: u32::try_from(minutes?).ok()?,
            from: from?,
        })
    })
}

pub(super) fn step(f: &mut Fields) -> Result<(Step, i64), Invalid> {
    let step = f.choice::<Step>("step", "Choose what to do");
    let version = f.version();
    f.finish(|| Some((step?, version?)))
}

/// For the API description.
pub(super) fn describe_new(f: &mut Fields) {
    let _ = new(f);
}

/// For the API description.
pub(super) fn describe_vetting(f: &mut Fields) {
    let _ = vetting(f);
}

/// For the API description.
pub(super) fn describe_price(f: &mut Fields) {
    let _ = price(f, Id::from_parts(0, [0; 10]));
}

/// For the API description.
pub(super) fn describe_step(f: &mut Fields) {
    let _ = step(f);
}
