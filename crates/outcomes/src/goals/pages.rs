//! What workers see of goals.

use access::{
    actions::{EditGoals, RateGoals, ViewCase},
    permissions::Reach,
};
use casework::cases::{
    frame::{self, Head, Tab},
    store::CaseState,
};
use kernel::{Date, Invalid, Rater, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, Route, csv_file,
    kit::{self, Size},
};

use super::{
    actions::{add_goal, end_goal, rate_goals, reword_goal, step_goal},
    history::{history, means, wordings},
    model::{
        CommonGoal, Goal, GoalKind, LONGEST_GOAL, MOST_OWN_GOALS, RELIABLE_CHANGE, SCALE_ENDS, words_on,
    },
    store::{self, CaseGoals},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/cases/{id}/goals", page)
            .needs::<ViewCase>()
            .personal()
            .about("A family's goals and how they were rated"),
        Route::get("/cases/{id}/goals.csv", csv)
            .needs::<ViewCase>()
            .personal()
            .about("Every rating of a family's goals, as a file"),
        Route::get("/cases/{id}/goals/new", new)
            .needs::<EditGoals>()
            .personal()
            .about("Set a goal in the family's own words"),
        Route::post("/cases/{id}/goals/new", add)
            .needs::<EditGoals>()
            .personal()
            .about("Set a goal in the family's own words"),
        Route::get("/cases/{id}/goals/rate", rate)
            .needs::<RateGoals>()
            .personal()
            .about("Record ratings of a family's goals"),
        Route::post("/cases/{id}/goals/rate", rated)
            .needs::<RateGoals>()
            .personal()
            .about("Record ratings of a family's goals"),
        Route::get("/cases/{id}/goals/{goal}/change", change)
            .needs::<EditGoals>()
            .personal()
            .about("Put a goal in other words, or set a smaller step in its place"),
        Route::post("/cases/{id}/goals/{goal}/change", changed)
            .needs::<EditGoals>()
            .personal()
            .about("Put a goal in other words, or set a smaller step in its place"),
        Route::post("/cases/{id}/goals/{goal}/end", end)
            .needs::<EditGoals>()
            .personal()
            .about("End a goal that was reached or is no longer wanted"),
    ]
}

fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

fn may(ctx: &Ctx, action: &str) -> bool {
    ctx.actor.reach(action).page() == Reach::Agency
}

async fn read(ctx: &Ctx) -> Result<(Head, CaseGoals)> {
    let id = ctx.id::<kinds::Case>("id")?;
    ctx.read(move |look| {
        let grant = look.one::<ViewCase, _>(id)?;
        Ok((frame::head(look, &grant)?, store::of_granted(look, &grant)?))
    })
    .await
}

async fn page(ctx: Ctx) -> Result<Response> {
    let (head, goals) = read(&ctx).await?;
    let (open, ended): (Vec<&Goal>, Vec<&Goal>) = goals.set.all().iter().partition(|g| g.ended.is_none());
    let own = open.iter().filter(|g| matches!(g.kind, GoalKind::Own(_))).count();
    let here = format!("/cases/{}/goals", head.id());
    let body = html! {
        p class="govuk-body" {
            "Every family rates the two goals that all families share, and up to three of its own. 0 is as hard as it could be, 10 is just how they want it."
        }
        (table(&open, &goals))
        (kit::button_group(html! {
            @if may(&ctx, "goal.rate") { (kit::button("Record ratings").href(format!("{here}/rate"))) }
            @if may(&ctx, "goal.edit") && head.case.state == CaseState::Open && own < MOST_OWN_GOALS {
                (kit::button("Set a goal").secondary().href(format!("{here}/new")))
            }
            @if !goals.ratings.is_empty() {
                a class="govuk-link" href={ (here) ".csv" } { "Download the ratings as a CSV file" }
            }
        }))
        @if goals.ratings.is_empty() {
            (kit::nothing_here("Nobody has rated these goals yet. The first ratings are where change is counted from."))
        } @else {
            (means(&goals))
            (kit::inset_text(RELIABLE_CHANGE))
            @if !goals.private.is_empty() {
                (kit::inset_text("The young person keeps some of these ratings from their parents or carers, who see neither the number nor the line. Do not read them out at home. The CSV file says which they are."))
            }
        }
        @for goal in &open { (one(&ctx, &head, goal, &goals)) }
        @if !ended.is_empty() {
            h2 class="govuk-heading-m" { "Goals that were ended" }
            (table(&ended, &goals))
            @for goal in &ended { (history(goal, &goals.series(goal.id))) (wordings(goal, &goals)) }
        }
    };
    Ok(frame::frame(&ctx, &head, Tab::Goals, "Goals", body).respond())
}

/// The goals with what each rater said last, and how that changed since they first rated.
fn table(these: &[&Goal], goals: &CaseGoals) -> kit::Table {
    let head = ["Goal", "Set", "Parent or carer now", "Change", "Child or young person now", "Change"];
    let rows = these.iter().map(|goal| {
        let mut row = vec![kit::cell(goal.title()), kit::cell(day(goal.set))];
        for rater in Rater::ALL {
            row.push(kit::cell(match goals.latest(goal.id, *rater) {
                Some((on, score)) => format!("{score} on {}", day(on)),
                None => "Not rated yet".into(),
            }));
            row.push(kit::cell(match goals.change(goal.id, *rater) {
                Some(change) => change.to_string(),
                None => "Not known yet".into(),
            }));
        }
        row
    });
    let ended = these.iter().any(|g| g.ended.is_some());
    kit::table(head.map(kit::cell).to_vec(), rows.collect())
        .caption(if ended { "Goals that were ended" } else { "Goals now" })
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

/// One open goal: its history, and the way to end it.
fn one(ctx: &Ctx, head: &Head, goal: &Goal, goals: &CaseGoals) -> Markup {
    let own = matches!(goal.kind, GoalKind::Own(_));
    let series = goals.series(goal.id);
    if series.rows().is_empty() && !(own && may(ctx, "goal.edit")) {
        return html! {};
    }
    let action = format!("/cases/{}/goals/{}/end", head.id(), goal.id);
    html! {
        h2 class="govuk-heading-m" { (goal.title()) }
        (history(goal, &series))
        (wordings(goal, goals))
        @if own && may(ctx, "goal.edit") {
            @if head.case.state == CaseState::Open {
                p class="govuk-body" {
                    a class="govuk-link" href={ "/cases/" (head.id()) "/goals/" (goal.id) "/change" } {
                        "Other words, or a smaller step" span class="govuk-visually-hidden" { ": " (goal.title()) }
                    }
                }
            }
            (kit::details("End this goal", html! {
                p class="govuk-body" { "End it when it was reached or is no longer wanted. Its ratings stay." }
                (ctx.form(&action, &Fields::default(), html! {
                    (kit::button(html! {
                        "End this goal" span class="govuk-visually-hidden" { ": " (goal.title()) }
                    }).secondary().once())
                }))
            }))
        }
    }
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let (_, goals) = read(&ctx).await?;
    let rows = goals.set.all().iter().flat_map(|goal| {
        let goals = &goals;
        let ratings = goals.ratings.iter().filter(move |r| r.goal == goal.id);
        ratings.map(move |r| {
            let kind = match goal.kind {
                GoalKind::Common(common) => common.code(),
                GoalKind::Own(_) => "own",
            };
            vec![
                goal.title().to_owned(),
                kind.to_owned(),
                r.rater.code().to_owned(),
                r.on.to_string(),
                r.score.to_string(),
                if goals.private.contains(&r.id) { "yes" } else { "no" }.to_owned(),
                words_on(goal, &goals.wordings, r.on).to_owned(),
            ]
        })
    });
    csv_file(
        "goal-ratings",
        &["goal", "kind", "rater", "on", "score", "kept_from_parents", "words_then"],
        rows,
    )
}

async fn new(ctx: Ctx) -> Result<Response> {
    new_form(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn add(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut fields = ctx.fields()?;
    let input = match add_goal::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return new_form(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("set a goal", move |act| {
            add_goal::run(act, id, &input)?;
            Ok(Answer::see(format!("/cases/{id}/goals")).saying("The goal is set."))
        })
        .await;
    match done {
        Err(error) => new_form(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn new_form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let (head, goals) = read(ctx).await?;
    let own: Vec<&Goal> =
        goals.set.all().iter().filter(|g| g.ended.is_none() && matches!(g.kind, GoalKind::Own(_))).collect();
    let most = u32::try_from(LONGEST_GOAL).unwrap_or(u32::MAX);
    let body = ctx.form(&format!("/cases/{}/goals/new", head.id()), fields, html! {
        p class="govuk-body" {
            "Besides the two that every family has, "
            @match own.len() {
                0 => "no goal of their own is open.",
                1 => "1 goal of their own is open.",
                n => { (n) " goals of their own are open." },
            }
            " There can be " (MOST_OWN_GOALS) " at a time."
        }
        (kit::character_count("words", kit::label("What do they want to be different?").size(Size::M), most)
            .hint("In the family’s or the child’s own words, such as “Eat together twice a week without a row”")
            .rows(3).value(fields.raw("words")).error(invalid.of("words")))
        (kit::button_group(html! {
            (kit::button("Set this goal").once())
            a class="govuk-link" href={ "/cases/" (head.id()) "/goals" } { "Cancel" }
        }))
    });
    Ok(frame::frame(ctx, &head, Tab::Goals, "Set a goal", body).errors(invalid).respond())
}

kernel::codes! {
    /// What is done with a goal that does not fit any more.
    How {
        Reword = "reword", "Say the same goal in other words";
        Step = "step", "Set a smaller step, because this one is too far away";
    }
}

async fn change(ctx: Ctx) -> Result<Response> {
    change_form(&ctx, None, &Invalid::default()).await
}

async fn changed(ctx: Ctx) -> Result<Response> {
    let (case, goal) = (ctx.id::<kinds::Case>("id")?, ctx.id::<kinds::Goal>("goal")?);
    let mut fields = ctx.fields()?;
    let how = fields.choice::<How>("how", "Choose what you want to do");
    let input = match add_goal::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return change_form(&ctx, Some(&fields), &invalid).await,
    };
    let Some(how) = how else { return Err(kernel::Error::NotFound) };
    let done = ctx
        .act("change a goal", move |act| {
            let said = match how {
                How::Reword => {
                    reword_goal::run(act, goal, &input)?;
                    "The goal has other words. What it said before stands beside its ratings."
                }
                How::Step => {
                    step_goal::run(act, goal, &input)?;
                    "The smaller step is set. The goal before is ended, and its ratings stay."
                }
            };
            Ok(Answer::see(format!("/cases/{case}/goals")).saying(said))
        })
        .await;
    match done {
        Err(error) => change_form(&ctx, Some(&fields), &page::mend(error)?).await,
        ok => ok,
    }
}

async fn change_form(ctx: &Ctx, typed: Option<&Fields>, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Goal>("goal")?;
    // Whoever may look but not change is turned away before the form.
    ctx.read(move |look| look.one::<EditGoals, kinds::Goal>(id).map(drop)).await?;
    let (head, goals) = read(ctx).await?;
    let goal = goals.set.find(id).ok_or(kernel::Error::NotFound)?;
    if goal.ended.is_some() || !matches!(goal.kind, GoalKind::Own(_)) {
        return Err(kernel::Error::NotFound);
    }
    let filled = Fields::filled([("words", goal.title())]);
    let fields = typed.unwrap_or(&filled);
    let most = u32::try_from(LONGEST_GOAL).unwrap_or(u32::MAX);
    let ways = How::ALL.iter().map(|how| kit::choice(how.code(), how.label())).collect();
    let body = ctx.form(&format!("/cases/{}/goals/{id}/change", head.id()), fields, html! {
        p class="govuk-body govuk-!-text-break-word" { "The goal says: “" (goal.title()) "”" }
        (kit::radios("how", kit::legend("What do you want to do?").size(Size::M), ways)
            .hint("If it means the same, change its words: the curve goes on. If less is wanted for now, set a smaller step: it begins a curve of its own.")
            .value(fields.raw("how")).error(invalid.of("how")))
        (kit::character_count("words", kit::label("What shall it say?").size(Size::M), most)
            .hint("In the family’s or the child’s own words").rows(3).value(fields.raw("words")).error(invalid.of("words")))
        (kit::button_group(html! {
            (kit::button("Keep this").once())
            a class="govuk-link" href={ "/cases/" (head.id()) "/goals" } { "Cancel" }
        }))
    });
    Ok(frame::frame(ctx, &head, Tab::Goals, "Change a goal", body).errors(invalid).respond())
}

async fn rate(ctx: Ctx) -> Result<Response> {
    rate_form(&ctx, &Fields::filled([("on", ctx.today().to_string())]), &Invalid::default()).await
}

async fn rated(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut fields = ctx.fields()?;
    let input = match rate_goals::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return rate_form(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("rate goals", move |act| {
            rate_goals::run(act, id, &input)?;
            Ok(Answer::see(format!("/cases/{id}/goals")).saying("The ratings are kept."))
        })
        .await;
    match done {
        Err(error) => rate_form(&ctx, &fields, &page::mend(error)?).await,
        ok => ok,
    }
}

async fn rate_form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let (head, goals) = read(ctx).await?;
    let raters = Rater::ALL.iter().map(|r| kit::choice(r.code(), r.label())).collect();
    let body = ctx.form(&format!("/cases/{}/goals/rate", head.id()), fields, html! {
        (kit::radios("rater", kit::legend("Who rates?").size(Size::M), raters).inline()
            .value(fields.raw("rater")).error(invalid.of("rater")))
        (kit::date_input("on", kit::legend("Which day do the ratings speak of?").size(Size::M))
            .hint("Today, or an earlier day").values(fields.date_parts("on")).error(invalid.of("on")))
        h2 class="govuk-heading-m" { "Ratings" }
        p class="govuk-body" { (SCALE_ENDS.0) ". " (SCALE_ENDS.1) ". Leave out what was not talked about." }
        @for goal in goals.set.all().iter().filter(|g| g.ended.is_none()) {
            @let name = rate_goals::score_field(goal.id);
            (kit::select(&name, goal.title(), scores()).hint(hint(goal)).value(fields.raw(&name)).error(invalid.of(&name)))
        }
        (kit::button_group(html! {
            (kit::button("Keep these ratings").once())
            a class="govuk-link" href={ "/cases/" (head.id()) "/goals" } { "Cancel" }
        }))
    });
    Ok(frame::frame(ctx, &head, Tab::Goals, "Record ratings", body).errors(invalid).respond())
}

/// The questions that stand behind a common goal, so that everyone asks them alike.
fn hint(goal: &Goal) -> String {
    match goal.kind {
        GoalKind::Common(common) => ask(common),
        GoalKind::Own(_) => "A goal of the family’s own".into(),
    }
}

fn ask(common: CommonGoal) -> String {
    format!("Ask a parent: {} Ask a child: {}", common.question(Rater::Parent), common.question(Rater::Child))
}

/// The choices of a rating: nothing, then 0 to 10.
fn scores() -> Vec<(String, String)> {
    let numbers = (0..=10).map(|n| (n.to_string(), n.to_string()));
    std::iter::once((String::new(), "Not rated".to_owned())).chain(numbers).collect()
}

async fn end(ctx: Ctx) -> Result<Response> {
    let (case, goal) = (ctx.id::<kinds::Case>("id")?, ctx.id::<kinds::Goal>("goal")?);
    ctx.act("end a goal", move |act| {
        end_goal::run(act, goal)?;
        Ok(Answer::see(format!("/cases/{case}/goals")).saying("The goal is ended. Its ratings stay."))
    })
    .await
}
