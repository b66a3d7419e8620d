//! Lists of cases and promises, on both engines.

use access::{
    Role,
    actions::{ListCases, ListPromises, ViewCase},
};
use kernel::{Error, Id, Level, PromiseKind, PromiseState, kinds};
use page::PAGE_ROWS;
use testkit::Desk;

use super::{
    actions::step_level,
    glance,
    levels::Standing,
    list::{self, Filter},
    promise_list,
    store::CaseState,
    testing,
    worklist::worklist,
};

#[tokio::test(flavor = "multi_thread")]
async fn lists_page_by_key_and_show_only_ones_own_agency() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let me = worker.account();
        let count = PAGE_ROWS as u64 + 3;
        for number in 0..count {
            testing::open_case(&desk, number, me.filter(|_| number < 2)).await;
        }
        let (all, mine) = desk
            .look(&worker, |look| {
                let grant = look.agency::<ListCases>()?;
                let first = list::page(look, &grant, Filter::default(), None)?;
                let second = list::page(look, &grant, Filter::default(), first.next)?;
                assert_eq!((first.items.len(), second.items.len()), (PAGE_ROWS, 3));
                assert!(second.next.is_none());
                assert!(first.items.is_sorted_by_key(|c| std::cmp::Reverse(c.opened)));
                let mine = worklist(look)?.my_cases;
                Ok(([first.items, second.items].concat(), mine))
            })
            .await
            .unwrap();
        let mut ids: Vec<_> = all.iter().map(|c| c.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len() as u64, count, "every case stands on one page");
        assert_eq!(
            mine.iter().map(|c| c.child.as_str()).collect::<Vec<_>>(),
            ["Robin 1 Marsh", "Robin 0 Marsh"]
        );
        assert_eq!(mine[0].council_name, "Essex");
        assert!(mine[0].coordinator_name.starts_with("Social worker"));

        let stranger = desk.stranger(Role::SocialWorker).await;
        let theirs = desk
            .look(&stranger, |look| list::page(look, &look.agency::<ListCases>()?, Filter::default(), None))
            .await
            .unwrap();
        assert!(theirs.items.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_find_a_level_and_the_closed_cases() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let mut cases = Vec::new();
        for number in 0..3 {
            cases.push(testing::open_case(&desk, number, worker.account()).await.id);
        }
        let step = |case: Id<kinds::Case>, to| {
            let (desk, worker) = (&desk, &worker);
            async move {
                let input = step_level::Input { version: 1, to, reason: "Because".into() };
                desk.act(worker, move |act| step_level::run(act, case, &input)).await.unwrap()
            }
        };
        step(cases[0], Standing::Intensive).await;
        step(cases[1], Standing::Closed).await;
        let found = |filter| {
            let (desk, worker) = (&desk, &worker);
            async move {
                let rows = desk
                    .look(worker, move |look| list::page(look, &look.agency::<ListCases>()?, filter, None))
                    .await
                    .unwrap();
                rows.items.iter().map(|c| c.id).collect::<Vec<_>>()
            }
        };
        for mine in [false, true] {
            let open = Filter { mine, ..Filter::default() };
            assert_eq!(found(open).await, [cases[2], cases[0]]);
            assert_eq!(found(Filter { level: Some(Level::Intensive), ..open }).await, [cases[0]]);
            assert_eq!(found(Filter { level: Some(Level::Universal), ..open }).await, []);
            assert_eq!(found(Filter { state: CaseState::Closed, ..open }).await, [cases[1]]);
        }
    }
}

async fn plan(desk: &Desk, sql: store::Sql, params: Vec<store::Value>) -> String {
    desk.db.explain(sql, params).await.unwrap().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn each_list_stands_on_its_index() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        for number in 0..30 {
            testing::open_case(&desk, number, worker.account().filter(|_| number % 3 == 0)).await;
        }
        if !matches!(desk.db.engine(), store::Engine::Sqlite) {
            // PostgreSQL reads a table of thirty rows whole, and is right to.
            continue;
        }
        let (agency, me) = (desk.agency(), worker.account().unwrap());
        let start: Vec<store::Value> =
            vec![agency.into(), "open".into(), i64::MAX.into(), me.into(), 10_i64.into()];
        let with = |more: &[store::Value]| [start.clone(), more.to_vec()].concat();
        for (sql, params, index) in [
            (list::BY_STATUS, with(&[]), "case_list"),
            (list::BY_LEVEL, with(&["targeted".into()]), "case_level"),
            (list::BY_COORDINATOR, with(&[me.into(), "".into()]), "case_coordinator"),
            (list::BY_FAMILY, vec![agency.into()], "case_family"),
        ] {
            let told = plan(&desk, sql, params).await;
            assert!(told.contains(&format!("INDEX {index} ")), "{}: {told}", sql.name);
        }
        let page: Vec<store::Value> = vec![agency.into(), i64::MIN.into(), me.into(), 10_i64.into()];
        let told = plan(&desk, promise_list::OPEN, page.clone()).await;
        assert!(told.contains("promise_open"), "{told}");
        let told = plan(&desk, promise_list::OF_COORDINATOR, [page, vec![me.into()]].concat()).await;
        assert!(told.contains("case_coordinator") && told.contains("promise_case_open"), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn late_promises_lead_and_a_worker_sees_those_of_their_cases() {
    for desk in testkit::both(crate::schema()).await {
        let worker = desk.worker(Role::SocialWorker).await;
        let mine = testing::open_case(&desk, 1, worker.account()).await;
        let other = testing::open_case(&desk, 2, None).await;
        testing::promise(&desk, &mine, PromiseKind::PlanReview, 30).await;
        testing::promise(&desk, &other, PromiseKind::Assessment, -3).await;
        testing::promise(&desk, &mine, PromiseKind::Assessment, 1).await;
        let (all, own) = desk
            .look(&worker, |look| {
                let grant = look.agency::<ListPromises>()?;
                let all = promise_list::page(look, &grant, false, None)?.items;
                Ok((all, worklist(look)?.my_promises))
            })
            .await
            .unwrap();
        let states: Vec<_> = all.iter().map(|p| p.state).collect();
        assert_eq!(states, [PromiseState::Late, PromiseState::NearlyDue, PromiseState::Open]);
        assert_eq!(all[0].reference, other.reference.to_string());
        assert_eq!(all[0].href(), Some(format!("/cases/{}", other.id)));
        assert_eq!(
            own.iter().map(|p| p.kind).collect::<Vec<_>>(),
            [PromiseKind::Assessment, PromiseKind::PlanReview]
        );
        let manager = desk.worker(Role::TeamManager).await;
        let list = desk.look(&manager, worklist).await.unwrap();
        assert_eq!((list.late, list.agency_promises.len(), list.my_cases.len()), (1, 3, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_seen_at_a_glance_by_its_agency_and_its_family_alone() {
    for desk in testkit::both(crate::schema()).await {
        let case = testing::open_case(&desk, 1, None).await;
        let other = testing::open_case(&desk, 2, None).await;
        testing::promise(&desk, &case, PromiseKind::Assessment, 1).await;
        let id = case.id;
        for who in [desk.worker(Role::DutyWorker).await, desk.relative(case.family).await] {
            let seen =
                desk.look(&who, move |look| glance::read(look, &look.one::<ViewCase, _>(id)?)).await.unwrap();
            assert_eq!(seen.head.child, "Robin 1 Marsh");
            assert_eq!((seen.people.len(), seen.promises.len()), (1, 1));
            assert_eq!((seen.assessment, seen.plan), (None, None));
        }
        let relative = desk.relative(other.family).await;
        let refused = desk.look(&relative, move |look| look.one::<ViewCase, _>(id).map(|g| g.id())).await;
        assert_eq!(refused.unwrap_err(), Error::NotFound);
        let own = desk.look(&relative, |look| list::of_family(look, &look.own::<ViewCase>()?)).await.unwrap();
        assert_eq!(own.iter().map(|c| c.id).collect::<Vec<_>>(), [other.id]);
    }
}
