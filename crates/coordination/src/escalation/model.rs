//! How an escalation stands and what may be done with it. Pure: the time comes in.

use access::{Actor, escalations::Escalation as Kinded};
use kernel::{
    Date, Error, Id, Result, Timestamp, codes,
    kinds::{Account, Case, Family, Organisation},
};

/// The rules of this room, by the code that a refusal carries.
pub mod rule {
    /// What was stepped down is not worked on.
    pub const OVER: &str = "escalation.over";
    /// One of a kind is open for a case at a time.
    pub const ONCE: &str = "escalation.once";
    /// Nobody leads from elsewhere before an adoption worker is named who stays on.
    pub const KEEPER_FIRST: &str = "escalation.keeper-first";
    /// Who supports a family does not enquire into what is said against it.
    pub const APART: &str = "escalation.apart";
    /// What was answered is not answered again.
    pub const ANSWERED: &str = "escalation.answered";
    /// Learning comes after stepping down, and once.
    pub const NOT_YET: &str = "escalation.not-yet";
}

codes! {
    /// What got hard.
    Kind {
        Safeguarding = "safeguarding", "Safeguarding";
        Police = "police", "Police involved";
        Education = "education", "Breakdown at school";
        Health = "health", "Health crisis";
        Violence = "child-to-parent-violence", "Child-to-parent violence";
        Leaving = "leaving-home", "The child may have to leave home";
        System = "harm-by-system", "Harm by the system itself";
        Allegation = "allegation", "Allegation against the family";
    }
}

codes! {
    /// From which field somebody comes.
    Field {
        Adoption = "adoption", "Adoption support";
        Children = "childrens-services", "Children’s services";
        Police = "police", "Police";
        Education = "education", "Education";
        Health = "health", "Health";
        Other = "other", "Somebody else";
    }
}

codes! {
    /// How it stands.
    State {
        Open = "open", "Open";
        SteppedDown = "stepped-down", "Stepped down, to learn from";
        Learned = "learned", "Learned from";
    }
}

codes! {
    /// How something that a partner was asked for stands.
    AskState {
        Asked = "asked", "Asked";
        Answered = "answered", "Answered";
        Refused = "refused", "Refused";
        Withdrawn = "withdrawn", "No longer needed";
    }
}

codes! {
    /// What a note belongs to.
    Side {
        Support = "support", "Support of the family";
        Enquiry = "enquiry", "Enquiry into the allegation";
    }
}

codes! {
    /// What wants somebody's eye now. Shown, never acted on by itself.
    Alarm {
        LeadLate = "lead-late", "No lead was named in time";
        NoAdoptionWorker = "no-adoption-worker", "No adoption worker is named who stays on";
        NotApart = "not-apart", "Nobody is named to enquire apart from the support";
        PartnersLate = "partners-late", "A partner is late to answer";
        FamilyUntold = "family-untold", "The family was not told in time what happens next";
    }
}

/// An escalation. What the family is told stands in `told`; it reads nothing else of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Escalation {
    /// Its id.
    pub id: Id<Kinded>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// Of which household.
    pub family: Id<Family>,
    /// Of which case.
    pub case: Id<Case>,
    /// What got hard.
    pub kind: Kind,
    /// How it stands.
    pub state: State,
    /// Why it was opened.
    pub reason: String,
    /// When.
    pub opened: Timestamp,
    /// By whom.
    pub opened_by: Option<Id<Account>>,
    /// By when a lead professional is named.
    pub lead_due: Timestamp,
    /// From which field the lead comes, once there is one.
    pub lead: Option<Field>,
    /// Since when.
    pub lead_at: Option<Timestamp>,
    /// How often the lead changed hands.
    pub hand_offs: i64,
    /// The adoption worker who stays on, whoever leads. Supports the family where something is said against it.
    pub keeper: Option<Id<Account>>,
    /// Who enquires into an allegation, where a colleague does.
    pub enquirer: Option<Id<Account>>,
    /// By when the family is told; none for an allegation, where telling is decided each time.
    pub told_due: Option<Timestamp>,
    /// What the family is told happens next.
    pub told: String,
    /// On which day it happens, where that is known.
    pub told_next: Option<Date>,
    /// When they were told last.
    pub told_at: Option<Timestamp>,
    /// When it was stepped down.
    pub ended: Option<Timestamp>,
    /// By whom.
    pub ended_by: Option<Id<Account>>,
    /// Why.
    pub ended_why: String,
    /// What stays in place.
    pub stays: String,
    /// What worked and would be done again.
    pub again: String,
    /// What would be done differently.
    pub differently: String,
    /// When it was learned from.
    pub learned: Option<Timestamp>,
    /// By whom.
    pub learned_by: Option<Id<Account>>,
    /// The version that an edit is based on.
    pub version: i64,
}

impl Escalation {
    /// Refuses (`escalation.over`) what can only be done while it is open.
    pub fn must_be_open(&self) -> Result<()> {
        match self.state {
            State::Open => Ok(()),
            _ => Err(Error::refused(
                rule::OVER,
                "This was stepped down. Open a new one if it gets hard again.",
            )),
        }
    }

    /// Somebody leads from now on. Each change after the first is a hand-off. Whoever leads, the adoption worker stays on.
    ///
    /// # Errors
    /// `escalation.over`; `escalation.keeper-first` when somebody from outside would lead and no adoption worker is named.
    pub fn led_by(mut self, field: Field, at: Timestamp) -> Result<Self> {
        self.must_be_open()?;
        if field != Field::Adoption && self.keeper.is_none() {
            let why = "Name the adoption worker who stays on first, so that what is known of adoption stays in the room.";
            return Err(Error::refused(rule::KEEPER_FIRST, why));
        }
        self.hand_offs += i64::from(self.lead.is_some());
        self.lead = Some(field);
        self.lead_at = Some(at);
        Ok(self)
    }

    /// Names the adoption worker who stays on and, for an allegation, who enquires.
    ///
    /// # Errors
    /// `escalation.over`; `escalation.apart` when both are one person; `Invalid` on `enquirer` where there is no allegation.
    pub fn kept_by(mut self, keeper: Id<Account>, enquirer: Option<Id<Account>>) -> Result<Self> {
        self.must_be_open()?;
        if enquirer.is_some() && self.kind != Kind::Allegation {
            return Err(Error::field("enquirer", "Leave this empty: nothing is enquired into here"));
        }
        if enquirer == Some(keeper) {
            let why =
                "Somebody else enquires: who supports the family does not look into what is said against it.";
            return Err(Error::refused(rule::APART, why));
        }
        self.keeper = Some(keeper);
        self.enquirer = enquirer;
        Ok(self)
    }

    /// The family is told what happens next.
    ///
    /// # Errors
    /// `escalation.over`.
    pub fn telling(mut self, words: &str, next: Option<Date>, at: Timestamp) -> Result<Self> {
        self.must_be_open()?;
        self.told = words.to_owned();
        self.told_next = next;
        self.told_at = Some(at);
        Ok(self)
    }

    /// It is less hard now.
    ///
    /// # Errors
    /// `escalation.over`.
    pub fn stepped_down(
        mut self,
        why: &str,
        stays: &str,
        by: Option<Id<Account>>,
        at: Timestamp,
    ) -> Result<Self> {
        self.must_be_open()?;
        self.state = State::SteppedDown;
        self.ended = Some(at);
        self.ended_by = by;
        self.ended_why = why.to_owned();
        self.stays = stays.to_owned();
        Ok(self)
    }

    /// What was learned.
    ///
    /// # Errors
    /// `escalation.not-yet` unless it was stepped down and not learned from yet.
    pub fn learned_from(
        mut self,
        again: &str,
        differently: &str,
        by: Option<Id<Account>>,
        at: Timestamp,
    ) -> Result<Self> {
        let why = match self.state {
            State::SteppedDown => {
                self.state = State::Learned;
                self.again = again.to_owned();
                self.differently = differently.to_owned();
                self.learned = Some(at);
                self.learned_by = by;
                return Ok(self);
            }
            State::Open => "Step it down first: learning looks back.",
            State::Learned => "The learning review of this one is written already.",
        };
        Err(Error::refused(rule::NOT_YET, why))
    }

    /// What wants somebody's eye at `now`, when so many partners are late.
    pub fn alarms(&self, partners_late: i64, now: Timestamp) -> Vec<Alarm> {
        let facts = Facts {
            kind: self.kind,
            state: self.state,
            led: self.lead.is_some(),
            lead_due: self.lead_due,
            kept: self.keeper.is_some(),
            apart: self.enquirer.is_some(),
            told: self.told_at.is_some(),
            told_due: self.told_due,
            partners_late,
        };
        facts.alarms(now)
    }

    /// Whether somebody may read and write notes of a side. Where an allegation is enquired into, the enquiry's notes are its
    /// enquirer's alone; the support's notes are every worker's but the enquirer's.
    /// Who acts in somebody's place, and a key, count as that person; a key that nobody made is nobody here.
    pub fn reads(&self, side: Side, reader: &Actor) -> bool {
        let is = |who: Option<Id<Account>>| {
            who.is_some_and(|id| {
                reader.answerable() == Some(id) || reader.places().iter().any(|place| place.giver == id)
            })
        };
        match (self.kind, side) {
            (Kind::Allegation, Side::Support) => reader.answerable().is_some() && !is(self.enquirer),
            (Kind::Allegation, Side::Enquiry) => is(self.enquirer) && !is(self.keeper),
            (_, Side::Support) => true,
            (_, Side::Enquiry) => false,
        }
    }
}

/// What alarms are told from: as much as a list knows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Facts {
    /// What got hard.
    pub kind: Kind,
    /// How it stands.
    pub state: State,
    /// Whether somebody leads.
    pub led: bool,
    /// By when somebody had to.
    pub lead_due: Timestamp,
    /// Whether an adoption worker stays on.
    pub kept: bool,
    /// Whether somebody else enquires.
    pub apart: bool,
    /// Whether the family was told.
    pub told: bool,
    /// By when it had to be.
    pub told_due: Option<Timestamp>,
    /// How many partners are late.
    pub partners_late: i64,
}

impl Facts {
    /// What wants somebody's eye at `now`, the gravest first; nothing once it was stepped down.
    pub fn alarms(&self, now: Timestamp) -> Vec<Alarm> {
        if self.state != State::Open {
            return Vec::new();
        }
        let holds = |alarm: &Alarm| match alarm {
            Alarm::LeadLate => !self.led && now > self.lead_due,
            Alarm::NoAdoptionWorker => !self.kept,
            Alarm::NotApart => self.kind == Kind::Allegation && !self.apart,
            Alarm::PartnersLate => self.partners_late > 0,
            Alarm::FamilyUntold => !self.told && self.told_due.is_some_and(|due| now > due),
        };
        Alarm::ALL.iter().copied().filter(holds).collect()
    }
}

/// Who led since when.
#[derive(Debug, Clone, PartialEq)]
pub struct Lead {
    /// Its id.
    pub id: Id<()>,
    /// From which field.
    pub field: Field,
    /// Who, with their organisation.
    pub who: String,
    /// Why it was they.
    pub why: String,
    /// Since when.
    pub from: Timestamp,
}

/// Somebody who is involved.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// Its id.
    pub id: Id<()>,
    /// From which field.
    pub field: Field,
    /// Of which organisation.
    pub organisation: String,
    /// The person and what they do there.
    pub who: String,
    /// Since which day.
    pub from: Date,
}

/// Something that a partner was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// Its id.
    pub id: Id<()>,
    /// Whom.
    pub party: Id<()>,
    /// For what.
    pub what: String,
    /// When.
    pub asked: Timestamp,
    /// By when.
    pub due: Timestamp,
    /// How it stands.
    pub state: AskState,
    /// When it was answered or refused.
    pub answered: Option<Timestamp>,
    /// What came.
    pub answer: String,
}

impl Ask {
    /// Whether the partner is late at `now`.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.state == AskState::Asked && now > self.due
    }

    /// Refuses (`escalation.answered`) to answer twice.
    pub fn may_answer(&self) -> Result<()> {
        match self.state {
            AskState::Asked => Ok(()),
            _ => Err(Error::refused(rule::ANSWERED, "An answer to this is written down already.")),
        }
    }
}

/// A note.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Its id.
    pub id: Id<()>,
    /// What it belongs to.
    pub side: Side,
    /// What it says.
    pub words: String,
    /// When it was written.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
}

#[cfg(test)]
mod tests {
    use proptest::{
        prelude::*,
        test_runner::{Config, RngSeed},
    };

    use super::*;

    fn t(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn id<T>(n: u8) -> Id<T> {
        Id::from_parts(n.into(), [n; 10])
    }

    fn fresh(kind: Kind, keeper: Option<Id<Account>>) -> Escalation {
        Escalation {
            id: id(1),
            agency: id(2),
            family: id(3),
            case: id(4),
            kind,
            state: State::Open,
            reason: "Why".into(),
            opened: t("2026-11-20T09:00:00Z"),
            opened_by: None,
            lead_due: t("2026-11-24T23:00:00Z"),
            lead: None,
            lead_at: None,
            hand_offs: 0,
            keeper,
            enquirer: None,
            told_due: Some(t("2026-11-24T23:00:00Z")),
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

    #[test]
    fn alarms_follow_the_clock_and_end_with_stepping_down() {
        let e = fresh(Kind::Allegation, None);
        let early = t("2026-11-20T10:00:00Z");
        assert_eq!(e.alarms(0, early), [Alarm::NoAdoptionWorker, Alarm::NotApart]);
        assert_eq!(e.alarms(1, t("2026-11-25T00:00:00Z")), Alarm::ALL, "all of them");
        let over = e.stepped_down("Calm", "The mentor", None, early).unwrap();
        assert_eq!(over.alarms(1, t("2026-11-25T00:00:00Z")), []);
    }

    #[test]
    fn an_enquirer_stands_in_an_allegation_alone() {
        let wrong = fresh(Kind::Police, None).kept_by(id(8), Some(id(9))).unwrap_err();
        assert_eq!(wrong.code(), "invalid");
        let same = fresh(Kind::Allegation, None).kept_by(id(8), Some(id(8))).unwrap_err();
        assert_eq!(same.code(), rule::APART);
    }

    proptest! {
        #![proptest_config(Config { rng_seed: RngSeed::Fixed(2026), failure_persistence: None, cases: 128, ..Config::default() })]

        /// However often the lead changes: nobody from elsewhere leads without an adoption worker, the worker stays,
        /// and every change but the first is counted.
        #[test]
        fn hand_offs_are_counted_and_expertise_stays(
            fields in proptest::collection::vec(0..Field::ALL.len(), 0..12),
            kept in any::<bool>(),
        ) {
            let keeper = kept.then(|| id(8));
            let mut e = fresh(Kind::Health, keeper);
            let mut taken = 0_i64;
            for field in fields.iter().map(|at| Field::ALL[*at]) {
                match e.clone().led_by(field, t("2026-11-21T09:00:00Z")) {
                    Ok(after) => { e = after; taken += 1; }
                    Err(error) => {
                        prop_assert_eq!(error.code(), rule::KEEPER_FIRST);
                        prop_assert!(!kept && field != Field::Adoption);
                    }
                }
                prop_assert_eq!(e.keeper, keeper);
                prop_assert_eq!(e.hand_offs, (taken - 1).max(0));
                prop_assert!(kept || e.lead.is_none_or(|f| f == Field::Adoption));
            }
        }
    }
}
