//! The early support of an agency: its standards, how each part is given, how many took part, and who.

use std::collections::BTreeMap;

use access::{
    Look,
    actions::{StateEarlySupport, ViewEarlySupport},
};
use kernel::{Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, Response, csv_file,
    kit::{self, layout},
};

use super::{how, since, tag};
use crate::{
    core_offers::model::Stated,
    early_support::{
        actions, form,
        model::{self, Counts, Offer, Part, Stage, Who},
        store,
    },
    words::{fine, options},
};

struct Standing {
    parts: &'static [Part],
    offers: BTreeMap<String, Offer>,
    counts: BTreeMap<String, Counts>,
    may_state: bool,
}

fn standing(look: &Look<'_>) -> Result<Standing> {
    let grant = look.agency::<ViewEarlySupport>()?;
    Ok(Standing {
        parts: model::parts()?,
        offers: store::of_agency(look, &grant)?,
        counts: store::counts(look, &grant)?,
        may_state: look.may::<StateEarlySupport>(),
    })
}

pub(in crate::early_support) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let s = ctx.read(standing).await?;
    let body = html! {
        (layout::page_heading(None, "Becoming a family"))
        p class="govuk-body" {
            "The early support that every new family should have. Part of it is online and the same for all of England, part of it the agency \
             gives. Taking part is never a condition for other help: a family that needs more can ask for it from here in one step."
        }
        (kit::details("Where do these standards come from?", html! {
            p class="govuk-body" {
                "Adoption England asks for clear national standards of early support. None are published yet that we could find, so the words are ours, \
                 made from what Adoption England wrote in its answer on adoption support in 2026. Each part says which passage."
            }
        }))
        @for stage in Stage::ALL { (of_stage(&s, *stage)) }
        @if s.may_state { (state_form(ctx, &s, f, wrong)) }
        p class="govuk-body" {
            a class="govuk-link" href="/becoming-a-family.csv" { "Download the parts with their counts (CSV)" }
            " · " a class="govuk-link" href="/core-offers" { "Core offer by agency" }
        }
        (kit::print_button("Print this page"))
    };
    Ok(ctx.page("Becoming a family", body).dense().errors(wrong).respond())
}

fn of_stage(s: &Standing, stage: Stage) -> Markup {
    let rows = s.parts.iter().filter(|p| p.stage == stage).map(|p| {
        let counts = s.counts.get(&p.code).copied().unwrap_or_default();
        let families = html! {
            @if counts.all() == 0 { "Nobody yet" } @else {
                a class="govuk-link" href={ "/becoming-a-family/families?part=" (p.code) } {
                    (counts.took_part) " took part, of " (counts.all()) " who were offered it"
                    span class="govuk-visually-hidden" { " in: " (p.title) }
                }
            }
        };
        vec![
            kit::cell(p.title.as_str()),
            kit::cell(html! { (p.standard) br; span class="govuk-hint" { (p.source) } }),
            kit::cell(p.given.label()),
            kit::cell(how(p, s.offers.get(&p.code), "Nothing is stated.")),
            kit::cell(families),
        ]
    });
    let head = ["Part", "Standard", "Who gives it", "How we give it", "Families"].map(kit::cell).to_vec();
    html! {
        h2 class="govuk-heading-m" { (stage.label()) }
        (kit::table(head, rows.collect()).caption(stage.label()).caption_classes("govuk-visually-hidden")
            .first_cell_is_header().scrolling())
    }
}

fn state_form(ctx: &Ctx, s: &Standing, f: &Fields, wrong: &Invalid) -> Markup {
    let mut parts = vec![(String::new(), "Choose a part".to_owned())];
    parts.extend(s.parts.iter().map(|p| (p.code.clone(), p.title.clone())));
    html! {
        h2 class="govuk-heading-m" id="state" { "Say how we give a part" }
        p class="govuk-body" { "Families read it on their own pages. What stood there before is replaced." }
        (ctx.form("/becoming-a-family", f, html! {
            (kit::select("part", "Part", parts).value(f.raw("part")).error(wrong.of("part")))
            (kit::select("stated", "How we stand", options::<Stated>("Choose")).value(f.raw("stated")).error(wrong.of("stated")))
            (kit::textarea("how", "How a family takes part (optional)").hint("When, where, whom to ask. Name no family").rows(3)
                .value(f.raw("how")).error(wrong.of("how")))
            (kit::input("link", "A page where they find it (optional)").hint("A whole address, such as https://www.example.org")
                .value(f.raw("link")).error(wrong.of("link")))
            (kit::button("Save").once())
        }))
    }
}

pub(in crate::early_support) async fn state(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match form::offer(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("say how early support is given", move |act| {
        actions::state_offer(act, &input)?;
        Ok(Answer::see("/becoming-a-family").saying("Families read this now."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::early_support) async fn csv(ctx: Ctx) -> Result<Response> {
    let s = ctx.read(standing).await?;
    let head = [
        "part",
        "title",
        "stage",
        "given",
        "standard",
        "source",
        "stated",
        "how",
        "link",
        "offered",
        "took_part",
        "not_now",
    ];
    let lines = s.parts.iter().map(|p| {
        let (offer, counts) = (s.offers.get(&p.code), s.counts.get(&p.code).copied().unwrap_or_default());
        vec![
            p.code.clone(),
            p.title.clone(),
            p.stage.label().to_owned(),
            p.given.label().to_owned(),
            p.standard.clone(),
            p.source.clone(),
            offer.map_or(String::new(), |o| o.stated.code().to_owned()),
            offer.map_or(String::new(), |o| o.how.clone()),
            offer.map_or(String::new(), |o| o.link.clone()),
            counts.offered.to_string(),
            counts.took_part.to_string(),
            counts.not_now.to_string(),
        ]
    });
    csv_file("becoming-a-family", &head, lines)
}

/// The part that the address names; the first where it names none.
fn wanted(ctx: &Ctx) -> Result<&'static Part> {
    let query = ctx.query();
    match (query.raw("part"), model::parts()?) {
        ("", [first, ..]) => Ok(first),
        (code, _) => model::part(code),
    }
}

pub(in crate::early_support) async fn families(ctx: Ctx) -> Result<Response> {
    let part = wanted(&ctx)?;
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::page(look, &look.agency::<ViewEarlySupport>()?, &part.code, after))
        .await?;
    let lines: Vec<_> = rows
        .items
        .iter()
        .map(|w: &Who| {
            let href = format!("/cases/{}/becoming-a-family", w.case);
            vec![
                kit::cell(html! { a class="govuk-link" href=(href) { (w.reference) } }),
                kit::cell(tag(Some(&w.had))),
                kit::cell(since(&w.had)),
            ]
        })
        .collect();
    let choices: Vec<_> = model::parts()?.iter().map(|p| (p.code.clone(), p.title.clone())).collect();
    let body = html! {
        (layout::page_heading(Some("Becoming a family"), part.title.as_str()))
        p class="govuk-body" { (part.standard) }
        form method="get" action="/becoming-a-family/families" {
            (kit::select("part", "Another part", choices).value(part.code.as_str()))
            (kit::button("Show").secondary())
        }
        @if lines.is_empty() {
            (kit::nothing_here("No family was offered this part yet. Open a case and note there what its family had."))
        } @else {
            (kit::table(["Case", "How they stand", "Since"].map(kit::cell).to_vec(), lines)
                .caption("Families, the newest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|next| format!("/becoming-a-family/families?part={}&after={next}", part.code))))
        }
        p class="govuk-body" {
            a class="govuk-link" href={ "/becoming-a-family/families.csv?part=" (part.code) } { "Download these families (CSV)" }
        }
    };
    Ok(ctx
        .page(part.title.as_str(), body)
        .back("/becoming-a-family", "Back to becoming a family")
        .dense()
        .respond())
}

pub(in crate::early_support) async fn families_csv(ctx: Ctx) -> Result<Response> {
    let part = wanted(&ctx)?;
    let rows = ctx
        .read(move |look| store::who(look, &look.agency::<ViewEarlySupport>()?, &part.code, None, None))
        .await?;
    let lines = rows.items.into_iter().map(|w| {
        vec![
            part.code.clone(),
            w.reference,
            w.had.taking.code().to_owned(),
            w.had.on.to_string(),
            if w.had.by_family { "family" } else { "worker" }.to_owned(),
        ]
    });
    csv_file("becoming-a-family-families", &["part", "case", "taking", "on", "said_by"], lines)
}
