//! When it gets hard: tipping points on some cases, escalations on a few, and the safeguarding protocol of each agency.

use ::store::{Keys, Write};
use coordination::{
    early_signs::{
        model::{self as signs, Decided, Prompt, Sign, Standing},
        store as sign_store,
    },
    escalation::{
        model::{Ask, AskState, Escalation, Field, Kind, Lead, Party, State},
        store,
    },
    protocols::{
        model::{AGENCY, Protocol, Text},
        store as protocols,
    },
};
use kernel::{
    Calendar, Date, Id, Result, Timestamp,
    kinds::{Account, Organisation},
};

use crate::{days, dice::Dice, rows::Out, story::CaseStory, tables, world::World};

/// How many open cases in a thousand have an escalation, and how many have tipping points without one.
const ESCALATED: u32 = 25;
const SIGNED: u32 = 60;

/// What got hard, who led it, whom they asked, for what, and what the family was told.
const STORIES: &[(Kind, Field, &str, &str, &str, &str)] = &[
    (
        Kind::Education,
        Field::Education,
        "Virtual school, head of inclusion",
        "Secondary school",
        "A calm start to each day, and one adult who meets the child at the gate",
        "The school and your coordinator meet with you. Until then mornings only, with the same adult each day.",
    ),
    (
        Kind::Violence,
        Field::Adoption,
        "Adoption support, senior worker",
        "Youth service",
        "A worker who sees the child twice a week",
        "Your coordinator rings each evening at six. A safety plan is made with you at home.",
    ),
    (
        Kind::Health,
        Field::Health,
        "CAMHS, duty clinician",
        "CAMHS",
        "An appointment this week, or the reason why not",
        "A nurse rings you tomorrow morning. At night the crisis line knows your child’s name.",
    ),
    (
        Kind::System,
        Field::Adoption,
        "Adoption support, team manager",
        "Early help",
        "One meeting in place of three",
        "You tell it nobody again: your coordinator tells it for you.",
    ),
];

const POINTS: &[&str] = &[
    "exclusion",
    "part-time",
    "parent-hurt",
    "police-call",
    "parent-worn",
    "told-again",
    "partner-refused",
    "missed-appointment",
];

fn nothing(case: &casework::cases::store::Case, kind: Kind, opened: Timestamp) -> Escalation {
    Escalation {
        id: Id::from_parts(0, [0; 10]),
        agency: case.agency,
        family: case.family,
        case: case.id,
        kind,
        state: State::Open,
        reason: String::new(),
        opened,
        opened_by: case.coordinator,
        lead_due: opened,
        lead: None,
        lead_at: None,
        hand_offs: 0,
        keeper: case.coordinator,
        enquirer: None,
        told_due: None,
        told: String::new(),
        told_next: None,
        told_at: None,
        ended: None,
        ended_by: None,
        ended_why: String::new(),
        stays: String::new(),
        again: String::new(),
        differently: String::new(),
        learned: None,
        learned_by: None,
        version: 1,
    }
}

/// What got hard in one open case, if anything did. It takes chance from a stream of its own, so that no story changes.
///
/// # Errors
/// An operator's when sealing fails or nobody takes the rows.
pub fn put(out: &mut Out, keys: &Keys, world: &World, story: &CaseStory) -> Result<()> {
    let case = &story.case;
    let opened = days::of(case.opened);
    if case.closed.is_some() || world.today - opened < 60 {
        return Ok(());
    }
    let mut number = [0; 8];
    number.copy_from_slice(&case.id.as_bytes()[8..]);
    let mut dice = Dice::new(world.seed, "hard", u64::from_be_bytes(number));
    let escalated = dice.per_mille(ESCALATED);
    if !escalated && !dice.per_mille(SIGNED) {
        return Ok(());
    }
    let back = dice.within(4..=40);
    let day = world.today - back;
    gathered(out, keys, world, story, &mut dice, day, escalated)?;
    if escalated { escalation(out, keys, world, story, &mut dice, day) } else { Ok(()) }
}

/// Two or three tipping points up to a day, and how the case stands after them.
fn gathered(
    out: &mut Out,
    keys: &Keys,
    world: &World,
    story: &CaseStory,
    dice: &mut Dice,
    day: days::Day,
    escalated: bool,
) -> Result<()> {
    // A demo of a day before any rule of them holds has none.
    if signs::points(days::date(world.today))?.is_empty() {
        return Ok(());
    }
    let case = &story.case;
    let mut found: Vec<(&str, Date)> = Vec::new();
    for nth in 0..dice.within(2..=3) {
        let on = day - 9 * nth;
        let point = dice.one(POINTS);
        let sign = Sign {
            id: dice.random_id(),
            point: point.to_owned(),
            on: days::date(on),
            words: "As a parent told it on the phone.".to_owned(),
            at: days::at(on, 660),
            by: case.coordinator,
        };
        out.row(tables::EARLY_SIGN, sign_store::sign_values(keys, case, &sign)?, &[&sign.words])?;
        found.push((point, sign.on));
    }
    let sum = signs::gathered(found, days::date(world.today))?;
    let seen = escalated || (sum.look() && dice.percent(40));
    let standing = match (seen, sum.look()) {
        (true, _) => Standing::Seen,
        (false, true) => Standing::Look,
        (false, false) => Standing::Quiet,
    };
    let words = match (seen, escalated) {
        (false, _) => "",
        (true, true) => "It is more than the plan can hold.",
        (true, false) => {
            "We talked it through with both parents. The plan holds, and we look again in a month."
        }
    };
    let prompt = Prompt {
        case: case.id,
        standing,
        raised: days::at(day, 660),
        decided: seen.then_some(if escalated { Decided::Escalated } else { Decided::Talk }),
        words: words.to_owned(),
        at: seen.then(|| days::at(day, 900)),
        by: case.coordinator.filter(|_| seen),
        version: 1 + i64::from(seen),
    };
    let row = sign_store::prompt_values(keys, case, &prompt, sum.weight)?;
    out.row(tables::EARLY_SIGN_CASE, row, &[&prompt.words])
}

fn escalation(
    out: &mut Out,
    keys: &Keys,
    world: &World,
    story: &CaseStory,
    dice: &mut Dice,
    day: days::Day,
) -> Result<()> {
    let (kind, field, who, partner, asked, told) = dice.one(STORIES);
    let at = |after: i32, minutes: i32| days::at((day + after).min(world.today), minutes);
    let calendar = Calendar::england();
    let due = calendar.end_of(calendar.add_working_days(days::date(day), 2));
    let mut e = nothing(&story.case, kind, at(0, 900));
    e.id = dice.random_id();
    e.reason =
        "Several things came together within a few weeks, and the plan alone does not hold them.".to_owned();
    e.lead_due = due;
    e.told_due = Some(due);
    // The newest few have nobody yet, so that an alarm is seen; the others walked on.
    let led = !dice.percent(15);
    let mut leads = Vec::new();
    if led {
        // The lead begins with adoption support and moves to whoever can act, in every second.
        let moved = field != Field::Adoption && dice.percent(50);
        let first = if moved { (Field::Adoption, "Adoption support, senior worker") } else { (field, who) };
        let mut steps = vec![(first, 1)];
        if moved {
            steps.push(((field, who), 3));
        }
        for ((field, who), after) in steps {
            let from = at(after, 600);
            e = e.led_by(field, from)?;
            let why = "They can decide what has to be decided this week.".to_owned();
            leads.push(Lead { id: dice.random_id(), field, who: who.to_owned(), why, from });
        }
        e = e.telling(told, None, at(1, 700))?;
    }
    let party = Party {
        id: dice.random_id(),
        field,
        organisation: partner.to_owned(),
        who: "The person who decides there".to_owned(),
        from: days::date(day),
    };
    let state = dice.weighted(&[(AskState::Answered, 5), (AskState::Asked, 3), (AskState::Refused, 2)]);
    let answer = match state {
        AskState::Answered => "Yes, from Monday.",
        AskState::Refused => "Not within our threshold.",
        AskState::Asked | AskState::Withdrawn => "",
    };
    let mut ask = Ask {
        id: dice.random_id(),
        party: party.id,
        what: asked.to_owned(),
        asked: at(1, 720),
        due: calendar.end_of(calendar.add_working_days(days::date(day + 1), 5)),
        state,
        answered: (!answer.is_empty()).then(|| at(3, 800)),
        answer: answer.to_owned(),
    };
    if led && world.today - day > 21 && dice.percent(70) {
        if ask.state == AskState::Asked {
            ask.state = AskState::Withdrawn;
            ask.answered = Some(at(20, 800));
        }
        let by = story.case.coordinator;
        let stays = "One call each evening for four weeks, then once a week.";
        e = e.stepped_down("Three calm weeks, and everybody knows who does what.", stays, by, at(20, 800))?;
        if dice.percent(70) {
            let again = "One voice from the first day: the family rang one number, and was called back within the hour.";
            let differently =
                "Ask the partner who decides in the first week, and not after the second incident.";
            e = e.learned_from(again, differently, by, at(21, 800))?;
        }
    }
    let texts: [&str; 6] = [&e.reason, &e.told, &e.ended_why, &e.stays, &e.again, &e.differently];
    out.row(tables::ESCALATION, store::values(keys, &e)?, &texts)?;
    for lead in &leads {
        let row = store::lead_values(keys, &e, lead, story.case.coordinator)?;
        out.row(tables::ESCALATION_LEAD, row, &[&lead.who, &lead.why])?;
    }
    let row = store::party_values(keys, &e, &party)?;
    out.row(tables::ESCALATION_PARTY, row, &[&party.organisation, &party.who])?;
    out.row(tables::ESCALATION_ASK, store::ask_values(keys, &e, &ask)?, &[&ask.what, &ask.answer])
}

/// The safeguarding protocol of an agency, kept by its manager. Councils follow it until they have one of their own.
///
/// # Errors
/// An operator's when the database refuses it.
pub fn protocol(
    w: &Write<'_>,
    agency: Id<Organisation>,
    keeper: Option<Id<Account>>,
    today: Date,
    now: Timestamp,
) -> Result<()> {
    let Some(keeper) = keeper else { return Ok(()) };
    let text = Text {
        number: 1,
        first: "Ask whether anybody is in danger now; if so, 999. Tell the manager on duty by voice. Write down the words that were used.".to_owned(),
        thresholds: "A child is hurt or likely to be; a child says so; an adult cannot keep the child safe tonight.".to_owned(),
        contacts: "The children’s services front door of the council where the child is. The manager on duty has the list.".to_owned(),
        out_of_hours: "The emergency duty team of that council. Adoption support answers again from nine.".to_owned(),
        keeper,
        review: Calendar::england().add_days(today, 180),
    };
    // Bytes from the agency's own id, so that each load gives the same.
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&agency.as_bytes()[6..]);
    let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
    let protocol = Protocol {
        id: Id::from_parts(millis, bytes),
        place: AGENCY.to_owned(),
        text,
        at: now,
        by: Some(keeper),
    };
    protocols::put(w, agency, &protocol)
}
