//! What a worker asks: of whom, about what, with how much of the child told.

use kernel::{Calendar, Date, FieldError, codes};
use serde::{Deserialize, Serialize};

use super::Partner;
use crate::{
    assessment::model::{Domain, Framework},
    words::mend,
};

codes! {
    /// How the partner reads whom it is about. Nothing else of the child's identity is told: no surname, birth date,
    /// address, or anything from before adoption.
    NameAs {
        First = "first-name", "By first name";
        Initials = "initials", "By initials";
    }
}

/// To whom something is told: what the gate of sharing asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<'a> {
    /// The code of the partner in `data/partners.csv`.
    pub(crate) partner: &'a str,
    /// Their organisation.
    pub(crate) organisation: &'a str,
}

/// What was asked of one partner. It stands sealed as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The code of the partner in `data/partners.csv`.
    pub partner: String,
    /// Who is asked.
    pub name: String,
    /// What they are there, such as class teacher; may be empty.
    #[serde(default)]
    pub role: String,
    /// Their organisation.
    pub organisation: String,
    /// Where the letter goes.
    pub email: String,
    /// How the child is called to them.
    pub child: String,
    /// Why they are asked, in the worker's words.
    pub why: String,
    /// Codes of the framework's parts that they are asked about.
    pub domains: Vec<String>,
    /// A question of the worker's own; may be empty.
    #[serde(default)]
    pub question: String,
    /// The name of the worker who asks.
    pub worker: String,
    /// The name of the agency.
    pub agency: String,
    /// The address of this service when it was asked, for letters that a job writes.
    pub site: String,
}

/// What one box of the partner's form asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartAsked<'a> {
    /// The code under which the answer is kept.
    pub code: &'a str,
    /// Its heading.
    pub title: &'a str,
    /// What it is about.
    pub about: &'a str,
    /// Questions that help.
    pub prompts: &'a [String],
}

/// The code of the worker's own question, which no part of a framework has.
pub const QUESTION: &str = "question";

impl Ask {
    /// The boxes of the partner's form: the parts of the framework in its own order, then the worker's question.
    pub fn parts<'a>(&'a self, framework: &'a Framework) -> Vec<PartAsked<'a>> {
        let of = |d: &'a Domain| PartAsked {
            code: &d.code,
            title: &d.title,
            about: &d.about,
            prompts: &d.prompts,
        };
        let mut parts: Vec<PartAsked<'a>> =
            framework.domains.iter().filter(|d| self.domains.contains(&d.code)).map(of).collect();
        if !self.question.is_empty() {
            let title = "A question from us";
            parts.push(PartAsked { code: QUESTION, title, about: &self.question, prompts: &[] });
        }
        parts
    }

    /// To whom it is told, for the ground of sharing.
    pub(crate) fn to(&self) -> Told<'_> {
        Told { partner: &self.partner, organisation: &self.organisation }
    }

    /// Who it is, as the assessment names them: name, role, organisation.
    pub fn who(&self) -> String {
        let named = [self.name.as_str(), &self.role, &self.organisation];
        named.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

impl Partner {
    /// The parts of a framework on which this partner can usually say most.
    pub fn usual<'a>(&'a self, framework: &'a Framework) -> impl Iterator<Item = &'a Domain> {
        framework.domains.iter().filter(|d| self.domains.contains(&d.code))
    }
}

/// The first letters of names, such as `R E`. A letter is what a reader sees as one, with its marks.
pub fn initials(first: &str, last: &str) -> String {
    let letters = [first, last].map(|name| {
        name.split(|c: char| c.is_whitespace() || c == '-')
            .filter_map(|part| part.chars().find(|c| c.is_alphanumeric()))
            .flat_map(char::to_uppercase)
            .collect::<String>()
    });
    letters.into_iter().filter(|l| !l.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The first of `secrets` (surnames, postcodes, telephone numbers, addresses) that a text tells. Whole words only, so that a
/// family called Day does not forbid Monday; letters are compared as typed for names of one word, which may be words
/// of English too, and without regard to case and gaps for the rest.
pub fn tells_too_much<'a>(text: &str, secrets: &'a [String]) -> Option<&'a str> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let plain = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let run: String = plain(text);
    secrets.iter().map(String::as_str).find(|secret| {
        let bare = plain(secret);
        let one_word = !bare.is_empty() && secret.chars().all(char::is_alphabetic);
        match (bare.chars().count(), one_word) {
            (0 | 1, _) => false,
            (_, true) => words.contains(secret),
            (2..5, false) => false,
            _ => run.contains(&bare),
        }
    })
}

/// The longest that a partner may be given, in calendar days.
const FURTHEST: i32 = 183;

/// What is wrong with a day by which an answer is asked.
pub fn wrong_due(due: Date, today: Date, calendar: &Calendar) -> Option<FieldError> {
    let said = |day: Date| day.strftime("%-d %B %Y").to_string();
    if due <= today {
        return Some(mend("due", "Give at least until tomorrow"));
    }
    if due > calendar.add_days(today, FURTHEST) {
        return Some(mend("due", "Choose a day within six months: an assessment should not wait longer"));
    }
    if !calendar.is_working(due) {
        let next = said(calendar.add_working_days(due, 1));
        return Some(mend(
            "due",
            format!("{} is a weekend or a bank holiday. The next working day is {next}", said(due)),
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::assessment::model::framework;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    pub(crate) fn ask() -> Ask {
        Ask {
            partner: "school".into(),
            name: "Jo Teacher".into(),
            role: String::new(),
            organisation: "Elm Primary".into(),
            email: "jo@example.org".into(),
            child: "Robin".into(),
            why: "We want to know how school goes.".into(),
            domains: vec!["tried".into(), "education".into()],
            question: String::new(),
            worker: "Sam".into(),
            agency: "Adopt East".into(),
            site: "https://hearth.example".into(),
        }
    }

    #[test]
    fn parts_stand_in_the_order_of_the_framework_and_the_own_question_last() {
        let framework = framework("2026.1").unwrap();
        let mut ask = ask();
        let codes = |ask: &Ask| ask.parts(framework).iter().map(|p| p.code.to_owned()).collect::<Vec<_>>();
        assert_eq!(codes(&ask), ["education", "tried"]);
        ask.question = "How are lunch breaks?".into();
        assert_eq!(codes(&ask), ["education", "tried", QUESTION]);
        assert!(framework.domain(QUESTION).is_none());
        assert_eq!(ask.who(), "Jo Teacher, Elm Primary");
        let stored = serde_json::to_string(&ask).unwrap();
        assert_eq!(serde_json::from_str::<Ask>(&stored).unwrap(), ask);
    }

    #[test]
    fn initials_are_letters_of_every_script() {
        assert_eq!(initials("Robin Anne-Marie", "Example"), "RAM E");
        assert_eq!(initials("\u{645}\u{631}\u{64a}\u{645}", "\u{639}\u{644}\u{64a}"), "\u{645} \u{639}");
        assert_eq!(initials("", "Example"), "E");
        assert_eq!(initials(" - ", ""), "");
    }

    #[test]
    fn surnames_and_addresses_are_found_and_words_of_english_are_not() {
        let secrets =
            ["Day".to_owned(), "CM1 1QH".into(), "07700 900123".into(), "12 Long Lane".into(), "".into()];
        let told = |text: &str| tells_too_much(text, &secrets);
        assert_eq!(told("Robin Day is in year 4"), Some("Day"));
        assert_eq!(told("On Monday and every day"), None);
        assert_eq!(told("They live at cm11qh"), Some("CM1 1QH"));
        assert_eq!(told("Call 07700900123"), Some("07700 900123"));
        assert_eq!(told("near 12, long lane"), Some("12 Long Lane"));
        assert_eq!(told("How are lunch breaks?"), None);
    }

    #[test]
    fn an_answer_is_asked_by_a_working_day_that_is_to_come() {
        let wrong = |due: &str| wrong_due(d(due), d("2026-11-20"), Calendar::england()).map(|e| e.message);
        assert_eq!(wrong("2026-12-11"), None);
        assert!(wrong("2026-11-20").unwrap().contains("tomorrow"));
        assert!(wrong("2027-11-19").unwrap().contains("six months"));
        assert!(
            wrong("2026-12-25").unwrap().contains("29 December 2026"),
            "Christmas, and the days after it"
        );
        assert!(wrong("2026-11-21").unwrap().contains("23 November 2026"), "a Saturday");
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn any_words_are_checked_without_panic(text in any::<String>(), secret in any::<String>()) {
            let _ = tells_too_much(&text, std::slice::from_ref(&secret));
            let _ = initials(&text, &secret);
        }

        #[test]
        fn a_name_in_the_text_is_found(before in "[a-z ]{0,20}", name in "[A-Z][a-z]{2,9}", after in "[a-z .]{0,20}") {
            let text = format!("{before} {name}, {after}");
            prop_assert_eq!(tells_too_much(&text, std::slice::from_ref(&name)), Some(name.as_str()));
        }
    }
}
