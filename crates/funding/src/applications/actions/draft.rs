//! Drafting an application from the record: the worker chooses what to ask for, and the record
//! says the rest.

use access::{Act, actions::DraftApplication, audit::changed};
use commissioning::{catalogue::model::Catalogue, providers::store as providers};
use kernel::{
    Date, Error, Id, Pence, ProviderKind, Reference, Result,
    kinds::{self, Case, Organisation},
};

use crate::{
    applications::{
        model::{PassageKind, State},
        sources::{gather, urgent_passage},
        store::{self, Application},
    },
    schemes::{AskKind, RuleId, rule, scheme_on},
};

/// What the worker chooses. Everything else comes from the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Code of the catalogue.
    pub therapy: String,
    /// From whom, at the price of their list today.
    pub provider: Id<Organisation>,
    /// Sessions, 1 to [`MOST_SESSIONS`](crate::applications::model::MOST_SESSIONS).
    pub sessions: u32,
    /// First day of the support.
    pub starts_on: Date,
    /// Last day of the support.
    pub ends_on: Date,
    /// Whether the child has an education, health and care plan: no part of the record holds it,
    /// and it only matters above the usual age.
    pub has_ehcp: bool,
    /// Why support had to begin before this application, where it had to.
    pub urgent: Option<String>,
}

/// Drafts an application for the child of a case and gives its id.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` on `therapy`, `provider` or `ends_on`; `Refused`:
/// `case.closed`, `application.no-assessment`, `application.no-plan`, `application.no-birth` where the
/// record lacks something, `funding.no-scheme` outside the days whose rules are known.
pub fn draft_application(act: &Act<'_>, case: Id<Case>, input: &Input) -> Result<Id<kinds::Application>> {
    let grant = act.one::<DraftApplication, Case>(case)?;
    let material = gather(act, &grant)?;
    let chosen = Chosen::of(act, input)?;
    let case = &material.case;
    let application = Application {
        id: Id::new(act.now()),
        reference: Reference::new("AP"),
        agency: case.agency,
        case: case.id,
        family: case.family,
        child: case.child,
        council: case.council.clone(),
        route: case.route,
        rule: chosen.rule,
        kind: chosen.kind,
        therapy: input.therapy.clone(),
        provider: input.provider,
        provider_kind: chosen.provider_kind,
        sessions: input.sessions,
        price: chosen.price,
        starts_on: input.starts_on,
        ends_on: input.ends_on,
        repeat: store::had_before(act, case.child)?,
        state: State::Draft,
        content: material.content(input.has_ehcp, input.urgent.as_deref()),
        created: act.now(),
        created_by: act.actor().answerable(),
        created_role: act.actor().role_code().to_owned(),
        sent: None,
        sent_by: None,
        decided: None,
        decided_by: None,
        decision: None,
        paid: Pence::ZERO,
        released: Pence::ZERO,
        version: 1,
    };
    store::insert(act, &application)?;
    grant.note(act, &told(None, &application))?;
    Ok(application.id)
}

/// Changes what a draft asks for, at today's price; its words stay as they were written.
///
/// # Errors
/// `NotFound` for an application of others; `Stale`; `Refused` (`application.state`) once it was
/// sent; and as [`draft_application`].
pub fn change_draft(act: &Act<'_>, id: Id<kinds::Application>, version: i64, input: &Input) -> Result<()> {
    let grant = act.one::<DraftApplication, kinds::Application>(id)?;
    let mut application = store::load(act, &grant)?.application;
    if application.version != version {
        return Err(Error::Stale);
    }
    application.state.may_edit()?;
    let before = application.clone();
    let chosen = Chosen::of(act, input)?;
    application.rule = chosen.rule;
    application.kind = chosen.kind;
    application.therapy.clone_from(&input.therapy);
    application.provider = input.provider;
    application.provider_kind = chosen.provider_kind;
    application.sessions = input.sessions;
    application.price = chosen.price;
    application.starts_on = input.starts_on;
    application.ends_on = input.ends_on;
    let content = &mut application.content;
    content.has_ehcp = input.has_ehcp;
    content.passages.retain(|p| p.kind != PassageKind::Urgent);
    content.passages.extend(input.urgent.as_deref().map(urgent_passage));
    grant.note(act, &told(Some(&before), &application))?;
    store::save(act, &grant, &application)
}

/// What an application asks for, before and after, for the audit log. Its words are in its own record.
fn told(before: Option<&Application>, now: &Application) -> String {
    let asks = |a: &Application| {
        [
            a.reference.to_string(),
            a.state.code().to_owned(),
            a.therapy.clone(),
            a.provider.to_string(),
            a.sessions.to_string(),
            a.price.to_string(),
            a.starts_on.to_string(),
            a.ends_on.to_string(),
            if a.content.has_ehcp { "yes" } else { "no" }.to_owned(),
            a.content
                .passages
                .iter()
                .filter(|p| p.kind == PassageKind::Urgent)
                .map(|p| p.words.as_str())
                .collect(),
        ]
    };
    let names = [
        "application",
        "status",
        "therapy",
        "provider",
        "sessions",
        "price",
        "from",
        "until",
        "plan for education",
        "urgent",
    ];
    let (was, is) = (before.map(asks).unwrap_or_default(), asks(now));
    let lines: Vec<(&str, &str, &str)> = names
        .iter()
        .zip(was.iter().zip(&is))
        .map(|(name, (was, is))| (*name, was.as_str(), is.as_str()))
        .collect();
    changed(&lines)
}

/// What follows from the worker's choice.
struct Chosen {
    rule: RuleId,
    kind: AskKind,
    price: Pence,
    provider_kind: ProviderKind,
}

impl Chosen {
    fn of(act: &Act<'_>, input: &Input) -> Result<Self> {
        let today = act.today();
        if Catalogue::shipped()?.find(&input.therapy).is_none() {
            return Err(Error::field("therapy", "Choose a therapy from the catalogue"));
        }
        if input.ends_on < input.starts_on {
            return Err(Error::field("ends_on", "The last day must be on or after the first day"));
        }
        let offer = providers::offers(act, &input.therapy, today)?
            .into_iter()
            .find(|offer| offer.provider.id == input.provider)
            .ok_or_else(|| {
                Error::field("provider", "Choose an approved provider with a price for this therapy today")
            })?;
        let version = scheme_on(today).ok_or_else(|| {
            Error::refused(
                rule::NO_SCHEME,
                "No fund's rules are known for today, so nothing can be applied for.",
            )
        })?;
        Ok(Chosen {
            rule: version.id.clone(),
            kind: AskKind::of_therapy(&input.therapy),
            price: offer.per_session,
            provider_kind: offer.provider.kind,
        })
    }
}
