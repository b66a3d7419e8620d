//! Who reads supervision and who does not; decisions that stand on the case; on both engines.

use access::{Actor, actions::ViewDecisions};
use kernel::kinds;
use testkit::both;

use super::*;
use crate::testing::{account, call, day, home, send};

fn note(worker: &Actor, line: Option<&Actor>) -> Note {
    Note {
        worker: account(worker),
        held: day("2026-11-19"),
        next: day("2026-12-17"),
        words: "Tired of the long drives".into(),
        line: line.map(account),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn supervision_is_between_the_two_and_the_managers_own_line() {
    for desk in both(crate::schema()).await {
        let (worker, colleague) =
            (desk.worker(Role::SocialWorker).await, desk.worker(Role::SocialWorker).await);
        let (manager, line, other) = (
            desk.worker(Role::TeamManager).await,
            desk.worker(Role::TeamManager).await,
            desk.worker(Role::TeamManager).await,
        );
        let new = note(&worker, Some(&line));
        let id = desk.act(&manager, move |act| write(act, &new)).await.unwrap();
        let path = format!("/team/supervision/{id}");
        for (who, reads) in
            [(&worker, true), (&manager, true), (&line, true), (&other, false), (&colleague, false)]
        {
            let page = send(&desk, who, &path, None).await;
            assert_eq!(page.status, if reads { 200 } else { 404 });
            assert_eq!(page.text.contains("long drives"), reads);
            let list = send(&desk, who, "/team/supervision", None).await.text;
            assert_eq!(list.contains(&path), reads, "{list}");
        }
        let admin = desk.worker(Role::Administrator).await;
        assert_eq!(send(&desk, &admin, &path, None).await.status, 403);
        let csv = send(&desk, &worker, "/team/supervision.csv", None).await.text;
        assert!(csv.lines().count() == 2 && !csv.contains("drives"), "{csv}");
        // Days are no secret among managers: the next is due.
        let due = send(&desk, &other, "/team/supervision", None).await.text;
        assert!(due.contains("17 December 2026") && !due.contains("drives"), "{due}");

        // Attacks: oneself, a stranger, a worker who writes, a line that is no manager.
        let field = async |who: &Actor, new: Note| match desk.act(who, move |act| write(act, &new)).await {
            Err(Error::Invalid(i)) => i.0[0].field.clone(),
            Err(other) => other.code().to_owned(),
            Ok(_) => "done".to_owned(),
        };
        assert_eq!(field(&worker, note(&colleague, None)).await, "forbidden");
        assert_eq!(field(&manager, note(&manager, None)).await, "worker");
        let stranger = desk.stranger(Role::SocialWorker).await;
        assert_eq!(field(&manager, note(&stranger, None)).await, "worker");
        assert_eq!(field(&manager, note(&worker, Some(&colleague))).await, "line");
        assert_eq!(field(&manager, note(&worker, Some(&worker))).await, "line");
        assert_eq!(field(&manager, Note { next: day("2026-11-19"), ..note(&worker, None) }).await, "next");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_written_down_late_leaves_the_later_day_as_it_is() {
    for desk in both(crate::schema()).await {
        let (worker, manager) = (desk.worker(Role::SocialWorker).await, desk.worker(Role::TeamManager).await);
        let due = async || {
            let who = account(&worker);
            let open =
                move |act: &Act<'_>| promises::open_about(act, who.cast(), PromiseKind::SupervisionHeld);
            desk.act(&manager, open).await.unwrap().map(|p| kernel::local_date(p.due))
        };
        let new = note(&worker, None);
        desk.act(&manager, move |act| write(act, &new)).await.unwrap();
        assert_eq!(due().await, Some(day("2026-12-17")));
        let old = Note { held: day("2026-10-20"), next: day("2026-11-19"), ..note(&worker, None) };
        desk.act(&manager, move |act| write(act, &old)).await.unwrap();
        assert_eq!(due().await, Some(day("2026-12-17")), "the later one says when the next is due");
        let newer = Note { held: day("2026-11-20"), next: day("2026-12-18"), ..note(&worker, None) };
        desk.act(&manager, move |act| write(act, &newer)).await.unwrap();
        assert_eq!(due().await, Some(day("2026-12-18")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_stands_on_the_case_and_not_where_it_was_talked_through() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let (manager, other) = (desk.worker(Role::TeamManager).await, desk.worker(Role::TeamManager).await);
        let one = home(&desk, 1, account(&worker)).await;
        let case = one.case;
        let new = note(&worker, None);
        let id = desk.act(&manager, move |act| write(act, &new)).await.unwrap();
        let decided = Decided {
            decision: "Weekly visits".into(),
            reason: "It got harder".into(),
            review: Some(day("2026-12-01")),
        };
        let (a, b) = (decided.clone(), decided.clone());
        let theirs = desk.act(&other, move |act| decide_in_supervision(act, id, case, &a)).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound, "not the one who wrote it");
        let by_worker = desk.act(&worker, move |act| decide(act, case, &b)).await;
        assert_eq!(by_worker.unwrap_err(), Error::Forbidden);
        let form = format!("case={case}&decision=Weekly+visits&reason=It+got+harder&review=2026-12-01");
        let path = format!("/team/supervision/{id}/decisions");
        assert_eq!(send(&desk, &manager, &path, Some(&form)).await.status, 303);

        let page = send(&desk, &worker, &format!("/cases/{case}/decisions"), None).await.text;
        assert!(page.contains("Weekly visits") && page.contains("It got harder"), "{page}");
        assert!(!page.contains("long drives") && !page.contains("supervision/"), "{page}");
        let parent = desk.relative(one.family).await;
        assert_eq!(send(&desk, &parent, &format!("/cases/{case}/decisions"), None).await.status, 403);
        let all = desk
            .look(&worker, move |look| store::of_case(look, &look.one::<ViewDecisions, kinds::Case>(case)?))
            .await
            .unwrap();
        let made = all[0].id;
        let words = "The visits help";
        desk.act(&manager, move |act| looked_at(act, case, made, words)).await.unwrap();
        let twice = desk.act(&manager, move |act| looked_at(act, case, made, words)).await;
        assert_eq!(twice.unwrap_err(), Error::NotFound);

        let key = desk.machine(Role::TeamManager, desk.agency()).await;
        let api = format!("/api/v1/cases/{case}/decisions");
        let body = r#"{"decision": "Back to two weeks", "reason": "Calmer"}"#;
        let said = call(&desk, &key, &api, Some(body)).await;
        assert_eq!(said.status, 201, "{}", said.text);
        // Twenty working days from Friday 20 November 2026.
        assert_eq!(said.json()["items"][0]["review_by"], "2026-12-18");
        let past =
            call(&desk, &key, &api, Some(r#"{"decision": "x", "reason": "y", "review": "2026-11-19"}"#))
                .await;
        assert_eq!(past.status, 422);
        // A key reads no supervision.
        assert_eq!(send(&desk, &manager, "/team/supervision", None).await.status, 200);
    }
}
