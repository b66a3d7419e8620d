//! The whole pool: its best use with the proof, and what was missed.

use access::actions::ViewMatching;
use kernel::{Moment, Result};
use page::{
    Ctx, Cursor, Response, csv_file,
    kit::{self, Markup, html, layout},
};

use super::ages;
use crate::{
    matching::{
        store::{self, Passed},
        view::{self, Pair},
    },
    shared::{day, points, reasons},
};

/// Hundredths of a point as a whole figure.
fn worth(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn table(pairs: &[Pair], today: kernel::Date, caption: &str) -> Markup {
    let rows = pairs.iter().map(|p| {
        vec![
            kit::cell(html! {
                a class="govuk-link" href={ "/matching/" (p.waiting.id) } { (p.waiting.group.reference) }
                br; (p.waiting.called()) ", " (ages(&p.waiting, today))
            }),
            kit::cell(p.profile.offer.reference.as_str()),
            kit::number(points(p.why.fit)),
            kit::cell(reasons(&p.why.speaks_for)),
            kit::cell(reasons(&p.why.against)),
        ]
    });
    let head = vec![
        kit::cell("Children"),
        kit::cell("Family"),
        kit::number("Fit of 100"),
        kit::cell("Speaks for it"),
        kit::cell("Speaks against it"),
    ];
    html! {
        (kit::table(head, rows.collect()).caption(caption.to_owned()).caption_classes("govuk-visually-hidden")
            .first_cell_is_header().scrolling())
    }
}

pub(super) async fn best(ctx: Ctx) -> Result<Response> {
    let (best, today) =
        (ctx.read(|look| view::best(look, &look.agency::<ViewMatching>()?)).await?, ctx.today());
    let groups = best.pairs.len() + best.without.len();
    let body = html! {
        (layout::page_heading(Some("Children waiting"), "Best use of the whole pool"))
        p class="govuk-body" {
            "If each family takes one child, or brothers and sisters who are to stay together, this is how the most good is done for all of them at once. It is a picture to talk about: nothing is linked by it."
        }
        (kit::summary_list(vec![
            kit::row("Looked at", format!("Children or sibling groups of your agency: {groups}. Ready families of all agencies: {}", best.families)),
            kit::row("Have a family in it", format!("{} of {groups}", best.pairs.len())),
            kit::row("Worth", format!("{} points", worth(best.proof.primal))),
            kit::row("Proof", html! {
                "The prices of children and families add up to " (worth(best.proof.dual)) " points. No use of this pool can be worth more than that, so "
                @if best.proof.gap() == 0 { "this one is the best there is." }
                @else { "a better one could be worth at most " (worth(best.proof.gap())) " points more." }
            }),
        ]))
        (kit::print_button("Print this page"))
        @if best.pairs.is_empty() {
            (kit::nothing_here("No child has a family in it: no ready family fits, or no child is recorded as waiting."))
        } @else {
            (table(&best.pairs, today, "Best use of the pool"))
            p class="govuk-body" { a class="govuk-link" href="/matching/best-use.csv" { "Download this as a CSV file" } }
        }
        @if !best.without.is_empty() {
            h2 class="govuk-heading-m" { "Children who have none in it" }
            p class="govuk-body" { "For them another family has to be found: through recruitment for this very child, an activity day, or a family who offers more with support." }
            ul class="govuk-list govuk-list--bullet" { @for w in &best.without {
                li {
                    a class="govuk-link" href={ "/matching/" (w.id) } { (w.group.reference) }
                    ", " (w.called()) ", " (ages(w, today)) ", waiting since " (day(w.group.since))
                }
            } }
        }
    };
    Ok(ctx
        .page("Best use of the whole pool", body)
        .back("/matching", "Back to children waiting")
        .dense()
        .respond())
}

fn lines(pairs: Vec<Pair>) -> impl Iterator<Item = Vec<String>> {
    pairs.into_iter().map(|p| {
        vec![
            p.waiting.group.reference,
            p.waiting.group.children.len().to_string(),
            p.profile.offer.reference,
            points(p.why.fit),
            points(p.why.shared),
            points(p.why.waiting),
            p.why.speaks_for.join("; "),
            p.why.against.join("; "),
        ]
    })
}

const HEAD: [&str; 8] = ["group", "children", "family", "fit", "shared", "waiting", "for", "against"];

pub(super) async fn best_csv(ctx: Ctx) -> Result<Response> {
    let best = ctx.read(|look| view::best(look, &look.agency::<ViewMatching>()?)).await?;
    csv_file("best-use", &HEAD, lines(best.pairs))
}

fn passed(rows: &[Passed]) -> Markup {
    let rows = rows.iter().map(|p| {
        vec![
            kit::cell(html! { a class="govuk-link" href={ "/matching/" (p.group) } { (p.references.0) } }),
            kit::cell(p.references.1.as_str()),
            kit::cell(p.words.as_str()),
            kit::cell(Moment(p.at).to_string()),
        ]
    });
    html! {
        (kit::table(["Children", "Family", "Why", "When"].map(kit::cell).to_vec(), rows.collect())
            .caption("Passed over").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
    }
}

pub(super) async fn missed(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let (found, over) = ctx
        .read(move |look| {
            let grant = look.agency::<ViewMatching>()?;
            Ok((view::missed(look, &grant)?, store::passed_over(look, &grant, after, Some(page::PAGE_ROWS))?))
        })
        .await?;
    let body = html! {
        (layout::page_heading(Some("Children waiting"), "Missed matches"))
        p class="govuk-body" { "Pairs that fit strongly, where both still wait and nobody has considered the family or written down why not. The best 100." }
        @if found.is_empty() { (kit::nothing_here("Nothing is missed: every strong pair was considered or passed over with a reason.")) }
        @else {
            (table(&found, ctx.today(), "Missed matches"))
            p class="govuk-body" { a class="govuk-link" href="/matching/missed.csv" { "Download the missed matches as a CSV file" } }
        }
        h2 class="govuk-heading-m" { "Passed over, with the reason" }
        @if over.items.is_empty() { (kit::nothing_here("No suggestion was passed over yet.")) }
        @else {
            (passed(&over.items))
            (kit::pagination(None, over.next.map(|n| format!("/matching/missed?after={n}"))))
        }
    };
    Ok(ctx.page("Missed matches", body).back("/matching", "Back to children waiting").dense().respond())
}

pub(super) async fn missed_csv(ctx: Ctx) -> Result<Response> {
    let found = ctx.read(|look| view::missed(look, &look.agency::<ViewMatching>()?)).await?;
    csv_file("missed-matches", &HEAD, lines(found))
}
