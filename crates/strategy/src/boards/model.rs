//! Meetings and what was said at them, as values.

use access::strategy::{BoardMeeting, BoardPoint};
use kernel::{Date, Error, Id, Result, Timestamp, codes};

codes! {
    /// Who sits at the table.
    Partner {
        Health = "health", "Health";
        Education = "education", "Education";
        SocialCare = "social-care", "Social care";
        Adopters = "adopters", "Adopters";
        YoungPeople = "young-people", "Children and young people";
        BirthFamilies = "birth-families", "Birth families";
        AdoptedAdults = "adopted-adults", "Adopted adults";
        ThirdSector = "third-sector", "Third sector";
    }
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Its id.
    pub id: Id<BoardMeeting>,
    /// The board's name.
    pub name: String,
    /// When it met.
    pub held: Date,
    /// Who sat at the table.
    pub partners: Vec<Partner>,
}

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Its id.
    pub id: Id<BoardPoint>,
    /// At which meeting.
    pub meeting: Id<BoardMeeting>,
    /// What.
    pub said: String,
    /// By whom.
    pub by: Partner,
    /// By when something is to be done.
    pub due: Option<Date>,
    /// What was done, and when that was written.
    pub done: Option<(String, Timestamp)>,
    /// The version that a change is based on.
    pub version: i64,
}

impl Point {
    /// Whether nothing was done by its day.
    pub fn is_late(&self, today: Date) -> bool {
        self.done.is_none() && self.due.is_some_and(|due| due < today)
    }
}

/// Refuses a meeting that has not been, or without anybody.
///
/// # Errors
/// `Invalid` on `held` or `partners`.
pub fn check(held: Date, partners: &[Partner], today: Date) -> Result<()> {
    if held > today {
        return Err(Error::field("held", "Enter the day on which the board met: today or before"));
    }
    if partners.is_empty() {
        return Err(Error::field("partners", "Choose at least one who sat at the table"));
    }
    Ok(())
}

/// Partners as they are kept: codes parted by spaces.
pub(super) fn joined(partners: &[Partner]) -> String {
    partners.iter().map(|partner| partner.code()).collect::<Vec<_>>().join(" ")
}

/// The opposite of [`joined`].
pub(super) fn parted(text: &str) -> Result<Vec<Partner>> {
    text.split(' ').filter(|code| !code.is_empty()).map(Partner::stored).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_has_been_and_had_people() {
        let today = Date::constant(2026, 11, 20);
        let both = [Partner::Health, Partner::Adopters];
        assert_eq!(check(today, &both, today), Ok(()));
        assert!(check(Date::constant(2026, 11, 21), &both, today).is_err());
        assert!(check(today, &[], today).is_err());
        assert_eq!(parted(&joined(&both)).unwrap(), both);
        assert!(parted("nobody").is_err() && parted("").unwrap().is_empty());
    }
}
