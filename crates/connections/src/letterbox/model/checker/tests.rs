//! The checker by example and by property.

use proptest::prelude::*;

use super::*;
use crate::{letterbox::model::redact, testing::fixed};

fn known() -> Known {
    Known {
        names: vec!["Robin Marsh".into(), "Ines Marsh-Okafor".into(), "Ada Quill".into()],
        places: vec!["1 Low Row, Chelmsford".into()],
        contacts: vec!["07700 900111".into(), "ada@example.org".into()],
        agreed: vec!["Robin".into(), "Ines and Tom".into(), "Ada".into()],
    }
}

fn marks(text: &str) -> Vec<(String, MarkKind)> {
    check(text, &known()).into_iter().map(|f| (text[f.at].to_owned(), f.kind)).collect()
}

fn only(text: &str) -> (String, MarkKind) {
    let all = marks(text);
    assert_eq!(all.len(), 1, "{text}: {all:?}");
    all.into_iter().next().unwrap()
}

#[test]
fn names_on_the_record_are_marked_and_agreed_ones_pass() {
    assert!(marks("Robin is well and sends love to Ada.").is_empty());
    assert_eq!(only("We are the Marshs now."), ("Marshs".into(), MarkKind::Name));
    assert_eq!(only("robin marsh is my name"), ("marsh".into(), MarkKind::Name));
    assert_eq!(only("Love, Ada Quill"), ("Quill".into(), MarkKind::Name));
    assert_eq!(only("from Ada Quil"), ("Quil".into(), MarkKind::MaybeName));
    assert_eq!(only("the Marsh's dog"), ("Marsh's".into(), MarkKind::Name));
    assert_eq!(only("he met Okafor"), ("Okafor".into(), MarkKind::Name));
}

#[test]
fn ways_to_reach_somebody_are_marked() {
    for (text, what, kind) in [
        ("ring me on 07700 900 111 please", "07700 900 111", MarkKind::Phone),
        ("my number +44 (0)7700-900111.", "+44 (0)7700-900111", MarkKind::Phone),
        ("oh seven seven double oh nine one", "oh seven seven double oh nine one", MarkKind::Phone),
        ("write to jo.b@example.org soon", "jo.b@example.org", MarkKind::Email),
        ("find me, @ada_q!", "@ada_q", MarkKind::Handle),
        ("look for us on facebook under robins", "facebook under", MarkKind::Handle),
        ("see www.example.org/me.", "www.example.org/me", MarkKind::Link),
        ("see example.co.uk now", "example.co.uk", MarkKind::Link),
        ("near ls6 2ab you know", "ls6 2ab", MarkKind::Postcode),
        ("we are in LS6 now", "LS6", MarkKind::Postcode),
        ("at 12 Elm Tree Avenue still", "12 Elm Tree Avenue", MarkKind::Address),
        ("he goes to Moor Park Primary School now", "Moor Park Primary School", MarkKind::School),
        ("we moved to Leeds last year", "Leeds", MarkKind::Place),
        ("he turned ten on 3rd May", "3rd May", MarkKind::Birth),
        ("born on the 3rd of May 2016", "3rd of May 2016", MarkKind::Birth),
        ("born 03/05/2016 at night", "03/05/2016", MarkKind::Birth),
        ("his friend Kayden came", "Kayden", MarkKind::MaybeName),
    ] {
        assert_eq!(only(text), (what.into(), kind), "{text}");
    }
}

#[test]
fn a_plain_kind_letter_has_no_marks() {
    let text = "Dear Ada,\n\nRobin is ten now and loves football and drawing. He likes school most days, and on \
                Saturday we went swimming. He asked what you liked when you were little.\n\nLove from Ines and Tom";
    assert_eq!(marks(text), []);
}

#[test]
fn what_is_left_out_is_not_found_again() {
    let text =
        "Robin Marsh goes to Moor Park School in Leeds. Ring 07700 900111. @ada, ada@example.org, LS6 2AB";
    let out: Vec<_> = check(text, &known()).into_iter().map(|f| f.at).collect();
    let clean = redact(text, &out);
    for gone in ["Marsh", "Moor", "Leeds", "07700", "@", "LS6"] {
        assert!(!clean.contains(gone), "{gone} in {clean}");
    }
    assert!(check(&clean, &known()).is_empty(), "{clean}");
}

proptest! {
    #![proptest_config(fixed())]

    /// Any text: marks lie on letters, in order, without overlaps.
    #[test]
    fn marks_are_in_order_and_lie_on_letters(text in "\\PC{0,120}") {
        let mut end = 0;
        for f in check(&text, &known()) {
            prop_assert!(f.at.start >= end && f.at.end > f.at.start && f.at.end <= text.len());
            prop_assert!(text.is_char_boundary(f.at.start) && text.is_char_boundary(f.at.end));
            end = f.at.end;
        }
    }

    /// Wherever a name of the record stands, it is marked, and leaving the marks out takes it away.
    #[test]
    fn a_known_name_never_slips_through(
        before in "[a-zA-Z ,.!0-9]{0,40}", after in "[ ,.!?][a-zA-Z ,.!0-9]{0,40}",
        name in proptest::sample::select(vec!["Marsh", "QUILL", "okafor"]),
    ) {
        let text = format!("{before} {name}{after}");
        let out: Vec<_> = check(&text, &known()).into_iter().map(|f| f.at).collect();
        let clean = redact(&text, &out);
        let words: Vec<String> = clean.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
        prop_assert!(!words.contains(&name.to_lowercase()), "{}", clean);
    }

    /// However a telephone number is parted, it is marked.
    #[test]
    fn a_number_never_slips_through(parts in proptest::collection::vec("[0-9]{2,5}", 3..5), join in "[ .-]") {
        let number = parts.join(&join);
        prop_assume!(number.chars().filter(char::is_ascii_digit).count() >= 9);
        let text = format!("call {number} tonight");
        let found = check(&text, &known());
        prop_assert!(found.iter().any(|f| text[f.at.clone()] == number), "{:?}", found);
    }
}
