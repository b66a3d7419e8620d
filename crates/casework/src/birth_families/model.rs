//! What a birth family's record holds, and what it must not.

use access::walls::Before;
use kernel::{Date, FieldError, Invalid, age_on, codes};

use crate::{
    people::{model::Postcode, side::Identity},
    words::{LINE, mend, required, too_long},
};

codes! {
    /// What somebody is to a child before adoption.
    BirthKind {
        Parent = "birth-parent", "Birth parent";
        Other = "other", "Another important person";
        Child = "birth-child", "Child, as they were before adoption";
        Sibling = "sibling", "Brother or sister placed elsewhere";
    }
}

impl BirthKind {
    /// Whether they live behind the wall now. Where an adopted child lives is known on the
    /// other side alone, so no address, phone or email of theirs is kept here.
    pub fn is_placed(self) -> bool {
        matches!(self, BirthKind::Child | BirthKind::Sibling)
    }
}

/// Somebody to be recorded, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What they are.
    pub kind: BirthKind,
    /// Their name, birth date and how to reach them, before adoption.
    pub identity: Identity<Before>,
}

/// What is wrong with an entry on `today`.
pub fn check(entry: &Entry, today: Date) -> Vec<FieldError> {
    let who = &entry.identity;
    let mut wrong = Vec::new();
    wrong.extend(required("first-name", &who.first, LINE, "Enter a first name"));
    wrong.extend(required("last-name", &who.last, LINE, "Enter a last name"));
    if who.born.is_some_and(|born| age_on(born, today).is_none()) {
        wrong.push(mend("born", "The date of birth is in the future. Check the year"));
    }
    wrong.extend(check_contact(entry.kind, who));
    wrong
}

/// What is wrong with how somebody is to be reached.
pub fn check_contact(kind: BirthKind, who: &Identity<Before>) -> Vec<FieldError> {
    let c = &who.contact;
    let mut wrong = Vec::new();
    let fields =
        [("address", &c.address), ("postcode", &c.postcode), ("phone", &c.phone), ("email", &c.email)];
    for (field, text) in fields {
        if text.is_empty() {
            continue;
        }
        if kind.is_placed() {
            wrong.push(mend(
                field,
                "Leave this blank: where a placed child lives is kept with their family after adoption",
            ));
        }
        wrong.extend(too_long(field, text, if field == "address" { 4 * LINE } else { LINE }));
    }
    if !c.postcode.is_empty() && Postcode::parse(&c.postcode).is_none() {
        wrong.push(mend("postcode", "Enter a full postcode, like LS1 4AP, or leave it blank"));
    }
    if !c.email.is_empty() && !c.email.contains('@') {
        wrong.push(mend("email", "Enter an email address, like name@example.com, or leave it blank"));
    }
    wrong
}

/// Nothing wrong, or all of it.
pub fn all_right(wrong: Vec<FieldError>) -> Result<(), kernel::Error> {
    if wrong.is_empty() { Ok(()) } else { Err(kernel::Error::Invalid(Invalid(wrong))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::store::Contact;

    fn entry(kind: BirthKind, born: Option<&str>, contact: Contact) -> Entry {
        let born = born.map(|b| b.parse().unwrap());
        Entry { kind, identity: Identity::new("Ada", "Quill", born, contact) }
    }

    #[test]
    fn an_entry_is_a_name_and_no_address_of_a_placed_child() {
        let today = "2026-11-20".parse().unwrap();
        let home = Contact { address: "1 Low Row".into(), postcode: "CM1 1AA".into(), ..Contact::default() };
        let fields = |e: &Entry| check(e, today).into_iter().map(|e| e.field).collect::<Vec<_>>();
        assert!(fields(&entry(BirthKind::Parent, Some("1988-02-03"), home.clone())).is_empty());
        for kind in [BirthKind::Child, BirthKind::Sibling] {
            assert_eq!(fields(&entry(kind, None, home.clone())), ["address", "postcode"]);
            assert!(fields(&entry(kind, None, Contact::default())).is_empty());
        }
        assert_eq!(fields(&entry(BirthKind::Parent, Some("2026-11-21"), Contact::default())), ["born"]);
        let odd = Contact { postcode: "nowhere".into(), email: "nobody".into(), ..Contact::default() };
        assert_eq!(fields(&entry(BirthKind::Other, None, odd)), ["postcode", "email"]);
    }
}
