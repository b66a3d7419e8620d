//! Throw-away databases and made-up people for tests.
//!
//! Every store test runs on both engines: [`both`] gives a fresh database on each.
//! PostgreSQL comes from `scripts/with-postgres`, which `make test` uses; without it a
//! test fails with the words that say so, because half a test is not a test.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "in tests, a broken set-up should stop the test with its reason"
)]

mod browser;
mod rooms;

pub use browser::{Caller, Said, matching};
pub use rooms::{Rooms, Visitor};

use std::sync::atomic::{AtomicU32, Ordering};

use access::{
    Act, Actor, Look, Role,
    accounts::{self, Account, NewAccount},
    consent::{self, Agreement, DataKind, LegalBasis, Recipient, RecipientKind, purposes},
    organisations, sessions,
};
use kernel::{
    Id, Result, Timestamp,
    kinds::{BirthPerson, Family, Organisation, Person},
};
use store::{Db, Keys, Migration, files::Files};

/// The agency that test people work for.
pub const AGENCY: &str = "adopt-east";
/// Another agency, whose people must not see the first one's records.
pub const OTHER_AGENCY: &str = "adopt-south";

/// A database with the shipped organisations, and a clock that stands still.
pub struct Desk {
    /// The database.
    pub db: Db,
    /// The time of everything that happens.
    pub now: Timestamp,
    /// Where its files lie; gone with it.
    pub folder: tempfile::TempDir,
    made: AtomicU32,
}

/// A fresh database on each engine, migrated.
pub async fn both(migrations: Vec<Migration>) -> Vec<Desk> {
    vec![sqlite(migrations.clone()).await, postgres(migrations).await]
}

/// A fresh SQLite database, migrated.
pub async fn sqlite(migrations: Vec<Migration>) -> Desk {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let address = format!("sqlite:{}", folder.path().join("test.db").display());
    desk(&address, migrations, folder).await
}

/// A fresh PostgreSQL database, migrated.
pub async fn postgres(migrations: Vec<Migration>) -> Desk {
    let folder = tempfile::tempdir().expect("a temporary folder");
    desk(&postgres_address().await, migrations, folder).await
}

/// The address of a fresh, empty PostgreSQL database.
pub async fn postgres_address() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("HEARTH_TEST_POSTGRES") else {
        panic!("run tests with `make test` or `scripts/with-postgres cargo test`: they need PostgreSQL")
    };
    let name = format!("t{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let (client, connection) =
        tokio_postgres::connect(&server, tokio_postgres::NoTls).await.expect("the test server answers");
    let driver = tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a new database");
    drop(client);
    driver.await.expect("the connection ends").expect("the connection ends well");
    let (start, _) = server.rsplit_once('/').expect("an address with a database");
    format!("{start}/{name}")
}

/// A database at this address, migrated: for tests that also reach it past the store.
pub async fn at(address: &str, migrations: Vec<Migration>) -> Desk {
    desk(address, migrations, tempfile::tempdir().expect("a temporary folder")).await
}

async fn desk(address: &str, migrations: Vec<Migration>, folder: tempfile::TempDir) -> Desk {
    let keys = Keys::from_master(&[42; 32]).expect("keys");
    let db = Db::connect(address, keys).await.expect("a database");
    db.keep_files(Files::new(folder.path().join("files"), None));
    db.migrate(migrations).await.expect("the schema");
    db.write("organisations", organisations::put_shipped).await.expect("organisations");
    let now = "2026-11-20T09:30:00Z".parse().expect("a time");
    for (number, code) in [(1, AGENCY), (2, OTHER_AGENCY)] {
        let agency = organisations::id_of(organisations::kind::AGENCY, code);
        for agreement in agreements(agency, number, now) {
            db.write("an agreement", move |w| consent::store::add_agreement(w, &agreement))
                .await
                .expect("an agreement");
        }
    }
    Desk { db, now, folder, made: AtomicU32::new(0) }
}

/// The sharing agreements that both test agencies stand on, as a working agency does: with the
/// Fund, and with every approved provider. A test of the gate ends them first.
fn agreements(agency: Id<Organisation>, number: u8, now: Timestamp) -> Vec<Agreement> {
    let agreement = |n: u8, name: &str, to, purpose: &str, shares| Agreement {
        id: Id::from_parts(1, [number, n, 0, 0, 0, 0, 0, 0, 0, 0]),
        agency,
        name: name.into(),
        to: Recipient::every(to),
        purposes: vec![purpose.into()],
        shares,
        basis: LegalBasis::PublicTask,
        reference: format!("TEST-{number}-{n}"),
        from: day("2015-05-01"),
        until: None,
        made: now,
        made_by: None,
        ended: None,
        ended_by: None,
        ended_why: String::new(),
        version: 1,
    };
    let fund = vec![DataKind::Need, DataKind::Age, DataKind::Assessment, DataKind::Plan, DataKind::Money];
    let provider = vec![DataKind::Need, DataKind::Sessions];
    vec![
        agreement(1, "The Fund", RecipientKind::Fund, purposes::APPLY_TO_FUND, fund),
        agreement(2, "Approved providers", RecipientKind::Provider, purposes::ARRANGE_SUPPORT, provider),
    ]
}

fn day(text: &str) -> kernel::Date {
    text.parse().expect("a day")
}

impl Desk {
    /// The id of [`AGENCY`].
    pub fn agency(&self) -> Id<Organisation> {
        organisations::id_of(organisations::kind::AGENCY, AGENCY)
    }

    /// The id of [`OTHER_AGENCY`].
    pub fn other_agency(&self) -> Id<Organisation> {
        organisations::id_of(organisations::kind::AGENCY, OTHER_AGENCY)
    }

    /// Somebody who works for [`AGENCY`] in this role (or nationally).
    pub async fn worker(&self, role: Role) -> Actor {
        let agency = (!role.is_national()).then(|| self.agency());
        self.person(role, agency, None, None).await
    }

    /// Somebody who works for [`OTHER_AGENCY`] in this role.
    pub async fn stranger(&self, role: Role) -> Actor {
        self.person(role, Some(self.other_agency()), None, None).await
    }

    /// Somebody who works for the regional agency with this code in this role.
    pub async fn worker_at(&self, code: &str, role: Role) -> Actor {
        let agency = organisations::id_of(organisations::kind::AGENCY, code);
        self.person(role, Some(agency), None, None).await
    }

    /// Somebody of a family.
    pub async fn relative(&self, family: Id<Family>) -> Actor {
        self.person(Role::FamilyMember, None, Some(family), None).await
    }

    /// A young person of a family who signs in as themselves.
    pub async fn young_person(&self, family: Id<Family>, person: Id<Person>) -> Actor {
        let who = self.person(Role::YoungPerson, None, Some(family), None).await;
        let (account, now) = (who.account().expect("an account"), self.now);
        self.db
            .write("a young person", move |w| access::members::give_account(w, account, person, now))
            .await
            .expect("a young person's account");
        self.again(&who).await
    }

    /// The same person after something about their account changed: as their next request finds them.
    pub async fn again(&self, who: &Actor) -> Actor {
        let (account, now) = (who.account().expect("an account"), self.now);
        self.db
            .write("the same person again", move |w| {
                let token = sessions::start(w, account, now)?;
                sessions::actor(w, &token, now)
            })
            .await
            .expect("the same person")
            .expect("a session")
    }

    /// A birth relative who signs in.
    pub async fn relative_by_birth(&self, person: Id<BirthPerson>) -> Actor {
        let who = self.person(Role::FamilyMember, None, None, None).await;
        let account = who.account().expect("an account");
        self.db
            .write("a birth relative", move |w| access::walls::give_account(w, account, person))
            .await
            .expect("a birth relative's account");
        who
    }

    /// Somebody of a provider.
    pub async fn provider(&self, provider: Id<Organisation>) -> Actor {
        self.person(Role::Provider, None, None, Some(provider)).await
    }

    async fn person(
        &self,
        role: Role,
        agency: Option<Id<Organisation>>,
        family: Option<Id<Family>>,
        provider: Option<Id<Organisation>>,
    ) -> Actor {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let name = format!("{} {number}", role.label());
        let account = Account { id: Id::new(self.now), name, role, agency, family, provider };
        let new =
            NewAccount { account, email: format!("test{number}@example.org"), password: None, demo: false };
        let now = self.now;
        self.db
            .write("a test person", move |w| {
                accounts::create(w, &new, now)?;
                let token = sessions::start(w, new.account.id, now)?;
                sessions::actor(w, &token, now)
            })
            .await
            .expect("a test person")
            .expect("a session")
    }

    /// Does something as somebody, in one transaction.
    pub async fn act<T, F>(&self, who: &Actor, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&Act<'_>) -> Result<T> + Send + Sync + 'static,
    {
        self.act_at(self.now, who, work).await
    }

    /// Does something as somebody at another time.
    pub async fn act_at<T, F>(&self, now: Timestamp, who: &Actor, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&Act<'_>) -> Result<T> + Send + Sync + 'static,
    {
        let who = who.clone();
        self.db.write("test", move |w| work(&Act::new(w, &who, now, "test"))).await
    }

    /// Looks at something as somebody.
    pub async fn look<T, F>(&self, who: &Actor, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Look<'_>) -> Result<T> + Send + 'static,
    {
        let (who, now) = (who.clone(), self.now);
        self.db.read(move |r| work(&Look::new(r, &who, now, "test"))).await
    }
}
