//! The job: who is reminded when, once; and more time.

use kernel::Date;

use super::*;
use crate::contributions::{
    job::{self, Done},
    store::Show,
};

fn at(day: &str) -> Timestamp {
    format!("{day}T07:00:00Z").parse().unwrap()
}

async fn subjects(desk: &Desk) -> Vec<String> {
    letters(desk, "jo@elm.example").await.into_iter().map(|(subject, _)| subject).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn partners_are_reminded_then_the_worker_then_the_managers_each_once() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let manager = desk.worker(Role::TeamManager).await;
        let k = asked(&desk, &world).await;
        let runs = |day: &'static str| {
            let desk = &desk;
            async move { job::run(&desk.db, at(day)).await.unwrap() }
        };
        assert_eq!(runs("2026-12-04").await, Done::default());
        assert_eq!(runs("2026-12-08").await, Done { reminded: 1, ..Done::default() });
        assert_eq!(runs("2026-12-08").await, Done::default(), "once a day");
        assert_eq!(runs("2026-12-09").await, Done::default(), "and once for each stage");
        assert_eq!(runs("2026-12-11").await, Done { reminded: 1, ..Done::default() });
        assert_eq!(runs("2026-12-14").await, Done { reminded: 1, late: 1, managers: 0 });
        assert_eq!(runs("2026-12-16").await, Done { reminded: 0, late: 0, managers: 1 });
        assert_eq!(runs("2026-12-17").await, Done::default());
        let subjects = subjects(&desk).await;
        assert_eq!(subjects.len(), 4, "{subjects:?}");
        // Each letter holds the same link, and none names the child.
        let secret = secret_of(&desk, &k);
        for (_, body) in letters(&desk, "jo@elm.example").await {
            assert!(body.contains(secret.as_str()) && !body.contains("Robin"));
        }
        let id = manager.account().unwrap();
        let address = desk.db.read(move |r| access::accounts::email_of(r, id)).await.unwrap();
        assert_eq!(letters(&desk, &address).await.len(), 1);

        // The agency's list leads with what is late.
        let late = |now: &str| {
            let (now, desk, who) = (at(now), &desk, manager.clone());
            async move {
                desk.act_at(now, &who, |act| {
                    let grant = act.agency::<access::actions::ViewContribution>()?;
                    let all = store::open_of_agency(act, &grant, Show::Open, None)?.items.len();
                    let late = store::open_of_agency(act, &grant, Show::Late, None)?.items.len();
                    Ok((all, late, store::how_many_late(act, &grant)?))
                })
                .await
                .unwrap()
            }
        };
        assert_eq!(late("2026-12-11").await, (1, 0, 0));
        assert_eq!(late("2026-12-14").await, (1, 1, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_time_begins_the_reminders_anew_with_a_new_link() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        job::run(&desk.db, at("2026-12-08")).await.unwrap();
        let given = |version, due: &str| extend::Input {
            version,
            due: due.parse::<Date>().unwrap(),
            why: "She was ill.".into(),
        };
        let id = k.id;
        let earlier = given(k.version, "2026-12-10");
        let wrong = desk.act(&world.worker, move |act| extend::run(act, id, &earlier)).await.unwrap_err();
        assert_eq!(invalid(wrong).0[0].field, "due");
        let holiday = given(k.version, "2026-12-28");
        let wrong = desk.act(&world.worker, move |act| extend::run(act, id, &holiday)).await.unwrap_err();
        assert!(invalid(wrong).0[0].message.contains("29 December"), "Boxing Day was a Saturday");
        let more = given(k.version, "2027-01-08");
        let mine = more.clone();
        let longer = desk.act(&world.worker, move |act| extend::run(act, id, &mine)).await.unwrap();
        assert_eq!(promised(&desk, &world.worker, id).await, Some(longer.due));
        assert_eq!(sees(&desk, &secret_of(&desk, &k)).await.unwrap_err(), Error::NotFound);
        assert!(sees(&desk, &secret_of(&desk, &longer)).await.is_ok());
        let stale = desk.act(&world.worker, move |act| extend::run(act, id, &more)).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        assert_eq!(job::run(&desk.db, at("2026-12-14")).await.unwrap(), Done::default(), "not late any more");
        assert_eq!(job::run(&desk.db, at("2027-01-05")).await.unwrap().reminded, 1);
    }
}
