//! One version of a plan: what it says, what changed since another, and for a draft, what
//! it lacks before it can become current.

use access::actions::{EditPlan, SignPlan, ViewPlan};
use kernel::{Error, FieldError, Invalid, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, row, select, summary_list},
};

use super::{content, family, readable, signature, state_tag};
use crate::{
    assessment::pages::{day_of, name_of},
    cases::{
        self,
        frame::{self, Head, Tab},
    },
    plan::{
        actions::make_current,
        model::{State, adulthood_gap, diff, gaps},
        store::{self, Listed, Plan},
    },
    signing::pages as signing,
};

struct Shown {
    head: Head,
    plan: Plan,
    author: Option<String>,
    versions: Vec<Listed>,
    since: Option<Plan>,
    signature: Option<signing::Shown>,
    may_edit: bool,
    /// That nothing is said of 18 and after, where it should be.
    adulthood: Option<FieldError>,
}

/// `GET /plans/{id}`. A family is shown its own page instead.
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    if ctx.actor.family().is_some() {
        return family::show(ctx).await;
    }
    draw(&ctx, &Invalid::default()).await
}

/// `POST /plans/{id}/current`
pub(super) async fn make_current(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<kinds::Plan>("id")?, ctx.fields()?);
    let done = ctx
        .act("make a plan current", move |act| {
            let plan = make_current::run(act, id, &fields)?;
            Ok(Answer::see(format!("/cases/{}/plan", plan.case)).saying("This is now the current plan"))
        })
        .await;
    match done {
        Ok(response) => Ok(response),
        // Nothing is typed on this page, so a clash only means: read it again.
        Err(Error::Stale) => {
            let words =
                "Somebody saved the plan after you opened this page. Read it again, then make it current.";
            draw(&ctx, &Invalid(vec![crate::words::mend("", words)])).await
        }
        Err(error) => draw(&ctx, &page::mend(error)?).await,
    }
}

async fn draw(ctx: &Ctx, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Plan>("id")?;
    let asked: Option<i64> = ctx.query().raw("since").parse().ok();
    let shown = ctx
        .read(move |look| {
            let grant = look.one::<ViewPlan, kinds::Plan>(id)?;
            let mut plan = readable(look, &grant)?;
            let since = store::sibling(look, &grant, &plan, asked.unwrap_or(plan.number - 1))?;
            if plan.state == State::Draft
                && let Some(current) = store::current(look, plan.case)?
            {
                plan.content.carry(&current.content);
            }
            let case = cases::store::of_opened(look, &grant, plan.case)?;
            let born = store::born(look, plan.case)?;
            Ok(Shown {
                adulthood: adulthood_gap(&plan.content, born, look.today())?,
                head: frame::of_case(look, case)?,
                author: name_of(look, plan.author)?,
                signature: signature::shown(look, &plan)?,
                versions: store::siblings(look, &grant, &plan)?,
                since: since.filter(|other| other.id != plan.id),
                plan,
                may_edit: look.may::<EditPlan>(),
            })
        })
        .await?;
    let plan = &shown.plan;
    let settle = (plan.state == State::Current && shown.may_edit).then_some(plan.id);
    let body = html! {
        (facts(&shown))
        (signing::steps::<SignPlan>(shown.signature.as_ref()))
        (draft_steps(ctx, &shown))
        @if let Some(words) = plan.content.only_words() { (kit::inset_text(words)) }
        (content::whole(&plan.content, ctx.today(), settle))
        (compare(&shown))
    };
    let page =
        frame::frame(ctx, &shown.head, Tab::Plan, &format!("Support plan, version {}", plan.number), body)
            .back(format!("/cases/{}/plan", plan.case), "The plan of this case");
    Ok(page.errors(invalid).respond())
}

fn facts(shown: &Shown) -> Markup {
    let plan = &shown.plan;
    let dash = || "–".to_owned();
    let mut rows = vec![
        row("State", html! { (state_tag(plan.state)) }),
        row("Begun", day_of(plan.created)),
        row("Current from", plan.current_from.map_or_else(dash, day_of)),
        row("Current to", plan.current_to.map_or_else(dash, day_of)),
        row("By", shown.author.clone().unwrap_or_else(|| "Another system".into())),
    ];
    rows.extend(shown.signature.as_ref().map(|s| row("Second signature", signing::standing::<SignPlan>(s))));
    html! {
        (summary_list(rows))
        p class="govuk-body" {
            a class="govuk-link" href={ "/plans/" (plan.id) "/print" } { "The family's page, for paper" }
        }
    }
}

/// What a draft lacks, or the way to make it current.
fn draft_steps(ctx: &Ctx, shown: &Shown) -> Markup {
    let plan = &shown.plan;
    if plan.state != State::Draft || !shown.may_edit {
        return html! {};
    }
    let mut missing = gaps(&plan.content, ctx.today());
    missing.extend(shown.adulthood.clone());
    let edit = format!("/plans/{}/edit", plan.id);
    html! {
        @if missing.is_empty() {
            (kit::inset_text("Nothing is missing. Read it through with the family, then make it the current plan."))
        } @else { (lacks(&missing, &edit)) }
        (kit::button_group(html! {
            @if missing.is_empty() {
                (ctx.form(&format!("/plans/{}/current", plan.id), &Fields::default(), html! {
                    (kit::hidden("version", &plan.version.to_string()))
                    (kit::button("Make this the current plan").once())
                }))
            }
            a class="govuk-link" href=(edit) { "Change the draft" }
        }))
    }
}

fn lacks(missing: &[FieldError], edit: &str) -> Markup {
    html! {
        (kit::inset_text(html! {
            p class="govuk-body" { "Before this can be the current plan:" }
            ul class="govuk-list govuk-list--bullet" {
                @for gap in missing {
                    li { a class="govuk-link" href={ (edit) "#" (gap.field) } { (gap.message) } }
                }
            }
        }))
    }
}

fn compare(shown: &Shown) -> Markup {
    let others: Vec<(String, String)> = shown
        .versions
        .iter()
        .filter(|line| line.id != shown.plan.id)
        .map(|line| (line.number.to_string(), format!("Version {}: {}", line.number, line.state.label())))
        .collect();
    let chosen = shown.since.as_ref().map(|plan| plan.number.to_string()).unwrap_or_default();
    html! {
        @if let Some(since) = &shown.since {
            (content::changes(&diff(&since.content, &shown.plan.content), since.number))
        }
        @if others.len() > 1 {
            form class="hearth-filters hearth-no-print" method="get" action={ "/plans/" (shown.plan.id) } {
                (select("since", "Compare with", others).value(chosen))
                (kit::button("Compare").secondary())
            }
        }
    }
}
