//! What every page of a case has round it: whose case it is, and the way to its parts.

use access::{
    Action, Grant, Look, One,
    absences::{self, Covered},
    accounts,
    permissions::Reach,
};
use kernel::{Id, Reference, Result, kinds};
use maud::{Markup, html};
use page::{Ctx, PageView, kit};

use super::store::{self, CaseState};
use crate::people::{self, same::store::OnePerson};

/// What the frame says of a case.
#[derive(Debug, Clone)]
pub struct Head {
    /// The case.
    pub case: store::Case,
    /// The child's name.
    pub child: String,
    /// The coordinator's name, when there is one.
    pub coordinator: Option<String>,
    /// Who answers today, where the coordinator is away.
    pub covered: Option<Covered>,
    /// Whether only people who are named see it.
    pub sealed: bool,
    /// Who the child is one person with, where they were recorded twice.
    pub one_person: Option<OnePerson>,
}

impl Head {
    /// What is said of who answers while the coordinator is away.
    pub fn away(&self) -> Option<String> {
        let name = self.coordinator.as_deref()?;
        self.covered.as_ref().map(|covered| covered.words(name))
    }

    /// The case's id.
    pub fn id(&self) -> Id<kinds::Case> {
        self.case.id
    }

    /// What people quote.
    pub fn reference(&self) -> &Reference {
        &self.case.reference
    }
}

/// Whether this reader may do `action` with cases of the agency: for showing or hiding the way there, never instead of a grant.
pub(crate) fn may(ctx: &Ctx, action: &str) -> bool {
    ctx.actor.reach(action).page() == Reach::Agency
}

/// Reads what the frame needs for the case of a grant.
pub fn head<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Case>>) -> Result<Head> {
    of_case(look, store::load(look, grant)?)
}

/// Reads what the frame needs for a case that a grant for one of its parts led to.
pub fn of_case(look: &Look<'_>, case: store::Case) -> Result<Head> {
    let child = people::store::load(look, case.child)?.name();
    let coordinator = case.coordinator.map(|id| accounts::by_id(look, id)).transpose()?.map(|a| a.name);
    let covered = case.coordinator.map(|id| absences::covered(look, id, look.today())).transpose()?.flatten();
    let sealed = access::seals::is_sealed(look, case.family)?;
    let one_person = people::same::store::of_person(look, case.child, case.id)?;
    let child = one_person.as_ref().map_or(child, |one| one.name.clone());
    Ok(Head { case, child, coordinator, covered, sealed, one_person })
}

/// The parts of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// What is going on.
    Overview,
    /// The assessment of need.
    Assessment,
    /// The support plan.
    Plan,
    /// The family's goals.
    Goals,
    /// What measures gave over time.
    Questionnaires,
    /// Applications to the Fund.
    Funding,
    /// Orders and sessions.
    Orders,
    /// How the child stays in touch with people before adoption.
    Contact,
    /// Letters, reports and pictures.
    Documents,
    /// What the family agreed to, and what was shared.
    Consent,
    /// The support over the years, and what lies ahead.
    Rhythm,
    /// All that happened.
    Timeline,
    /// Who has looked at the record.
    Looks,
}

impl Tab {
    const ALL: [(Tab, &'static str, &'static str, &'static str); 13] = [
        (Tab::Overview, "Overview", "", "case.view"),
        (Tab::Assessment, "Assessment", "/assessment", "assessment.view"),
        (Tab::Plan, "Plan", "/plan", "plan.view"),
        (Tab::Goals, "Goals", "/goals", "case.view"),
        (Tab::Questionnaires, "Questionnaires", "/questionnaires", "questionnaire.view"),
        (Tab::Funding, "Funding", "/applications", "application.view"),
        (Tab::Orders, "Orders", "/orders", "order.view"),
        (Tab::Contact, "Contact", "/contact", "contact.view"),
        (Tab::Documents, "Documents", "/documents", "document.view"),
        (Tab::Consent, "Consent", "/consent", "consent.view"),
        (Tab::Rhythm, "Rhythm", "/rhythm", "rhythm.view"),
        (Tab::Timeline, "Timeline", "/timeline", "case.view"),
        (Tab::Looks, "Who has looked", "/looks", "audit.view"),
    ];
}

/// A page of a case, drawn tightly for workers. `title` is the part's own heading.
pub fn frame<'a>(ctx: &'a Ctx, head: &Head, here: Tab, title: &str, body: Markup) -> PageView<'a> {
    let actor = &ctx.actor;
    let links = Tab::ALL
        .iter()
        .filter(|(.., needs)| match actor.reach(needs).page() {
            Reach::Agency => true,
            // By emergency access.
            Reach::None => actor.may_come(needs),
            _ => false,
        })
        .map(|(tab, text, path, _)| {
            kit::nav_link(format!("/cases/{}{path}", head.case.id), *text, *tab == here)
        })
        .collect();
    let closed = head.case.state == CaseState::Closed;
    let whole = html! {
        div class="hearth-case-head" {
            p class="govuk-caption-l" {
                (head.child) " · " (head.case.reference) " · " (head.case.level.label())
                @if closed { " · Closed" }
                @if head.sealed { " · Sealed: only the people named for it see this case" }
            }
            h1 class="govuk-heading-l" { (title) }
            @if let Some(one) = &head.one_person { (same_person(ctx, one)) }
        }
        (kit::service_navigation(links).label("Parts of this case").id("parts"))
        (body)
    };
    // The tab's title names no child: titles end up in histories and screen shares.
    ctx.page(format!("{title} – {}", head.case.reference), whole).dense()
}

/// That this person was recorded twice, and the way to their other cases.
fn same_person(ctx: &Ctx, one: &OnePerson) -> Markup {
    html! {
        p class="govuk-body" {
            (one.name) " was recorded twice. Their other cases: "
            @if one.cases.is_empty() { "none" }
            @for (i, case) in one.cases.iter().enumerate() {
                @if i > 0 { ", " }
                a class="govuk-link" href={ "/cases/" (case.id) } { (case.reference) } " (" (case.state.label().to_lowercase()) ")"
            }
            "."
            @if ctx.actor.reach("person.same").page() == Reach::Agency {
                " " a class="govuk-link" href={ "/same-person/" (one.merge) } { "Who said so" }
            }
        }
    }
}
