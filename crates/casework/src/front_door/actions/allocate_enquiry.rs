//! An enquiry is allocated: it becomes a case of a family, with a coordinator, or joins a
//! case that is open already. What was told is taken over, not asked again.

use access::{
    Act, Grant, InAgency, Look,
    accounts::{self, Account},
    actions::{ListCases, SearchPeople, TriageEnquiry, ViewCase},
};
use kernel::{
    Date, Error, FieldError, Id, Invalid, LegalRoute, Level, PromiseKind, Result,
    kinds::{self, Family, Organisation, Person},
};

use super::{Enquiry, Record, at_version, case_path, day, path, rows, step, step_promises};
use crate::{
    cases::{self, store::CaseState},
    front_door::model::{self, Asker, Event, Move, Outcome},
    people::{
        self,
        links::{self, CaseLink},
        model::{Known, Likeness, Postcode, likeness},
        store::{Contact, NewPerson, PersonKind, Query},
    },
    promises,
    timeline::{self, EventKind, NewEvent},
    words::mend,
};

/// Where an enquiry goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// A household that is not known yet.
    NewFamily,
    /// A household that is known, for somebody in it who is not.
    Family(Id<Family>),
    /// Somebody who is known, as a new case.
    Person(Id<Person>),
    /// A case that is open.
    Case(Id<kinds::Case>),
}

impl To {
    /// Reads `new`, `family:ID`, `person:ID` or `case:ID`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            None if text == "new" => Some(To::NewFamily),
            Some(("family", id)) => id.parse().ok().map(To::Family),
            Some(("person", id)) => id.parse().ok().map(To::Person),
            Some(("case", id)) => id.parse().ok().map(To::Case),
            _ => None,
        }
    }
}

impl std::fmt::Display for To {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            To::NewFamily => f.write_str("new"),
            To::Family(id) => write!(f, "family:{id}"),
            To::Person(id) => write!(f, "person:{id}"),
            To::Case(id) => write!(f, "case:{id}"),
        }
    }
}

/// What a worker decides when allocating.
#[derive(Debug, Clone, PartialEq)]
pub struct Allocation {
    /// The version that the decision is based on.
    pub version: i64,
    /// Where it goes.
    pub to: To,
    /// Who will coordinate; needed for a new case.
    pub coordinator: Option<Id<kinds::Account>>,
    /// How much support to begin with; needed for a new case.
    pub level: Option<Level>,
    /// First name of the person the support is for.
    pub first: String,
    /// Last name of the person the support is for.
    pub last: String,
    /// Their date of birth.
    pub born: Option<Date>,
    /// How the child came to the family.
    pub route: Option<LegalRoute>,
    /// The day of the order.
    pub ordered: Option<Date>,
    /// Why.
    pub why: String,
    /// The worker has looked at those who may be the same person and says that none is.
    pub checked: bool,
}

/// Somebody known who may be the one an enquiry is about.
#[derive(Debug, Clone)]
pub struct Possible {
    /// Who.
    pub person: people::store::Person,
    /// How alike, and why.
    pub likeness: Likeness,
    /// The cases of their household.
    pub cases: Vec<CaseLink>,
}

/// How many possible matches are shown.
const POSSIBLE_MOST: usize = 10;

/// The people of the agency who may be the asker or the one the support is for, the
/// likeliest first. For workers only: the public never learns whether somebody is known.
///
/// A birth relative is never compared: a child's first name and birth date, told by a birth parent,
/// would find the child's adoptive family.
pub fn possible(look: &Look<'_>, enquiry: &Enquiry) -> Result<Vec<Possible>> {
    if enquiry.asker == Some(Asker::BirthRelative) {
        return Ok(Vec::new());
    }
    let people = look.agency::<SearchPeople>()?;
    let cases = look.agency::<ListCases>()?;
    let (first, last) = enquiry.subject();
    let postcode = Postcode::parse(&enquiry.postcode);
    let known = |first: &str, last: &str, born| Known {
        first: first.to_owned(),
        last: last.to_owned(),
        born,
        postcode: postcode.clone(),
    };
    let mut found = find(look, &people, &known(first, last, enquiry.born), enquiry.born)?;
    if (first, last) != (&enquiry.first_name, &enquiry.last_name)
        && enquiry.asker != Some(Asker::Professional)
    {
        for other in find(look, &people, &known(&enquiry.first_name, &enquiry.last_name, None), None)? {
            if !found.iter().any(|(person, _)| person.id == other.0.id) {
                found.push(other);
            }
        }
    }
    found.sort_by_key(|(person, likeness)| (std::cmp::Reverse(likeness.score), person.id));
    found.truncate(POSSIBLE_MOST);
    let cases = links::cases_of(look, &cases, found.iter().filter_map(|(person, _)| person.family))?;
    let of = |family| cases.get(&family).cloned().unwrap_or_default();
    Ok(found
        .into_iter()
        .map(|(person, likeness)| Possible {
            cases: person.family.map(of).unwrap_or_default(),
            person,
            likeness,
        })
        .collect())
}

fn find(
    look: &Look<'_>,
    grant: &Grant<SearchPeople, InAgency>,
    known: &Known,
    born: Option<Date>,
) -> Result<Vec<(people::store::Person, Likeness)>> {
    let name = format!("{} {}", known.first, known.last).trim().to_owned();
    if name.is_empty() {
        return Ok(Vec::new());
    }
    let query = Query { name, born, postcode: known.postcode.clone() };
    let found = people::store::find(look, grant, &query)?;
    Ok(found
        .into_iter()
        .map(|f| {
            let alike = likeness(known, &f.person.known());
            (f.person, alike)
        })
        .filter(|(_, alike)| alike.is_possible())
        .collect())
}

/// Allocates an enquiry and gives its record and the case.
///
/// # Errors
/// `Refused` by rule `enquiry.triage` when it was allocated or closed before, and by
/// `walls.birth-relative` for a birth relative's; `Invalid` on
/// what a case still lacks, and on `to` while somebody known is likely the same and the
/// worker has not said that they looked; [`Error::Stale`].
pub fn allocate_enquiry(
    act: &Act<'_>,
    id: Id<kinds::Enquiry>,
    input: &Allocation,
) -> Result<(Record, Id<kinds::Case>)> {
    let grant = act.one::<TriageEnquiry, kinds::Enquiry>(id)?;
    let mut record = at_version(rows::load(act, &grant)?, input.version)?;
    if record.enquiry.asker == Some(Asker::BirthRelative) {
        return Err(Error::refused(
            "walls.birth-relative",
            "A birth relative has a record of their own and never joins an adoptive family's case. Record them with their birth family instead.",
        ));
    }
    let call_open = rows::call_open(act, &grant)?;
    let next = record.state.after(&Outcome::Allocate, &input.why);
    if let Err(error @ Error::Refused { .. }) = next {
        return Err(error);
    }
    let mut wrong = next.as_ref().err().map(mended).transpose()?.unwrap_or_default();
    let (case, family, words) = match input.to {
        To::Case(case) => {
            if !wrong.is_empty() {
                return Err(Error::Invalid(Invalid(wrong)));
            }
            let opened = cases::store::load(act, &act.one::<ViewCase, kinds::Case>(case)?)?;
            if opened.state == CaseState::Closed {
                return Err(Error::field(
                    "to",
                    "That case is closed. Open a new case for the same child instead",
                ));
            }
            let words = format!(
                "Another enquiry, {}, was received on {} and joined this case.",
                record.reference,
                day(record.received)
            );
            (case, opened.family, words)
        }
        to => {
            record.enquiry = completed(&record.enquiry, input);
            wrong.extend(lacking(&record.enquiry, act.today()));
            let coordinator = coordinator(act, record.agency, input, &mut wrong)?;
            if input.level.is_none() {
                wrong.push(mend("level", "Choose the level of support to begin with"));
            }
            if !matches!(to, To::Person(_)) && !input.checked {
                wrong.extend(unchecked(act, &record.enquiry)?);
            }
            let (Some(coordinator), Some(level), Some(route), true) =
                (coordinator, input.level, record.enquiry.route, wrong.is_empty())
            else {
                return Err(Error::Invalid(Invalid(wrong)));
            };
            open_case(act, &record, to, &coordinator, level, route)?
        }
    };
    record.state = next?;
    (record.case, record.family, record.ended) = (Some(case), Some(family), Some(act.now()));
    record.history.push(step(act, rows::Did::Allocated, &input.why));
    rows::save(act, &grant, &record)?;
    record.version += 1;

    promises::move_to_case(act, id, case)?;
    if rows::assessment_open(act, case)? {
        promises::withdraw(act, id.cast(), PromiseKind::Assessment)?;
    } else {
        rows::assessment_to_case(act, &grant, case)?;
    }
    step_promises(act, &record, &model::promises(Event::Moved(Move::Allocate), act.now(), call_open))?;
    tell(act, &record, case, &words, &input.why)?;
    grant.note(act, &format!("allocated to case {case}"))?;
    Ok((record, case))
}

fn mended(error: &Error) -> Result<Vec<FieldError>> {
    match error {
        Error::Invalid(Invalid(wrong)) => Ok(wrong.clone()),
        other => Err(other.clone()),
    }
}

/// The enquiry with what the worker added about the person the support is for. What the worker
/// leaves out stays as it was told.
fn completed(enquiry: &Enquiry, input: &Allocation) -> Enquiry {
    let or_told = |typed: &str, told: &str| match typed.trim() {
        "" => told.to_owned(),
        typed => typed.to_owned(),
    };
    Enquiry {
        child_first_name: or_told(&input.first, &enquiry.child_first_name),
        child_last_name: or_told(&input.last, &enquiry.child_last_name),
        born: input.born.or(enquiry.born),
        route: input.route.or(enquiry.route),
        // A route that the worker typed comes with its own date, or with none.
        ordered: if input.route.is_some() { input.ordered } else { enquiry.ordered },
        ..enquiry.clone()
    }
}

/// What a case needs that an enquiry may leave out, and what cannot be.
fn lacking(enquiry: &Enquiry, today: Date) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    if enquiry.child_first_name.is_empty() {
        wrong.push(mend("child-first-name", "Enter the first name of the person the support is for"));
    }
    if enquiry.child_last_name.is_empty() {
        wrong.push(mend("child-last-name", "Enter the last name of the person the support is for"));
    }
    if enquiry.born.is_none() {
        wrong.push(mend("born", "Enter the date of birth of the person the support is for"));
    }
    if enquiry.route.is_none() {
        wrong.push(mend("route", "Choose how the child came to the family"));
    }
    const ASKED: [&str; 5] = ["child-first-name", "child-last-name", "born", "route", "ordered"];
    wrong.extend(model::check(enquiry, today).into_iter().filter(|e| ASKED.contains(&e.field.as_str())));
    wrong
}

fn coordinator(
    act: &Act<'_>,
    agency: Id<Organisation>,
    input: &Allocation,
    wrong: &mut Vec<FieldError>,
) -> Result<Option<Account>> {
    let team = accounts::colleagues(act, agency)?;
    let found = team.into_iter().find(|a| Some(a.id) == input.coordinator);
    if found.is_none() {
        wrong.push(mend("coordinator", "Choose who will coordinate this case"));
    }
    Ok(found)
}

fn unchecked(act: &Act<'_>, enquiry: &Enquiry) -> Result<Option<FieldError>> {
    let likely = possible(act, enquiry)?.iter().any(|p| p.likeness.is_likely());
    Ok(likely.then(|| {
        mend("to", "Somebody known is likely the same person. Choose them, or tick that you checked and they are not")
    }))
}

/// Opens the case, with the household and the people that are not there yet. Gives the
/// case, the household and what the timeline says.
fn open_case(
    act: &Act<'_>,
    record: &Record,
    to: To,
    coordinator: &Account,
    level: Level,
    route: LegalRoute,
) -> Result<(Id<kinds::Case>, Id<Family>, String)> {
    let enquiry = &record.enquiry;
    let new_family = || people::store::add_family(act, record.agency, &enquiry.council);
    let (family, child) = match to {
        To::Person(id) => {
            let person = people::store::load(act, id)?;
            if person.agency != record.agency {
                return Err(Error::NotFound);
            }
            (person.family.map_or_else(new_family, Ok)?, id)
        }
        To::Family(family) => {
            rows::family_council(act, record.agency, family)?;
            (family, add_subject(act, record, family)?)
        }
        To::NewFamily | To::Case(_) => {
            let family = new_family()?;
            add_asker(act, record, family)?;
            (family, add_subject(act, record, family)?)
        }
    };
    let new = cases::store::NewCase {
        id: Id::new(act.now()),
        agency: record.agency,
        family,
        child,
        enquiry: Some(record.id),
        council: enquiry.council.clone(),
        route,
        order_date: enquiry.ordered,
        level,
        coordinator: Some(coordinator.id),
    };
    cases::arrivals::open(act, &new, Some(record.received))?;
    let words = format!(
        "Case opened from enquiry {} of {} ({}). {} coordinates. Level of support: {}.",
        record.reference,
        day(record.received),
        enquiry.channel.label().to_lowercase(),
        coordinator.name,
        level.label().to_lowercase()
    );
    Ok((new.id, family, words))
}

/// Adds the person that the support is for.
fn add_subject(act: &Act<'_>, record: &Record, family: Id<Family>) -> Result<Id<Person>> {
    let e = &record.enquiry;
    let own = e.asker.is_some_and(Asker::for_self);
    let kind = match e.asker {
        Some(Asker::AdoptedAdult) => PersonKind::Adult,
        _ => PersonKind::Child,
    };
    // A child is reached through the adult who asked; their own contact stays empty.
    let contact =
        if own { contact(e) } else { Contact { postcode: e.postcode.clone(), ..Contact::default() } };
    add_person(act, record, family, kind, (&e.child_first_name, &e.child_last_name), e.born, contact)
}

/// Adds the parent or carer who asked; professionals are not of the household, and those
/// who ask for themselves are the person the support is for.
fn add_asker(act: &Act<'_>, record: &Record, family: Id<Family>) -> Result<()> {
    let e = &record.enquiry;
    if matches!(e.asker, Some(Asker::AdoptiveParent | Asker::SpecialGuardian | Asker::KinshipCarer)) {
        let name = (e.first_name.as_str(), e.last_name.as_str());
        add_person(act, record, family, PersonKind::Adult, name, None, contact(e))?;
    }
    Ok(())
}

fn add_person(
    act: &Act<'_>,
    record: &Record,
    family: Id<Family>,
    kind: PersonKind,
    (first, last): (&str, &str),
    born: Option<Date>,
    contact: Contact,
) -> Result<Id<Person>> {
    let new = NewPerson {
        id: Id::new(act.now()),
        agency: record.agency,
        family: Some(family),
        kind,
        first: first.to_owned(),
        last: last.to_owned(),
        born,
        contact,
        sex: None,
        ethnicity: None,
        council: record.enquiry.council.clone(),
        made: act.now(),
    };
    people::store::add(act, &new)?;
    Ok(new.id)
}

fn contact(e: &Enquiry) -> Contact {
    Contact {
        postcode: e.postcode.clone(),
        phone: e.phone.clone(),
        email: e.email.clone(),
        ..Contact::default()
    }
}

/// Writes the timeline: what the family reads, and what only workers do.
fn tell(act: &Act<'_>, record: &Record, case: Id<kinds::Case>, words: &str, why: &str) -> Result<()> {
    let (here, there) = (case_path(case), path(record.id));
    let line = |kind, words, link, family_sees| NewEvent {
        agency: record.agency,
        case,
        kind,
        words,
        link: Some(link),
        family_sees,
    };
    timeline::note(act, line(EventKind::Case, words, here.as_str(), true))?;
    let why = format!("Allocated by the duty team: {}", why.trim());
    timeline::note(act, line(EventKind::Triage, &why, there.as_str(), false))?;
    if record.safeguarding.is_some() {
        let words = "The enquiry is marked with a safeguarding concern.";
        timeline::note(act, line(EventKind::Safeguarding, words, there.as_str(), false))?;
    }
    Ok(())
}
