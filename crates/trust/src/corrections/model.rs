//! What can be put right, and how a request to do so stands. Pure.

use access::rights::Correction as Kind;
use casework::people::store::Person;
use kernel::{
    Date, Error, Id, Result, Timestamp, codes,
    kinds::{self, Account, Case, Family, Organisation},
};

codes! {
    /// What is wrong.
    What {
        First = "first-name", "First names";
        Last = "last-name", "Last name";
        Born = "born", "Date of birth";
        Address = "address", "Address, without the postcode";
        Postcode = "postcode", "Postcode";
        Phone = "phone", "Telephone number";
        Email = "email", "Email address";
        Words = "words", "Something that was written about us";
    }
}

codes! {
    /// How a request to put something right stands.
    State {
        Asked = "asked", "To be decided";
        Done = "done", "Put right";
        Declined = "declined", "Not changed";
    }
}

impl What {
    /// The value that stands in the record now; none for words, which the family quotes.
    pub fn of(self, person: &Person) -> Option<String> {
        Some(match self {
            What::First => person.first.clone(),
            What::Last => person.last.clone(),
            What::Born => person.born.map_or_else(String::new, |d| d.to_string()),
            What::Address => person.contact.address.clone(),
            What::Postcode => person.contact.postcode.clone(),
            What::Phone => person.contact.phone.clone(),
            What::Email => person.contact.email.clone(),
            What::Words => return None,
        })
    }

    /// Puts the value into a person's record. Words stay where they are: they are put right by a new
    /// version of what they stand in, and this request stands beside it.
    ///
    /// # Errors
    /// `Invalid` on `wanted`.
    pub fn put(self, person: &mut Person, wanted: &str) -> Result<()> {
        self.check(wanted)?;
        match self {
            What::First => person.first = wanted.to_owned(),
            What::Last => person.last = wanted.to_owned(),
            What::Born => person.born = Some(born(wanted)?),
            What::Address => person.contact.address = wanted.to_owned(),
            What::Postcode => person.contact.postcode = wanted.to_owned(),
            What::Phone => person.contact.phone = wanted.to_owned(),
            What::Email => person.contact.email = wanted.to_owned(),
            What::Words => {}
        }
        Ok(())
    }

    /// Refuses a value that cannot be one.
    ///
    /// # Errors
    /// `Invalid` on `wanted`.
    pub fn check(self, wanted: &str) -> Result<()> {
        match self {
            What::Born => born(wanted).map(|_| ()),
            What::Email if !wanted.contains('@') => {
                Err(Error::field("wanted", "Enter an email address, such as name@example.org"))
            }
            _ => Ok(()),
        }
    }
}

fn born(text: &str) -> Result<Date> {
    text.trim()
        .parse()
        .map_err(|_| Error::field("wanted", "Enter a date of birth as year-month-day, such as 2016-03-27"))
}

/// A request to put something right.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// Its id.
    pub id: Id<Kind>,
    /// Whose record.
    pub agency: Id<Organisation>,
    /// Of which household.
    pub family: Id<Family>,
    /// Of which case.
    pub case: Id<Case>,
    /// About whom; none for words.
    pub person: Option<Id<kinds::Person>>,
    /// What is wrong.
    pub what: What,
    /// What stood in the record when it was asked, or the words that were quoted.
    pub old: String,
    /// What it should be.
    pub wanted: String,
    /// Why, in their words.
    pub why: String,
    /// When.
    pub asked: Timestamp,
    /// Who wrote it down.
    pub asked_by: Option<Id<Account>>,
    /// In which role.
    pub asked_role: String,
    /// How it stands.
    pub state: State,
    /// When it was decided.
    pub decided: Option<Timestamp>,
    /// Who decided.
    pub decided_by: Option<Id<Account>>,
    /// Why.
    pub decided_why: String,
    /// The version that an edit is based on.
    pub version: i64,
}

impl Correction {
    /// Refuses (`correction.decided`) to decide twice.
    pub fn may_decide(&self) -> Result<()> {
        if self.state == State::Asked {
            return Ok(());
        }
        Err(Error::refused(
            "correction.decided",
            "This was decided already. To change it, record a new request.",
        ))
    }
}
