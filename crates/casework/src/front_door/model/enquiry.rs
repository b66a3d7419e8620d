//! A first contact and what must be true of it. Dates that cannot be are named by field,
//! so that the form can say which one to mend.

use std::collections::BTreeSet;

use kernel::{Channel, Date, FieldError, LegalRoute, age_on};
use serde::{Deserialize, Serialize};

use super::Warning;
use crate::{
    people::model::Postcode,
    words::{LINE, LONG, NOTE, blank, mend, required, too_long},
};

kernel::codes! {
    /// Who is asking (requirement FD1).
    Asker {
        AdoptiveParent = "adoptive-parent", "Adoptive parent";
        SpecialGuardian = "special-guardian", "Special guardian";
        KinshipCarer = "kinship-carer", "Kinship carer";
        YoungPerson = "young-person", "Young person";
        AdoptedAdult = "adopted-adult", "Adopted adult";
        BirthRelative = "birth-relative", "Birth relative";
        Professional = "professional", "Professional";
    }
}

impl Asker {
    /// Whether the person asking is also the person the support is for.
    pub fn for_self(self) -> bool {
        matches!(self, Asker::YoungPerson | Asker::AdoptedAdult | Asker::BirthRelative)
    }
}

kernel::codes! {
    /// How somebody wants to be reached.
    ContactBy {
        Phone = "phone", "Phone";
        Text = "text", "Text message";
        Email = "email", "Email";
    }
}

kernel::codes! {
    /// How freely we may get in touch: in some homes a message read by another is a danger.
    SafeTo {
        Open = "open", "Yes, you can call, write and leave a message";
        Quiet = "quiet", "You can call, but do not leave a message or write";
        Described = "described", "Only in the way I describe";
    }
}

/// What a first contact holds, whether typed on the public form or by a duty worker. Blank
/// text means not given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enquiry {
    /// How it came.
    pub channel: Channel,
    /// Who is asking; nobody is assumed.
    pub asker: Option<Asker>,
    /// First name of the person asking.
    pub first_name: String,
    /// Last name of the person asking.
    pub last_name: String,
    /// Where a professional works.
    pub works_for: String,
    /// Telephone number as typed.
    pub phone: String,
    /// Email address as typed.
    pub email: String,
    /// How they want to be reached.
    pub contact_by: Option<ContactBy>,
    /// How freely we may get in touch, if that was asked.
    pub safe: Option<SafeTo>,
    /// When and how it is safe to get in touch.
    pub safe_contact: String,
    /// The council where the family lives, by its Department for Education code.
    pub council: String,
    /// Postcode of the home as typed.
    pub postcode: String,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
    /// The language, when one is.
    pub language: String,
    /// First name of the person the support is for.
    pub child_first_name: String,
    /// Last name of the person the support is for.
    pub child_last_name: String,
    /// Date of birth of the person the support is for.
    pub born: Option<Date>,
    /// How the child came to the family.
    pub route: Option<LegalRoute>,
    /// The day of the legal order.
    pub ordered: Option<Date>,
    /// The council that placed the child, by its code, where it is known.
    pub placing_council: String,
    /// What they would like help with, in their own words.
    pub story: String,
    /// The worries that were ticked.
    pub warnings: BTreeSet<Warning>,
    /// How many services had heard this story before; none when nobody asked (FD2).
    pub retold: Option<u32>,
}

impl Enquiry {
    /// An empty enquiry by this channel.
    pub fn new(channel: Channel) -> Self {
        Enquiry {
            channel,
            asker: None,
            first_name: String::new(),
            last_name: String::new(),
            works_for: String::new(),
            phone: String::new(),
            email: String::new(),
            contact_by: None,
            safe: None,
            safe_contact: String::new(),
            council: String::new(),
            postcode: String::new(),
            interpreter: false,
            language: String::new(),
            child_first_name: String::new(),
            child_last_name: String::new(),
            born: None,
            route: None,
            ordered: None,
            placing_council: String::new(),
            story: String::new(),
            warnings: BTreeSet::new(),
            retold: None,
        }
    }

    /// Whether a message may be sent to the address given.
    pub fn may_write(&self) -> bool {
        self.safe == Some(SafeTo::Open) && !blank(&self.email)
    }

    /// First and last name of the person the support is for: the asker, where they ask for themselves.
    pub fn subject(&self) -> (&str, &str) {
        let own = blank(&self.child_first_name) && blank(&self.child_last_name);
        if own && self.asker.is_some_and(Asker::for_self) {
            (&self.first_name, &self.last_name)
        } else {
            (&self.child_first_name, &self.child_last_name)
        }
    }

    /// Age of the person the support is for, in whole years, where the birth date is known.
    pub fn age(&self, on: Date) -> Option<i32> {
        self.born.and_then(|born| age_on(born, on))
    }

    /// Whether there can be an order to date.
    pub fn may_have_order(&self) -> bool {
        !matches!(self.route, None | Some(LegalRoute::Placed | LegalRoute::Other))
    }
}

/// What is wrong with an enquiry received on `today`, in the order of the form. The field
/// names are those of [`Enquiry`] with hyphens: `first-name`, `born`, `ordered`.
pub fn check(enquiry: &Enquiry, today: Date) -> Vec<FieldError> {
    let mut found = Vec::new();
    if enquiry.asker.is_none() {
        found.push(mend("asker", "Choose who is asking"));
    }
    found.extend(line("first-name", &enquiry.first_name, "Enter a first name"));
    found.extend(line("last-name", &enquiry.last_name, "Enter a last name"));
    if enquiry.asker == Some(Asker::Professional) {
        found.extend(line(
            "works-for",
            &enquiry.works_for,
            "Enter the workplace, such as the name of the school",
        ));
    } else {
        found.extend(too_long("works-for", &enquiry.works_for, LINE));
    }
    reach(enquiry, &mut found);
    if enquiry.safe == Some(SafeTo::Described) {
        found.extend(required(
            "safe-contact",
            &enquiry.safe_contact,
            NOTE,
            "Say how and when it is safe to get in touch",
        ));
    } else {
        found.extend(too_long("safe-contact", &enquiry.safe_contact, NOTE));
    }
    if enquiry.council.is_empty() {
        found.push(mend("council", "Choose the council where the family lives"));
    }
    if !blank(&enquiry.postcode) && Postcode::parse(&enquiry.postcode).is_none() {
        found.push(mend("postcode", "Enter a full postcode, like LS1 4AP, or leave it blank"));
    }
    if enquiry.interpreter {
        found.extend(line(
            "language",
            &enquiry.language,
            "Enter the language, including British Sign Language",
        ));
    } else {
        found.extend(too_long("language", &enquiry.language, LINE));
    }
    found.extend(too_long("child-first-name", &enquiry.child_first_name, LINE));
    found.extend(too_long("child-last-name", &enquiry.child_last_name, LINE));
    found.extend(born_error(enquiry, today));
    found.extend(order_error(enquiry, today));
    found.extend(required(
        "story",
        &enquiry.story,
        LONG,
        "Say a little about what is happening and what would help",
    ));
    found
}

fn line(field: &str, text: &str, ask: &str) -> Option<FieldError> {
    required(field, text, LINE, ask)
        .or_else(|| text.chars().any(char::is_control).then(|| mend(field, "Write this on one line")))
}

fn reach(enquiry: &Enquiry, found: &mut Vec<FieldError>) {
    let (no_phone, no_email) = (blank(&enquiry.phone), blank(&enquiry.email));
    if no_phone && no_email {
        found.push(mend("phone", "Enter a phone number or an email address, so that we can answer"));
        return;
    }
    if !no_phone && !is_phone(&enquiry.phone) {
        found.push(mend("phone", "Enter a phone number, like 0113 496 0000 or +44 113 496 0000"));
    }
    if !no_email && !is_email(&enquiry.email) {
        found.push(mend("email", "Enter an email address, like name@example.com"));
    }
    match enquiry.contact_by {
        Some(ContactBy::Phone | ContactBy::Text) if no_phone => {
            found.push(mend("phone", "Enter a phone number, or choose another way to be reached"));
        }
        Some(ContactBy::Email) if no_email => {
            found.push(mend("email", "Enter an email address, or choose another way to be reached"));
        }
        _ => {}
    }
}

/// 10 to 15 digits (the longest an international number may have), with the usual marks between them.
fn is_phone(text: &str) -> bool {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let marks = |(i, c): (usize, char)| c.is_ascii_digit() || " -()".contains(c) || (i == 0 && c == '+');
    (10..=15).contains(&digits) && text.chars().enumerate().all(marks)
}

/// A plausible address; only a message that arrives proves one.
fn is_email(text: &str) -> bool {
    let text = text.trim();
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"(),;:".contains(c);
    text.len() <= 254
        && !text.contains(odd)
        && text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && !host.contains('@')
                && host.contains('.')
                && host.split('.').all(|label| !label.is_empty())
        })
}

/// Nobody older than this is enquired about, in years.
const OLDEST: i32 = 115;

fn born_error(enquiry: &Enquiry, today: Date) -> Option<FieldError> {
    let born = enquiry.born?;
    let Some(age) = age_on(born, today) else {
        return Some(mend("born", "The date of birth is in the future. Check the year"));
    };
    let message = match enquiry.asker {
        _ if age > OLDEST => format!("The date of birth is more than {OLDEST} years ago. Check the year"),
        Some(Asker::AdoptedAdult) if age < 18 => {
            "An adopted adult is 18 or over. Check the date of birth, or choose young person".into()
        }
        Some(Asker::YoungPerson) if age >= 26 => {
            "A young person is under 26. Check the date of birth, or choose adopted adult".into()
        }
        Some(Asker::YoungPerson) if age < 5 => {
            "A child under 5 cannot be the one asking. Check the date of birth".into()
        }
        _ => return None,
    };
    Some(mend("born", message))
}

/// The first day on which an order of this kind could be made in England, if that is known.
fn first_order(route: LegalRoute) -> Option<(Date, &'static str)> {
    match route {
        // Adoption of Children Act 1926, in force on 1 January 1927.
        LegalRoute::Adoption => Some((Date::constant(1927, 1, 1), "adoption orders began on 1 January 1927")),
        // Children Act 1989 section 14A, put in by the Adoption and Children Act 2002.
        LegalRoute::SpecialGuardianship => {
            Some((Date::constant(2005, 12, 30), "special guardianship orders began on 30 December 2005"))
        }
        // Children Act 1989 section 8: residence orders, later child arrangements orders.
        LegalRoute::ChildArrangements => {
            Some((Date::constant(1991, 10, 14), "residence orders began on 14 October 1991"))
        }
        LegalRoute::Placed | LegalRoute::Intercountry | LegalRoute::Other => None,
    }
}

/// The birthday before which an order of this kind is made: the 19th for adoption (Adoption
/// and Children Act 2002 section 47(9)), the 18th for orders under the Children Act 1989.
fn made_before(route: LegalRoute) -> Option<i32> {
    match route {
        LegalRoute::Adoption => Some(19),
        LegalRoute::SpecialGuardianship | LegalRoute::ChildArrangements => Some(18),
        LegalRoute::Placed | LegalRoute::Intercountry | LegalRoute::Other => None,
    }
}

fn order_error(enquiry: &Enquiry, today: Date) -> Option<FieldError> {
    let ordered = enquiry.ordered?;
    let say = |message: String| Some(mend("ordered", message));
    if ordered > today {
        return say(
            "The date of the order is in the future. Check it, or leave it blank until the order is made"
                .into(),
        );
    }
    if enquiry.route == Some(LegalRoute::Placed) {
        return say(
            "You said the order is still awaited. Clear this date, or choose what the order was".into()
        );
    }
    if let Some(born) = enquiry.born {
        let Some(age) = age_on(born, ordered) else {
            return say("The order is dated before the child was born. Check both dates".into());
        };
        if let Some(limit) = enquiry.route.and_then(made_before)
            && age >= limit
        {
            return say(format!("An order of this kind is made before the age of {limit}. Check both dates"));
        }
    }
    match enquiry.route.and_then(first_order) {
        Some((first, why)) if ordered < first => {
            say(format!("The order is dated too early: {why}. Check the date"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 21);

    fn good() -> Enquiry {
        Enquiry {
            asker: Some(Asker::AdoptiveParent),
            first_name: "Joanne".into(),
            last_name: "O'Neill".into(),
            phone: "0113 496 0000".into(),
            council: "383".into(),
            born: Some(Date::constant(2015, 3, 4)),
            route: Some(LegalRoute::Adoption),
            ordered: Some(Date::constant(2017, 6, 1)),
            story: "School mornings are very hard.".into(),
            ..Enquiry::new(Channel::Web)
        }
    }

    fn fields(change: impl FnOnce(&mut Enquiry)) -> Vec<String> {
        let mut enquiry = good();
        change(&mut enquiry);
        check(&enquiry, TODAY).into_iter().map(|e| e.field).collect()
    }

    fn day(text: &str) -> Option<Date> {
        text.parse().ok()
    }

    #[test]
    fn a_good_enquiry_is_good_and_an_empty_one_says_what_it_lacks() {
        assert!(check(&good(), TODAY).is_empty());
        let empty: Vec<String> =
            check(&Enquiry::new(Channel::Phone), TODAY).into_iter().map(|e| e.field).collect();
        assert_eq!(empty, ["asker", "first-name", "last-name", "phone", "council", "story"]);
    }

    #[test]
    fn impossible_dates_are_named_by_field() {
        assert_eq!(fields(|e| e.born = day("2027-01-01")), ["born", "ordered"]);
        assert_eq!(fields(|e| e.ordered = day("2026-11-22")), ["ordered"]);
        assert_eq!(fields(|e| e.born = day("2018-01-01")), ["ordered"]);
        assert_eq!(fields(|e| e.born = day("1998-06-01")), ["ordered"]);
        assert!(fields(|e| e.born = day("1998-06-02")).is_empty());
        assert_eq!(fields(|e| e.born = day("1900-01-01"))[0], "born");
        assert_eq!(fields(|e| e.route = Some(LegalRoute::Placed)), ["ordered"]);
    }

    #[test]
    fn orders_are_not_older_than_their_law() {
        let sgo = |ordered| {
            fields(|e| {
                e.route = Some(LegalRoute::SpecialGuardianship);
                e.born = day("1999-01-01");
                e.ordered = day(ordered);
            })
        };
        assert_eq!(sgo("2005-12-29"), ["ordered"]);
        assert!(sgo("2005-12-30").is_empty());
        assert_eq!(sgo("2017-01-01"), ["ordered"]);
    }

    #[test]
    fn who_asks_and_their_age_agree() {
        assert_eq!(fields(|e| e.asker = Some(Asker::AdoptedAdult)), ["born"]);
        assert!(fields(|e| e.asker = Some(Asker::YoungPerson)).is_empty());
        assert_eq!(fields(|e| e.asker = Some(Asker::Professional)), ["works-for"]);
    }

    #[test]
    fn there_is_a_way_to_answer() {
        assert_eq!(fields(|e| e.phone.clear()), ["phone"]);
        assert_eq!(fields(|e| e.phone = "not telling".into()), ["phone"]);
        assert_eq!(fields(|e| e.email = "me@nowhere".into()), ["email"]);
        assert_eq!(fields(|e| e.contact_by = Some(ContactBy::Email)), ["email"]);
        assert!(fields(|e| e.email = "jo.oneill+help@example.com".into()).is_empty());
        assert_eq!(fields(|e| e.interpreter = true), ["language"]);
        assert_eq!(fields(|e| e.postcode = "nowhere".into()), ["postcode"]);
        assert_eq!(fields(|e| e.safe = Some(SafeTo::Described)), ["safe-contact"]);
    }

    #[test]
    fn nothing_is_sent_where_it_is_not_said_to_be_safe() {
        let mut enquiry = Enquiry { email: "me@example.com".into(), ..good() };
        for (safe, may) in [
            (None, false),
            (Some(SafeTo::Quiet), false),
            (Some(SafeTo::Described), false),
            (Some(SafeTo::Open), true),
        ] {
            enquiry.safe = safe;
            assert_eq!(enquiry.may_write(), may);
        }
    }

    #[test]
    fn a_script_in_a_name_is_only_a_name() {
        assert!(fields(|e| e.first_name = "<script>alert(1)</script>".into()).is_empty());
        assert_eq!(fields(|e| e.first_name = "Jo\nBcc: all".into()), ["first-name"]);
        assert_eq!(fields(|e| e.first_name = "x".repeat(101)), ["first-name"]);
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn whatever_is_typed_is_answered(a in any::<String>(), b in any::<String>(), c in any::<String>()) {
            let mut enquiry = good();
            enquiry.first_name = a.clone();
            enquiry.phone = b.clone();
            enquiry.email = c.clone();
            enquiry.postcode = a;
            enquiry.story = c;
            check(&enquiry, TODAY);
        }

        #[test]
        fn no_order_before_birth_is_let_through(birth in -20_000_i32..20_000, order in -20_000_i32..20_000) {
            use jiff::ToSpan;
            let mut enquiry = good();
            enquiry.route = Some(LegalRoute::Other);
            enquiry.born = TODAY.checked_add(birth.days()).ok();
            enquiry.ordered = TODAY.checked_add(order.days()).ok();
            if order < birth || order > 0 || birth > 0 {
                prop_assert!(!check(&enquiry, TODAY).is_empty());
            }
        }
    }
}
