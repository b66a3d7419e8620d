//! Complaining, acknowledging and answering, on both engines.

use access::{Role, actions::ViewCase};
use casework::promises;
use kernel::{Error, PromiseKind, PromiseState};

use super::*;
use crate::{
    complaints::model::{Outcome, State},
    consent::testing::{d, t, worlds},
};

fn input() -> Input {
    Input {
        complainant: "Ines Marsh, 07700 900111".into(),
        words: "A letter went to our old address".into(),
        received: Some(d("2026-11-02")),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_is_acknowledged_within_thirty_days_and_then_answered() {
    for w in worlds().await {
        let case = w.case;
        let made = w.desk.act(&w.parent, move |act| make_complaint(act, Some(case), &input())).await.unwrap();
        assert_eq!((made.state(), made.family), (State::New, Some(w.family)));
        let due = w
            .desk
            .look(&w.worker, move |look| promises::of_case(look, &look.one::<ViewCase, _>(case)?))
            .await
            .unwrap();
        assert_eq!((due.len(), due[0].kind), (1, PromiseKind::DataComplaint));
        assert_eq!(due[0].due, t("2026-12-02T23:59:59.999999Z"), "thirty days after 2 November");
        let id = made.id;
        let close = |version| Close { version, outcome: Outcome::Upheld, words: "We are sorry".into() };
        let soon = w.desk.act(&w.manager, move |act| close_complaint(act, id, &close(1))).await;
        assert_eq!(soon.unwrap_err().code(), "complaint.state");
        let ack = |version| Ack { version, how: "By letter".into() };
        let worker = w.desk.act(&w.worker, move |act| acknowledge_complaint(act, id, &ack(1))).await;
        assert_eq!(worker.unwrap_err(), Error::Forbidden);
        let stranger = w.desk.stranger(Role::TeamManager).await;
        let theirs = w.desk.act(&stranger, move |act| acknowledge_complaint(act, id, &ack(1))).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        w.desk.act(&w.administrator, move |act| acknowledge_complaint(act, id, &ack(1))).await.unwrap();
        let twice = w.desk.act(&w.manager, move |act| acknowledge_complaint(act, id, &ack(2))).await;
        assert_eq!(twice.unwrap_err().code(), "complaint.state");
        let stale = w.desk.act(&w.manager, move |act| close_complaint(act, id, &close(1))).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        let done = w.desk.act(&w.manager, move |act| close_complaint(act, id, &close(2))).await.unwrap();
        assert_eq!((done.state(), done.outcome), (State::Closed, Some(Outcome::Upheld)));
        let kept = w
            .desk
            .look(&w.worker, move |look| promises::of_case(look, &look.one::<ViewCase, _>(case)?))
            .await
            .unwrap();
        assert_eq!(kept[0].state(w.desk.now), PromiseState::Kept);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_complains_on_its_own_page_and_a_worker_records_one_without_a_case() {
    for w in worlds().await {
        let path = format!("/cases/{}/rights/complaint", w.case);
        assert!(w.read(&w.parent, &path).await.contains("Information Commissioner"));
        let empty = w.send(&w.parent, &path, Some("")).await;
        assert!(empty.status == 422 && empty.text.contains("Say what went wrong"));
        let sent = w.send(&w.parent, &path, Some("complainant=Ines&words=Old+address")).await;
        assert_eq!(sent.to.as_deref(), Some("/my/rights"));
        assert_eq!(
            w.send(&w.worker, "/data-complaints/new", Some("complainant=A+man&words=Spam")).await.status,
            303
        );
        let csv = w.read(&w.manager, "/data-complaints.csv").await;
        assert_eq!(csv.lines().count(), 3);
        assert!(csv.contains("2026-11-20,new,2026-12-20"));
        let later = w
            .send(
                &w.worker,
                "/data-complaints/new",
                Some("complainant=A&words=B&received-day=21&received-month=11&received-year=2026"),
            )
            .await;
        assert!(later.status == 422 && later.text.contains("Enter today or an earlier day"));
    }
}
