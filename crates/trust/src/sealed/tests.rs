//! Sealed cases on both engines. That no page, list, search or file shows one is proved over every route in
//! the tests of the whole house.

use access::{
    Actor, Look, Role,
    actions::{ListCases, ListPromises, ManageSeals},
    permissions::Table,
    seals::{self, New, SealKind},
};
use casework::cases::list;
use kernel::{
    Error, Id, Result,
    kinds::{Account, Case, Seal},
};
use page::Cursor;

use crate::world::{World, worlds};

fn new(readers: &[&Actor]) -> New {
    New {
        kind: SealKind::Threat,
        reason: "He has been seen outside the school".into(),
        readers: readers.iter().filter_map(|who| who.account()).collect(),
    }
}

async fn seal(w: &World, who: &Actor, new: New) -> Result<Id<Seal>> {
    let case = w.case;
    w.desk.act(who, move |act| seals::seal(act, case, &new)).await
}

async fn seen(w: &World, who: &Actor) -> Vec<Id<Seal>> {
    let list = |look: &Look<'_>| seals::list(look, &look.agency::<ManageSeals>()?);
    w.desk.look(who, list).await.unwrap().iter().map(|s| s.id).collect()
}

/// Every open case that somebody's list gives, page by page, with the length of each page but the last.
async fn cases(w: &World, who: &Actor, table: &'static Table) -> (Vec<Id<Case>>, Vec<usize>) {
    let (who, now) = (who.clone(), w.desk.now);
    w.desk
        .db
        .read(move |r| {
            let look = Look::new(r, &who, now, "test").under(table);
            let (mut ids, mut lengths, mut after) = (Vec::new(), Vec::new(), None::<Cursor>);
            loop {
                let page = list::page(&look, &look.agency::<ListCases>()?, list::Filter::default(), after)?;
                ids.extend(page.items.iter().map(|c| c.id));
                after = page.next;
                if after.is_none() {
                    return Ok((ids, lengths));
                }
                lengths.push(page.items.len());
            }
        })
        .await
        .unwrap()
}

fn rule(result: Result<impl std::fmt::Debug>) -> &'static str {
    result.unwrap_err().code()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_case_is_there_for_those_who_are_named_and_for_nobody_else() {
    for w in worlds().await {
        let now = w.desk.now;
        let (before, _) = cases(&w, &w.manager, Table::shipped()).await;
        assert!(before.contains(&w.case));
        let stranger = w.desk.stranger(Role::TeamManager).await;
        assert_eq!(seal(&w, &stranger, new(&[&stranger])).await, Err(Error::NotFound));
        assert_eq!(seal(&w, &w.worker, new(&[&w.worker])).await, Err(Error::Forbidden));
        for wrong in [new(&[]), new(&[&stranger]), new(&[&w.administrator])] {
            assert_eq!(rule(seal(&w, &w.manager, wrong).await), "invalid");
        }
        let id = seal(&w, &w.manager, new(&[&w.worker])).await.unwrap();

        // The one who sealed it is not named, and cannot come back alone.
        for who in [&w.manager, &w.duty, &stranger] {
            assert_eq!(w.opens(who, now).await, Err(Error::NotFound));
        }
        assert_eq!(w.opens(&w.worker, now).await, Ok(()));
        assert_eq!(w.opens(&w.administrator, now).await, Err(Error::Forbidden));
        let relative = w.desk.relative(w.family).await;
        assert_eq!(w.opens(&relative, now).await, Ok(()), "the family sees its own");
        let me = w.manager.account().unwrap();
        let add = |who: &Actor, whom: Id<Account>| {
            let who = who.clone();
            let w = &w;
            async move { w.desk.act(&who, move |act| seals::add_reader(act, id, whom, "Covers for me")).await }
        };
        assert_eq!(add(&w.manager, me).await, Err(Error::NotFound));
        assert_eq!(rule(add(&w.administrator, w.administrator.account().unwrap()).await), "seal.oneself");
        assert_eq!(
            seal(&w, &w.manager, new(&[&w.manager])).await,
            Err(Error::NotFound),
            "as if it were not there"
        );

        // Lists: as long as they are for everybody, with one case less and no page that is short.
        let (unseen, lengths) = cases(&w, &w.manager, Table::shipped()).await;
        assert_eq!(unseen, before.iter().copied().filter(|c| *c != w.case).collect::<Vec<_>>());
        assert!(lengths.iter().all(|n| *n == page::PAGE_ROWS), "{lengths:?}");
        assert_eq!(
            cases(&w, &w.worker, Table::shipped()).await.0,
            before
                .iter()
                .copied()
                .filter(|c| {
                    // The demo's own sealed case names neither of the two.
                    unseen.contains(c) || *c == w.case
                })
                .collect::<Vec<_>>()
        );

        // The list of seals: the administrator sees that there is one, the unnamed manager does not.
        assert!(seen(&w, &w.administrator).await.contains(&id) && !seen(&w, &w.manager).await.contains(&id));

        add(&w.administrator, me).await.unwrap();
        assert_eq!(w.opens(&w.manager, now).await, Ok(()));
        assert_eq!(rule(add(&w.manager, w.worker.account().unwrap()).await), "seal.named");
        let end = |whom: &Actor| {
            let whom = whom.account().unwrap();
            w.desk.act(&w.manager, move |act| seals::end_reader(act, id, whom))
        };
        end(&w.worker).await.unwrap();
        assert_eq!(w.opens(&w.worker, now).await, Err(Error::NotFound));
        assert_eq!(rule(end(&w.manager).await), "seal.last-reader");
        w.desk.act(&w.manager, move |act| seals::unseal(act, id, "He has moved abroad")).await.unwrap();
        assert_eq!(w.opens(&w.duty, now).await, Ok(()));
        assert_eq!(cases(&w, &w.manager, Table::shipped()).await.0, before);
        let kept = w.rows("SELECT reason FROM seal WHERE family_id = $1", vec![w.family.into()]).await;
        assert_eq!(kept.len(), 1, "a seal that has ended is kept");
        assert!(!String::from_utf8_lossy(&kept[0].get::<Vec<u8>>(0).unwrap()).contains("school"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_own_cases_narrows_lists_and_records_alike() {
    const NARROW: &str = "action,public,duty-worker,social-worker,team-manager,commissioner,finance-officer,provider,family-member,national-analyst,administrator
case.list,-,-,own-cases,agency,-,-,-,-,-,-
case.view,-,-,own-cases,agency,-,-,-,own,-,-
promise.list,-,-,own-cases,agency,-,-,-,-,-,-
";
    let table: &'static Table = Box::leak(Box::new(Table::shipped().narrowed(NARROW).unwrap()));
    for w in worlds().await {
        assert_eq!(w.opens_under(table, &w.duty).await, Err(Error::Forbidden));
        assert_eq!(w.opens_under(table, &w.worker).await, Err(Error::NotFound), "another's case");
        assert_eq!(w.opens_under(table, &w.manager).await, Ok(()));
        assert_eq!(cases(&w, &w.worker, table).await.0, []);
        let me = w.worker.account().unwrap();
        w.write("UPDATE support_case SET coordinator_id = $1 WHERE id = $2", vec![me.into(), w.case.into()])
            .await;
        assert_eq!(w.opens_under(table, &w.worker).await, Ok(()));
        let own = cases(&w, &w.worker, table).await.0;
        assert!(own.contains(&w.case) && own.len() < 4, "{}", own.len());
        let (all, _) = cases(&w, &w.worker, Table::shipped()).await;
        assert!(all.len() > 10);
        // A list that cannot be narrowed is refused, not shown whole.
        let (who, now) = (w.worker.clone(), w.desk.now);
        let whole = store::Sql { name: "WHOLE", text: "SELECT id FROM promise WHERE agency_id = $1" };
        let shown = w.desk.db.read(move |r| {
            let look = Look::new(r, &who, now, "test").under(table);
            look.agency::<ListPromises>()?.list(&look, "promise", whole, &[]).map(|rows| rows.len())
        });
        assert!(matches!(shown.await, Err(Error::Internal(why)) if why.contains("WHOLE")));
    }
}
