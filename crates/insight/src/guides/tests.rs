//! How far practice guides are kept: counted from the figures of promises, and never so that a small number shows.

use access::Role;
use casework::{practice_guides, promises::measures};
use kernel::Date;
use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed},
};
use store::figure::Figure;

use super::model::{protected, read};
use crate::ROOMS;

const TODAY: Date = Date::constant(2026, 11, 20);

proptest! {
    #![proptest_config(Config { rng_seed: RngSeed::Fixed(2026), failure_persistence: None, cases: 128, ..Config::default() })]

    #[test]
    fn no_line_tells_of_fewer_than_six(counts in prop::collection::vec((0_i64..40, 0_i64..12), 10)) {
        let guides: Vec<_> = practice_guides::on(TODAY).unwrap().into_iter().take(10).collect();
        let exact = counts.into_iter().take(guides.len()).collect();
        for line in protected(guides, exact).unwrap() {
            for cell in [line.in_time, line.late] {
                prop_assert!(cell.shown().is_none_or(|n| n == 0 || n >= 5));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_in_the_year_is_counted_for_its_own_agency_alone() {
    for desk in testkit::both(crate::schema()).await {
        let agency = desk.agency();
        desk.db
            .write("figures", move |w| {
                for (measure, day, amount) in [
                    (measures::KEPT, Date::constant(2026, 4, 1), 40),
                    (measures::KEPT, Date::constant(2027, 3, 31), 20),
                    (measures::KEPT_LATE, Date::constant(2026, 11, 1), 30),
                    (measures::KEPT, Date::constant(2026, 3, 31), 1_000),
                ] {
                    Figure { agency, measure, day, council: "", part: "assessment" }.add(w, amount)?;
                }
                Ok(())
            })
            .await
            .unwrap();
        let count = async |who: &access::Actor| {
            let lines = desk.look(who, |look| read(look, 2026, TODAY)).await.unwrap();
            let line = lines.iter().find(|l| l.guide.promise.code() == "assessment").unwrap();
            (line.in_time.shown(), line.late.shown())
        };
        let manager = desk.worker(Role::TeamManager).await;
        assert_eq!(count(&manager).await, (Some(60), Some(30)));
        let stranger = desk.stranger(Role::TeamManager).await;
        assert_eq!(count(&stranger).await, (Some(0), Some(0)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_the_file_and_the_api_name_who_answers_for_it() {
    let desk = testkit::sqlite(crate::schema()).await;
    let manager = ROOMS.visitor(&desk, Role::TeamManager).await;
    let page = manager.page("/practice-guides").await;
    assert!(
        page.contains("Team manager of the duty team")
            && page.contains("Within 72 hours")
            && page.contains("Unsure")
    );
    let machine = ROOMS.machine(&desk, Role::TeamManager).await;
    assert_eq!(machine.json("/api/v1/practice-guides").await["year"], 2026);
    let (status, csv) = manager.get("/practice-guides.csv").await;
    assert!(status.is_success() && csv.contains("first-contact"), "{csv}");
}
