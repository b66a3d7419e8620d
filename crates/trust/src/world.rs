//! A small demo on each engine, for the tests of this crate: 60 made-up families of one agency with
//! everything that belongs to them.

use access::{Actor, Look, Role, actions::ViewCase, permissions::Table};
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Case, Family},
    local_date,
};
use store::{Row, Sql, Value};
use testkit::Desk;

const WHOLE: Sql = Sql {
    name: "WHOLE",
    text: "SELECT c.id, c.family_id, c.reference FROM support_case c
           WHERE c.status = 'open' AND c.coordinator_id IS NOT NULL
             AND EXISTS (SELECT 1 FROM application a WHERE a.case_id = c.id)
             AND NOT EXISTS (SELECT 1 FROM seal s WHERE s.family_id = c.family_id)
           ORDER BY c.opened_at DESC, c.id LIMIT 1",
};

/// One engine's world.
pub(crate) struct World {
    pub desk: Desk,
    /// An open case with an application.
    pub case: Id<Case>,
    pub family: Id<Family>,
    pub reference: String,
    pub manager: Actor,
    pub worker: Actor,
    pub duty: Actor,
    pub finance: Actor,
    pub administrator: Actor,
}

/// The world on each engine.
pub(crate) async fn worlds() -> Vec<World> {
    let mut worlds = Vec::new();
    let rooms = [family_finding::MIGRATIONS, strategy::MIGRATIONS].concat();
    for desk in testkit::both([crate::schema(), rooms].concat()).await {
        demo::fill(&desk.db, demo::Size::Tiny, 1, local_date(desk.now), |_| {}).await.unwrap();
        let row = desk.db.read(|r| r.row(WHOLE, &[])).await.unwrap();
        worlds.push(World {
            case: row.get(0).unwrap(),
            family: row.get(1).unwrap(),
            reference: row.get(2).unwrap(),
            manager: desk.worker(Role::TeamManager).await,
            worker: desk.worker(Role::SocialWorker).await,
            duty: desk.worker(Role::DutyWorker).await,
            finance: desk.worker(Role::FinanceOfficer).await,
            administrator: desk.worker(Role::Administrator).await,
            desk,
        });
    }
    worlds
}

impl World {
    /// Whether somebody can open the case of the world at `now`.
    pub async fn opens(&self, who: &Actor, now: Timestamp) -> Result<(), Error> {
        let (who, case) = (who.clone(), self.case);
        self.desk
            .db
            .read(move |r| Look::new(r, &who, now, "test").one::<ViewCase, Case>(case).map(|_| ()))
            .await
    }

    /// The same under another permission table.
    pub async fn opens_under(&self, table: &'static Table, who: &Actor) -> Result<(), Error> {
        let (who, case, now) = (who.clone(), self.case, self.desk.now);
        self.desk
            .db
            .read(move |r| {
                Look::new(r, &who, now, "test").under(table).one::<ViewCase, Case>(case).map(|_| ())
            })
            .await
    }

    /// What a statement of a test gives.
    pub async fn rows(&self, text: &'static str, params: Vec<Value>) -> Vec<Row> {
        self.desk.db.read(move |r| r.query(Sql { name: "test", text }, &params)).await.unwrap()
    }

    /// Writes with a statement of a test.
    pub async fn write(&self, text: &'static str, params: Vec<Value>) {
        self.desk.db.write("test", move |w| w.execute(Sql { name: "test", text }, &params)).await.unwrap();
    }

    /// What the outbox holds for somebody.
    pub async fn mails(&self, to: &Actor) -> usize {
        let me = to.account().unwrap();
        let found = self.rows("SELECT key FROM message", vec![]).await;
        found.iter().filter(|row| row.get::<String>(0).unwrap().ends_with(&me.to_string())).count()
    }
}
