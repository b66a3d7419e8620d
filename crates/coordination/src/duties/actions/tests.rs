//! Other services' duties on both engines, as the people who may and as those who may not.

use access::{Actor, Role, actions::ViewEducation};
use kernel::{Date, Need};
use testkit::{Desk, both};

use super::*;
use crate::{
    duties::model::Service,
    testing::{ELEVEN, Home, call, day, family, send},
};

fn asked(need: Need, service: &str, on: &str) -> Asked {
    Asked {
        need,
        service: Service::find(service).unwrap(),
        board: "QH8".into(),
        on: day(on),
        words: "An assessment, please".into(),
    }
}

fn refused(on: &str, pounds: i64) -> Outcome {
    Outcome {
        state: State::Refused,
        on: Some(day(on)),
        answer: "Below their threshold".into(),
        gave: "Six sessions".into(),
        cost: Pence::pounds(pounds),
    }
}

async fn totals(desk: &Desk, who: &Actor) -> Vec<(String, String, i64, i64, i64, Pence)> {
    desk.look(who, |look| {
        let grant = look.agency::<access::actions::SeeDuties>()?;
        store::totals(look, &grant, Date::constant(2026, 4, 1), Date::constant(2027, 4, 1))
    })
    .await
    .unwrap()
    .into_iter()
    .map(|t| (t.system.code().to_owned(), t.body, t.asked, t.left, t.paid, t.cost))
    .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_totalled_by_the_body_that_was_bound() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let one = family(&desk, ELEVEN).await.id;
        let two = family(&desk, ELEVEN).await.id;
        let theirs = family(&desk, Home { elsewhere: true, ..ELEVEN }).await.id;
        for id in [one, two] {
            let put = |a: Asked| desk.act(&worker, move |act| ask(act, id, &a));
            let health = put(asked(Need::Trauma, "camhs", "2026-09-01")).await.unwrap();
            let again = put(asked(Need::Regulation, "camhs", "2026-10-01")).await.unwrap();
            put(asked(Need::School, "ehc-assessment", "2026-10-02")).await.unwrap();
            for a in [health, again] {
                let done = desk
                    .act(&worker, move |act| answer(act, id, a.id, 1, &refused("2026-10-20", 450)))
                    .await
                    .unwrap();
                assert_eq!((done.state, done.version), (State::Refused, 2));
            }
            // It came in the end, and a year of waiting was paid for; another still waits, and is paid for.
            let late = put(asked(Need::School, "virtual-school", "2026-10-02")).await.unwrap();
            let waits = put(asked(Need::Violence, "child-in-need", "2026-10-02")).await.unwrap();
            let bridged =
                |state, on: Option<&str>| Outcome { state, on: on.map(day), ..refused("2026-11-10", 100) };
            for (a, outcome) in
                [(late, bridged(State::Given, Some("2026-11-10"))), (waits, bridged(State::Asked, None))]
            {
                desk.act(&worker, move |act| answer(act, id, a.id, 1, &outcome)).await.unwrap();
            }
        }
        let stranger =
            desk.act(&worker, move |act| ask(act, theirs, &asked(Need::Trauma, "camhs", "2026-09-01")));
        assert_eq!(stranger.await.unwrap_err(), Error::NotFound);
        let manager = desk.worker(Role::TeamManager).await;
        assert_eq!(
            totals(&desk, &manager).await,
            [
                ("education".to_owned(), "881".to_owned(), 2, 2, 2, Pence::pounds(200)),
                ("health".to_owned(), "QH8".to_owned(), 2, 2, 2, Pence::pounds(1_800)),
                ("social-care".to_owned(), "881".to_owned(), 2, 2, 2, Pence::pounds(200)),
            ],
            "children are counted once, money every time, whatever became of asking"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_for_a_closed_case_waits_for_nobody() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        for reference in ["open", "closed"] {
            let id = family(&desk, ELEVEN).await.id;
            desk.act(&worker, move |act| {
                ask(act, id, &asked(Need::School, "virtual-school", "2026-11-01"))?;
                let a = ask(act, id, &asked(Need::Trauma, "camhs", "2026-10-01"))?;
                answer(act, id, a.id, 1, &refused("2026-10-20", 0))?;
                if reference == "closed" {
                    const CLOSE: ::store::Sql = ::store::Sql {
                        name: "test",
                        text: "UPDATE support_case SET status = 'closed' WHERE id = $1",
                    };
                    act.execute(CLOSE, &[id.into()])?;
                }
                Ok(())
            })
            .await
            .unwrap();
        }
        for (state, rows) in [(State::Asked, 1), (State::Refused, 2)] {
            let listed = desk
                .look(&worker, move |look| {
                    super::store::list(look, &look.agency::<ViewEducation>()?, state, None, None)
                })
                .await
                .unwrap();
            assert_eq!(listed.items.len(), rows, "{state:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_written_once_for_one_case_and_can_be_mended() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let id = family(&desk, ELEVEN).await.id;
        let other = family(&desk, ELEVEN).await.id;
        let a = desk
            .act(&worker, move |act| ask(act, id, &asked(Need::School, "virtual-school", "2026-11-01")))
            .await
            .unwrap();
        assert_eq!(a.body, "881", "the council of the child's home");
        let duty = a.id;
        let early = desk.act(&worker, move |act| answer(act, id, duty, 1, &refused("2026-10-01", 0))).await;
        assert!(matches!(early, Err(Error::Invalid(_))));
        let crossed =
            desk.act(&worker, move |act| answer(act, other, duty, 1, &refused("2026-11-10", 0))).await;
        assert_eq!(crossed.unwrap_err(), Error::NotFound);
        let future = desk
            .act(&worker, move |act| ask(act, id, &asked(Need::School, "virtual-school", "2026-11-21")))
            .await;
        assert!(matches!(future, Err(Error::Invalid(_))));
        desk.act(&worker, move |act| answer(act, id, duty, 1, &refused("2026-11-10", 0))).await.unwrap();
        let stale = desk.act(&worker, move |act| answer(act, id, duty, 1, &refused("2026-11-10", 0))).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        let mended = Outcome { state: State::Given, ..refused("2026-11-12", 0) };
        desk.act(&worker, move |act| answer(act, id, duty, 2, &mended)).await.unwrap();
        let all = desk
            .look(&worker, move |look| store::of_case(look, &look.one::<ViewEducation, Case>(id)?))
            .await
            .unwrap();
        assert_eq!((all.len(), all[0].state, all[0].waited(day("2026-11-20"))), (1, State::Given, 11));
        let duty_worker = desk.worker(Role::DutyWorker).await;
        let no = desk
            .act(&duty_worker, move |act| ask(act, id, &asked(Need::School, "virtual-school", "2026-11-01")))
            .await;
        assert_eq!(no.unwrap_err(), Error::Forbidden);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_and_the_api_take_each_step() {
    for desk in both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let case = family(&desk, ELEVEN).await;
        let at = format!("/cases/{}/duties", case.id);
        assert!(send(&desk, &worker, &at, None).await.text.contains("No other service was asked yet."));
        assert!(send(&desk, &worker, "/duties", None).await.text.contains("Nothing waits for an answer"));
        let wrong =
            send(&desk, &worker, &at, Some("need=school&service=camhs&on=2026-11-01&words=Help")).await;
        assert!(
            wrong.status == 422 && wrong.text.contains("is not bound to meet this need"),
            "{}",
            wrong.text
        );
        let board =
            send(&desk, &worker, &at, Some("need=trauma&service=camhs&on=2026-11-01&words=Help")).await;
        assert!(board.text.contains("Choose the integrated care board"));
        let right = "need=trauma&service=camhs&board=QH8&on=2026-11-01&words=Help+with+fear";
        assert_eq!(send(&desk, &worker, &at, Some(right)).await.status, 303);
        let page = send(&desk, &worker, &at, None).await.text;
        assert!(
            page.contains("Mid and South Essex") && page.contains("section 3: to be read again"),
            "{page}"
        );
        let list = send(&desk, &worker, "/duties", None).await.text;
        assert!(list.contains(case.reference.as_str()) && list.contains("19 days"), "{list}");
        let key = desk.machine(Role::TeamManager, desk.agency()).await;
        let api = format!("/api/v1{at}");
        let listed = call(&desk, &key, &api, None).await.json();
        let id = listed["items"][0]["id"].as_str().unwrap().to_owned();
        assert!(send(&desk, &worker, &format!("{at}/{id}"), None).await.text.contains("What became of it"));
        let body = r#"{"version": 1, "state": "refused", "on": "2026-11-15", "answer": "Too young", "gave": "Play therapy", "cost": 45000}"#;
        let done = call(&desk, &key, &format!("{api}/{id}"), Some(body)).await.json();
        assert_eq!((&done["state"], &done["cost_pence"]), (&"refused".into(), &45_000.into()));
        let shown = send(&desk, &worker, &at, None).await.text;
        assert!(shown.contains("£450") && shown.contains("Play therapy") && shown.contains("Too young"));
        assert!(send(&desk, &worker, "/duties", None).await.text.contains("Nothing waits for an answer"));
        let csv = send(&desk, &worker, "/duties.csv?state=refused", None).await.text;
        assert!(csv.contains("camhs,QH8,refused,2026-11-01,2026-11-15,450"), "{csv}");
        let services = call(&desk, &key, "/api/v1/duty-services", None).await.json();
        assert!(services["items"].as_array().unwrap().len() > 8);
    }
}
