//! What is found, and what is left alone.

use super::*;
use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed},
};

fn known() -> Known {
    Known {
        child: "Zoë O'Neill".into(),
        others: vec!["Will Hope".into(), "Mrs Anne-Marie Okafor".into()],
        births: vec!["2016-03-27".parse().unwrap()],
    }
}

fn clues(text: &str) -> Vec<(Clue, String)> {
    findings(text, &known()).into_iter().map(|f| (f.clue, text[f.at].to_owned())).collect()
}

#[test]
fn what_gives_a_family_away_is_found_where_it_stands() {
    let text = "Zoe’s mornings are hard. Ms OKAFOR (anne@mail.example.org, 07700 900123) moved to SW1A 1AA, \
                born 27/03/2016.";
    assert_eq!(
        clues(text),
        [
            (Clue::Child, "Zoe".to_owned()),
            (Clue::Relative, "OKAFOR".to_owned()),
            (Clue::Email, "anne@mail.example.org".to_owned()),
            (Clue::Phone, "07700 900123".to_owned()),
            (Clue::Postcode, "SW1A 1AA".to_owned()),
            (Clue::Birth, "27/03/2016".to_owned()),
        ]
    );
}

#[test]
fn names_are_found_however_they_are_written() {
    for text in ["zoe", "ZOË", "O'Neill", "oneill", "O’NEILL’s", "Zoë-Marie"] {
        assert!(!clues(text).is_empty(), "{text}");
    }
}

#[test]
fn everyday_words_are_no_names_unless_written_as_names() {
    assert!(
        clues("We hope that she will sleep, and will ask 12 families on 3 May 2026 for 18 sessions.")
            .is_empty()
    );
    assert_eq!(clues("We hope that Will can"), [(Clue::Relative, "Will".to_owned())]);
}

#[test]
fn figures_that_are_no_numbers_to_ring_are_left() {
    assert!(
        clues("Attended 85% in 2025-26, scored 4 of 10; 20 sessions of 60 minutes at £125.50.").is_empty()
    );
    assert!(clues("Email @ home, a@b, year 2016 and Key Stage 2 AB").is_empty());
    assert_eq!(clues("ring +44 (0)20 7946 0958 now"), [(Clue::Phone, "+44 (0)20 7946 0958".to_owned())]);
    assert_eq!(clues("m1 1ae is low case, M1 1AE is not").len(), 1);
}

#[test]
fn mending_puts_neutral_words_and_keeps_the_rest() {
    assert_eq!(
        mended("Zoë O'Neill finds mornings hard; Anne-Marie helps. Zoe's school too.", &known()),
        "The child finds mornings hard; a family member helps. The child's school too."
    );
    assert_eq!(mended("Nothing to mend.", &known()), "Nothing to mend.");
}

proptest! {
    #![proptest_config(Config { rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..Config::default() })]

    #[test]
    fn nothing_is_left_after_mending(
        pieces in proptest::collection::vec(
            prop_oneof![
                Just("Zoë".to_owned()), Just("o'neill's".to_owned()), Just("OKAFOR".to_owned()),
                Just("M1 1AE".to_owned()), Just("x@y.org".to_owned()), Just("07700 900 123".to_owned()),
                Just("27.3.2016".to_owned()), "[a-z ,.]{0,12}", "\\PC{0,6}"
            ],
            0..12,
        )
    ) {
        let text = pieces.join(" ");
        let after = mended(&text, &known());
        prop_assert_eq!(findings(&after, &known()), Vec::new());
        prop_assert!(!after.to_lowercase().contains("okafor"));
    }

    #[test]
    fn findings_are_in_order_and_lie_in_the_text(text in "\\PC{0,80}") {
        let mut end = 0;
        for found in findings(&text, &known()) {
            prop_assert!(found.at.start >= end && found.at.start < found.at.end);
            prop_assert!(text.get(found.at.clone()).is_some());
            end = found.at.end;
        }
    }
}

#[test]
fn what_only_a_person_can_judge_is_pointed_at() {
    let text = "Regular EMDR since May 2024. She goes to Larkfield Primary and sees Dr Osei.\n- Goal: calm mornings by 3/9.";
    assert_eq!(doubtful(text), ["May", "2024", "Larkfield", "Primary", "Dr", "Osei", "3"]);
    assert!(doubtful("The child wakes at night. Two hours a week.\nAt school it is calmer.").is_empty());
}
