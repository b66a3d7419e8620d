//! What a filled database holds, on both engines.

use access::{Role, accounts, organisations};
use kernel::{Date, Error, PromiseState, Timestamp};
use store::{Db, Keys, Read, Row, Sql};

use super::{Report, Size, all_statements, fill};

const TODAY: Date = Date::constant(2026, 11, 21);

fn schema() -> Vec<store::Migration> {
    [
        insight::schema(),
        connections::MIGRATIONS.to_vec(),
        offers::MIGRATIONS.to_vec(),
        family_finding::MIGRATIONS.to_vec(),
        strategy::MIGRATIONS.to_vec(),
        teamwork::MIGRATIONS.to_vec(),
    ]
    .concat()
}

async fn filled(address: &str, seed: u64) -> (Db, Report) {
    let db = Db::connect(address, Keys::from_master(&[42; 32]).unwrap()).await.unwrap();
    db.migrate(schema()).await.unwrap();
    let report = fill(&db, Size::Tiny, seed, TODAY, |_| {}).await.unwrap();
    (db, report)
}

fn in_folder(folder: &tempfile::TempDir, name: &str) -> String {
    format!("sqlite:{}", folder.path().join(name).display())
}

/// The same demo on both engines, and the folder of the one in a file: it goes when this does.
struct Both {
    _folder: tempfile::TempDir,
    filled: Vec<(Db, Report)>,
}

async fn both() -> Both {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = filled(&in_folder(&folder, "tiny.db"), 1).await;
    Both { _folder: folder, filled: vec![sqlite, filled(&testkit::postgres_address().await, 1).await] }
}

fn sql(text: &'static str) -> Sql {
    Sql { name: "test", text }
}

async fn rows(db: &Db, text: &'static str) -> Vec<Row> {
    db.read(move |r: &Read<'_>| r.query(sql(text), &[])).await.unwrap()
}

async fn number(db: &Db, text: &'static str) -> i64 {
    rows(db, text).await[0].get(0).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_gives_the_same_rows_on_both_engines() {
    let Both { filled: both, _folder } = both().await;
    assert_eq!(both[0].1, both[1].1);
    let folder = tempfile::tempdir().unwrap();
    let (_, again) = filled(&in_folder(&folder, "again.db"), 1).await;
    assert_eq!(again, both[0].1);
    let (_, other) = filled(&in_folder(&folder, "other.db"), 2).await;
    assert_ne!(other.digest, both[0].1.digest);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_holds_what_was_counted_and_points_to_what_is_there() {
    let both = both().await;
    for (db, report) in &both.filled {
        for (table, text) in [
            ("support_case", "SELECT count(*) FROM support_case"),
            ("identity", "SELECT count(*) FROM identity"),
            ("delivery_session", "SELECT count(*) FROM delivery_session"),
            ("event", "SELECT count(*) FROM event"),
            ("promise", "SELECT count(*) FROM promise"),
        ] {
            assert_eq!(number(db, text).await, i64::try_from(report.rows[table]).unwrap(), "{table}");
        }
        // Foreign keys are trusted while loading, so they are proved here.
        for orphans in [
            "SELECT count(*) FROM person p LEFT JOIN family f ON f.id = p.family_id WHERE f.id IS NULL",
            "SELECT count(*) FROM identity i LEFT JOIN person p ON p.id = i.person_id WHERE p.id IS NULL",
            "SELECT count(*) FROM support_case c LEFT JOIN person p ON p.id = c.child_id WHERE p.id IS NULL",
            "SELECT count(*) FROM support_case c LEFT JOIN account a ON a.id = c.coordinator_id WHERE a.id IS NULL",
            "SELECT count(*) FROM assessment a LEFT JOIN support_case c ON c.id = a.case_id WHERE c.id IS NULL",
            "SELECT count(*) FROM plan p LEFT JOIN support_case c ON c.id = p.case_id WHERE c.id IS NULL",
            "SELECT count(*) FROM plan p LEFT JOIN plan_signature s ON s.plan_id = p.id WHERE p.status <> 'draft' AND s.plan_id IS NULL",
            "SELECT count(*) FROM plan_signature s JOIN plan_writer w ON w.plan_id = s.plan_id AND w.account_id = s.settled_by",
            "SELECT count(*) FROM plan_signature s JOIN support_case c ON c.id = s.case_id LEFT JOIN promise p ON p.about_id = s.plan_id
               AND p.kept_at IS NULL AND p.withdrawn_at IS NULL WHERE s.status = 'waiting' AND c.status = 'open' AND p.id IS NULL",
            "SELECT count(*) FROM assessment_signature s JOIN assessment a ON a.id = s.assessment_id WHERE a.author_id = s.settled_by",
            "SELECT count(*) FROM assessment_signature s JOIN support_case c ON c.id = s.case_id LEFT JOIN promise p ON p.about_id = s.assessment_id
               AND p.kept_at IS NULL AND p.withdrawn_at IS NULL WHERE s.status = 'waiting' AND c.status = 'open' AND p.id IS NULL",
            "SELECT count(*) FROM contribution k JOIN assessment a ON a.id = k.assessment_id WHERE a.status <> 'draft'",
            "SELECT count(*) FROM contribution k LEFT JOIN promise p ON p.about_id = k.id AND p.kind = 'contribution' WHERE p.id IS NULL",
            "SELECT count(*) FROM rating r LEFT JOIN goal g ON g.id = r.goal_id WHERE g.id IS NULL",
            "SELECT count(*) FROM purchase_order o LEFT JOIN application a ON a.id = o.application_id WHERE a.id IS NULL",
            "SELECT count(*) FROM purchase_order o LEFT JOIN provider p ON p.id = o.provider_id WHERE p.id IS NULL",
            "SELECT count(*) FROM delivery_session s LEFT JOIN purchase_order o ON o.id = s.order_id WHERE o.id IS NULL",
            "SELECT count(*) FROM invoice_line l LEFT JOIN delivery_session s ON s.id = l.session_id WHERE s.id IS NULL",
            "SELECT count(*) FROM ledger_line l LEFT JOIN ledger_account a ON a.id = l.account_id WHERE a.id IS NULL",
            "SELECT count(*) FROM provider p LEFT JOIN provider_vetting v ON v.provider_id = p.id WHERE v.id IS NULL",
            "SELECT count(*) FROM provider p JOIN provider_vetting v ON v.provider_id = p.id WHERE p.approval = 'approved' AND v.insured_until < '2026-11-21'",
            "SELECT count(*) FROM contact_after a LEFT JOIN support_case c ON c.id = a.case_id AND c.family_id = a.family_id AND c.child_id = a.person_id WHERE c.id IS NULL",
            "SELECT count(*) FROM contact_before b LEFT JOIN birth_person p ON p.id = b.person_id WHERE p.id IS NULL",
            "SELECT count(*) FROM contact_plan c LEFT JOIN account a ON a.id = c.coordinator_id WHERE a.id IS NULL",
            "SELECT count(*) FROM contact_terms t LEFT JOIN contact_plan c ON c.id = t.plan_id WHERE c.id IS NULL",
            "SELECT count(*) FROM letter l LEFT JOIN contact_plan c ON c.id = l.plan_id WHERE c.id IS NULL",
            "SELECT count(*) FROM letter l LEFT JOIN letter_step s ON s.letter_id = l.id WHERE s.id IS NULL",
            "SELECT count(*) FROM letter l LEFT JOIN promise p ON p.about_id = l.id AND p.kind = 'letter-checked' AND p.kept_at IS NULL
               WHERE l.status IN ('received', 'approved') AND p.id IS NULL",
            "SELECT count(*) FROM birth_support s LEFT JOIN birth_person p ON p.id = s.person_id WHERE p.id IS NULL",
            "SELECT count(*) FROM adult_holder h LEFT JOIN adult_request r ON r.id = h.request_id WHERE r.id IS NULL",
            "SELECT count(*) FROM adult_share s LEFT JOIN adult_request r ON r.id = s.request_id WHERE r.id IS NULL",
            "SELECT count(*) FROM adult_holder h LEFT JOIN promise p ON p.about_id = h.id AND p.kept_at IS NULL WHERE h.outcome IS NULL AND p.id IS NULL",
            "SELECT count(*) FROM waiting_group g LEFT JOIN profiled_child c ON c.group_id = g.id WHERE c.id IS NULL",
            "SELECT count(*) FROM profiled_child c LEFT JOIN waiting_group g ON g.id = c.group_id WHERE g.id IS NULL",
            "SELECT count(*) FROM team_member m LEFT JOIN account a ON a.id = m.account_id WHERE a.id IS NULL",
            "SELECT count(*) FROM enquiry e LEFT JOIN support_case c ON c.id = e.case_id WHERE c.id IS NULL AND e.case_id IS NOT NULL",
        ] {
            assert_eq!(number(db, orphans).await, 0, "{orphans}");
        }
        assert_eq!(
            number(db, "SELECT count(*) FROM audit_line WHERE role = 'demo' AND kind = 'case'").await,
            number(db, "SELECT count(*) FROM support_case").await
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn some_promises_are_always_open_nearly_due_and_late() {
    let folder = tempfile::tempdir().unwrap();
    for (n, today) in
        ["2022-04-01", "2024-12-25", "2025-04-05", "2026-11-21", "2027-02-28"].into_iter().enumerate()
    {
        let today: Date = today.parse().unwrap();
        let db = Db::connect(&in_folder(&folder, &format!("{n}.db")), Keys::from_master(&[1; 32]).unwrap())
            .await
            .unwrap();
        db.migrate(schema()).await.unwrap();
        fill(&db, Size::Tiny, 5, today, |_| {}).await.unwrap();
        let now: Timestamp = format!("{today}T08:00:00Z").parse().unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for row in
            rows(&db, "SELECT made_at, due_at FROM promise WHERE kept_at IS NULL AND withdrawn_at IS NULL")
                .await
        {
            seen.insert(PromiseState::at(now, row.get(0).unwrap(), row.get(1).unwrap(), None, false));
        }
        for state in [PromiseState::Open, PromiseState::NearlyDue, PromiseState::Late] {
            assert!(seen.contains(&state), "none is {} on {today}", state.code());
        }
        let later = rows(&db, "SELECT max(made_at), max(kept_at) FROM promise").await;
        assert!(later[0].get::<Timestamp>(0).unwrap() <= now && later[0].get::<Timestamp>(1).unwrap() <= now);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reviews_are_as_late_as_in_life_and_assessments_follow_the_framework_of_their_day() {
    const DAY: i64 = 86_400_000_000;
    let both = both().await;
    for (db, _) in &both.filled {
        let (mut late, mut all) = (0_usize, 0_usize);
        for row in rows(
            db,
            "SELECT kept_at - due_at, due_at - made_at FROM promise WHERE kind = 'plan-review' AND kept_at IS NOT NULL",
        )
        .await
        {
            let (over, term): (i64, i64) = (row.get(0).unwrap(), row.get(1).unwrap());
            all += 1;
            late += usize::from(over > 0);
            assert!(over < 60 * DAY && term < 400 * DAY, "{} days late of {}", over / DAY, term / DAY);
        }
        assert!(all > 20 && late * 2 < all && late > 0, "{late} of {all} reviews were late");
        for row in rows(db, "SELECT framework, started_at FROM assessment").await {
            let (framework, started): (String, Timestamp) = (row.get(0).unwrap(), row.get(1).unwrap());
            let day = kernel::local_date(started);
            assert_eq!(casework::assessment::model::current_on(day).unwrap().version, framework, "{day}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn money_balances_and_no_child_is_above_the_limit() {
    let both = both().await;
    for (db, _) in &both.filled {
        assert_eq!(number(db, "SELECT CAST(sum(amount_pence) AS BIGINT) FROM ledger_line").await, 0);
        assert_eq!(
            number(db, "SELECT count(*) FROM (SELECT movement_id FROM ledger_line GROUP BY movement_id HAVING sum(amount_pence) <> 0) AS odd").await,
            0
        );
        // What each agency was given stands in its letters.
        assert_eq!(
            number(
                db,
                "SELECT count(*) FROM ledger_account a WHERE a.kind = 'available'
                   AND (SELECT COALESCE(CAST(sum(l.amount_pence) AS BIGINT), 0) FROM allocation l
                        WHERE l.agency_id = a.agency_id AND l.year = a.year)
                     <> (SELECT COALESCE(CAST(sum(m.amount_pence) AS BIGINT), 0) FROM ledger_line m
                         JOIN ledger_movement o ON o.id = m.movement_id
                         WHERE m.account_id = a.id AND o.kind = 'allocate')"
            )
            .await,
            0
        );
        assert!(number(db, "SELECT count(*) FROM allocation").await > 0);
        // Each balance is the sum of its lines.
        assert_eq!(
            number(
                db,
                "SELECT count(*) FROM ledger_account a WHERE a.balance_pence <>
                   (SELECT COALESCE(CAST(sum(l.amount_pence) AS BIGINT), 0) FROM ledger_line l WHERE l.account_id = a.id)"
            )
            .await,
            0
        );
        assert_eq!(
            number(db, "SELECT count(*) FROM ledger_account WHERE kind <> 'granted' AND balance_pence < 0")
                .await,
            0
        );
        assert_eq!(number(db, "SELECT count(*) FROM child_limit WHERE used_pence > limit_pence").await, 0);
        // From the applications themselves: what a child was granted in a year of the limit of £3,000 or £5,000.
        let most = |year: &str| -> i64 { if year >= "2025-04-14" { 300_000 } else { 500_000 } };
        for row in rows(
            db,
            "SELECT rule, kind, CAST(sum(amount_pence) AS BIGINT) FROM application WHERE status = 'approved'
             GROUP BY child_id, rule, kind",
        )
        .await
        {
            let (rule, kind, sum): (String, String, i64) =
                (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap());
            let limit = match funding::schemes::version(&rule).map(|v| v.from.to_string()) {
                Some(from) if kind == "therapy" => most(&from),
                Some(_) => 250_000,
                None => panic!("no rules are named {rule}"),
            };
            assert!(sum <= limit, "{sum} under {rule}");
        }
        // Paid on invoices, on applications and in the ledger is one sum.
        let paid =
            number(db, "SELECT CAST(sum(total_pence) AS BIGINT) FROM invoice WHERE status = 'paid'").await;
        assert_eq!(paid, number(db, "SELECT CAST(sum(paid_pence) AS BIGINT) FROM application").await);
        assert_eq!(
            paid,
            number(db, "SELECT CAST(sum(balance_pence) AS BIGINT) FROM ledger_account WHERE kind = 'paid'")
                .await
        );
        assert_eq!(
            number(
                db,
                "SELECT count(*) FROM invoice i WHERE i.total_pence <> (SELECT CAST(sum(l.amount_pence) AS BIGINT) FROM invoice_line l WHERE l.invoice_id = i.id)"
            )
            .await,
            0
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_agree_with_a_recount() {
    let both = both().await;
    for (db, _) in &both.filled {
        for (figure, recount) in [
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'enquiries'", "SELECT count(*) FROM enquiry"),
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'enquiries-by-channel' AND part = 'phone'", "SELECT count(*) FROM enquiry WHERE channel = 'phone'"),
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'cases-opened'", "SELECT count(*) FROM support_case"),
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'cases-closed'", "SELECT count(*) FROM support_case WHERE status = 'closed'"),
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'cases-at-level' AND part = 'intensive'", "SELECT count(*) FROM support_case WHERE status = 'open' AND level = 'intensive'"),
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'cases-at-level'", "SELECT count(*) FROM support_case WHERE status = 'open'"),
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'promises-made'", "SELECT count(*) FROM promise"),
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'promises-kept'", "SELECT count(*) FROM promise WHERE kept_at <= due_at"),
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'promises-kept-late'", "SELECT count(*) FROM promise WHERE kept_at > due_at"),
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'money-applied'", "SELECT CAST(sum(amount_pence) AS BIGINT) FROM application WHERE sent_at IS NOT NULL"),
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'money-committed'", "SELECT CAST(sum(amount_pence - released_pence) AS BIGINT) FROM application WHERE status = 'approved'"),
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'money-paid'", "SELECT CAST(sum(paid_pence) AS BIGINT) FROM application"),
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'money-paid-by-provider-kind'", "SELECT CAST(sum(paid_pence) AS BIGINT) FROM application"),
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'applications' AND part = 'approved'", "SELECT count(*) FROM application WHERE status = 'approved'"),
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'sessions-held'", "SELECT count(*) FROM delivery_session WHERE status = 'held'"),
            ("SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'sessions-missed'", "SELECT count(*) FROM delivery_session WHERE status = 'missed'"),
            (
                "SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'goal-change-count'",
                "SELECT count(*) FROM (SELECT goal_id FROM rating GROUP BY goal_id, rater HAVING count(DISTINCT rated_on) > 1) AS series",
            ),
            (
                "SELECT CAST(sum(amount) AS BIGINT) FROM figure WHERE measure = 'goal-change-sum'",
                "SELECT CAST(sum((SELECT r.score FROM rating r WHERE r.goal_id = s.goal_id AND r.rater = s.rater ORDER BY r.rated_on DESC LIMIT 1)
                           - (SELECT r.score FROM rating r WHERE r.goal_id = s.goal_id AND r.rater = s.rater ORDER BY r.rated_on LIMIT 1)) AS BIGINT)
                 FROM (SELECT DISTINCT goal_id, rater FROM rating) AS s",
            ),
        ] {
            assert_eq!(number(db, figure).await, number(db, recount).await, "{figure}");
        }
        // What a needs assessment is made of, counted from the rows one by one, by council, year and part.
        let of_needs = [
            "cases-by-",
            "cases-at-council-level",
            "cases-paid-for",
            "assessments-completed",
            "needs-found",
            "applications-approved-by-ethnicity",
            "money-paid-by-council",
        ];
        let mut differences = db.read(insight::recount::differences).await.unwrap();
        differences.retain(|d| of_needs.iter().any(|name| d.place.measure.starts_with(name)));
        assert!(differences.is_empty(), "{differences:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_demo_person_has_something_to_see() {
    let both = both().await;
    for (db, _) in &both.filled {
        for role in Role::ALL.iter().copied() {
            let account = db.read(move |r| accounts::demo(r, role)).await.unwrap();
            let account = account.unwrap_or_else(|| panic!("nobody is a {}", role.code()));
            let count = |text: &'static str, id: store::Value| {
                let db = db.clone();
                async move {
                    let found = db.read(move |r: &Read<'_>| r.query(sql(text), &[id])).await.unwrap();
                    found[0].get::<i64>(0).unwrap()
                }
            };
            let agency: store::Value = account.agency.into();
            match role {
                Role::DutyWorker => {
                    assert!(
                        count(
                            "SELECT count(*) FROM enquiry WHERE agency_id = $1 AND status = 'new'",
                            agency.clone()
                        )
                        .await
                            > 3
                    );
                }
                Role::SocialWorker => {
                    let open =
                        "SELECT count(*) FROM support_case WHERE coordinator_id = $1 AND status = 'open'";
                    assert!(count(open, account.id.into()).await > 0);
                }
                Role::FinanceOfficer => {
                    assert!(
                        count(
                            "SELECT count(*) FROM invoice WHERE agency_id = $1 AND status = 'matched'",
                            agency.clone()
                        )
                        .await
                            > 0
                    );
                    assert!(
                        count(
                            "SELECT count(*) FROM application WHERE agency_id = $1 AND status = 'sent'",
                            agency.clone()
                        )
                        .await
                            > 0
                    );
                }
                Role::Provider => {
                    let id: store::Value = account.provider.into();
                    assert!(count("SELECT count(*) FROM purchase_order WHERE provider_id = $1 AND status = 'placed'", id.clone()).await > 0);
                    let due = "SELECT count(*) FROM delivery_session s JOIN purchase_order o ON o.id = s.order_id
                               WHERE o.provider_id = $1 AND s.status = 'planned' AND s.planned_on < '2026-11-21'";
                    assert!(count(due, id).await > 0);
                }
                Role::FamilyMember => {
                    let id: store::Value = account.family.into();
                    for text in [
                        "SELECT count(*) FROM plan p JOIN support_case c ON c.id = p.case_id WHERE c.family_id = $1 AND p.status = 'current'",
                        "SELECT count(*) FROM goal g JOIN support_case c ON c.id = g.case_id WHERE c.family_id = $1",
                        "SELECT count(*) FROM rating g JOIN support_case c ON c.id = g.case_id WHERE c.family_id = $1",
                        "SELECT count(*) FROM promise p JOIN support_case c ON c.id = p.case_id WHERE c.family_id = $1 AND p.kept_at IS NULL",
                    ] {
                        assert!(count(text, id.clone()).await > 0, "{text}");
                    }
                }
                Role::YoungPerson => {
                    let id: store::Value = account.id.into();
                    for text in [
                        "SELECT count(*) FROM family_place p JOIN support_case c ON c.child_id = p.person_id WHERE p.account_id = $1",
                        "SELECT count(*) FROM young_words WHERE account_id = $1 AND readers = 'team'",
                        "SELECT count(*) FROM thread_message m JOIN message_thread t ON t.id = m.thread_id WHERE t.account_id = $1",
                        "SELECT count(*) FROM message_thread t JOIN promise p ON p.about_id = t.id AND p.kept_at IS NULL WHERE t.account_id = $1",
                        "SELECT count(*) FROM plan_review r JOIN promise p ON p.about_id = r.id AND p.kept_at IS NULL WHERE r.asked_by = $1",
                    ] {
                        assert!(count(text, id.clone()).await > 0, "{text}");
                    }
                }
                Role::TeamManager | Role::Commissioner | Role::Administrator => {
                    assert!(account.agency.is_some())
                }
                Role::NationalAnalyst => assert!(account.agency.is_none()),
            }
        }
        let said = db.read(|r| organisations::setting(r, "demo")).await.unwrap();
        assert_eq!(said.as_deref(), Some("yes"));
        let home = db.read(organisations::home).await.unwrap();
        assert_eq!(home, Some(organisations::id_of("agency", "adopt-east")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shows_birth_families_and_how_access_is_kept() {
    let both = both().await;
    for (db, _) in &both.filled {
        let reader = db.read(accounts::demo_by_birth).await.unwrap().expect("a birth relative signs in");
        assert_eq!((reader.role, reader.family, reader.agency), (Role::FamilyMember, None, None));
        let parent = db.read(|r| accounts::demo(r, Role::FamilyMember)).await.unwrap().unwrap();
        assert!(parent.family.is_some(), "the one click for a family is a family's");
        let written =
            "SELECT count(*) FROM birth_message m JOIN birth_account b ON b.person_id = m.person_id";
        assert!(number(db, written).await > 0);
        // Every birth family has a parent and the child; every link has two ends; agencies differ in nothing else.
        let families = number(db, "SELECT count(*) FROM birth_family").await;
        assert!(families > 0);
        for kind in ["birth-parent", "birth-child"] {
            let rows = db.read(move |r| {
                r.query(
                    sql("SELECT count(DISTINCT family_id) FROM birth_person WHERE kind = $1"),
                    &[kind.into()],
                )
            });
            assert_eq!(rows.await.unwrap()[0].get::<i64>(0).unwrap(), families, "{kind}");
        }
        assert_eq!(number(db, "SELECT count(*) FROM identity_link").await, 2 * families);
        // No id, and no hash, of one side stands on the other.
        let shared = "SELECT count(*) FROM birth_person b JOIN person p ON p.id = b.id OR p.id = b.family_id";
        assert_eq!(number(db, shared).await, 0);
        assert_eq!(
            number(db, "SELECT count(*) FROM birth_key b JOIN identity_key i ON i.key = b.key").await,
            0
        );
        // Emergency access waits for a review: one use of an open record, one of the sealed one.
        let waiting =
            "SELECT count(*) FROM emergency e WHERE e.reviewed_at IS NULL AND e.ends_at < e.at + 3600000001";
        assert_eq!(number(db, waiting).await, 2);
        let of_sealed = "SELECT count(*) FROM emergency e JOIN seal s ON s.family_id = e.family_id WHERE s.ended_at IS NULL";
        assert_eq!(number(db, of_sealed).await, 1);
        // The report of the family that the demo shows names who looked.
        let looks = db.read(move |r| {
            r.query(
                sql("SELECT count(*), count(DISTINCT actor_id) FROM audit_line WHERE family_id = $1 AND deed = 'look'"),
                &[parent.family.into()],
            )
        });
        let looks = &looks.await.unwrap()[0];
        let (looks, people) = (looks.get::<i64>(0).unwrap(), looks.get::<i64>(1).unwrap());
        assert!(looks >= 6 && people >= 3, "{looks} looks of {people}");
        let sealed = access::audit::seal::all(db, "2026-11-21T23:00:00Z".parse().unwrap()).await.unwrap();
        assert!(sealed.0 > 0, "{sealed:?}");
        let report =
            access::audit::verify::verify(db, "2026-11-21T23:00:00Z".parse().unwrap(), None).await.unwrap();
        assert!(report.is_whole(), "{report:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_room_of_contact_records_and_family_finding_has_something_to_show() {
    let both = both().await;
    for (db, report) in &both.filled {
        let parts = |text: &'static str| {
            let db = db.clone();
            async move {
                let found = db.read(move |r: &Read<'_>| r.query(sql(text), &[])).await.unwrap();
                found
                    .iter()
                    .map(|row| row.get::<String>(0).unwrap())
                    .collect::<std::collections::BTreeSet<_>>()
            }
        };
        for (what, text, wanted) in [
            ("letters", "SELECT DISTINCT status FROM letter", 7),
            ("legal routes", "SELECT DISTINCT route FROM adult_request", 3),
            ("requests", "SELECT DISTINCT status FROM adult_request", 2),
            ("vetoes and wishes", "SELECT DISTINCT kind FROM veto", 4),
            ("intermediary cases", "SELECT DISTINCT status FROM intermediary", 4),
            ("offers of support", "SELECT DISTINCT status FROM birth_support", 2),
            ("teams", "SELECT DISTINCT name FROM team", 1),
        ] {
            let found = parts(text).await;
            assert!(found.len() >= wanted, "{what}: {found:?}");
        }
        // The birth relative who signs in has an offer to answer, and a plan.
        for text in [
            "SELECT count(*) FROM birth_support s JOIN birth_account b ON b.person_id = s.person_id WHERE s.status = 'offered'",
            "SELECT count(*) FROM contact_before c JOIN birth_account b ON b.person_id = c.person_id",
        ] {
            assert_eq!(number(db, text).await, 1, "{text}");
        }
        let worker = db.read(|r| accounts::demo(r, Role::SocialWorker)).await.unwrap().unwrap();
        let own = db.read(move |r: &Read<'_>| {
            r.query(sql("SELECT count(*) FROM contact_plan WHERE coordinator_id = $1"), &[worker.id.into()])
        });
        let plans = own.await.unwrap()[0].get::<i64>(0).unwrap();
        assert_eq!(plans, number(db, "SELECT count(*) FROM contact_plan").await);
        // Some families agreed to be seen by other agencies, and some did not.
        let shared = "SELECT count(*) FROM adopter_household WHERE shared_on IS NOT NULL";
        let (families, shared) = (report.rows["adopter_household"], number(db, shared).await.unsigned_abs());
        assert!(
            shared > 0 && families > shared && report.rows["waiting_group"] > 3,
            "{shared} of {families}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_with_anything_in_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (db, _) = filled(&in_folder(&folder, "twice.db"), 1).await;
    let again = fill(&db, Size::Tiny, 1, TODAY, |_| {}).await.unwrap_err();
    assert!(matches!(again, Error::Refused { .. }));
    let empty =
        Db::connect(&in_folder(&folder, "early.db"), Keys::from_master(&[1; 32]).unwrap()).await.unwrap();
    empty.migrate(schema()).await.unwrap();
    let early = fill(&empty, Size::Tiny, 1, "2019-01-01".parse().unwrap(), |_| {}).await.unwrap_err();
    assert!(matches!(early, Error::Invalid(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_prepare_on_both_engines() {
    let both = both().await;
    for (db, _) in &both.filled {
        for statement in all_statements() {
            db.prepares(statement).await.unwrap();
        }
    }
}
