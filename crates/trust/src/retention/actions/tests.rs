//! Working out, holding, proposing and destroying, on both engines.

use ::store::{Sql, statements};
use access::{
    Role,
    actions::{SearchPeople, ViewCase, ViewRetention},
    consent::Answer,
};
use casework::people::store as people;
use kernel::{Error, Id, kinds};

use super::*;
use crate::{
    consent::testing::{World, t, worlds},
    retention::{job, model::State, store},
};

statements! {
    CLOSE = "UPDATE support_case SET status = 'closed', closed_at = opened_at WHERE id = $1";
    WORDS = "SELECT count(*) FROM event WHERE case_id = $1 AND length(words) > 0";
    NAMES = "SELECT count(*) FROM identity i JOIN person p ON p.id = i.person_id WHERE p.family_id = $1";
}

/// A hundred years and a day after the order of 1 June 2019.
const THEN: &str = "2119-06-02T10:00:00Z";

async fn count(w: &World, sql: Sql, id: Id<()>) -> i64 {
    w.desk.db.read(move |r| r.row(sql, &[id.into()])?.get(0)).await.unwrap()
}

async fn close(w: &World) {
    let case = w.case;
    w.desk.db.write("close", move |w| w.execute(CLOSE, &[case.into()]).map(|_| ())).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_destroyed_only_when_its_time_is_over_by_two_people_and_without_a_hold() {
    for w in worlds().await {
        w.says(Answer::Given).await;
        w.place().await.unwrap();
        close(&w).await;
        assert_eq!(job::run(&w.desk.db, w.desk.now).await, Ok(0), "its time is not over");
        let (case, then) = (w.case, t(THEN));
        let early = w.desk.act(&w.worker, move |act| propose_destruction(act, case, "Old")).await;
        assert_eq!(early.unwrap_err().code(), "retention.early");
        let due = w
            .desk
            .look(&w.manager, |look| store::due(look, &look.agency::<ViewRetention>()?, look.today()))
            .await
            .unwrap();
        assert!(due.is_empty());
        assert_eq!(job::run(&w.desk.db, then).await, Ok(1));
        assert_eq!(job::run(&w.desk.db, then).await, Ok(0), "once a day");
        w.desk.act_at(then, &w.worker, move |act| hold_record(act, case, "An inquiry")).await.unwrap();
        let held = w.desk.act_at(then, &w.worker, move |act| propose_destruction(act, case, "Old")).await;
        assert_eq!(held.unwrap_err().code(), "retention.held");
        w.desk.act_at(then, &w.manager, move |act| lift_hold(act, case, "It ended")).await.unwrap();
        let made =
            w.desk.act_at(then, &w.manager, move |act| propose_destruction(act, case, "Old")).await.unwrap();
        let twice = w.desk.act_at(then, &w.worker, move |act| propose_destruction(act, case, "Old")).await;
        assert_eq!(twice.unwrap_err().code(), "retention.proposed");
        let say = |destroy| Decide { version: 1, destroy, why: "Nobody needs it".into() };
        let own =
            w.desk.act_at(then, &w.manager, move |act| decide_destruction(act, made.id, &say(true))).await;
        assert_eq!(own.unwrap_err().code(), "retention.own");
        let worker =
            w.desk.act_at(then, &w.worker, move |act| decide_destruction(act, made.id, &say(true))).await;
        assert_eq!(worker.unwrap_err(), Error::Forbidden);
        // A hold that comes between proposal and decision stops it too.
        w.desk.act_at(then, &w.worker, move |act| hold_record(act, case, "A court")).await.unwrap();
        let held = w
            .desk
            .act_at(then, &w.other_manager, move |act| decide_destruction(act, made.id, &say(true)))
            .await;
        assert_eq!(held.unwrap_err().code(), "retention.held");
        assert!(count(&w, WORDS, case.cast()).await > 0, "nothing was half done");
        w.desk.act_at(then, &w.worker, move |act| lift_hold(act, case, "Over")).await.unwrap();
        let done = w
            .desk
            .act_at(then, &w.other_manager, move |act| decide_destruction(act, made.id, &say(true)))
            .await
            .unwrap();
        assert_eq!(done.state, State::Destroyed);
        assert!(done.erased.unwrap() > 4 && done.reference.starts_with("CA"));
        assert_eq!(count(&w, WORDS, case.cast()).await, 0);
        assert_eq!(count(&w, NAMES, w.family.cast()).await, 0);
        let gone = w
            .desk
            .look(&w.worker, move |look| {
                let query = people::Query { name: "Robin Marsh".into(), ..people::Query::default() };
                let found = people::find(look, &look.agency::<SearchPeople>()?, &query)?.len();
                look.one::<ViewCase, kinds::Case>(case)?;
                Ok((
                    found,
                    casework::cases::frame::head(look, &look.one::<ViewCase, kinds::Case>(case)?).is_err(),
                ))
            })
            .await
            .unwrap();
        assert_eq!(gone, (0, true), "the case looks as if it were not there");
        let certificate = w.read(&w.manager, &format!("/destructions/{}", made.id)).await;
        assert!(
            certificate.contains("Certificate of destruction") && certificate.contains("Nobody needs it")
        );
        // What was destroyed does not come up again.
        assert_eq!(job::run(&w.desk.db, t("2119-06-03T10:00:00Z")).await, Ok(0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_list_hold_and_propose_and_strangers_find_nothing() {
    for w in worlds().await {
        close(&w).await;
        job::run(&w.desk.db, w.desk.now).await.unwrap();
        let page = w.read(&w.manager, "/retention").await;
        assert!(
            page.contains("No record’s time is over") && page.contains("100") && page.contains("SI 2005/389")
        );
        let path = format!("/retention/case/{}", w.case);
        let record = w.read(&w.worker, &path).await;
        assert!(record.contains("1 June 2119") && !record.contains("Propose that it is destroyed"));
        let empty = w.send(&w.worker, &path, Some("do=hold")).await;
        assert!(empty.status == 422 && empty.text.contains("Say why"));
        assert_eq!(w.send(&w.worker, &path, Some("do=hold&reason=An+inquiry")).await.status, 303);
        assert!(w.read(&w.worker, &path).await.contains("An inquiry"));
        let early = w.send(&w.worker, &path, Some("do=propose&reason=Old")).await;
        assert!(early.status == 422 && early.text.contains("kept until 1 June 2119"));
        let stranger = w.desk.stranger(Role::TeamManager).await;
        assert_eq!(w.send(&stranger, &path, None).await.status, 404);
        assert_eq!(w.send(&w.parent, "/retention", None).await.status, 403);
        assert_eq!(w.read(&w.manager, "/retention.csv").await.lines().count(), 1);
    }
}
