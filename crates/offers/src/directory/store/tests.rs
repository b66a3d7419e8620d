//! The index of words on both engines: every search gives what a look at each entry would give, however it was filled.

use std::collections::BTreeSet;

use kernel::AgeBand;
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{select, subsequence},
    strategy::ValueTree,
    test_runner::TestRunner,
};
use testkit::{Desk, both};

use super::*;
use crate::{
    directory::{model::tests::entry, words},
    testing::fixed,
};

/// The first three share a place in the alphabet, so that ids decide.
const NAMES: &[&str] =
    &["Saturday play", "Saturday walks", "Saturday", "Elm group", "Therapy for two", "Zebra", "12 steps"];
const SAID: &[&str] = &["play", "player", "playing", "therapy", "therapist", "school", "groups", "canoe"];
const COUNCILS: &[&str] = &["881", "330", "201"];

fn some_entry() -> impl Strategy<Value = Entry> {
    let said =
        (select(NAMES), subsequence(SAID, 0..4), subsequence(COUNCILS, 0..2), prop::bool::weighted(0.1));
    let tags = (
        option::of(select(Level::ALL)),
        option::of(select(Cost::ALL)),
        option::of(0_i64..14),
        subsequence(&Audience::ALL[..3], 0..3),
        prop::bool::weighted(0.9),
    );
    (said, tags).prop_map(|((name, said, councils, everywhere), (level, cost, least, audiences, open))| {
        let mut e = entry(name);
        e.details.description = said.join(" ");
        e.details.councils = councils.into_iter().map(str::to_owned).collect();
        e.details.everywhere = everywhere;
        (e.level, e.cost, e.audiences) = (level, cost, audiences);
        (e.minimum_age, e.maximum_age) = (least, least.map(|age| age + 3));
        e.status = if open { Status::Active } else { Status::Closed };
        e
    })
}

fn some_query() -> impl Strategy<Value = Query> {
    let typed = vec(
        select(&["play", "the", "ther", "school", "group", "saturday", "canoe", "nothing", "level"][..]),
        0..4,
    );
    let tags = (
        option::of(select(COUNCILS)),
        option::weighted(0.2, select(&["CM1", "SS1"][..])),
        option::weighted(0.3, select(&Audience::ALL[..3])),
        option::weighted(0.3, select(AgeBand::ALL)),
        option::weighted(0.2, select(Level::ALL)),
        option::weighted(0.2, select(Cost::ALL)),
    );
    (typed, tags).prop_map(|(typed, (council, near, audience, age, level, cost))| Query {
        words: typed.join(" "),
        council: council.map(str::to_owned),
        near: near.map(str::to_owned),
        audience,
        age,
        level,
        cost,
        tag: None,
    })
}

/// Whether an entry fits, from what it says alone.
fn fits(e: &Entry, q: &Query) -> bool {
    let by = words::of(e);
    let is = |tag: String| by.contains(&tag);
    let typed = words::words(&q.words);
    let says = |typed: &String| by.iter().any(|w| !words::is_tag(w) && w.starts_with(typed.as_str()));
    e.status == Status::Active
        && (!typed.is_empty() || q.words.is_empty())
        && typed.iter().take(words::TYPED).all(says)
        && q.council.as_ref().is_none_or(|c| e.details.everywhere || e.details.councils.contains(c))
        && q.near.as_ref().is_none_or(|n| is(words::near(n).unwrap()))
        && q.audience.is_none_or(|a| e.audiences.contains(&a))
        && q.age.is_none_or(|a| is(words::age(a)))
        && q.level.is_none_or(|l| e.level == Some(l))
        && q.cost.is_none_or(|c| e.cost == Some(c))
}

fn service(desk: &Desk, entry: Entry) -> Service {
    Service {
        id: Id::random(),
        agency: desk.agency(),
        organisation: Id::random(),
        entry,
        modified: desk.now,
        source: None,
        missing: None,
        version: 1,
    }
}

/// The pages of a search one after another, as (place in the alphabet, id).
async fn walked(desk: &Desk, query: &Query) -> Vec<(i64, Id<Kind>)> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let (query, from) = (query.clone(), after);
        let rows = desk.db.read(move |r| search(r, &query, from)).await.unwrap();
        assert!(rows.next.is_none() || rows.items.len() == SHOWN);
        seen.extend(rows.items.into_iter().map(|line| (words::name_key(&line.name), line.id)));
        after = rows.next;
        if after.is_none() {
            return seen;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_gives_what_a_look_at_every_entry_gives() {
    for desk in both(crate::schema()).await {
        let mut runner = TestRunner::new(fixed());
        let entries = vec(some_entry(), 170).new_tree(&mut runner).unwrap().current();
        let mut all: Vec<Service> = entries.into_iter().map(|entry| service(&desk, entry)).collect();
        let new = all.clone();
        desk.db.write("entries", move |w| new.iter().try_for_each(|s| put(w, s))).await.unwrap();
        // Then half of them are called otherwise, say something else, are closed or opened.
        let others = vec(some_entry(), 85).new_tree(&mut runner).unwrap().current();
        let stored = all.clone();
        let before: Vec<Service> = desk
            .db
            .read(move |r| {
                let one = |s: &Service| read(&r.row(ONE, &[s.id.into()])?);
                stored.iter().step_by(2).map(one).collect()
            })
            .await
            .unwrap();
        let after: Vec<Service> =
            before.iter().zip(others).map(|(s, entry)| Service { entry, ..s.clone() }).collect();
        for (at, changed) in after.iter().enumerate() {
            all[at * 2] = changed.clone();
        }
        desk.db
            .write("changes", move |w| {
                let mut terms = Terms::default();
                for (before, after) in before.iter().zip(&after) {
                    change(w, &mut terms, before, after, 1)?;
                }
                terms.write(w)
            })
            .await
            .unwrap();

        let open = || all.iter().filter(|s| s.entry.status == Status::Active);
        // The index holds the words of what is open, under its name of today, and nothing else.
        let index: Sql =
            Sql { name: "test", text: "SELECT word, name_key, service_id FROM directory_found_by" };
        let rows = desk.db.read(move |r| r.query(index, &[])).await.unwrap();
        let held: BTreeSet<(String, i64, Id<Kind>)> =
            rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap())).collect();
        let key = |s: &Service| words::name_key(&s.entry.name);
        let wanted: BTreeSet<(String, i64, Id<Kind>)> =
            open().flat_map(|s| words::of(&s.entry).into_iter().map(|word| (word, key(s), s.id))).collect();
        assert!(held == wanted && rows.len() == wanted.len());
        let count = desk.db.read(|r| uses(r, words::ANY)).await.unwrap();
        assert_eq!(count as usize, open().count());

        let (mut full, mut none) = (0, 0);
        let mut queries = vec(some_query(), 150).new_tree(&mut runner).unwrap().current();
        queries.push(Query::default());
        // Everything at once.
        queries.push(Query {
            words: "saturday play ther".into(),
            council: Some("881".into()),
            near: Some("CM1".into()),
            audience: Some(Audience::ALL[0]),
            age: Some(AgeBand::To10),
            level: Some(Level::ALL[0]),
            cost: Some(Cost::ALL[0]),
            tag: Some("has:evidence".into()),
        });
        for query in queries {
            let mut fitting: Vec<_> =
                open().filter(|s| fits(&s.entry, &query)).map(|s| (key(s), s.id)).collect();
            fitting.sort();
            assert_eq!(walked(&desk, &query).await, fitting, "{query:?}");
            full += usize::from(fitting.len() > SHOWN);
            none += usize::from(fitting.is_empty());
            let (ids, wanted): (Vec<_>, _) = (fitting.into_iter().map(|(_, id)| id).collect(), query.clone());
            let (whole, some) = desk
                .db
                .read(move |r| Ok((matching(r, &wanted, None)?, matching(r, &wanted, Some(7))?)))
                .await
                .unwrap();
            assert_eq!(whole, ids, "{query:?}");
            assert_eq!(some, ids[..ids.len().min(7)], "{query:?}");
        }
        assert!(full > 1 && none < 120, "{full} of more than a page, {none} that found nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_an_older_directory_are_taken_over() {
    const NEW: [u32; 2] = [94, 235];
    let older: Vec<_> = crate::schema().into_iter().filter(|m| !NEW.contains(&m.number)).collect();
    for desk in both(older).await {
        let (id, giver, agency) = (Id::<Kind>::random(), Id::<()>::random(), desk.agency());
        let name = "Saturday play";
        let put = move |w: &::store::Write<'_>| {
            let run = |text: &'static str, params: &[Value]| w.execute(Sql { name: "test", text }, params);
            run(
                "INSERT INTO directory_organisation (id, agency_id, name, description, email, website) VALUES ($1, $2, 'Elm', '', '', '')",
                &[giver.into(), agency.into()],
            )?;
            run(
                "INSERT INTO service (id, agency_id, organisation_id, name, name_key, status, audiences, details, assured_on, review_on, modified_at, version)
                 VALUES ($1, $2, $3, $4, $5, 'active', '', '{}', '2026-01-01', '2026-12-01', 0, 1)",
                &[id.into(), agency.into(), giver.into(), name.into(), words::name_key(name).into()],
            )?;
            for word in ["any:", "play", "saturday", "age:5-10", "cost:free"] {
                run(
                    "INSERT INTO service_word (word, service_id) VALUES ($1, $2)",
                    &[word.into(), id.into()],
                )?;
                run("INSERT INTO service_term (word, uses) VALUES ($1, 1)", &[word.into()])?;
            }
            Ok(())
        };
        desk.db.write("an older directory", put).await.unwrap();
        assert_eq!(desk.db.migrate(crate::schema()).await.unwrap(), 2);
        for typed in ["", "sat", "play saturday"] {
            let query = Query { words: typed.into(), ..Query::default() };
            assert_eq!(walked(&desk, &query).await, [(words::name_key(name), id)], "{typed}");
            let chosen = Query { age: Some(AgeBand::To10), cost: Some(Cost::Free), ..query.clone() };
            assert_eq!(walked(&desk, &chosen).await, [(words::name_key(name), id)], "{typed}");
            assert!(walked(&desk, &Query { cost: Some(Cost::Full), ..chosen }).await.is_empty());
        }
    }
}

/// The plan of a statement when every parameter that is a word has another one.
async fn plan(desk: &Desk, sql: Sql) -> Vec<String> {
    let ids = |n| (0..n).map(|_| Value::from(Id::<Kind>::random()));
    let params: Vec<Value> = match sql.name {
        "LINES" | "WHOLE" => ids(51).collect(),
        "DROP_WORDS" => {
            ids(1).chain([0.into(), 1.into()]).chain((0..16).map(|n| format!("w{n}").into())).collect()
        }
        "USES" | "BEGINNING" => (0..8).map(|n| format!("w{n}").into()).collect(),
        _ => [i64::MIN.into()]
            .into_iter()
            .chain(ids(1))
            .chain([51.into(), "w0".into(), 1.into()])
            .chain((1..37).map(|n| format!("w{n}").into()))
            .collect(),
    };
    desk.db.explain(sql, params).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_goes_by_the_whole_key_whatever_the_statistics_say() {
    let desk = testkit::sqlite(crate::schema()).await;
    let few: Vec<Service> = NAMES.iter().take(6).map(|name| service(&desk, entry(name))).collect();
    desk.db.write("entries", move |w| few.iter().try_for_each(|s| put(w, s))).await.unwrap();
    // As if the directory had been looked at when it had six entries.
    let analyse = Sql { name: "test", text: "ANALYZE" };
    desk.db.write("statistics", move |w| w.execute(analyse, &[])).await.unwrap();
    for (groups, sql) in search::ALONG.iter().enumerate() {
        let plan = plan(&desk, *sql).await;
        let many = |part: &str| plan.iter().filter(|line| line.contains(part)).count();
        assert_eq!(many("SEARCH w USING PRIMARY KEY (word=? AND name_key>?)"), 1, "{plan:?}");
        let probes = many("SEARCH g USING PRIMARY KEY (word=? AND name_key=? AND service_id=?)");
        assert_eq!((probes, many("SCAN"), many("TEMP B-TREE")), (groups * 4, 0, 0), "{plan:?}");
    }
    for (sql, table, by) in [
        (search::LINES, "s", "id=?"),
        (search::LINES, "o", "id=?"),
        (search::WHOLE, "s", "id=?"),
        (search::WHOLE, "o", "id=?"),
        (search::WHOLE, "f", "id=?"),
        (search::USES, "service_term", "word=?"),
        (search::BEGINNING, "service_term", "word>? AND word<?"),
        (write::DROP_WORDS, "directory_found_by", "word=? AND name_key=? AND service_id=? AND facets=?"),
    ] {
        let plan = plan(&desk, sql).await;
        let looked_up = format!("SEARCH {table} USING PRIMARY KEY ({by})");
        let found = plan.iter().any(|line| line.starts_with(&looked_up));
        assert!(found && !plan.iter().any(|line| line.contains("SCAN")), "{}: {plan:?}", sql.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_engine_goes_by_the_whole_key_too() {
    let desk = testkit::postgres(crate::schema()).await;
    desk.db
        .bulk(|bulk| {
            for n in 0..4_000_i64 {
                for word in [0, 1 + n % 2, 3 + n % 5, 8 + n % 50] {
                    let row = [format!("w{word}").into(), n.into(), Id::<Kind>::random().into(), 1.into()];
                    bulk.row("directory_found_by", "word, name_key, service_id, facets", &row)?;
                }
            }
            Ok(())
        })
        .await
        .unwrap();
    for (groups, sql) in search::ALONG.iter().enumerate() {
        let plan = plan(&desk, *sql).await;
        let many = |part: &str| plan.iter().filter(|line| line.contains(part)).count();
        assert_eq!((many("Seq Scan"), many("Sort"), many("Bitmap")), (0, 0, 0), "{plan:#?}");
        // It expects a full page, and so stops when it has one.
        assert!(plan[0].starts_with("Limit") && plan[0].contains("rows=51 "), "{plan:#?}");
        let probes =
            plan.iter().filter(|line| line.contains("Index Cond") && line.contains("= w.service_id"));
        assert_eq!(probes.count(), groups * 4, "{plan:#?}");
    }
}

/// A directory as `make bench` makes one, of 50,000 entries: how long each kind of search takes.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement: run it with --ignored --nocapture"]
async fn how_long_a_search_takes() {
    const SERVICES: usize = 50_000;
    const COMMON: &[&str] = &[
        "support", "group", "family", "parents", "children", "therapy", "school", "evening", "help", "play",
    ];
    for desk in both(crate::schema()).await {
        let (agency, giver, now) = (desk.agency(), Id::<()>::random(), desk.now);
        desk.db
            .bulk(move |bulk| {
                let mut dice = 2026_u64;
                let mut below = move |most: usize| {
                    dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (dice >> 33) as usize % most
                };
                bulk.row(
                    "directory_organisation",
                    "id, agency_id, name, description, email, website",
                    &[giver.into(), agency.into(), "Giver".into(), "".into(), "".into(), "".into()],
                )?;
                let mut counted = std::collections::BTreeMap::<String, i64>::new();
                for _ in 0..SERVICES {
                    let letters: String = (0..6).map(|_| char::from(b'a' + below(26) as u8)).collect();
                    let mut e = entry(&format!("{letters} {} {}", COMMON[below(10)], COMMON[below(10)]));
                    let said: Vec<&str> = (0..12).map(|_| COMMON[below(10)]).collect();
                    let rare = if below(200) == 0 { ["fasd", "canoe", "pottery"][below(3)] } else { "" };
                    e.details.description = format!("A {rare} service with {}.", said.join(" "));
                    e.giver.name = format!("Organisation {}", below(2_000));
                    e.details.councils = vec![["881", "330", "201", "331", "202", "204"][below(6)].into()];
                    e.details.everywhere = below(40) == 0;
                    e.details.places[0].postcode = format!(
                        "{} {}AA",
                        ["CM1", "CM2", "SS1", "B1", "B15", "N1", "NW5", "E8", "CV1", "CO3"][below(10)],
                        below(10)
                    );
                    let least = below(16) as i64;
                    (e.minimum_age, e.maximum_age) = (Some(least), Some(least + below(12) as i64));
                    e.cost = Some(if below(3) == 0 { Cost::Full } else { Cost::Free });
                    let (id, key) = (Id::<Kind>::random(), words::name_key(&e.name));
                    let details = serde_json::to_string(&e.details).map_err(|x| Error::internal("details", x))?;
                    bulk.row(
                        "service",
                        "id, agency_id, organisation_id, name, name_key, status, level, cost, minimum_age, maximum_age, audiences,
                         details, assured_on, review_on, modified_at, version",
                        &[
                            id.into(), agency.into(), giver.into(), (&e.name).into(), key.into(), "active".into(),
                            text(e.level), text(e.cost), e.minimum_age.into(), e.maximum_age.into(), "adopters".into(),
                            details.into(), e.assured.into(), e.review.into(), now.into(), 1.into(),
                        ],
                    )?;
                    let found_by = words::of(&e);
                    let facets = words::facets(&found_by);
                    for word in found_by {
                        bulk.row(
                            "directory_found_by",
                            "word, name_key, service_id, facets",
                            &[(&word).into(), key.into(), id.into(), facets.into()],
                        )?;
                        *counted.entry(word).or_default() += 1;
                    }
                }
                for (word, uses) in counted {
                    bulk.row("service_term", "word, uses", &[word.into(), uses.into()])?;
                }
                Ok(())
            })
            .await
            .unwrap();
        let words = |words: &str| Query { words: words.into(), ..Query::default() };
        let council = |query: Query| Query { council: Some("330".into()), ..query };
        let near = |query: Query| Query { near: Some("SS1".into()), ..query };
        let of_age = |query: Query| Query { age: Some(AgeBand::To17), ..query };
        for (what, query) in [
            ("all", words("")),
            ("a common word", words("play")),
            ("a rare word", words("canoe")),
            ("a beginning", words("the")),
            ("common and rare", words("play canoe")),
            ("common, in a council", council(words("school"))),
            ("council, free, age", council(Query { cost: Some(Cost::Free), ..of_age(words("")) })),
            ("district, common", near(words("help"))),
            ("district, council, age", near(council(of_age(words(""))))),
            ("three words, council", council(words("play school canoe"))),
            ("nothing", words("nothing")),
        ] {
            let asked = query.clone();
            let took = desk
                .db
                .read(move |r| {
                    let mut took = Vec::new();
                    for _ in 0..30 {
                        let begun = std::time::Instant::now();
                        let found = search(r, &asked, None)?.items.len();
                        took.push((begun.elapsed(), found));
                    }
                    took.sort();
                    Ok(took)
                })
                .await
                .unwrap();
            let begun = std::time::Instant::now();
            let all = desk.db.read(move |r| matching(r, &query, None)).await.unwrap().len();
            let (median, rows) = took[15];
            println!(
                "{:?} {what}: median {median:?}, slowest {:?} for {rows} rows; all {all} in {:?}",
                desk.db.engine(),
                took[29].0,
                begun.elapsed()
            );
        }
    }
}
