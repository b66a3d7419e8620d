//! The rules of complaints, by example and by property.

use kernel::{Id, Reference};
use proptest::prelude::*;

use super::model::*;
use crate::testing::{day, fixed};

fn who(n: u8) -> Id<kernel::kinds::Account> {
    Id::from_parts(n.into(), [n; 10])
}

fn complaint(state: State) -> Complaint {
    let at = "2026-11-20T09:30:00Z".parse().unwrap();
    Complaint {
        id: Id::from_parts(1, [1; 10]),
        agency: Id::from_parts(2, [2; 10]),
        family: None,
        case: None,
        provider: None,
        reference: Reference::new("CP"),
        who: Who::Family,
        about: About::Delay,
        complainant: String::new(),
        words: "We waited".into(),
        wish: String::new(),
        complained_of: Some(who(1)),
        received: day("2026-11-20"),
        made: at,
        made_by: Some(who(2)),
        recorded_by: Some(who(3)),
        state,
        acknowledged: Some((at, Some(who(4)), "We have it".into())),
        handler: Some(who(5)),
        answered: Some((at, Some(who(6)), Outcome::Partly, "Because".into())),
        disagreed: None,
        reviewer: None,
        reviewed: None,
        learned: None,
        version: 1,
    }
}

#[test]
fn only_somebody_new_reviews() {
    let c = complaint(State::Review);
    for n in 1..=6 {
        assert_eq!(NewReviewer::of(&c, Some(who(7)), who(n)).unwrap_err().code(), rule::NEW, "{n}");
    }
    assert_eq!(NewReviewer::of(&c, Some(who(7)), who(7)).unwrap_err().code(), rule::NEW, "the coordinator");
    assert_eq!(NewReviewer::of(&c, Some(who(7)), who(8)).unwrap().id(), who(8));
}

#[test]
fn a_step_is_taken_in_its_turn() {
    let c = complaint(State::Looking);
    assert!(c.must_be(&[State::New, State::Looking]).is_ok());
    assert_eq!(c.must_be(&[State::Answered]).unwrap_err().code(), rule::STATE);
}

#[test]
fn months_count_what_came_and_name_the_rules_that_began() {
    let counted = [
        ("2026-04".to_owned(), About::Funding, 4),
        ("2026-04".to_owned(), About::Delay, 3),
        ("2026-03".to_owned(), About::Delay, 1),
        ("2024-01".to_owned(), About::Delay, 9),
    ];
    let changes = [(day("2026-04-01"), "2026-27".to_owned())];
    let all = months(day("2026-05-20"), 3, &counted, &changes);
    let lines: Vec<_> = all.iter().map(|m| (m.month.as_str(), m.all, m.funding, m.changes.len())).collect();
    assert_eq!(lines, [("2026-03", 1, 0, 0), ("2026-04", 7, 4, 1), ("2026-05", 0, 0, 0)]);
    let new_year = months(day("2026-01-02"), 2, &[], &[]);
    assert_eq!((new_year[0].month.as_str(), new_year[1].month.as_str()), ("2025-12", "2026-01"));
}

#[test]
fn the_stages_are_dated_unsure_and_say_what_is_told() {
    let all = stages(day("2026-11-20")).unwrap();
    assert_eq!(all.iter().map(|s| s.stage.as_str()).collect::<Vec<_>>(), ["acknowledge", "answer", "review"]);
    assert!(all.iter().all(|s| s.sure == "no" && !s.told.is_empty() && !s.source.is_empty()));
    assert!(stages(day("2015-04-30")).unwrap().is_empty());
}

proptest! {
    #![proptest_config(fixed())]
    /// Whoever can be named as a reviewer is never among those involved.
    #[test]
    fn nobody_involved_is_new(n in 1_u8..30, of in 1_u8..30, handler in 1_u8..30, coordinator in 1_u8..30) {
        let mut c = complaint(State::Review);
        c.complained_of = Some(who(of));
        c.handler = Some(who(handler));
        let involved = [of, 2, 3, 4, handler, 6, coordinator].contains(&n);
        prop_assert_eq!(NewReviewer::of(&c, Some(who(coordinator)), who(n)).is_err(), involved);
    }
}
