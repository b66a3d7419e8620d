//! A small world for the tests of consent, sharing and people's rights: a family with an open case, a
//! provider with a price, the people who ask, and a way to send requests to this crate's routes.

use access::{
    Actor, Role,
    actions::ViewSharing,
    consent::{Answer, GivenBy, How, purposes, store as consents},
};
use casework::{
    cases::store::{self as cases, Case, CaseState},
    people::store::{self as people, Contact, NewPerson, PersonKind},
};
use commissioning::{
    orders::{actions::Input as Order, model::OrderKind},
    providers::{
        model::{Approval, Price, Provider},
        store::{self as providers, NewProvider},
    },
};
use kernel::{
    Date, Id, LegalRoute, Level, Pence, ProviderKind, Reference, Result, Timestamp,
    kinds::{self, Family, Organisation},
};
use testkit::{Caller, Desk, Said};

use crate::{
    consent::actions::{Input, ask_consent},
    sharing::actions::{End, end_agreement},
};

pub(crate) struct World {
    pub desk: Desk,
    pub case: Id<kinds::Case>,
    pub family: Id<Family>,
    pub child: Id<kinds::Person>,
    pub parent_person: Id<kinds::Person>,
    pub provider: Id<Organisation>,
    pub worker: Actor,
    pub manager: Actor,
    pub other_manager: Actor,
    pub administrator: Actor,
    pub parent: Actor,
}

pub(crate) fn d(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn t(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn id<T>(n: u8) -> Id<T> {
    Id::from_parts(1_700_000_000_000, [n; 10])
}

/// The world on each engine. The child is ten years old on the day.
pub(crate) async fn worlds() -> Vec<World> {
    let mut worlds = Vec::new();
    for desk in testkit::both(crate::schema()).await {
        worlds.push(world(desk).await);
    }
    worlds
}

async fn world(desk: Desk) -> World {
    let (agency, now) = (desk.agency(), desk.now);
    desk.db
        .write("a provider", move |w| {
            let new = NewProvider {
                provider: Provider {
                    id: id(10),
                    name: "Willow Therapies".into(),
                    kind: ProviderKind::SupportAgency,
                    approval: Approval::Approved,
                },
                code: "willow".into(),
                region: String::new(),
                approved_on: Some(d("2025-04-01")),
            };
            let price = Price {
                provider: id(10),
                therapy: "theraplay".into(),
                per_session: Pence::pounds(110),
                minutes: 60,
                from: d("2025-04-01"),
            };
            providers::put(w, &new, &[price])
        })
        .await
        .unwrap();
    let family = id::<Family>(2);
    let person = |n: u8, kind, first: &str, born: &str| NewPerson {
        id: id(n),
        agency,
        family: Some(family),
        kind,
        first: first.into(),
        last: "Marsh".into(),
        born: Some(d(born)),
        contact: Contact { phone: "07700 900111".into(), ..Contact::default() },
        sex: None,
        ethnicity: None,
        council: "881".into(),
        made: now,
    };
    let child = person(3, PersonKind::Child, "Robin", "2016-05-04");
    let adult = person(4, PersonKind::Adult, "Ines", "1984-02-01");
    let record = Case {
        id: id(1),
        reference: Reference::new("CA"),
        agency,
        family,
        child: child.id,
        enquiry: None,
        council: "881".into(),
        route: LegalRoute::Adoption,
        order_date: Some(d("2019-06-01")),
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
        rows.push((
            "identity",
            people::IDENTITY_COLUMNS,
            people::identity_values(keys, id(n), person).unwrap(),
        ));
    }
    rows.push(("support_case", cases::COLUMNS, cases::values(keys, &record).unwrap()));
    for (table, columns, values) in rows {
        desk.db.bulk(move |bulk| bulk.row(table, columns, &values)).await.unwrap();
    }
    World {
        case: id(1),
        family,
        child: id(3),
        parent_person: id(4),
        provider: id(10),
        worker: desk.worker(Role::SocialWorker).await,
        manager: desk.worker(Role::TeamManager).await,
        other_manager: desk.worker(Role::TeamManager).await,
        administrator: desk.worker(Role::Administrator).await,
        parent: desk.relative(family).await,
        desk,
    }
}

impl World {
    /// An order for three sessions from the provider.
    pub fn order(&self) -> Order {
        Order {
            provider: self.provider,
            therapy: "theraplay".into(),
            sessions: 3,
            starts_on: d("2026-11-23"),
            kind: OrderKind::CallOff,
            application: None,
        }
    }

    /// Asks to order: the reference of the order, or the rule that refused.
    pub async fn place(&self) -> Result<String> {
        let (case, input) = (self.case, self.order());
        self.desk
            .act(&self.worker, move |act| {
                Ok(commissioning::orders::actions::place_order(act, case, &input)?.reference.to_string())
            })
            .await
    }

    /// Ends every agreement, so that only consent opens the gate.
    pub async fn no_agreements(&self) {
        let who = self.administrator.clone();
        self.desk
            .act(&who, |act| {
                for a in consents::agreements(act, &act.agency::<ViewSharing>()?)? {
                    end_agreement(act, a.id, &End { version: a.version, on: None, why: "A test".into() })?;
                }
                Ok(())
            })
            .await
            .unwrap();
    }

    /// What a worker records: the family's answer to support from the provider.
    pub fn asked(&self, answer: Answer) -> Input {
        let answered = answer != Answer::Asked;
        Input {
            purpose: purposes::find(purposes::ARRANGE_SUPPORT).unwrap(),
            provider: Some(self.provider),
            name: String::new(),
            answer,
            by: answered.then_some(GivenBy::Parent),
            by_name: "Ines Marsh".into(),
            how: answered.then_some(How::InPerson),
            on: None,
            until: None,
            note: String::new(),
        }
    }

    /// Records it.
    pub async fn says(&self, answer: Answer) -> access::consent::Consent {
        let (case, input) = (self.case, self.asked(answer));
        self.desk.act(&self.worker, move |act| ask_consent(act, case, &input)).await.unwrap()
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
}
