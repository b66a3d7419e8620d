//! Round the assessment: on some open cases a chronology, a screening tool, school, other plans, and what other services were asked for.

use ::store::Keys;
use casework::{
    assessment::model::State as AssessmentState,
    chronology::{
        model::{Entry, Kind, Standing, When},
        store as chronology,
    },
    measures::By,
    other_plans::{
        model::{Content as OtherContent, Kind as PlanKind, OtherPlan},
        store as other_plans,
    },
    screening::{
        model::{Content, Screening, months_old},
        store as screenings,
    },
};
use coordination::{
    duties::{
        model::{Ask, Service, State},
        store as duties,
    },
    education::{
        model::{Event, EventKind, Premium, Schooling, Sen},
        store::{self as education, Saved},
    },
};
use kernel::{Date, Pence, Result};
use outcomes::{
    measures::model::{Informant, Instrument, Wave},
    questionnaires::{
        model::{self as questionnaires, Content as Answered, Questionnaire, Way},
        store as answers_store,
    },
};

use crate::{
    days::{self, Day},
    dice::Dice,
    rows::Out,
    story::CaseStory,
    tables,
    world::World,
};

/// How many open cases in a thousand have these written down.
const WRITTEN: u32 = 150;

/// What happened, in which year of the child's life (counted back from the order or the opening), and who says so.
const LIFE: &[(i32, Kind, &str, &str)] = &[
    (5, Kind::Harm, "Went hungry, and was left alone at night.", "Court papers"),
    (
        4,
        Kind::Move,
        "Came to foster carers at night, without anything of their own.",
        "Social worker for the child",
    ),
    (
        3,
        Kind::Loss,
        "Moved to other carers, and did not say goodbye to the first.",
        "Social worker for the child",
    ),
    (2, Kind::Good, "The second carers read to the child every evening.", "Foster carer"),
    (1, Kind::Move, "Came to live with the family.", "The parents"),
    (0, Kind::School, "Started at a new school, and cried at the gate for a term.", "The parents"),
];

const SCHOOLS: &[&str] =
    &["Green Lane Primary", "Hillside Academy", "St Anne’s Primary", "Riverside School", "Oakfield Academy"];
const TEACHERS: &[&str] = &["Ms Hall", "Mr Adeyemi", "Mrs Kaur", "Mr Lloyd", ""];
const BOARDS: &[&str] = &["QH8", "QM7", "QJG", "QMM"];

/// What was asked of whom, and what adoption support gave in its place.
const ASKED: &[(&str, &str, &str, &str, i64)] = &[
    (
        "camhs",
        "Help with fear that shows as anger",
        "Below the threshold of the service",
        "Eight sessions with a therapist",
        96_000,
    ),
    (
        "neurodevelopment",
        "An assessment of foetal alcohol spectrum disorder",
        "Not commissioned in this area",
        "An assessment by a clinic",
        180_000,
    ),
    (
        "ehc-assessment",
        "An education, health and care needs assessment",
        "The school is to try more first",
        "A worker at every meeting of the school",
        0,
    ),
    (
        "therapies",
        "Occupational therapy at school",
        "A wait of eleven months",
        "A sensory assessment",
        65_000,
    ),
    (
        "child-in-need",
        "A family support worker",
        "No social work role was seen",
        "A parenting course",
        30_000,
    ),
];

/// Writes the rows of one case of a child born on this day, if it is one of those.
pub fn put(out: &mut Out, keys: &Keys, world: &World, story: &CaseStory, born: Option<Date>) -> Result<()> {
    let case = &story.case;
    if case.closed.is_some() || world.today - days::of(case.opened) < 60 {
        return Ok(());
    }
    let mut number = [0; 8];
    number.copy_from_slice(&case.id.as_bytes()[8..]);
    let mut dice = Dice::new(world.seed, "assess", u64::from_be_bytes(number));
    if !dice.per_mille(WRITTEN) {
        return Ok(());
    }
    let day = world.today - dice.within(10..=50);
    life(out, keys, (story, born), &mut dice, day)?;
    screened(out, keys, (story, born), &mut dice, day)?;
    school(out, keys, (story, born), &mut dice, day)?;
    others(out, keys, story, &mut dice, day)?;
    asked(out, keys, story, &mut dice, day)
}

/// A child, with the day of birth where it is known.
type Child<'a> = (&'a CaseStory, Option<Date>);

fn life(out: &mut Out, keys: &Keys, (story, born): Child<'_>, dice: &mut Dice, day: Day) -> Result<()> {
    let case = &story.case;
    let home = case.order_date.map_or(days::of(case.opened), days::day);
    for (years, kind, words, source) in LIFE {
        let on = home - 365 * years - dice.within(0..=200);
        // Nothing happened before the child was born, and nobody goes to school at three.
        let youngest = if *kind == Kind::School { 4 * 366 } else { 0 };
        if born.is_some_and(|born| on < days::day(born) + youngest) {
            continue;
        }
        let date = days::date(on);
        let rough = dice.percent(50);
        let month = (!rough).then_some(i64::from(date.month()));
        let when = When::new(i64::from(date.year()), month, None, rough)?;
        let entry = Entry {
            id: dice.random_id(),
            when,
            kind: *kind,
            words: (*words).to_owned(),
            source: (*source).to_owned(),
            event: None,
            standing: Standing::Kept,
            added: days::at(day, 620),
            by: case.coordinator,
            version: 1,
        };
        let row = chronology::values(keys, case.agency, case.id, &entry)?;
        out.row(tables::CHRONOLOGY_ENTRY, row, &[&chronology::sealed_text(&entry)?])?;
    }
    Ok(())
}

fn screened(out: &mut Out, keys: &Keys, (story, born): Child<'_>, dice: &mut Dice, day: Day) -> Result<()> {
    let case = &story.case;
    let Some(assessment) = story.assessments.iter().find(|a| a.state == AssessmentState::Complete) else {
        return Ok(());
    };
    let mut scales = std::collections::BTreeMap::new();
    let mut total = 0;
    for (code, in_total) in [
        ("emotional", true),
        ("conduct", true),
        ("hyperactivity", true),
        ("peer", true),
        ("prosocial", false),
    ] {
        let score = dice.number(2..=8);
        scales.insert(code.to_owned(), score);
        total += if in_total { score } else { 0 };
    }
    let on = days::of(assessment.started).min(day);
    let months = born.and_then(|born| months_old(born, days::date(on)));
    if months.is_some_and(|months| !(4 * 12..17 * 12).contains(&months)) {
        return Ok(());
    }
    let screening = Screening {
        id: dice.random_id(),
        case: case.id,
        assessment: assessment.id,
        measure: "sdq".into(),
        by: By::Parents,
        on: days::date(on),
        content: Content {
            months,
            why: "To see whether worry hides behind what looks like temper.".into(),
            who: "A parent".into(),
            scales,
            total,
            note: "It fits what the parents tell. We look at fear first.".into(),
        },
        standing: Standing::Kept,
        added: days::at(on, 640),
        recorded_by: case.coordinator,
        version: 1,
    };
    let words = serde_json::to_string(&screening.content)
        .map_err(|e| kernel::Error::internal("a screening of the demo", e))?;
    out.row(tables::SCREENING, screenings::values(keys, case.agency, &screening)?, &[&words])?;
    answered(story, &screening, day, keys, out)
}

/// The same parent's answers as a questionnaire of the case, and, where time has passed, once more: a little better.
fn answered(story: &CaseStory, first: &Screening, day: Day, keys: &Keys, out: &mut Out) -> Result<()> {
    let sdq = Instrument::find("sdq")?;
    // No dice are thrown here: what follows in the demo stays as it was.
    let mut bytes = *first.id.as_bytes();
    for (wave, after) in [(Wave::Start, 0), (Wave::During, 90)] {
        let on = days::of(first.added) + after;
        if on > day {
            break;
        }
        bytes[15] = bytes[15].wrapping_add(1);
        let better = i64::from(after > 0);
        let answers: std::collections::BTreeMap<String, i64> = first
            .content
            .scales
            .iter()
            .map(|(code, score)| (code.clone(), score - if code == "prosocial" { 0 } else { better }))
            .collect();
        let months = first.content.months.map(|months| months + i64::from(after) / 30);
        let mut content = Answered {
            who: "A parent".into(),
            months,
            answers,
            note: "Talked through with the parents.".into(),
            ..Answered::default()
        };
        let scored = questionnaires::scored(sdq, Informant::Parent, &content.answers, months);
        questionnaires::keep(sdq, &scored, &mut content);
        let words = serde_json::to_string(&content)
            .map_err(|e| kernel::Error::internal("a questionnaire of the demo", e))?;
        let entry = Questionnaire {
            id: kernel::Id::from_slice(&bytes).unwrap_or(first.id),
            case: story.case.id,
            measure: sdq.code.clone(),
            informant: Informant::Parent,
            wave,
            way: Way::Paper,
            on: days::date(on),
            content,
            standing: questionnaires::Standing::Kept,
            replaces: None,
            kept: days::at(on, 650),
            kept_by: story.case.coordinator,
            version: 1,
        };
        out.row(tables::QUESTIONNAIRE, answers_store::values(keys, story.case.agency, &entry)?, &[&words])?;
    }
    Ok(())
}

/// The year at school of a child born on this day: the first begins in September at five.
fn year_at_school(born: Date, day: Date) -> Option<String> {
    let began = Date::new(if day.month() >= 9 { day.year() } else { day.year() - 1 }, 9, 1).ok()?;
    match months_old(born, began)? / 12 - 4 {
        ..0 => None,
        0 => Some("Reception".to_owned()),
        year @ 1..=13 => Some(format!("Year {year}")),
        _ => None,
    }
}

fn school(out: &mut Out, keys: &Keys, (story, born): Child<'_>, dice: &mut Dice, day: Day) -> Result<()> {
    let case = &story.case;
    let Some(year) = born.and_then(|born| year_at_school(born, days::date(day))) else { return Ok(()) };
    let sen = dice.weighted(&[(Sen::None, 20), (Sen::Support, 40), (Sen::Refused, 10), (Sen::Plan, 30)]);
    let saved = Saved {
        schooling: Schooling {
            school: dice.one(SCHOOLS).to_owned(),
            year,
            teacher: dice.one(TEACHERS).to_owned(),
            virtual_school: if dice.percent(60) {
                "Advised the school in the spring.".into()
            } else {
                String::new()
            },
            sen: Some(sen),
            sen_words: if sen == Sen::Plan {
                "An adult beside the child for half of each week.".into()
            } else {
                String::new()
            },
            reviewed: (sen == Sen::Plan).then(|| days::date(day - dice.within(30..=390))),
            premium: Some(dice.one(Premium::ALL)),
            attendance: Some(dice.number(72..=99)),
            attendance_on: Some(days::date(day)),
            ..Schooling::default()
        },
        at: days::at(day, 660),
        by: case.coordinator,
        version: 1,
    };
    let words = serde_json::to_string(&saved.schooling)
        .map_err(|e| kernel::Error::internal("a schooling of the demo", e))?;
    out.row(tables::EDUCATION, education::values(keys, case, &saved)?, &[&words])?;
    for nth in 0..dice.within(1..=4) {
        let kind = dice.one(&[EventKind::Meeting, EventKind::Call, EventKind::Suspension, EventKind::Good]);
        let event = Event {
            id: dice.random_id(),
            case: case.id,
            kind,
            on: days::date(day - 11 * nth),
            half_days: if kind == EventKind::Suspension { dice.number(2..=6) } else { 0 },
            minutes: dice.number(1..=12) * 15,
            words: match kind {
                EventKind::Good => "Read aloud to the class.".into(),
                EventKind::Suspension => {
                    "After a fight at lunch that began with a word about families.".into()
                }
                _ => "How mornings can begin calmly, and who meets the child at the gate.".into(),
            },
            standing: Standing::Kept,
            added: days::at(day - 11 * nth, 840),
            by: case.coordinator,
            version: 1,
        };
        out.row(tables::EDUCATION_EVENT, education::event_values(keys, case, &event)?, &[&event.words])?;
    }
    Ok(())
}

fn others(out: &mut Out, keys: &Keys, story: &CaseStory, dice: &mut Dice, day: Day) -> Result<()> {
    let case = &story.case;
    if !dice.percent(50) {
        return Ok(());
    }
    let (kind, lead, relation) = dice.one(&[
        (
            PlanKind::Ehcp,
            "The council’s SEN team",
            "It pays for an adult at school. Our sessions are after school, and both say so to the other.",
        ),
        (
            PlanKind::ChildInNeed,
            "Children’s services",
            "It holds the short breaks. Both plans are looked at on one day.",
        ),
        (
            PlanKind::Mental,
            "CAMHS",
            "It holds the medicine and its review. We hold the work with the family.",
        ),
    ]);
    let other = OtherPlan {
        id: dice.random_id(),
        kind,
        content: OtherContent { lead: lead.into(), relation: relation.into() },
        review: Some(days::date(day + dice.within(-30..=200))),
        ended: false,
        added: days::at(day, 680),
        by: case.coordinator,
        version: 1,
    };
    let words = serde_json::to_string(&other.content)
        .map_err(|e| kernel::Error::internal("another plan of the demo", e))?;
    out.row(tables::OTHER_PLAN, other_plans::values(keys, case.agency, case.id, &other)?, &[&words])
}

fn asked(out: &mut Out, keys: &Keys, story: &CaseStory, dice: &mut Dice, day: Day) -> Result<()> {
    let case = &story.case;
    let first = dice.place(ASKED.len());
    for nth in 0..dice.within(1..=2) {
        let at = (first + usize::try_from(nth).unwrap_or(0) * 2) % ASKED.len();
        let (code, words, answer, gave, pence) = ASKED[at];
        let service = Service::find(code)?;
        let on = (day - dice.within(30..=150)).max(days::of(case.opened));
        let state = dice.weighted(&[
            (State::Asked, 25),
            (State::Given, 20),
            (State::Refused, 40),
            (State::Unanswered, 15),
        ]);
        let left = state.left_to_us();
        let ask = Ask {
            id: dice.random_id(),
            case: case.id,
            need: service.needs.first().copied().unwrap_or(kernel::Need::School),
            service: code.to_owned(),
            system: service.system,
            body: match service.system {
                coordination::duties::model::System::Health => dice.one(BOARDS).to_owned(),
                _ => case.council.clone(),
            },
            state,
            asked: days::date(on),
            answered: (state != State::Asked).then(|| days::date((on + 28).min(day))),
            cost: if left { Pence(pence) } else { Pence(0) },
            words: words.to_owned(),
            answer: if state == State::Refused { answer.to_owned() } else { String::new() },
            gave: if left { gave.to_owned() } else { String::new() },
            added: days::at(on, 700),
            by: case.coordinator,
            version: if state == State::Asked { 1 } else { 2 },
        };
        out.row(tables::DUTY_ASK, duties::values(keys, case, &ask)?, &[&ask.words, &ask.answer, &ask.gave])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_in_the_year_of_their_age() {
        let year = |born: &str| year_at_school(born.parse().unwrap(), Date::constant(2026, 11, 20));
        assert_eq!(year("2022-09-01").as_deref(), Some("Reception"));
        assert_eq!(year("2021-08-31").as_deref(), Some("Year 1"));
        assert_eq!(year("2010-01-01").as_deref(), Some("Year 12"));
        assert_eq!(year("2022-09-02"), None, "too young");
        assert_eq!(year("2000-01-01"), None, "grown up");
    }
}
