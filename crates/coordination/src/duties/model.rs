//! Which service is bound to meet which need, and what became of asking it. Pure: rules are data, and the day comes in.

use std::sync::LazyLock;

use kernel::{
    Date, Error, Id, Need, Pence, Result, Timestamp, codes, days_between,
    kinds::{Account, Case},
};
use serde::Deserialize;

/// The code of a body that is not on the list.
pub const OTHER: &str = "other";

codes! {
    /// Part of which system a service is.
    System {
        Health = "health", "Health";
        Education = "education", "Education";
        SocialCare = "social-care", "Social care";
    }
}

codes! {
    /// What became of asking a service.
    State {
        Asked = "asked", "No answer yet";
        Given = "given", "It meets the need";
        Refused = "refused", "It refused";
        Unanswered = "unanswered", "It never answered";
    }
}

impl State {
    /// Whether adoption support was left with the need.
    pub fn left_to_us(self) -> bool {
        matches!(self, State::Refused | State::Unanswered)
    }
}

/// A service that is bound by law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its stable code.
    pub code: String,
    /// Part of which system it is.
    pub system: System,
    /// What people call it.
    pub name: String,
    /// What it is bound to do.
    pub duty: String,
    /// Needs that it is bound to meet.
    pub needs: Vec<Need>,
    /// The law.
    pub source: String,
    /// Since when it can be chosen.
    pub from: Date,
    /// Whether the section was read again for this version.
    pub sure: bool,
}

#[derive(Deserialize)]
struct Line {
    code: String,
    system: String,
    name: String,
    duty: String,
    needs: String,
    source: String,
    from: Date,
    sure: String,
}

/// Every service, in the order of the file.
///
/// # Errors
/// `Internal` when the file of this build cannot be read.
pub fn services() -> Result<&'static [Service]> {
    static SHIPPED: LazyLock<Result<Vec<Service>>> =
        LazyLock::new(|| read(include_str!("../../../../data/duty_services.csv")));
    SHIPPED.as_deref().map_err(Clone::clone)
}

impl Service {
    /// The service with this code.
    ///
    /// # Errors
    /// `NotFound` when there is none; `Internal` when the list is broken.
    pub fn find(code: &str) -> Result<&'static Service> {
        services()?.iter().find(|s| s.code == code).ok_or(Error::NotFound)
    }
}

fn read(text: &str) -> Result<Vec<Service>> {
    let bad = |what: String| Error::Internal(format!("data/duty_services.csv: {what}"));
    let mut all: Vec<Service> = Vec::new();
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    for line in reader.deserialize::<Line>() {
        let line = line.map_err(|e| bad(e.to_string()))?;
        let need = |code: &str| Need::from_code(code).ok_or_else(|| bad(format!("'{code}' is no need")));
        let service = Service {
            system: System::from_code(&line.system)
                .ok_or_else(|| bad(format!("'{}' is no system", line.system)))?,
            needs: line.needs.split_whitespace().map(need).collect::<Result<_>>()?,
            sure: match line.sure.as_str() {
                "yes" => true,
                "no" => false,
                other => return Err(bad(format!("'{other}' is neither yes nor no"))),
            },
            code: line.code,
            name: line.name,
            duty: line.duty,
            source: line.source,
            from: line.from,
        };
        if service.needs.is_empty() || service.source.is_empty() || all.iter().any(|s| s.code == service.code)
        {
            return Err(bad(format!("'{}' stands twice, or does not say all that it must", service.code)));
        }
        all.push(service);
    }
    Ok(all)
}

/// An integrated care board: its code and its name.
pub type Board = (String, String);

/// The integrated care boards that are known, by code.
///
/// # Errors
/// `Internal` when the file of this build cannot be read.
pub fn boards() -> Result<&'static [Board]> {
    static SHIPPED: LazyLock<Result<Vec<Board>>> = LazyLock::new(|| {
        let text = include_str!("../../../../data/organisations/icbs.csv");
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        let line = |row: csv::Result<csv::StringRecord>| {
            let row = row.map_err(|e| Error::internal("data/organisations/icbs.csv", e))?;
            Ok((row[0].to_owned(), row[2].to_owned()))
        };
        reader.records().map(line).collect()
    });
    SHIPPED.as_deref().map_err(Clone::clone)
}

/// A service that was asked to meet a need.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// Its id.
    pub id: Id<()>,
    /// For which case.
    pub case: Id<Case>,
    /// Which need.
    pub need: Need,
    /// Code of the service.
    pub service: String,
    /// Part of which system it is.
    pub system: System,
    /// The body that is bound: an integrated care board, a council, or [`OTHER`].
    pub body: String,
    /// What became of it.
    pub state: State,
    /// On which day it was asked.
    pub asked: Date,
    /// On which day it answered, or was given up on.
    pub answered: Option<Date>,
    /// What adoption support paid for in its place.
    pub cost: Pence,
    /// What was asked for.
    pub words: String,
    /// What it answered, and why.
    pub answer: String,
    /// What adoption support gave in its place.
    pub gave: String,
    /// When it was written down.
    pub added: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
    /// The version that an edit is based on.
    pub version: i64,
}

impl Ask {
    /// How many days it has waited, or did.
    pub fn waited(&self, today: Date) -> i32 {
        days_between(self.asked, self.answered.unwrap_or(today)).max(0)
    }

    /// What the service is called; its code when this installation does not know it.
    pub fn service_name(&self) -> &str {
        Service::find(&self.service).map_or(self.service.as_str(), |s| s.name.as_str())
    }
}

/// What became of asking, as it is written down.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What.
    pub state: State,
    /// On which day.
    pub on: Option<Date>,
    /// What it answered.
    pub answer: String,
    /// What adoption support gave in its place.
    pub gave: String,
    /// What that cost.
    pub cost: Pence,
}

/// What is wrong with an outcome, beside its fields.
pub fn wrong(ask: &Ask, outcome: &Outcome, today: Date) -> Vec<kernel::FieldError> {
    let mend =
        |field: &str, message: &str| kernel::FieldError { field: field.into(), message: message.into() };
    let mut found = Vec::new();
    match (outcome.state, outcome.on) {
        (State::Asked, Some(_)) => found.push(mend("on", "Leave the day out while there is no answer")),
        (State::Asked, None) => {}
        (_, None) => {
            found.push(mend("on", "Enter the day on which it answered, or on which you gave up waiting"))
        }
        (_, Some(on)) if on < ask.asked => found.push(mend("on", "Enter a day after it was asked")),
        (_, Some(on)) if on > today => found.push(mend("on", "Enter today, or a day before")),
        (_, Some(_)) => {}
    }
    if outcome.state == State::Refused && outcome.answer.trim().is_empty() {
        found.push(mend("answer", "Write down the reason it gave, in its own words"));
    }
    if outcome.cost > Pence(0) && outcome.gave.trim().is_empty() {
        found.push(mend("gave", "Say what the money was spent on"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn ask() -> Ask {
        Ask {
            id: Id::random(),
            case: Id::random(),
            need: Need::School,
            service: "ehc-assessment".into(),
            system: System::Education,
            body: "881".into(),
            state: State::Asked,
            asked: d("2026-09-01"),
            answered: None,
            cost: Pence(0),
            words: String::new(),
            answer: String::new(),
            gave: String::new(),
            added: "2026-09-01T09:00:00Z".parse().unwrap(),
            by: None,
            version: 1,
        }
    }

    fn outcome(state: State, on: Option<&str>) -> Outcome {
        Outcome { state, on: on.map(d), answer: "No".into(), gave: String::new(), cost: Pence(0) }
    }

    #[test]
    fn every_need_of_health_or_school_has_a_service_that_is_bound() {
        let all = services().unwrap();
        for need in
            [Need::Trauma, Need::Fasd, Need::Neurodevelopmental, Need::Sensory, Need::Learning, Need::School]
        {
            assert!(all.iter().any(|s| s.needs.contains(&need)), "{need:?}");
        }
        assert!(System::ALL.iter().all(|system| all.iter().any(|s| s.system == *system)));
        assert!(boards().unwrap().iter().all(|(code, name)| code.len() == 3 && !name.is_empty()));
        let text = include_str!("../../../../data/duty_services.csv");
        assert!(read(&text.replace("camhs,health", "camhs,hearth")).is_err());
        assert!(read(&text.replace("short-breaks,", "camhs,")).is_err());
        assert!(read(&text.replace("trauma regulation", "trauma regulations")).is_err());
    }

    #[test]
    fn a_wait_ends_with_the_answer() {
        let mut a = ask();
        assert_eq!(a.waited(d("2026-11-20")), 80);
        a.answered = Some(d("2026-10-01"));
        assert_eq!(a.waited(d("2026-11-20")), 30);
        assert_eq!(a.service_name(), "Education, health and care needs assessment");
    }

    #[test]
    fn an_outcome_has_its_day_its_reason_and_what_money_went_to() {
        let today = d("2026-11-20");
        let fields = |o: &Outcome| wrong(&ask(), o, today).into_iter().map(|e| e.field).collect::<Vec<_>>();
        assert!(fields(&outcome(State::Refused, Some("2026-10-01"))).is_empty());
        assert_eq!(fields(&outcome(State::Refused, None)), ["on"]);
        assert_eq!(fields(&outcome(State::Given, Some("2026-08-01"))), ["on"]);
        assert_eq!(fields(&outcome(State::Given, Some("2026-11-21"))), ["on"]);
        assert_eq!(fields(&outcome(State::Asked, Some("2026-10-01"))), ["on"]);
        let silent = Outcome { answer: " ".into(), ..outcome(State::Refused, Some("2026-10-01")) };
        assert_eq!(fields(&silent), ["answer"]);
        let paid = Outcome { cost: Pence::pounds(300), ..outcome(State::Unanswered, Some("2026-10-01")) };
        assert_eq!(fields(&paid), ["gave"]);
    }
}
