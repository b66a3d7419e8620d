//! To whom each case of a worker goes: chosen case by case, with the loads that it would bring before it is done. Works without script: the
//! page is sent once to see the loads and once more to do it.

use std::collections::BTreeMap;

use access::{
    accounts::{self, Account},
    actions::MoveCaseload,
};
use kernel::{Id, Invalid, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use crate::{
    caseload::{
        model::{Load, Weights},
        pages::{beside, standing_tag},
        store::{self as caseload, Weighed},
    },
    handover::{actions, model::afterwards},
    words::{fine, parts, people},
};

struct Shown {
    from: Account,
    colleagues: Vec<Account>,
    weights: Weights,
    loads: BTreeMap<Id<kinds::Account>, Load>,
    cases: Vec<Weighed>,
}

async fn read(ctx: &Ctx) -> Result<Shown> {
    let id = ctx.id::<kinds::Account>("id")?;
    ctx.read(move |look| {
        look.one::<MoveCaseload, kinds::Account>(id)?;
        let grant = look.agency::<MoveCaseload>()?;
        let weights = caseload::weights(look, &grant)?;
        let mut colleagues = accounts::colleagues(look, grant.agency())?;
        colleagues.retain(|a| a.id != id);
        colleagues.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(Shown {
            from: accounts::by_id(look, id)?,
            colleagues,
            loads: caseload::loads(look, &grant, &weights)?,
            cases: caseload::cases_of(look, &grant, id, None, None)?.items,
            weights,
        })
    })
    .await
}

pub(in crate::handover) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let s = read(ctx).await?;
    let path = format!("/team/workers/{}/hand-over", s.from.id);
    let body = html! {
        (layout::page_heading(Some("Your team"), "Hand cases over"))
        (parts(ctx, ""))
        p class="govuk-body" {
            "The open cases of " strong { (s.from.name) } " that you may see. Choose for each to whom it goes. Before anything is done you see what each \
             person would carry. Families are told, and each change of hands is counted."
        }
        @if s.cases.is_empty() {
            (kit::nothing_here("There is no open case to hand over."))
        } @else {
            (ctx.form(&path, f, form(&s, f, wrong)))
        }
        h2 class="govuk-heading-m" { "What colleagues carry today" }
        (loads(&s, &s.loads, &s.colleagues))
    };
    let page = ctx.page("Hand cases over", body).back(format!("/team/workers/{}", s.from.id), "Back");
    Ok(page.dense().errors(wrong).respond())
}

/// What families read unless something else is typed.
fn usual(name: &str) -> String {
    format!(
        "{name} hands over to a colleague, who knows your plan and will get in touch with you. Nothing else changes, and you do not have to tell your story again."
    )
}

fn form(s: &Shown, f: &Fields, wrong: &Invalid) -> Markup {
    let mut options = people("As chosen below", &s.colleagues);
    options.insert(1, ("stay".to_owned(), "Stays where it is".to_owned()));
    let words = match f.raw("words") {
        "" if f.sent().is_empty() => usual(&s.from.name),
        typed => typed.to_owned(),
    };
    html! {
        (kit::hidden("step", "preview"))
        @for c in &s.cases {
            @let name = format!("to.{}", c.id);
            (kit::select(name.as_str(), format!("{} {}, {}, {} points", c.reference, c.child, c.facts.level.label().to_lowercase(), s.weights.points(&c.facts)), options.clone())
                .value(f.raw(&name)).error(wrong.of(&name)))
        }
        (kit::select("rest", "All that are not chosen go to", people("Nobody: they stay", &s.colleagues))
            .value(f.raw("rest")).error(wrong.of("rest")))
        (kit::textarea("words", "What the families read").hint("In plain words: who, why, and that nothing else changes. The new worker’s name stands before it.")
            .rows(3).value(words).error(wrong.of("words")))
        (kit::button("See the new loads"))
    }
}

/// What people carry, as a table.
fn loads(s: &Shown, of: &BTreeMap<Id<kinds::Account>, Load>, who: &[Account]) -> kit::Table {
    let none = Load::default();
    let rows = who
        .iter()
        .map(|a| {
            let (load, ceiling) = (of.get(&a.id).unwrap_or(&none), s.weights.ceiling(a.id));
            vec![
                kit::cell(a.name.as_str()),
                kit::number(load.cases.to_string()),
                kit::cell(html! { (beside(load, ceiling)) " " (standing_tag(load.standing(ceiling))) }),
            ]
        })
        .collect();
    kit::table(vec![kit::cell("Who"), kit::number("Open cases"), kit::cell("Load")], rows)
        .caption("What each carries")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

/// The loads that the choice would bring, and the button that does it.
async fn preview(ctx: &Ctx, f: &Fields, input: &actions::Input) -> Result<Response> {
    let s = read(ctx).await?;
    let coming: Vec<_> = input
        .cases
        .iter()
        .filter_map(|choice| {
            let case = s.cases.iter().find(|c| c.id == choice.case)?;
            Some((choice.to, case.facts.clone()))
        })
        .collect();
    let after = afterwards(&s.weights, &s.loads, &coming);
    let receivers: Vec<Account> =
        s.colleagues.iter().filter(|a| after.contains_key(&a.id)).cloned().collect();
    let path = format!("/team/workers/{}/hand-over", s.from.id);
    let kept =
        f.sent().iter().filter(|(name, _)| name.starts_with("to.") || name == "rest" || name == "words");
    let many = match input.cases.len() {
        1 => "1 case goes".to_owned(),
        n => format!("{n} cases go"),
    };
    let body = html! {
        (layout::page_heading(Some("Your team"), "Before you hand them over"))
        (parts(ctx, ""))
        p class="govuk-body" { (many) " from " strong { (s.from.name) } " to colleagues. This is what they would carry:" }
        (loads(&s, &after, &receivers))
        h2 class="govuk-heading-m" { "What the families read" }
        p class="govuk-body" { "“… now coordinates the support. " (input.words) "”" }
        (ctx.form(&path, &Fields::default(), html! {
            @for (name, value) in kept { (kit::hidden(name, value)) }
            (kit::hidden("step", "do"))
            (kit::button("Hand them over").once())
        }))
        p class="govuk-body" { a class="govuk-link" href=(path) { "Choose again" } }
    };
    Ok(ctx.page("Before you hand them over", body).back(path.as_str(), "Back").dense().respond())
}

pub(in crate::handover) async fn send(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Account>("id")?;
    let mut fields = ctx.fields()?;
    let input = match actions::form_fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    if fields.raw("step") != "do" {
        return preview(&ctx, &fields, &input).await;
    }
    let done = ctx.act("hand a caseload over", move |act| {
        actions::transfer(act, id, &input)?;
        Ok(Answer::see("/team/transfers")
            .saying("The cases are handed over. You can take that back within a day."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
