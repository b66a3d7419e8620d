//! What the owner of an action is asked, and what they answer. Pure: the time comes in.

use data_encoding::HEXLOWER;
use kernel::{Date, Error, FieldError, Id, Result, days_between, kinds::Organisation};
use serde::{Deserialize, Serialize};
use store::Keys;

use crate::{
    contributions::model::Told,
    plan::model::{Action, ActionState, OwnerKind},
    words::{NOTE, mend, required},
};

kernel::codes! {
    /// Where an asking stands.
    State {
        Asked = "asked", "Waits for an answer";
        Answered = "answered", "Answered";
        Withdrawn = "withdrawn", "Not needed any more";
    }
}

impl State {
    /// The state once an asking that is open is answered or withdrawn.
    ///
    /// # Errors
    /// `Refused` by rule `action-ask.settled` once it was answered or withdrawn.
    pub fn to(self, next: State) -> Result<State> {
        match self {
            State::Asked => Ok(next),
            State::Answered | State::Withdrawn => Err(Error::refused(
                "action-ask.settled",
                "This was answered or withdrawn already. Open the plan again to see how it stands.",
            )),
        }
    }
}

kernel::codes! {
    /// What the owner of an action says of it.
    Outcome {
        Done = "done", "It is done";
        NotDone = "not-done", "It is not done, and will not be";
        MoreTime = "more-time", "It needs more time";
    }
}

impl Outcome {
    /// What a worker would make of the action; none where it is still to do.
    pub fn settles(self) -> Option<ActionState> {
        match self {
            Outcome::Done => Some(ActionState::Done),
            Outcome::NotDone => Some(ActionState::NotDone),
            Outcome::MoreTime => None,
        }
    }
}

kernel::codes! {
    /// Which askings a list shows.
    Show {
        Open = "open", "Waits for an answer";
        Late = "late", "Late";
        Answered = "answered", "Answered";
        Withdrawn = "withdrawn", "Withdrawn";
        All = "all", "All";
    }
}

impl Show {
    /// The one state of which it shows askings.
    pub fn state(self) -> Option<State> {
        match self {
            Show::Open | Show::Late => Some(State::Asked),
            Show::Answered => Some(State::Answered),
            Show::Withdrawn => Some(State::Withdrawn),
            Show::All => None,
        }
    }

    /// Whether the soonest last day leads: what is over is read from its newest on.
    pub fn leads_with_the_soonest(self) -> bool {
        self.state() == Some(State::Asked)
    }
}

/// The key under which all that an agency asked of one organisation is found. Gaps and capital letters make no other organisation.
pub fn filed(keys: &Keys, agency: Id<Organisation>, organisation: &str) -> String {
    let name = organisation.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if name.is_empty() {
        return String::new();
    }
    let mac = keys.mac("action-ask-organisation", &[agency.as_bytes(), name.as_bytes()]);
    HEXLOWER.encode(mac.get(..12).unwrap_or_default())
}

/// What was asked of an owner: all that they are told. It stands sealed as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ask {
    /// The code of the partner in `data/partners.csv`.
    pub partner: String,
    /// Who is asked.
    pub name: String,
    /// Their organisation.
    pub organisation: String,
    /// Where the letter goes.
    pub email: String,
    /// What they were to do, in words that the worker chose for them.
    pub what: String,
    /// The name of the worker who asks.
    pub worker: String,
    /// The name of the agency.
    pub agency: String,
    /// Where the service is, such as `https://hearth.example`.
    pub site: String,
}

impl Ask {
    /// Who was asked: name and organisation.
    pub fn who(&self) -> String {
        format!("{}, {}", self.name, self.organisation)
    }

    /// To whom it is told, for the ground of sharing.
    pub(crate) fn to(&self) -> Told<'_> {
        Told { partner: &self.partner, organisation: &self.organisation }
    }
}

/// What an owner answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What is so.
    pub outcome: Outcome,
    /// What happened, or why not, or why it takes longer.
    pub words: String,
    /// The day until which more time is needed.
    pub until: Option<Date>,
    /// Who answered, as they put it.
    pub name: String,
}

/// An action that is somebody else's and still to do can be asked about.
///
/// # Errors
/// `Refused` by rule `action-ask.action` once it is settled, and by `action-ask.owner` where the agency or the family owns it.
pub fn can_be_asked(action: &Action) -> Result<()> {
    if action.state != ActionState::Open {
        return Err(Error::refused("action-ask.action", "This action is settled. There is nothing to ask."));
    }
    if !is_others(action.owner) {
        return Err(Error::refused(
            "action-ask.owner",
            "This action is the agency's or the family's own. Letters with a link go to other organisations.",
        ));
    }
    Ok(())
}

/// Whether such an owner is another organisation, which has no account here.
pub fn is_others(owner: OwnerKind) -> bool {
    match owner {
        OwnerKind::School | OwnerKind::Health | OwnerKind::Provider | OwnerKind::Other => true,
        OwnerKind::Agency | OwnerKind::Family => false,
    }
}

/// The furthest day that can be named, in days from today. Hearth's own figure: a plan is reviewed within a year.
const FURTHEST: i32 = 365;

/// What is wrong with a day until which an answer, or the action itself, is waited for.
pub fn wrong_day(field: &str, day: Date, today: Date) -> Option<FieldError> {
    let ahead = days_between(today, day);
    if ahead <= 0 {
        return Some(mend(field, "Choose a day after today"));
    }
    (ahead > FURTHEST).then(|| mend(field, "Choose a day within a year"))
}

/// What is wrong with an answer. Field names: `words`, `until`.
pub fn wrong_answer(answer: &Answer, today: Date) -> Vec<FieldError> {
    let ask = match answer.outcome {
        Outcome::Done => "Say what was done, and what it changed",
        Outcome::NotDone => "Say why it is not done",
        Outcome::MoreTime => "Say what it waits for",
    };
    let mut found: Vec<FieldError> = required("words", &answer.words, NOTE, ask).into_iter().collect();
    match (answer.outcome, answer.until) {
        (Outcome::MoreTime, None) => found.push(mend("until", "Say until which day")),
        (Outcome::MoreTime, Some(day)) => found.extend(wrong_day("until", day, today)),
        (Outcome::Done | Outcome::NotDone, _) => {}
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 20);

    fn answer(outcome: Outcome, words: &str, until: Option<Date>) -> Answer {
        Answer { outcome, words: words.into(), until, name: "Jo".into() }
    }

    fn wrong(answer: &Answer) -> Vec<String> {
        wrong_answer(answer, TODAY).into_iter().map(|e| e.field).collect()
    }

    #[test]
    fn an_answer_says_what_happened_and_more_time_has_its_day() {
        let day = |y, m, d| Some(Date::constant(y, m, d));
        assert!(wrong(&answer(Outcome::Done, "A room was found.", None)).is_empty());
        assert_eq!(wrong(&answer(Outcome::Done, " ", None)), ["words"]);
        assert_eq!(wrong(&answer(Outcome::NotDone, "", None)), ["words"]);
        assert_eq!(wrong(&answer(Outcome::MoreTime, "", None)), ["words", "until"]);
        assert_eq!(wrong(&answer(Outcome::MoreTime, "A form", day(2026, 11, 20))), ["until"], "today");
        assert!(wrong(&answer(Outcome::MoreTime, "A form", day(2026, 11, 21))).is_empty());
        assert_eq!(wrong(&answer(Outcome::MoreTime, "A form", day(2027, 11, 21))), ["until"], "over a year");
    }

    #[test]
    fn an_asking_ends_once() {
        for next in [State::Answered, State::Withdrawn] {
            assert_eq!(State::Asked.to(next).unwrap(), next);
            for over in [State::Answered, State::Withdrawn] {
                assert_eq!(over.to(next).unwrap_err().code(), "action-ask.settled");
            }
        }
    }

    #[test]
    fn letters_go_to_other_organisations_alone() {
        let own: Vec<OwnerKind> = OwnerKind::ALL.iter().copied().filter(|k| !is_others(*k)).collect();
        assert_eq!(own, [OwnerKind::Agency, OwnerKind::Family]);
    }

    #[test]
    fn an_organisation_is_one_however_it_is_typed_and_another_for_another_agency() {
        let keys = Keys::from_master(&[7; 32]).unwrap();
        let (one, other) = (Id::from_parts(1, [1; 10]), Id::from_parts(1, [2; 10]));
        let elm = filed(&keys, one, "Elm Primary");
        assert_eq!(elm, filed(&keys, one, "  elm   PRIMARY "));
        assert_ne!(elm, filed(&keys, one, "Elm Primary School"));
        assert_ne!(elm, filed(&keys, other, "Elm Primary"));
        assert_eq!(filed(&keys, one, " "), "");
        assert!(!elm.to_lowercase().contains("elm"));
    }

    #[test]
    fn what_waits_is_read_by_its_last_day_and_all_else_from_the_newest_on() {
        let soonest: Vec<Show> = Show::ALL.iter().copied().filter(|s| s.leads_with_the_soonest()).collect();
        assert_eq!(soonest, [Show::Open, Show::Late]);
        assert_eq!(Show::All.state(), None);
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn days_are_ahead_and_within_a_year(ahead in -800_i32..800) {
            let day = kernel::Calendar::england().add_days(TODAY, ahead);
            prop_assert_eq!(wrong_day("due", day, TODAY).is_none(), (1..=365).contains(&ahead));
        }
    }
}
