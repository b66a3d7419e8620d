//! What a tie is, what must be true of it, and the rows of the picture. Pure: the day comes in.

use access::members::FamilyTie;
use kernel::{Date, FieldError, Id, Timestamp, codes, kinds::Account};
use page::kit::chart::{Relative, Row};
use serde::{Deserialize, Serialize};

use crate::{
    people::{
        model::Postcode,
        store::{Person, PersonKind},
    },
    words::{LINE, NOTE, mend, required, too_long},
};

codes! {
    /// What somebody is to the child.
    TieKind {
        Grandparent = "grandparent", "Grandparent";
        Parent = "parent", "Parent by adoption, special guardian or kinship carer";
        FosterCarer = "foster-carer", "Foster carer";
        EarlierParent = "earlier-parent", "Parent or carer in an earlier family";
        StepParent = "step-parent", "Partner of a parent";
        BirthParent = "birth-parent", "Birth parent, as the family speaks of them";
        Sibling = "sibling", "Brother or sister in the home";
        SiblingElsewhere = "sibling-elsewhere", "Brother or sister who lives elsewhere";
        OwnChild = "own-child", "Own child";
        Partner = "partner", "Partner";
        Relative = "relative", "Another relative";
        BirthRelative = "birth-relative", "Birth relative, as the family speaks of them";
        Friend = "friend", "Friend, or somebody else who matters";
        Pet = "pet", "Pet";
    }
}

/// In which row of the picture somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Grandparents,
    Parents,
    Siblings,
    Children,
    Others,
}

impl TieKind {
    fn place(self) -> Place {
        match self {
            TieKind::Grandparent => Place::Grandparents,
            TieKind::Parent
            | TieKind::FosterCarer
            | TieKind::EarlierParent
            | TieKind::StepParent
            | TieKind::BirthParent => Place::Parents,
            TieKind::Sibling | TieKind::SiblingElsewhere => Place::Siblings,
            TieKind::OwnChild => Place::Children,
            TieKind::Partner
            | TieKind::Relative
            | TieKind::BirthRelative
            | TieKind::Friend
            | TieKind::Pet => Place::Others,
        }
    }

    /// Whether they may be somebody of before adoption, of whom less is kept.
    pub fn is_guarded(self) -> bool {
        matches!(
            self,
            TieKind::BirthParent
                | TieKind::BirthRelative
                | TieKind::SiblingElsewhere
                | TieKind::EarlierParent
                | TieKind::FosterCarer
        )
    }
}

/// What is kept sealed of a tie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// What the family calls them.
    pub name: String,
    /// Since when.
    pub from: Option<Date>,
    /// Until when; none where it goes on.
    pub until: Option<Date>,
    /// Who said so.
    pub said_by: String,
    /// What else to know.
    pub note: String,
}

/// Somebody who matters to the child.
#[derive(Debug, Clone, PartialEq)]
pub struct Tie {
    /// Its id.
    pub id: Id<FamilyTie>,
    /// What they are.
    pub kind: TieKind,
    /// Who, since when, and who said so.
    pub details: Details,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
    /// The version that an edit is based on.
    pub version: i64,
}

/// Whether two days are in order; what is not known is.
fn in_order(from: Option<Date>, until: Option<Date>) -> bool {
    from.zip(until).is_none_or(|(from, until)| from <= until)
}

/// What is wrong with a tie on `today`.
pub fn check(kind: TieKind, details: &Details, today: Date) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    wrong.extend(required("name", &details.name, LINE, "Enter what the family calls them"));
    wrong.extend(required(
        "said_by",
        &details.said_by,
        LINE,
        "Say who told you, such as the child or their mother",
    ));
    wrong.extend(too_long("note", &details.note, NOTE));
    if details.from.is_some_and(|day| day > today) {
        wrong.push(mend("from", "Enter today or an earlier day, or leave it blank"));
    }
    if !in_order(details.from, details.until) {
        wrong.push(mend("until", "The last day lies before the first"));
    }
    if kind.is_guarded() {
        for (field, text) in [("name", &details.name), ("said_by", &details.said_by), ("note", &details.note)]
        {
            if gives_away(text) {
                wrong.push(mend(
                    field,
                    "Leave out addresses, postcodes, telephone numbers and email addresses. By them somebody could be found across the wall of adoption",
                ));
            }
        }
        if details.name.split_whitespace().count() > 1 {
            wrong.push(mend("name", "Enter a first name alone, or what the family says, such as “Mum-before”. A full name could lead across the wall of adoption"));
        }
    }
    wrong
}

/// Whether words hold something of this that can be recognised for sure: a postcode, an email address, or six digits in a row of
/// digits and gaps. The name of a street, a school or a town is not.
fn gives_away(text: &str) -> bool {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || ",;.".contains(c)).filter(|w| !w.is_empty()).collect();
    let postcode = words.iter().any(|w| Postcode::parse(w).is_some())
        || words.windows(2).any(|w| Postcode::parse(&w.join(" ")).is_some());
    let mut run = 0;
    let digits = text.chars().any(|c| {
        run = match c {
            '0'..='9' => run + 1,
            ' ' | '-' | '(' | ')' | '+' => run,
            _ => 0,
        };
        run >= 6
    });
    postcode || digits || words.iter().any(|w| w.contains('@'))
}

/// Whether a tie holds on a day. Where a day is not known, it is taken to hold.
pub fn holds(details: &Details, on: Date) -> bool {
    details.from.is_none_or(|from| from <= on) && details.until.is_none_or(|until| until >= on)
}

/// Whether it is to be seen in the picture of a day at all: what begins later is not.
pub fn has_begun(details: &Details, on: Date) -> bool {
    details.from.is_none_or(|from| from <= on)
}

/// Since or until when, as short as a picture needs it.
fn when(details: &Details, on: Date) -> String {
    match (details.from, details.until) {
        (_, Some(until)) if until < on => format!("until {}", until.year()),
        (Some(from), _) => format!("since {}", from.year()),
        (None, _) => "now".into(),
    }
}

/// The rows of the picture on a day: the child in the middle, the ties, and, for `today` alone, those of the household's record, since
/// nothing says since when they live there. Somebody of the household who was recorded as a tie too, by the same first name and for
/// the same row, stands there once.
pub fn rows(child: &Person, household: &[Person], ties: &[Tie], on: Date, today: Date) -> Vec<Row> {
    let mut places: Vec<(Place, Relative)> = Vec::new();
    places.push((
        Place::Siblings,
        Relative { name: child.first.clone(), note: "the child".into(), past: false, centre: true },
    ));
    let said = |name: &str, place: Place| {
        let first = |text: &str| text.split_whitespace().next().unwrap_or_default().to_lowercase();
        let same = |t: &Tie| t.kind.place() == place && !t.kind.is_guarded() && holds(&t.details, on);
        ties.iter().any(|t| same(t) && first(&t.details.name) == first(name))
    };
    for person in household.iter().filter(|p| p.id != child.id && on == today) {
        let place = match person.kind {
            PersonKind::Child => Place::Siblings,
            PersonKind::Adult => Place::Parents,
        };
        if said(&person.first, place) {
            continue;
        }
        let (name, note) = (person.first.clone(), "in the home".to_owned());
        places.push((place, Relative { name, note, past: false, centre: false }));
    }
    for tie in ties.iter().filter(|t| has_begun(&t.details, on)) {
        let relative = Relative {
            name: tie.details.name.clone(),
            note: when(&tie.details, on),
            past: !holds(&tie.details, on),
            centre: false,
        };
        places.push((tie.kind.place(), relative));
    }
    let named = [
        (Place::Grandparents, "Grandparents"),
        (Place::Parents, "Parents and carers, now and before"),
        (Place::Siblings, "The child, brothers and sisters"),
        (Place::Children, "Own children"),
        (Place::Others, "Others who matter"),
    ];
    named
        .iter()
        .map(|(place, name)| Row {
            name: (*name).to_owned(),
            people: places.iter().filter(|(p, _)| p == place).map(|(_, relative)| relative.clone()).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::people::store::Contact;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn details(name: &str, from: Option<&str>, until: Option<&str>) -> Details {
        Details {
            name: name.into(),
            from: from.map(d),
            until: until.map(d),
            said_by: "Their mother".into(),
            note: String::new(),
        }
    }

    fn tie(kind: TieKind, name: &str, from: Option<&str>, until: Option<&str>) -> Tie {
        Tie {
            id: Id::from_parts(1, [1; 10]),
            kind,
            details: details(name, from, until),
            recorded: "2026-11-20T09:30:00Z".parse().unwrap(),
            by: None,
            version: 1,
        }
    }

    fn person(n: u8, first: &str, kind: PersonKind) -> Person {
        Person {
            id: Id::from_parts(n.into(), [n; 10]),
            agency: Id::from_parts(1, [1; 10]),
            family: None,
            kind,
            first: first.into(),
            last: "Marsh".into(),
            born: None,
            contact: Contact::default(),
            sex: None,
            ethnicity: None,
            council: String::new(),
        }
    }

    #[test]
    fn a_child_with_two_families_over_time_is_drawn_as_of_each_day() {
        let child = person(1, "Robin", PersonKind::Child);
        let home = [child.clone(), person(2, "Ines", PersonKind::Adult), person(3, "Ana", PersonKind::Child)];
        let ties = [
            tie(TieKind::EarlierParent, "Jo", Some("2016-05-01"), Some("2018-03-01")),
            tie(TieKind::Parent, "Ines", Some("2019-06-01"), None),
            tie(TieKind::SiblingElsewhere, "Sam", None, None),
        ];
        let names = |on: &str| -> Vec<(String, bool)> {
            rows(&child, &home, &ties, d(on), d("2026-11-20"))
                .into_iter()
                .flat_map(|row| row.people)
                .map(|p| (format!("{} {}", p.name, p.note), p.past))
                .collect()
        };
        let then = names("2017-01-01");
        assert!(
            then.contains(&("Jo since 2016".into(), false))
                && !then.iter().any(|(n, _)| n.starts_with("Ines") || n.starts_with("Ana")),
            "nobody is in the home before anybody says so: {then:?}"
        );
        // Others of the same first name leave nobody out: of another row, of before, or long gone.
        let home = [child.clone(), person(2, "Sam", PersonKind::Adult), person(3, "Jo", PersonKind::Child)];
        let ties = [
            tie(TieKind::SiblingElsewhere, "Jo", None, None),
            tie(TieKind::Friend, "Sam", None, None),
            tie(TieKind::StepParent, "Sam", Some("2016-05-01"), Some("2018-03-01")),
        ];
        let drawn: Vec<String> = rows(&child, &home, &ties, d("2026-11-20"), d("2026-11-20"))
            .into_iter()
            .flat_map(|row| row.people)
            .map(|p| format!("{} {}", p.name, p.note))
            .collect();
        for one in ["Sam in the home", "Jo in the home", "Jo now", "Sam now", "Sam until 2018"] {
            assert!(drawn.iter().any(|d| d == one), "{one}: {drawn:?}");
        }
        let now = names("2026-11-20");
        assert!(now.contains(&("Jo until 2018".into(), true)), "{now:?}");
        assert_eq!(
            now.iter().filter(|(n, _)| n.starts_with("Ines")).count(),
            1,
            "once, though recorded twice"
        );
        assert!(now.contains(&("Ana in the home".into(), false)) && now.contains(&("Sam now".into(), false)));
    }

    #[test]
    fn nothing_that_leads_across_the_wall_is_kept_of_those_who_may_be_of_before() {
        let today = d("2026-11-20");
        let wrong = |kind, name: &str, note: &str| {
            let fields: Vec<String> =
                check(kind, &Details { note: note.into(), ..details(name, None, None) }, today)
                    .into_iter()
                    .map(|e| e.field)
                    .collect();
            fields
        };
        assert!(wrong(TieKind::SiblingElsewhere, "Sam", "Writes at Christmas").is_empty());
        assert_eq!(wrong(TieKind::SiblingElsewhere, "Sam Okafor", ""), ["name"]);
        for note in ["Lives at LS1 4AP", "near LS14AP.", "call 0113 496 0000", "sam@example.org"] {
            assert_eq!(wrong(TieKind::SiblingElsewhere, "Sam", note), ["note"], "{note}");
        }
        assert_eq!(wrong(TieKind::BirthRelative, "Nan Okafor", "07700 900 123"), ["note", "name"]);
        let told = Details { said_by: "Her aunt, 07700 900123".into(), ..details("Sam", None, None) };
        assert_eq!(check(TieKind::BirthParent, &told, today).len(), 1, "who said so is read too");
        assert!(
            wrong(TieKind::Grandparent, "Gran Marsh", "0113 496 0000").is_empty(),
            "the family's own people are not behind a wall"
        );
        assert!(
            wrong(TieKind::FosterCarer, "Auntie-Bea", "From 2016 to 2018").is_empty(),
            "years are no telephone number"
        );
    }

    #[test]
    fn days_are_in_order_and_begin_by_today() {
        let today = d("2026-11-20");
        let wrong = |from, until| check(TieKind::Parent, &details("Ines", from, until), today).len();
        assert_eq!(
            (wrong(None, None), wrong(Some("2026-11-20"), None), wrong(Some("2026-11-21"), None)),
            (0, 0, 1)
        );
        assert_eq!(
            (wrong(Some("2019-01-02"), Some("2019-01-01")), wrong(Some("2019-01-01"), Some("2019-01-01"))),
            (1, 0)
        );
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]
        /// Everybody who has begun stands in the picture once, and the child alone in its middle.
        #[test]
        fn everybody_who_has_begun_is_in_the_picture_once(begun in prop::collection::vec((0_usize..TieKind::ALL.len(), 2000_i16..2040), 0..12), on in 2000_i16..2040) {
            let child = person(1, "Robin", PersonKind::Child);
            let ties: Vec<Tie> = begun.iter().enumerate().map(|(i, (kind, year))| {
                tie(TieKind::ALL[*kind], &format!("P{i}"), Some(&format!("{year}-01-01")), None)
            }).collect();
            let drawn: Vec<Relative> = rows(&child, std::slice::from_ref(&child), &ties, Date::new(on, 6, 1).unwrap(), Date::new(2026, 11, 20).unwrap()).into_iter().flat_map(|r| r.people).collect();
            prop_assert_eq!(drawn.iter().filter(|p| p.centre).count(), 1);
            prop_assert_eq!(drawn.len(), 1 + begun.iter().filter(|(_, year)| *year <= on).count());
        }
    }
}
