//! Whoever is not named for a sealed case walks every link, list, search and file that they can come to, and
//! finds no trace of it; whoever is named finds it in each.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    io::Write,
};

use access::{Role, accounts, scope, sessions};
use axum::http::StatusCode;
use kernel::local_date;
use page::Method;

use crate::{
    house::House,
    others::{Asker, Place, asker, ids, people, place, records::KINDS, sql},
};

/// What must not be found anywhere: ids and references of a sealed family.
async fn traces(place: &Place) -> Vec<String> {
    const REFERENCES: &[&str] = &[
        "SELECT reference FROM enquiry WHERE family_id = $1",
        "SELECT reference FROM support_case WHERE family_id = $1",
        "SELECT reference FROM application WHERE family_id = $1",
        "SELECT reference FROM purchase_order WHERE family_id = $1",
    ];
    let mut traces = vec![place.family.to_string()];
    for text in REFERENCES {
        let family = place.family;
        let rows = place.house.desk.db.read(move |r| r.query(sql(text), &[family.into()])).await.unwrap();
        traces.extend(rows.iter().map(|row| row.get::<String>(0).unwrap()));
    }
    for (_, text) in KINDS {
        // Of the sealed family's own, all of them and not only the first.
        if !text.contains("$1 IS NOT NULL") {
            let all: &'static str = text.trim_end_matches(" LIMIT 1");
            traces.extend(ids(&place.house, all, Some(place.family)).await.iter().map(ToString::to_string));
        }
    }
    let people = "SELECT id FROM person WHERE family_id = $1";
    traces.extend(ids(&place.house, people, Some(place.family)).await.iter().map(ToString::to_string));
    traces
}

fn found<'t>(text: &str, traces: &'t [String]) -> Option<&'t String> {
    traces.iter().find(|trace| text.contains(trace.as_str()))
}

/// The pages of this site that a page links to.
fn links(text: &str) -> Vec<String> {
    text.split("href=\"/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(|path| format!("/{}", path.replace("&amp;", "&").split('#').next().unwrap_or_default()))
        .filter(|path| !path.starts_with("/assets") && !path.starts_with("/sign-"))
        .collect()
}

/// Lists and searches that no link leads to as they are.
fn starts() -> Vec<String> {
    let mut paths: Vec<String> = hearth::rooms::routes()
        .iter()
        .filter(|r| r.method == Method::Get && !r.is_api() && !r.public && !r.path.contains('{'))
        .map(|r| r.path.to_owned())
        .collect();
    let states = ["received", "new", "waiting", "advising", "advised", "signposted", "allocated", "closed"];
    paths.extend(states.map(|state| format!("/enquiries?status={state}")));
    paths.extend(["open", "closed"].map(|state| format!("/cases?status={state}")));
    let figures = [
        "enquiries",
        "cases-opened",
        "cases-closed",
        "level",
        "promises-kept",
        "promises-kept-late",
        "promises-open",
        "promises-late",
        "sent",
        "approved",
        "refused",
        "committed",
        "paid",
        "paid-by-kind",
        "held",
        "missed",
        "goals",
        "offers-taken-up",
        "opened-in-need",
        "opened-in-crisis",
        "opened-again",
        "coordinated",
        "uncoordinated",
        "same-coordinator",
        "hand-offs",
    ];
    for figure in figures {
        for year in 2021..=2026 {
            paths.push(format!("/agency/rows?figure={figure}&year={year}"));
        }
        paths.push(format!("/agency/rows.csv?figure={figure}"));
    }
    paths
}

/// What a search by name, by birth date and by postcode shows, and the pages of a new enquiry of the same
/// people, where those who may be known already are offered.
async fn searched(place: &Place, asker: &Asker, traces: &[String]) -> (usize, Vec<String>) {
    let (house, mut texts) = (&place.house, Vec::new());
    for person in people(place).await {
        let born = person.born.map(|day| day.to_string()).unwrap_or_default();
        let plus = |text: &str| text.replace(' ', "+");
        for typed in [
            format!("name={}", plus(&person.name())),
            format!("born={born}"),
            format!("postcode={}", plus(&person.contact.postcode)),
        ] {
            let said = house.form(&asker.cookie, "/people", &format!("csrf={}&{typed}", asker.word)).await;
            texts.push((format!("a search for {typed}"), said.text));
        }
    }
    for path in [format!("/enquiries/{}", place.again), format!("/enquiries/{}/allocate", place.again)] {
        let text = house.page(&asker.cookie, &path).await.text;
        texts.push((path, text));
    }
    let shown =
        texts.iter().filter_map(|(what, text)| Some(format!("{what} shows {}", found(text, traces)?)));
    (texts.len(), shown.collect())
}

/// How much of the house is walked: all of it in the long form, else some of each kind of page.
fn at_most(short: usize) -> usize {
    if std::env::var_os("HEARTH_SOAK").is_some() { usize::MAX } else { short }
}

/// Walks every link from these pages; `deep` follows links to single records too. Gives how many pages were
/// read, and on how many of them there was a trace. The short form takes a few ways of filtering each list,
/// and some hundreds of single records.
async fn walk(place: &Place, cookie: &str, deep: bool, traces: &[String]) -> (usize, Vec<String>) {
    let is_record = |path: &str| path.split(['/', '?']).any(|part| part.len() == 36 && part.contains('-'));
    let (ways, most_records) = (at_most(8), at_most(300));
    let mut queue: VecDeque<String> = starts().into();
    let mut seen: BTreeSet<String> = queue.iter().cloned().collect();
    let mut of_path: BTreeMap<String, usize> = BTreeMap::new();
    let (mut read, mut records, mut traced) = (0, 0, Vec::new());
    while let Some(path) = queue.pop_front() {
        let said = place.house.page(cookie, &path).await;
        read += 1;
        assert!(!said.status.is_server_error(), "{path}: {}", said.text);
        if let Some(trace) = found(&said.text, traces) {
            traced.push(format!("{path} shows {trace}"));
        }
        for link in links(&said.text) {
            let one = is_record(&link);
            if (one && (!deep || records >= most_records)) || seen.contains(&link) {
                continue;
            }
            let count = of_path.entry(link.split('?').next().unwrap_or_default().to_owned()).or_default();
            if *count < ways {
                *count += 1;
                records += usize::from(one);
                seen.insert(link.clone());
                queue.push_back(link);
            }
        }
    }
    (read, traced)
}

/// Every page of every list of the API.
async fn walk_api(place: &Place, token: &str, traces: &[String]) -> (usize, Vec<String>) {
    let (mut read, mut traced) = (0, Vec::new());
    let lists = hearth::rooms::routes();
    let lists = lists.iter().filter(|r| r.method == Method::Get && r.is_api() && !r.path.contains('{'));
    for route in lists {
        let mut starts = vec![route.path.to_owned()];
        for person in people(place).await {
            starts.push(format!("{}?name={}", route.path, person.name().replace(' ', "+")));
        }
        for start in starts {
            let mut next = Some(start.clone());
            while let Some(path) = next.take() {
                let said = place.house.get(token, &path).await;
                read += 1;
                if let Some(trace) = found(&said.text, traces) {
                    traced.push(format!("{path} shows {trace}"));
                }
                if said.status == StatusCode::OK
                    && let Some(after) = said.json()["next"].as_str()
                {
                    let join = if start.contains('?') { '&' } else { '?' };
                    next = Some(format!("{start}{join}after={after}"));
                }
            }
        }
    }
    (read, traced)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_is_not_named_finds_a_trace_of_a_sealed_case() {
    let place = place().await;
    let desk = &place.house.desk;
    let traces = traces(&place).await;
    assert!(traces.len() > 15, "{traces:?}");
    // Somebody who is named finds it in every list: otherwise the walk would prove nothing.
    let named = asker(&place.house, "named", &place.named).await;
    let (_, traced) = walk(&place, &named.cookie, false, &traces).await;
    for list in
        ["/cases", "/promises", "/orders", "/applications", "/agency/rows?figure=paid", "/emergency/reviews"]
    {
        let there = traced.iter().any(|t| t.starts_with(list));
        // The promises of a case may all be kept by now.
        assert!(there || list == "/promises", "{list} shows nothing to those who are named: {traced:?}");
    }
    let (_, traced) = searched(&place, &named, &traces).await;
    for what in ["a search for name", "a search for born", "a search for postcode", "/enquiries/"] {
        assert!(traced.iter().any(|t| t.starts_with(what)), "{what}: {traced:?}");
    }
    let mut pages = 0;
    for role in
        [Role::DutyWorker, Role::SocialWorker, Role::TeamManager, Role::FinanceOfficer, Role::Commissioner]
    {
        let who = desk.worker(role).await;
        let asker = asker(&place.house, "not named", &who).await;
        let deep = role == Role::TeamManager;
        let (read, traced) = walk(&place, &asker.cookie, deep, &traces).await;
        assert_eq!(traced, Vec::<String>::new(), "{}", asker.what);
        let (more, traced) = walk_api(&place, &asker.token, &traces).await;
        assert_eq!(traced, Vec::<String>::new(), "{} of the API", asker.what);
        let (searches, traced) = searched(&place, &asker, &traces).await;
        assert_eq!(traced, Vec::<String>::new(), "{}", asker.what);
        pages += read + more + searches;
    }
    let _ = writeln!(
        std::io::stderr(),
        "a sealed case: {pages} pages, lists, searches and files read by 5 roles, {} traces looked for, none found",
        traces.len()
    );
}

/// The demo's own sealed case: its coordinator and the manager see it, the duty team does not.
#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shows_its_sealed_case_to_the_right_people_only() {
    let desk = testkit::sqlite(hearth::rooms::migrations()).await;
    demo::fill(&desk.db, demo::Size::Tiny, 1, local_date(desk.now), |_| {}).await.unwrap();
    let house = House::open(desk);
    let sealed = "SELECT c.id FROM support_case c JOIN seal s ON s.family_id = c.family_id WHERE s.ended_at IS NULL ORDER BY c.id";
    let cases = ids(&house, sealed, None).await;
    assert!(!cases.is_empty());
    let mut opened = BTreeMap::new();
    for role in [Role::DutyWorker, Role::TeamManager, Role::Administrator] {
        let now = house.desk.now;
        let session = house.desk.db.write("a session", move |w| {
            let account = accounts::demo(w, role)?.unwrap();
            sessions::start(w, account.id, now)
        });
        let cookie = format!("hearth_session={}", session.await.unwrap().as_str());
        let said = house.page(&cookie, &format!("/cases/{}", cases[0])).await;
        let table = house.page(&cookie, "/permissions").await.status;
        opened.insert(role.code(), (said.status, said.text.contains("Sealed"), table));
    }
    let (ok, no, missing) = (StatusCode::OK, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND);
    assert_eq!(
        opened,
        BTreeMap::from([
            ("duty-worker", (missing, false, no)),
            ("team-manager", (ok, true, ok)),
            ("administrator", (no, false, ok)),
        ])
    );
}

/// Every statement over an agency's records leaves sealed families out, or stands here with the reason why it
/// need not: so that a new list is looked at.
#[test]
fn every_statement_of_an_agency_leaves_sealed_families_out() {
    const TABLES: &[&str] = &[
        "support_case",
        "enquiry",
        "promise",
        "person",
        "identity",
        "application",
        "purchase_order",
        "invoice",
        "delivery_session",
        "assessment",
        "plan",
        "goal",
        "ledger_movement",
        "event",
        "stage_offer",
        "checking_in",
        "check_in",
        "life_event",
        "level_change",
        "coordinator_change",
        "drop_in_booking",
    ];
    // By their first words, for names repeat. Totals count sealed families too, and name none.
    const OTHERS: &[(&str, &str)] = &[
        (
            "SELECT r.id, r.agency_id, r.reference, r.route",
            "adults' requests are of no family, nor is their promise",
        ),
        ("SELECT received_at, council, channel FROM enquiry", "the recount of figures"),
        ("SELECT made_at, due_at, kept_at, kind FROM promise", "the recount of figures"),
        ("SELECT opened_at, closed_at, council, level, status FROM", "the recount of figures"),
        ("SELECT sent_at, decided_at, status, therapy, amount_pence", "the recount of figures"),
        ("SELECT m.at, p.therapy, l.amount_pence", "the recount of figures"),
        ("SELECT i.ended_at, o.therapy, o.provider_kind, i.total_pence", "the recount of figures"),
        ("SELECT s.planned_on, s.status, o.therapy", "the recount of figures"),
        (
            "SELECT i.received_at, i.due_on, i.ended_at, i.total_pence",
            "payments counted by half-years, shown as figures",
        ),
        ("SELECT s.status, COALESCE(s.missed_by, '')", "a provider's sessions counted; few are not told"),
        ("SELECT o.status, '', CAST(sum(CASE", "a provider's orders counted; few are not told"),
        ("SELECT l.reason, COALESCE(l.answer, '')", "a provider's disputed lines counted; few are not told"),
        ("SELECT c.opened_at, c.council, p.birth_year, p.ethnicity", "the recount of figures"),
        ("SELECT a.completed_at, c.council, a.level", "the recount of figures"),
        ("SELECT a.completed_at, c.council, n.need", "the recount of figures"),
        ("SELECT a.decided_at, a.council, p.ethnicity", "the recount of figures"),
        ("SELECT i.ended_at, c.council, i.total_pence, c.id", "the recount of figures"),
        (
            "SELECT count(DISTINCT case_id) FROM invoice",
            "a total of an area or a return, protected before it is shown",
        ),
        (
            "SELECT 1 FROM purchase_order WHERE provider_id",
            "whether an agency ever ordered from a provider: no row of it is shown",
        ),
        (
            "SELECT count(*), CAST(COALESCE(sum(CASE WHEN EXISTS (SELECT 1 FROM guide_given",
            "how many children were given the guide, shown as two figures: no row of it is shown",
        ),
        ("SELECT coordinator_id, level, count(*) FROM support_case", "a count by worker, shown as a figure"),
        (
            "SELECT f.coordinator_id, f.level, f.council",
            "a worker's load: sealed families count and are named to nobody",
        ),
        ("SELECT c.coordinator_id, count(*) FROM promise p", "a count by worker, shown as a figure"),
        (
            "SELECT c.coordinator_id, count(*), CAST(sum(CASE WHEN p.kept_at",
            "a share by worker, shown as a figure",
        ),
        ("SELECT kind, count(*), CAST(sum(CASE WHEN due_at", "a count by kind, shown as a figure"),
        ("SELECT answered_at, stage FROM stage_offer", "the recount of figures"),
        (
            "SELECT council, route, kind, therapy, provider_kind, amount_pence, count(*)",
            "sums of a year's approved applications, protected before anybody sees them",
        ),
        (
            "SELECT child_id, sent_at, route, kind, amount_pence FROM application",
            "limits tried out: counts and sums, protected before anybody sees them",
        ),
        ("SELECT h.at, c.council FROM coordinator_change", "the recount of figures"),
        ("SELECT count(*) FROM support_case c JOIN enquiry e", "a count of what began, shown as a figure"),
        ("SELECT count(*) FROM level_change l", "a count of what began again, shown as a figure"),
        ("SELECT c.level, count(*), CAST(sum(CASE WHEN", "a count by level, shown as a figure"),
        ("SELECT (received_at - $2) / 604800000000, count(*)", "a count by week, shown as a figure"),
        ("SELECT (ended_at - $2) / 604800000000, status, count(*)", "a count by week, shown as a figure"),
        ("SELECT received_at FROM enquiry WHERE agency_id = $1", "since when an agency's weeks are counted"),
        (
            "SELECT count(*), CAST(COALESCE(sum(CASE WHEN retold",
            "a count of what was asked, shown as a figure",
        ),
        ("SELECT l.movement_id, a.kind, l.amount_pence", "joined to movements that a list gave"),
        ("SELECT id FROM support_case WHERE reference = $2", "an id, for which a grant is asked next"),
        (
            "SELECT id FROM support_case WHERE agency_id = $1 AND reference",
            "an id, for which a grant is asked next",
        ),
        (
            "SELECT count(*) FROM (SELECT 1 AS one FROM support_case",
            "a count of a council's cases, for an administrator who corrects its agency and sees every seal",
        ),
        (
            "SELECT count(*) FROM (SELECT 1 AS one FROM enquiry",
            "a count of a council's enquiries, in the same way",
        ),
        ("SELECT child_id, family_id FROM support_case WHERE agency_id", "asked whether it is sealed next"),
        ("SELECT id, family_id FROM support_case WHERE reference = $2", "emergency access: told to nobody"),
    ];
    let mut open = Vec::new();
    for sql in hearth::rooms::statements() {
        let words: Vec<&str> = sql.text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
        let selects = sql.text.trim_start().to_ascii_uppercase().starts_with("SELECT");
        let of_agency = sql.text.contains("agency_id = $1") || sql.text.contains("agency_id = $2");
        let rows = words.windows(2).any(|w| {
            (w[0].eq_ignore_ascii_case("from") || w[0].eq_ignore_ascii_case("join")) && TABLES.contains(&w[1])
        });
        let seen = sql.text.contains(scope::MARK) || sql.text.contains(scope::MARK_OF_CASES);
        let other = OTHERS.iter().any(|(start, _)| sql.text.starts_with(start));
        if selects && of_agency && rows && !seen && !other {
            open.push(sql);
        }
    }
    assert_eq!(open, [], "these show sealed families, or need a reason in OTHERS");
}
