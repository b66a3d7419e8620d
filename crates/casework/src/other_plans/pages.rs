//! Other plans on the screen.

use access::actions::EditPlan;
use kernel::{Date, Error, Id, Invalid, Result, kinds::Case};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Size, Tone, cell, choice, label, legend},
};

use super::{
    actions, form,
    model::{Kind, OtherPlan},
    store,
};
use crate::{
    assessment::pages::day,
    cases::frame::{self, Tab},
};

/// The other plans as they stand under the support plan; nothing when there are none.
pub(crate) fn beside(all: &[OtherPlan], today: Date) -> Markup {
    let rows = all.iter().filter(|p| !p.ended).map(|p| line(p, today, None)).collect::<Vec<_>>();
    html! {
        @if !rows.is_empty() { (table(rows, false)) }
    }
}

fn line(p: &OtherPlan, today: Date, case: Option<Id<Case>>) -> Vec<kit::Cell> {
    let lead = if p.content.lead.is_empty() { "Not known" } else { p.content.lead.as_str() };
    let mut cells = vec![
        cell(p.kind.label()),
        cell(lead),
        cell(html! {
            @match p.review { Some(on) => (day(on)), None => "No day is known" }
            @if p.is_late(today) { " " (kit::tag("Overdue").tone(Tone::Late)) }
            @if p.ended { " " (kit::tag("Ended").tone(Tone::Quiet)) }
        }),
        cell(p.content.relation.as_str()),
    ];
    if let Some(case) = case {
        cells.push(cell(html! {
            a class="govuk-link" href={ "/cases/" (case) "/other-plans/" (p.id) } {
                "Change" span class="govuk-visually-hidden" { ": " (p.kind.label()) }
            }
        }));
    }
    cells
}

fn table(rows: Vec<Vec<kit::Cell>>, changes: bool) -> Markup {
    let mut head = ["Plan", "Who leads it", "Reviewed next", "How ours stands to it"].map(cell).to_vec();
    if changes {
        head.push(cell(html! { span class="govuk-visually-hidden" { "Change" } }));
    }
    html! {
        (kit::table(head, rows).caption("Other plans that the child has").caption_classes("govuk-table__caption--m")
            .first_cell_is_header().scrolling())
    }
}

fn fields(f: &Fields, wrong: &Invalid, ended: bool) -> Markup {
    let kinds = std::iter::once((String::new(), "Choose one".to_owned()))
        .chain(Kind::ALL.iter().map(|k| (k.code().to_owned(), k.label().to_owned())));
    html! {
        (kit::select("kind", label("What kind of plan is it?"), kinds).value(f.raw("kind")).error(wrong.of("kind")))
        (kit::input("lead", label("Who leads it? (optional)")).value(f.raw("lead")).error(wrong.of("lead")))
        (kit::textarea("relation", label("How does the support plan stand to it?"))
            .hint("What each of them does, and who tells whom.")
            .rows(3).value(f.raw("relation")).error(wrong.of("relation")))
        (kit::date_input("review", legend("When is it reviewed next?").size(Size::S))
            .hint("Leave it empty if nobody knows, and for an education, health and care plan: its day belongs under School, which lists what is due.")
            .values(f.date_parts("review")).error(wrong.of("review")))
        @if ended {
            (kit::checkboxes("ended", legend("Has it ended?").classes("govuk-visually-hidden"), vec![choice("yes", "It has ended")])
                .values(f.all("ended")).small())
        }
    }
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let (head, all) = ctx
        .read(move |look| {
            let grant = look.one::<EditPlan, Case>(id)?;
            Ok((frame::head(look, &grant)?, store::of_case(look, &grant)?))
        })
        .await?;
    let today = ctx.today();
    let rows: Vec<_> = all.iter().map(|p| line(p, today, Some(id))).collect();
    let here = format!("/cases/{id}/other-plans");
    let body = html! {
        p class="govuk-body" { "Plans that others lead for the child. They stand under the support plan, so that nobody does a thing twice and nothing falls between two plans." }
        @if rows.is_empty() { (kit::nothing_here("No other plan is written down.")) }
        @else {
            (table(rows, true))
            p class="govuk-body" { a class="govuk-link" href={ (here) ".csv" } { "Download these (CSV)" } }
        }
        p class="govuk-body" {
            "What an education, health and care plan says and when it is reviewed stands under "
            a class="govuk-link" href={ "/cases/" (id) "/education" } { "School" }
            "; whether what it names is given, under "
            a class="govuk-link" href={ "/cases/" (id) "/duties" } { "The duty behind each need" }
            ". Here stands who leads it and how the support plan stands to it."
        }
        h2 class="govuk-heading-m" { "Add another plan" }
        (ctx.form(&here, f, html! { (fields(f, wrong, false)) (kit::button("Add it").once()) }))
    };
    let page = frame::frame(ctx, &head, Tab::Plan, "Other plans", body);
    Ok(page.back(format!("/cases/{id}/plan"), "The plan").errors(wrong).respond())
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<Case>("id")?, ctx.fields()?);
    let input = match form::plan(&mut fields.clone()) {
        Ok(input) => input,
        Err(wrong) => return draw(&ctx, &fields, &wrong).await,
    };
    let done = ctx.act("add another plan", move |act| {
        actions::add(act, id, &input)?;
        Ok(Answer::see(format!("/cases/{id}/other-plans")).saying("It stands under the support plan now"))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(super) async fn edit(ctx: Ctx) -> Result<Response> {
    write(&ctx, None).await
}

async fn write(ctx: &Ctx, sent: Option<(Fields, Invalid, bool)>) -> Result<Response> {
    let (case, id) = (ctx.id::<Case>("id")?, ctx.id::<()>("beside")?);
    let (head, now) = ctx
        .read(move |look| {
            let grant = look.one::<EditPlan, Case>(case)?;
            Ok((frame::head(look, &grant)?, store::one(look, &grant, id)?))
        })
        .await?;
    let (f, wrong, clash) = sent.unwrap_or_else(|| (form::filled(&now), Invalid::default(), false));
    let version = if clash { now.version.to_string() } else { f.raw("version").to_owned() };
    let body = html! {
        @if clash { (kit::inset_text(html! { "Somebody else saved meanwhile: " (now.content.relation) })) }
        (ctx.form(&format!("/cases/{case}/other-plans/{id}"), &f, html! {
            (kit::hidden("version", &version))
            (fields(&f, &wrong, true))
            (kit::button("Save").once())
        }))
    };
    let page = frame::frame(ctx, &head, Tab::Plan, "Change another plan", body);
    Ok(page.back(format!("/cases/{case}/other-plans"), "Other plans").errors(&wrong).respond())
}

pub(super) async fn save(ctx: Ctx) -> Result<Response> {
    let (case, id, fields) = (ctx.id::<Case>("id")?, ctx.id::<()>("beside")?, ctx.fields()?);
    let (version, input) = match form::change(&mut fields.clone()) {
        Ok(read) => read,
        Err(wrong) => return write(&ctx, Some((fields, wrong, false))).await,
    };
    let done = ctx.act("change another plan", move |act| {
        actions::change(act, case, id, version, &input)?;
        Ok(Answer::see(format!("/cases/{case}/other-plans")).saying("Saved"))
    });
    match done.await {
        Err(error) => {
            let clash = error == Error::Stale;
            write(&ctx, Some((fields, page::mend_beside(error)?, clash))).await
        }
        done => done,
    }
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let all = ctx.read(move |look| store::of_case(look, &look.one::<EditPlan, Case>(id)?)).await?;
    let rows = all.into_iter().map(|p| {
        vec![
            p.kind.code().to_owned(),
            p.content.lead,
            p.content.relation,
            p.review.map(|on| on.to_string()).unwrap_or_default(),
            if p.ended { "yes" } else { "no" }.to_owned(),
        ]
    });
    csv_file("other-plans", &["plan", "lead", "relation", "review_on", "ended"], rows)
}
