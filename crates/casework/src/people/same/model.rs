//! The rules of one person who was recorded twice, pure.

use kernel::{Error, Id, Result, Timestamp, codes, kinds};

use crate::people::{
    model::{Known, likeness},
    store::Person,
};

codes! {
    /// How a proposal stands.
    State {
        Proposed = "proposed", "Waits for a second person";
        Merged = "merged", "One person";
        Declined = "declined", "Declined";
        Undone = "undone", "Undone";
    }
}

/// A proposal, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// Its id.
    pub id: Id<access::members::PersonMerge>,
    /// The record that is kept in front.
    pub kept: Id<kinds::Person>,
    /// The record that points to it.
    pub other: Id<kinds::Person>,
    /// How it stands.
    pub state: State,
    /// When it was proposed, by whom and why.
    pub asked: Said,
    /// When it was decided, by whom and why.
    pub decided: Option<Said>,
    /// When it was undone, by whom and why.
    pub undone: Option<Said>,
    /// The version that an edit is based on.
    pub version: i64,
}

/// Who said something, when and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// When.
    pub at: Timestamp,
    /// Who; nobody for another system.
    pub by: Option<Id<kinds::Account>>,
    /// Why; empty once the record was destroyed.
    pub why: String,
}

/// What must be known of two records before they may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// Somebody said that they are two people.
    pub not_same: bool,
    /// One of the two households is sealed.
    pub sealed: bool,
    /// One of the two points to another record already, or the other one is pointed to.
    pub chained: bool,
}

/// Whether two records may be proposed, and joined, as one person.
///
/// # Errors
/// Refused by `merge.itself`, `merge.kinds`, `merge.not-same`, `merge.sealed` and `merge.chain`.
pub fn may_join(kept: &Person, other: &Person, facts: Facts) -> Result<()> {
    if kept.id == other.id {
        return Err(Error::refused(
            "merge.itself",
            "This is one record. Choose another one to compare it with.",
        ));
    }
    if kept.kind != other.kind {
        return Err(Error::refused(
            "merge.kinds",
            "One of the two is recorded as a child and the other as a parent or carer. Correct that first, if it is a mistake.",
        ));
    }
    if facts.not_same {
        return Err(Error::refused(
            "merge.not-same",
            "A colleague recorded that these are two people. Look there who said so and why. It can be taken back if it was wrong.",
        ));
    }
    if facts.sealed {
        return Err(Error::refused(
            "merge.sealed",
            "A sealed record cannot be joined with another: whoever reads the other would learn of it.",
        ));
    }
    if facts.chained {
        return Err(Error::refused(
            "merge.chain",
            "One of the two is joined with a third record already. Compare the records that are kept in front, or undo that first.",
        ));
    }
    Ok(())
}

/// One line of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is compared.
    pub what: &'static str,
    /// How the first record has it.
    pub one: String,
    /// How the second has it.
    pub two: String,
    /// Whether they agree; nothing where one of the two says nothing.
    pub agrees: Option<bool>,
}

/// What two records say, side by side.
pub fn compare(a: &Person, b: &Person) -> Vec<Line> {
    let day =
        |born: Option<kernel::Date>| born.map_or_else(String::new, |d| d.strftime("%-d %B %Y").to_string());
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let line = |what, one: String, two: String| {
        let fold = |t: &str| {
            t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
        };
        let (x, y) = (fold(&one), fold(&two));
        let agrees = (!x.is_empty() && !y.is_empty()).then_some(x == y);
        Line { what, one, two, agrees }
    };
    vec![
        line("First names", a.first.clone(), b.first.clone()),
        line("Last name", a.last.clone(), b.last.clone()),
        line("Date of birth", day(a.born), day(b.born)),
        line("Postcode", a.contact.postcode.clone(), b.contact.postcode.clone()),
        line("Address", a.contact.address.clone(), b.contact.address.clone()),
        line("Telephone", a.contact.phone.clone(), b.contact.phone.clone()),
        line("Email", a.contact.email.clone(), b.contact.email.clone()),
        line("Sex", text(&a.sex), text(&b.sex)),
        line("Ethnicity", text(&a.ethnicity), text(&b.ethnicity)),
    ]
}

/// Why two records that look alike may be two people. Twins share a birthday, a home and a last name, and some share a first name or
/// an initial; a child and a cousin may have one name.
pub fn warnings(a: &Person, b: &Person) -> Vec<&'static str> {
    let mut all = Vec::new();
    let (x, y) = (a.known(), b.known());
    let same_day = x.born.is_some() && x.born == y.born;
    let same_last = same(&x.last, &y.last);
    if same_day && same_last {
        all.push("They share a birthday and a last name, as twins do. Twins may even have one first name in two spellings, or be known by one initial. Ask the family how many children were born that day.");
    }
    if same_day && same_last && a.family.is_some() && a.family == b.family {
        all.push("Both stand in one household. A brother or sister is more likely than a second record.");
    }
    if x.born.is_none() || y.born.is_none() {
        all.push("A date of birth is missing, so that only the name speaks for it. Two people of one family may have one name.");
    }
    all
}

fn same(a: &str, b: &str) -> bool {
    let known = |last: &str| Known { last: last.to_owned(), ..Known::default() };
    likeness(&known(a), &known(b)).reasons.iter().any(|r| r.agrees)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::store::{Contact, PersonKind};

    fn person(n: u8, first: &str, last: &str, born: Option<&str>) -> Person {
        Person {
            id: Id::from_parts(n.into(), [n; 10]),
            agency: Id::from_parts(1, [1; 10]),
            family: Some(Id::from_parts(n.into(), [9; 10])),
            kind: PersonKind::Child,
            first: first.into(),
            last: last.into(),
            born: born.map(|d| d.parse().unwrap()),
            contact: Contact::default(),
            sex: None,
            ethnicity: None,
            council: "881".into(),
        }
    }

    #[test]
    fn two_records_are_joined_only_where_nothing_speaks_against_it() {
        let (a, b) = (person(1, "Amir", "Khan", None), person(2, "Amir", "Khan", None));
        let code = |a: &Person, b: &Person, facts| may_join(a, b, facts).unwrap_err().code();
        assert!(may_join(&a, &b, Facts::default()).is_ok());
        assert_eq!(code(&a, &a, Facts::default()), "merge.itself");
        let adult = Person { kind: PersonKind::Adult, ..b.clone() };
        assert_eq!(code(&a, &adult, Facts::default()), "merge.kinds");
        assert_eq!(code(&a, &b, Facts { not_same: true, ..Facts::default() }), "merge.not-same");
        assert_eq!(code(&a, &b, Facts { sealed: true, ..Facts::default() }), "merge.sealed");
        assert_eq!(code(&a, &b, Facts { chained: true, ..Facts::default() }), "merge.chain");
    }

    #[test]
    fn what_agrees_differs_or_is_missing_stands_side_by_side() {
        let mut a = person(1, "Siân", "O'Neill", Some("2014-01-20"));
        let b = person(2, "Siân", "ONeill", Some("2014-01-21"));
        a.contact.postcode = "M1 1AE".into();
        let lines = compare(&a, &b);
        let of = |what| lines.iter().find(|l| l.what == what).unwrap().agrees;
        assert_eq!(
            (of("First names"), of("Last name"), of("Date of birth"), of("Postcode")),
            (Some(true), Some(true), Some(false), None)
        );
    }

    #[test]
    fn twins_with_one_birthday_and_one_name_are_warned_of() {
        let (a, b) =
            (person(1, "Amir", "Khan", Some("2014-01-20")), person(2, "Amir", "Khan", Some("2014-01-20")));
        assert_eq!(warnings(&a, &b).len(), 1, "also where the likeness rule is sure: {:?}", warnings(&a, &b));
        let home = Person { family: a.family, ..b.clone() };
        assert_eq!(warnings(&a, &home).len(), 2);
        assert!(warnings(&a, &person(3, "Amir", "Khan", None))[0].contains("date of birth is missing"));
        assert!(warnings(&a, &person(3, "Amir", "Khan", Some("2015-02-20"))).is_empty());
    }
}
