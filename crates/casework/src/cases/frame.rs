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
use crate::people;

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
    Ok(Head { case, child, coordinator, covered, sealed })
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
    const ALL: [(Tab, &'static str, &'static str, &'static str); 12] = [
        (Tab::Overview, "Overview", "", "case.view"),
        (Tab::Assessment, "Assessment", "/assessment", "assessment.view"),
        (Tab::Plan, "Plan", "/plan", "plan.view"),
        (Tab::Goals, "Goals", "/goals", "case.view"),
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
        }
        (kit::service_navigation(links).label("Parts of this case").id("parts"))
        (body)
    };
    // The tab's title names no child: titles end up in histories and screen shares.
    ctx.page(format!("{title} – {}", head.case.reference), whole).dense()
}
