//! Cost shifted: what is small is never shown, alone or by taking one figure from another.

use access::Role;
use coordination::duties::{model::System, store::Total};
use kernel::Pence;
use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed},
};

use super::model::{protected, year_of};
use crate::{ROOMS, suppression::Amount};

fn total(system: System, body: &str, left: i64, pounds: i64) -> (Total, String) {
    let cost = Pence::pounds(pounds);
    (Total { system, body: body.into(), asked: left, left, paid: left, cost }, format!("Body {body}"))
}

#[test]
fn a_small_body_is_hidden_with_one_more_and_its_money_with_it() {
    let s = protected(
        2026,
        vec![
            total(System::Health, "QH8", 3, 900),
            total(System::Health, "QM7", 12, 4_000),
            total(System::Health, "QJG", 31, 9_000),
            total(System::Education, "881", 20, 2_000),
        ],
    )
    .unwrap();
    let health = s.parts.iter().find(|p| p.system == System::Health).unwrap();
    assert_eq!(health.lines[0].children.shown(), None);
    assert_eq!(health.lines[0].cost, Amount::Suppressed);
    assert!(health.lines[1..].iter().any(|l| l.children.shown().is_none()), "or it could be worked out");
    for line in s.parts.iter().flat_map(|p| &p.lines) {
        assert_eq!(line.children.shown().is_none(), line.cost == Amount::Suppressed);
    }
    // Twenty children were left, and the money is one child's.
    let mut one = total(System::Health, "QH8", 20, 900);
    one.0.paid = 1;
    let s = protected(
        2026,
        vec![one, total(System::Health, "QM7", 30, 4_000), total(System::Education, "881", 20, 100)],
    )
    .unwrap();
    let health = s.parts.iter().find(|p| p.system == System::Health).unwrap();
    assert_eq!((health.lines[0].children.shown(), health.lines[0].cost), (Some(20), Amount::Suppressed));
    assert!(protected(2026, Vec::new()).unwrap().total.is_none());
    assert_eq!(year_of("2027-03-31".parse().unwrap()), 2026);
    assert_eq!(year_of("2027-04-01".parse().unwrap()), 2027);
}

proptest! {
    #![proptest_config(Config { rng_seed: RngSeed::Fixed(2026), failure_persistence: None, cases: 128, ..Config::default() })]

    #[test]
    fn no_line_tells_of_fewer_than_six(lefts in prop::collection::vec(0_i64..40, 1..9)) {
        let totals = lefts.iter().enumerate().map(|(n, left)| total(System::ALL[n % 3], &n.to_string(), *left, left * 10)).collect();
        let s = protected(2026, totals).unwrap();
        for line in s.parts.iter().flat_map(|p| p.lines.iter().chain([&p.total])) {
            prop_assert!(line.children.shown().is_none_or(|n| n == 0 || n >= 5));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_the_file_and_the_api_say_when_there_is_nothing() {
    let desk = testkit::sqlite(crate::schema()).await;
    let manager = ROOMS.visitor(&desk, Role::TeamManager).await;
    assert!(manager.page("/cost-shifted").await.contains("No other service was asked in 2026 to 2027."));
    assert!(manager.page("/cost-shifted?year=2020").await.contains("2020 to 2021"));
    let machine = ROOMS.machine(&desk, Role::TeamManager).await;
    assert_eq!(machine.json("/api/v1/cost-shifted").await["year"], 2026);
    let (status, csv) = manager.get("/cost-shifted.csv").await;
    assert!(status.is_success() && csv.contains("year,system,body,children,cost"), "{csv}");
}
