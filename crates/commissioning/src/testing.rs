//! A small world for tests: a family with an open case, and a provider with prices. It is loaded in
//! bulk, through the same values that the actions write, as the demo does.

use access::{Act, Actor, Role, actions::ViewCase};
use casework::{
    cases::store::{self as cases, Case, CaseState},
    people::store::{self as people, Contact, NewPerson, PersonKind},
    timeline,
};
use kernel::{
    Date, Id, LegalRoute, Level, Pence, ProviderKind, Reference, Result,
    kinds::{self, Family, Organisation},
};
use store::{Sql, Value};
use testkit::Desk;
pub(crate) use testkit::{Caller, Said};

use crate::{
    orders::{
        actions::{Answer, Input, answer_order, place_order},
        model::OrderKind,
        store::Record,
    },
    providers::{
        model::{Approval, Price, Provider},
        store::{self as providers, NewProvider},
    },
};

const FIGURES: Sql = Sql {
    name: "FIGURES",
    text: "SELECT measure, part, amount FROM figure WHERE agency_id = $1 ORDER BY measure, part",
};

pub(crate) struct World {
    pub desk: Desk,
    pub case: Id<kinds::Case>,
    pub provider: Id<Organisation>,
    pub worker: Actor,
    pub finance: Actor,
    pub seller: Actor,
    pub rival: Actor,
}

pub(crate) fn d(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn id<T>(n: u8) -> Id<T> {
    Id::from_parts(1_700_000_000_000, [n; 10])
}

fn new_provider(n: u8, name: &str, code: &str) -> NewProvider {
    NewProvider {
        provider: Provider {
            id: id(n),
            name: name.into(),
            kind: ProviderKind::SupportAgency,
            approval: Approval::Approved,
        },
        code: code.into(),
        region: String::new(),
        approved_on: Some(d("2025-04-01")),
    }
}

pub(crate) fn price(n: u8, pounds: i64, from: &str) -> Price {
    Price {
        provider: id(n),
        therapy: "theraplay".into(),
        per_session: Pence::pounds(pounds),
        minutes: 60,
        from: d(from),
    }
}

/// The world on each engine.
pub(crate) async fn worlds() -> Vec<World> {
    let mut worlds = Vec::new();
    for desk in testkit::both(crate::schema()).await {
        worlds.push(world(desk).await);
    }
    worlds
}

async fn world(desk: Desk) -> World {
    let (agency, now, case, family, child) = (desk.agency(), desk.now, id(1), id::<Family>(2), id(3));
    desk.db
        .write("providers", move |w| {
            providers::put(
                w,
                &new_provider(10, "Willow Therapies", "willow"),
                &[price(10, 110, "2025-04-01"), price(10, 120, "2026-04-01"), price(10, 130, "2027-04-01")],
            )?;
            providers::put(w, &new_provider(11, "Birch House", "birch"), &[])
        })
        .await
        .unwrap();
    let child = NewPerson {
        id: child,
        agency,
        family: Some(family),
        kind: PersonKind::Child,
        first: "Robin".into(),
        last: "Example".into(),
        born: Some(d("2015-06-01")),
        contact: Contact::default(),
        sex: None,
        ethnicity: None,
        council: "801".into(),
        made: now,
    };
    let record = Case {
        id: case,
        reference: Reference::new("CA"),
        agency,
        family,
        child: child.id,
        enquiry: None,
        council: "801".into(),
        route: LegalRoute::Adoption,
        order_date: None,
        level: Level::Targeted,
        state: CaseState::Open,
        coordinator: None,
        opened: now,
        closed: None,
        version: 1,
    };
    let keys = desk.db.keys();
    let rows = [
        ("family", people::FAMILY_COLUMNS, people::family_values(family, agency, "801", now)),
        ("person", people::PERSON_COLUMNS, people::person_values(&child)),
        ("identity", people::IDENTITY_COLUMNS, people::identity_values(keys, id(4), &child).unwrap()),
        ("support_case", cases::COLUMNS, cases::values(keys, &record).unwrap()),
    ];
    for (table, columns, values) in rows {
        desk.db.bulk(move |bulk| bulk.row(table, columns, &values)).await.unwrap();
    }
    World {
        case,
        provider: id(10),
        worker: desk.worker(Role::SocialWorker).await,
        finance: desk.worker(Role::FinanceOfficer).await,
        seller: desk.provider(id(10)).await,
        rival: desk.provider(id(11)).await,
        desk,
    }
}

impl World {
    pub fn input(&self, sessions: u32) -> Input {
        Input {
            provider: self.provider,
            therapy: "theraplay".into(),
            sessions,
            starts_on: d("2026-11-23"),
            kind: OrderKind::CallOff,
            application: None,
        }
    }

    pub async fn placed(&self, sessions: u32) -> Record {
        let (case, input) = (self.case, self.input(sessions));
        self.desk.act(&self.worker, move |act| place_order(act, case, &input)).await.unwrap()
    }

    /// An order that the provider accepted.
    pub async fn accepted(&self, sessions: u32) -> Record {
        let record = self.placed(sessions).await;
        let id = record.order.id;
        self.as_seller(move |act| answer_order(act, id, Answer::Accept, None)).await.unwrap();
        record
    }

    /// Something that the provider does ten days after the order.
    pub async fn as_seller<T: Send + 'static>(
        &self,
        work: impl Fn(&Act<'_>) -> Result<T> + Send + Sync + 'static,
    ) -> Result<T> {
        let later = "2026-11-30T09:30:00Z".parse().unwrap();
        self.desk.act_at(later, &self.seller, work).await
    }

    /// Every figure as `measure part amount`.
    pub async fn figures(&self) -> Vec<String> {
        let agency: Value = self.desk.agency().into();
        let read = move |r: &store::Read<'_>| {
            r.query(FIGURES, &[agency])?
                .iter()
                .map(|row| {
                    let (measure, part): (String, String) = (row.get(0)?, row.get(1)?);
                    Ok(format!("{measure} {part} {}", row.get::<i64>(2)?))
                })
                .collect()
        };
        self.desk.db.read(read).await.unwrap()
    }

    /// The words of the case's timeline, in the order of the alphabet: the clock stands still.
    pub async fn timeline(&self) -> Vec<String> {
        let case = self.case;
        let read =
            move |look: &access::Look<'_>| timeline::of_case(look, &look.one::<ViewCase, _>(case)?, None);
        let events = self.desk.look(&self.worker, read).await.unwrap().items;
        let mut words: Vec<String> = events.into_iter().map(|event| event.words).collect();
        words.sort();
        words
    }
}

impl World {
    /// A token for somebody's role and organisation.
    pub async fn machine(&self, role: Role, organisation: Id<Organisation>) -> Caller {
        self.desk.machine(role, organisation).await
    }

    /// Sends a request to this crate's routes at `at`: a form's body, JSON for the API, or nothing to read.
    pub async fn send(&self, at: &str, who: &Caller, path: &str, body: Option<&str>) -> Said {
        self.desk.request((crate::routes(), crate::nav()), at, who, path, body).await
    }
}
