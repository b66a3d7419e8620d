//! A family rates its goals: one question a page, each answer kept at once.

use access::actions::{RateGoals, ViewCase};
use casework::cases::frame::{self, Head};
use kernel::{Error, Id, Invalid, Rater, Result, kinds};
use maud::{Markup, html};
use outcomes::goals::{
    actions::rate_goals,
    history::{history, means, wordings},
    model::{Goal, GoalKind, RELIABLE_CHANGE, Score},
    store::{self, CaseGoals},
};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Choice, Size, layout},
};

use super::words::day;

fn open(goals: &CaseGoals) -> Vec<&Goal> {
    goals.set.all().iter().filter(|g| g.ended.is_none()).collect()
}

fn rater(ctx: &Ctx) -> Result<Rater> {
    Rater::from_code(ctx.param("rater")?).ok_or(Error::NotFound)
}

async fn read(ctx: &Ctx) -> Result<(Head, CaseGoals)> {
    let id = ctx.id::<kinds::Case>("id")?;
    ctx.read(move |look| {
        let grant = look.one::<ViewCase, _>(id)?;
        Ok((frame::head(look, &grant)?, store::of_granted(look, &grant)?))
    })
    .await
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let (head, goals) = read(&ctx).await?;
    let here = format!("/my/cases/{}/goals", head.id());
    let body = html! {
        (layout::page_heading(Some(&head.child), "How your goals are going"))
        p class="govuk-body" {
            "Every family rates two goals that all families share, and up to three of its own. Your own goals are set with the person who coordinates your support."
        }
        (kit::button_group(html! {
            (kit::button("Rate as a parent or carer").href(format!("{here}/parent")))
            (kit::button("Rate as a child or young person").secondary().href(format!("{here}/child")))
        }))
        p class="govuk-body" { a class="govuk-link" href={ "/my/cases/" (head.id()) "/questionnaires" } { "Your answers in questionnaires" } }
        @for goal in goals.set.all() { (one(goal, &goals)) }
        (means(&goals))
        @if !goals.ratings.is_empty() { (kit::inset_text(RELIABLE_CHANGE)) }
    };
    Ok(ctx.page("How your goals are going", body).back("/my", "Back to your family’s support").respond())
}

fn one(goal: &Goal, goals: &CaseGoals) -> Markup {
    let said = |rater| match (goals.change(goal.id, rater), goals.latest(goal.id, rater)) {
        (Some(change), _) => format!("{change}"),
        (None, Some((on, score))) => format!("{score} out of 10 on {}", day(on)),
        (None, None) => "not rated yet".to_owned(),
    };
    html! {
        h2 class="govuk-heading-m" { (goal.title()) }
        @if let Some(ended) = goal.ended { p class="govuk-body" { "This goal was ended on " (day(ended)) "." } }
        (kit::summary_list(Rater::ALL.iter().map(|r| kit::row(r.label(), said(*r))).collect()).no_border())
        (history(goal, &goals.series(goal.id)))
        (wordings(goal, goals))
    }
}

/// Leads to the first question.
pub(super) async fn begin(ctx: Ctx) -> Result<Response> {
    let rater = rater(&ctx)?;
    let (head, goals) = read(&ctx).await?;
    let first = open(&goals).first().map(|g| g.id).ok_or(Error::NotFound)?;
    page::see_other(&format!("/my/cases/{}/goals/{}/{first}", head.id(), rater.code()))
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    question(&ctx, &Fields::default(), &Invalid::default()).await
}

pub(super) async fn answer(ctx: Ctx) -> Result<Response> {
    let (case, goal, rater) = (ctx.id::<kinds::Case>("id")?, ctx.id::<kinds::Goal>("goal")?, rater(&ctx)?);
    let mut fields = ctx.fields()?;
    let score = fields.number("score", "Choose a number from 0 to 10", 0, 10).and_then(Score::new);
    let score = match fields.finish(|| score) {
        Ok(score) => score,
        Err(invalid) => return question(&ctx, &fields, &invalid).await,
    };
    let input = rate_goals::Input { rater, on: ctx.today(), scores: vec![(goal, score)] };
    let next = after(&read(&ctx).await?.1, goal);
    let done = ctx
        .act("rate a goal", move |act| {
            rate_goals::run(act, case, &input)?;
            Ok(onwards(case, rater, next))
        })
        .await;
    match done {
        Err(error) => question(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

/// The open goal that is asked after this one.
fn after(goals: &CaseGoals, goal: Id<kinds::Goal>) -> Option<Id<kinds::Goal>> {
    open(goals).iter().map(|g| g.id).skip_while(|id| *id != goal).nth(1)
}

fn path(case: Id<kinds::Case>, rater: Rater, goal: Id<kinds::Goal>) -> String {
    format!("/my/cases/{case}/goals/{}/{goal}", rater.code())
}

/// The next question, or the end.
fn onwards(case: Id<kinds::Case>, rater: Rater, next: Option<Id<kinds::Goal>>) -> Answer {
    match next {
        Some(next) => Answer::see(path(case, rater, next)),
        None => Answer::see(format!("/my/cases/{case}/goals")).saying("Thank you. Your answers are kept."),
    }
}

async fn question(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let (id, rater) = (ctx.id::<kinds::Goal>("goal")?, rater(ctx)?);
    let case = ctx.id::<kinds::Case>("id")?;
    // Whoever may look but not rate is turned away before the question.
    ctx.read(move |look| look.one::<RateGoals, _>(case).map(drop)).await?;
    let (head, goals) = read(ctx).await?;
    let all = open(&goals);
    let place = all.iter().position(|g| g.id == id).ok_or(Error::NotFound)?;
    let goal = all.get(place).ok_or(Error::NotFound)?;
    let next = after(&goals, id);
    let skip = match next {
        Some(next) => path(case, rater, next),
        None => format!("/my/cases/{case}/goals"),
    };
    let body = html! {
        span class="govuk-caption-l" {
            (head.child) ": question " (place + 1) " of " (all.len())
        }
        (ctx.form(&path(case, rater, id), fields, html! {
            (kit::radios("score", kit::legend(asked(goal, rater)).size(Size::L).heading(), scores(rater))
                .hint(hint(rater)).value(fields.raw("score")).error(invalid.of("score")))
            (kit::button_group(html! {
                (kit::button(if next.is_some() { "Keep and go on" } else { "Keep and finish" }).once())
                a class="govuk-link" href=(skip) { "Skip this question" }
            }))
        }))
        p class="govuk-body" {
            @match rater {
                Rater::Parent => "Your worker sees what you choose. Each answer is kept as soon as you go on.",
                Rater::Child => "Your parent or carer and your worker can see what you choose. You can stop at any time.",
            }
        }
    };
    let back = format!("/my/cases/{case}/goals");
    Ok(ctx.page("How is it going?", body).back(back, "Back to your goals").errors(invalid).respond())
}

/// The question as it is put to this rater.
fn asked(goal: &Goal, rater: Rater) -> String {
    match (&goal.kind, rater) {
        (GoalKind::Common(_), _) => goal.question(rater).to_owned(),
        (GoalKind::Own(words), Rater::Parent) => format!("How close are you to this goal: “{words}”?"),
        (GoalKind::Own(words), Rater::Child) => format!("How is this going: “{words}”?"),
    }
}

fn hint(rater: Rater) -> &'static str {
    match rater {
        Rater::Parent => {
            "0 is as hard as it could be, 10 is just how you want it. Think of the last week or two."
        }
        Rater::Child => "Choose a number. There is no right or wrong answer.",
    }
}

/// 0 to 10, with words at the ends and in the middle.
fn scores(rater: Rater) -> Vec<Choice> {
    (0..=10)
        .map(|n| {
            let words = match (rater, n) {
                (Rater::Parent, 0) => "as hard as it could be",
                (Rater::Parent, 10) => "just how we want it",
                (Rater::Child, 0) => "really hard",
                (Rater::Child, 5) => "in the middle",
                (Rater::Child, 10) => "really good",
                _ => "",
            };
            let text = if words.is_empty() { n.to_string() } else { format!("{n}: {words}") };
            kit::choice(n.to_string(), text)
        })
        .collect()
}
