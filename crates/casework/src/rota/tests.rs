//! The rota on both engines: gaps are seen, and a swap needs both.

use access::{Actor, Role, absences, actions::ViewRota};
use kernel::{Date, Error, Id};
use testkit::{Desk, both};

use super::{
    actions,
    form::Input,
    model::{Duty, Half, Swapped, rule},
    store,
};
use crate::{
    schema,
    testing::{call, send},
};

fn on(day: &str, who: &Actor, halves: &[Half], weeks: i64) -> Input {
    Input { account: who.account().unwrap(), day: day.parse().unwrap(), halves: halves.to_vec(), weeks }
}

async fn rota(desk: &Desk, who: &Actor) -> Vec<Duty> {
    let (from, to): (Date, Date) = ("2026-11-01".parse().unwrap(), "2027-02-01".parse().unwrap());
    desk.look(who, move |look| store::between(look, &look.agency::<ViewRota>()?, from, to)).await.unwrap()
}

async fn put(desk: &Desk, who: &Actor, input: Input) -> kernel::Result<actions::Put> {
    desk.act(who, move |act| actions::put(act, &input)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_away_or_has_left_is_on_duty_no_more_and_leaves_a_gap() {
    for desk in both(schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let (ada, bo) = (desk.worker(Role::DutyWorker).await, desk.worker(Role::SocialWorker).await);
        for who in [&ada, &bo] {
            put(&desk, &manager, on("2026-11-20", who, &[Half::Morning], 1)).await.unwrap();
        }
        let names = || async { desk.look(&manager, super::on_duty_now).await.unwrap().unwrap() };
        let mut both = names().await;
        both.sort();
        let mut wanted = [ada.name(), bo.name()];
        wanted.sort_unstable();
        assert_eq!(both, wanted);
        let today: Date = "2026-11-20".parse().unwrap();
        let away = absences::New {
            account: bo.account().unwrap(),
            from: today,
            until: today,
            cover: None,
            may: absences::May::Answer,
        };
        desk.act(&manager, move |act| absences::make(act, &away)).await.unwrap();
        assert_eq!(names().await, [ada.name()]);
        let (gone, now) = (ada.account(), desk.now);
        let end = ::store::Sql { name: "test", text: "UPDATE account SET disabled_at = $2 WHERE id = $1" };
        desk.db.write("test", move |w| w.change(end, &[gone.into(), now.into()])).await.unwrap();
        assert!(names().await.is_empty());
        let page = send(&desk, &manager, "/duty-rota", None).await.text;
        assert!(page.contains("20 half days of the next two weeks have nobody on duty."), "{page}");
        // At night nobody is looked for.
        let night = "2026-11-20T22:00:00Z".parse().unwrap();
        let asked = desk.act_at(night, &manager, |act| super::on_duty_now(act));
        assert_eq!(asked.await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_puts_people_on_duty_and_the_queue_says_who_is() {
    for desk in both(schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let (ada, bo) = (desk.worker(Role::DutyWorker).await, desk.worker(Role::SocialWorker).await);
        let all = &[Half::Morning, Half::Afternoon];
        // Six Fridays: Christmas and New Year are left out.
        let made = put(&desk, &manager, on("2026-12-11", &ada, all, 6)).await.unwrap();
        assert_eq!((made.added, made.left_out.len()), (8, 2));
        assert_eq!(
            put(&desk, &manager, on("2026-12-11", &ada, all, 6)).await.unwrap().added,
            0,
            "nobody twice"
        );
        assert_eq!(put(&desk, &ada, on("2026-12-11", &ada, all, 1)).await, Err(Error::Forbidden));
        let stranger = desk.stranger(Role::DutyWorker).await;
        for (input, field) in [
            (on("2026-12-11", &stranger, all, 1), "account"),
            (on("2026-11-19", &ada, all, 1), "day"),
            (on("2026-11-21", &ada, all, 1), "day"),
        ] {
            let error = put(&desk, &manager, input).await.unwrap_err();
            assert!(matches!(&error, Error::Invalid(wrong) if wrong.of(field).is_some()), "{error:?}");
        }
        put(&desk, &manager, on("2026-11-20", &bo, &[Half::Morning], 1)).await.unwrap();
        let now = desk.look(&ada, super::on_duty_now).await.unwrap().unwrap();
        assert_eq!(now, [bo.name()]);
        let page = send(&desk, &ada, "/duty-rota", None).await.text;
        // Friday's afternoon and nine further days with two halves, less none of Ada's, who begins later.
        assert!(page.contains("19 half days of the next two weeks have nobody on duty."), "{page}");
        assert!(
            send(&desk, &ada, "/enquiries", None).await.text.contains(&format!("On duty now: {}", bo.name()))
        );
        let today =
            rota(&desk, &manager).await.into_iter().find(|d| d.account == bo.account().unwrap()).unwrap();
        let off = format!("/duty-rota/{}/off", today.id);
        assert_eq!(send(&desk, &ada, &off, Some("version=1")).await.status, 403);
        let theirs = desk.stranger(Role::TeamManager).await;
        assert_eq!(send(&desk, &theirs, &off, Some("version=1")).await.status, 404);
        assert_eq!(send(&desk, &manager, &off, Some("version=1")).await.status, 303);
        assert_eq!(desk.look(&ada, super::on_duty_now).await.unwrap(), Some(Vec::new()));
        assert!(send(&desk, &ada, "/enquiries", None).await.text.contains("Nobody is on duty now"));
        let key = desk.machine(Role::TeamManager, desk.agency()).await;
        let said = call(&desk, &key, "/api/v1/duty-rota?from=2026-12-11", None).await.json();
        assert_eq!(
            (said["items"].as_array().unwrap().len(), said["gaps"].as_array().unwrap().len()),
            (4, 20)
        );
        assert!(
            send(&desk, &ada, "/duty-rota.csv?from=2026-12-11", None)
                .await
                .text
                .contains("2026-12-11,morning,")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_swap_waits_for_the_others_yes() {
    for desk in both(schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let (ada, bo, cy) = (
            desk.worker(Role::DutyWorker).await,
            desk.worker(Role::DutyWorker).await,
            desk.worker(Role::SocialWorker).await,
        );
        put(&desk, &manager, on("2026-11-23", &ada, &[Half::Morning], 1)).await.unwrap();
        put(&desk, &manager, on("2026-11-24", &bo, &[Half::Afternoon], 1)).await.unwrap();
        let all = rota(&desk, &ada).await;
        let (monday, tuesday) = (all[0].id, all[1].id);
        let (of_ada, of_bo, of_cy) = (ada.account().unwrap(), bo.account().unwrap(), cy.account().unwrap());
        let ask = |who: &Actor, duty, to, exchange| {
            let (who, desk) = (who.clone(), &desk);
            async move { desk.act(&who, move |act| actions::ask(act, duty, to, exchange)).await }
        };
        assert_eq!(ask(&bo, monday, of_cy, None).await.unwrap_err().code(), rule::NOT_YOURS);
        assert_eq!(ask(&manager, monday, of_cy, None).await.unwrap_err().code(), rule::NOT_YOURS);
        let fields = |error: Error| match error {
            Error::Invalid(wrong) => wrong.0[0].field.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(fields(ask(&ada, monday, of_ada, None).await.unwrap_err()), "to");
        assert_eq!(
            fields(ask(&ada, monday, of_cy, Some(tuesday)).await.unwrap_err()),
            "exchange",
            "it is not Cy's"
        );
        assert_eq!(fields(ask(&ada, monday, of_bo, Some(Id::random())).await.unwrap_err()), "exchange");
        let swap = ask(&ada, monday, of_bo, Some(tuesday)).await.unwrap();
        assert_eq!(ask(&ada, monday, of_cy, None).await.unwrap_err().code(), rule::ASKED);
        assert!(send(&desk, &bo, "/duty-rota", None).await.text.contains("asks whether you take"));
        let answer = |who: &Actor, version, yes| {
            let (who, desk, id) = (who.clone(), &desk, swap.id);
            async move { desk.act(&who, move |act| actions::answer(act, id, version, yes)).await }
        };
        assert_eq!(answer(&ada, 1, true).await.unwrap_err().code(), rule::NOT_YOURS);
        assert_eq!(answer(&manager, 1, true).await.unwrap_err().code(), rule::NOT_YOURS);
        let stranger = desk.stranger(Role::DutyWorker).await;
        assert_eq!(answer(&stranger, 1, true).await, Err(Error::NotFound));
        assert_eq!(rota(&desk, &ada).await[0].account, of_ada, "nothing changes before the other agrees");
        assert_eq!(answer(&bo, 1, true).await, Ok(Swapped::Agreed));
        let after: Vec<_> = rota(&desk, &ada).await.iter().map(|d| d.account).collect();
        assert_eq!(after, [of_bo, of_ada]);
        assert_eq!(answer(&bo, 2, false).await.unwrap_err().code(), rule::ANSWERED);

        // Two answers at once: one counts. And whoever has the duty meanwhile keeps it.
        let second = ask(&bo, monday, of_cy, None).await.unwrap();
        let id = second.id;
        let both = tokio::join!(
            desk.act(&cy, move |act| actions::answer(act, id, 1, true)),
            desk.act(&bo, move |act| actions::answer(act, id, 1, false)),
        );
        assert_eq!([both.0.is_ok(), both.1.is_ok()].iter().filter(|ok| **ok).count(), 1, "{both:?}");
        let third = ask(&ada, tuesday, of_cy, None).await.unwrap().id;
        let version = rota(&desk, &manager).await.iter().find(|d| d.id == tuesday).unwrap().version;
        desk.act(&manager, move |act| actions::take_off(act, tuesday, version)).await.unwrap();
        let late = desk.act(&cy, move |act| actions::answer(act, third, 1, true)).await.unwrap_err();
        assert_eq!(late.code(), rule::ANSWERED, "it was taken back with the duty");
    }
}
