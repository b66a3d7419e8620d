//! What screening tools gave within one assessment, and the form to record one.

use access::actions::{EditAssessment, ViewAssessment};
use kernel::{Error, Id, Invalid, Result, kinds::Assessment};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Size, choice, label, legend},
};

use super::{told, tools::about};
use crate::{
    assessment::{
        model::State,
        store::{self as assessments},
    },
    cases::{
        self,
        frame::{self, Head, Tab},
    },
    measures::{Measure, field, measures},
    screening::{
        actions, form,
        model::{Screening, Standing},
        store,
    },
};

struct Shown {
    head: Head,
    all: Vec<Screening>,
    may_edit: bool,
}

pub(in crate::screening) async fn page(ctx: Ctx) -> Result<Response> {
    let tool = ctx.query().raw("tool").to_owned();
    draw(&ctx, &Fields::filled([("tool", tool)]), &Invalid::default()).await
}

pub(in crate::screening) async fn record(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<Assessment>("id")?, ctx.fields()?);
    let input = match form::screening(&mut fields.clone()) {
        Ok(input) => input,
        Err(error) => return draw(&ctx, &fields, &page::mend(error)?).await,
    };
    let done = ctx.act("record what a screening tool gave", move |act| {
        actions::record(act, id, &input)?;
        Ok(Answer::see(format!("/assessments/{id}/screenings"))
            .saying("It stands beside the parts it speaks to"))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::screening) async fn stand(ctx: Ctx) -> Result<Response> {
    let (id, one) = (ctx.id::<Assessment>("id")?, ctx.id::<()>("screening")?);
    let (version, standing) = form::standing(&mut ctx.fields()?).map_err(Error::Invalid)?;
    let done = ctx.act("take what a screening tool gave out, or put it back", move |act| {
        actions::stand(act, id, one, version, standing)?;
        let said = match standing {
            Standing::Out => "It is taken out. You can put it back from this page.",
            Standing::Kept => "It is back in the assessment",
        };
        Ok(Answer::see(format!("/assessments/{id}/screenings")).saying(said))
    });
    match done.await {
        Err(error) => draw(&ctx, &Fields::default(), &page::mend(error)?).await,
        done => done,
    }
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<Assessment>("id")?;
    let s = ctx
        .read(move |look| {
            let grant = look.one::<ViewAssessment, Assessment>(id)?;
            let assessment = assessments::load(look, &grant)?;
            let case = cases::store::of_opened(look, &grant, assessment.case)?;
            Ok(Shown {
                all: store::of_assessment(look, &grant)?,
                may_edit: assessment.state == State::Draft && look.may::<EditAssessment>(),
                head: frame::of_case(look, case)?,
            })
        })
        .await?;
    let here = format!("/assessments/{id}/screenings");
    let tool = Measure::find(f.raw("tool")).ok();
    let body = html! {
        @if s.all.is_empty() { (kit::nothing_here("No screening tool was used yet.")) }
        @for one in &s.all { (result(ctx, &here, one, s.may_edit)?) }
        @if !s.all.is_empty() { p class="govuk-body" { a class="govuk-link" href={ (here) ".csv" } { "Download these (CSV)" } } }
        @if s.may_edit {
            @match tool {
                Some(tool) => { (form_of(ctx, &here, tool, f, wrong)) }
                None => { (chooser(&here, wrong)?) }
            }
        }
        p class="govuk-body" { a class="govuk-link" href="/screening-tools" { "What each tool is for, and what it can not say" } }
    };
    let page = frame::frame(ctx, &s.head, Tab::Assessment, "Screening tools", body);
    Ok(page
        .back(format!("/cases/{}/assessment", s.head.id()), "The assessment of this case")
        .errors(wrong)
        .respond())
}

fn result(ctx: &Ctx, here: &str, s: &Screening, may_edit: bool) -> Result<Markup> {
    let tool = s.tool()?;
    let (to, words) = match s.standing {
        Standing::Kept => (Standing::Out, "Take it out"),
        Standing::Out => (Standing::Kept, "Put it back"),
    };
    Ok(html! {
        @match s.standing {
            Standing::Kept => { (kit::inset_text(told(s, tool))) }
            Standing::Out => { p class="govuk-body" { "Taken out: " (tool.name) ", " (crate::assessment::pages::day(s.on)) } }
        }
        @if may_edit {
            (ctx.form(&format!("{here}/{}/standing", s.id), &Fields::default(), html! {
                (kit::hidden("version", &s.version.to_string()))
                (kit::hidden("standing", to.code()))
                (kit::button(html! { (words) span class="govuk-visually-hidden" { ": " (tool.short) ", " (crate::assessment::pages::day(s.on)) } }).secondary().once())
            }))
        }
    })
}

fn chooser(here: &str, wrong: &Invalid) -> Result<Markup> {
    let tools = std::iter::once((String::new(), "Choose one".to_owned()))
        .chain(measures()?.iter().map(|m| (m.code.clone(), format!("{} ({})", m.name, m.short))));
    Ok(html! {
        h2 class="govuk-heading-m" { "Record what a tool gave" }
        form method="get" action=(here) {
            (kit::select("tool", label("Which tool was used?"), tools).error(wrong.of("tool")))
            (kit::button("Go on").secondary())
        }
    })
}

fn form_of(ctx: &Ctx, here: &str, tool: &Measure, f: &Fields, wrong: &Invalid) -> Markup {
    let by = tool.by.iter().map(|by| choice(by.code(), by.label())).collect();
    let score = |name: &str, words: String| {
        kit::input(name, label(words)).whole_number().width(3).value(f.raw(name)).error(wrong.of(name))
    };
    let unsure = tool.unsure();
    html! {
        h2 class="govuk-heading-m" { "Record what the " (tool.short) " gave" }
        (about(tool))
        (ctx.form(here, f, html! {
            (kit::hidden("tool", &tool.code))
            (kit::textarea("why", label("What did you use it for?")).rows(2).value(f.raw("why")).error(wrong.of("why")))
            (kit::radios("by", legend("Who filled it in?").size(Size::S), by).value(f.raw("by")).error(wrong.of("by")).small())
            (kit::input("who", label("Who was that, in words? (optional)")).hint("Such as: her teacher.").value(f.raw("who")).error(wrong.of("who")))
            (kit::date_input("on", legend("On which day?").size(Size::S)).values(f.date_parts("on")).error(wrong.of("on")))
            @for scale in &tool.scales {
                (score(&field(&scale.code), format!("{}, {} to {}{unsure}", scale.name, scale.low, scale.high)))
            }
            @if tool.scales.is_empty() { (score("total", format!("Score, {} to {}{unsure}", tool.low, tool.high))) }
            (kit::textarea("note", label("What do you make of it? (optional)")).rows(2).value(f.raw("note")).error(wrong.of("note")))
            (kit::button("Record it").once())
        }))
        p class="govuk-body" { a class="govuk-link" href=(here) { "Choose another tool" } }
    }
}

pub(in crate::screening) async fn csv(ctx: Ctx) -> Result<Response> {
    let id: Id<Assessment> = ctx.id("id")?;
    let all = ctx
        .read(move |look| store::of_assessment(look, &look.one::<ViewAssessment, Assessment>(id)?))
        .await?;
    let rows = all.into_iter().filter(|s| s.standing == Standing::Kept).map(|s| {
        vec![
            s.measure,
            s.by.code().to_owned(),
            s.on.to_string(),
            s.content.months.map(|m| m.to_string()).unwrap_or_default(),
            s.content.total.to_string(),
            s.content.why,
            s.content.note,
        ]
    });
    csv_file("screenings", &["tool", "by", "on", "age_in_months", "total", "used_for", "note"], rows)
}
