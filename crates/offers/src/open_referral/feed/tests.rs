//! Feeds that behave and feeds that do not, on both engines.

use std::sync::atomic::{AtomicUsize, Ordering};

use access::Role;
use kernel::{Error, Result};
use serde_json::{Value, json};
use testkit::{Desk, both};

use super::{fetch::*, *};
use crate::directory::{
    actions::withdraw_entry,
    model::Service,
    store::{self, Query},
};

/// A feed that answers what a function says, and counts how often it is asked.
struct Feed<F>(F, AtomicUsize);

impl<F: Fn(usize) -> Option<String> + Send + Sync> Feed<F> {
    fn new(pages: F) -> Self {
        Feed(pages, AtomicUsize::new(0))
    }
}

impl<F: Fn(usize) -> Option<String> + Send + Sync> Fetch for Feed<F> {
    fn page(&self, number: usize, _: usize) -> Later<'_, Result<Option<Vec<u8>>>> {
        self.1.fetch_add(1, Ordering::Relaxed);
        let said = (self.0)(number).map(String::into_bytes);
        Box::pin(async { Ok(said) })
    }
    fn whole<'a>(&'a self, _: &'a str) -> Later<'a, Result<Option<Vec<u8>>>> {
        Box::pin(async { Ok(None) })
    }
}

fn service(id: usize) -> Value {
    json!({
        "id": format!("s{id}"), "name": format!("Service {id}"), "status": "active", "description": "Help with school",
        "assured_date": "2026-10-01", "organization": {"id": "o", "name": "County", "description": "A council"},
        "service_areas": [{"id": "a", "name": "Essex"}],
        "service_at_locations": [{"id": "l", "location": {"id": "p", "location_type": "physical", "name": "Hall",
            "addresses": [{"address_1": "1 Road", "city": "Chelmsford", "postal_code": "CM1 1QH"}]}}],
        "schedules": [{"id": "t", "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00"}],
    })
}

fn page(ids: &[usize], number: usize, pages: usize, total: usize) -> String {
    let contents: Vec<Value> = ids.iter().map(|id| service(*id)).collect();
    json!({"total_items": total, "total_pages": pages, "page_number": number, "size": ids.len(),
           "first_page": number == 1, "last_page": number == pages, "empty": ids.is_empty(), "contents": contents})
    .to_string()
}

async fn read(feed: &dyn Fetch) -> Result<Fetched> {
    fetch(feed, |_| {}).await
}

async fn taken(desk: &Desk, feed: &dyn Fetch) -> Done {
    let fetched = read(feed).await.unwrap();
    take(&desk.db, testkit::AGENCY, "https://county.example/api", fetched, desk.now).await.unwrap()
}

async fn names(desk: &Desk) -> Vec<String> {
    let rows = desk.db.read(|r| store::search(r, &Query::default(), None)).await.unwrap();
    rows.items.into_iter().map(|line| line.name).collect()
}

async fn first(desk: &Desk) -> Service {
    let found = desk.db.read(|r| {
        let ids = store::matching(r, &Query { words: "school".into(), ..Query::default() }, None)?;
        store::by_ids(r, &ids[..1])
    });
    found.await.unwrap().remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn twice_the_same_changes_nothing_and_what_is_gone_is_marked_and_kept() {
    for desk in both(crate::schema()).await {
        let two = Feed::new(|n| Some(page(if n == 1 { &[1, 2] } else { &[3] }, n, 2, 3)));
        let done = taken(&desk, &two).await;
        assert_eq!(done, Done { new: 3, complete: true, ..Done::default() });
        assert_eq!(taken(&desk, &two).await, Done { unchanged: 3, complete: true, ..Done::default() });
        let s = first(&desk).await;
        assert_eq!(s.source.as_ref().unwrap().address, "https://county.example/api");
        assert_eq!(s.entry.details.councils, ["881"]);

        let less = Feed::new(|_| Some(page(&[1, 3], 1, 1, 2)));
        assert_eq!(
            taken(&desk, &less).await,
            Done { unchanged: 2, gone: 1, complete: true, ..Done::default() }
        );
        assert_eq!(names(&desk).await, ["Service 1", "Service 3"]);
        assert_eq!(taken(&desk, &less).await.gone, 0, "marked once");
        assert_eq!(
            taken(&desk, &two).await,
            Done { unchanged: 2, changed: 1, complete: true, ..Done::default() }
        );
        assert_eq!(names(&desk).await.len(), 3, "what is back is open again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_withdrawn_here_stays_so_and_nobody_changes_what_another_keeps() {
    for desk in both(crate::schema()).await {
        let feed = Feed::new(|_| Some(page(&[1, 2], 1, 1, 2)));
        taken(&desk, &feed).await;
        let keeper = desk.worker(Role::TeamManager).await;
        let (id, version) = {
            let s = first(&desk).await;
            (s.id, s.version)
        };
        let check =
            desk.act(&keeper, move |act| crate::directory::actions::check_entry(act, id, version)).await;
        assert_eq!(check.unwrap_err().code(), crate::directory::actions::rule::FED);
        desk.act(&keeper, move |act| withdraw_entry(act, id, version, "Not for us")).await.unwrap();
        assert_eq!(taken(&desk, &feed).await, Done { unchanged: 2, complete: true, ..Done::default() });
        assert_eq!(names(&desk).await, ["Service 2"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_that_lies_or_changes_is_taken_in_with_words_and_nothing_is_marked_gone() {
    for desk in both(crate::schema()).await {
        taken(&desk, &Feed::new(|_| Some(page(&[1, 2, 3], 1, 1, 3)))).await;
        let lies = Feed::new(|_| Some(page(&[1], 1, 1, 40)));
        let fetched = read(&lies).await.unwrap();
        assert!(fetched.troubles[0].contains("says that it has 40 services, and sent 1"));
        let done =
            take(&desk.db, testkit::AGENCY, "https://county.example/api", fetched, desk.now).await.unwrap();
        assert_eq!(done, Done { unchanged: 1, ..Done::default() });
        assert_eq!(names(&desk).await.len(), 3);

        let changes = Feed::new(|n| Some(page(&[n], n, 2, 1 + n)));
        assert!(
            read(&changes).await.unwrap().troubles[0]
                .contains("changed while it was read: it said 2 services, then 3")
        );
        let repeats = Feed::new(|n| Some(page(if n == 1 { &[1, 2] } else { &[2, 3] }, n, 2, 4)));
        let fetched = read(&repeats).await.unwrap();
        assert_eq!((fetched.told.len(), fetched.complete), (3, true));
        assert!(fetched.troubles[0].contains("s2 came twice"));
        let broken = Feed::new(|_| {
            Some(json!({"contents": [{"id": "x", "name": "", "status": "active"}, {"name": "no id"}, service(1)],
                        "last_page": true}).to_string())
        });
        let fetched = read(&broken).await.unwrap();
        assert_eq!((fetched.told.len(), fetched.left_out, fetched.complete), (1, 2, false));
        let unknown = take(&desk.db, "no-such-agency", "x", fetched, desk.now).await;
        assert!(matches!(unknown.unwrap_err(), Error::Invalid(_)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_that_is_none_or_never_ends_is_refused() {
    async fn refused(pages: impl Fn(usize) -> Option<String> + Send + Sync) -> (String, usize, String) {
        let feed = Feed::new(pages);
        let bounds = Bounds { pages: 60, entries: 200 };
        let error = fetch_within(bounds, &feed, |_| {}).await.unwrap_err();
        (error.code().to_owned(), feed.1.load(Ordering::Relaxed), error.to_string())
    }
    let (code, asked, words) = refused(|_| Some("<!DOCTYPE html><p>Sign in".into())).await;
    assert!(code == rule::SHAPE && asked == 1 && words.contains("sent a web page"), "{words}");
    assert_eq!(refused(|_| Some("nothing of the kind".into())).await.0, rule::SHAPE);
    assert_eq!(refused(|_| Some("{\"services\": []}".into())).await.0, rule::SHAPE);
    assert_eq!(refused(|_| None).await.0, rule::ANSWER);
    // The same page again and again, each saying that there are more.
    let (code, asked, words) = refused(|n| Some(page(&[1, 2], n, 99, 200))).await;
    assert!(code == rule::ENDLESS && asked == 2 && words.contains("for ever"), "{words}");
    // Ever new pages without an end.
    let (code, asked, _) = refused(|n| {
        let ids: Vec<usize> = (0..20).map(|i| n * 20 + i).collect();
        Some(json!({"contents": ids.iter().map(|id| json!({"id": format!("{id}"), "name": "x", "status": "active"}))
            .collect::<Vec<_>>()}).to_string())
    })
    .await;
    assert_eq!((code.as_str(), asked), (rule::LARGE, 11));
    // Empty pages without an end.
    let (code, asked, _) = refused(|_| Some("{\"contents\": []}".into())).await;
    assert_eq!((code.as_str(), asked), (rule::ENDLESS, 60));
}

/// A web address whose answers a function gives.
struct Site<F>(F);

impl<F: Fn(&str) -> std::result::Result<(u16, String), String> + Send + Sync> Get for Site<F> {
    fn get<'a>(&'a self, url: &'a str) -> Later<'a, std::result::Result<(u16, Vec<u8>), String>> {
        let said = (self.0)(url).map(|(status, body)| (status, body.into_bytes()));
        Box::pin(async { said })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_address_is_asked_page_by_page_and_service_by_service() {
    let site = Web::new(
        "https://county.example/api/services/",
        Site(|url: &str| {
            match url.strip_prefix("https://county.example/api/services").unwrap() {
                "?page=1&per_page=100" => Ok((
                    200,
                    json!({"contents": [{"id": "s1"}, {"id": "../admin"}, {"id": "s2"}],
                                                      "total_items": 3, "last_page": true})
                    .to_string(),
                )),
                "/s1" => Ok((200, service(1).to_string())),
                // It answers with another.
                "/s2" => Ok((200, service(1).to_string())),
                other => panic!("asked for {other}"),
            }
        }),
    );
    let fetched = read(&site).await.unwrap();
    assert_eq!((fetched.told.len(), fetched.left_out), (1, 2));
    assert!(fetched.troubles.iter().any(|t| t.contains("sent another")), "{:?}", fetched.troubles);
    for (said, words) in [
        (Ok((301, String::new())), "answered 301"),
        (Ok((500, String::new())), "answered 500"),
        (Err("no answer in ten seconds".to_owned()), "no answer in ten seconds"),
    ] {
        let site = Web::new("https://county.example/api", Site(move |_: &str| said.clone()));
        let error = read(&site).await.unwrap_err();
        assert!(error.code() == rule::ANSWER && error.to_string().contains(words), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_files_is_a_feed() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Folder::open(folder.path()), Err(Error::Refused { rule: rule::ANSWER, .. })));
    std::fs::write(folder.path().join("1.json"), json!([service(1), service(2)]).to_string()).unwrap();
    std::fs::write(folder.path().join("2.json"), service(3).to_string()).unwrap();
    std::fs::write(folder.path().join("notes.txt"), "nothing").unwrap();
    let fetched = read(&Folder::open(folder.path()).unwrap()).await.unwrap();
    assert_eq!((fetched.told.len(), fetched.complete, fetched.troubles.len()), (3, true, 0));
}
