use proptest::prelude::*;

use super::*;

fn now() -> Timestamp {
    "2026-11-20T09:30:00Z".parse().unwrap()
}

fn who(n: u8) -> Id<Account> {
    Id::from_parts(n.into(), [n; 10])
}

fn entry(status: Status) -> Entry {
    let shown = matches!(status, Status::Shown | Status::Withdrawn);
    Entry {
        id: Id::from_parts(1, [1; 10]),
        topic: Id::from_parts(2, [2; 10]),
        agency: Id::from_parts(3, [3; 10]),
        kind: Kind::Post,
        parent: None,
        sort: None,
        author: who(1),
        name: "Sam Field".into(),
        organisation: "Adopt East".into(),
        status,
        why: None,
        shown: shown.then_some(1),
        shown_at: shown.then(now),
        waits: (status == Status::Waiting).then(now),
        written: now(),
        version: 1,
    }
}

fn version(number: i64, state: VersionState) -> Version {
    Version { number, text: Text::default(), state, at: now() }
}

#[test]
fn only_its_author_changes_it_and_only_others_report_it() {
    let shown = entry(Status::Shown);
    assert_eq!(shown.own(Some(who(1))), Ok(()));
    for other in [Some(who(2)), None] {
        assert_eq!(shown.own(other).unwrap_err().code(), rule::OWN);
    }
    assert_eq!(shown.report(Some(who(1))).unwrap_err().code(), rule::OTHERS);
    assert_eq!(shown.report(Some(who(2))), Ok(()));
    assert_eq!(entry(Status::Waiting).report(Some(who(2))).unwrap_err().code(), rule::STATE);
    assert_eq!(shown.by(), "Sam Field, Adopt East");
}

#[test]
fn a_clean_version_is_shown_unless_a_moderator_returned_the_one_before() {
    assert_eq!(entry(Status::Shown).next(true), Ok(VersionState::Passed));
    assert_eq!(entry(Status::Waiting).next(true), Ok(VersionState::Passed));
    assert_eq!(entry(Status::Shown).next(false), Ok(VersionState::Waiting));
    assert_eq!(entry(Status::Returned).next(true), Ok(VersionState::Waiting));
    for gone in [Status::Removed, Status::Withdrawn] {
        assert_eq!(entry(gone).next(true).unwrap_err().code(), rule::STATE);
    }
}

#[test]
fn a_moderator_lets_through_returns_and_takes_out() {
    let held = [version(1, VersionState::Waiting)];
    let waiting = entry(Status::Waiting);
    let (after, number, state) = waiting.after(Verdict::Pass, &held, now()).unwrap();
    assert_eq!((after.status, after.shown, number, state), (Status::Shown, Some(1), 1, VersionState::Passed));
    let (after, _, state) = waiting.after(Verdict::Return, &held, now()).unwrap();
    assert_eq!((after.status, after.shown, state), (Status::Returned, None, VersionState::Returned));
    let (after, _, state) = waiting.after(Verdict::Remove, &held, now()).unwrap();
    assert_eq!((after.status, after.waits, state), (Status::Removed, None, VersionState::Refused));

    // A change that waits is returned: readers go on seeing what was there before.
    let both = [version(1, VersionState::Passed), version(2, VersionState::Waiting)];
    let (after, number, _) = entry(Status::Shown).after(Verdict::Return, &both, now()).unwrap();
    assert_eq!((after.status, after.shown, number), (Status::Shown, Some(1), 2));

    // What was taken out is let through again.
    let gone = [version(1, VersionState::Refused)];
    let (after, number, _) = entry(Status::Removed).after(Verdict::Pass, &gone, now()).unwrap();
    assert_eq!((after.status, number), (Status::Shown, 1));

    let plain = [version(1, VersionState::Passed)];
    for (status, verdict) in [
        (Status::Shown, Verdict::Pass),
        (Status::Removed, Verdict::Remove),
        (Status::Removed, Verdict::Return),
        (Status::Withdrawn, Verdict::Pass),
    ] {
        let refused = entry(status).after(verdict, &plain, now()).unwrap_err();
        assert_eq!(refused.code(), rule::STATE, "{status:?} {verdict:?}");
    }
}

#[test]
fn a_closed_topic_takes_nothing_new() {
    let mut topic = Topic {
        id: Id::from_parts(2, [2; 10]),
        agency: Id::from_parts(3, [3; 10]),
        host: "Adopt East".into(),
        audience: Audience::Region,
        region: "Eastern".into(),
        title: "Reviews".into(),
        about: "How to hold them".into(),
        state: TopicState::Open,
        closed_why: None,
        last: now(),
        version: 1,
    };
    assert_eq!(topic.takes(), Ok(()));
    assert_eq!(topic.readers(), "Everyone who works for an agency of Eastern");
    topic.state = TopicState::Closed;
    assert_eq!(topic.takes().unwrap_err().code(), rule::CLOSED);
}

#[test]
fn a_document_is_out_of_date_after_its_day() {
    let day = Date::constant(2026, 11, 20);
    assert!(!is_out_of_date(Some(day), day) && !is_out_of_date(None, day));
    assert!(is_out_of_date(Some(day), Date::constant(2026, 11, 21)));
}

proptest! {
    /// Whatever a moderator decides, what readers see is a version that was let through, and nothing waits any more.
    #[test]
    fn a_verdict_leaves_nothing_half_done(
        status in prop::sample::select(Status::ALL.to_vec()),
        verdict in prop::sample::select(Verdict::ALL.to_vec()),
        states in prop::collection::vec(prop::sample::select(VersionState::ALL.to_vec()), 1..5),
    ) {
        let versions: Vec<Version> = (1..).zip(&states).map(|(n, s)| version(n, *s)).collect();
        if let Ok((after, number, state)) = entry(status).after(verdict, &versions, now()) {
            prop_assert!(after.waits.is_none());
            prop_assert!(versions.iter().any(|v| v.number == number));
            match verdict {
                Verdict::Pass => {
                    prop_assert_eq!((after.status, state), (Status::Shown, VersionState::Passed));
                    prop_assert_eq!((after.shown, after.shown_at.is_some()), (Some(number), true));
                }
                Verdict::Return => prop_assert_eq!(state, VersionState::Returned),
                Verdict::Remove => {
                    prop_assert_eq!((after.status, state), (Status::Removed, VersionState::Refused));
                }
            }
        }
    }
}
