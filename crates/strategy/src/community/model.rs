//! Topics, and what is written in them, as values; who may do what with them, and when. Pure.

use access::strategy::{Entry as EntryKind, Topic as TopicKind};
use kernel::{
    Date, Error, Id, Result, Timestamp, codes,
    kinds::{Account, Organisation},
};

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// The topic is closed.
    pub const CLOSED: &str = "community.closed";
    /// Only whoever wrote it changes or withdraws it.
    pub const OWN: &str = "community.own";
    /// Nobody moderates or reports what they wrote.
    pub const OTHERS: &str = "community.others";
    /// It does not stand so that this could be done.
    pub const STATE: &str = "community.state";
    /// Nobody answers for what this key writes.
    pub const AUTHOR: &str = "community.author";
    /// The agency belongs to no pan-region.
    pub const REGION: &str = "community.region";
}

codes! {
    /// Who reads a topic.
    Audience {
        Agencies = "agencies", "Everyone who works for an agency";
        Everyone = "everyone", "Everyone who works for an agency or a provider";
        Region = "region", "Everyone who works for an agency of our pan-region";
    }
}

codes! {
    /// How a topic stands.
    TopicState {
        Open = "open", "Open";
        Closed = "closed", "Closed";
    }
}

codes! {
    /// What is written in a topic.
    Kind {
        Post = "post", "Post";
        Answer = "answer", "Answer";
        Document = "document", "Shared document";
    }
}

codes! {
    /// What sort of document it is.
    Sort {
        Tool = "tool", "Tool or template";
        Standard = "standard", "Standard";
        Guidance = "guidance", "Guidance";
        Example = "example", "Example from practice";
    }
}

codes! {
    /// How an entry stands.
    Status {
        Waiting = "waiting", "Waits for a moderator";
        Shown = "shown", "Shown";
        Returned = "returned", "Returned to its author";
        Removed = "removed", "Taken out";
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

codes! {
    /// How one version of an entry stands.
    VersionState {
        Passed = "passed", "Shown";
        Waiting = "waiting", "Waits for a moderator";
        Returned = "returned", "Returned";
        Refused = "refused", "Taken out";
        Replaced = "replaced", "Replaced before anybody decided";
    }
}

codes! {
    /// What a moderator decides.
    Verdict {
        Pass = "pass", "Let it through: readers see it";
        Return = "return", "Return it to its author with a reason";
        Remove = "remove", "Take it out with a reason";
    }
}

codes! {
    /// What was done with an entry.
    Step {
        Held = "held", "Waits for a moderator";
        Reported = "reported", "Reported";
        Passed = "passed", "Let through";
        Returned = "returned", "Returned to its author";
        Removed = "removed", "Taken out";
        Withdrawn = "withdrawn", "Withdrawn by its author";
        Restored = "restored", "Put back by its author";
    }
}

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its id.
    pub id: Id<TopicKind>,
    /// The agency that opened it.
    pub agency: Id<Organisation>,
    /// Its name.
    pub host: String,
    /// Who reads it.
    pub audience: Audience,
    /// The pan-region that reads it, where only one does.
    pub region: String,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub about: String,
    /// How it stands.
    pub state: TopicState,
    /// Why it was closed.
    pub closed_why: Option<String>,
    /// When something was last put in.
    pub last: Timestamp,
    /// The version that a change is based on.
    pub version: i64,
}

impl Topic {
    /// Who reads it, in words.
    pub fn readers(&self) -> String {
        match self.audience {
            Audience::Region => format!("Everyone who works for an agency of {}", self.region),
            audience => audience.label().to_owned(),
        }
    }

    /// Refuses what is new in a closed topic.
    ///
    /// # Errors
    /// `Refused` by [`rule::CLOSED`].
    pub fn takes(&self) -> Result<()> {
        match self.state {
            TopicState::Open => Ok(()),
            TopicState::Closed => Err(Error::refused(
                rule::CLOSED,
                "This topic is closed. What stands in it can be read; ask the agency that opened it to open it again.",
            )),
        }
    }
}

/// What one version of an entry says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    /// Its title; an answer has none.
    pub title: Option<String>,
    /// Its words.
    pub words: String,
    /// Where more of it is found: a document's, if any.
    pub link: Option<String>,
    /// By when somebody has to look whether it still holds: a document's.
    pub review: Option<Date>,
    /// What was changed, in the author's words.
    pub changed: Option<String>,
}

/// One version of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// 1 and on.
    pub number: i64,
    /// What it says.
    pub text: Text,
    /// How it stands.
    pub state: VersionState,
    /// When it was written.
    pub at: Timestamp,
}

/// A post, an answer or a shared document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Id<EntryKind>,
    /// In which topic.
    pub topic: Id<TopicKind>,
    /// The agency that opened the topic.
    pub agency: Id<Organisation>,
    /// What it is.
    pub kind: Kind,
    /// The post that an answer is under.
    pub parent: Option<Id<EntryKind>>,
    /// What sort of document.
    pub sort: Option<Sort>,
    /// Who wrote it.
    pub author: Id<Account>,
    /// Their name.
    pub name: String,
    /// The agency or provider that they wrote for, by name; empty for those who work nationally.
    pub organisation: String,
    /// How it stands.
    pub status: Status,
    /// Why it was withdrawn, returned or taken out.
    pub why: Option<String>,
    /// The number of the version that readers see.
    pub shown: Option<i64>,
    /// When the first version was shown.
    pub shown_at: Option<Timestamp>,
    /// Since when a report or a version waits for a moderator.
    pub waits: Option<Timestamp>,
    /// When it was written.
    pub written: Timestamp,
    /// The version that a change is based on.
    pub version: i64,
}

impl Entry {
    /// The author's name and organisation.
    pub fn by(&self) -> String {
        match self.organisation.as_str() {
            "" => self.name.clone(),
            organisation => format!("{}, {organisation}", self.name),
        }
    }

    /// Refuses whoever did not write it.
    ///
    /// # Errors
    /// `Refused` by [`rule::OWN`].
    pub fn own(&self, who: Option<Id<Account>>) -> Result<()> {
        match who == Some(self.author) {
            true => Ok(()),
            false => Err(Error::refused(
                rule::OWN,
                "Only whoever wrote this can change or withdraw it. If something is wrong with it, report it to the moderators.",
            )),
        }
    }

    /// How a new version of it stands: `clean` says that nothing in it may lead to a family. What a moderator returned
    /// comes before a moderator again, and what was never shown and waits goes on waiting unless it is clean now.
    ///
    /// # Errors
    /// `Refused` by [`rule::STATE`] for what was withdrawn or taken out.
    pub fn next(&self, clean: bool) -> Result<VersionState> {
        match (self.status, clean) {
            (Status::Removed, _) => Err(Error::refused(
                rule::STATE,
                "A moderator took this out, so it cannot be changed. Write something new without what was wrong with it.",
            )),
            (Status::Withdrawn, _) => {
                Err(Error::refused(rule::STATE, "You withdrew this. Put it back first, then change it."))
            }
            (Status::Returned, _) | (_, false) => Ok(VersionState::Waiting),
            (Status::Shown | Status::Waiting, true) => Ok(VersionState::Passed),
        }
    }

    /// Refuses to withdraw what is not shown.
    ///
    /// # Errors
    /// `Refused` by [`rule::STATE`].
    pub fn withdraw(&self) -> Result<()> {
        self.must_be(Status::Shown, "Only what readers see can be withdrawn.")
    }

    /// Refuses to put back what was not withdrawn.
    ///
    /// # Errors
    /// `Refused` by [`rule::STATE`].
    pub fn restore(&self) -> Result<()> {
        self.must_be(Status::Withdrawn, "This was not withdrawn, so there is nothing to put back.")
    }

    /// Refuses a report of one's own words, and of what nobody reads.
    ///
    /// # Errors
    /// `Refused` by [`rule::OTHERS`] or [`rule::STATE`].
    pub fn report(&self, who: Option<Id<Account>>) -> Result<()> {
        if who == Some(self.author) {
            return Err(Error::refused(rule::OTHERS, "You wrote this yourself: change it, or withdraw it."));
        }
        self.must_be(Status::Shown, "Only what readers see can be reported.")
    }

    fn must_be(&self, status: Status, why: &str) -> Result<()> {
        match self.status == status {
            true => Ok(()),
            false => Err(Error::refused(rule::STATE, why)),
        }
    }

    /// What a verdict makes of it: the entry afterwards, which version it is about, and how that version stands then.
    /// `versions` are all of it, in order.
    ///
    /// # Errors
    /// `Refused` by [`rule::STATE`] when there is nothing to decide.
    pub fn after(
        &self,
        verdict: Verdict,
        versions: &[Version],
        now: Timestamp,
    ) -> Result<(Entry, i64, VersionState)> {
        let waiting = versions.iter().rev().find(|v| v.state == VersionState::Waiting).map(|v| v.number);
        let latest = versions.iter().map(|v| v.number).max().unwrap_or(1);
        let nothing = |why: &str| Err(Error::refused(rule::STATE, why));
        if self.status == Status::Withdrawn {
            return nothing(
                "Its author withdrew it, so readers do not see it any more. There is nothing to decide.",
            );
        }
        let mut after = Entry { waits: None, ..self.clone() };
        let outcome = match verdict {
            Verdict::Pass => {
                let undone = matches!(self.status, Status::Removed | Status::Returned);
                if waiting.is_none() && self.waits.is_none() && !undone {
                    return nothing("Nothing about this waits for a decision.");
                }
                let number = waiting.or(self.shown.filter(|_| !undone)).unwrap_or(latest);
                after.status = Status::Shown;
                after.shown = Some(number);
                after.shown_at = self.shown_at.or(Some(now));
                after.why = None;
                (number, VersionState::Passed)
            }
            Verdict::Return if self.status == Status::Removed => {
                return nothing("This was taken out. Let it through first if that was wrong.");
            }
            // A change of what is shown goes back to its author; readers go on seeing the version before it.
            Verdict::Return if waiting.is_some() && self.status == Status::Shown => {
                (waiting.unwrap_or(latest), VersionState::Returned)
            }
            Verdict::Return => {
                after.status = Status::Returned;
                (waiting.or(self.shown).unwrap_or(latest), VersionState::Returned)
            }
            Verdict::Remove if self.status == Status::Removed => {
                return nothing("This was taken out already.");
            }
            Verdict::Remove => {
                after.status = Status::Removed;
                (waiting.or(self.shown).unwrap_or(latest), VersionState::Refused)
            }
        };
        Ok((after, outcome.0, outcome.1))
    }
}

/// Whether a document should have been looked at by now.
pub fn is_out_of_date(review: Option<Date>, today: Date) -> bool {
    review.is_some_and(|day| day < today)
}

#[cfg(test)]
mod tests;
