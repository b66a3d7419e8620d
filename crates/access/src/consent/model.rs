//! Consents, agreements between organisations, and exceptions to keep somebody safe:
//! what they hold and how they stand on a day. Pure.

use kernel::{
    Date, Error, Id, Result, Timestamp, codes,
    kinds::{Account, Case, Organisation},
};

use super::kinds;

codes! {
    /// What kind of organisation something goes to.
    RecipientKind {
        Provider = "provider", "Provider of support";
        School = "school", "School or nursery";
        Health = "health", "Health service";
        Fund = "fund", "The Fund (Department for Education)";
        Agency = "agency", "Another agency or council";
        Other = "other", "Another organisation";
    }
}

codes! {
    /// What kind of data is shared.
    DataKind {
        Need = "need", "What help is needed, without names";
        Age = "age", "The child's age in years";
        Sessions = "sessions", "Number and dates of sessions";
        Money = "money", "What support costs";
        Contact = "contact", "Names and how to reach the family";
        Assessment = "assessment", "What the assessment found";
        Plan = "plan", "The support plan and goals";
        School = "school", "How things are at school";
        Health = "health", "Health and treatment";
        Safety = "safety", "What is known about safety";
    }
}

codes! {
    /// What the family said.
    Answer {
        Asked = "asked", "Asked, no answer yet";
        Given = "given", "Yes";
        Refused = "refused", "No";
    }
}

codes! {
    /// Who answered, and by what authority.
    GivenBy {
        Parent = "parent", "A parent or carer with parental responsibility";
        YoungPerson = "young-person", "The young person, aged 16 or over";
        Child = "child", "The child, under 16, able to understand what is asked";
        Adult = "adult", "The adopted person, aged 18 or over";
        Authority = "authority", "Somebody else with legal authority, such as a court order";
    }
}

codes! {
    /// How the answer was given.
    How {
        InPerson = "in-person", "In person";
        Phone = "phone", "On the phone";
        Writing = "writing", "In writing";
        Online = "online", "Signed in to this service";
    }
}

codes! {
    /// The legal ground of an agreement (UK GDPR Article 6(1)).
    LegalBasis {
        PublicTask = "public-task", "Public task: Article 6(1)(e)";
        LegalObligation = "legal-obligation", "Legal obligation: Article 6(1)(c)";
        VitalInterests = "vital-interests", "Somebody's life: Article 6(1)(d)";
        Contract = "contract", "A contract with the person: Article 6(1)(b)";
    }
}

/// Where something goes. Without organisation and name: every one of the kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// What kind of organisation.
    pub kind: RecipientKind,
    /// Which one, where it has a record here.
    pub organisation: Option<Id<Organisation>>,
    /// Its name, where it has none.
    pub name: String,
}

impl Recipient {
    /// Every organisation of a kind; for the Fund, the one there is.
    pub fn every(kind: RecipientKind) -> Self {
        Recipient { kind, organisation: None, name: String::new() }
    }

    /// One organisation that has a record here.
    pub fn one(kind: RecipientKind, organisation: Id<Organisation>) -> Self {
        Recipient { kind, organisation: Some(organisation), name: String::new() }
    }

    /// One organisation known by its name alone.
    pub fn named(kind: RecipientKind, name: &str) -> Self {
        Recipient { kind, organisation: None, name: name.trim().to_owned() }
    }

    /// Whether this means one organisation rather than all of a kind.
    pub fn is_one(&self) -> bool {
        self.organisation.is_some() || !self.name.is_empty()
    }

    /// Whether what was said of this holds for `to`.
    pub fn covers(&self, to: &Recipient) -> bool {
        self.kind == to.kind
            && match (self.organisation, self.name.is_empty()) {
                (Some(mine), _) => to.organisation == Some(mine),
                (None, true) => true,
                (None, false) => self.name.to_lowercase() == to.name.to_lowercase(),
            }
    }
}

/// What a family was asked, and what it said.
#[derive(Debug, Clone, PartialEq)]
pub struct Consent {
    /// Its id.
    pub id: Id<kinds::Consent>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// About which case.
    pub case: Id<Case>,
    /// For what: a code of `data/consent_purposes.csv`.
    pub purpose: String,
    /// What is shared, as it was asked.
    pub shares: Vec<DataKind>,
    /// With whom.
    pub to: Recipient,
    /// What they said.
    pub answer: Answer,
    /// Who said it.
    pub given_by: Option<GivenBy>,
    /// Their name.
    pub given_name: String,
    /// How they said it.
    pub how: Option<How>,
    /// What was said with it, or how a child's understanding was judged.
    pub note: String,
    /// On which day they said it.
    pub answered_on: Option<Date>,
    /// The last day that a yes holds; none until it is withdrawn.
    pub until: Option<Date>,
    /// When the asking was recorded.
    pub recorded: Timestamp,
    /// Who recorded it.
    pub recorded_by: Option<Id<Account>>,
    /// In which role.
    pub recorded_role: String,
    /// When the answer was recorded.
    pub answered: Option<Timestamp>,
    /// When it was withdrawn.
    pub withdrawn: Option<Timestamp>,
    /// Who recorded that.
    pub withdrawn_by: Option<Id<Account>>,
    /// In which role.
    pub withdrawn_role: Option<String>,
    /// Why, if they said.
    pub withdrawn_why: String,
    /// The version that an edit is based on.
    pub version: i64,
}

codes! {
    /// How a consent stands on a day.
    ConsentState {
        Waiting = "waiting", "Waiting for an answer";
        Holds = "holds", "Agreed";
        Later = "later", "Agreed, not begun";
        Ended = "ended", "Time is over";
        Refused = "refused", "Not agreed";
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

impl Consent {
    /// How it stands on a day.
    pub fn state(&self, today: Date) -> ConsentState {
        match self.answer {
            _ if self.withdrawn.is_some() => ConsentState::Withdrawn,
            Answer::Asked => ConsentState::Waiting,
            Answer::Refused => ConsentState::Refused,
            Answer::Given if self.until.is_some_and(|last| last < today) => ConsentState::Ended,
            Answer::Given if self.answered_on.is_some_and(|first| first > today) => ConsentState::Later,
            Answer::Given => ConsentState::Holds,
        }
    }

    /// When the family last said no to this: when it refused, or when it withdrew.
    pub fn said_no(&self) -> Option<Timestamp> {
        match (self.withdrawn, self.answer) {
            (Some(at), _) => Some(at),
            (None, Answer::Refused) => Some(self.answered.unwrap_or(self.recorded)),
            (None, Answer::Asked | Answer::Given) => None,
        }
    }

    /// Whether this is a yes by parental responsibility that still holds, or would later: it ends when its person is an adult.
    pub fn ends_by_age(&self, today: Date) -> bool {
        self.given_by == Some(GivenBy::Parent)
            && matches!(self.state(today), ConsentState::Holds | ConsentState::Later)
    }

    /// Refuses (`consent.over`) to withdraw what was not given or is over.
    pub fn may_withdraw(&self) -> Result<()> {
        match (self.answer, self.withdrawn) {
            (Answer::Given, None) => Ok(()),
            (_, Some(_)) => Err(Error::refused("consent.over", "This was withdrawn already.")),
            _ => Err(Error::refused(
                "consent.over",
                "Nothing was agreed here, so there is nothing to withdraw.",
            )),
        }
    }

    /// Refuses (`consent.answered`) to answer what was answered.
    pub fn may_answer(&self) -> Result<()> {
        if self.answer == Answer::Asked && self.withdrawn.is_none() {
            return Ok(());
        }
        Err(Error::refused(
            "consent.answered",
            "This was answered already. To change a yes, withdraw it; to change a no, ask again.",
        ))
    }
}

/// Whether somebody may answer for a person of this age (whole years; none when it is not known).
///
/// From 16 a young person may answer for themselves, and from 18 nobody answers for them by parental
/// responsibility; a child under 16 may where they understand what is asked (Gillick v West Norfolk
/// [1986] AC 112), and then the note says how that was judged. The ages are the usual practice, not
/// one statute: an agency's own policy may ask for more.
///
/// # Errors
/// `Invalid` on `given_by` or `note`.
pub fn may_give(by: GivenBy, age: Option<i32>, note: &str) -> Result<()> {
    let no = |why: &str| Err(Error::field("given_by", why));
    match (by, age) {
        (GivenBy::Parent, Some(18..)) => no(
            "They are 18 or over: ask them, not their parent. Somebody with a court order can be named instead",
        ),
        (GivenBy::YoungPerson, Some(..16)) => no(
            "They are under 16. Choose the child, and note how you know that they understand, or ask a parent",
        ),
        (GivenBy::Adult, Some(..18)) => {
            no("They are under 18. Choose the young person, the child or a parent")
        }
        (GivenBy::Child, Some(16..)) => {
            no("They are 16 or over. Choose the young person or the adopted person")
        }
        (GivenBy::Child, _) if note.trim().is_empty() => Err(Error::field(
            "note",
            "Say how you know that the child understands what is asked and what follows from it",
        )),
        (GivenBy::Authority, _) if note.trim().is_empty() => Err(Error::field(
            "note",
            "Say what gives them the authority, such as the court order and its date",
        )),
        _ => Ok(()),
    }
}

/// What organisations agreed to share with each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Its id.
    pub id: Id<kinds::Agreement>,
    /// Whose agreement.
    pub agency: Id<Organisation>,
    /// What people call it.
    pub name: String,
    /// With whom.
    pub to: Recipient,
    /// For what: codes of `data/consent_purposes.csv`.
    pub purposes: Vec<String>,
    /// What may be shared.
    pub shares: Vec<DataKind>,
    /// On what legal ground.
    pub basis: LegalBasis,
    /// Where the signed text is kept.
    pub reference: String,
    /// The first day.
    pub from: Date,
    /// The last day; none until it is ended.
    pub until: Option<Date>,
    /// When it was recorded.
    pub made: Timestamp,
    /// Who recorded it.
    pub made_by: Option<Id<Account>>,
    /// The day it was ended early.
    pub ended: Option<Date>,
    /// Who ended it.
    pub ended_by: Option<Id<Account>>,
    /// Why.
    pub ended_why: String,
    /// The version that an edit is based on.
    pub version: i64,
}

codes! {
    /// How an agreement stands on a day.
    AgreementState {
        Later = "later", "Not begun";
        Holds = "holds", "In force";
        EndsSoon = "ends-soon", "Ends soon";
        Over = "over", "Over";
    }
}

/// Days before its end in which an agreement is said to end soon: time to renew it, chosen by Hearth.
pub(super) const SOON_DAYS: i32 = 60;

impl Agreement {
    /// How it stands on a day. The day on which it was ended is the first on which it no longer holds.
    pub fn state(&self, today: Date) -> AgreementState {
        if self.ended.is_some_and(|day| day <= today) || self.until.is_some_and(|last| last < today) {
            AgreementState::Over
        } else if self.from > today {
            AgreementState::Later
        } else if self.until.is_some_and(|last| kernel::days_between(today, last) <= SOON_DAYS) {
            AgreementState::EndsSoon
        } else {
            AgreementState::Holds
        }
    }

    /// Whether something may be shared by it on a day.
    pub fn holds(&self, today: Date) -> bool {
        matches!(self.state(today), AgreementState::Holds | AgreementState::EndsSoon)
    }
}

/// Something that may be shared to keep somebody safe, for a short time.
#[derive(Debug, Clone, PartialEq)]
pub struct Exception {
    /// Its id.
    pub id: Id<kinds::Exception>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// About which case.
    pub case: Id<Case>,
    /// With whom.
    pub to: Recipient,
    /// What.
    pub shares: Vec<DataKind>,
    /// Why it cannot wait.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Until when it lets things through.
    pub until: Timestamp,
    /// Who decided it.
    pub by: Option<Id<Account>>,
    /// When a manager saw it.
    pub seen: Option<Timestamp>,
    /// Which manager.
    pub seen_by: Option<Id<Account>>,
    /// What they made of it.
    pub seen_note: String,
    /// The version that an edit is based on.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_answer_turns_on_age() {
        for (by, age, note, fine) in [
            (GivenBy::Parent, Some(17), "", true),
            (GivenBy::Parent, Some(18), "", false),
            (GivenBy::Parent, None, "", true),
            (GivenBy::YoungPerson, Some(15), "", false),
            (GivenBy::YoungPerson, Some(16), "", true),
            (GivenBy::Child, Some(15), "", false),
            (GivenBy::Child, Some(15), "Explained it back in her own words", true),
            (GivenBy::Child, Some(16), "x", false),
            (GivenBy::Adult, Some(17), "", false),
            (GivenBy::Adult, Some(18), "", true),
            (GivenBy::Authority, Some(30), "", false),
            (GivenBy::Authority, Some(30), "Court of Protection order", true),
        ] {
            assert_eq!(may_give(by, age, note).is_ok(), fine, "{by:?} {age:?} {note:?}");
        }
    }

    #[test]
    fn one_organisation_is_not_another_and_every_means_every() {
        let (a, b) = (Id::from_parts(1, [1; 10]), Id::from_parts(1, [2; 10]));
        let every = Recipient::every(RecipientKind::Provider);
        let one = Recipient::one(RecipientKind::Provider, a);
        assert!(every.covers(&one) && one.covers(&one));
        assert!(!one.covers(&Recipient::one(RecipientKind::Provider, b)) && !one.covers(&every));
        assert!(!every.covers(&Recipient::every(RecipientKind::School)));
        let school = Recipient::named(RecipientKind::School, " Elm Primary ");
        assert!(school.covers(&Recipient::named(RecipientKind::School, "elm primary")));
        assert!(!school.covers(&Recipient::named(RecipientKind::School, "Oak Primary")));
    }
}
