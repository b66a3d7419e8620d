//! The canary crawl. A mark stands in every protected field of a small world; then everybody,
//! and nobody, walks every route with every planted id, every list with its filters, every
//! export and every refusal. A mark that is met where [`marks::TABLE`] does not allow it fails
//! the test; so do a mark of each side of the wall in one answer, a mark in a message that
//! leaves, in a log line, in the metrics or in the database's file, a route whose ids the crawl
//! cannot fill in, and a sealed column without a mark.
//!
//! **A new room plants itself** in a file of its own, `canary/plant_ROOM.rs`, with `pub async fn plant(house: &House,
//! world: &mut World)`, and one line for it in `world::build`, before the audit lines are sealed:
//!
//! 1. What is typed becomes a mark: `world.put(own, What::Kind, "field")` gives the word to send. `own` is whose it is:
//!    a family (`"a1"` is the whole one of the first agency, `"a2"` a small one, `"a3"` the sealed one, `"b1"` the other
//!    agency's), a birth family (`"abirth"`), or the code of a persona (`"asocialworker"`) for what is one person's alone.
//!    Its first letter is the agency.
//! 2. It is planted the way people do it: `post` and `get` with a `token(house, role, agency)` for the API,
//!    `send(house, world, "asocialworker", path, body)` for a form, `actor` with `house.desk.act` for what has neither.
//! 3. Every id that stands in a path is kept: `world.id("letters", &made["id"])` for `/letters/{id}`. One of each
//!    kind is enough, for it is asked as everybody. What a refused form ends, or takes up, should be of no use to others.
//! 4. `What` gets a variant and a line of `marks::TABLE`, which says who may meet it: the crawl tells which cells allow
//!    too much or too little. A sealed column needs nothing but a mark in it.

pub mod marks;
mod plant_access;
mod plant_actions;
mod plant_assess;
mod plant_birth;
mod plant_community;
mod plant_competitions;
mod plant_concerns;
mod plant_connections;
mod plant_consent;
mod plant_documents;
mod plant_escalations;
mod plant_family;
mod plant_family_files;
mod plant_frontdoor;
mod plant_matching;
mod plant_money;
mod plant_moves;
mod plant_offers;
mod plant_outside;
mod plant_partners;
mod plant_passkeys;
mod plant_people;
mod plant_returns;
mod plant_rights;
mod plant_sealed;
mod plant_signatures;
mod plant_specialist;
mod plant_strategy;
mod plant_team;
mod plant_ways;
mod plant_young;
mod sealed;
pub mod world;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
};

use access::Role;
use aho_corasick::AhoCorasick;
use futures_util::future::join_all;
use page::{Method, Route};

use self::{
    marks::{Far, Mark, What, far},
    world::{Persona, World},
};
use crate::house::{House, Said};

/// What stands behind the varying parts of a path: the part before `{id}`, or the name itself.
/// A new route fills in by itself where its first part is here; otherwise it needs a line.
const BEHIND: &[(&str, &[&str])] = &[
    ("{part}", &["child"]),
    ("{rater}", &["parent"]),
    ("{file}", &["hearth.css", "nothing.js"]),
    ("{code}", &["881", "850"]),
    ("{element}", &["3"]),
    ("{quarter}", &["2026-27-Q2"]),
    ("{version}", &["2026.1"]),
];

/// Filters that lists are asked with; a list that does not know one answers an error, which is read too.
const FILTERS: &[&str] = &[
    "status=closed&level=universal",
    "status=allocated",
    "status=queried&coordinator=me",
    "month=2026-11&year=2026-27",
    "figure=enquiries&month=2026-11",
    "figure=committed&year=2026-27",
    "figure=promises-kept-late&part=advice-call&year=2026-27",
    "born=2013-01-17&name=zq&kind=agency&whose=nation&after=zz",
    "draft=continue",
];

/// What an answer was asked as, for the words of a failure.
struct Crawl<'w> {
    world: &'w World,
    // Finds every mark in one pass over an answer: tens of thousands of answers are read, for hundreds of marks.
    finder: AhoCorasick,
    requests: usize,
    met: BTreeSet<(What, usize)>,
    failures: BTreeMap<String, usize>,
}

impl<'w> Crawl<'w> {
    fn of(world: &'w World) -> Self {
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(world.marks.iter().map(|mark| &mark.text))
            .unwrap();
        Crawl { world, finder, requests: 0, met: BTreeSet::new(), failures: BTreeMap::new() }
    }

    /// Reads an answer to somebody. `typed` is what they sent themselves and may see again.
    fn read(&mut self, who: &Persona, asked: &str, said: &Said, typed: &str) {
        self.requests += 1;
        if said.status.is_server_error() {
            self.fail(who, asked, &format!("answers {}", said.status));
        }
        let whole = format!("{}\n{}", said.head, said.text);
        let typed = typed.to_lowercase();
        let (mut after, mut before) = (false, false);
        let world = self.world;
        let found: BTreeSet<usize> =
            self.finder.find_overlapping_iter(&whole).map(|at| at.pattern().as_usize()).collect();
        for mark in found.into_iter().map(|at| &world.marks[at]) {
            if typed.contains(&mark.text) {
                continue;
            }
            after |= mark.what.is_after();
            before |= mark.what.is_before();
            if said.head.to_lowercase().contains(&mark.text) {
                self.fail(who, asked, &format!("has {:?} in a header", mark.what));
            }
            if allowed(world, who, mark) {
                self.met.insert((mark.what, column(who)));
            } else {
                self.fail(who, asked, &format!("shows {:?} of {}", mark.what, mark.own));
            }
        }
        if after && before {
            self.fail(who, asked, "shows both sides of the wall");
        }
    }

    fn fail(&mut self, who: &Persona, asked: &str, what: &str) {
        *self.failures.entry(format!("{asked} to {}: {what}", who.name)).or_default() += 1;
    }
}

fn column(who: &Persona) -> usize {
    let roles = Role::ALL.len();
    match who.role {
        None => roles + 1,
        Some(_) if who.birth => roles,
        Some(role) => Role::ALL.iter().position(|r| *r == role).unwrap(),
    }
}

fn allowed(world: &World, who: &Persona, mark: &Mark) -> bool {
    if world.told.get(&mark.own).is_some_and(|told| told.iter().any(|code| who.own.contains(code))) {
        return true;
    }
    match far(mark.what, who.role, who.birth) {
        Far::No => false,
        // Of a sealed family only those meet anything who are named.
        Far::Agency => {
            who.agency == Some(mark.agency)
                && world
                    .named
                    .get(&mark.own)
                    .is_none_or(|named| named.iter().any(|code| who.own.contains(code)))
        }
        Far::Own => who.own.contains(&mark.own),
    }
}

/// Every path of a route with planted ids; an error names what the crawl cannot fill in.
fn paths(world: &World, pattern: &str) -> Result<Vec<String>, String> {
    let mut paths = vec![String::new()];
    let mut before = "";
    for part in pattern.split('/').skip(1) {
        let fill: Vec<String> = if part.starts_with('{') {
            let fixed = BEHIND.iter().find(|(name, _)| *name == part);
            let named = part.trim_matches(['{', '}']);
            let planted =
                world.ids.iter().find(|(of, _)| **of == before || of.trim_end_matches('s') == named);
            match (fixed, planted) {
                (Some((_, values)), _) => values.iter().map(|v| (*v).to_owned()).collect(),
                (None, Some((_, ids))) => ids.clone(),
                (None, None) => return Err(format!("{pattern}: what stands behind {part}?")),
            }
        } else {
            vec![part.to_owned()]
        };
        before = part;
        paths = paths.iter().flat_map(|p| fill.iter().map(move |f| format!("{p}/{f}"))).collect();
    }
    Ok(paths)
}

async fn ask(house: &House, who: &Persona, route: &Route, path: &str) -> Said {
    if route.is_api() { house.get(&who.token, path).await } else { house.page(&who.cookie, path).await }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_is_met_only_where_the_table_allows() {
    let began = std::time::Instant::now();
    let log = crate::web::log();
    tracing::info!("the crawl begins");

    let house = House::open(testkit::sqlite(hearth::rooms::migrations()).await);
    let world = world::build(&house).await;
    let mut problems = sealed::columns_without_a_mark(&house, &world).await;
    let mut crawl = Crawl::of(&world);
    let routes = hearth::rooms::routes();
    let (mut unknown, mut walked) = (Vec::new(), 0);
    // First everything is looked at, then everything is tried: what a form ends is there no more.
    let (mut looks, tries): (Vec<&Route>, Vec<&Route>) = routes.iter().partition(|r| r.method == Method::Get);
    // The log before all else: each look adds to it, and the first page of it is all that is read.
    looks.sort_by_key(|r| !r.path.contains("/audit") && !r.path.contains("/looks"));
    for route in looks.into_iter().chain(tries) {
        let paths = match paths(&world, route.path) {
            Ok(paths) => paths,
            Err(why) => {
                unknown.push(why);
                continue;
            }
        };
        walked += 1;
        match route.method {
            Method::Get => look(&house, &mut crawl, route, &paths).await,
            Method::Post => refuse(&house, &mut crawl, route, &paths).await,
        }
    }
    problems.append(&mut unknown);
    searches(&house, &mut crawl).await;
    the_link_shows_one_side(&house, &mut crawl).await;
    what_leaves(&house, &world).await;
    problems.extend(in_the_clear(&house, &world, &log()).await);

    problems.extend(crawl.failures.iter().map(|(what, times)| format!("{what} ({times} times)")));
    problems.extend(
        unmet(&world, &crawl).into_iter().map(|what| format!("the table allows what nobody meets: {what}")),
    );
    writeln!(
        std::io::stderr(),
        "canary crawl: {walked} routes, {} people and machines, {} requests, {} marks in {} sealed columns, {:.0} seconds",
        world.personas.len(),
        crawl.requests,
        world.marks.len(),
        sealed::columns(),
        began.elapsed().as_secs_f64(),
    )
    .unwrap();
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

/// Asks as everybody at once, so that their audit lines share the disk's time.
async fn everybody<'w, F>(crawl: &mut Crawl<'w>, asked: &str, typed: &str, ask: F)
where
    F: AsyncFn(&'w Persona) -> Option<Said>,
{
    let world = crawl.world;
    let said = join_all(world.personas.iter().map(|who| ask(who))).await;
    for (who, said) in world.personas.iter().zip(said) {
        if let Some(said) = said {
            crawl.read(who, asked, &said, typed);
        }
    }
}

/// Opens every path of a route, and with filters where nothing in it varies; once more with ids that are none.
async fn look(house: &House, crawl: &mut Crawl<'_>, route: &Route, paths: &[String]) {
    for path in paths {
        everybody(crawl, &format!("{route:?}"), "", async |who| Some(ask(house, who, route, path).await))
            .await;
    }
    if route.path.contains('{') {
        let start = paths[0].rsplit_once('/').map_or("", |(start, _)| start);
        for bad in ["00000000-0000-0000-0000-000000000000"] {
            let path = format!("{start}/{bad}");
            let asked = format!("{route:?} with a bad id");
            everybody(crawl, &asked, "", async |who| Some(ask(house, who, route, &path).await)).await;
        }
        return;
    }
    let ids = ["cases", "orders", "applications"].map(|of| &crawl.world.ids[of]);
    let by_id = ["case", "order", "from"].iter().zip(ids);
    let by_id = by_id.flat_map(|(name, ids)| ids.first().map(move |id| format!("{name}={id}")));
    let filters: Vec<String> = FILTERS.iter().map(|f| (*f).to_owned()).chain(by_id).collect();
    for filter in &filters {
        let path = format!("{}?{filter}", route.path);
        let asked = format!("{route:?}?{}", filter.split('=').next().unwrap_or_default());
        // Who is kept out of the list is kept out of it with a filter.
        everybody(crawl, &asked, filter, async |who| {
            if may(who, route) { Some(ask(house, who, route, &path).await) } else { None }
        })
        .await;
    }
}

fn may(who: &Persona, route: &Route) -> bool {
    let reaches = |role, action: &&str| {
        access::permissions::reach(Some(role), action) != access::permissions::Reach::None
    };
    who.role.is_some_and(|role| route.grants.iter().any(|a| reaches(role, a)))
        || (route.public && who.role.is_none())
}

/// Sends nothing but ids to every path of a route that changes something: what is refused may say no more.
async fn refuse(house: &House, crawl: &mut Crawl<'_>, route: &Route, paths: &[String]) {
    // Signing out would end the crawl of this person.
    if route.path == "/sign-out" {
        return;
    }
    let ids: Vec<(&str, &str)> = crawl
        .world
        .ids
        .iter()
        .filter_map(|(of, ids)| Some((of.trim_end_matches('s'), ids.last()?.as_str())))
        .collect();
    let json: serde_json::Map<_, _> = ids.iter().map(|(of, id)| ((*of).to_owned(), (*id).into())).collect();
    let (json, form) = (json.into(), ids.iter().map(|(of, id)| format!("&{of}={id}")).collect::<String>());
    for path in paths {
        everybody(crawl, &format!("{route:?} refused"), "", async |who| {
            Some(if route.is_api() {
                house.post(&who.token, path, &json).await
            } else {
                house.form(&who.cookie, path, &format!("csrf={}{form}", who.csrf)).await
            })
        })
        .await;
    }
}

/// Everybody looks for everybody, by names and days of both sides.
async fn searches(house: &House, crawl: &mut Crawl<'_>) {
    let world = crawl.world;
    let sought = |m: &&Mark| {
        let name = ["child", "before", "surname"].iter().any(|end| m.text.ends_with(end));
        matches!(m.what, What::Name | What::Birth | What::BirthChild) && (name || m.text.starts_with("201"))
    };
    for mark in world.marks.iter().filter(sought) {
        let field = if mark.text.starts_with("201") { "born" } else { "name" };
        for path in ["/people", "/birth-families/search"] {
            everybody(crawl, &format!("{path} by {field}"), &mark.text, async |who| {
                let body = format!("csrf={}&{field}={}", who.csrf, mark.text);
                Some(house.form(&who.cookie, path, &body).await)
            })
            .await;
        }
        for path in ["/api/v1/people/search", "/api/v1/birth-people/search"] {
            everybody(crawl, &format!("{path} by {field}"), &mark.text, async |who| {
                let body = serde_json::json!({ field: mark.text.as_str() });
                Some(house.post(&who.token, path, &body).await)
            })
            .await;
        }
    }
}

/// Whoever opens the sealed link sees the other side by itself, and nobody but a manager sees anything.
async fn the_link_shows_one_side(house: &House, crawl: &mut Crawl<'_>) {
    let world = crawl.world;
    let mut opened = 0;
    for (after, before) in &world.linked {
        for who in &world.personas {
            for path in
                [format!("/people/{after}/before-adoption"), format!("/birth-people/{before}/after-adoption")]
            {
                let body = format!("csrf={}&reason=The+court+asked+for+it", who.csrf);
                let said = house.form(&who.cookie, &path, &body).await;
                crawl.read(who, "the opened link", &said, "");
                opened += usize::from(said.status.is_success());
            }
        }
    }
    assert_eq!(opened, 2 * world.linked.len(), "each link opens from both sides, to one manager");
}

/// Messages that leave say nothing: who it goes to, and no mark in its words.
async fn what_leaves(house: &House, world: &World) {
    let now = house.desk.now;
    let sent = house.desk.db.read(move |r| store::outbox::due(r, now, 1_000)).await.unwrap();
    assert!(sent.iter().any(|m| m.to.contains("zqabirthmail")), "no message to a birth relative was planted");
    for message in &sent {
        let words = format!("{}\n{}\n{}", message.subject, message.body, message.channel).to_lowercase();
        for mark in &world.marks {
            assert!(!words.contains(&mark.text), "a message has {:?} in its words", mark.what);
        }
    }
}

/// Neither the log, nor the metrics, nor the file of the database hold a mark.
async fn in_the_clear(house: &House, world: &World, log: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let metrics = house.page("", "/metrics").await.text.to_lowercase();
    assert!(metrics.contains("hearth_requests"), "{metrics}");
    let logged = log.to_lowercase();
    assert!(logged.contains("the crawl begins"), "no log line was caught");
    let file = sealed::file(house).await;
    assert!(file.len() > 100_000, "the database's file was not read");
    for mark in &world.marks {
        // Days and numbers may stand in a file by chance, words may not.
        let is_word = mark.text.starts_with("zq") || mark.what == What::Secret;
        for (place, text) in [("the metrics", &metrics), ("the log", &logged), ("the database's file", &file)]
        {
            if (is_word || place != "the database's file") && text.contains(&mark.text) {
                problems.push(format!("{place} holds {:?} in the clear: {}", mark.what, mark.text));
            }
        }
    }
    problems
}

/// Lines of the table that allow what nobody met: the table says no more than is so.
fn unmet(world: &World, crawl: &Crawl<'_>) -> Vec<String> {
    let mut unmet = BTreeSet::new();
    for who in &world.personas {
        for mark in &world.marks {
            if allowed(world, who, mark) && !crawl.met.contains(&(mark.what, column(who))) {
                let role = who.role.map_or("nobody", Role::code);
                unmet.insert(format!("{:?} {role}{}", mark.what, if who.birth { " by birth" } else { "" }));
            }
        }
    }
    unmet.into_iter().collect()
}
