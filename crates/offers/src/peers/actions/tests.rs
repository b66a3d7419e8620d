//! Peer mentors on both engines.

use access::{Act, Role};
use kernel::{Error, PromiseKind};
use testkit::both;

use super::*;
use crate::{
    peers::{
        model::{Stand, rule},
        store,
    },
    testing::{day, family, send},
};

fn input(stand: Stand) -> Input {
    Input {
        name: "Bo Ashdown".into(),
        contact: "bo@example.org".into(),
        note: "Knows the nights".into(),
        trained: Some(day("2026-10-01")),
        checked_until: Some(day("2027-10-01")),
        stand,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentor_is_matched_with_reasons_seen_in_time_and_parted_with_reasons() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let duty = desk.worker(Role::DutyWorker).await;
        let add = |act: &Act<'_>| add_mentor(act, &input(Stand::Active));
        assert_eq!(desk.act(&duty, add).await.unwrap_err(), Error::Forbidden);
        let early = Input { trained: Some(day("2026-11-21")), ..input(Stand::Active) };
        assert!(matches!(
            desk.act(&worker, move |act| add_mentor(act, &early)).await,
            Err(Error::Invalid(_))
        ));
        let m = desk.act(&worker, add).await.unwrap();
        assert_eq!(m.supervise_by, day("2027-02-19"), "91 days on");
        let (_, reference) = family(&desk, false).await;
        let (_, foreign) = family(&desk, true).await;
        let pair = |case: String| {
            let pair = Pair { case, reason: "Both have teenagers".into() };
            move |act: &Act<'_>| bring_together(act, m.id, &pair)
        };
        let stranger = desk.stranger(Role::SocialWorker).await;
        assert_eq!(desk.act(&stranger, pair(foreign.clone())).await.unwrap_err(), Error::NotFound);
        let wrong = desk.act(&worker, pair(foreign)).await.unwrap_err();
        assert!(wrong.to_string().contains("one of your cases"), "{wrong}");
        let made = desk.act(&worker, pair(reference.to_lowercase())).await.unwrap();
        assert_eq!(desk.act(&worker, pair(reference.clone())).await.unwrap_err().code(), rule::TWICE);
        let leave = desk.act(&worker, move |act| change_mentor(act, m.id, 1, &input(Stand::Left))).await;
        assert_eq!(leave.unwrap_err().code(), rule::MATCHED);

        let seen = move |version, on: &str, next: Option<&str>| {
            let seen = Seen { version, on: day(on), note: "Going well".into(), next: next.map(day) };
            move |act: &Act<'_>| supervise(act, m.id, &seen)
        };
        assert!(matches!(desk.act(&worker, seen(1, "2026-11-21", None)).await, Err(Error::Invalid(_))));
        assert!(matches!(
            desk.act(&worker, seen(1, "2026-11-19", Some("2026-11-19"))).await,
            Err(Error::Invalid(_))
        ));
        assert_eq!(desk.act(&stranger, seen(1, "2026-11-19", None)).await.unwrap_err(), Error::NotFound);
        assert_eq!(desk.act(&worker, seen(9, "2026-11-19", None)).await.unwrap_err(), Error::Stale);
        let after = desk.act(&worker, seen(1, "2026-11-19", Some("2026-12-01"))).await.unwrap();
        assert_eq!((after.supervise_by, after.version), (day("2026-12-01"), 2));
        let open =
            desk.look(&worker, |look| promises::open(look, &look.agency()?, None)).await.unwrap().items;
        let due: Vec<_> = open.iter().filter(|p| p.kind == PromiseKind::MentorSupervision).collect();
        assert_eq!((due.len(), kernel::local_date(due[0].due)), (1, day("2026-12-01")));

        // Late supervision stops further matches.
        let late = "2026-12-02T10:00:00Z".parse().unwrap();
        let (_, another) = family(&desk, false).await;
        let refused = desk.act_at(late, &worker, pair(another)).await.unwrap_err();
        assert!(refused.code() == rule::NOT_READY && refused.to_string().contains("supervision is late"));

        let end = move |version| move |act: &Act<'_>| part(act, made.id, version, "They moved");
        assert_eq!(desk.act(&stranger, end(1)).await.unwrap_err(), Error::NotFound);
        assert_eq!(desk.act(&worker, end(4)).await.unwrap_err(), Error::Stale);
        assert_eq!(desk.act(&worker, end(1)).await.unwrap().end_reason, "They moved");
        assert_eq!(desk.act(&worker, end(2)).await.unwrap_err().code(), rule::OVER);
        desk.act(&worker, move |act| change_mentor(act, m.id, 2, &input(Stand::Left))).await.unwrap();
        let open =
            desk.look(&worker, |look| promises::open(look, &look.agency()?, None)).await.unwrap().items;
        assert!(!open.iter().any(|p| p.kind == PromiseKind::MentorSupervision));
        let all = desk.look(&worker, move |look| {
            let grant = look.one::<access::actions::KeepMentors, _>(m.id)?;
            Ok((store::supervisions(look, &grant)?.len(), store::standing(look, &grant)?.len()))
        });
        assert_eq!(all.await.unwrap(), (1, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_add_match_see_and_part() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::TeamManager).await;
        let (_, reference) = family(&desk, false).await;
        let wrong = send(&desk, &worker, "/mentors/new", Some("name=")).await;
        assert!(wrong.status == 422 && wrong.text.contains("Enter their name"));
        let form = "name=Bo&contact=bo@example.org&trained=2026-10-01&checked_until=2027-10-01";
        let made = send(&desk, &worker, "/mentors/new", Some(form)).await;
        let at = made.to.unwrap();
        assert!(send(&desk, &worker, "/mentors", None).await.text.contains("Ready"));
        let matched = format!("case={reference}&reason=Both+teenagers");
        assert_eq!(send(&desk, &worker, &format!("{at}/matches"), Some(&matched)).await.status, 303);
        let page = send(&desk, &worker, &at, None).await.text;
        assert!(page.contains(&reference) && page.contains("Both teenagers"));
        let seen = "version=1&on=2026-11-20&seen=Fine";
        assert_eq!(send(&desk, &worker, &format!("{at}/supervision"), Some(seen)).await.status, 303);
        let id = page.split("/mentor-matches/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let end = format!("/mentor-matches/{id}/end");
        assert!(send(&desk, &worker, &end, None).await.text.contains("Why does it end?"));
        assert!(send(&desk, &worker, &end, Some("version=1")).await.text.contains("Say why it ends"));
        assert_eq!(send(&desk, &worker, &end, Some("version=1&reason=Moved")).await.status, 303);
        assert!(send(&desk, &worker, &at, None).await.text.contains("Moved"));
        assert!(send(&desk, &worker, "/mentors.csv", None).await.text.contains("Bo,Active"));
    }
}
