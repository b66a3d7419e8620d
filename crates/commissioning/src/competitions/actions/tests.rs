//! Choices of provider on both engines: the whole way, and every way round the seal that we know of.

use ::store::{Column, Sql, Value, statements};
use access::{
    Act, Actor, Role, accounts,
    actions::ViewCompetitions,
    market::{Assessor, Bid, Competition, Invitation, Opener},
};
use kernel::{Error, Id, Pence, Result, Timestamp, kinds::Organisation};

use super::*;
use crate::{
    competitions::{
        model::{Criterion, Offer, Route, State, Terms, points},
        store::{self as rooms, Chosen},
        vault::{self, Held},
    },
    orders::store as orders,
    providers::{
        actions::{Step, step_provider},
        store as providers,
    },
    testing::{Caller, World, d, id, price, worlds},
};

statements! {
    DEADLINE = "UPDATE competition SET deadline_at = (SELECT now FROM database_clock) + $2 WHERE id = $1";
    DEADLINE_AT = "UPDATE competition SET deadline_at = $2 WHERE id = $1";
    OPENER_IDS = "SELECT id, account_id FROM competition_opener WHERE competition_id = $1 ORDER BY id";
    ASSESSOR_IDS = "SELECT id, account_id FROM competition_assessor WHERE competition_id = $1 ORDER BY id";
    INVITATION_IDS = "SELECT id, provider_id FROM competition_invitation WHERE competition_id = $1 ORDER BY id";
    BID_IDS = "SELECT b.id, b.encrypted, b.invitation_id FROM competition_bid b JOIN competition_invitation i ON i.id = b.invitation_id
               WHERE i.provider_id = $1 ORDER BY b.number DESC";
    REPLACE = "UPDATE competition_bid SET encrypted = $2 WHERE id = $1";
    BIDS = "SELECT count(*) FROM competition_bid";
    SPOILT = "SELECT count(*) FROM competition_bid WHERE spoilt = 1";
    READ = "SELECT count(*) FROM competition_bid WHERE opened IS NOT NULL";
}

const LATER: &str = "2026-11-20T10:00:00Z";
const SECRET_ANSWER: &str = "Quartz lantern afternoons";

/// A competition with everybody who has a hand in it.
struct Fair {
    w: World,
    commissioner: Actor,
    openers: [Actor; 3],
    assessors: [Actor; 2],
    third: Actor,
    id: Id<Competition>,
}

fn phrase(n: usize) -> String {
    ["copper meadow Tuesday ladder", "violet harbour engine spoon", "walnut thunder basket pencil"][n]
        .to_owned()
}

fn brief() -> Brief {
    Brief {
        therapy: "theraplay".into(),
        region: String::new(),
        sessions: 12,
        starts_on: d("2026-11-23"),
        words: "The child wakes at night and holds on to a parent in the morning.".into(),
        read_again: false,
        route: Route::Competition,
        provider: None,
        why: String::new(),
    }
}

fn terms() -> Terms {
    let criterion = |name: &str, weight| Criterion { name: name.into(), weight };
    Terms {
        price: 40,
        criteria: vec![criterion("How you would work", 40), criterion("When you can begin", 20)],
    }
}

fn offer(pounds: i64, word: &str) -> Offer {
    Offer { price: pounds * 100, minutes: 50, answers: vec![format!("{word} together"), "Next week".into()] }
}

async fn ids<T: 'static + Send>(w: &World, sql: Sql, of: Value) -> Vec<(Id<T>, Id<()>)> {
    let rows = w.desk.db.read(move |r| r.query(sql, &[of])).await.unwrap();
    rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect()
}

async fn count(w: &World, sql: Sql) -> i64 {
    w.desk.db.read(move |r| r.row(sql, &[])?.get(0)).await.unwrap()
}

async fn set(w: &World, sql: Sql, params: Vec<Value>) {
    w.desk.db.write("by hand in the database", move |x| x.execute(sql, &params)).await.unwrap();
}

impl Fair {
    /// Asked for, with terms, and every passphrase set.
    async fn ready(w: World) -> Fair {
        let commissioner = w.desk.worker(Role::Commissioner).await;
        let openers = [commissioner.clone(), w.finance.clone(), w.desk.stranger(Role::Commissioner).await];
        let assessors = [w.desk.worker(Role::TeamManager).await, w.desk.worker(Role::SocialWorker).await];
        let case = w.case;
        let asked = w.desk.act(&w.worker, move |act| ask_for_choice(act, case, &brief())).await.unwrap();
        w.desk
            .db
            .write("two more who can bid", |x| {
                for (n, name, code) in [(11, "Birch House", "birch"), (12, "Maple House", "maple")] {
                    let new = providers::NewProvider {
                        provider: crate::providers::model::Provider {
                            id: id(n),
                            name: name.into(),
                            kind: kernel::ProviderKind::SupportAgency,
                            approval: crate::providers::model::Approval::Approved,
                        },
                        code: code.into(),
                        region: String::new(),
                        approved_on: None,
                    };
                    providers::put(x, &new, &[price(n, 100, "2026-04-01")])?;
                }
                Ok(())
            })
            .await
            .unwrap();
        let third = w.desk.provider(id(12)).await;
        let mut fair = Fair { w, commissioner, openers, assessors, third, id: asked };
        let named = fair.named().await;
        fair.as_commissioner(move |act, c| set_terms(act, c.id, &terms(), &named, c.version)).await.unwrap();
        for (n, opener) in fair.opener_ids().await.into_iter().enumerate() {
            let locked = vault::lock(&phrase(n), opener).unwrap();
            let who = fair.openers[n].clone();
            fair.w.desk.act(&who, move |act| ready(act, opener, &locked)).await.unwrap();
        }
        fair.id = asked;
        fair
    }

    /// Everybody invited, until ten minutes from now by the database's clock.
    async fn open(w: World) -> Fair {
        let fair = Fair::ready(w).await;
        let now = fair.clock().await;
        let deadline = now.checked_add(jiff::SignedDuration::from_mins(10)).unwrap();
        fair.as_commissioner(move |act, c| invite(act, c.id, &[id(10), id(11), id(12)], deadline, c.version))
            .await
            .unwrap();
        fair
    }

    /// Three bids are in, and the deadline has passed.
    async fn over(w: World) -> Fair {
        let fair = Fair::open(w).await;
        fair.bid(&fair.w.seller, offer(90, SECRET_ANSWER)).await.unwrap();
        fair.bid(&fair.w.rival, offer(80, "Walks")).await.unwrap();
        fair.bid(&fair.third, offer(120, "Play")).await.unwrap();
        fair.close_bids().await;
        fair
    }

    async fn close_bids(&self) {
        set(&self.w, DEADLINE, vec![self.id.into(), (-1_000_i64).into()]).await;
    }

    async fn addresses(&self, people: &[Actor]) -> Vec<String> {
        let all: Vec<_> = people.iter().map(|a| a.account().unwrap()).collect();
        let found = self
            .w
            .desk
            .db
            .read(move |r| all.iter().map(|a| accounts::email_of(r, *a)).collect::<Result<Vec<_>>>());
        found.await.unwrap()
    }

    async fn named(&self) -> Named {
        Named {
            openers: self.addresses(&self.openers).await,
            assessors: self.addresses(&self.assessors).await,
        }
    }

    async fn clock(&self) -> Timestamp {
        self.w.desk.db.read(rooms::clock).await.unwrap()
    }

    async fn load(&self) -> Chosen {
        let id = self.id;
        let load = move |l: &access::Look<'_>| rooms::load(l, &l.one::<ViewCompetitions, _>(id)?);
        self.w.desk.look(&self.commissioner, load).await.unwrap()
    }

    async fn as_commissioner<T: Send + 'static>(
        &self,
        work: impl Fn(&Act<'_>, &Chosen) -> Result<T> + Send + Sync + 'static,
    ) -> Result<T> {
        let c = self.load().await;
        self.w.desk.act(&self.commissioner, move |act| work(act, &c)).await
    }

    /// By the order in which the test names them.
    async fn opener_ids(&self) -> Vec<Id<Opener>> {
        let rows = ids::<Opener>(&self.w, OPENER_IDS, self.id.into()).await;
        let of = |who: &Actor| rows.iter().find(|r| r.1 == who.account().unwrap().cast()).unwrap().0;
        self.openers.iter().map(of).collect()
    }

    async fn invitation(&self, who: &Actor) -> Id<Invitation> {
        let rows = ids::<Invitation>(&self.w, INVITATION_IDS, self.id.into()).await;
        rows.iter().find(|r| r.1 == who.provider().unwrap().cast()).unwrap().0
    }

    async fn bid(&self, who: &Actor, offer: Offer) -> Result<Sent> {
        let invitation = self.invitation(who).await;
        self.w.desk.act(who, move |act| send_bid(act, invitation, &offer)).await
    }

    async fn give(&self, n: usize, words: &str) -> Result<Opening> {
        let opener = self.opener_ids().await[n];
        let who = self.openers[n].clone();
        let (_, locked) = self.w.desk.look(&who, move |l| may_open(l, opener)).await?;
        let key =
            vault::unlock(words, opener, &locked)?.ok_or_else(|| Error::field("passphrase", "wrong"))?;
        self.w.desk.act(&who, move |act| open(act, opener, &key)).await
    }

    async fn opened(&self) {
        assert_eq!(self.give(0, &phrase(0)).await, Ok(Opening::Waits));
        assert!(matches!(self.give(2, &phrase(2)).await, Ok(Opening::Open(..))));
    }

    async fn bids(&self) -> Vec<rooms::BidRow> {
        let c = self.load().await;
        self.w.desk.db.read(move |r| rooms::last_bids(r, &c)).await.unwrap()
    }

    async fn scored(&self) {
        let bids = self.bids().await;
        let rows = ids::<Assessor>(&self.w, ASSESSOR_IDS, self.id.into()).await;
        for who in &self.assessors {
            let me = rows.iter().find(|r| r.1 == who.account().unwrap().cast()).unwrap().0;
            self.w.desk.act(who, move |act| declare(act, me, true, "")).await.unwrap();
            let given = given(&bids, "Why");
            self.w.desk.act(who, move |act| score(act, me, &given)).await.unwrap();
        }
    }

    async fn moderated(&self) {
        self.scored().await;
        let bids = self.bids().await;
        self.as_commissioner(move |act, c| {
            let told: Vec<_> = bids.iter().map(|b| (b.id, format!("{} answered well", b.name))).collect();
            moderate(act, c.id, &given(&bids, ""), &told, c.version)
        })
        .await
        .unwrap();
    }

    /// Every value of every column of the database as it lies there, and every sealed one opened with the installation's
    /// own key: what a copy of the database and of the key file gives.
    async fn everything(&self) -> Vec<(String, Vec<u8>)> {
        let db = &self.w.desk.db;
        let columns = db.schema().await.unwrap();
        let names: Vec<(String, String)> = columns
            .iter()
            .filter_map(|line| {
                let (table, column) = line.split(' ').next()?.split_once('.')?;
                Some((table.to_owned(), column.to_owned()))
            })
            .collect();
        let mut all = Vec::new();
        for (table, column) in &names {
            let line = columns.iter().find(|l| l.starts_with(&format!("{table}.{column} "))).unwrap();
            let bytes = line.contains(" bytes");
            if !bytes && !line.contains(" text") {
                continue;
            }
            let key = if names.contains(&(table.clone(), "id".into())) { "id" } else { column.as_str() };
            let text: &'static str =
                Box::leak(format!("SELECT \"{key}\", \"{column}\" FROM \"{table}\"").into_boxed_str());
            let rows = db.read(move |r| r.query(Sql { name: text, text }, &[])).await.unwrap();
            let name: &'static str = Box::leak(format!("{table}.{column}").into_boxed_str());
            for row in rows {
                if !bytes {
                    all.push((
                        name.to_owned(),
                        row.get::<Option<String>>(1).unwrap().unwrap_or_default().into_bytes(),
                    ));
                    continue;
                }
                let raw: Vec<u8> = row.get::<Option<Vec<u8>>>(1).unwrap().unwrap_or_default();
                if key == "id"
                    && let Ok(id) = row.get::<Id<()>>(0)
                    && let Ok(opened) = db.keys().open(Column::new(name), id, &raw)
                {
                    if let Ok(decoded) = data_encoding::BASE64.decode(opened.as_bytes()) {
                        all.push((format!("{name} decoded"), decoded));
                    }
                    all.push((format!("{name} opened"), opened.into_bytes()));
                }
                all.push((name.to_owned(), raw));
            }
        }
        all
    }

    async fn shows(&self, needle: &[u8]) -> Option<String> {
        let all = self.everything().await;
        assert!(
            all.iter().any(|(name, _)| name == "competition_bid.encrypted opened"),
            "the search opens nothing"
        );
        all.into_iter().find(|(_, v)| v.windows(needle.len()).any(|w| w == needle)).map(|(name, _)| name)
    }
}

fn given(bids: &[rooms::BidRow], why: &str) -> Vec<Given> {
    let mut all = Vec::new();
    for bid in bids.iter().filter(|b| b.offer.is_some()) {
        let good = if bid.provider == id(10) { 5 } else { 3 };
        for criterion in 0..2 {
            all.push(Given { bid: bid.id, criterion, score: good, words: why.into() });
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn three_bid_and_the_best_is_ordered_from_at_its_price() {
    for w in worlds().await {
        let fair = Fair::open(w).await;
        let w = &fair.w;
        // A question is answered to all, and a bid takes the place of another until the deadline.
        let (mine, theirs) = (fair.invitation(&w.seller).await, fair.invitation(&w.rival).await);
        w.desk.act(&w.seller, move |act| ask(act, mine, "Is there a room at school?")).await.unwrap();
        let c = fair.load().await;
        let question = w.desk.db.read(move |r| rooms::questions(r, &c)).await.unwrap().remove(0).id;
        fair.as_commissioner(move |act, c| answer(act, c.id, question, "There is.")).await.unwrap();
        let read =
            w.send(LATER, &Caller::Browser(w.rival.clone()), &format!("/bids/{theirs}"), None).await.text;
        assert!(
            read.contains("Is there a room at school?")
                && read.contains("There is.")
                && read.contains("of 100")
        );
        fair.bid(&w.rival, offer(70, "Early")).await.unwrap();
        let second = fair.bid(&w.rival, offer(80, "Walks")).await.unwrap();
        assert_eq!((second.number, second.receipt.len()), (2, 64));
        fair.bid(&w.seller, offer(90, SECRET_ANSWER)).await.unwrap();
        fair.bid(&fair.third, offer(120, "Play")).await.unwrap();
        assert_eq!(count(w, BIDS).await, 4, "an earlier bid is kept");
        fair.close_bids().await;
        fair.opened().await;
        let bids = fair.bids().await;
        let prices: Vec<_> = bids.iter().map(|b| (b.provider, b.offer.as_ref().unwrap().price)).collect();
        assert!(prices.contains(&(id(11), 8_000)) && prices.len() == 3, "the last one counts: {prices:?}");
        assert_eq!(count(w, READ).await, 3, "only what counts is opened");

        fair.moderated().await;
        fair.as_commissioner(|act, c| award(act, c.id, "The best answers for the goals", 8, c.version))
            .await
            .unwrap();
        let c = fair.load().await;
        assert_eq!((c.chosen, c.price, c.state), (Some(id(10)), Some(Pence::pounds(90)), State::Awarded));
        assert_eq!(c.standstill_until, Some(d("2026-11-28")));
        let lost =
            w.send(LATER, &Caller::Browser(w.rival.clone()), &format!("/bids/{theirs}"), None).await.text;
        // 40 for the lowest price, 36 of 60 for its answers; the best has 35.55 and 60.
        assert!(
            lost.contains("House 11 answered well") || lost.contains("Birch House answered well"),
            "{lost}"
        );
        assert!(
            lost.contains(&points(7_600))
                && lost.contains(&points(9_555))
                && lost.contains("Willow Therapies")
        );
        assert!(
            !lost.contains(SECRET_ANSWER) && !lost.contains("answered well, Willow"),
            "another's words stay theirs"
        );

        let choice = fair.id;
        let early = w.desk.act(&w.worker, move |act| order(act, choice)).await;
        assert_eq!(early.unwrap_err().code(), "competition.standstill");
        let after: Timestamp = "2026-11-30T09:30:00Z".parse().unwrap();
        let no = w.desk.act_at(after, &fair.commissioner, move |act| order(act, choice)).await;
        assert_eq!(no.unwrap_err(), Error::Forbidden, "a worker orders");
        let made = w.desk.act_at(after, &w.worker, move |act| order(act, choice)).await.unwrap();
        let rows = w.desk.look(&w.worker, |l| orders::list(l, None, None, Some(5))).await.unwrap();
        let placed = rows.items.iter().find(|o| o.id == made).unwrap();
        assert_eq!(
            (placed.price, placed.sessions, placed.total),
            (Pence::pounds(90), 12, Pence::pounds(1_080))
        );
        let twice = w.desk.act_at(after, &w.worker, move |act| order(act, choice)).await;
        assert_eq!(twice.unwrap_err().code(), "competition.state");
        let manager = Caller::Browser(w.worker.clone());
        let csv = w.send(LATER, &manager, "/competitions.csv", None).await.text;
        assert!(csv.contains("competition,theraplay") && csv.contains("9000") && csv.lines().count() == 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bid_is_late_from_the_deadline_on_by_the_clock_of_the_database() {
    for w in worlds().await {
        let fair = Fair::open(w).await;
        let w = &fair.w;
        // A millisecond past, by the database's clock, whatever the server's clock says: here it stands still in the past.
        set(w, DEADLINE, vec![fair.id.into(), (-1_000_i64).into()]).await;
        assert_eq!(fair.bid(&w.seller, offer(90, "Late")).await.unwrap_err().code(), "competition.late");
        // The very moment is late too.
        let now = fair.clock().await;
        set(w, DEADLINE_AT, vec![fair.id.into(), now.into()]).await;
        assert_eq!(fair.bid(&w.seller, offer(90, "Late")).await.unwrap_err().code(), "competition.late");
        let invitation = fair.invitation(&w.seller).await;
        let ask_late = w.desk.act(&w.seller, move |act| ask(act, invitation, "Still?")).await;
        assert_eq!(ask_late.unwrap_err().code(), "competition.late");
        assert_eq!(count(w, BIDS).await, 0);
        // Through the page and the API alike.
        let path = format!("/bids/{invitation}/bid");
        let form = "price=90&minutes=50&answer1=One&answer2=Two";
        let said = w.send(LATER, &Caller::Browser(w.seller.clone()), &path, Some(form)).await;
        assert!(said.text.contains("deadline has passed") || said.status == 409, "{}", said.status);
        let machine = w.machine(Role::Provider, id(10)).await;
        let body = serde_json::json!({"price": 9_000, "minutes": 50, "answer1": "One", "answer2": "Two"})
            .to_string();
        let said = w.send(LATER, &machine, &format!("/api/v1/bids/{invitation}/bid"), Some(&body)).await;
        assert_eq!((said.status, said.json()["code"].as_str()), (409, Some("competition.late")));
        assert_eq!(count(w, BIDS).await, 0);
        // A moment before, it is taken.
        set(w, DEADLINE, vec![fair.id.into(), 60_000_000_i64.into()]).await;
        let said = w.send(LATER, &machine, &format!("/api/v1/bids/{invitation}/bid"), Some(&body)).await;
        assert_eq!((said.status, said.json()["number"].as_i64()), (201, Some(1)), "{}", said.text);
        assert_eq!(count(w, BIDS).await, 1);
        // A deadline that lies behind is not taken, by the same clock.
        let fair = Fair::ready(crate::testing::worlds().await.remove(0)).await;
        let past = fair.clock().await;
        let refused = fair.as_commissioner(move |act, c| invite(act, c.id, &[id(10)], past, c.version)).await;
        assert!(matches!(refused, Err(Error::Invalid(i)) if i.of("deadline").is_some()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_opens_bids_early_alone_or_in_anothers_place() {
    for w in worlds().await {
        let fair = Fair::open(w).await;
        let w = &fair.w;
        fair.bid(&w.seller, offer(90, SECRET_ANSWER)).await.unwrap();
        // Before the deadline not even the right passphrase is tried.
        assert_eq!(fair.give(0, &phrase(0)).await.unwrap_err().code(), "competition.early");
        let opener = fair.opener_ids().await[0];
        let path = format!("/openings/{opener}/open");
        let form = format!("passphrase={}", phrase(0).replace(' ', "+"));
        let me = Caller::Browser(fair.openers[0].clone());
        let said = w.send(LATER, &me, &path, Some(&form)).await;
        assert!(said.status != 303 && count(w, READ).await == 0, "{}", said.status);
        // The API shows no bid to anybody, before or after.
        let machine = w.machine(Role::Commissioner, w.desk.agency()).await;
        for at in ["/api/v1/competitions".to_owned(), format!("/api/v1/competitions/{}", fair.id)] {
            let said = w.send(LATER, &machine, &at, None).await;
            assert!(
                said.status == 200 && !said.text.contains("Quartz") && !said.text.contains("9000"),
                "{}",
                said.text
            );
        }
        assert!(
            crate::routes().iter().all(|r| !(r.is_api() && r.path.contains("opening"))),
            "no machine opens"
        );
        fair.close_bids().await;
        // Neither an administrator, nor a colleague, nor a token with an opener's role, nor the buyer's other people.
        let admin = w.desk.worker(Role::Administrator).await;
        let refused = w.desk.look(&admin, move |l| may_open(l, opener).map(|_| ())).await;
        assert_eq!(refused.unwrap_err(), Error::Forbidden);
        let choice = fair.id;
        let seen = w
            .desk
            .look(&admin, move |l| rooms::load(l, &l.one::<ViewCompetitions, _>(choice)?).map(|_| ()))
            .await;
        assert_eq!(seen.unwrap_err(), Error::Forbidden);
        for other in [&fair.assessors[0], &fair.openers[1], &fair.openers[2]] {
            let refused = w.desk.look(other, move |l| may_open(l, opener).map(|_| ())).await;
            assert_eq!(refused.unwrap_err(), Error::NotFound);
        }
        let said = w.send(LATER, &machine, &path, Some("{}")).await;
        assert!(said.status >= 400, "{}", said.status);
        // One passphrase, given as often as one likes, opens nothing.
        assert_eq!(fair.give(0, &phrase(0)).await, Ok(Opening::Waits));
        assert_eq!(fair.give(0, &phrase(0)).await.unwrap_err().code(), "competition.passed");
        assert_eq!((count(w, READ).await, fair.load().await.state), (0, State::Open));
        assert_eq!(fair.shows(SECRET_ANSWER.as_bytes()).await, None, "after one share was given");
        // Nor with another opener's passphrase.
        assert!(fair.give(1, &phrase(2)).await.is_err());
        assert_eq!(fair.give(1, &phrase(1)).await, Ok(Opening::Open(1, 0)));
        assert!(fair.shows(SECRET_ANSWER.as_bytes()).await.is_some(), "the search finds what is open");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_the_database_with_the_key_file_shows_no_bid_and_no_share() {
    for w in worlds().await {
        let fair = Fair::over(w).await;
        let (c, openers) = (fair.load().await, fair.opener_ids().await);
        let rows = fair.w.desk.db.read(move |r| rooms::openers(r, &c)).await.unwrap();
        for needle in
            [SECRET_ANSWER.as_bytes(), b"\"price\":9000", phrase(0).as_bytes(), phrase(1).as_bytes()]
        {
            assert_eq!(fair.shows(needle).await, None, "{}", String::from_utf8_lossy(needle));
        }
        // What the passphrases unlock is nowhere in it either: private keys and shares, as they are or written out.
        for (n, opener) in openers.iter().enumerate() {
            let row = rows.iter().find(|r| r.id == *opener).unwrap();
            let key = vault::unlock(&phrase(n), *opener, row.locked.as_deref().unwrap()).unwrap().unwrap();
            let held = Held { opener: *opener, share: row.share.clone().unwrap() };
            for secret in vault::plain(&key, fair.id, &held) {
                let written = data_encoding::BASE64.encode(&secret);
                let hex = data_encoding::HEXLOWER.encode(&secret);
                for needle in [secret.as_slice(), written.as_bytes(), hex.as_bytes()] {
                    assert_eq!(fair.shows(needle).await, None);
                }
            }
        }
        // The same of the file itself, where there is one, with what it has in its journal.
        for file in std::fs::read_dir(fair.w.desk.folder.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
            for needle in [SECRET_ANSWER.as_bytes(), phrase(0).as_bytes()] {
                assert!(!bytes.windows(needle.len()).any(|w| w == needle));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passphrases_are_slowed_down_and_open_nothing() {
    for w in worlds().await {
        let fair = Fair::over(w).await;
        let opener = fair.opener_ids().await[0];
        let (path, me) = (format!("/openings/{opener}/open"), Caller::Browser(fair.openers[0].clone()));
        let mut slowed = false;
        for n in 0..8 {
            let said =
                fair.w.send(LATER, &me, &path, Some(&format!("passphrase=wrong+words+number+{n}"))).await;
            assert_eq!(said.status, 422);
            assert!(!said.text.contains("wrong words number"), "what was typed is not shown again");
            slowed |= said.text.contains("Too many wrong tries");
        }
        assert!(slowed && count(&fair.w, READ).await == 0);
        let form = format!("passphrase={}", phrase(0).replace(' ', "+"));
        let said = fair.w.send(LATER, &me, &path, Some(&form)).await;
        assert_eq!(said.status, 422, "the right one waits too");
        let said = fair.w.send("2026-11-20T12:00:00Z", &me, &path, Some(&form)).await;
        assert_eq!(said.status, 303, "{}", said.text);
        assert_eq!(fair.load().await.state, State::Open, "one of two");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bid_that_was_changed_after_it_was_sent_is_told_and_holds_up_no_other() {
    for w in worlds().await {
        let fair = Fair::over(w).await;
        let w = &fair.w;
        let stored = async |who: u8| {
            let rows =
                w.desk.db.read(move |r| r.query(BID_IDS, &[id::<Organisation>(who).into()])).await.unwrap();
            (rows[0].get::<Id<Bid>>(0).unwrap(), rows[0].get::<Vec<u8>>(1).unwrap())
        };
        // One bit, by somebody who can write into the database.
        let (first, mut bytes) = stored(10).await;
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        set(w, REPLACE, vec![first.into(), bytes.into()]).await;
        // A whole bid of their own, by somebody who has the key file too and knows the competition's public key.
        let (second, _) = stored(11).await;
        let (c, invitation) = (fair.load().await, fair.invitation(&w.rival).await);
        let forged = vault::seal_bid(
            c.public_key.as_deref().unwrap(),
            c.id,
            invitation,
            &serde_json::to_string(&offer(1, "Forged")).unwrap(),
        )
        .unwrap();
        let sealed = w
            .desk
            .db
            .keys()
            .seal(Column::new("competition_bid.encrypted"), second, &data_encoding::BASE64.encode(&forged))
            .unwrap();
        set(w, REPLACE, vec![second.into(), sealed.into()]).await;
        assert_eq!(fair.give(1, &phrase(1)).await, Ok(Opening::Waits));
        assert_eq!(fair.give(0, &phrase(0)).await, Ok(Opening::Open(1, 2)));
        assert_eq!((count(w, SPOILT).await, count(w, READ).await), (2, 1));
        let page = w
            .send(
                LATER,
                &Caller::Browser(w.seller.clone()),
                &format!("/bids/{}", fair.invitation(&w.seller).await),
                None,
            )
            .await;
        assert!(page.text.contains("changed after you sent it"));
        let page = w
            .send(
                LATER,
                &Caller::Browser(fair.commissioner.clone()),
                &format!("/competitions/{}", fair.id),
                None,
            )
            .await;
        assert!(page.text.contains("could not be opened"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brief_that_names_somebody_is_refused_with_what_to_take_out() {
    for w in worlds().await {
        let case = w.case;
        let tried = async |words: &str, read_again: bool| {
            let brief = Brief { words: words.into(), read_again, ..brief() };
            match w.desk.act(&w.worker, move |act| ask_for_choice(act, case, &brief)).await {
                Err(Error::Invalid(i)) => i.of("words").unwrap().to_owned(),
                Ok(_) => "taken".to_owned(),
                Err(other) => panic!("{other:?}"),
            }
        };
        assert!(tried("Robin wakes at night.", true).await.contains("“Robin” (the child's name)"));
        assert!(tried("Born 1 June 2015, wakes at night.", true).await.contains("1 June 2015"));
        assert!(tried("Call 07700 900123.", true).await.contains("telephone"));
        assert!(tried("Sleeps badly since the move from Larkfield.", false).await.contains("Larkfield"));
        assert_eq!(tried("Sleeps badly since the move from Larkfield.", true).await, "taken");
        assert_eq!(tried("Sleeps badly.", false).await, "taken");
        // From another agency there is no such case.
        let stranger = w.desk.stranger(Role::SocialWorker).await;
        let refused = w.desk.act(&stranger, move |act| ask_for_choice(act, case, &brief())).await;
        assert_eq!(refused.unwrap_err(), Error::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn terms_need_a_hundred_three_openers_and_one_of_another_agency() {
    for w in worlds().await {
        let fair = Fair::ready(w).await;
        let w = &fair.w;
        let case = w.case;
        let asked = w.desk.act(&w.worker, move |act| ask_for_choice(act, case, &brief())).await.unwrap();
        let good = fair.named().await;
        let email = |who: &Actor| {
            let account = who.account().unwrap();
            async move { w.desk.db.read(move |r| accounts::email_of(r, account)).await.unwrap() }
        };
        let ours = email(&w.desk.worker(Role::TeamManager).await).await;
        let seller = email(&w.seller).await;
        let with = |third: &str| Named {
            openers: vec![good.openers[0].clone(), good.openers[1].clone(), third.to_owned()],
            ..good.clone()
        };
        for (named, field) in [
            (with(&ours), "opener3"),
            (with(&good.openers[0]), "opener3"),
            (with("nobody@example.org"), "opener3"),
            (with(&seller), "opener3"),
            (Named { openers: good.openers[..2].to_vec(), ..good.clone() }, "opener1"),
            (Named { assessors: Vec::new(), ..good.clone() }, "assessor1"),
            (Named { assessors: vec![good.openers[2].clone()], ..good.clone() }, "assessor1"),
        ] {
            let refused =
                w.desk.act(&fair.commissioner, move |act| set_terms(act, asked, &terms(), &named, 1)).await;
            assert!(
                matches!(refused, Err(Error::Invalid(ref i)) if i.of(field).is_some()),
                "{field}: {refused:?}"
            );
        }
        let named = good.clone();
        w.desk.act(&fair.commissioner, move |act| set_terms(act, asked, &terms(), &named, 1)).await.unwrap();
        // Fixed: not once more, and a passphrase is set once.
        let again =
            w.desk.act(&fair.commissioner, move |act| set_terms(act, asked, &terms(), &good, 2)).await;
        assert_eq!(again.unwrap_err().code(), "competition.state");
        let rows = ids::<Opener>(w, OPENER_IDS, asked.into()).await;
        let who = &fair.openers[1];
        let mine = rows.iter().find(|r| r.1 == who.account().unwrap().cast()).unwrap().0;
        let locked = vault::lock("plum window kettle orbit", mine).unwrap();
        let first = locked.clone();
        w.desk.act(who, move |act| ready(act, mine, &first)).await.unwrap();
        let twice = w.desk.act(who, move |act| ready(act, mine, &locked)).await;
        assert_eq!(twice.unwrap_err().code(), "competition.ready");
        // A weak one is not taken, and neither two that differ.
        let outside = rows.iter().find(|r| r.1 == fair.openers[2].account().unwrap().cast()).unwrap().0;
        let me = Caller::Browser(fair.openers[2].clone());
        for form in [
            "passphrase=password1234&again=password1234",
            "passphrase=plum+window+kettle&again=plum+window+kettles",
        ] {
            let said = w.send(LATER, &me, &format!("/openings/{outside}/passphrase"), Some(form)).await;
            assert_eq!(said.status, 422);
        }
        let form = "passphrase=plum+window+kettle&again=plum+window+kettle";
        let said = w.send(LATER, &me, &format!("/openings/{outside}/passphrase"), Some(form)).await;
        assert_eq!(said.status, 303, "{}", said.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn assessors_score_alone_and_without_a_conflict() {
    for w in worlds().await {
        let fair = Fair::over(w).await;
        fair.opened().await;
        let w = &fair.w;
        let bids = fair.bids().await;
        let rows = ids::<Assessor>(w, ASSESSOR_IDS, fair.id.into()).await;
        let of = |who: &Actor| rows.iter().find(|r| r.1 == who.account().unwrap().cast()).unwrap().0;
        let (first, second) = (of(&fair.assessors[0]), of(&fair.assessors[1]));
        let all = given(&bids, "Kestrel");
        let undeclared = all.clone();
        let refused = w.desk.act(&fair.assessors[0], move |act| score(act, first, &undeclared)).await;
        assert_eq!(refused.unwrap_err().code(), "competition.conflict");
        let other = w.desk.act(&fair.assessors[1], move |act| declare(act, first, true, "")).await;
        assert_eq!(other.unwrap_err(), Error::NotFound, "nobody declares for another");
        w.desk.act(&fair.assessors[0], move |act| declare(act, first, true, "")).await.unwrap();
        let page = w
            .send(LATER, &Caller::Browser(fair.assessors[0].clone()), &format!("/scorings/{first}"), None)
            .await;
        assert!(page.text.contains(SECRET_ANSWER), "{}", page.text);
        assert!(
            !page.text.contains("Willow Therapies") && !page.text.contains("£90"),
            "neither names nor prices"
        );
        let short = all[1..].to_vec();
        let refused = w.desk.act(&fair.assessors[0], move |act| score(act, first, &short)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
        let mine = all.clone();
        w.desk.act(&fair.assessors[0], move |act| score(act, first, &mine)).await.unwrap();
        // The commissioner sees nothing of it until the other has scored, or may not.
        let path = format!("/competitions/{}", fair.id);
        let page = w.send(LATER, &Caller::Browser(fair.commissioner.clone()), &path, None).await;
        assert!(!page.text.contains("These scores count") && !page.text.contains("Kestrel"), "{}", page.text);
        let told: Vec<_> = bids.iter().map(|b| (b.id, "Well".to_owned())).collect();
        let (early, words) = (all.clone(), told.clone());
        let refused =
            fair.as_commissioner(move |act, c| moderate(act, c.id, &early, &words, c.version)).await;
        assert_eq!(refused.unwrap_err().code(), "competition.scores");
        w.desk
            .act(&fair.assessors[1], move |act| declare(act, second, false, "A cousin works there"))
            .await
            .unwrap();
        let theirs = all.clone();
        let refused = w.desk.act(&fair.assessors[1], move |act| score(act, second, &theirs)).await;
        assert_eq!(refused.unwrap_err().code(), "competition.conflict");
        fair.as_commissioner(move |act, c| moderate(act, c.id, &all, &told, c.version)).await.unwrap();
        // Who was to be chosen for is not who decides: the commissioner asked for nothing here.
        fair.as_commissioner(|act, c| award(act, c.id, "The best", 0, c.version)).await.unwrap();
        assert_eq!(fair.load().await.state, State::Awarded);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_suspended_between_award_and_order_gets_no_order() {
    for w in worlds().await {
        let fair = Fair::over(w).await;
        fair.opened().await;
        fair.moderated().await;
        fair.as_commissioner(|act, c| award(act, c.id, "The best", 0, c.version)).await.unwrap();
        let suspend = |act: &Act<'_>| step_provider(act, id(10), Step::Suspend, 1);
        fair.w.desk.act(&fair.commissioner, suspend).await.unwrap();
        let choice = fair.id;
        let refused = fair.w.desk.act(&fair.w.worker, move |act| order(act, choice)).await;
        assert_eq!(refused.unwrap_err().code(), "provider.approval");
        assert_eq!(fair.load().await.state, State::Awarded, "nothing of it is done");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_direct_award_and_the_familys_choice_need_a_reason_and_another_who_agrees() {
    for w in worlds().await {
        let commissioner = w.desk.worker(Role::Commissioner).await;
        let case = w.case;
        for route in [Route::Direct, Route::Family] {
            let choice = Brief {
                route,
                provider: Some(id(10)),
                why: "They worked together before.".into(),
                ..brief()
            };
            for (wrong, field) in [
                (Brief { why: String::new(), ..choice.clone() }, "why"),
                (Brief { why: "Robin knows them.".into(), ..choice.clone() }, "why"),
                (Brief { provider: None, ..choice.clone() }, "provider"),
                (Brief { provider: Some(id(11)), ..choice.clone() }, "provider"),
            ] {
                let refused = w.desk.act(&w.worker, move |act| ask_for_choice(act, case, &wrong)).await;
                assert!(matches!(refused, Err(Error::Invalid(i)) if i.of(field).is_some()), "{field}");
            }
            let made = w.desk.act(&w.worker, move |act| ask_for_choice(act, case, &choice)).await.unwrap();
            assert_eq!(
                w.desk.act(&w.worker, move |act| order(act, made)).await.unwrap_err().code(),
                "competition.state"
            );
            let own = w.desk.act(&w.worker, move |act| agree(act, made, "Yes", 1)).await;
            assert_eq!(own.unwrap_err(), Error::Forbidden);
            w.desk
                .act(&commissioner, move |act| agree(act, made, "The bond is what helps", 1))
                .await
                .unwrap();
            let order = w.desk.act(&w.worker, move |act| order(act, made)).await.unwrap();
            let rows = w.desk.look(&w.worker, |l| orders::list(l, None, None, Some(9))).await.unwrap();
            assert_eq!(
                rows.items.iter().find(|o| o.id == order).unwrap().price,
                Pence::pounds(120),
                "the list's price"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_full_is_not_asked_and_a_declined_invitation_can_still_bid() {
    for w in worlds().await {
        let full = |act: &Act<'_>| state_capacity(act, "theraplay", 0, 8);
        w.desk.act(&w.seller, full).await.unwrap();
        let list = async |w: &World| {
            let day = d("2026-11-20");
            w.desk.db.read(move |r| rooms::shortlist(r, "theraplay", "", day)).await.unwrap().len()
        };
        assert_eq!(list(&w).await, 0);
        w.desk.act(&w.seller, |act| state_capacity(act, "theraplay", 3, 2)).await.unwrap();
        assert_eq!(list(&w).await, 1);
        let fair = Fair::open(w).await;
        let w = &fair.w;
        let mine = fair.invitation(&w.seller).await;
        let theirs = w.desk.act(&w.rival, move |act| decline(act, mine)).await;
        assert_eq!(theirs.unwrap_err(), Error::NotFound);
        w.desk.act(&w.seller, move |act| decline(act, mine)).await.unwrap();
        fair.bid(&w.seller, offer(90, "After all")).await.unwrap();
        let again = w.desk.act(&w.seller, move |act| decline(act, mine)).await;
        assert_eq!(again.unwrap_err(), Error::Stale, "a bid stands");
        fair.as_commissioner(|act, c| close(act, c.id, "The need has changed", c.version)).await.unwrap();
        let page = w.send(LATER, &Caller::Browser(w.seller.clone()), &format!("/bids/{mine}"), None).await;
        assert!(page.text.contains("The need has changed"));
    }
}
