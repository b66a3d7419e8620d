//! The web itself, walked through as every role of a demo: no script or style in a page, no cell of a file that
//! a spreadsheet would run, no name in an address or a log, and what is turned away at the door.

use std::{
    collections::BTreeSet,
    io::Write,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use access::{Role, accounts};
use axum::{
    body::Body,
    http::{Method as Verb, Request, StatusCode, header},
};
use casework::{
    birth_families::{
        actions::record_birth_family,
        model::{BirthKind, Entry},
    },
    people::{side::Identity, store::Contact},
};
use hearth::serve::{Rate, Rates, Settings};
use page::Method;
use serde_json::json;
use testkit::Desk;

use crate::house::{House, Said};

/// A first name that a spreadsheet would take for a formula, and a last name that is nowhere else.
const FORMULA: &str = "=1+1";
const MARKER: &str = "Zqyxmarker";

/// A demo in which somebody has [`FORMULA`] for a first name and [`MARKER`] for a last.
async fn demo() -> House {
    let desk = testkit::sqlite(hearth::rooms::migrations()).await;
    let today = kernel::local_date(desk.now);
    demo::fill(&desk.db, demo::Size::Tiny, 1, today, |_| {}).await.unwrap();
    let house = House::open(desk);
    let duty = house.token(Role::DutyWorker).await;
    let call = json!({
        "channel": "phone", "asker": "adoptive-parent", "first-name": FORMULA, "last-name": MARKER,
        "phone": "07700 900123", "contact-by": "phone", "safe": "open", "council": "881", "postcode": "CM1 1QH",
        "child-first-name": FORMULA, "child-last-name": MARKER, "born": "2016-05-04", "route": "adoption",
        "ordered": "2019-06-01", "story": format!("{FORMULA} {MARKER} cannot settle at school."),
    });
    let enquiry = house.post(&duty, "/api/v1/enquiries", &call).await.json();
    let allocate = json!({
        "did": "allocate", "version": enquiry["version"], "why": "Needs an assessment", "checked": true, "to": "new",
        "coordinator": worker(&house.desk).await, "level": "targeted",
    });
    let path = format!("/api/v1/enquiries/{}/triage", enquiry["id"].as_str().unwrap());
    let done = house.post(&duty, &path, &allocate).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    house
}

/// The social worker whom the demo shows.
async fn worker(desk: &Desk) -> String {
    let found = desk.db.read(|r| accounts::demo(r, Role::SocialWorker)).await.unwrap();
    found.unwrap().id.to_string()
}

/// The values of an attribute, as a browser reads them.
fn values<'a>(html: &'a str, attribute: &'a str) -> impl Iterator<Item = String> + 'a {
    let start = format!(" {attribute}=\"");
    html.match_indices(&start)
        .map(|(at, start)| html[at + start.len()..].split('"').next().unwrap().replace("&amp;", "&"))
        .collect::<Vec<_>>()
        .into_iter()
}

/// The names of a tag's attributes.
fn attributes(tag: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = tag.split_once(' ').map_or("", |(_, rest)| rest).trim_start();
    while !rest.is_empty() {
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        names.push(&rest[..end]);
        rest = match rest[end..].strip_prefix("=\"") {
            Some(value) => value.split_once('"').map_or("", |(_, after)| after),
            None => &rest[end..],
        };
        rest = rest.trim_start_matches([' ', '=']);
    }
    names
}

#[test]
fn attributes_are_told_from_words_in_their_values() {
    assert_eq!(attributes("a href=\"/on style=x\" hidden class=\"one on\""), ["href", "hidden", "class"]);
    assert_eq!(attributes("p onclick=\"x\" style=\"y\""), ["onclick", "style"]);
}

/// What a page must never hold. Text stands escaped, so that what looks like a tag is one.
fn check_page(what: &str, said: &Said) {
    let html = &said.text;
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap();
        let name = tag.split([' ', '/']).next().unwrap();
        assert!(name != "style" && name != "iframe" && name != "object" && name != "base", "{what}: <{tag}>");
        if name == "script" {
            assert!(tag.contains("src=\"/assets/"), "{what}: <{tag}>");
        }
        for name in attributes(tag) {
            assert!(name != "style" && !name.starts_with("on") && name != "srcdoc", "{what}: <{tag}>");
        }
    }
    assert!(!html.contains("</script>") || html.contains("></script>"), "{what}");
    assert!(!html.to_lowercase().contains("javascript:"), "{what}");
    for attribute in ["href", "action", "src", "formaction"] {
        for address in values(html, attribute) {
            assert!(!address.contains(MARKER) && !address.contains("%3D1"), "{what} leads to {address}");
        }
    }
    let policy = said.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    for must in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"] {
        assert!(policy.contains(must), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    assert_eq!(said.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{what}");
    assert_eq!(said.headers[header::CACHE_CONTROL], "no-store", "{what}");
}

/// What no cell of a file may be.
fn check_file(what: &str, said: &Said) -> bool {
    let name = said.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"") && !name.contains(MARKER), "{what}: {name}");
    let mut disarmed = false;
    for line in csv::ReaderBuilder::new().flexible(false).from_reader(said.text.as_bytes()).records() {
        for cell in line.unwrap().iter() {
            let number = cell.parse::<f64>().is_ok();
            assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{what}: {cell}");
            disarmed |= cell.starts_with("'=1+1");
        }
    }
    disarmed
}

/// The route that a path takes.
fn route_of(path: &str) -> Option<&'static str> {
    let given: Vec<&str> = path.split('/').collect();
    let fits = |pattern: &&str| {
        let wanted: Vec<&str> = pattern.split('/').collect();
        wanted.len() == given.len()
            && wanted.iter().zip(&given).all(|(want, have)| want.starts_with('{') || want == have)
    };
    let routes = hearth::rooms::routes().into_iter().filter(|r| r.method == Method::Get).map(|r| r.path);
    routes.filter(fits).max_by_key(|pattern| pattern.split('/').filter(|part| !part.starts_with('{')).count())
}

/// A file of a record whose pages were walked, which no page led to: a list that is empty has no link to its file.
fn file_beside(routes: &[page::Route], walked: &[String], seen: &BTreeSet<&str>) -> Option<String> {
    let files = routes.iter().map(|r| r.path).filter(|p| p.ends_with(".csv") && !seen.contains(p));
    files.filter(|pattern| pattern.contains('{')).find_map(|pattern| {
        let (folder, file) = pattern.rsplit_once('/')?;
        let depth = folder.split('/').count();
        let at = |path: &String| path.split('/').take(depth).collect::<Vec<_>>().join("/");
        let found = walked.iter().map(at).find(|path| route_of(path) == Some(folder))?;
        Some(format!("{found}/{file}"))
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_any_role_holds_a_script_and_no_file_a_formula() {
    let house = demo().await;
    let routes = hearth::rooms::routes();
    let (mut pages, mut files, mut disarmed) = (0, BTreeSet::new(), BTreeSet::new());
    for role in [None].into_iter().chain(Role::ALL.iter().copied().map(Some)) {
        let (cookie, word) = match role {
            None => (String::new(), String::new()),
            Some(role) => {
                let account = house.desk.db.read(move |r| accounts::demo(r, role)).await.unwrap().unwrap();
                house.session_of(account.id).await
            }
        };
        let plain = routes.iter().filter(|r| !r.path.contains('{') && !r.is_api());
        let mut wait: Vec<String> =
            plain.clone().filter(|r| r.method == Method::Get).map(|r| r.path.to_owned()).collect();
        wait.push("/nowhere/at/all".into());
        let mut seen = BTreeSet::new();
        let mut walked: Vec<String> = Vec::new();
        while let Some(address) = wait.pop().or_else(|| file_beside(&routes, &walked, &seen)) {
            let path = address.split(['?', '#']).next().unwrap();
            let Some(pattern) = route_of(path).or((path == "/nowhere/at/all").then_some("nowhere")) else {
                continue;
            };
            if path.starts_with("/api/") || path.starts_with("/assets/") || !seen.insert(pattern) {
                continue;
            }
            walked.push(path.to_owned());
            let said = house.page(&cookie, &address).await;
            let what = format!("{role:?} {address}: {}", said.status);
            assert!(!said.status.is_server_error(), "{what}");
            let kind = said.headers.get(header::CONTENT_TYPE).map_or("", |v| v.to_str().unwrap());
            if kind.starts_with("text/html") {
                check_page(&what, &said);
                pages += 1;
                wait.extend(values(&said.text, "href").filter(|to| to.starts_with('/')));
            } else if kind.starts_with("text/csv") {
                if check_file(&what, &said) {
                    disarmed.insert(pattern);
                }
                files.insert(pattern);
            }
        }
        // What a form says that was sent empty.
        for route in plain.filter(|r| r.method == Method::Post && r.path != "/sign-out") {
            let said = house.form(&cookie, route.path, &format!("csrf={word}")).await;
            let what = format!("{role:?} {route:?}: {}", said.status);
            assert!(!said.status.is_server_error(), "{what}");
            if said.status != StatusCode::SEE_OTHER {
                check_page(&what, &said);
                pages += 1;
            }
        }
    }
    assert!(pages > 200, "only {pages} pages were looked at");
    let all: BTreeSet<&str> = routes.iter().filter(|r| r.path.ends_with(".csv")).map(|r| r.path).collect();
    // The smallest demo has taken in no statutory return, whose findings these are; its journey fetches them.
    let elsewhere = BTreeSet::from(["/children/returns/{id}/findings.csv"]);
    let missed: Vec<_> = all.difference(&files).filter(|path| !elsewhere.contains(*path)).collect();
    assert!(missed.is_empty(), "nobody was given {missed:?}");
    assert!(disarmed.contains("/cases.csv"), "{disarmed:?}");
    writeln!(std::io::stderr(), "walked {pages} pages and {} files", files.len()).unwrap();
}

/// A birth relative who signs in.
async fn birth_relative(desk: &Desk) -> kernel::Id<kernel::kinds::Account> {
    let duty = desk.worker(Role::SocialWorker).await;
    let identity =
        Identity::new("Ada", "Quill", None, Contact { phone: "0113 496 0001".into(), ..Contact::default() });
    let entry = Entry { kind: BirthKind::Parent, identity };
    let (_, person) = desk.act(&duty, move |act| record_birth_family(act, &entry)).await.unwrap();
    desk.relative_by_birth(person).await.account().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybodys_navigation_leads_where_they_may_go() {
    let house = demo().await;
    let mut people = vec![("birth relative".to_owned(), birth_relative(&house.desk).await)];
    for role in Role::ALL.iter().copied() {
        let account = house.desk.db.read(move |r| accounts::demo(r, role)).await.unwrap().unwrap();
        people.push((format!("{role:?}"), account.id));
    }
    for (who, account) in people {
        let (cookie, _) = house.session_of(account).await;
        let first = house.page(&cookie, "/account").await;
        let header = first.text.split("<main").next().unwrap();
        let links: BTreeSet<String> = values(header, "href").filter(|to| route_of(to).is_some()).collect();
        assert!(links.len() > 1, "{who}: {links:?}");
        for link in links {
            let said = house.page(&cookie, &link).await;
            assert!(
                said.status.is_success() || said.status.is_redirection(),
                "{who} {link}: {}",
                said.status
            );
        }
    }
}

/// A house that lets each do very little at once, and its buckets never fill again.
fn narrow(desk: Desk) -> House {
    let rate = |burst| Rate { burst, per_second: 0 };
    let rates = Rates { person: rate(5), machine: rate(3), address: rate(4) };
    House::open_with(desk, Settings { behind_proxy: true, rates: Some(rates) })
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_fast_is_told_to_wait_and_nobody_else_is() {
    let house = narrow(testkit::sqlite(hearth::rooms::migrations()).await);
    let (eager, _) = house.session(&house.desk.worker(Role::TeamManager).await).await;
    let (calm, _) = house.session(&house.desk.worker(Role::TeamManager).await).await;
    for _ in 0..5 {
        assert_eq!(house.page(&eager, "/cases").await.status, StatusCode::OK);
    }
    let wait = house.page(&eager, "/cases").await;
    assert_eq!(wait.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(wait.headers.contains_key(header::RETRY_AFTER));
    assert!(
        wait.text.contains("Too many requests at once") && wait.text.contains("</html>"),
        "{}",
        wait.text
    );
    check_page("429", &wait);
    assert_eq!(house.page(&calm, "/cases").await.status, StatusCode::OK);
    // A whole list as a file costs more than what this one has.
    assert_eq!(house.page(&calm, "/cases.csv").await.status, StatusCode::TOO_MANY_REQUESTS);

    let token = house.token(Role::TeamManager).await;
    for _ in 0..3 {
        assert_eq!(house.get(&token, "/api/v1/cases").await.status, StatusCode::OK);
    }
    let wait = house.get(&token, "/api/v1/cases").await;
    assert_eq!((wait.status, &wait.json()["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("too-many")));

    // Who is not signed in shares the bucket of an address, also with tokens that are none.
    let from = |address: &str, path: &str| {
        let request =
            Request::get(path).header("x-forwarded-for", address).header(header::COOKIE, "hearth_session=x");
        house.send(request.body(Body::empty()).unwrap())
    };
    for _ in 0..4 {
        assert_eq!(from("192.0.2.1", "/help").await.status, StatusCode::OK);
    }
    assert_eq!(from("192.0.2.1", "/help").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(from("192.0.2.2", "/help").await.status, StatusCode::OK);
    for path in ["/health", "/ready", "/metrics"] {
        assert_eq!(from("192.0.2.1", path).await.status, StatusCode::OK, "{path} is always told");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_long_or_comes_another_way_has_a_page_of_its_own() {
    let house = House::open(testkit::sqlite(hearth::rooms::migrations()).await);
    let long = "x".repeat(300 * 1024);
    let said = house.form("", "/sign-in", &format!("email={long}")).await;
    assert_eq!(said.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(said.text.contains("This is too long to send"), "{}", said.text);
    check_page("413", &said);
    let token = house.token(Role::DutyWorker).await;
    let said = house.post(&token, "/api/v1/enquiries", &json!({"story": long})).await;
    assert_eq!((said.status, &said.json()["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("too-large")));
    // One that does not say how long it is, is stopped where it becomes too long.
    let endless = Body::from_stream(futures_util::stream::iter(
        (0..1_000).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 1024])),
    ));
    let said = house.send(Request::post("/sign-in").body(endless).unwrap()).await;
    assert_eq!(said.status, StatusCode::PAYLOAD_TOO_LARGE);

    for (verb, path, allowed) in
        [(Verb::DELETE, "/cases", "GET"), (Verb::PUT, "/ask", "GET, POST"), (Verb::TRACE, "/", "GET")]
    {
        let request = Request::builder().method(verb.clone()).uri(path).body(Body::empty()).unwrap();
        let said = house.send(request).await;
        assert_eq!(said.status, StatusCode::METHOD_NOT_ALLOWED, "{verb} {path}");
        assert_eq!(said.headers[header::ALLOW], allowed);
        check_page("405", &said);
    }
    let request = Request::delete("/api/v1/cases").body(Body::empty()).unwrap();
    assert_eq!(house.send(request).await.json()["code"], "method");
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_a_browser_is_told_to_stay_there_and_cookies_with_it() {
    let desk = testkit::sqlite(hearth::rooms::migrations()).await;
    let house = House::open_with(desk, Settings { behind_proxy: true, rates: None });
    let (cookie, word) = house.session(&house.desk.worker(Role::TeamManager).await).await;
    let out = |proto: &'static str| {
        let request = Request::post("/sign-out")
            .header(header::COOKIE, &cookie)
            .header("x-forwarded-proto", proto)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        house.send(request.body(Body::from(format!("csrf={word}"))).unwrap())
    };
    let plain = out("http").await;
    assert!(!plain.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    let secure = out("https").await;
    assert!(secure.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    for said in [&plain, &secure] {
        for cookie in said.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            assert!(text.contains("; HttpOnly") && text.contains("; SameSite="), "{text}");
        }
    }
    for cookie in secure.headers.get_all(header::SET_COOKIE) {
        assert!(cookie.to_str().unwrap().contains("; Secure"), "{cookie:?}");
    }
}

#[derive(Clone)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Everything that this process logs from now on, down to the smallest word of every crate.
pub fn log() -> impl Fn() -> String {
    static LOG: OnceLock<Kept> = OnceLock::new();
    let kept = LOG.get_or_init(|| {
        let kept = Kept(Arc::default());
        let writer = kept.clone();
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .init();
        kept
    });
    move || String::from_utf8_lossy(&kept.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
}
