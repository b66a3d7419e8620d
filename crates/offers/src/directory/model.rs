//! An entry of the directory as a value: what it says, when it must be looked at again, and what is wrong with it.

use access::offers::Service as Kind;
use kernel::{
    Calendar, Date, Error, Id, Level, Result, Timestamp, codes, days_between, kinds::Organisation as Agency,
};
use serde::{Deserialize, Serialize};

codes! {
    /// How an entry stands, in the codes of Open Referral UK 3 (schema `service`, `status`).
    Status {
        Active = "active", "Open";
        Closed = "temporarily closed", "Closed for a time";
        Inactive = "inactive", "Withdrawn";
        Defunct = "defunct", "Does not exist any more";
    }
}

codes! {
    /// Whom a service is for.
    Audience {
        Adopters = "adopters", "Adoptive parents";
        Guardians = "guardians", "Special guardians and kinship carers";
        Children = "children", "Adopted children";
        Young = "young-people", "Adopted teenagers and young adults";
        Adults = "adopted-adults", "Adopted adults";
        Birth = "birth-relatives", "Birth relatives";
        Prospective = "prospective", "People who think about adopting";
        Professionals = "professionals", "Schools and other professionals";
    }
}

codes! {
    /// What a service costs a family.
    Cost {
        Free = "free", "Free";
        Fund = "fund", "Paid by the Fund after an assessment";
        Some = "some", "Part of the price";
        Full = "full", "The full price";
    }
}

codes! {
    /// How well it is known that a service helps (S2 section 9, S4 proposal 6), in plain steps.
    Evidence {
        Strong = "strong", "Shown to help in good studies";
        Promising = "promising", "Promising: early studies";
        Practice = "practice", "Known from practice";
        None = "none", "Not looked at yet";
    }
}

codes! {
    /// The parts of a core offer that agencies are compared by: after the gaps and early help named in S1 section
    /// 2.3.1 and the offers of S2 section 9.
    CoreOffer {
        Advice = "advice", "Information and advice";
        Helpline = "helpline", "Helpline";
        Peer = "peer-groups", "Peer support groups";
        Mentoring = "mentoring", "Peer mentors";
        Workshops = "workshops", "Workshops and training";
        Parenting = "parenting", "Parenting programmes";
        Education = "education", "Help with school";
        Contact = "contact", "Staying in touch and letterbox";
        Activities = "activities", "Activity days";
        Youth = "youth", "Groups for teenagers";
        Adults = "adopted-adults", "Support for adopted adults";
        Birth = "birth-families", "Support for birth families";
        Breaks = "short-breaks", "Short breaks";
        Becoming = "becoming-a-family", "Becoming a family: the first year";
    }
}

codes! {
    /// What sort of place a service is given at, in the codes of Open Referral UK 3 (schema `location`).
    PlaceKind {
        Physical = "physical", "A building";
        Virtual = "virtual", "Online or by telephone";
        Postal = "postal", "By post";
    }
}

/// The days of the week, in the codes of iCalendar.
pub const DAYS: [(&str, &str); 7] = [
    ("MO", "Monday"),
    ("TU", "Tuesday"),
    ("WE", "Wednesday"),
    ("TH", "Thursday"),
    ("FR", "Friday"),
    ("SA", "Saturday"),
    ("SU", "Sunday"),
];

/// Who gives a service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Giver {
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Its public email address; may be empty.
    pub email: String,
    /// Its website; may be empty.
    pub website: String,
}

/// Where a service is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// What sort of place.
    pub kind: PlaceKind,
    /// Its name.
    pub name: String,
    /// Street and number.
    pub address: String,
    /// Town.
    pub town: String,
    /// County; may be empty.
    pub county: String,
    /// Postcode; empty where it is online.
    pub postcode: String,
    /// Degrees north, where known.
    pub latitude: Option<f64>,
    /// Degrees east, where known.
    pub longitude: Option<f64>,
    /// Steps, loops, parking: how people get in; may be empty.
    pub access: String,
}

/// When a service is open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The days, in the codes of [`DAYS`].
    pub days: Vec<String>,
    /// From, local time as HH:MM; may be empty.
    pub opens: String,
    /// Until, local time as HH:MM; may be empty.
    pub closes: String,
    /// In words; may be empty.
    pub words: String,
}

/// What no list is narrowed by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// What it is and does, in a few sentences.
    pub description: String,
    /// Its own page.
    pub url: String,
    /// Its public email address.
    pub email: String,
    /// Its public telephone number.
    pub phone: String,
    /// Whom to ask for: a role such as "The duty team", no person.
    pub contact: String,
    /// How one gets it: calling, being referred, after an assessment.
    pub how: String,
    /// Who may come.
    pub eligibility: String,
    /// What it costs, in words.
    pub cost: String,
    /// What is known of whether it helps, in words.
    pub evidence: String,
    /// What is different just now.
    pub alert: String,
    /// Accreditations.
    pub accreditations: String,
    /// Who pays for it.
    pub funding: String,
    /// Councils it serves, by Department for Education code; none with `everywhere`.
    pub councils: Vec<String>,
    /// Areas as another directory wrote them.
    pub areas: Vec<String>,
    /// Whether it serves all of England.
    pub everywhere: bool,
    /// Where it is given.
    pub places: Vec<Place>,
    /// When it is open.
    pub openings: Vec<Opening>,
    /// The parts of a core offer that it counts for.
    pub offers: Vec<CoreOffer>,
    /// Whether it was withdrawn here, so that a feed which still has it does not open it again.
    pub withdrawn_here: bool,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Who gives it.
    pub giver: Giver,
    /// How it stands.
    pub status: Status,
    /// The level of support it is for; none where another directory does not say.
    pub level: Option<Level>,
    /// What it costs; none where another directory does not say.
    pub cost: Option<Cost>,
    /// How well it is known to help.
    pub evidence: Option<Evidence>,
    /// From this age, in whole years.
    pub minimum_age: Option<i64>,
    /// Up to this age, in whole years.
    pub maximum_age: Option<i64>,
    /// Whom it is for.
    pub audiences: Vec<Audience>,
    /// The rest.
    pub details: Details,
    /// When somebody last looked whether it is all still so.
    pub assured: Date,
    /// When somebody looks again.
    pub review: Date,
}

/// An entry in the directory.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Its id.
    pub id: Id<Kind>,
    /// The agency that keeps it.
    pub agency: Id<Agency>,
    /// The id of who gives it.
    pub organisation: Id<Agency>,
    /// What it says.
    pub entry: Entry,
    /// When it last changed.
    pub modified: Timestamp,
    /// Where it was taken from.
    pub source: Option<Source>,
    /// Since when the feed that it was taken from has it no more.
    pub missing: Option<Timestamp>,
    /// The version that an edit is based on.
    pub version: i64,
}

/// Where an entry was taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The address or folder of the feed.
    pub address: String,
    /// The entry's id there.
    pub outside: String,
    /// When the feed was last taken in.
    pub taken: Timestamp,
}

/// The most days that an entry may stand without being looked at: Hearth's own limit.
pub const REVIEW_AT_MOST: i32 = 366;
/// The highest age that may be said.
pub const OLDEST: i64 = 120;
/// The most councils, places and openings of one entry.
pub const MOST_PARTS: usize = 160;

impl Entry {
    /// Whether nobody has looked in time.
    pub fn is_stale(&self, today: Date) -> bool {
        self.status == Status::Active && self.review < today
    }

    /// Refuses what cannot stand in a directory.
    ///
    /// # Errors
    /// `Invalid` on the field that must be mended.
    pub fn check(&self, today: Date) -> Result<()> {
        if let (Some(least), Some(most)) = (self.minimum_age, self.maximum_age)
            && least > most
        {
            return Err(Error::field("maximum_age", "Enter an age that is not below the lowest one"));
        }
        if self.assured > today {
            return Err(Error::field("assured", "Enter today or an earlier day"));
        }
        if self.review <= self.assured || days_between(self.assured, self.review) > REVIEW_AT_MOST {
            return Err(Error::field("review", "Choose a day within a year of the last check"));
        }
        for (field, address) in [("url", &self.details.url), ("website", &self.giver.website)] {
            if !address.is_empty() && !is_web(address) {
                return Err(Error::field(field, "Enter a whole address, such as https://www.example.org"));
            }
        }
        for (field, address) in [("email", &self.details.email), ("giver_email", &self.giver.email)] {
            if !address.is_empty() && !is_email(address) {
                return Err(Error::field(field, "Enter an email address, such as name@example.org"));
            }
        }
        Ok(())
    }

    /// The ages as people say them; none where everybody may come.
    pub fn ages(&self) -> Option<String> {
        ages(self.minimum_age, self.maximum_age)
    }
}

/// A lowest and a highest age as people say them; none where everybody may come.
pub fn ages(least: Option<i64>, most: Option<i64>) -> Option<String> {
    match (least, most) {
        (None, None) => None,
        (Some(least), None) => Some(format!("{least} and over")),
        (None, Some(most)) => Some(format!("up to {most}")),
        (Some(least), Some(most)) if least == most => Some(format!("{least}")),
        (Some(least), Some(most)) => Some(format!("{least} to {most}")),
    }
}

/// When an entry that was looked at on a day is looked at again, unless somebody says otherwise: after half a year.
pub fn next_review(assured: Date) -> Date {
    Calendar::england().add_days(assured, 182)
}

/// Whether an address is one that a browser opens, without spaces or marks that end an attribute.
pub fn is_web(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let clean = |c: char| c.is_ascii_graphic() && !"<>\"'\\^`{|}".contains(c);
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        host.contains('.') && !host.starts_with('.') && !host.contains('@') && rest.chars().all(clean)
    })
}

/// Whether a text looks like an email address.
pub fn is_email(address: &str) -> bool {
    match address.split_once('@') {
        Some((name, host)) => {
            !name.is_empty()
                && host.contains('.')
                && !host.starts_with('.')
                && !host.ends_with('.')
                && address.chars().all(|c| c.is_ascii_graphic() && !"<>()[]\\,;:\"".contains(c))
                && !host.contains('@')
        }
        None => false,
    }
}

/// A time of day as HH:MM.
pub fn is_time(text: &str) -> bool {
    let part = |part: &str, most: u8| {
        part.len() == 2
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse::<u8>().is_ok_and(|n| n <= most)
    };
    text.split_once(':').is_some_and(|(hours, minutes)| part(hours, 23) && part(minutes, 59))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    pub(crate) fn entry(name: &str) -> Entry {
        Entry {
            name: name.into(),
            giver: Giver {
                name: "Elm Tree Trust".into(),
                description: "A charity".into(),
                email: "hello@elmtree.example".into(),
                website: "https://elmtree.example".into(),
            },
            status: Status::Active,
            level: Some(Level::Universal),
            cost: Some(Cost::Free),
            evidence: Some(Evidence::Practice),
            minimum_age: Some(5),
            maximum_age: Some(11),
            audiences: vec![Audience::Adopters, Audience::Children],
            details: Details {
                description: "Families meet, play and eat together on Saturdays.".into(),
                url: "https://elmtree.example/saturdays".into(),
                email: "saturdays@elmtree.example".into(),
                phone: "01632 960001".into(),
                contact: "The family team".into(),
                councils: vec!["881".into()],
                places: vec![Place {
                    kind: PlaceKind::Physical,
                    name: "Elm Hall".into(),
                    address: "1 High Street".into(),
                    town: "Chelmsford".into(),
                    county: "Essex".into(),
                    postcode: "CM1 1QH".into(),
                    latitude: Some(51.7361),
                    longitude: Some(0.4798),
                    access: "No steps".into(),
                }],
                openings: vec![Opening {
                    days: vec!["SA".into()],
                    opens: "10:00".into(),
                    closes: "12:30".into(),
                    words: "Not in August".into(),
                }],
                offers: vec![CoreOffer::Peer],
                ..Details::default()
            },
            assured: day("2026-11-01"),
            review: day("2027-05-01"),
        }
    }

    #[test]
    fn an_entry_that_cannot_stand_is_refused_at_its_field() {
        let today = day("2026-11-20");
        let wrong = |change: fn(&mut Entry)| {
            let mut entry = entry("A group");
            change(&mut entry);
            match entry.check(today) {
                Err(Error::Invalid(invalid)) => invalid.0[0].field.clone(),
                other => panic!("{other:?}"),
            }
        };
        assert!(entry("A group").check(today).is_ok());
        assert_eq!(wrong(|e| e.minimum_age = Some(12)), "maximum_age");
        assert_eq!(wrong(|e| e.assured = day("2026-11-21")), "assured");
        assert_eq!(wrong(|e| e.review = day("2026-11-01")), "review");
        assert_eq!(wrong(|e| e.review = day("2027-12-01")), "review");
        assert_eq!(wrong(|e| e.details.url = "javascript:alert(1)".into()), "url");
        assert_eq!(wrong(|e| e.giver.website = "www.example.org".into()), "website");
        assert_eq!(wrong(|e| e.details.email = "no address".into()), "email");
    }

    #[test]
    fn an_entry_is_stale_the_day_after_its_review_and_only_while_it_is_open() {
        let mut entry = entry("A group");
        assert!(!entry.is_stale(day("2027-05-01")) && entry.is_stale(day("2027-05-02")));
        entry.status = Status::Inactive;
        assert!(!entry.is_stale(day("2027-05-02")));
    }

    #[test]
    fn addresses_and_times_are_told_from_what_only_looks_like_them() {
        for good in ["https://example.org", "http://a.b/c?d=e#f"] {
            assert!(is_web(good), "{good}");
        }
        for bad in
            ["https://", "ftp://a.b", "https://nodot", "https://a.b/<x>", "https://a.b c", "https://me@a.b"]
        {
            assert!(!is_web(bad), "{bad}");
        }
        assert!(is_email("a@b.c") && !is_email("a@b") && !is_email("@b.c") && !is_email("a b@c.d"));
        assert!(
            is_time("09:30")
                && !is_time("9:30")
                && !is_time("24:00")
                && !is_time("09:60")
                && !is_time("+9:30")
        );
    }

    #[test]
    fn ages_are_said_as_people_say_them() {
        let mut e = entry("A");
        assert_eq!(e.ages().unwrap(), "5 to 11");
        e.maximum_age = None;
        assert_eq!(e.ages().unwrap(), "5 and over");
        e.minimum_age = None;
        assert_eq!(e.ages(), None);
    }
}
