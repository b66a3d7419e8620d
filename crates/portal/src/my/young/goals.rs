//! A young person says how their goals are going, and whether their parents may see it.

use access::actions::OwnYoungRecord;
use casework::cases::frame;
use kernel::{FieldError, Invalid, Rater, Result};
use maud::{Markup, html};
use outcomes::goals::{
    actions::rate_goals,
    model::{Goal, GoalKind, Score},
    store::{self, CaseGoals},
};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Choice, Size, layout},
};

use crate::my::words::day;

async fn read(ctx: &Ctx) -> Result<CaseGoals> {
    ctx.read(|look| {
        let grant = look.own_case::<OwnYoungRecord>()?;
        frame::head(look, &grant)?;
        store::of_granted(look, &grant)
    })
    .await
}

fn open(goals: &CaseGoals) -> Vec<&Goal> {
    goals.set.all().iter().filter(|g| g.ended.is_none()).collect()
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn show(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let goals = read(ctx).await?;
    let body = html! {
        (layout::page_heading(None, "How is it going?"))
        p class="govuk-body" { "0 is really hard. 10 is really good. There is no right or wrong answer, and you can leave out what you do not want to answer." }
        (ctx.form("/my/goals", fields, html! {
            @for goal in open(&goals) {
                @let name = rate_goals::score_field(goal.id);
                (kit::radios(&name, kit::legend(asked(goal)).size(Size::M), scores()).inline().small()
                    .value(fields.raw(&name)).error(invalid.of(&name)))
            }
            (kit::radios("private", kit::legend("Who can see these numbers?").size(Size::M), vec![
                kit::choice("yes", "Only my workers"),
                kit::choice("no", "My workers and my parents or carers"),
            ]).value(fields.raw("private")).error(invalid.of("private")))
            (kit::button("Keep my answers").once())
        }))
        (before(&goals))
    };
    Ok(ctx.page("How is it going?", body).back("/my", "Back to my page").errors(invalid).respond())
}

fn asked(goal: &Goal) -> String {
    match &goal.kind {
        GoalKind::Common(_) => goal.question(Rater::Child).to_owned(),
        GoalKind::Own(words) => format!("How is this going: “{words}”?"),
    }
}

fn scores() -> Vec<Choice> {
    (0..=10).map(|n| kit::choice(n.to_string(), n.to_string())).collect()
}

/// What they said before, the newest first, and who sees it.
fn before(goals: &CaseGoals) -> Markup {
    let rows: Vec<_> = goals
        .ratings
        .iter()
        .rev()
        .take(30)
        .filter_map(|r| {
            let goal = goals.set.find(r.goal)?;
            let who = if goals.private.contains(&r.id) { "Only my workers" } else { "My parents too" };
            Some(vec![
                kit::cell(day(r.on)),
                kit::cell(goal.title()),
                kit::cell(r.score.to_string()).numeric(),
                kit::cell(who),
            ])
        })
        .collect();
    html! {
        h2 class="govuk-heading-m" { "What I said before" }
        @if rows.is_empty() { (kit::nothing_here("Nothing yet.")) } @else {
            (kit::table(["Day", "Goal", "My number", "Who sees it"].map(kit::cell).to_vec(), rows)
                .caption("What I said before").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        }
    }
}

/// Reads the form: the numbers that were chosen, and whether they are kept from the parents.
fn fields(f: &mut Fields, ctx: &Ctx) -> Result<(rate_goals::Input, bool), Invalid> {
    let names: Vec<String> = f.names().filter(|n| n.starts_with("score-")).map(str::to_owned).collect();
    let mut scores = Vec::new();
    for name in names {
        let goal = name.strip_prefix("score-").and_then(|id| id.parse().ok());
        let score = f.number_opt(&name, "Choose a number from 0 to 10", 0, 10).and_then(Score::new);
        scores.extend(goal.zip(score));
    }
    let private = f.yes_no("private", "Choose who can see these numbers");
    let (private, scores) = f.finish(|| Some((private?, scores)))?;
    if scores.is_empty() {
        let message = "Choose a number for at least one goal".to_owned();
        return Err(Invalid(vec![FieldError { field: String::new(), message }]));
    }
    Ok((rate_goals::Input { rater: Rater::Child, on: ctx.today(), scores }, private))
}

pub(super) async fn rate(ctx: Ctx) -> Result<Response> {
    let mut typed = ctx.fields()?;
    let (input, private) = match fields(&mut typed, &ctx) {
        Ok(read) => read,
        Err(invalid) => return show(&ctx, &typed, &invalid).await,
    };
    let done = ctx
        .act("a young person rates their goals", move |act| {
            rate_goals::run_own(act, &input, private)?;
            Ok(Answer::see("/my/goals").saying("Thank you. Your answers are kept."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, &typed, &page::mend(error)?).await,
        ok => ok,
    }
}
