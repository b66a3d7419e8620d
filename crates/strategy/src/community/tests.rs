//! The pages and the API of the community of practice, as people and machines open them.

use access::Role;
use testkit::{Caller, Desk, Said};

const NOW: &str = "2026-11-20T09:30:00Z";

async fn ask(desk: &Desk, who: &Caller, path: &str, body: Option<&str>) -> Said {
    desk.request((crate::routes(), crate::nav()), NOW, who, path, body).await
}

async fn page(desk: &Desk, who: &Caller, path: &str) -> String {
    let said = ask(desk, who, path, None).await;
    assert_eq!(said.status, 200, "{path}: {}", said.text);
    said.text
}

/// Sends a form; gives where it leads.
async fn send(desk: &Desk, who: &Caller, path: &str, body: &str) -> String {
    let said = ask(desk, who, path, Some(body)).await;
    assert_eq!(said.status, 303, "{path}: {}", said.text);
    said.to.unwrap()
}

async fn browser(desk: &Desk, role: Role) -> Caller {
    Caller::Browser(desk.worker(role).await)
}

const PAPER: &str = "sort=tool&title=Questions&words=What+is+easier%3F%0AWhat+is+hard%3F&link=https://www.gov.uk/adoption\
    &review-day=1&review-month=10&review-year=2026";

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_shared_changed_compared_and_printed() {
    for desk in testkit::both(crate::schema()).await {
        let (manager, worker) =
            (browser(&desk, Role::TeamManager).await, browser(&desk, Role::SocialWorker).await);
        assert!(page(&desk, &worker, "/community").await.contains("No topic is open to you yet"));
        assert!(!page(&desk, &worker, "/community").await.contains("/community/new"));
        let topic = send(&desk, &manager, "/community", "title=Reviews&about=For+us&audience=agencies").await;
        let document = send(&desk, &worker, &format!("{topic}/document"), PAPER).await;
        let shown = page(&desk, &worker, &document).await;
        assert!(shown.contains("Out of date") && shown.contains("Print this document"), "{shown}");
        assert!(shown.contains("https://www.gov.uk/adoption") && shown.contains("Adopt East"));

        let change = PAPER.replace("hard%3F", "hard+now%3F").replace("2026", "2027");
        let without =
            ask(&desk, &worker, &format!("{document}/edit"), Some(&format!("version=1&{change}"))).await;
        assert!(without.text.contains("Write what you changed"), "{}", without.text);
        let whole = format!("version=1&changed=Asked+again&{change}");
        send(&desk, &worker, &format!("{document}/edit"), &whole).await;
        let compared = page(&desk, &worker, &format!("{document}/versions?from=1&to=2")).await;
        assert!(compared.contains("<ins>") && compared.contains("<del>"), "{compared}");
        assert!(
            compared.contains("from 1 October 2026 to 1 October 2027") && compared.contains("Asked again")
        );
        assert!(!page(&desk, &worker, &document).await.contains("Out of date"));

        // Somebody who opened the form before sees what is saved beside what they wrote.
        let late = whole.replace("now%3F", "today%3F");
        let clash = ask(&desk, &worker, &format!("{document}/edit"), Some(&late)).await;
        assert!(clash.text.contains("What is saved now"), "{}", clash.text);
        assert!(clash.text.contains("What is hard now?") && clash.text.contains("What is hard today?"));
        assert!(
            clash.text.contains("name=\"version\" value=\"2\""),
            "the next sending is based on what is shown"
        );

        let csv = page(&desk, &worker, &format!("{topic}/documents.csv")).await;
        assert!(
            csv.contains("Questions,tool,") && csv.contains(",2027-10-01,no,https://www.gov.uk/adoption"),
            "{csv}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_shown_as_words_wherever_it_stands() {
    const MARKUP: &str = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%3Cimg+src%3Dx+onerror%3Dalert(1)%3E";
    for desk in testkit::both(crate::schema()).await {
        let (manager, worker) =
            (browser(&desk, Role::TeamManager).await, browser(&desk, Role::SocialWorker).await);
        let body = format!("title={MARKUP}&about={MARKUP}&audience=everyone");
        let topic = send(&desk, &manager, "/community", &body).await;
        let post =
            send(&desk, &worker, &format!("{topic}/post"), &format!("title={MARKUP}&words={MARKUP}")).await;
        send(&desk, &manager, &format!("{post}/answers"), &format!("words={MARKUP}")).await;
        send(&desk, &manager, &format!("{post}/report"), &format!("why={MARKUP}")).await;
        let moderation = post.replace("/community/", "/community/moderation/");
        let commissioner = browser(&desk, Role::Commissioner).await;
        for path in [
            "/community",
            topic.as_str(),
            post.as_str(),
            format!("{post}/versions").as_str(),
            "/community/moderation",
            "/community/log",
            moderation.as_str(),
        ] {
            let text = page(&desk, &commissioner, path).await;
            assert!(!text.contains("<script>alert") && !text.contains("<img src"), "{path}: {text}");
            assert!(text.contains("&lt;script&gt;alert(1)"), "{path}: {text}");
        }
        let found = ask(&desk, &commissioner, "/community/search", Some("words=alert")).await;
        assert!(
            found.text.contains("&lt;script&gt;") && !found.text.contains("<script>alert"),
            "{}",
            found.text
        );
        // A link that would run something is none.
        let bad = PAPER.replace("https://www.gov.uk/adoption", "javascript:alert(1)");
        let refused = ask(&desk, &worker, &format!("{topic}/document"), Some(&bad)).await;
        assert!(refused.text.contains("begins with https://"), "{}", refused.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_lead_to_a_family_is_shown_to_its_author_and_marked_for_the_moderator() {
    for desk in testkit::both(crate::schema()).await {
        let (manager, worker) =
            (browser(&desk, Role::TeamManager).await, browser(&desk, Role::SocialWorker).await);
        let reader = Caller::Browser(desk.stranger(Role::SocialWorker).await);
        let topic = send(&desk, &manager, "/community", "title=Reviews&about=For+us&audience=agencies").await;
        let body = "title=A+visit&words=We+met+Robin+there";
        let form = ask(&desk, &worker, &format!("{topic}/post"), Some(body)).await;
        assert!(form.text.contains("“Robin” (may be a name)") && form.text.contains("We met Robin there"));
        let held = send(&desk, &worker, &format!("{topic}/post"), &format!("{body}&sure=yes")).await;
        assert!(page(&desk, &worker, &held).await.contains("Nobody else sees this yet"));
        assert!(page(&desk, &worker, "/community").await.contains("What you wrote, and others do not see"));
        assert_eq!(ask(&desk, &reader, &held, None).await.status, 404);
        assert!(!page(&desk, &reader, &topic).await.contains("A visit"));
        assert!(page(&desk, &manager, "/community").await.contains("Something waits"));

        let moderation = held.replace("/community/", "/community/moderation/");
        assert!(page(&desk, &manager, &moderation).await.contains("<mark>Robin<span"));
        assert_eq!(ask(&desk, &worker, &moderation, None).await.status, 403);
        let stranger = Caller::Browser(desk.stranger(Role::TeamManager).await);
        assert_eq!(ask(&desk, &stranger, &moderation, None).await.status, 404);
        let why = ask(&desk, &manager, &moderation, Some("version=1&verdict=return")).await;
        assert!(why.text.contains("Write why"), "{}", why.text);
        send(&desk, &manager, &moderation, "version=1&verdict=return&why=Leave+the+name+out").await;
        assert!(page(&desk, &worker, &held).await.contains("Leave the name out"));
        // Whoever decides on what was read before is shown what happened.
        let late = ask(&desk, &manager, &moderation, Some("version=1&verdict=pass")).await;
        assert!(late.text.contains("Something happened to this"), "{}", late.text);
        assert!(page(&desk, &manager, "/community/log.csv").await.contains(",returned,"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_read_write_and_search_as_their_makers() {
    for desk in testkit::both(crate::schema()).await {
        let manager = desk.worker(Role::TeamManager).await;
        let token = desk
            .act(&manager, |act| access::tokens::make(act, Role::TeamManager, "a machine", 30))
            .await
            .unwrap();
        let machine = Caller::Machine(token);
        let new = r#"{"title":"Reviews","about":"For us","audience":"everyone"}"#;
        let topic = ask(&desk, &machine, "/api/v1/community/topics", Some(new)).await;
        assert_eq!(topic.status, 201, "{}", topic.text);
        let topic = topic.json()["id"].as_str().unwrap().to_owned();
        let of = |rest: &str| format!("/api/v1/community/topics/{topic}/{rest}");
        let new = r#"{"title":"What works","words":"What works for you at school?"}"#;
        let post = ask(&desk, &machine, &of("posts"), Some(new)).await;
        assert_eq!((post.status, post.json()["status"].as_str()), (201, Some("shown")), "{}", post.text);
        let id = post.json()["id"].as_str().unwrap().to_owned();
        let entry = |rest: &str| format!("/api/v1/community/entries/{id}{rest}");
        let answer = ask(&desk, &machine, &entry("/answers"), Some(r#"{"words":"A call before"}"#)).await;
        assert_eq!(answer.json()["under"], id.as_str(), "{}", answer.text);
        let change = r#"{"version":1,"title":"What works","words":"What works for you at school now?"}"#;
        let changed = ask(&desk, &machine, &entry("/versions"), Some(change)).await;
        assert_eq!(changed.json()["versions"].as_array().unwrap().len(), 2, "{}", changed.text);
        let stale = ask(&desk, &machine, &entry("/versions"), Some(change)).await;
        assert_eq!(stale.status, 409);

        let provider = Caller::Browser(desk.provider(kernel::Id::from_parts(7, [7; 10])).await);
        assert!(page(&desk, &provider, "/community").await.contains("Reviews"));
        let reader = desk.machine(Role::DutyWorker, desk.other_agency()).await;
        let read = ask(&desk, &reader, &entry(""), None).await.json();
        assert_eq!(read["versions"][1]["words"], "What works for you at school now?");
        assert_eq!(ask(&desk, &reader, &entry("/answers"), None).await.json()["items"][0]["kind"], "answer");
        assert_eq!(ask(&desk, &reader, &of("posts"), None).await.json()["items"][0]["version"], 2);
        assert_eq!(ask(&desk, &reader, "/api/v1/community/moderation", None).await.status, 403);
        let search =
            ask(&desk, &reader, "/api/v1/community/search", Some(r#"{"words":"School works"}"#)).await;
        assert_eq!(search.json()["items"][0]["id"], id.as_str(), "{}", search.text);
        let list = ask(&desk, &reader, "/api/v1/community/topics", None).await.json();
        assert_eq!(
            (list["items"][0]["opened_by"].as_str(), list["next"].as_str()),
            (Some("Adopt East"), None)
        );
        let paper = r#"{"sort":"standard","title":"A standard","words":"What we do","review":"2026-10-01"}"#;
        let shared = ask(&desk, &machine, &of("documents"), Some(paper)).await;
        assert_eq!(shared.json()["out_of_date"], true, "{}", shared.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_has_topics_and_something_that_waits() {
    use super::{Cast, plant};
    for desk in testkit::both(crate::schema()).await {
        let of = |who: &access::Actor| (who.account().unwrap(), who.agency().or(who.provider()));
        let manager = desk.worker(Role::TeamManager).await;
        let cast = Cast {
            agency: desk.agency(),
            region: "Eastern".into(),
            worker: of(&desk.worker(Role::SocialWorker).await),
            manager: of(&manager),
            commissioner: of(&desk.worker(Role::Commissioner).await),
            elsewhere: Some(of(&desk.stranger(Role::Commissioner).await)),
            provider: None,
        };
        let now = desk.now;
        desk.db.write("the demo", move |w| plant(w, &cast, now)).await.unwrap();
        let manager = Caller::Browser(manager);
        let list = page(&desk, &manager, "/community").await;
        assert!(list.contains("Reviews of support plans") && list.contains("Something waits"), "{list}");
        // What is shown passes the check that everybody's words pass, so that nothing of it had to be let through.
        let names = desk.db.read(|r| {
            let actor = access::Actor::system("test");
            super::store::names(&access::Look::new(r, &actor, kernel::Timestamp::UNIX_EPOCH, "test"))
        });
        let names = names.await.unwrap();
        let topics = ask(
            &desk,
            &desk.machine(Role::DutyWorker, desk.agency()).await,
            "/api/v1/community/topics",
            None,
        )
        .await
        .json();
        let reader = desk.machine(Role::DutyWorker, desk.agency()).await;
        let mut read = 0;
        for topic in topics["items"].as_array().unwrap() {
            for kind in ["documents", "posts"] {
                let path = format!("/api/v1/community/topics/{}/{kind}", topic["id"].as_str().unwrap());
                for item in ask(&desk, &reader, &path, None).await.json()["items"].as_array().unwrap() {
                    let words = item["versions"][0]["words"].as_str().unwrap();
                    assert_eq!(super::check::found(words, &names), [], "{words}");
                    read += 1;
                }
            }
        }
        assert_eq!(read, 6);
        let waits = page(&desk, &manager, "/community/moderation").await;
        assert!(waits.contains("Reviews when parents live apart"), "{waits}");
    }
}
