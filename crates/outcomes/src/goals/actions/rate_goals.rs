//! Rates goals from 0 to 10: several at once, as they are talked through at a visit, or one
//! at a time, as a family does.

use ::store::figure::Figure;
use access::{
    Act, Action, Grant, One,
    actions::{OwnYoungRecord, RateGoals},
};
use casework::{
    cases::store::{self as cases, Case},
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Date, Error, Id, Invalid, Rater, Result, kinds};
use page::Fields;

use crate::goals::{
    measures,
    model::{Change, Goal, Rating, Score},
    store::{self, NewRating},
};

/// What the forms and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Who rates.
    pub rater: Rater,
    /// The day that the ratings speak of.
    pub on: Date,
    /// Each goal with its score.
    pub scores: Vec<(Id<kinds::Goal>, Score)>,
}

/// The name of a goal's field in the form that rates several.
pub fn score_field(goal: Id<kinds::Goal>) -> String {
    format!("score-{goal}")
}

/// Reads the form that rates several: a goal whose field is empty is not rated.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let rater = f.choice("rater", "Say who rates");
    let on = f.date("on", "Enter the day of the rating");
    let names: Vec<String> = f.names().filter(|n| n.starts_with("score-")).map(str::to_owned).collect();
    let mut scores = Vec::new();
    for name in names {
        let goal = name.strip_prefix("score-").and_then(|id| id.parse().ok());
        let score = f.number_opt(&name, "Choose a number from 0 to 10", 0, 10).and_then(Score::new);
        scores.extend(goal.zip(score));
    }
    let made = f.finish(|| Some(Input { rater: rater?, on: on?, scores }))?;
    if made.scores.is_empty() {
        f.fail("", "Choose a number for at least one goal");
        return f.finish(|| None);
    }
    Ok(made)
}

/// Reads one rating, as the API sends it, with the case whose goal it is of.
pub fn one_field(f: &mut Fields) -> Result<(Id<kinds::Case>, Input), Invalid> {
    let case = f.id("case", "Say which case");
    let goal = f.id("goal", "Say which goal");
    let rater = f.choice("rater", "Say who rates: parent or child");
    let score = f.number("score", "Choose a number from 0 to 10", 0, 10).and_then(Score::new);
    let on = f.date("on", "Enter the day of the rating");
    f.finish(|| Some((case?, Input { rater: rater?, on: on?, scores: vec![(goal?, score?)] })))
}

/// Keeps the ratings and gives them back.
///
/// # Errors
/// `Invalid` on `on` for a day to come or before a goal was set; `Refused` (`goal.ended`)
/// for a goal that was ended before that day; `NotFound` when the case has no such goal.
pub fn run(act: &Act<'_>, case: Id<kinds::Case>, input: &Input) -> Result<Vec<Rating>> {
    let grant = act.one::<RateGoals, kinds::Case>(case)?;
    rate(act, &grant, input, false)
}

/// The same for a young person who rates their own goals. `private` keeps the ratings between them and their workers: their
/// parents read neither the number nor that they rated.
///
/// # Errors
/// As [`run`]; `Forbidden` for a rater other than the child.
pub fn run_own(act: &Act<'_>, input: &Input, private: bool) -> Result<Vec<Rating>> {
    let grant = act.own_case::<OwnYoungRecord>()?;
    if input.rater != Rater::Child {
        return Err(Error::Forbidden);
    }
    rate(act, &grant, input, private)
}

fn rate<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<kinds::Case>>,
    input: &Input,
    private: bool,
) -> Result<Vec<Rating>> {
    let case = cases::load(act, grant)?;
    store::ensure_common(act, &case)?;
    let mut goals = store::read_all(act, &case)?;
    let mut made = Vec::with_capacity(input.scores.len());
    for (goal, score) in &input.scores {
        let rating =
            Rating { id: Id::new(act.now()), goal: *goal, rater: input.rater, score: *score, on: input.on };
        let rating = goals.set.rate(rating, act.today())?;
        let before = goals.change(*goal, rating.rater);
        store::add_rating(
            act,
            &NewRating {
                rating,
                agency: case.agency,
                case: case.id,
                recorded: act.now(),
                actor: act.actor().account(),
            },
            private,
        )?;
        goals.ratings.push(rating);
        let kept = if private { ", kept from parents" } else { "" };
        let rated =
            format!("goal {goal}: {} of {} by {}{kept}", rating.score, rating.on, rating.rater.code());
        grant.note(act, &rated)?;
        figures(act, &case, rating, before, goals.change(*goal, rating.rater))?;
        let goal = goals.set.find(*goal).ok_or(Error::NotFound)?;
        note(act, &case, goal, rating, private)?;
        made.push(rating);
    }
    Ok(made)
}

/// Keeps the sum and the count of changes true to the ratings.
fn figures(
    act: &Act<'_>,
    case: &Case,
    rating: Rating,
    before: Option<Change>,
    after: Option<Change>,
) -> Result<()> {
    let points = |change: Option<Change>| change.map_or(0, |c| i64::from(c.points()));
    let changes = [
        (measures::CHANGE_SUM, points(after) - points(before)),
        (measures::CHANGE_COUNT, i64::from(after.is_some()) - i64::from(before.is_some())),
    ];
    for (measure, amount) in changes.into_iter().filter(|(_, amount)| *amount != 0) {
        let figure =
            Figure { agency: case.agency, measure, day: rating.on, council: "", part: rating.rater.code() };
        figure.add(act.write(), amount)?;
    }
    Ok(())
}

fn note(act: &Act<'_>, case: &Case, goal: &Goal, rating: Rating, private: bool) -> Result<()> {
    let on = match rating.on == act.today() {
        true => String::new(),
        false => format!(", for {}", rating.on.strftime("%-d %B %Y")),
    };
    let words = format!("{}: “{}” is at {} out of 10{on}", rating.rater.label(), goal.title(), rating.score);
    timeline::note(
        act,
        NewEvent {
            agency: case.agency,
            case: case.id,
            kind: EventKind::Rating,
            words: &words,
            link: Some(&format!("/cases/{}/goals", case.id)),
            family_sees: !private,
        },
    )
}
