//! How a complaint about the service stands, and who may take the next step. Pure.
//!
//! Whoever reviews is somebody new, and the type says so: a [`NewReviewer`] can only be made of somebody who had no part in the complaint before,
//! and nothing else can be named as the reviewer.

use std::{collections::BTreeSet, sync::LazyLock};

use access::teamwork::ServiceComplaint;
use kernel::{
    Date, Error, Id, Reference, Result, Timestamp, codes,
    kinds::{Account, Case, Family, Organisation},
};
use serde::Deserialize;

codes! {
    /// What a complaint is about.
    About {
        Support = "support", "The support itself";
        Worker = "worker", "Somebody who works for us";
        Delay = "delay", "How long something takes";
        Decision = "decision", "A decision you do not agree with";
        Funding = "funding", "Support that stopped or changed because of money";
        Told = "told", "What you were told, or not told";
        Other = "other", "Something else";
    }
}

codes! {
    /// Who complains.
    Who {
        Family = "family", "A parent, carer or adult";
        Young = "young-person", "A young person";
        Provider = "provider", "A provider";
        Other = "other", "Somebody else";
    }
}

codes! {
    /// How a complaint stands.
    State {
        New = "new", "To be acknowledged";
        Looking = "looking", "Being looked into";
        Answered = "answered", "Answered";
        Review = "review", "To be looked at again by somebody new";
        Reviewed = "reviewed", "Looked at again and answered";
        Withdrawn = "withdrawn", "Taken back";
    }
}

codes! {
    /// What came of it.
    Outcome {
        Upheld = "upheld", "You were right, and we are sorry";
        Partly = "partly", "You were right in part";
        NotUpheld = "not-upheld", "We see it differently, and say why";
    }
}

/// The rules that refuse, by their stable codes.
pub mod rule {
    /// The step is not the next one.
    pub const STATE: &str = "complaint.stage";
    /// Nobody answers a complaint about themselves.
    pub const OWN: &str = "complaint.own";
    /// Whoever made it and signs in says themselves that they do not agree, or that they take it back.
    pub const THEIRS: &str = "complaint.theirs";
    /// Somebody new reviews.
    pub const NEW: &str = "complaint.reviewer";
}

/// A stage, as `data/complaint_stages.csv` gives it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Stage {
    /// Its code: `acknowledge`, `answer` or `review`.
    pub stage: String,
    /// What it is called.
    pub name: String,
    /// Who may take it.
    pub who: String,
    /// What whoever complained is told.
    pub told: String,
    /// From which day on it holds.
    pub from: Date,
    /// Whether it is confirmed: `yes` or `no`.
    pub sure: String,
    /// Where it is from.
    pub source: String,
}

/// The stages that hold on a day, in their order: of two lines for one stage the later counts.
///
/// # Errors
/// `Internal` when the file of this build cannot be read.
pub fn stages(on: Date) -> Result<Vec<&'static Stage>> {
    static STAGES: LazyLock<Result<Vec<Stage>>> = LazyLock::new(|| {
        csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(include_str!("../../../../data/complaint_stages.csv").as_bytes())
            .deserialize()
            .map(|row| row.map_err(|e| Error::internal("data/complaint_stages.csv", e)))
            .collect()
    });
    let mut holding: Vec<&'static Stage> = Vec::new();
    for stage in STAGES.as_deref().map_err(Clone::clone)?.iter().filter(|s| s.from <= on) {
        holding.retain(|s| s.stage != stage.stage || s.from > stage.from);
        holding.push(stage);
    }
    Ok(holding)
}

/// A complaint about the service.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaint {
    /// Its id.
    pub id: Id<ServiceComplaint>,
    /// To which agency.
    pub agency: Id<Organisation>,
    /// The household it comes from.
    pub family: Option<Id<Family>>,
    /// The case it is about.
    pub case: Option<Id<Case>>,
    /// The provider it comes from.
    pub provider: Option<Id<Organisation>>,
    /// What people quote.
    pub reference: Reference,
    /// Who complains.
    pub who: Who,
    /// What about.
    pub about: About,
    /// Who complains and how to reach them, where a worker wrote it down.
    pub complainant: String,
    /// What went wrong.
    pub words: String,
    /// What would put it right; may be empty.
    pub wish: String,
    /// Whose work it is about, once somebody has said so.
    pub complained_of: Option<Id<Account>>,
    /// When it came.
    pub received: Date,
    /// When it was written down.
    pub made: Timestamp,
    /// Whose it is, where they sign in.
    pub made_by: Option<Id<Account>>,
    /// Who wrote it down for them.
    pub recorded_by: Option<Id<Account>>,
    /// How it stands.
    pub state: State,
    /// When it was acknowledged, by whom, and what they were told.
    pub acknowledged: Option<(Timestamp, Option<Id<Account>>, String)>,
    /// Who looks into it.
    pub handler: Option<Id<Account>>,
    /// When it was answered, by whom, and how.
    pub answered: Option<(Timestamp, Option<Id<Account>>, Outcome, String)>,
    /// When whoever complained did not agree, and why.
    pub disagreed: Option<(Timestamp, String)>,
    /// Who looks at it again.
    pub reviewer: Option<Id<Account>>,
    /// When they answered, and how.
    pub reviewed: Option<(Timestamp, Outcome, String)>,
    /// What the agency learned, with when and by whom.
    pub learned: Option<Learned>,
    /// The version that a step is based on.
    pub version: i64,
}

/// What the agency learned from a complaint, and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learned {
    /// What was learned, without names.
    pub words: String,
    /// What is done.
    pub action: String,
    /// By which day.
    pub by: Date,
    /// When it was done.
    pub done: Option<Timestamp>,
    /// When it was written down.
    pub at: Timestamp,
    /// By whom.
    pub who: Option<Id<Account>>,
}

impl Complaint {
    /// Refuses a step that is not the next one.
    ///
    /// # Errors
    /// `Refused` by [`rule::STATE`].
    pub fn must_be(&self, states: &[State]) -> Result<()> {
        if states.contains(&self.state) {
            return Ok(());
        }
        let words =
            format!("This complaint is “{}”. Open it again to see what comes next.", self.state.label());
        Err(Error::refused(rule::STATE, words))
    }

    /// Everybody who had a part in it so far, and whose work it is about: the coordinator of the case among them.
    pub fn involved(&self, coordinator: Option<Id<Account>>) -> BTreeSet<Id<Account>> {
        let acknowledged = self.acknowledged.as_ref().and_then(|(_, who, _)| *who);
        let answered = self.answered.as_ref().and_then(|(_, who, ..)| *who);
        [
            self.complained_of,
            self.made_by,
            self.recorded_by,
            acknowledged,
            self.handler,
            answered,
            coordinator,
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Somebody who had no part in a complaint, to look at it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewReviewer(Id<Account>);

impl NewReviewer {
    /// Checks that `who` had no part in the complaint: is not complained of, did not acknowledge it, look into it or answer it, and does not
    /// coordinate the case.
    ///
    /// # Errors
    /// `Refused` by [`rule::NEW`].
    pub fn of(complaint: &Complaint, coordinator: Option<Id<Account>>, who: Id<Account>) -> Result<Self> {
        if complaint.involved(coordinator).contains(&who) {
            let words = "Choose somebody who had nothing to do with this complaint: not whoever acknowledged or answered it, nor whose work it is about.";
            return Err(Error::refused(rule::NEW, words));
        }
        Ok(NewReviewer(who))
    }

    /// Who it is.
    pub fn id(self) -> Id<Account> {
        self.0
    }
}

/// Complaints of one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// The month as `2026-11`.
    pub month: String,
    /// How many came.
    pub all: i64,
    /// How many of them are about support that stopped or changed because of money.
    pub funding: i64,
    /// The rules of the Fund that began in it, by their names.
    pub changes: Vec<String>,
}

/// The last `many` months up to `today`, the earliest first, with what came in each and which rules of the Fund began.
pub fn months(
    today: Date,
    many: u32,
    counted: &[(String, About, i64)],
    changes: &[(Date, String)],
) -> Vec<Month> {
    let month = |year: i32, index: i32| format!("{year:04}-{:02}", index + 1);
    let last = i32::from(today.year()) * 12 + i32::from(today.month()) - 1;
    let first = last - i32::try_from(many).unwrap_or(1) + 1;
    (first..=last)
        .map(|n| {
            let month = month(n.div_euclid(12), n.rem_euclid(12));
            let of = |about: Option<About>| {
                counted
                    .iter()
                    .filter(|(m, a, _)| *m == month && about.is_none_or(|about| about == *a))
                    .map(|(.., count)| count)
                    .sum()
            };
            let began = changes.iter().filter(|(day, _)| day.to_string().starts_with(&month));
            Month {
                all: of(None),
                funding: of(Some(About::Funding)),
                changes: began.map(|(_, name)| name.clone()).collect(),
                month,
            }
        })
        .collect()
}
