//! Keys for the API, on both engines; and what the check of a permission takes.

use std::time::Instant;

use access::{
    Actor, Look, Role,
    actions::{ListCases, ManageTokens, ViewCase},
    seals::{self, New, SealKind},
    tokens,
};
use kernel::{Error, Result, Timestamp, kinds::Case};

use crate::world::{World, worlds};

async fn make(w: &World, who: &Actor, role: Role) -> Result<String> {
    w.desk.act(who, move |act| tokens::make(act, role, "Phone system", 30)).await
}

async fn speaks(w: &World, text: &str, now: Timestamp) -> Option<Actor> {
    let text = text.to_owned();
    w.desk.db.read(move |r| tokens::actor(r, &text, now)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_worth_no_more_than_its_maker_and_ends_with_them() {
    for w in worlds().await {
        let now = w.desk.now;
        assert_eq!(make(&w, &w.worker, Role::SocialWorker).await, Err(Error::Forbidden));
        for (who, role) in [
            (&w.administrator, Role::SocialWorker),
            (&w.administrator, Role::TeamManager),
            (&w.manager, Role::FinanceOfficer),
            (&w.manager, Role::Provider),
            (&w.manager, Role::NationalAnalyst),
        ] {
            assert_eq!(make(&w, who, role).await.unwrap_err().code(), "invalid", "{role:?}");
        }
        let text = make(&w, &w.manager, Role::SocialWorker).await.unwrap();
        let machine = speaks(&w, &text, now).await.unwrap();
        assert_eq!((machine.role(), machine.agency()), (Some(Role::SocialWorker), Some(w.desk.agency())));
        assert_eq!((machine.account(), machine.answerable()), (None, w.manager.account()));
        assert_eq!(w.opens(&machine, now).await, Ok(()));

        // A sealed case names people, and a key is nobody.
        let (case, me) = (w.case, w.manager.account().unwrap());
        let new = New { kind: SealKind::Other, reason: "Asked for".into(), readers: vec![me] };
        let seal = w.desk.act(&w.manager, move |act| seals::seal(act, case, &new)).await.unwrap();
        assert_eq!(w.opens(&machine, now).await, Err(Error::NotFound));
        w.desk.act(&w.manager, move |act| seals::unseal(act, seal, "No longer")).await.unwrap();

        let list = |look: &Look<'_>| tokens::list(look, &look.agency::<ManageTokens>()?);
        let listed = w.desk.look(&w.administrator, list).await.unwrap();
        assert_eq!((listed.len(), listed[0].label.as_str()), (1, "Phone system"));
        assert_eq!(listed[0].used, Some(now));
        let stored = w.rows("SELECT label FROM api_token WHERE label LIKE '%hearth_%'", vec![]).await;
        assert!(stored.is_empty() && text.starts_with("hearth_"));

        let id = listed[0].id;
        let strange = w.desk.stranger(Role::Administrator).await;
        assert!(w.desk.look(&strange, list).await.unwrap().is_empty());
        assert_eq!(w.desk.act(&strange, move |act| tokens::end(act, id)).await, Err(Error::NotFound));
        // It ends with the maker's role, the maker's access, its own time, and when it is ended.
        for (change, back) in [
            (
                "UPDATE account SET role = 'duty-worker' WHERE id = $1",
                "UPDATE account SET role = 'team-manager' WHERE id = $1",
            ),
            (
                "UPDATE account SET disabled_at = 1 WHERE id = $1",
                "UPDATE account SET disabled_at = NULL WHERE id = $1",
            ),
        ] {
            w.write(change, vec![me.into()]).await;
            assert!(speaks(&w, &text, now).await.is_none());
            w.write(back, vec![me.into()]).await;
            assert!(speaks(&w, &text, now).await.is_some());
        }
        let over = now.checked_add(jiff::SignedDuration::from_hours(30 * 24)).unwrap();
        assert!(speaks(&w, &text, over).await.is_none());
        w.desk.act(&w.administrator, move |act| tokens::end(act, id)).await.unwrap();
        assert!(speaks(&w, &text, now).await.is_none());
        assert_eq!(w.desk.act(&w.administrator, move |act| tokens::end(act, id)).await, Err(Error::NotFound));
    }
}

/// The check of a permission: the table alone, and a whole grant for a record (the table, whose it is,
/// whether it is sealed, and its audit line), on SQLite.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: make soak"]
async fn the_check_of_a_permission_takes_under_twenty_microseconds() {
    const TIMES: u32 = 20_000;
    let w = worlds().await.remove(0);
    let (who, case, now) = (w.manager.clone(), w.case, w.desk.now);
    let (table, grant) = w
        .desk
        .db
        .read(move |r| {
            let look = Look::new(r, &who, now, "test");
            let began = Instant::now();
            for _ in 0..TIMES {
                look.agency::<ListCases>()?;
            }
            let table = began.elapsed() / TIMES;
            let began = Instant::now();
            for _ in 0..TIMES / 10 {
                look.one::<ViewCase, Case>(case)?;
            }
            Ok((table, began.elapsed() / (TIMES / 10)))
        })
        .await
        .unwrap();
    println!("the table: {table:?}; a whole grant with its audit line: {grant:?}");
    assert!(table.as_micros() < 20, "{table:?}");
}
