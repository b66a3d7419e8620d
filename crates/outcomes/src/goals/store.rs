//! Goals and ratings in the database.

use std::collections::{BTreeMap, BTreeSet};

use access::{Act, Action, Grant, Look, One, Protected, Role, actions::ViewCase};
use casework::cases::store::{self as cases, Case};
use kernel::{
    Date, Id, Rater, Result, Timestamp,
    kinds::{self, Account, Organisation},
    local_date,
};
use store::{Column, Keys, Sql, Value, statements};

use super::model::{Change, CommonGoal, Goal, GoalKind, GoalSet, Rating, Score, Series, Wording};

statements! {
    ADD_GOAL = "INSERT INTO goal (id, agency_id, case_id, common, words, set_on, ended_on)
                VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ADD_COMMON = "INSERT INTO goal (id, agency_id, case_id, common, words, set_on, ended_on)
                  VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    END_GOAL = "UPDATE goal SET ended_on = $2 WHERE id = $1 AND ended_on IS NULL";
    GOALS = "SELECT id, common, words, set_on, ended_on, step_of FROM goal WHERE case_id = $1 ORDER BY case_id, set_on, id";
    REWORD = "UPDATE goal SET words = $2 WHERE id = $1 AND words IS NOT NULL AND ended_on IS NULL";
    STEP_OF = "UPDATE goal SET step_of = $2 WHERE id = $1";
    ADD_WORDING = "INSERT INTO goal_wording (id, goal_id, agency_id, case_id, words, until_on, changed_at, changed_by)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    WORDINGS = "SELECT id, goal_id, words, until_on FROM goal_wording WHERE case_id = $1 ORDER BY case_id, until_on, id";
    FORGET_WORDINGS = "UPDATE goal_wording SET words = $2 WHERE case_id = $1";
    CASE_OF_GOAL = "SELECT case_id FROM goal WHERE id = $1";
    ADD_RATING = "INSERT INTO rating (id, goal_id, agency_id, case_id, rater, score, rated_on, recorded_at, actor_id, kept_private)
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    RATINGS = "SELECT id, goal_id, rater, score, rated_on, kept_private FROM rating WHERE case_id = $1
               ORDER BY case_id, rated_on, id";
    // What a family reads: nothing that the young person keeps between themselves and their workers.
    RATINGS_FOR_FAMILY = "SELECT id, goal_id, rater, score, rated_on, kept_private FROM rating WHERE case_id = $1 AND kept_private IS NULL
               ORDER BY case_id, rated_on, id";
    // What a young person reads: their own.
    RATINGS_OF_CHILD = "SELECT id, goal_id, rater, score, rated_on, kept_private FROM rating WHERE case_id = $1 AND rater = 'child'
               ORDER BY case_id, rated_on, id";
}

/// The columns that a goal fills, in order: see [`goal_values`].
pub const GOAL_COLUMNS: &str = "id, agency_id, case_id, common, words, set_on, ended_on";
/// The columns that a rating fills, in order: see [`rating_values`].
pub const RATING_COLUMNS: &str =
    "id, goal_id, agency_id, case_id, rater, score, rated_on, recorded_at, actor_id";

/// A family's own words for a goal, sealed.
const WORDS: Column = Column::new("goal.words");
/// What a goal said before, sealed.
const WORDING: Column = Column::new("goal_wording.words");

/// A rating to be kept.
#[derive(Debug, Clone)]
pub struct NewRating {
    /// The rating.
    pub rating: Rating,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// Of which case.
    pub case: Id<kinds::Case>,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// Who recorded it, when somebody signed in did.
    pub actor: Option<Id<Account>>,
}

/// The values of one goal, for [`GOAL_COLUMNS`].
pub fn goal_values(keys: &Keys, agency: Id<Organisation>, goal: &Goal) -> Result<Vec<Value>> {
    let (common, words) = match &goal.kind {
        GoalKind::Common(common) => (Some(common.code()), None),
        GoalKind::Own(words) => (None, Some(keys.seal(WORDS, goal.id, words)?)),
    };
    Ok(vec![
        goal.id.into(),
        agency.into(),
        goal.case.into(),
        common.into(),
        words.into(),
        goal.set.into(),
        goal.ended.into(),
    ])
}

/// The values of one rating, for [`RATING_COLUMNS`].
pub fn rating_values(new: &NewRating) -> Vec<Value> {
    let r = &new.rating;
    vec![
        r.id.into(),
        r.goal.into(),
        new.agency.into(),
        new.case.into(),
        r.rater.code().into(),
        i64::from(r.score.number()).into(),
        r.on.into(),
        new.recorded.into(),
        new.actor.into(),
    ]
}

/// The goals of a case with every rating of them.
#[derive(Debug, Clone)]
pub struct CaseGoals {
    /// The goals; the two common ones are always among them.
    pub set: GoalSet,
    /// The ratings, by day.
    pub ratings: Vec<Rating>,
    /// Those that the young person keeps between themselves and their workers. Empty for their family.
    pub private: BTreeSet<Id<kinds::Rating>>,
    /// What goals said before they were worded anew, earliest first.
    pub wordings: Vec<Wording>,
    /// The goal of which each of these is a smaller step.
    pub steps: BTreeMap<Id<kinds::Goal>, Id<kinds::Goal>>,
}

impl CaseGoals {
    /// The ratings of one goal over time.
    pub fn series(&self, goal: Id<kinds::Goal>) -> Series {
        Series::of(goal, &self.ratings)
    }

    /// How one rater's view of a goal changed, once there are ratings of two days.
    pub fn change(&self, goal: Id<kinds::Goal>, rater: Rater) -> Option<Change> {
        self.series(goal).change(rater)
    }

    /// The last rating of a goal by one rater.
    pub fn latest(&self, goal: Id<kinds::Goal>, rater: Rater) -> Option<(Date, Score)> {
        self.series(goal).points(rater).last().copied()
    }
}

/// The goals and ratings of a case, for whoever may open the case. Writes the audit line.
pub fn of_case(look: &Look<'_>, case: Id<kinds::Case>) -> Result<CaseGoals> {
    of_granted(look, &look.one::<ViewCase, kinds::Case>(case)?)
}

/// The goals and ratings of the case of a grant, whatever the grant is for.
pub fn of_granted<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Case>>) -> Result<CaseGoals> {
    read(look, &cases::load(look, grant)?)
}

/// The goals and ratings of the case that an opened thing belongs to: the case's id was
/// read from a row that the grant gave.
pub fn of_opened<A: Action, T: Protected>(
    look: &Look<'_>,
    grant: &Grant<A, One<T>>,
    case: Id<kinds::Case>,
) -> Result<CaseGoals> {
    read(look, &cases::of_opened(look, grant, case)?)
}

/// The goals of a case with the ratings that whoever looks may read, the common ones among them though they may not be stored.
pub(crate) fn read(look: &Look<'_>, case: &Case) -> Result<CaseGoals> {
    let sql = match look.actor().role() {
        Some(Role::YoungPerson) => RATINGS_OF_CHILD,
        // Their own record: what they kept from their parents as a young person is theirs to read. What a child of their own keeps
        // from them is not.
        Some(Role::FamilyMember) if look.actor().adult() == Some(case.child) => RATINGS,
        _ if look.actor().is_of_a_family() => RATINGS_FOR_FAMILY,
        _ => RATINGS,
    };
    read_by(look, case, sql)
}

/// The same with every rating, whoever looks: for figures, which count them all, and never to be shown.
pub(crate) fn read_all(look: &Look<'_>, case: &Case) -> Result<CaseGoals> {
    read_by(look, case, RATINGS)
}

fn read_by(look: &Look<'_>, case: &Case, sql: Sql) -> Result<CaseGoals> {
    let rows = look.query(GOALS, &[case.id.into()])?;
    let mut steps = BTreeMap::new();
    let goals: Result<Vec<Goal>> = rows
        .iter()
        .map(|row| {
            let id = row.get(0)?;
            if let Some(from) = row.get::<Option<Id<kinds::Goal>>>(5)? {
                steps.insert(id, from);
            }
            let kind = match (row.code_opt(1, CommonGoal::stored)?, row.get::<Option<Vec<u8>>>(2)?) {
                (Some(common), _) => GoalKind::Common(common),
                (None, words) => GoalKind::Own(look.open(WORDS, id, &words.unwrap_or_default())?),
            };
            Ok(Goal { id, case: case.id, kind, set: row.get(3)?, ended: row.get(4)? })
        })
        .collect();
    let mut goals = goals?;
    for common in common_goals(case) {
        if !goals.iter().any(|g| g.kind == common.kind) {
            goals.push(common);
        }
    }
    let mut private = BTreeSet::new();
    let ratings: Result<Vec<Rating>> = look
        .query(sql, &[case.id.into()])?
        .iter()
        .map(|row| {
            if row.get::<Option<i64>>(5)?.is_some() {
                private.insert(row.get(0)?);
            }
            let score = Score::new(row.get(3)?)
                .ok_or_else(|| kernel::Error::Internal("a stored rating is not from 0 to 10".into()))?;
            Ok(Rating {
                id: row.get(0)?,
                goal: row.get(1)?,
                rater: row.code(2, Rater::stored)?,
                score,
                on: row.get(4)?,
            })
        })
        .collect();
    let wordings: Result<Vec<Wording>> = look
        .query(WORDINGS, &[case.id.into()])?
        .iter()
        .map(|row| {
            let id: Id<()> = row.get(0)?;
            let words: Vec<u8> = row.get(2)?;
            // What was taken away when its time was over is empty.
            let words = if words.is_empty() { String::new() } else { look.open(WORDING, id, &words)? };
            Ok(Wording { goal: row.get(1)?, words, until: row.get(3)? })
        })
        .collect();
    Ok(CaseGoals {
        set: GoalSet::stored(case.id, goals)?,
        ratings: ratings?,
        private,
        wordings: wordings?,
        steps,
    })
}

/// The common goals of a case, set on the day it was opened. Their ids come from the
/// case's, so that a form can name them before they are stored.
pub(crate) fn common_goals(case: &Case) -> Vec<Goal> {
    let set = local_date(case.opened);
    let goal = |common| Goal {
        id: common_id(case.id, common),
        case: case.id,
        kind: GoalKind::Common(common),
        set,
        ended: None,
    };
    CommonGoal::ALL.iter().copied().map(goal).collect()
}

/// The id of a common goal of a case.
pub fn common_id(case: Id<kinds::Case>, common: CommonGoal) -> Id<kinds::Goal> {
    let mark = match common {
        CommonGoal::Family => 1,
        CommonGoal::School => 2,
    };
    let mut bytes = *case.as_bytes();
    bytes[15] ^= mark;
    Id::from_slice(&bytes).unwrap_or(case.cast())
}

/// Stores the common goals of a case where they are not stored yet.
pub(crate) fn ensure_common(act: &Act<'_>, case: &Case) -> Result<()> {
    for goal in common_goals(case) {
        act.execute(ADD_COMMON, &goal_values(act.keys(), case.agency, &goal)?)?;
    }
    Ok(())
}

/// Stores a goal.
pub(crate) fn add(act: &Act<'_>, case: &Case, goal: &Goal) -> Result<()> {
    act.execute(ADD_GOAL, &goal_values(act.keys(), case.agency, goal)?).map(|_| ())
}

/// Stores a rating; `private` keeps it between the young person and their workers.
pub(crate) fn add_rating(act: &Act<'_>, new: &NewRating, private: bool) -> Result<()> {
    let mut values = rating_values(new);
    values.push(private.then_some(1_i64).into());
    act.execute(ADD_RATING, &values).map(|_| ())
}

/// Stores new words of a goal and what it said before.
pub(crate) fn reword<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<kinds::Goal>>,
    case: &Case,
    (goal, before): (&Goal, &str),
) -> Result<()> {
    let id: Id<()> = Id::new(act.now());
    act.execute(
        ADD_WORDING,
        &[
            id.into(),
            goal.id.into(),
            case.agency.into(),
            case.id.into(),
            act.seal(WORDING, id, before)?,
            act.today().into(),
            act.now().into(),
            act.actor().account().into(),
        ],
    )?;
    grant.change(act, REWORD, &[act.seal(WORDS, goal.id, goal.title())?])
}

/// Says of which goal a stored one is a smaller step.
pub(crate) fn is_step_of(act: &Act<'_>, goal: Id<kinds::Goal>, from: Id<kinds::Goal>) -> Result<()> {
    act.execute(STEP_OF, &[goal.into(), from.into()]).map(|_| ())
}

/// Takes away what goals of a case said before. The grant is that of the destruction; the case was read from it.
pub(crate) fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<kinds::Case>,
) -> Result<u64> {
    act.execute(FORGET_WORDINGS, &[case.into(), Value::Bytes(Vec::new())])
}
