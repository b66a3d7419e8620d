//! The cases that somebody should look at.

use access::actions::ViewSigns;
use kernel::Result;
use maud::html;
use page::{
    Ctx, Cursor, PAGE_ROWS, Response, csv_file,
    kit::{self, layout},
};

use super::{reasons, tag};
use crate::{
    early_signs::{
        model::{self, Standing},
        store,
    },
    escalation::words::{choices, day_of},
};

/// The standing that the address names; those to look at where it names none.
pub(in crate::early_signs) fn wanted(ctx: &Ctx) -> Standing {
    Standing::from_code(ctx.query().raw("state")).unwrap_or(Standing::Look)
}

pub(in crate::early_signs) async fn page(ctx: Ctx) -> Result<Response> {
    let standing = wanted(&ctx);
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::list(look, &look.agency::<ViewSigns>()?, standing, after, Some(PAGE_ROWS)))
        .await?;
    let lines: Vec<_> = rows
        .items
        .iter()
        .map(|l| {
            let decided = html! {
                @match l.decided { Some(d) => (d.label()), None => "Nothing yet" }
                @if let Some(at) = l.decided_at { br; (day_of(at)) }
            };
            vec![
                kit::cell(html! { a class="govuk-link" href={ "/cases/" (l.case) "/early-signs" } { (l.reference) } }),
                kit::cell(html! { (tag(l.standing)) br; "since " (day_of(l.raised)) }),
                kit::cell(reasons(&l.gathered)),
                kit::cell(decided),
            ]
        })
        .collect();
    let all = model::points(ctx.today())?;
    let counted = all.iter().map(|r| {
        vec![
            kit::cell(r.name.as_str()),
            kit::cell(r.words()),
            kit::number(r.weight.to_string()),
            kit::cell(if r.sure == "yes" { "yes" } else { "not confirmed" }),
            kit::cell(r.source.as_str()),
        ]
    });
    let body = html! {
        (layout::page_heading(None, "Early signs"))
        p class="govuk-body" {
            "Cases on which tipping points gathered. The reasons are beside each. Nothing is decided by them: somebody looks, and says what they decided \
             and why. A case that was seen comes back when something new is recorded."
        }
        form method="get" action="/early-signs" {
            (kit::radios("state", kit::legend("Show").size(kit::Size::S), choices::<Standing>()).small().inline().value(standing.code()))
            (kit::button("Show").secondary())
        }
        @if lines.is_empty() {
            (kit::nothing_here("No case waits here. Tipping points are recorded on the page of a case."))
        } @else {
            (kit::table(["Case", "How it stands", "Why", "Decided"].map(kit::cell).to_vec(), lines)
                .caption("Cases, the newest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|next| format!("/early-signs?state={}&after={next}", standing.code()))))
        }
        p class="govuk-body" {
            a class="govuk-link" href={ "/early-signs.csv?state=" (standing.code()) } { "Download these (CSV)" }
        }
        (kit::details("What counts, and how much", html! {
            (kit::table(["What", "Counts", "Weighs", "Sure", "Where it is from"].map(kit::cell).to_vec(), counted.collect())
                .caption("Rules that hold today").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }))
    };
    Ok(ctx.page("Early signs", body).dense().respond())
}

pub(in crate::early_signs) async fn csv(ctx: Ctx) -> Result<Response> {
    let standing = wanted(&ctx);
    let rows =
        ctx.read(move |look| store::list(look, &look.agency::<ViewSigns>()?, standing, None, None)).await?;
    let lines = rows.items.into_iter().map(|l| {
        let why: Vec<String> = l.gathered.reasons.iter().map(model::Reason::words).collect();
        vec![
            l.reference,
            l.standing.code().to_owned(),
            l.raised.to_string(),
            l.gathered.weight.to_string(),
            why.join("; "),
            l.decided.map_or("", |d| d.code()).to_owned(),
        ]
    });
    csv_file("early-signs", &["case", "standing", "raised_at", "weight", "why", "decided"], lines)
}
