//! What machines see of goals and ratings.

use access::actions::{EditGoals, RateGoals, ViewCase};
use kernel::{Error, Id, Rater, Result, kinds};
use page::{Answer, Ctx, Fields, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{add_goal, end_goal, rate_goals, reword_goal, step_goal},
    model::{Goal, GoalKind, Rating},
    store::{self, CaseGoals},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/goals", goals)
            .needs::<ViewCase>()
            .personal()
            .about("The goals of a case with how they changed: case")
            .answers::<GoalList>(),
        Route::post("/api/v1/goals", add)
            .needs::<EditGoals>()
            .personal()
            .about("Set a goal in the family's own words")
            .body(|f| drop(new_goal(f)))
            .answers::<GoalItem>(),
        Route::post("/api/v1/goals/{id}/end", end)
            .needs::<EditGoals>()
            .personal()
            .about("End a goal that was reached or is no longer wanted")
            .answers::<GoalItem>(),
        Route::post("/api/v1/goals/{id}/reword", reword)
            .needs::<EditGoals>()
            .personal()
            .about("Say a goal in other words; what it said before stays")
            .body(|f| drop(add_goal::fields(f)))
            .answers::<GoalItem>(),
        Route::post("/api/v1/goals/{id}/step", step)
            .needs::<EditGoals>()
            .personal()
            .about("End a goal that is too far away, and set a smaller step in its place")
            .body(|f| drop(add_goal::fields(f)))
            .answers::<GoalItem>(),
        Route::get("/api/v1/ratings", ratings)
            .needs::<ViewCase>()
            .personal()
            .about("Every rating of a case's goals: case")
            .answers::<RatingList>(),
        Route::post("/api/v1/ratings", rate)
            .needs::<RateGoals>()
            .personal()
            .about("Rate a goal from 0 to 10")
            .body(|f| drop(rate_goals::one_field(f)))
            .answers::<RatingItem>(),
    ]
}

/// The goals of a case.
#[derive(Debug, Serialize, ToSchema)]
struct GoalList {
    items: Vec<GoalItem>,
    /// Always null: a case has few goals.
    next: Option<String>,
}

/// A goal.
#[derive(Debug, Serialize, ToSchema)]
struct GoalItem {
    id: String,
    case_id: String,
    /// The code of a goal that every family has; null for a family's own.
    common: Option<&'static str>,
    /// The family's own words, or the name of a common goal.
    title: String,
    set_on: String,
    ended_on: Option<String>,
    /// The goal of which this one is a smaller step; in answers to a change it is null.
    step_of: Option<String>,
    /// What it said before, earliest first; in answers to a change it is empty.
    before: Vec<WordingItem>,
    parent: RaterView,
    child: RaterView,
}

/// What a goal said before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GoalWording)]
struct WordingItem {
    words: String,
    /// Ratings of days before this one are of these words.
    until: String,
}

/// What one rater says of a goal.
#[derive(Debug, Default, Serialize, ToSchema)]
struct RaterView {
    /// The last rating, 0 to 10.
    score: Option<u8>,
    on: Option<String>,
    /// The last rating minus the first; null before there are ratings of two days.
    change: Option<i32>,
}

impl RaterView {
    fn of(goals: &CaseGoals, goal: Id<kinds::Goal>, rater: Rater) -> Self {
        let latest = goals.latest(goal, rater);
        RaterView {
            score: latest.map(|(_, score)| score.number()),
            on: latest.map(|(on, _)| on.to_string()),
            change: goals.change(goal, rater).map(|c| c.points()),
        }
    }
}

fn item(goal: &Goal) -> GoalItem {
    GoalItem {
        id: goal.id.to_string(),
        case_id: goal.case.to_string(),
        common: match goal.kind {
            GoalKind::Common(common) => Some(common.code()),
            GoalKind::Own(_) => None,
        },
        title: goal.title().to_owned(),
        set_on: goal.set.to_string(),
        ended_on: goal.ended.map(|day| day.to_string()),
        step_of: None,
        before: Vec::new(),
        parent: RaterView::default(),
        child: RaterView::default(),
    }
}

async fn of_case(ctx: &Ctx) -> Result<(Id<kinds::Case>, CaseGoals)> {
    let mut query = ctx.query();
    let case = query.id("case", "Say which case");
    let case = query.finish(|| case).map_err(Error::Invalid)?;
    Ok((case, ctx.read(move |look| store::of_case(look, case)).await?))
}

async fn goals(ctx: Ctx) -> Result<Response> {
    let (_, goals) = of_case(&ctx).await?;
    let items = goals.set.all().iter().map(|goal| GoalItem {
        parent: RaterView::of(&goals, goal.id, Rater::Parent),
        child: RaterView::of(&goals, goal.id, Rater::Child),
        step_of: goals.steps.get(&goal.id).map(ToString::to_string),
        before: goals
            .wordings
            .iter()
            .filter(|w| w.goal == goal.id)
            .map(|w| WordingItem { words: w.words.clone(), until: w.until.to_string() })
            .collect(),
        ..item(goal)
    });
    ctx.json(&GoalList { items: items.collect(), next: None })
}

fn new_goal(f: &mut Fields) -> Result<(Id<kinds::Case>, add_goal::Input), kernel::Invalid> {
    let case = f.id("case", "Say which case");
    let input = add_goal::fields(f)?;
    f.finish(|| Some((case?, input)))
}

async fn add(ctx: Ctx) -> Result<Response> {
    let (case, input) = new_goal(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("set a goal", move |act| Answer::made(&item(&add_goal::run(act, case, &input)?))).await
}

async fn end(ctx: Ctx) -> Result<Response> {
    let goal = ctx.id::<kinds::Goal>("id")?;
    ctx.act("end a goal", move |act| Answer::done(&item(&end_goal::run(act, goal)?))).await
}

async fn reword(ctx: Ctx) -> Result<Response> {
    let goal = ctx.id::<kinds::Goal>("id")?;
    let input = add_goal::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("put a goal in other words", move |act| {
        Answer::done(&item(&reword_goal::run(act, goal, &input)?))
    })
    .await
}

async fn step(ctx: Ctx) -> Result<Response> {
    let goal = ctx.id::<kinds::Goal>("id")?;
    let input = add_goal::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("set a smaller step", move |act| Answer::made(&item(&step_goal::run(act, goal, &input)?))).await
}

/// The ratings of a case.
#[derive(Debug, Serialize, ToSchema)]
struct RatingList {
    items: Vec<RatingItem>,
    /// Always null: every rating of the case is given.
    next: Option<String>,
}

/// A rating.
#[derive(Debug, Serialize, ToSchema)]
struct RatingItem {
    id: String,
    goal_id: String,
    case_id: String,
    /// parent or child.
    rater: &'static str,
    /// 0 to 10; more is better.
    score: u8,
    on: String,
}

fn rating(case: Id<kinds::Case>, r: &Rating) -> RatingItem {
    RatingItem {
        id: r.id.to_string(),
        goal_id: r.goal.to_string(),
        case_id: case.to_string(),
        rater: r.rater.code(),
        score: r.score.number(),
        on: r.on.to_string(),
    }
}

async fn ratings(ctx: Ctx) -> Result<Response> {
    let (case, goals) = of_case(&ctx).await?;
    ctx.json(&RatingList { items: goals.ratings.iter().map(|r| rating(case, r)).collect(), next: None })
}

async fn rate(ctx: Ctx) -> Result<Response> {
    let (case, input) = rate_goals::one_field(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("rate a goal", move |act| {
        let made = rate_goals::run(act, case, &input)?;
        match made.first() {
            Some(first) => Answer::made(&rating(case, first)),
            None => Err(Error::Internal("a rating was not kept".into())),
        }
    })
    .await
}
