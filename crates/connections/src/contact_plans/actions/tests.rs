//! Contact plans on both engines: made from both sides, kept apart, reviewed.

use access::{actions::*, seals};
use casework::promises;
use kernel::{Error, Id, PromiseKind};

use super::*;
use crate::{
    contact_plans::{
        faces::{after, before},
        form::Change,
        model::{End, Meeting, Names, PlanState, Terms},
        reach, wire,
    },
    testing::{start, terms, worlds},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_joins_two_sides_that_never_meet() {
    for w in worlds().await {
        let plan = w.joined().await;
        assert!(plan.joined);
        let (case, mother) = (w.case, w.mother);
        let (afters, befores) = w
            .desk
            .look(&w.worker, move |look| {
                let a = after::of_case(look, &look.one::<ViewContact, _>(case)?)?;
                let b = before::of_person(look, &look.one::<ViewContact, _>(mother)?)?;
                Ok((a, b))
            })
            .await
            .unwrap();
        assert_eq!((afters.len(), befores.len()), (1, 1));
        assert_eq!((afters[0].plan, befores[0].plan), (plan.id, plan.id));
        // Each page of a side tells its own wishes and name, and nothing of the other's.
        let at = format!("/contact-plans/{}", plan.id);
        for (path, has, lacks) in [
            (
                format!("{at}/adoptive"),
                ["Marsh", "hobbies", "14 Heron Close"],
                ["Quill", "drawing", "Low Row"],
            ),
            (format!("{at}/birth"), ["Quill", "drawing", "1 Low Row"], ["Marsh", "hobbies", "Heron"]),
            (format!("/cases/{case}/contact"), ["Marsh", "hobbies", "Ada"], ["Quill", "drawing", "Low Row"]),
            (
                format!("/birth-people/{mother}/contact-plans"),
                ["Quill", "drawing", "Ines and Tom"],
                ["Marsh", "hobbies", "Heron"],
            ),
        ] {
            let page = w.read(&w.worker, &path).await;
            for word in has {
                assert!(page.contains(word), "{word} is not on {path}");
            }
            for word in lacks {
                assert!(!page.contains(word), "{word} is on {path}");
            }
        }
        for path in [at.as_str(), "/contact-plans", "/contact-plans.csv", "/letterbox?status=due"] {
            let page = w.read(&w.worker, path).await;
            for word in ["Marsh", "Quill", "Heron", "Low Row", "hobbies", "drawing"] {
                assert!(!page.contains(word), "{word} is on {path}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_opens_to_its_coordinator_and_managers_alone() {
    for w in worlds().await {
        let plan = w.joined().await;
        let at = format!("/contact-plans/{}", plan.id);
        for path in [at.clone(), format!("{at}/adoptive"), format!("{at}/birth"), format!("{at}/terms")] {
            for (who, status) in [
                (&w.worker, 200),
                (&w.manager, 200),
                (&w.colleague, 404),
                (&w.stranger, 404),
                (&w.duty, 403),
                (&w.parent, 403),
                (&w.ada, 403),
            ] {
                assert_eq!(w.send(who, &path, None).await.status, status, "{path}");
            }
        }
        // A colleague sees the schedule at the case, and no way to the wire.
        let page = w.read(&w.colleague, &format!("/cases/{}/contact", w.case)).await;
        assert!(page.contains("June, December") && !page.contains("/contact-plans/"));
        // Nor can they add somebody to it by its reference.
        let (mother, input) = (w.mother, w.join(&plan));
        let refused = w.desk.act(&w.colleague, move |act| join_plan(act, mother, &input)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sealed_is_not_there_on_the_wire_either() {
    for w in worlds().await {
        let plan = w.joined().await;
        let (case, reader) = (w.case, w.worker.account().unwrap());
        let new = seals::New {
            kind: seals::SealKind::Threat,
            reason: "A threat was made".into(),
            readers: vec![reader],
        };
        w.desk.act(&w.manager, move |act| seals::seal(act, case, &new)).await.unwrap();
        let at = format!("/contact-plans/{}", plan.id);
        assert_eq!(w.send(&w.worker, &at, None).await.status, 200, "the named reader");
        assert_eq!(w.send(&w.manager, &at, None).await.status, 404, "a manager who is not named");
        for path in ["/contact-plans", "/letterbox?status=due"] {
            assert!(!w.read(&w.manager, path).await.contains(plan.reference.as_str()), "{path}");
            assert!(w.read(&w.worker, path).await.contains(plan.reference.as_str()), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_is_refused_where_it_must_be() {
    for w in worlds().await {
        let plan = w.started().await;
        let (mother, sibling) = (w.mother, w.sibling);
        let input = w.join(&plan);
        let placed = input.clone();
        let refused = w.desk.act(&w.worker, move |act| join_plan(act, sibling, &placed)).await;
        assert_eq!(refused.unwrap_err().code(), "contact.placed");
        for (reference, signs, wishes) in [
            ("CP-0000-0000", "Ada", "x"),
            ("", "Ada", "x"),
            (plan.reference.as_str(), "Ada, 07700 900123", "x"),
            (plan.reference.as_str(), "Ada", "  "),
        ] {
            let mut bad = input.clone();
            (bad.reference, bad.signs, bad.wishes) = (reference.into(), signs.into(), wishes.into());
            let refused = w.desk.act(&w.worker, move |act| join_plan(act, mother, &bad)).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{reference} {signs}: {refused:?}");
        }
        let once = input.clone();
        w.desk.act(&w.worker, move |act| join_plan(act, mother, &once)).await.unwrap();
        let twice = w.desk.act(&w.worker, move |act| join_plan(act, mother, &input)).await;
        assert!(matches!(twice, Err(Error::Invalid(_))), "{twice:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_keeps_what_held_before() {
    for w in worlds().await {
        let plan = w.joined().await;
        let change = |version| Change {
            version,
            terms: Terms {
                months: vec![9],
                meeting: Meeting::NotPlanned,
                meeting_why: "She asked for more time.".into(),
                ..terms()
            },
            names: Names { child: "Robin".into(), adoptive: "Ines and Tom".into(), birth: "Ada".into() },
            state: PlanState::Paused,
            why: "Reviewed with both sides.".into(),
        };
        let id = plan.id;
        let stale = change(plan.version);
        let refused = w.desk.act(&w.worker, move |act| change_plan(act, id, &stale)).await;
        assert_eq!(refused, Err(Error::Stale), "joining made another version");
        let now = change(plan.version + 1);
        let after = w.desk.act(&w.worker, move |act| change_plan(act, id, &now)).await.unwrap();
        assert_eq!(after.state, PlanState::Paused);
        let (history, open) = w
            .desk
            .look(&w.manager, move |look| {
                let (_, plan) = reach::plan::<ViewContact>(look, id)?;
                let open = promises::open(look, &look.agency::<ListPromises>()?, None)?.items;
                Ok((wire::history(look, &plan)?, open))
            })
            .await
            .unwrap();
        assert_eq!(
            history.iter().map(|v| v.terms.months.clone()).collect::<Vec<_>>(),
            [vec![9], vec![6, 12]]
        );
        assert_eq!(history[0].why, "Reviewed with both sides.");
        let reviews: Vec<_> = open.iter().filter(|p| p.kind == PromiseKind::ContactReview).collect();
        assert_eq!(reviews.len(), 1, "the old review is kept and one is promised");
        assert!(reviews.iter().all(|p| p.case.is_none()), "a promise about the wire names no case");
        let bad = Change { terms: Terms { kinds: vec![], ..terms() }, ..change(plan.version + 2) };
        let refused = w.desk.act(&w.worker, move |act| change_plan(act, id, &bad)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wishes_are_kept_one_beside_the_other() {
    for w in worlds().await {
        let plan = w.joined().await;
        let id = plan.id;
        w.desk
            .act(&w.worker, move |act| record_wish(act, id, End::Birth, "A photograph would mean a lot."))
            .await
            .unwrap();
        let page = w.read(&w.worker, &format!("/contact-plans/{id}/birth")).await;
        assert!(page.contains("A photograph would") && page.contains("I would like a drawing."));
        for (end, words) in [(End::Birth, " "), (End::Adoptive, "")] {
            let refused = w.desk.act(&w.worker, move |act| record_wish(act, id, end, words)).await;
            assert!(matches!(refused, Err(Error::Invalid(_))));
        }
        let refused = w.desk.act(&w.colleague, move |act| record_wish(act, id, End::Birth, "x")).await;
        assert_eq!(refused, Err(Error::NotFound));
        // A plan that is not there is answered like one that is another's.
        let refused = w.desk.act(&w.worker, |act| record_wish(act, Id::random(), End::Birth, "x")).await;
        assert_eq!(refused, Err(Error::NotFound));
        let case = w.case;
        let bad = crate::contact_plans::form::Start { signs: "Ines, CM1 1QH".into(), ..start() };
        let refused = w.desk.act(&w.worker, move |act| start_plan(act, case, &bad)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
    }
}
