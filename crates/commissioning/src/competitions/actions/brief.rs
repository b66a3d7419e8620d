//! A worker asks for a provider to be chosen, with a brief that names nobody.

use access::{Act, Action, Grant, Look, One, actions::BriefCompetition, audit::changed, market::Competition};
use casework::{
    cases::store::{self as cases, Case as Record},
    identify::{Clue, Known, doubtful, findings},
    people::store as people,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{
    Calendar, Date, Error, FieldError, Id, Invalid, Reference, Result,
    kinds::{Case, Organisation},
};

use crate::{
    catalogue::model::Catalogue,
    competitions::{
        model::Route,
        store::{self, New},
    },
    orders::model::MOST_SESSIONS,
    providers::{model::price_on, store as providers},
};

/// What a worker asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// Code of the catalogue.
    pub therapy: String,
    /// Where; empty for anywhere.
    pub region: String,
    /// How many sessions.
    pub sessions: u32,
    /// From when.
    pub starts_on: Date,
    /// What is needed, naming nobody.
    pub words: String,
    /// Whether the worker read again the words that only a person can judge.
    pub read_again: bool,
    /// How a provider is to be chosen.
    pub route: Route,
    /// Whom, where it is no competition.
    pub provider: Option<Id<Organisation>>,
    /// Why not by competition.
    pub why: String,
}

/// Whom the words of a brief must not name.
///
/// # Errors
/// Those of the store.
pub fn known<A: Action>(look: &Look<'_>, _grant: &Grant<A, One<Case>>, case: &Record) -> Result<Known> {
    let mut known = Known::default();
    for person in people::of_family(look, case.family)? {
        known.births.extend(person.born);
        if person.id == case.child {
            known.child = person.name();
        } else {
            known.others.push(person.name());
        }
    }
    Ok(known)
}

/// Asks for a choice of provider.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` by field; `Refused` (`case.closed`).
pub fn ask_for_choice(act: &Act<'_>, case: Id<Case>, brief: &Brief) -> Result<Id<Competition>> {
    let grant = act.one::<BriefCompetition, Case>(case)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    let mut wrong = check(act, brief)?;
    let known = known(act, &grant, &case)?;
    wrong.extend(named(&brief.words, &known, brief.read_again, "words"));
    if brief.route != Route::Competition {
        wrong.extend(named(&brief.why, &known, true, "why"));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    let new = New {
        id: Id::new(act.now()),
        reference: Reference::new("CO"),
        case: &case,
        therapy: &brief.therapy,
        region: &brief.region,
        sessions: brief.sessions,
        starts_on: brief.starts_on,
        route: brief.route,
        brief: &brief.words,
        why: if brief.route == Route::Competition { "" } else { &brief.why },
        chosen: brief.provider.filter(|_| brief.route != Route::Competition),
    };
    store::insert(act, &new)?;
    grant.note(
        act,
        &changed(&[
            ("competition", "", &new.reference.to_string()),
            ("therapy", "", new.therapy),
            ("route", "", new.route.code()),
        ]),
    )?;
    timeline::note(
        act,
        NewEvent {
            agency: case.agency,
            case: case.id,
            kind: EventKind::Order,
            words: &format!(
                "A provider is to be chosen for {}: {}.",
                crate::words::therapy(new.therapy)?,
                new.route.label().to_lowercase()
            ),
            link: Some(&format!("/competitions/{}", new.id)),
            family_sees: false,
        },
    )?;
    Ok(new.id)
}

fn wrong(field: &str, message: impl Into<String>) -> FieldError {
    FieldError { field: field.into(), message: message.into() }
}

fn check(act: &Act<'_>, brief: &Brief) -> Result<Vec<FieldError>> {
    let mut all = Vec::new();
    if Catalogue::shipped()?.find(&brief.therapy).is_none() {
        all.push(wrong("therapy", "Choose an intervention from the catalogue"));
    }
    if !(1..=MOST_SESSIONS).contains(&brief.sessions) {
        all.push(wrong("sessions", format!("Enter how many sessions, from 1 to {MOST_SESSIONS}")));
    }
    let today = act.today();
    if !(today..=Calendar::england().add_days(today, 366)).contains(&brief.starts_on) {
        all.push(wrong("starts_on", "Enter the day to start from: today or later, within a year"));
    }
    if brief.route != Route::Competition {
        if brief.why.is_empty() {
            all.push(wrong("why", "Say why there is no competition: the reason is kept and published"));
        }
        match brief.provider {
            None => all.push(wrong("provider", "Choose the provider")),
            Some(id) => {
                let prices = providers::prices(act, id, &brief.therapy)?;
                if price_on(&prices, id, &brief.therapy, today).is_none() {
                    all.push(wrong(
                        "provider",
                        "This provider has no price for it today. Choose another, or have one listed",
                    ));
                }
            }
        }
    }
    Ok(all)
}

/// What in the words gives the family away, and what only a person can judge.
fn named(words: &str, known: &Known, read_again: bool, field: &str) -> Option<FieldError> {
    let found = findings(words, known);
    if !found.is_empty() {
        let mut said: Vec<String> = Vec::new();
        for finding in found {
            let piece = words.get(finding.at.clone()).unwrap_or_default();
            let one = format!("“{piece}” ({})", about(finding.clue));
            if !said.contains(&one) {
                said.push(one);
            }
        }
        return Some(wrong(
            field,
            format!("Bidders must not learn whom this is about. Take out: {}", said.join(", ")),
        ));
    }
    let doubts = doubtful(words);
    if doubts.is_empty() || read_again {
        return None;
    }
    let doubts: Vec<String> = doubts.iter().map(|word| format!("“{word}”")).collect();
    Some(wrong(
        field,
        format!(
            "Look again at {}: a place, a school, a day or a rare fact can give a family away. Take it out, or tick that you have read it again",
            doubts.join(", ")
        ),
    ))
}

fn about(clue: Clue) -> String {
    clue.label().to_lowercase()
}
