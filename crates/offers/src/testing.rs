//! What the tests of this crate share.

use access::{Actor, Role};
use casework::cases::store::{self as cases, Case, CaseState};
use kernel::{Date, Id, LegalRoute, Level, Reference, kinds::Family};
use proptest::test_runner::{Config, RngSeed};
use store::Sql;
use testkit::{Caller, Desk, Said};

/// The same cases on every run, so that a failure on one machine is a failure on all.
pub(crate) fn fixed() -> Config {
    Config { rng_seed: RngSeed::Fixed(2026), failure_persistence: None, cases: 64, ..Config::default() }
}

/// A family of the desk's agency, or of the other one, with an open case; gives the family and the case's reference.
pub(crate) async fn family(desk: &Desk, elsewhere: bool) -> (Id<Family>, String) {
    const FAMILY: Sql = Sql {
        name: "test",
        text: "INSERT INTO family (id, agency_id, council, created_at) VALUES ($1, $2, '881', $3)",
    };
    const PERSON: Sql = Sql {
        name: "test",
        text: "INSERT INTO person (id, agency_id, family_id, kind, council, created_at, version) VALUES ($1, $2, $3, 'child', '881', $4, 1)",
    };
    const CASE: Sql = Sql {
        name: "test",
        text: "INSERT INTO support_case (id, reference, agency_id, family_id, child_id, enquiry_id, council, route, order_date,
                level, status, coordinator_id, opened_at, closed_at, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    };
    let agency = if elsewhere { desk.other_agency() } else { desk.agency() };
    let (family, now): (Id<Family>, _) = (Id::random(), desk.now);
    let clerk = desk.worker(Role::DutyWorker).await;
    let reference = desk.act(&clerk, move |act| {
        let child = Id::random();
        act.execute(FAMILY, &[family.into(), agency.into(), now.into()])?;
        act.execute(PERSON, &[child.into(), agency.into(), family.into(), now.into()])?;
        let case = Case {
            id: Id::random(),
            reference: Reference::new("CA"),
            agency,
            family,
            child,
            enquiry: None,
            council: "881".into(),
            route: LegalRoute::Adoption,
            order_date: None,
            level: Level::Targeted,
            state: CaseState::Open,
            coordinator: None,
            opened: now,
            closed: None,
            version: 1,
        };
        act.execute(CASE, &cases::values(act.keys(), &case)?)?;
        Ok(case.reference)
    });
    (family, reference.await.unwrap().as_str().to_owned())
}

/// A page or a form of this crate, as somebody.
pub(crate) async fn send(desk: &Desk, who: &Actor, path: &str, body: Option<&str>) -> Said {
    desk.request(
        (crate::routes(), crate::nav()),
        "2026-11-20T09:30:00Z",
        &Caller::Browser(who.clone()),
        path,
        body,
    )
    .await
}

/// The same by the API.
pub(crate) async fn call(desk: &Desk, who: &Caller, path: &str, body: Option<&str>) -> Said {
    desk.request((crate::routes(), crate::nav()), "2026-11-20T09:30:00Z", who, path, body).await
}

/// A day.
pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}
