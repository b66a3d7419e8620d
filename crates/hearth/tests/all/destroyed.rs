//! Destroying a record reaches everything. The world of the canary crawl has a mark in every sealed column; the whole
//! case of its first family is destroyed, and no mark of that family stands in any sealed column of the database any
//! more, but where [`KEPT`] says why. What belongs to others is as it was.

use std::{collections::BTreeMap, io::Write};

use access::Role;
use axum::http::StatusCode;
use kernel::{Id, Timestamp, kinds::Case};
use page::Method;
use store::{outbox, statements};
use trust::retention::{
    actions::{Decide, decide_destruction, lift_hold, propose_destruction},
    erase,
    model::State,
};

use crate::{
    canary::{
        marks::{Mark, What},
        world::{self, World, actor},
    },
    columns,
    house::{self, House},
};

statements! {
    CLOSE = "UPDATE support_case SET status = 'closed', closed_at = opened_at WHERE id = $1";
    ALL_SENT = "UPDATE message SET next_at = NULL, sent_at = created_at";
    FILES = "SELECT count(*) FROM stored_file";
    // Another family's partners go on with theirs, and so does who booked a drop-in.
    LINKS = "SELECT count(*) FROM one_time_link l WHERE NOT EXISTS (SELECT 1 FROM contribution k
        JOIN support_case c ON c.id = k.case_id WHERE k.id = l.subject_id AND c.status = 'open')
        AND NOT EXISTS (SELECT 1 FROM drop_in_booking b WHERE b.id = l.subject_id AND b.forgotten_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM action_ask a JOIN support_case d ON d.id = a.case_id
        WHERE a.id = l.subject_id AND d.status = 'open')";
}

/// Columns in which words of a destroyed record stay, and why.
const KEPT: &[(&str, &str)] = &[
    ("allocation.note", "of an agency's money, and of nobody's record"),
    ("audit_line.detail", "the log of who did what is not destroyed: its chain would break"),
    ("audit_log.detail", "the same"),
];

/// What a birth relative told of the child in a first contact of their own, which is no part of the child's record:
/// it is kept, and destroyed, with theirs.
const TOLD_BY_OTHERS: (&str, &[&str]) = ("enquiry.details", &["zqa1child", "2013-01-17"]);

/// Letters of both sides of a contact plan: what the family wrote goes, as it came and in every copy; what the birth
/// relative wrote stays.
const BOTH_WROTE: &[&str] = &["letter.words", "letter_step.words", "letter_step.copy"];

/// Marks that are of the first family's record, though they are somebody else's to see.
const OF_WORKERS: &[&str] = &[
    "zqadutyworkeremergency",
    "zqadutyworkerreview",
    "zqasealingsealedbefore",
    "zqasealingopenedagain",
    "zqasocialworkerunsentplan",
];

fn is_of_family(mark: &Mark) -> bool {
    // What a grant letter says, and why one was taken back, stands under the family whose money it was for.
    let of_agency = mark.what == What::Ledger && !mark.text.ends_with("overspent");
    (["a1", "a1me", "a1young"].contains(&mark.own.as_str()) && !of_agency)
        || OF_WORKERS.contains(&mark.text.as_str())
}

/// The marks that stand in each column, of the first family and of everybody else.
async fn standing(house: &House, world: &World) -> BTreeMap<(&'static str, bool), Vec<String>> {
    let mut found: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for (column, values) in columns::opened(house).await {
        let words = values.join("\n").to_lowercase();
        for mark in world.marks.iter().filter(|m| m.what != What::Secret && words.contains(&m.text)) {
            found.entry((column, is_of_family(mark))).or_default().push(mark.text.clone());
        }
    }
    found
}

/// How many files lie in the folder.
fn lying(house: &House) -> usize {
    let folder = house.desk.folder.path().join("files");
    let Ok(shelves) = std::fs::read_dir(folder) else { return 0 };
    shelves.map(|shelf| std::fs::read_dir(shelf.unwrap().path()).unwrap().count()).sum()
}

async fn count(house: &House, sql: store::Sql) -> i64 {
    house.desk.db.read(move |r| r.row(sql, &[])?.get(0)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_destroyed_case_stands_in_any_sealed_column() {
    for house in house::both().await {
        let world = world::build(&house).await;
        let case: Id<Case> = world.ids["cases"][0].parse().unwrap();
        let before = standing(&house, &world).await;
        let of_family: Vec<&str> = before.keys().filter(|(_, of)| *of).map(|(column, _)| *column).collect();
        assert!(of_family.len() >= 45, "the first family has a mark in {of_family:?} alone");
        assert_eq!((lying(&house), count(&house, FILES).await), (3, 2));

        let (worker, manager) =
            (actor(&house, &world, "asocialworker").await, actor(&house, &world, "ateammanager").await);
        // A hundred years and a day after the order, when all mail has long left but one letter.
        let then: Timestamp = "2119-02-01T10:00:00Z".parse().unwrap();
        let lately: Timestamp = "2119-01-10T10:00:00Z".parse().unwrap();
        let address = world.marks.iter().find(|m| m.text.starts_with("zqa1mail@")).unwrap().text.clone();
        let left = house.desk.db.write("a hundred years", move |w| {
            w.execute(CLOSE, &[case.into()])?;
            w.execute(ALL_SENT, &[])?;
            outbox::email(w, lately, "lately", &address.to_uppercase(), "A letter", "Words")?;
            outbox::email(w, lately, "another", "else@example.org", "A letter", "Words")?;
            outbox::forget(w, then)
        });
        assert!(left.await.unwrap() > 0, "old mail is forgotten by itself");
        house.desk.act_at(then, &worker, move |act| lift_hold(act, case, "It is over")).await.unwrap();
        let made =
            house.desk.act_at(then, &worker, move |act| propose_destruction(act, case, "Its time is over"));
        let made = made.await.unwrap();
        let yes = Decide { version: 1, destroy: true, why: "Nobody needs it".into() };
        let done = house
            .desk
            .act_at(then, &manager, move |act| decide_destruction(act, made.id, &yes))
            .await
            .unwrap();
        assert_eq!(done.state, State::Destroyed);
        assert!(done.erased.unwrap() > 40, "{:?}", done.erased);

        let after = standing(&house, &world).await;
        for ((column, of), marks) in &after {
            let (of_another, told) = TOLD_BY_OTHERS;
            let of_another = *column == of_another && marks.iter().all(|m| told.contains(&m.as_str()));
            let kept = of_another || KEPT.iter().any(|(name, _)| name == column);
            assert!(!of || kept, "{column} still holds {marks:?}");
        }
        for ((column, of), marks) in
            before.iter().filter(|((column, of), _)| !of && *column != "message.recipient")
        {
            if BOTH_WROTE.contains(column) {
                let left = after.get(&(*column, *of)).cloned().unwrap_or_default();
                assert!(left.iter().all(|m| marks.contains(m)), "{column} of others: {left:?}");
                assert!(!left.iter().any(|m| m.ends_with("fromthem")), "{column}: {left:?}");
                continue;
            }
            // A plan, and a copy of a record, name the worker, whose name goes with them.
            let named = |all: &[String]| -> Vec<String> {
                let workers = *column != "account.name";
                all.iter().filter(|m| !(workers && m.ends_with("workercalled"))).cloned().collect()
            };
            let left = after.get(&(*column, *of)).map(|left| named(left)).unwrap_or_default();
            assert_eq!(left, named(marks), "{column} of others");
        }
        // The way through the wall, the links to the document, and its file.
        let opened = columns::opened(&house).await;
        let (child, birth) = &world.linked[0];
        assert!(world.linked.len() > 1 && !opened["identity_link.other"].is_empty());
        assert!(!opened["identity_link.other"].iter().any(|id| id == child || id == birth));
        assert_eq!(opened["message.recipient"], ["else@example.org"]);
        assert_eq!((count(&house, FILES).await, count(&house, LINKS).await), (0, 0));
        // A document's, and what the family sent: one that waits, and one that was not kept.
        assert_eq!(erase::take_away(&house.desk.db).await, Ok(3));
        assert_eq!((lying(&house), erase::take_away(&house.desk.db).await), (0, Ok(0)));
        pages_still_open(&house, &world).await;
        let _ = writeln!(
            std::io::stderr(),
            "destruction: {} rows erased, marks in {} columns before, in {} kept ones after",
            done.erased.unwrap(),
            of_family.len(),
            after.keys().filter(|(_, of)| *of).count()
        );
    }
}

/// Lists that hold a destroyed record among others show the rest, and the record is not there.
async fn pages_still_open(house: &House, world: &World) {
    let who =
        world.personas.iter().filter(|p| p.agency == Some('a') && !p.role.is_some_and(Role::is_of_a_family));
    for who in who {
        for route in hearth::rooms::routes() {
            if route.method != Method::Get || route.path.contains('{') {
                continue;
            }
            let said = if route.is_api() {
                house.get(&who.token, route.path).await
            } else {
                house.page(&who.cookie, route.path).await
            };
            assert!(!said.status.is_server_error(), "{route:?} to {}: {}", who.name, said.told());
        }
        let case = house.page(&who.cookie, &format!("/cases/{}", world.ids["cases"][0])).await;
        assert!(matches!(case.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{}", case.text);
    }
    let family = world.personas.iter().find(|p| p.own.iter().any(|own| own == "a1me")).unwrap();
    assert_eq!(house.page(&family.cookie, "/my").await.to.as_deref(), Some("/sign-in?to=%2Fmy"));
}
