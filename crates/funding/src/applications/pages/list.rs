//! The agency's applications as a list.

use access::actions::ListApplications;
use kernel::{Result, local_date};
use maud::html;
use page::{
    Ctx, Cursor, Response, csv_file,
    kit::{self, layout},
};

use super::state_tag;
use crate::{
    applications::{
        lists::{self, Listed},
        model::State,
    },
    words,
};

/// What the list is held to, as the address says it.
struct Held {
    state: Option<State>,
    therapy: Option<&'static str>,
}

impl Held {
    fn of(ctx: &Ctx) -> Result<Self> {
        let query = ctx.query();
        let wanted = query.raw("therapy");
        let therapy = words::therapies()?.into_iter().map(|(code, _)| code).find(|code| *code == wanted);
        Ok(Held { state: State::from_code(query.raw("status")), therapy })
    }

    fn address(&self) -> String {
        let state = self.state.map_or("", State::code);
        format!("status={state}&therapy={}", self.therapy.unwrap_or_default())
    }
}

pub(crate) async fn list(ctx: Ctx) -> Result<Response> {
    let held = Held::of(&ctx)?;
    let (state, therapy) = (held.state, held.therapy);
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| {
            lists::list(look, &look.agency::<ListApplications>()?, state, therapy, after, false)
        })
        .await?;
    let states = std::iter::once(("", "Any")).chain(State::ALL.iter().map(|s| (s.code(), s.label())));
    let therapies = std::iter::once(("", "Any")).chain(words::therapies()?);
    let address = held.address();
    let next = rows.next.map(|next| format!("/applications?{address}&after={next}"));
    let body = html! {
        (layout::page_heading(None, "Applications to the Fund"))
        p class="govuk-body" {
            "A new application begins on a case, under Funding: most of it is filled in from the assessment and the plan. "
            a class="govuk-link" href="/schemes" { "The rules year by year" }
        }
        (layout::filters("/applications", html! {
            (kit::select("status", "Status", states).value(state.map_or("", State::code)))
            (kit::select("therapy", "Therapy", therapies).value(therapy.unwrap_or_default()))
        }))
        @if rows.items.is_empty() {
            (kit::nothing_here("No application fits. Choose another status or therapy, or begin one on a case."))
        } @else {
            (table(&rows.items, "Applications")?)
            (kit::pagination(None, next))
        }
        p class="govuk-body" {
            a class="govuk-link" href={ "/applications.csv?" (address) } { "Download this list (CSV)" }
        }
    };
    Ok(ctx.page("Applications", body).dense().respond())
}

/// Applications as a table.
pub(super) fn table(items: &[Listed], caption: &str) -> Result<kit::Table> {
    let head = vec![
        kit::cell("Application"),
        kit::cell("Case"),
        kit::cell("Therapy"),
        kit::cell("Provider"),
        kit::number("Sessions"),
        kit::number("Amount"),
        kit::cell("New or repeat"),
        kit::cell("Status"),
        kit::cell("Sent"),
        kit::cell("Decided"),
    ];
    let day = |at: Option<kernel::Timestamp>| at.map_or_else(String::new, |at| words::day(local_date(at)));
    let rows = items
        .iter()
        .map(|line| {
            Ok(vec![
                kit::cell(html! {
                    a class="govuk-link" href={ "/applications/" (line.id) } { (line.reference) }
                }),
                kit::cell(line.case_reference.as_str()),
                kit::cell(words::therapy(&line.therapy)?),
                kit::cell(line.provider_name.as_str()),
                kit::number(line.sessions.to_string()),
                kit::number(line.amount.to_string()),
                kit::cell(if line.repeat { "Repeat" } else { "New" }),
                kit::cell(html! { (state_tag(line.state)) }),
                kit::cell(day(line.sent)),
                kit::cell(day(line.decided)),
            ])
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(kit::table(head, rows)
        .caption(caption)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling())
}

pub(crate) async fn csv(ctx: Ctx) -> Result<Response> {
    let held = Held::of(&ctx)?;
    let rows = ctx
        .read(move |look| {
            let grant = look.agency::<ListApplications>()?;
            lists::list(look, &grant, held.state, held.therapy, None, true)
        })
        .await?;
    let head = [
        "reference",
        "case",
        "therapy",
        "provider",
        "sessions",
        "amount_pence",
        "repeat",
        "status",
        "drafted_on",
        "sent_on",
        "decided_on",
        "paid_pence",
        "released_pence",
        "council",
        "route",
        "kind",
        "provider_kind",
    ];
    let day = |at: Option<kernel::Timestamp>| at.map_or_else(String::new, |at| local_date(at).to_string());
    let lines = rows.items.into_iter().map(|line| {
        vec![
            line.reference.to_string(),
            line.case_reference.to_string(),
            line.therapy,
            line.provider_name,
            line.sessions.to_string(),
            line.amount.0.to_string(),
            if line.repeat { "yes" } else { "no" }.to_owned(),
            line.state.code().to_owned(),
            local_date(line.created).to_string(),
            day(line.sent),
            day(line.decided),
            line.paid.0.to_string(),
            line.released.0.to_string(),
            line.council,
            line.route.code().to_owned(),
            line.kind.code().to_owned(),
            line.provider_kind.code().to_owned(),
        ]
    });
    csv_file("applications", &head, lines)
}
