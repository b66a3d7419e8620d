//! What the tests of this crate share.

use access::{Actor, Role};
use casework::{
    cases::store::{self as cases, Case, CaseState},
    people::store::{self as people, Contact, NewPerson, PersonKind},
};
use kernel::{Date, Id, LegalRoute, Level, Reference, Timestamp, kinds};
use proptest::test_runner::{Config, RngSeed};
use store::Sql;
use testkit::{Caller, Desk, Said};

/// The same cases on every run, so that a failure on one machine is a failure on all.
pub(crate) fn fixed() -> Config {
    Config { rng_seed: RngSeed::Fixed(2026), failure_persistence: None, cases: 128, ..Config::default() }
}

/// A day.
pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// What a family is made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Home {
    /// The child's date of birth.
    pub(crate) born: Option<&'static str>,
    /// The date of the order.
    pub(crate) ordered: Option<&'static str>,
    /// When the case was opened.
    pub(crate) opened: &'static str,
    /// Whether it is closed.
    pub(crate) closed: bool,
    /// Whether it is another agency's.
    pub(crate) elsewhere: bool,
    /// Who coordinates it.
    pub(crate) coordinator: Option<Id<kinds::Account>>,
}

/// A child of eleven, who moves to secondary school in September 2027 and turns 13 in 2029.
pub(crate) const ELEVEN: Home = Home {
    born: Some("2016-03-27"),
    ordered: Some("2019-05-04"),
    opened: "2026-09-01T09:00:00Z",
    closed: false,
    elsewhere: false,
    coordinator: None,
};

/// A family with a parent who has an email address, a child and a case.
pub(crate) async fn family(desk: &Desk, home: Home) -> Case {
    const FAMILY: Sql = Sql {
        name: "test",
        text: "INSERT INTO family (id, agency_id, council, created_at) VALUES ($1, $2, $3, $4)",
    };
    const PERSON: Sql = Sql {
        name: "test",
        text: "INSERT INTO person (id, agency_id, family_id, kind, birth_year, sex, ethnicity, council, created_at, version)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    };
    const IDENTITY: Sql = Sql {
        name: "test",
        text: "INSERT INTO identity (id, person_id, side, name, born, contact, version) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    };
    const CASE: Sql = Sql {
        name: "test",
        text: "INSERT INTO support_case (id, reference, agency_id, family_id, child_id, enquiry_id, council, route, order_date,
                level, status, coordinator_id, opened_at, closed_at, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    };
    let agency = if home.elsewhere { desk.other_agency() } else { desk.agency() };
    let opened: Timestamp = home.opened.parse().unwrap();
    let clerk = desk.worker(Role::DutyWorker).await;
    let case = Case {
        id: Id::random(),
        reference: Reference::new("CA"),
        agency,
        family: Id::random(),
        child: Id::random(),
        enquiry: None,
        council: "881".into(),
        route: LegalRoute::Adoption,
        order_date: home.ordered.map(day),
        level: Level::Targeted,
        state: if home.closed { CaseState::Closed } else { CaseState::Open },
        coordinator: home.coordinator,
        opened,
        closed: home.closed.then_some(desk.now),
        version: 1,
    };
    let person = |id, kind, first: &str, born: Option<Date>, email: String| NewPerson {
        id,
        agency,
        family: Some(case.family),
        kind,
        first: first.into(),
        last: "Marsh".into(),
        born,
        contact: Contact { email, ..Contact::default() },
        sex: None,
        ethnicity: None,
        council: "881".into(),
        made: opened,
    };
    let email = format!("parent-{}@example.org", case.reference.as_str().to_lowercase());
    let home_of = [
        person(case.child, PersonKind::Child, "Robin", home.born.map(day), String::new()),
        person(Id::random(), PersonKind::Adult, "Alex", None, email),
    ];
    let made = case.clone();
    desk.act(&clerk, move |act| {
        act.execute(FAMILY, &people::family_values(made.family, agency, "881", opened))?;
        for new in &home_of {
            act.execute(PERSON, &people::person_values(new))?;
            act.execute(IDENTITY, &people::identity_values(act.keys(), Id::random(), new)?)?;
        }
        act.execute(CASE, &cases::values(act.keys(), &made)?).map(drop)
    })
    .await
    .unwrap();
    case
}

/// A page or a form of this crate, as somebody.
pub(crate) async fn send(desk: &Desk, who: &Actor, path: &str, body: Option<&str>) -> Said {
    call(desk, &Caller::Browser(who.clone()), path, body).await
}

/// The same by the API.
pub(crate) async fn call(desk: &Desk, who: &Caller, path: &str, body: Option<&str>) -> Said {
    desk.request((crate::routes(), crate::nav()), "2026-11-20T09:30:00Z", who, path, body).await
}
