//! A case to test with, and requests to the rooms of this crate.

use access::Actor;
use casework::{
    cases::store::{self as cases, Case, CaseState},
    people::store as people,
};
use kernel::{Id, LegalRoute, Level, Reference, Timestamp, kinds::Account};
use testkit::{Caller, Desk, Said};

/// An open case of the desk's agency, of a household of its own.
pub(crate) async fn case(desk: &Desk, coordinator: Option<Id<Account>>) -> Case {
    let opened: Timestamp = "2026-05-01T09:00:00Z".parse().unwrap();
    let agency = desk.agency();
    let family = Id::new(opened);
    let child = people::NewPerson {
        id: Id::new(opened),
        agency,
        family: Some(family),
        kind: people::PersonKind::Child,
        first: "Robin".into(),
        last: "Marsh".into(),
        born: None,
        contact: people::Contact::default(),
        sex: None,
        ethnicity: None,
        council: "881".into(),
        made: opened,
    };
    let case = Case {
        id: Id::new(opened),
        reference: Reference::new("CA"),
        agency,
        family,
        child: child.id,
        enquiry: None,
        council: "881".into(),
        route: LegalRoute::Adoption,
        order_date: None,
        level: Level::Targeted,
        state: CaseState::Open,
        coordinator,
        opened,
        closed: None,
        version: 1,
    };
    let keys = desk.db.keys();
    let rows = [
        ("family", people::FAMILY_COLUMNS, people::family_values(family, agency, "881", opened)),
        ("person", people::PERSON_COLUMNS, people::person_values(&child)),
        (
            "identity",
            people::IDENTITY_COLUMNS,
            people::identity_values(keys, Id::new(opened), &child).unwrap(),
        ),
        ("support_case", cases::COLUMNS, cases::values(keys, &case).unwrap()),
    ];
    for (table, columns, values) in rows {
        desk.db.bulk(move |b| b.row(table, columns, &values)).await.unwrap();
    }
    case
}

/// A page or a form of this crate at a time, as somebody.
pub(crate) async fn send_at(desk: &Desk, at: &str, who: &Actor, path: &str, body: Option<&str>) -> Said {
    desk.request((crate::routes(), crate::nav()), at, &Caller::Browser(who.clone()), path, body).await
}

/// The same at the desk's own time.
pub(crate) async fn send(desk: &Desk, who: &Actor, path: &str, body: Option<&str>) -> Said {
    send_at(desk, "2026-11-20T09:30:00Z", who, path, body).await
}

/// The same by the API.
pub(crate) async fn call(desk: &Desk, who: &Caller, path: &str, body: Option<&str>) -> Said {
    desk.request((crate::routes(), crate::nav()), "2026-11-20T09:30:00Z", who, path, body).await
}
