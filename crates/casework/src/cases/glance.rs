//! A case at a glance: what the overview page and the API say about it.

use ::store::statements;
use access::{
    Action, Grant, Look, One,
    actions::{StepCase, ViewCase},
    organisations,
};
use kernel::{Date, Id, Need, Result, Timestamp, Weight, kinds};

use super::frame::{self, Head};
use crate::{
    people::store::{self as people, Person},
    promises::{self, Promise},
    timeline::{self, Event},
};

statements! {
    ASSESSMENT = "SELECT id, started_at, completed_at FROM assessment WHERE case_id = $1
                  ORDER BY case_id DESC, started_at DESC, id DESC LIMIT 1";
    NEEDS = "SELECT n.need, n.weight FROM assessed_need n
             WHERE n.assessment_id = (SELECT a.id FROM assessment a WHERE a.case_id = $1 AND a.completed_at IS NOT NULL
                                      ORDER BY a.case_id DESC, a.started_at DESC, a.id DESC LIMIT 1)
             ORDER BY n.need";
    PLAN = "SELECT id, number, review_on FROM plan WHERE case_id = $1 AND current_from IS NOT NULL
            ORDER BY case_id DESC, number DESC LIMIT 1";
}

/// Lines of the timeline that the overview shows.
const NEWEST: u32 = 5;

/// The newest assessment of a case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LatestAssessment {
    /// Its id.
    pub id: Id<kinds::Assessment>,
    /// When it was begun.
    pub started: Timestamp,
    /// When it was completed.
    pub completed: Option<Timestamp>,
}

/// The plan that holds now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurrentPlan {
    /// Its id.
    pub id: Id<kinds::Plan>,
    /// Which version it is, from 1.
    pub number: i64,
    /// When it is next reviewed.
    pub review: Option<Date>,
}

/// A case at a glance.
#[derive(Debug, Clone)]
pub struct Glance {
    /// The case, the child and the coordinator.
    pub head: Head,
    /// The council's name; its code where it is not known.
    pub council: String,
    /// The people of the household.
    pub people: Vec<Person>,
    /// What was promised, oldest first.
    pub promises: Vec<Promise>,
    /// The newest assessment.
    pub assessment: Option<LatestAssessment>,
    /// The needs that the newest completed assessment found, the heaviest first.
    pub needs: Vec<(Need, Weight)>,
    /// The plan that holds now.
    pub plan: Option<CurrentPlan>,
    /// The newest lines of the timeline.
    pub newest: Vec<Event>,
    /// Whether whoever asks may change the level or close the case.
    pub may_step: bool,
}

/// Reads a case at a glance.
pub fn read(look: &Look<'_>, grant: &Grant<ViewCase, One<kinds::Case>>) -> Result<Glance> {
    let head = frame::head(look, grant)?;
    let council = organisations::by_code(look, organisations::kind::COUNCIL, &head.case.council)?;
    let needs: Result<Vec<(Need, Weight)>> = grant
        .rows(look, NEEDS, &[])?
        .iter()
        .map(|row| Ok((row.code(0, Need::stored)?, row.code(1, Weight::stored)?)))
        .collect();
    let mut needs = needs?;
    needs.sort_by_key(|(need, weight)| (std::cmp::Reverse(weight.points()), *need));
    let assessment = grant.rows(look, ASSESSMENT, &[])?;
    let assessment = assessment.first().map(|row| {
        Ok::<_, kernel::Error>(LatestAssessment {
            id: row.get(0)?,
            started: row.get(1)?,
            completed: row.get(2)?,
        })
    });
    Ok(Glance {
        council: council.map_or_else(|| head.case.council.clone(), |c| c.name),
        people: people::of_family(look, head.case.family)?,
        promises: promises::of_case(look, grant)?,
        assessment: assessment.transpose()?,
        needs,
        plan: current_plan(look, grant)?,
        newest: timeline::latest(look, grant, NEWEST)?,
        may_step: look.may::<StepCase>(),
        head,
    })
}

/// The plan of a case that holds now.
pub fn current_plan<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<kinds::Case>>,
) -> Result<Option<CurrentPlan>> {
    let rows = grant.rows(look, PLAN, &[])?;
    let plan = rows.first().map(|row| {
        Ok::<_, kernel::Error>(CurrentPlan { id: row.get(0)?, number: row.get(1)?, review: row.get(2)? })
    });
    plan.transpose()
}
