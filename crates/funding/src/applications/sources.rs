//! What an application takes from the record, so that nobody types it again (requirement FU2).

use access::{Action, Grant, Look, One, Protected};
use casework::{
    assessment,
    cases::store::{self as cases, Case},
    people,
    plan::{self, model::ActionState},
};
use kernel::{Date, Error, Id, Need, Result, Weight, age_on, kinds, local_date};
use outcomes::goals;

use super::{
    identify::Known,
    model::{Content, FundOutcome, Passage, PassageKind, rule},
    store::Application,
};

/// The people of a case, as far as an application must know them to leave them out.
#[derive(Debug, Clone)]
pub(crate) struct Household {
    /// Whom the words must not name.
    pub(crate) known: Known,
    /// The child's date of birth, where it is recorded.
    pub(crate) born: Option<Date>,
}

impl Household {
    /// The child's date of birth, which every rule of age needs.
    ///
    /// # Errors
    /// `Refused` (`application.no-birth`) where it is not recorded.
    pub(crate) fn born(&self) -> Result<Date> {
        self.born.ok_or_else(|| {
            Error::refused(
                rule::NO_BIRTH,
                "The record has no date of birth for this child, and the Fund's rules turn on it. \
                 Record it on the case first.",
            )
        })
    }
}

/// The people of a case that the caller opened.
pub(crate) fn household(look: &Look<'_>, case: &Case) -> Result<Household> {
    let mut known = Known::default();
    let mut born = None;
    for person in people::store::of_family(look, case.family)? {
        known.births.extend(person.born);
        if person.id == case.child {
            born = person.born;
            known.child = person.name();
        } else {
            known.others.push(person.name());
        }
    }
    Ok(Household { known, born })
}

/// The case of an opened application, and its people.
pub(crate) fn of_opened<A: Action, T: Protected>(
    look: &Look<'_>,
    grant: &Grant<A, One<T>>,
    case: Id<kinds::Case>,
) -> Result<(Case, Household)> {
    let case = cases::of_opened(look, grant, case)?;
    let household = household(look, &case)?;
    Ok((case, household))
}

/// Brings into a draft what the record says now of the child: age, route and council.
///
/// # Errors
/// `Refused` (`application.no-birth`) where the date of birth is not recorded.
pub(crate) fn refresh(a: &mut Application, case: &Case, household: &Household, today: Date) -> Result<()> {
    a.route = case.route;
    a.council.clone_from(&case.council);
    a.content.age = age_on(household.born()?, today).unwrap_or(a.content.age);
    Ok(())
}

/// Everything that a new application takes from a case.
#[derive(Debug, Clone)]
pub(crate) struct Material {
    pub(crate) case: Case,
    /// The needs found, heaviest first.
    pub(crate) needs: Vec<(Need, Weight)>,
    content: Content,
}

impl Material {
    /// The content of a draft for this child.
    pub(crate) fn content(&self, has_ehcp: bool, urgent: Option<&str>) -> Content {
        let mut content = self.content.clone();
        content.has_ehcp = has_ehcp;
        content.passages.extend(urgent.map(urgent_passage));
        content
    }

    /// The child's age in whole years.
    pub(crate) fn age(&self) -> i32 {
        self.content.age
    }

    /// The day the need was assessed.
    pub(crate) fn assessed_on(&self) -> Date {
        self.content.assessed_on
    }
}

/// The passage that says why support had to begin early.
pub(super) fn urgent_passage(words: &str) -> Passage {
    Passage { kind: PassageKind::Urgent, about: String::new(), words: words.to_owned() }
}

/// Gathers what a new application takes from the record of an open case.
///
/// # Errors
/// `Refused`: `case.closed`; `application.no-assessment`, `application.no-plan` or
/// `application.no-birth` where the record lacks what the Fund asks for.
pub(crate) fn gather<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Case>>) -> Result<Material> {
    let case = cases::load(look, grant)?;
    cases::must_be_open(&case)?;
    let household = household(look, &case)?;
    let age = age_on(household.born()?, look.today()).ok_or_else(|| {
        Error::refused(
            rule::NO_BIRTH,
            "The child's date of birth lies in the future. Put it right on the case first.",
        )
    })?;
    let assessment = assessment::store::latest_complete(look, case.id)?.ok_or_else(|| {
        Error::refused(
            rule::NO_ASSESSMENT,
            "The Fund needs an assessment of need. Complete the assessment of this case first.",
        )
    })?;
    let plan = plan::store::current(look, case.id)?.ok_or_else(|| {
        Error::refused(
            rule::NO_PLAN,
            "The goals and actions come from the support plan. Bring a plan into use for this case first.",
        )
    })?;
    let mut needs = assessment.needs().to_vec();
    needs.sort_by_key(|(need, weight)| (std::cmp::Reverse(*weight), *need));

    let goals = goals::store::of_granted(look, grant)?;
    let mut passages: Vec<Passage> = plan
        .content
        .needs
        .iter()
        .map(|n| Passage {
            kind: PassageKind::Need,
            about: n.need.label().to_owned(),
            words: n.words.clone(),
        })
        .collect();
    let goal =
        |words: &str| Passage { kind: PassageKind::Goal, about: String::new(), words: words.to_owned() };
    let open: Vec<_> = goals.set.all().iter().filter(|g| g.ended.is_none()).collect();
    passages.extend(open.iter().map(|g| goal(g.title())));
    let only_in_plan = plan
        .content
        .goals
        .iter()
        .filter(|g| goals.set.find(g.id).is_none() && !open.iter().any(|o| o.title() == g.words));
    passages.extend(only_in_plan.map(|g| goal(&g.words)));
    let actions = plan.content.actions.iter().filter(|a| a.state == ActionState::Open);
    passages.extend(actions.map(|a| Passage {
        kind: PassageKind::Action,
        about: a.need.map_or_else(String::new, |need| need.label().to_owned()),
        words: a.what.clone(),
    }));

    passages.retain(|p| !p.words.trim().is_empty());

    let content = Content {
        age,
        has_ehcp: false,
        level: assessment.level().unwrap_or(case.level),
        assessed_on: local_date(assessment.completed.unwrap_or(assessment.started)),
        outcomes: FundOutcome::of_all(&needs),
        needs: needs.clone(),
        passages,
        checked: None,
    };
    Ok(Material { case, needs, content })
}
