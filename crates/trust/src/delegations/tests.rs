//! Acting in a colleague's place, on both engines.

use access::{
    Actor, Look, Role,
    actions::{DecideApplication, Delegate, ManageSeals, PayInvoice, StepCase, TriageEnquiry},
    delegations::{self, New},
};
use funding::applications::{
    actions::{Decide, decide_application},
    model::Outcome,
};
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Application, Delegation},
    local_date,
};

use crate::world::{World, worlds};

fn new(w: &World, giver: &Actor, receiver: &Actor, days: i64) -> New {
    let from = local_date(w.desk.now);
    New {
        giver: giver.account().unwrap(),
        receiver: receiver.account().unwrap(),
        from,
        until: kernel::Calendar::england().add_days(from, i32::try_from(days).unwrap()),
        reason: "On leave".into(),
    }
}

async fn lend(w: &World, who: &Actor, new: New) -> Result<Id<Delegation>> {
    w.desk.act(who, move |act| delegations::make(act, &new)).await
}

/// Who somebody is when they come at `now`.
async fn comes(w: &World, who: &Actor, now: Timestamp) -> Actor {
    let who = who.clone();
    w.desk.db.read(move |r| delegations::load(r, who, now)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_lent_until_a_day_and_brings_no_more_than_the_giver_has() {
    for w in worlds().await {
        let now = w.desk.now;
        let rule = |r: Result<Id<Delegation>>| r.unwrap_err().code();
        assert_eq!(rule(lend(&w, &w.worker, new(&w, &w.manager, &w.worker, 7)).await), "delegation.others");
        assert_eq!(rule(lend(&w, &w.manager, new(&w, &w.finance, &w.worker, 7)).await), "delegation.others");
        assert_eq!(rule(lend(&w, &w.manager, new(&w, &w.manager, &w.manager, 7)).await), "invalid");
        assert_eq!(rule(lend(&w, &w.manager, new(&w, &w.manager, &w.worker, 91)).await), "invalid");
        let stranger = w.desk.stranger(Role::SocialWorker).await;
        assert_eq!(rule(lend(&w, &w.manager, new(&w, &w.manager, &stranger, 7)).await), "invalid");

        let id = lend(&w, &w.manager, new(&w, &w.manager, &w.worker, 7)).await.unwrap();
        assert_eq!(rule(lend(&w, &w.manager, new(&w, &w.manager, &w.worker, 7)).await), "delegation.running");
        let acting = comes(&w, &w.worker, now).await;
        assert_eq!(acting.places().len(), 1);
        assert_eq!(w.mails(&w.worker).await, 1);
        let may = |who: &Actor| {
            let who = who.clone();
            w.desk.db.read(move |r| {
                let look = Look::new(r, &who, now, "test");
                Ok([
                    look.may::<TriageEnquiry>(),
                    look.may::<DecideApplication>(),
                    look.may::<StepCase>(),
                    look.may::<ManageSeals>(),
                    look.may::<PayInvoice>(),
                ])
            })
        };
        assert_eq!(may(&w.worker).await.unwrap(), [false, false, true, false, false]);
        assert_eq!(may(&acting).await.unwrap(), [true, true, true, false, false], "but not who sees what");
        // Not lent on: whoever acts for the worker has the worker's own role alone.
        lend(&w, &w.worker, new(&w, &w.worker, &w.duty, 7)).await.unwrap();
        let second = comes(&w, &w.duty, now).await;
        assert_eq!(may(&second).await.unwrap(), [true, false, true, false, false]);

        // Over on its day, when it is ended, and when the giver has left.
        let last = kernel::Calendar::england().end_of(new(&w, &w.manager, &w.worker, 7).until);
        assert_eq!(comes(&w, &w.worker, last).await.places().len(), 0);
        w.write("UPDATE account SET disabled_at = 1 WHERE id = $1", vec![w.manager.account().into()]).await;
        assert_eq!(comes(&w, &w.worker, now).await.places().len(), 0);
        w.write("UPDATE account SET disabled_at = NULL WHERE id = $1", vec![w.manager.account().into()])
            .await;
        assert_eq!(comes(&w, &w.worker, now).await.places().len(), 1);
        let end = move |act: &access::Act<'_>| delegations::end(act, id);
        assert_eq!(w.desk.act(&w.duty, end).await, Err(Error::NotFound), "not theirs to see");
        assert_eq!(w.desk.act(&w.desk.stranger(Role::TeamManager).await, end).await, Err(Error::NotFound));
        w.desk.act(&w.worker, end).await.unwrap();
        assert_eq!(comes(&w, &w.worker, now).await.places().len(), 0);
        assert_eq!(w.desk.act(&w.worker, end).await.unwrap_err().code(), "delegation.over");
        let list = |look: &Look<'_>| delegations::list(look, &look.agency::<Delegate>()?);
        assert_eq!(w.desk.look(&w.manager, list).await.unwrap().len(), 2);
        assert_eq!(w.desk.look(&w.duty, list).await.unwrap().len(), 1);
        assert_eq!(w.desk.look(&w.finance, list).await.unwrap().len(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_approves_for_whom_they_stand_in() {
    for w in worlds().await {
        let now = w.desk.now;
        let found = w
            .rows("SELECT id, version FROM application WHERE status = 'sent' ORDER BY id LIMIT 1", vec![])
            .await;
        let (id, version): (Id<Application>, i64) = (found[0].get(0).unwrap(), found[0].get(1).unwrap());
        lend(&w, &w.manager, new(&w, &w.manager, &w.worker, 7)).await.unwrap();
        let acting = comes(&w, &w.worker, now).await;
        let decide = |who: &Actor| {
            let input = Decide {
                version,
                outcome: Outcome::Refused,
                reason: Some("Asked for a shorter course".into()),
            };
            let (who, desk) = (who.clone(), &w.desk);
            async move { desk.act(&who, move |act| decide_application(act, id, &input)).await }
        };
        assert_eq!(decide(&w.worker).await, Err(Error::Forbidden));
        for asker in [&w.manager, &w.worker] {
            let me = asker.account();
            w.write("UPDATE application SET sent_by = $1 WHERE id = $2", vec![me.into(), id.into()]).await;
            let told = decide(&acting).await.unwrap_err();
            assert_eq!(told.code(), "application.own");
            assert!(told.to_string().contains("somebody else"), "{told}");
        }
        w.write(
            "UPDATE application SET sent_by = $1 WHERE id = $2",
            vec![w.duty.account().into(), id.into()],
        )
        .await;
        decide(&acting).await.unwrap();
    }
}

/// A key sees who acts in whose place and ends it early; it lends nothing, seals nothing and asks for no emergency.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_ends_a_lent_place_and_lends_none() {
    for w in worlds().await {
        let id = lend(&w, &w.manager, new(&w, &w.manager, &w.worker, 7)).await.unwrap();
        let at = w.desk.now.to_string();
        let key = w.desk.machine(Role::TeamManager, w.desk.agency()).await;
        let strange = w.desk.machine(Role::TeamManager, w.desk.other_agency()).await;
        let small = w.desk.machine(Role::SocialWorker, w.desk.agency()).await;
        let get = async |who| {
            let said = w.desk.request((super::routes(), vec![]), &at, who, "/api/v1/delegations", None).await;
            assert_eq!(said.status, 200, "{}", said.text);
            said.json()["items"].as_array().unwrap().len()
        };
        assert_eq!((get(&key).await, get(&strange).await, get(&small).await), (1, 0, 0));
        let path = format!("/api/v1/delegations/{id}/end");
        let end = async |who| w.desk.request((super::routes(), vec![]), &at, who, &path, Some("{}")).await;
        assert_eq!((end(&strange).await.status, end(&small).await.status), (404, 404));
        let ended = end(&key).await;
        assert_eq!((ended.status, ended.json()["holds"].as_bool()), (200, Some(false)), "{}", ended.text);
        assert_eq!(comes(&w, &w.worker, w.desk.now).await.places().len(), 0);
        assert_eq!(end(&key).await.json()["code"], "delegation.over");

        let paths: Vec<&str> =
            crate::routes().iter().map(|r| r.path).filter(|p| p.starts_with("/api/")).collect();
        assert!(paths.iter().all(|p| !p.contains("seal") && !p.contains("emergency")), "{paths:?}");
    }
}
