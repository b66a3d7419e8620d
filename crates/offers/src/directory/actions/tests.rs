//! The directory on both engines: kept by one agency, found by everybody.

use access::Role;
use kernel::{AgeBand, Error, Level, PromiseKind};
use testkit::{Desk, both};

use super::*;
use crate::{
    directory::{
        model::{Audience, Cost, Entry, Service, tests::entry},
        store::{self, Query},
    },
    testing::{call, day, send},
};

fn input(entry: Entry) -> Input {
    Input { councils: entry.details.councils.clone(), entry }
}

async fn added(desk: &Desk, who: &access::Actor, entry: Entry) -> Service {
    let input = input(entry);
    desk.act(who, move |act| add_entry(act, &input)).await.unwrap()
}

async fn found(desk: &Desk, query: Query) -> Vec<String> {
    let rows = desk.db.read(move |r| store::search(r, &query, None)).await.unwrap();
    rows.items.into_iter().map(|line| line.name).collect()
}

fn words(typed: &str) -> Query {
    Query { words: typed.into(), ..Query::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_found_by_all_that_it_says_and_by_nothing_else() {
    for desk in both(crate::schema()).await {
        let keeper = desk.worker(Role::SocialWorker).await;
        let mut other = entry("Therapeutic parenting course");
        other.details.description = "Eight evenings online for parents.".into();
        other.details.councils = Vec::new();
        other.details.everywhere = true;
        other.details.places.clear();
        other.audiences = vec![Audience::Guardians];
        (other.minimum_age, other.maximum_age) = (None, None);
        (other.level, other.cost) = (Some(Level::Targeted), Some(Cost::Fund));
        added(&desk, &keeper, entry("Saturday play")).await;
        added(&desk, &keeper, other).await;
        let q = Query::default;
        let both_of_them = ["Saturday play", "Therapeutic parenting course"];
        for (query, names) in [
            (q(), &both_of_them[..]),
            (words("play"), &both_of_them[..1]),
            (words("PARENT"), &both_of_them[1..]),
            (words("saturday families"), &both_of_them[..1]),
            (words("saturday evenings"), &[]),
            (words("!!"), &[]),
            (words("xyzzy"), &[]),
            (Query { council: Some("881".into()), ..q() }, &both_of_them[..]),
            (Query { council: Some("850".into()), ..q() }, &both_of_them[1..]),
            (Query { near: Some("cm1 9xx".into()), ..q() }, &both_of_them[..1]),
            (Query { near: Some("CM".into()), ..q() }, &both_of_them[..1]),
            (Query { near: Some("SW1".into()), ..q() }, &[]),
            (Query { near: Some("nowhere".into()), ..q() }, &[]),
            (Query { audience: Some(Audience::Guardians), ..q() }, &both_of_them[1..]),
            (Query { age: Some(AgeBand::To10), ..q() }, &both_of_them[..]),
            (Query { age: Some(AgeBand::Under5), ..q() }, &both_of_them[1..]),
            (Query { level: Some(Level::Universal), cost: Some(Cost::Free), ..q() }, &both_of_them[..1]),
            (Query { level: Some(Level::Universal), cost: Some(Cost::Fund), ..q() }, &[]),
        ] {
            assert_eq!(found(&desk, query.clone()).await, names, "{query:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_kept_by_its_agency_and_every_change_is_found_at_once() {
    for desk in both(crate::schema()).await {
        let keeper = desk.worker(Role::SocialWorker).await;
        for role in [Role::FinanceOfficer, Role::Administrator, Role::NationalAnalyst] {
            let (no, new) = (desk.worker(role).await, input(entry("No")));
            assert_eq!(desk.act(&no, move |act| add_entry(act, &new)).await.unwrap_err(), Error::Forbidden);
        }
        let s = added(&desk, &keeper, entry("Saturday play")).await;
        let mut next = entry("Sunday walks");
        next.details.description = "A walk in the woods.".into();
        let next = input(next);
        let change = move |version| {
            let next = next.clone();
            move |act: &access::Act<'_>| change_entry(act, s.id, version, &next)
        };
        let stranger = desk.stranger(Role::SocialWorker).await;
        assert_eq!(desk.act(&stranger, change(1)).await.unwrap_err(), Error::NotFound);
        assert_eq!(desk.act(&keeper, change(7)).await.unwrap_err(), Error::Stale);
        assert_eq!(desk.act(&keeper, change(1)).await.unwrap().version, 2);
        assert_eq!(found(&desk, words("woods")).await, ["Sunday walks"]);
        assert!(found(&desk, words("saturdays")).await.is_empty());
        desk.act(&keeper, move |act| withdraw_entry(act, s.id, 2, "The group ended")).await.unwrap();
        let twice = desk.act(&keeper, move |act| withdraw_entry(act, s.id, 3, "Again")).await;
        assert_eq!(twice.unwrap_err().code(), rule::STANDS);
        assert!(found(&desk, Query::default()).await.is_empty());
        let gone = desk.db.read(move |r| store::public(r, s.id)).await;
        assert_eq!(gone.unwrap_err(), Error::NotFound);
        desk.act(&keeper, move |act| reopen_entry(act, s.id, 3)).await.unwrap();
        assert_eq!(found(&desk, words("walk")).await, ["Sunday walks"]);
        // How many have a word is kept with every change.
        for (word, uses) in [("any:", 1), ("woods", 1), ("saturdays", 0), ("area:881", 1)] {
            assert_eq!(desk.db.read(move |r| store::uses(r, word)).await.unwrap(), uses, "{word}");
        }
        let unknown = Input { councils: vec!["Atlantis".into()], ..input(entry("X")) };
        let wrong = desk.act(&keeper, move |act| add_entry(act, &unknown)).await.unwrap_err();
        assert!(wrong.to_string().contains("no council called Atlantis"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_nobody_looks_at_is_late_and_looking_keeps_the_promise() {
    for desk in both(crate::schema()).await {
        let keeper = desk.worker(Role::TeamManager).await;
        let mut late = entry("Late");
        (late.assured, late.review) = (day("2026-01-01"), day("2026-06-01"));
        let late = added(&desk, &keeper, late).await;
        added(&desk, &keeper, entry("Fine")).await;
        let stale = |who: access::Actor| {
            let desk = &desk;
            async move {
                desk.look(&who, |look| store::stale(look, &look.agency::<access::actions::KeepDirectory>()?))
                    .await
            }
        };
        assert_eq!(stale(keeper.clone()).await.unwrap(), 1);
        assert_eq!(stale(desk.stranger(Role::TeamManager).await).await.unwrap(), 0);
        let open = |desk: &Desk, who: access::Actor| {
            let db = desk.db.clone();
            let now = desk.now;
            async move {
                db.read(move |r| {
                    let look = access::Look::new(r, &who, now, "test");
                    let open = promises::open(&look, &look.agency()?, None)?.items;
                    Ok(open.into_iter().filter(|p| p.kind == PromiseKind::DirectoryReview).count())
                })
                .await
                .unwrap()
            }
        };
        assert_eq!(open(&desk, keeper.clone()).await, 2);
        let checked = desk.act(&keeper, move |act| check_entry(act, late.id, 1)).await.unwrap();
        assert_eq!((checked.entry.assured, checked.entry.review), (day("2026-11-20"), day("2027-05-21")));
        assert_eq!(stale(keeper.clone()).await.unwrap(), 0);
        assert_eq!(open(&desk, keeper.clone()).await, 2, "the old promise is kept and a new one made");
        desk.act(&keeper, move |act| withdraw_entry(act, late.id, 2, "Ended")).await.unwrap();
        assert_eq!(open(&desk, keeper).await, 1);
    }
}

/// The fields that the form of an entry needs.
const FORM: &str = "name=Evening+group&description=We+meet&giver_name=Elm&audiences=adopters&level=universal&cost=free&evidence=practice\
&councils=Essex%0ASouthend-on-Sea&days=MO&days=TU&opens=18:00&closes=20:00&place=physical&address=1+High+Street&town=Chelmsford&postcode=CM1+1QH";

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_add_find_and_withdraw() {
    for desk in both(crate::schema()).await {
        let keeper = desk.worker(Role::SocialWorker).await;
        let new = send(&desk, &keeper, "/services/new", None).await;
        assert!(new.text.contains("Adopt East") && new.text.contains("Essex"), "filled in for the agency");
        let wrong = send(&desk, &keeper, "/services/new", Some("name=X&opens=9&place=physical")).await;
        assert_eq!(wrong.status, 422);
        for said in ["Choose whom it is for", "such as 09:30", "Enter a postcode", "Choose the level"] {
            assert!(wrong.text.contains(said), "{said}");
        }
        let made = send(&desk, &keeper, "/services/new", Some(FORM)).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let at = made.to.unwrap();
        let shown = send(&desk, &keeper, "/directory?words=evening&council=881", None).await;
        assert!(shown.text.contains("Evening group"));
        let id = at.rsplit('/').next().unwrap().to_owned();
        let page = send(&desk, &keeper, &format!("/directory/{id}"), None).await.text;
        for said in
            ["Monday, Tuesday; 18:00 to 20:00", "CM1 1QH", "Essex, Southend-on-Sea", "20 November 2026"]
        {
            assert!(page.contains(said), "{said}: {page}");
        }
        let csv = send(&desk, &keeper, "/directory.csv?near=CM1", None).await.text;
        assert!(csv.lines().count() == 2 && csv.contains("Evening group"));
        let change = send(&desk, &keeper, &format!("{at}/change"), None).await.text;
        assert!(change.contains("value=\"18:00\"") && change.contains("Southend-on-Sea"));
        let changed =
            send(&desk, &keeper, &format!("{at}/change"), Some(&format!("version=1&{FORM}&alert=Moved")))
                .await;
        assert_eq!(changed.status, 303, "{}", changed.text);
        let stale = send(&desk, &keeper, &format!("{at}/change"), Some(&format!("version=1&{FORM}"))).await;
        assert!(stale.status == 422 && stale.text.contains("Somebody changed this record"));
        let why = send(&desk, &keeper, &format!("{at}/withdraw"), Some("version=2")).await;
        assert!(why.text.contains("why it is withdrawn"));
        let done = send(&desk, &keeper, &format!("{at}/withdraw"), Some("version=2&reason=Ended")).await;
        assert_eq!(done.status, 303);
        assert!(send(&desk, &keeper, "/directory", None).await.text.contains("no entries yet"));
        let list = send(&desk, &keeper, "/services", None).await.text;
        assert!(list.contains("Evening group") && list.contains("Withdrawn"));
        let back = send(&desk, &keeper, &format!("{at}/reopen"), Some("version=3")).await;
        assert_eq!(back.status, 303);
        assert!(send(&desk, &keeper, "/services.csv", None).await.text.contains("Evening group"));
        assert_eq!(send(&desk, &keeper, &format!("{at}/check"), Some("version=4")).await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_keeps_entries_too() {
    for desk in both(crate::schema()).await {
        let machine = desk.machine(Role::SocialWorker, desk.agency()).await;
        let body = serde_json::json!({
            "name": "Evening group", "description": "We meet", "giver_name": "Elm", "audiences": ["adopters"],
            "level": "universal", "cost": "free", "evidence": "practice", "everywhere": true,
        });
        let made = call(&desk, &machine, "/api/v1/services", Some(&body.to_string())).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let made = made.json();
        assert_eq!((made["review"].as_str(), made["stale"].as_bool()), (Some("2027-05-21"), Some(false)));
        let path = format!("/api/v1/services/{}", made["id"].as_str().unwrap());
        let elsewhere = desk.machine(Role::SocialWorker, desk.other_agency()).await;
        assert_eq!(call(&desk, &elsewhere, &path, None).await.status, 404);
        let wrong = call(&desk, &machine, "/api/v1/services", Some("{\"name\": \"X\"}")).await;
        assert_eq!(wrong.status, 422);
        let version = serde_json::json!({"version": 1, "reason": "Ended"}).to_string();
        let withdrawn = call(&desk, &machine, &format!("{path}/withdraw"), Some(&version)).await;
        assert_eq!(withdrawn.json()["status"], "inactive");
        let list = call(&desk, &machine, "/api/v1/services", None).await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_search_follow_each_other_by_the_alphabet() {
    for desk in both(crate::schema()).await {
        let keeper = desk.worker(Role::SocialWorker).await;
        let names: Vec<String> =
            (0..120).map(|n| format!("{} group {n:03}", ["Beech", "Ash", "Cedar"][n % 3])).collect();
        let all: Vec<Input> = names.iter().map(|name| input(entry(name))).collect();
        desk.act(&keeper, move |act| all.iter().try_for_each(|one| add_entry(act, one).map(drop)))
            .await
            .unwrap();
        for query in
            [Query::default(), words("group"), Query { council: Some("881".into()), ..words("play") }]
        {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let (query, from) = (query.clone(), after);
                let rows = desk.db.read(move |r| store::search(r, &query, from)).await.unwrap();
                seen.extend(rows.items.into_iter().map(|line| line.name));
                after = rows.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen.len(), 120, "{query:?}");
            assert!(seen.is_sorted_by_key(|name| crate::directory::words::name_key(name)));
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), 120);
        }
        let rare = desk.db.read(|r| store::search(r, &words("cedar"), None)).await.unwrap();
        assert_eq!((rare.items.len(), rare.next), (40, None));
    }
}
