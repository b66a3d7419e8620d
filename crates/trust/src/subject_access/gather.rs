//! Gathering what is held about somebody: the rooms of the case, in passages; `docs/data-protection.md` names what is not gathered.
//! Each room is opened with its own grant, so the audit log tells of it, and only the identity after adoption is read: the wall
//! between identities stands in a copy as everywhere.

use access::{
    Grant, Look, One,
    actions::{
        HandleSubjectAccess, ViewApplication, ViewAssessment, ViewCase, ViewConsent, ViewContribution,
        ViewDocument, ViewEducation, ViewEnquiry, ViewOrder, ViewPlan, ViewQuestionnaires, ViewSpecialist,
    },
    audit::report::{self, Page},
    consent::{BasisKind, purposes, store as consents},
    rights::SubjectRequest,
};
use casework::{
    action_asks::store as action_asks,
    assessment::{signatures as signed_off, store as assessments},
    cases::{levels, store as cases},
    chronology::{
        model::{Standing, Wanted},
        store as chronology,
    },
    contributions::store as contributions,
    family_picture::store as ties,
    front_door::store as enquiries,
    of_age::store as of_age,
    other_plans::store as other_plans,
    outside_assessments::store as outside_assessments,
    people::store::{self as people, Person},
    plan::{signatures, store as plans},
    promises,
    screening::store as screenings,
    timeline,
};
use commissioning::{
    delivery::{model::SessionState, store as sessions},
    orders::store as orders,
};
use coordination::{
    duties::store as duties, education::store as education, specialist::store as specialists,
};
use funding::applications::{lists as applications, store as application};
use kernel::{Error, Id, Moment, PromiseKind, Result, kinds};
use outcomes::{goals::store as goals, measures::model::Informant, questionnaires::store as questionnaires};
use serde::Serialize;
use teamwork::{moves::store as moves, supervision::store as decisions};

use super::model::{Others, Room, tell};
use crate::{corrections, family_files::store as family_files, words::day};

/// The newest lines of the audit log that a copy holds.
const LOOKS: u32 = 1_000;

/// Passages as they are gathered: room, words, marked.
#[derive(Default)]
struct Pile {
    others: Others,
    passages: Vec<(Room, String, bool)>,
}

impl Pile {
    /// Adds words, marked where they speak of somebody else.
    fn add(&mut self, room: Room, words: impl Into<String>) {
        let words = words.into();
        let marked = self.others.named_in(&words);
        self.passages.push((room, words, marked));
    }

    /// Adds words that are always to be read before they are given.
    fn marked(&mut self, room: Room, words: impl Into<String>) {
        self.passages.push((room, words.into(), true));
    }

    /// Adds a whole record.
    fn record(&mut self, room: Room, title: &str, value: &impl Serialize, always: bool) -> Result<()> {
        let value = serde_json::to_value(value).map_err(|e| Error::internal("a record for a copy", e))?;
        for words in tell(title, &value) {
            if always { self.marked(room, words) } else { self.add(room, words) }
        }
        Ok(())
    }
}

/// What is held about a person in a case, in order.
///
/// # Errors
/// `NotFound` for a case of others, or for somebody who is not of its household.
pub fn gather(
    look: &Look<'_>,
    asked: &Grant<HandleSubjectAccess, One<SubjectRequest>>,
    case: Id<kinds::Case>,
    person: Id<kinds::Person>,
) -> Result<Vec<(Room, String, bool)>> {
    let grant = look.one::<ViewCase, kinds::Case>(case)?;
    let record = cases::load(look, &grant)?;
    let household = people::of_family(look, record.family)?;
    let subject = household.iter().find(|p| p.id == person).ok_or(Error::NotFound)?;
    let mut pile = Pile { others: others(&household, subject), passages: Vec::new() };
    who(&mut pile, &household, subject);
    if let Some(enquiry) = record.enquiry {
        let found = enquiries::load(look, &look.one::<ViewEnquiry, kinds::Enquiry>(enquiry)?)?;
        // First contact is in somebody's own words: whoever wrote may not be whoever asks.
        pile.record(Room::Enquiry, "First contact", &found.enquiry, true)?;
        pile.record(Room::Enquiry, "What was done with it", &found.history, true)?;
    }
    pile.add(
        Room::Case,
        format!(
            "Case {}, opened on {}. {}. Council {}. Level of support: {}. Now {}.",
            record.reference,
            Moment(record.opened),
            record.route.label(),
            record.council,
            record.level.label().to_lowercase(),
            record.state.label().to_lowercase()
        ),
    );
    if let Some(ordered) = record.order_date {
        pile.add(Room::Case, format!("Date of the order: {}.", day(ordered)));
    }
    for step in levels::of_case(look, &grant)? {
        let words = format!(
            "{}: from {} to {}. {}",
            Moment(step.at),
            step.from.label(),
            step.to.label(),
            step.reason
        );
        pile.add(Room::Case, words);
    }
    mattered(look, &mut pile, &grant, person)?;
    written(look, &mut pile, case)?;
    money(look, &mut pile, case)?;
    happened(look, &mut pile, &grant)?;
    agreed(look, &mut pile, case)?;
    for c in corrections::store::of_case(look, &grant)? {
        pile.add(
            Room::Rights,
            format!(
                "{}, asked on {}. It stood: {}. Asked for: {}. {}. {}",
                c.what.label(),
                Moment(c.asked),
                c.old,
                c.wanted,
                c.state.label(),
                c.decided_why
            ),
        );
    }
    looks(look, &mut pile, asked, case)?;
    Ok(pile.passages)
}

fn others(household: &[Person], subject: &Person) -> Others {
    let rest = household.iter().filter(|p| p.id != subject.id);
    Others::new(rest.flat_map(|p| {
        let mut words: Vec<String> = p.first.split_whitespace().map(str::to_owned).collect();
        words.extend([p.contact.phone.clone(), p.contact.email.clone()]);
        words
    }))
}

fn who(pile: &mut Pile, household: &[Person], subject: &Person) {
    let line = |p: &Person| {
        let born = p.born.map_or_else(|| "not recorded".to_owned(), day);
        let c = &p.contact;
        format!(
            "{}, {}. Born: {born}. Sex: {}. Ethnicity: {}. Council: {}. Address: {} {}. Telephone: {}. Email: {}.",
            p.name(),
            p.kind.label().to_lowercase(),
            p.sex.as_deref().unwrap_or("not recorded"),
            p.ethnicity.as_deref().unwrap_or("not recorded"),
            p.council,
            c.address,
            c.postcode,
            c.phone,
            c.email
        )
    };
    pile.passages.push((Room::Identity, line(subject), false));
    for person in household.iter().filter(|p| p.id != subject.id) {
        pile.marked(Room::Household, line(person));
    }
}

/// Who matters to the child, what was decided, where they moved, and the steps to being of age.
fn mattered(
    look: &Look<'_>,
    pile: &mut Pile,
    grant: &Grant<ViewCase, One<kinds::Case>>,
    person: Id<kinds::Person>,
) -> Result<()> {
    // A tie is about somebody else, and is what somebody said of them.
    for tie in ties::of_case(look, grant)? {
        let d = &tie.details;
        let on = |day_of: Option<kernel::Date>| day_of.map_or_else(|| "not known".to_owned(), day);
        let words = format!(
            "{}: {}, from {} until {}. Said by {}. {}",
            tie.kind.label(),
            d.name,
            on(d.from),
            on(d.until),
            d.said_by,
            d.note
        );
        pile.marked(Room::Household, words);
    }
    for d in decisions::of_case(look, grant)? {
        let looked = d.looked.map_or_else(String::new, |(at, words)| format!(" On {}: {words}", Moment(at)));
        let words = format!("Decided on {}: {} Why: {}{looked}", Moment(d.at), d.decision, d.reason);
        pile.add(Room::Case, words);
    }
    for m in moves::moves(look, grant)? {
        let words =
            format!("A move on {} to {}. {} {}", day(m.on), m.council, m.home.address, m.home.postcode);
        pile.add(Room::Household, words);
    }
    for step in of_age::of_person(look, grant, person)? {
        let wish = step.wish.map_or("", |wish| wish.label());
        let words =
            format!("Coming of age, {}: {}. {wish} {}", Moment(step.at), step.kind.label(), step.note);
        pile.add(Room::Case, words);
    }
    Ok(())
}

/// Assessments, plans and goals.
fn written(look: &Look<'_>, pile: &mut Pile, case: Id<kinds::Case>) -> Result<()> {
    let grant = look.one::<ViewAssessment, kinds::Case>(case)?;
    for listed in assessments::of_case(look, &grant)? {
        let found = assessments::load(look, &look.one::<ViewAssessment, kinds::Assessment>(listed.id)?)?;
        pile.record(
            Room::Assessment,
            &format!("Assessment begun on {}", Moment(found.started)),
            &found.findings,
            false,
        )?;
        if let Some(said) = signed_off::of(look, found.id)?.filter(|s| !s.words.is_empty()) {
            pile.add(Room::Assessment, format!("The assessment was sent back: {}", said.words));
        }
    }
    for e in chronology::of_case(look, &grant, Standing::Kept, Wanted::default())? {
        pile.add(Room::Assessment, format!("The chronology, {}: {} {}", e.when, e.words, e.source));
    }
    for s in screenings::of_case(look, &grant)? {
        pile.record(
            Room::Assessment,
            &format!("Screening tool {}, {}", s.measure, day(s.on)),
            &s.content,
            false,
        )?;
    }
    partners(look, pile, case)?;
    let grant = look.one::<ViewPlan, kinds::Case>(case)?;
    for listed in plans::of_case(look, &grant)? {
        let plan = plans::load(look, &look.one::<ViewPlan, kinds::Plan>(listed.id)?)?;
        pile.record(Room::Plan, &format!("Plan, version {}", plan.number), &plan.content, false)?;
        if let Some(said) = signatures::of_plan(look, plan.id)?.filter(|s| !s.words.is_empty()) {
            pile.add(
                Room::Plan,
                format!("Version {} was sent back to be changed: {}", plan.number, said.words),
            );
        }
    }
    // What owners of actions said is somebody else's word, so that it is read before it is given.
    for k in action_asks::of_opened(look, case)? {
        let (who, at) = (k.ask.who(), Moment(k.asked));
        let asked = format!("{who} was asked on {at}: {} {}. {}", k.ask.what, k.state.label(), k.words);
        pile.marked(Room::Plan, asked);
        if let Some(said) = &k.answer {
            pile.marked(
                Room::Plan,
                format!("{who} said: {}. {} {}", said.outcome.label(), said.words, said.name),
            );
        }
    }
    for p in other_plans::of_case(look, &grant)? {
        pile.record(Room::Plan, p.kind.label(), &p.content, false)?;
    }
    let grant = look.one::<ViewEducation, kinds::Case>(case)?;
    if let Some(saved) = education::of_case(look, &grant)? {
        pile.record(Room::Plan, "School", &saved.schooling, false)?;
    }
    for e in education::events(look, &grant)? {
        pile.add(Room::Plan, format!("School, {}: {} {}", day(e.on), e.kind.label(), e.words));
    }
    for a in duties::of_case(look, &grant)? {
        pile.add(
            Room::Plan,
            format!("Asked of {} on {}: {} {} {}", a.service_name(), day(a.asked), a.words, a.answer, a.gave),
        );
    }
    for o in outside_assessments::of_case(look, &look.one::<ViewAssessment, kinds::Case>(case)?)? {
        let words = format!("An assessment by others, {}. {}", day(o.on), o.words);
        pile.add(Room::Assessment, words);
        if let Some(found) = &o.found {
            pile.record(Room::Assessment, &format!("Assessed by {}", found.organisation), found, false)?;
        }
    }
    for l in specialists::of_case(look, &look.one::<ViewSpecialist, kinds::Case>(case)?)? {
        let (asked, s) = (Moment(l.ask.asked), l.ask);
        let words = format!(
            "A specialist assessment was asked of {} on {asked}: {} {} {}",
            l.provider_name, s.goals, s.why, s.answer
        );
        pile.add(Room::Assessment, words);
        if !s.report.is_empty() {
            // What a clinician wrote is somebody else's word, so that it is read before it is given.
            pile.marked(
                Room::Assessment,
                format!("{} reported: {} {}", l.provider_name, s.recommends, s.report),
            );
        }
    }
    for s in family_files::of_case(look, &look.one::<ViewDocument, kinds::Case>(case)?)? {
        // It may be a young person’s own, so that it is read before it is given.
        pile.marked(
            Room::Case,
            format!("A file that the family sent, {}: {} {} {}", Moment(s.at), s.title, s.words, s.answer),
        );
    }
    let grant = look.one::<ViewQuestionnaires, kinds::Case>(case)?;
    for q in questionnaires::of_case(look, &grant)? {
        let title =
            format!("{} answered by {}, {}", q.measure, q.informant.label().to_lowercase(), day(q.on));
        // What a child says of themselves, and what a school or a therapist says, is read before it is given.
        pile.record(Room::Goals, &title, &q.content, q.informant != Informant::Parent)?;
    }
    let all = goals::of_case(look, case)?;
    for goal in all.set.all() {
        let ratings: Vec<String> = all
            .ratings
            .iter()
            .filter(|r| r.goal == goal.id && !all.private.contains(&r.id))
            .map(|r| format!("{}: {} by {}", day(r.on), r.score, r.rater.label().to_lowercase()))
            .collect();
        pile.add(
            Room::Goals,
            format!("{}, set on {}. Ratings: {}.", goal.title(), day(goal.set), ratings.join("; ")),
        );
        for w in all.wordings.iter().filter(|w| w.goal == goal.id) {
            pile.add(Room::Goals, format!("{}: until {} it said: {}", goal.title(), day(w.until), w.words));
        }
        // Whoever asked for the copy may be a parent: somebody reads these before they are given.
        for r in all.ratings.iter().filter(|r| r.goal == goal.id && all.private.contains(&r.id)) {
            pile.marked(
                Room::Goals,
                format!(
                    "{}: {} on {}, which the young person keeps from their parents",
                    goal.title(),
                    r.score,
                    day(r.on)
                ),
            );
        }
    }
    Ok(())
}

/// What partners were asked and said. Each is somebody else's word, so that all of it is read before it is given.
fn partners(look: &Look<'_>, pile: &mut Pile, case: Id<kinds::Case>) -> Result<()> {
    let grant = look.one::<ViewContribution, kinds::Case>(case)?;
    for k in contributions::of_case(look, &grant)? {
        let (who, at) = (k.ask.who(), Moment(k.asked));
        pile.marked(
            Room::Assessment,
            format!(
                "{who} was asked on {at}: {} {} {}. {}",
                k.ask.why,
                k.ask.question,
                k.state.label(),
                k.words
            ),
        );
        for said in k.answer.iter().flat_map(|a| &a.said).filter(|s| !s.words.is_empty()) {
            let kept = match said.withheld {
                true => format!(" Marked by them as not for the family: {}", said.withheld_why),
                false => String::new(),
            };
            pile.marked(Room::Assessment, format!("{who} said ({}): {}{kept}", said.part, said.words));
        }
        if let Some(took) = &k.took {
            pile.add(Room::Assessment, format!("{}: {}", took.used.label(), took.words));
        }
    }
    Ok(())
}

/// Applications, orders and sessions.
fn money(look: &Look<'_>, pile: &mut Pile, case: Id<kinds::Case>) -> Result<()> {
    let grant = look.one::<ViewApplication, kinds::Case>(case)?;
    for listed in applications::of_case(look, &grant)? {
        let found = application::load(look, &look.one::<ViewApplication, kinds::Application>(listed.id)?)?;
        let a = &found.application;
        let title =
            format!("Application {}: {} for {}, {}", a.reference, listed.amount, a.therapy, a.state.label());
        pile.record(Room::Funding, &title, &a.content, false)?;
        if let Some(words) = &a.decision {
            pile.add(Room::Funding, format!("Decision on {}: {words}", a.reference));
        }
    }
    let grant = look.one::<ViewOrder, kinds::Case>(case)?;
    for listed in orders::of_case(look, &grant)? {
        let order = look.one::<ViewOrder, kinds::Order>(listed.id)?;
        pile.add(
            Room::Orders,
            format!(
                "Order {}: {} sessions of {} from {}, {}.",
                listed.reference,
                listed.sessions,
                listed.therapy,
                listed.provider_name,
                listed.state.label()
            ),
        );
        for session in sessions::of_order(look, &order)? {
            let note = session.note.as_deref().unwrap_or_default();
            let became = match session.session.state {
                SessionState::Planned => "planned",
                SessionState::Held => "held",
                SessionState::Missed(_) => "missed",
            };
            pile.add(
                Room::Orders,
                format!("Session of {} on {}: {became}. {note}", listed.reference, day(session.session.day)),
            );
        }
    }
    Ok(())
}

/// The whole timeline and the promises.
fn happened(look: &Look<'_>, pile: &mut Pile, grant: &Grant<ViewCase, One<kinds::Case>>) -> Result<()> {
    let mut after = None;
    loop {
        let rows = timeline::of_case(look, grant, after)?;
        for event in &rows.items {
            let words = format!("{}, {}: {}", Moment(event.at), event.kind.label(), event.words);
            // What the family does not see was written for workers.
            if event.family_sees {
                pile.add(Room::Timeline, words)
            } else {
                pile.marked(Room::Timeline, words)
            }
        }
        after = rows.next;
        if after.is_none() {
            break;
        }
    }
    for promise in promises::of_case(look, grant)? {
        let words = format!(
            "{}: promised on {}, due {}. {}.",
            promise.kind.label(),
            Moment(promise.made),
            Moment(promise.due),
            promise.state(look.now()).label()
        );
        // That somebody of the family wrote to the team is between them: a person reads it before it is given to another.
        if promise.kind == PromiseKind::MessageAnswered {
            pile.marked(Room::Promises, words);
        } else {
            pile.add(Room::Promises, words);
        }
    }
    Ok(())
}

/// Consents and what was shared.
fn agreed(look: &Look<'_>, pile: &mut Pile, case: Id<kinds::Case>) -> Result<()> {
    let grant = look.one::<ViewConsent, kinds::Case>(case)?;
    for c in consents::of_case(look, &grant)? {
        let to = consents::name_of(look, &c.to)?;
        let withdrawn = c
            .withdrawn
            .map_or_else(String::new, |at| format!(" Withdrawn on {}. {}", Moment(at), c.withdrawn_why));
        pile.add(
            Room::Consent,
            format!(
                "{}, with {to}: {}. {} {}{withdrawn}",
                purposes::title(&c.purpose),
                c.answer.label(),
                c.given_name,
                c.note
            ),
        );
    }
    for d in consents::disclosures(look, &grant)? {
        let to = consents::name_of(look, &d.to)?;
        let what: Vec<&str> = d.shares.iter().map(|k| k.label()).collect();
        let words = format!(
            "{}: to {to}, to {}. {}. On the ground of: {}.",
            Moment(d.at),
            purposes::title(&d.purpose).to_lowercase(),
            what.join("; "),
            d.basis.label()
        );
        // Sharing to keep somebody safe may be dangerous to tell.
        if d.basis == BasisKind::Safeguarding {
            pile.marked(Room::Shared, words)
        } else {
            pile.add(Room::Shared, words)
        }
    }
    Ok(())
}

/// Who has looked: when, in which role, and what they did. Workers are named by their role.
fn looks(
    look: &Look<'_>,
    pile: &mut Pile,
    grant: &Grant<HandleSubjectAccess, One<SubjectRequest>>,
    case: Id<kinds::Case>,
) -> Result<()> {
    let page = Page { after: None, lines: LOOKS };
    let lines: Vec<String> = report::for_copy(look, grant, case, page)?
        .iter()
        .map(|line| format!("{}: {}, {} ({})", Moment(line.at), line.role, line.action, line.kind))
        .collect();
    for part in lines.chunks(50) {
        pile.passages.push((Room::Looks, part.join("\n"), false));
    }
    Ok(())
}
