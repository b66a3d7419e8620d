//! A small world for the tests of this crate: a family after adoption, a family by birth, and those who work with them.

use access::{Actor, Role};
use casework::{
    birth_families::{
        actions::record_birth_family,
        model::{BirthKind, Entry},
    },
    cases::store::{self as cases, Case, CaseState},
    people::{
        side::Identity,
        store::{self as people, Contact, NewPerson, PersonKind},
    },
};
use kernel::{
    Date, Id, LegalRoute, Level, Reference,
    kinds::{self, BirthPerson, Family},
};
use proptest::test_runner::{Config, RngSeed};
use testkit::{Caller, Desk, Said};

use crate::contact_plans::{
    actions::{join_plan, start_plan},
    form::{Join, Start},
    model::{Kind, Managed, Meeting, Photos, Terms, Writers},
    wire::Plan,
};

/// The same cases on every run, so that a failure on one machine is a failure on all.
pub(crate) fn fixed() -> Config {
    Config { rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..Config::default() }
}

/// Everybody.
pub(crate) struct World {
    pub desk: Desk,
    pub case: Id<kinds::Case>,
    pub mother: Id<BirthPerson>,
    pub sibling: Id<BirthPerson>,
    /// The letterbox coordinator.
    pub worker: Actor,
    /// Another social worker of the same agency.
    pub colleague: Actor,
    pub manager: Actor,
    pub duty: Actor,
    pub stranger: Actor,
    /// Of the adoptive family.
    pub parent: Actor,
    /// The birth mother, with an account of her own.
    pub ada: Actor,
}

/// A world on each engine.
pub(crate) async fn worlds() -> Vec<World> {
    let mut all = Vec::new();
    for desk in testkit::both(crate::schema()).await {
        all.push(world(desk).await);
    }
    all
}

fn id<T>(n: u8) -> Id<T> {
    Id::from_parts(1, [n; 10])
}

async fn world(desk: Desk) -> World {
    let (agency, now) = (desk.agency(), desk.now);
    let family = id::<Family>(2);
    let person = |n: u8, kind, first: &str, born: Date, contact| NewPerson {
        id: id(n),
        agency,
        family: Some(family),
        kind,
        first: first.into(),
        last: "Marsh".into(),
        born: Some(born),
        contact,
        sex: None,
        ethnicity: None,
        council: "881".into(),
        made: now,
    };
    let child = person(3, PersonKind::Child, "Robin", Date::constant(2016, 5, 4), Contact::default());
    let home = Contact {
        address: "14 Heron Close".into(),
        postcode: "CM1 1QH".into(),
        phone: "07700 900111".into(),
        email: "ines@example.org".into(),
    };
    let adult = person(4, PersonKind::Adult, "Ines", Date::constant(1984, 2, 1), home);
    let record = Case {
        id: id(1),
        reference: Reference::new("CA"),
        agency,
        family,
        child: child.id,
        enquiry: None,
        council: "881".into(),
        route: LegalRoute::Adoption,
        order_date: Some(Date::constant(2019, 6, 1)),
        level: Level::Targeted,
        state: CaseState::Open,
        coordinator: None,
        opened: now,
        closed: None,
        version: 1,
    };
    let keys = desk.db.keys();
    let mut rows =
        vec![("family", people::FAMILY_COLUMNS, people::family_values(family, agency, "881", now))];
    for (n, person) in [(5, &child), (6, &adult)] {
        rows.push(("person", people::PERSON_COLUMNS, people::person_values(person)));
        let identity = people::identity_values(keys, id(n), person).unwrap();
        rows.push(("identity", people::IDENTITY_COLUMNS, identity));
    }
    rows.push(("support_case", cases::COLUMNS, cases::values(keys, &record).unwrap()));
    for (table, columns, values) in rows {
        desk.db.bulk(move |bulk| bulk.row(table, columns, &values)).await.unwrap();
    }
    let worker = desk.worker(Role::SocialWorker).await;
    let (mother, sibling) = desk
        .act(&worker, |act| {
            let home = Contact {
                address: "1 Low Row".into(),
                postcode: "CM2 2BB".into(),
                phone: "0113 496 0001".into(),
                email: "ada@example.org".into(),
            };
            let entry = |kind, first: &str, contact| Entry {
                kind,
                identity: Identity::new(first, "Quill", None, contact),
            };
            let (family, mother) = record_birth_family(act, &entry(BirthKind::Parent, "Ada", home))?;
            let sibling = casework::birth_families::actions::add_relative(
                act,
                family.id,
                &entry(BirthKind::Sibling, "Wren", Contact::default()),
            )?;
            Ok((mother, sibling))
        })
        .await
        .unwrap();
    World {
        case: id(1),
        mother,
        sibling,
        colleague: desk.worker(Role::SocialWorker).await,
        manager: desk.worker(Role::TeamManager).await,
        duty: desk.worker(Role::DutyWorker).await,
        stranger: desk.stranger(Role::TeamManager).await,
        parent: desk.relative(family).await,
        ada: desk.relative_by_birth(mother).await,
        worker,
        desk,
    }
}

/// Letters both ways at the end of June and December.
pub(crate) fn terms() -> Terms {
    Terms {
        kinds: vec![Kind::Letterbox],
        months: vec![6, 12],
        writers: Writers::Both,
        photos: Photos::No,
        managed: Managed::Mediated,
        meeting: Meeting::InPerson,
        meeting_why: String::new(),
        review_on: Date::constant(2027, 6, 1),
    }
}

pub(crate) fn start() -> Start {
    Start {
        terms: terms(),
        child: "Robin".into(),
        signs: "Ines and Tom".into(),
        wishes: "We would like to hear about hobbies.".into(),
    }
}

impl World {
    /// A plan with its adoptive side.
    pub async fn started(&self) -> Plan {
        let case = self.case;
        self.desk.act(&self.worker, move |act| start_plan(act, case, &start())).await.unwrap()
    }

    /// What the birth mother's side is added with.
    pub fn join(&self, plan: &Plan) -> Join {
        Join {
            reference: plan.reference.to_string().to_lowercase(),
            signs: "Ada".into(),
            wishes: "I would like a drawing.".into(),
        }
    }

    /// A plan with both sides.
    pub async fn joined(&self) -> Plan {
        let plan = self.started().await;
        let (mother, input) = (self.mother, self.join(&plan));
        self.desk.act(&self.worker, move |act| join_plan(act, mother, &input)).await.unwrap()
    }

    /// Sends a request of a browser to this crate's routes: a form's body, or nothing to read.
    pub async fn send(&self, who: &Actor, path: &str, body: Option<&str>) -> Said {
        let (here, at) = ((crate::routes(), crate::nav()), self.desk.now.to_string());
        self.desk.request(here, &at, &Caller::Browser(who.clone()), path, body).await
    }

    /// A page that must be there.
    pub async fn read(&self, who: &Actor, path: &str) -> String {
        let said = self.send(who, path, None).await;
        assert_eq!(said.status, 200, "{path}: {}", said.text);
        said.text
    }

    /// The only id that follows `before` on a page.
    pub async fn id_on(&self, who: &Actor, path: &str, before: &str) -> String {
        let text = self.read(who, path).await;
        text.split(before)
            .skip(1)
            .map(|rest| rest.chars().take(36).collect::<String>())
            .find(|id| id.len() == 36 && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-'))
            .unwrap_or_else(|| panic!("no id after {before} on {path}: {text}"))
    }
}
