//! A case to test with, made as the front door makes one.

use access::Role;
use kernel::{Date, Id, LegalRoute, Level, PromiseKind, Timestamp, kinds};
use testkit::Desk;

use super::store::{self, Case, NewCase};
use crate::{
    people::store::{self as people, Contact, NewPerson, PersonKind},
    promises::{self, About},
};

/// Opens a case at the targeted level in the desk's agency, without figures; `number`
/// stands in the child's name and its minutes order the cases.
pub(crate) async fn open_case(desk: &Desk, number: u64, coordinator: Option<Id<kinds::Account>>) -> Case {
    let at: Timestamp = format!("2026-11-01T09:{:02}:00Z", number % 60).parse().unwrap();
    let (agency, clerk) = (desk.agency(), desk.worker(Role::DutyWorker).await);
    let id = Id::new(at);
    desk.act_at(at, &clerk, move |act| {
        let family = people::add_family(act, agency, "881")?;
        let child = NewPerson {
            id: Id::new(at),
            agency,
            family: Some(family),
            kind: PersonKind::Child,
            first: format!("Robin {number}"),
            last: "Marsh".into(),
            born: Some(Date::constant(2016, 3, 27)),
            contact: Contact::default(),
            sex: None,
            ethnicity: None,
            council: "881".into(),
            made: at,
        };
        people::add(act, &child)?;
        store::insert(
            act,
            &NewCase {
                id,
                agency,
                family,
                child: child.id,
                enquiry: None,
                council: "881".into(),
                route: LegalRoute::Adoption,
                order_date: Some(Date::constant(2019, 5, 4)),
                level: Level::Targeted,
                coordinator,
            },
        )?;
        store::load(act, &act.one::<access::actions::ViewCase, _>(id)?)
    })
    .await
    .unwrap()
}

/// Promises something about a case, due so many days after the desk's day.
pub(crate) async fn promise(desk: &Desk, case: &Case, kind: PromiseKind, days: i64) {
    let due = desk.now.checked_add(jiff::SignedDuration::from_hours(24 * days)).unwrap();
    let about = About { agency: case.agency, case: Some(case.id), enquiry: None, thing: case.id.cast() };
    let (clerk, made) = (desk.worker(Role::DutyWorker).await, case.opened);
    desk.act(&clerk, move |act| promises::make_due(act, about, kind, made, due)).await.unwrap();
}
