//! The national picture with small agencies: nothing that must be hidden can be seen or
//! worked out, and what is shown agrees.

use ::store::{figure::Figure as Kept, statements};
use access::{Role, organisations::id_of};

use super::*;

fn agency(code: &str) -> Id<Organisation> {
    id_of(kind::AGENCY, code)
}

/// Puts figures of November 2026 by agency.
async fn put(desk: &testkit::Desk, figures: &[(&'static str, &'static str, &'static str, i64)]) {
    let figures = figures.to_vec();
    desk.db
        .write("figures", move |w| {
            for (code, measure, part, amount) in &figures {
                let day = kernel::Date::constant(2026, 11, 3);
                Kept { agency: agency(code), measure, day, council: "", part }.add(w, *amount)?;
            }
            Ok(())
        })
        .await
        .unwrap();
}

/// Puts applications sent, approved and paid in the year: agency, therapy, how many.
async fn applications(desk: &testkit::Desk, all: &[(&'static str, &'static str, i64)]) {
    statements! {
        INSERT = "INSERT INTO application (id, reference, agency_id, case_id, family_id, child_id, council, route, rule, kind,
            therapy, provider_id, provider_kind, sessions, price_pence, amount_pence, starts_on, ends_on, repeat, status, content,
            created_at, created_role, sent_at, decided_at, paid_pence, released_pence, version)
          VALUES ($1, $2, $3, $1, $1, $1, '881', 'adoption', 'r', 'therapy', $4, $1, 'asa', 10, 100, 1000, '2026-10-01',
            '2027-01-01', 0, 'approved', $1, $5, 'social-worker', $5, $5, 500, 0, 1)";
    }
    assert_eq!(ALL.len(), 1);
    let (all, now) = (all.to_vec(), desk.now);
    desk.db
        .write("applications", move |w| {
            for (code, therapy, count) in &all {
                for _ in 0..*count {
                    let id: Id<()> = Id::new(now);
                    let values = [
                        id.into(),
                        id.to_string().into(),
                        agency(code).into(),
                        (*therapy).into(),
                        now.into(),
                    ];
                    w.execute(INSERT, &values)?;
                }
            }
            Ok(())
        })
        .await
        .unwrap();
}

fn find<'a>(sheets: &'a [Sheet], sheet: &str, line: &str, column: &str) -> &'a Figure {
    let sheet = sheets.iter().find(|s| s.code == sheet).unwrap();
    let at = sheet.columns.iter().position(|(code, _)| *code == column).unwrap();
    let line = sheet.lines.iter().find(|l| l.code == line).unwrap();
    &line.entries[at].figure
}

async fn sheets_of(desk: &testkit::Desk) -> Vec<Sheet> {
    let analyst = desk.worker(Role::NationalAnalyst).await;
    desk.look(&analyst, |look| read(look, None)).await.unwrap().sheets
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_agency_is_hidden_and_cannot_be_worked_out() {
    for desk in testkit::both(crate::schema()).await {
        put(
            &desk,
            &[
                // Two agencies of the Eastern region... one small: its neighbour or its region goes with it.
                ("adopt-east", measure::ENQUIRIES, "", 3),
                ("adopt-birmingham", measure::ENQUIRIES, "", 48),
                ("adopt-coast-to-coast", measure::ENQUIRIES, "", 61),
                ("adopt-south", measure::ENQUIRIES, "", 33),
            ],
        )
        .await;
        let sheets = sheets_of(&desk).await;
        let get = |line: &str| find(&sheets, "agencies", line, "enquiries");
        assert_eq!(*get("adopt-east"), Figure::Hidden);
        assert_eq!(*get(""), Figure::Count(145), "the nation's 145 stands");
        let own = access::organisations::shipped().unwrap();
        let region = own.iter().find(|o| o.code == "adopt-east").unwrap().region.clone();
        let region = region.to_lowercase().replace(" & ", "-and-").replace(' ', "-");
        assert_eq!(*get(&region), Figure::Hidden, "alone with its neighbours at nought, its region tells");
        // The nation less the other pan-regions would tell too: one of them is hidden with it.
        let table = sheets.iter().find(|s| s.code == "agencies").unwrap();
        let hidden =
            table.lines.iter().filter(|l| l.kind == Kind::Subtotal && l.entries[0].figure == Figure::Hidden);
        assert!(hidden.count() >= 2);
        for line in table.lines.iter().filter(|line| line.kind == Kind::Part) {
            assert!(!matches!(line.entries[0].figure, Figure::Count(1..=5)), "{}", line.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn money_is_hidden_with_the_few_applications_behind_it() {
    for desk in testkit::both(crate::schema()).await {
        put(
            &desk,
            &[
                ("adopt-east", measure::APPLICATIONS, "sent", 32),
                ("adopt-birmingham", measure::APPLICATIONS, "sent", 14),
                ("adopt-east", measure::APPLIED, "ddp", 9_000_000),
                ("adopt-east", measure::APPLIED, "theraplay", 250_000),
                ("adopt-birmingham", measure::APPLIED, "play-therapy", 4_000_000),
                ("adopt-east", measure::PAID, "ddp", 123_400),
                ("adopt-east", measure::PAID_BY_KIND, "asa", 123_400),
            ],
        )
        .await;
        applications(
            &desk,
            &[
                ("adopt-east", "ddp", 30),
                ("adopt-east", "theraplay", 2),
                ("adopt-birmingham", "play-therapy", 14),
            ],
        )
        .await;
        let sheets = sheets_of(&desk).await;
        let get = |line: &str, column: &str| find(&sheets, "money", line, column);
        assert_eq!(*get("theraplay", "applied"), Figure::Hidden);
        assert_eq!(*get("play-therapy", "applied"), Figure::Hidden, "or the total would tell");
        assert_eq!(*get("ddp", "applied"), Figure::Money(Pence(9_000_000)));
        assert_eq!(*get("", "applied"), Figure::Money(Pence(13_250_000)));
        assert_eq!(*get("ddp", "applications"), Figure::Count(30));
        assert_eq!(*get("ddp", "paid"), Figure::Money(Pence(123_400)));
        assert_eq!(*find(&sheets, "provider-kinds", "asa", "paid"), Figure::Money(Pence(123_400)));
        // Paid in a year in which no application's help ran: guarded as if one stood behind it.
        put(&desk, &[("adopt-south", measure::PAID, "filial-therapy", 700)]).await;
        let sheets = sheets_of(&desk).await;
        assert_eq!(*find(&sheets, "money", "filial-therapy", "paid"), Figure::Hidden);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn page_file_and_api_tell_the_same_and_only_to_those_who_may() {
    for desk in testkit::both(crate::schema()).await {
        put(
            &desk,
            &[
                ("adopt-east", measure::ENQUIRIES, "", 4),
                ("adopt-birmingham", measure::ENQUIRIES, "", 52),
                ("adopt-birmingham", measure::AT_LEVEL, "targeted", 41),
                ("adopt-birmingham", measure::CHANGE_SUM, "parent", 30),
                ("adopt-birmingham", measure::CHANGE_COUNT, "parent", 20),
                ("adopt-birmingham", measure::CHANGE_SUM, "child", 9),
                ("adopt-birmingham", measure::CHANGE_COUNT, "child", 3),
            ],
        )
        .await;
        let analyst = crate::ROOMS.visitor(&desk, Role::NationalAnalyst).await;
        let page = analyst.page("/nation").await;
        assert!(page.contains("National picture 2026-27") && page.contains("Held back"));
        assert!(
            page.contains("+1.5") && !page.contains("+3.0"),
            "three children's goals are too few to show"
        );
        let csv = analyst.page("/nation.csv?year=2026-27").await;
        assert!(csv.contains("agencies,part,adopt-east,Adopt East,enquiries,,,suppressed"), "{csv}");
        let machine = crate::ROOMS.machine(&desk, Role::NationalAnalyst).await;
        let figures = machine.json("/api/v1/figures").await;
        let items = figures["items"].as_array().unwrap();
        assert!(
            items
                .iter()
                .any(|i| i["code"] == "adopt-east" && i["measure"] == "enquiries" && i["value"].is_null())
        );
        assert!(
            items
                .iter()
                .all(|i| i["unit"] != "count" || i["value"].as_f64().is_none_or(|v| v == 0.0 || v >= 5.0))
        );
        for (role, allowed) in [
            (Role::Commissioner, true),
            (Role::SocialWorker, false),
            (Role::FinanceOfficer, false),
            (Role::Administrator, false),
        ] {
            let (status, _) = crate::ROOMS.visitor(&desk, role).await.get("/nation").await;
            assert_eq!(status.is_success(), allowed, "{role:?}");
        }
        assert_eq!(crate::ROOMS.anybody(&desk).get("/nation").await.0.as_u16(), 303);
        assert_eq!(analyst.get("/nation?year=soon").await.0.as_u16(), 422);
        assert_eq!(analyst.get("/agency").await.0.as_u16(), 403);
    }
}

/// The plans of the statements that the page at nation size stands on: each reads from its
/// index alone and never walks a whole table.
#[tokio::test(flavor = "multi_thread")]
async fn the_nation_is_read_from_indexes() {
    let desk = testkit::sqlite(crate::schema()).await;
    for sql in store::ALL
        .iter()
        .filter(|sql| sql.name.starts_with("NATION") || sql.text.contains("FROM application"))
    {
        let plan = desk.db.explain(*sql, vec![1.into(), 2.into()]).await.unwrap().join("\n");
        // One measure's months are few enough to look up; everything else is in an index whole.
        let few = ["NATION_MONTHS", "NATION_FIRST"].contains(&sql.name);
        assert!(few || plan.contains("COVERING INDEX"), "{}: {plan}", sql.name);
        assert!(plan.contains("SEARCH") || sql.name == "NATION_OPEN_PROMISES", "{}: {plan}", sql.name);
    }
}

/// Thirty-three agencies, sixty months, every part: how long the page takes.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement: run it with --release --ignored --nocapture"]
async fn how_long_the_nation_takes() {
    let desk = testkit::sqlite(crate::schema()).await;
    let agencies: Vec<_> = access::organisations::shipped()
        .unwrap()
        .into_iter()
        .filter(|o| o.kind == kind::AGENCY)
        .map(|o| o.id)
        .collect();
    desk.db
        .bulk(move |bulk| {
            let columns = "agency_id, measure, month, council, part, amount";
            let mut row = |agency: Id<Organisation>,
                           measure: &str,
                           month: &str,
                           council: &str,
                           part: &str,
                           amount: i64| {
                bulk.row(
                    "figure",
                    columns,
                    &[
                        agency.into(),
                        measure.into(),
                        month.into(),
                        council.into(),
                        part.into(),
                        amount.into(),
                    ],
                )
            };
            let therapies = [
                "ddp",
                "theraplay",
                "play-therapy",
                "art-therapy",
                "music-therapy",
                "drama-therapy",
                "filial-therapy",
            ];
            for agency in agencies {
                for year in 2021..2027 {
                    for month in model::months(FinancialYear(year)) {
                        for council in 0..5 {
                            for measure in [measure::ENQUIRIES, measure::OPENED, measure::CLOSED] {
                                row(agency, measure, &month, &format!("80{council}"), "", 3)?;
                            }
                        }
                        for measure in [
                            measure::APPLIED,
                            measure::COMMITTED,
                            measure::PAID,
                            measure::HELD,
                            measure::MISSED,
                        ] {
                            for therapy in therapies {
                                row(agency, measure, &month, "", therapy, 7)?;
                            }
                        }
                        for kind in PromiseKind::ALL {
                            for measure in [measure::KEPT, measure::KEPT_LATE] {
                                row(agency, measure, &month, "", kind.code(), 4)?;
                            }
                        }
                        for level in Level::ALL {
                            row(agency, measure::AT_LEVEL, &month, "", level.code(), 2)?;
                        }
                    }
                }
            }
            Ok(())
        })
        .await
        .unwrap();
    let all: Vec<(&'static str, &'static str, i64)> =
        (0..20).map(|n| (["adopt-east", "adopt-south"][n % 2], ["ddp", "theraplay"][n % 2], 1_000)).collect();
    applications(&desk, &all).await;
    let analyst = crate::ROOMS.visitor(&desk, Role::NationalAnalyst).await;
    for _ in 0..5 {
        let start = std::time::Instant::now();
        let size = analyst.page("/nation").await.len();
        eprintln!("nation: {:?}, {size} bytes", start.elapsed());
    }
}

/// A commissioner sees the lines of their own pan-region as the nation has them, and no other; what is held back
/// stays held back.
#[tokio::test(flavor = "multi_thread")]
async fn a_region_is_its_part_of_the_nations_protected_tables() {
    for desk in testkit::both(crate::schema()).await {
        let own = desk.agency();
        let region = desk
            .look(&desk.worker(Role::Commissioner).await, move |look| organisations::by_id(look, own))
            .await
            .unwrap()
            .region;
        put(
            &desk,
            &[
                (testkit::AGENCY, measure::ENQUIRIES, "", 41),
                ("adopt-birmingham", measure::ENQUIRIES, "", 3),
                ("adopt-coast-to-coast", measure::ENQUIRIES, "", 27),
            ],
        )
        .await;
        let nation = sheets_of(&desk).await;
        let commissioner = desk.worker(Role::Commissioner).await;
        let seen = desk.look(&commissioner, |look| read_region(look, None)).await.unwrap();
        assert_eq!(seen.region.as_deref(), Some(region.as_str()));
        assert_eq!(seen.sheets.iter().map(|s| s.code).collect::<Vec<_>>(), ["agencies", "money-by-agency"]);
        let agencies =
            desk.look(&commissioner, |look| organisations::of_kind(look, kind::AGENCY)).await.unwrap();
        let ours: Vec<&str> =
            agencies.iter().filter(|a| a.region == region).map(|a| a.code.as_str()).collect();
        for sheet in &seen.sheets {
            let whole = nation.iter().find(|s| s.code == sheet.code).unwrap();
            assert_eq!(sheet.lines.len(), ours.len() + 1, "the agencies and their subtotal");
            for line in &sheet.lines {
                let same = whole.lines.iter().find(|l| l.code == line.code && l.name == line.name).unwrap();
                let figures = |l: &Line| l.entries.iter().map(|e| e.figure.clone()).collect::<Vec<_>>();
                assert_eq!(figures(line), figures(same), "{}", line.name);
                assert!(line.kind == Kind::Subtotal || ours.contains(&line.code.as_str()));
            }
        }
        for role in [Role::TeamManager, Role::NationalAnalyst, Role::SocialWorker] {
            let who = desk.worker(role).await;
            let refused = desk.look(&who, |look| read_region(look, None).map(|_| ())).await;
            assert_eq!(refused, Err(kernel::Error::Forbidden), "{role:?}");
        }
    }
}
