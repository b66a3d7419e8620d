//! The schema: the same on both engines, every statement understood by both, and no landed
//! migration changed.

use std::collections::BTreeMap;

/// Where the checksums of landed migrations stand.
const LOCK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations.lock");

#[tokio::test(flavor = "multi_thread")]
async fn both_engines_have_the_same_tables_and_columns() {
    let desks = testkit::both(hearth::rooms::migrations()).await;
    let sqlite = desks[0].db.schema().await.unwrap();
    let postgres = desks[1].db.schema().await.unwrap();
    assert!(sqlite.len() > 150, "only {} columns", sqlite.len());
    assert_eq!(sqlite, postgres);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_engines_understand_every_statement() {
    let statements = hearth::rooms::statements();
    assert!(statements.len() > 60, "only {} statements are listed", statements.len());
    for desk in testkit::both(hearth::rooms::migrations()).await {
        for sql in &statements {
            if let Err(e) = desk.db.prepares(*sql).await {
                panic!("{:?}: {} {e:?}\n{}", desk.db.engine(), sql.name, sql.text);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn migrating_twice_changes_nothing_and_a_newer_database_is_left_alone() {
    for desk in testkit::both(hearth::rooms::migrations()).await {
        assert_eq!(desk.db.migrate(hearth::rooms::migrations()).await.unwrap(), 0);
        assert_eq!(desk.db.pending(hearth::rooms::migrations()).await.unwrap(), 0);
        let older: Vec<_> = hearth::rooms::migrations().into_iter().filter(|m| m.number < 60).collect();
        assert!(desk.db.migrate(older).await.is_err());
    }
}

/// A landed migration is never changed: to change the schema, add one. After adding one,
/// add its line to `migrations.lock`.
#[test]
fn landed_migrations_are_as_they_landed() {
    let text = std::fs::read_to_string(LOCK).unwrap();
    let landed: BTreeMap<&str, &str> =
        text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(' ')).collect();
    let wanted: Vec<(String, String)> = hearth::rooms::migrations()
        .iter()
        .map(|m| (format!("{:04}-{}", m.number, m.name), m.checksum()))
        .collect();
    let lines: String = wanted.iter().map(|(name, sum)| format!("{name} {sum}\n")).collect();
    for (name, sum) in &wanted {
        assert_eq!(landed.get(name.as_str()), Some(&sum.as_str()), "migrations.lock should say:\n{lines}");
    }
    assert_eq!(landed.len(), wanted.len(), "migrations.lock names a migration that is gone");
}

/// The wall of adoption in SQL: no statement of the house names tables of both of its sides, and the
/// sealed link is named only by statements that name nothing else.
#[test]
fn no_statement_meets_both_sides_of_the_wall() {
    const BEFORE: &[&str] = &[
        "birth_family",
        "birth_person",
        "birth_key",
        "birth_message",
        "birth_account",
        "birth_invitation",
        "waiting_child",
        "return_facts",
        "contact_before",
        "contact_before_wish",
        "birth_support",
    ];
    // What lies between the two sides of a contact plan, and names nobody.
    const WIRE: &[&str] = &["contact_plan", "contact_terms", "letter_step"];
    const AFTER: &[&str] = &[
        "family_place",
        "of_age_step",
        "family_tie",
        "person_merge",
        "not_same_person",
        "own_record",
        "own_record_sight",
        "message_thread",
        "plan_review",
        "thread_message",
        "young_invitation",
        "young_words",
        "contact_after",
        "contact_after_wish",
        "family",
        "person",
        "identity",
        "identity_key",
        "support_case",
        "application",
        "purchase_order",
        "event",
    ];
    let (mut before, mut link, mut wire) = (0, 0, 0);
    for sql in hearth::rooms::statements() {
        let words: Vec<&str> = sql.text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let names = |tables: &[&str]| tables.iter().any(|table| words.contains(table));
        let letters =
            words.windows(2).any(|w| ["FROM", "INTO", "UPDATE", "JOIN"].contains(&w[0]) && w[1] == "letter");
        assert!(!(letters && (names(BEFORE) || names(AFTER))), "{} leaves the wire: {}", sql.name, sql.text);
        let opens = words.contains(&"identity_link");
        assert!(!(names(BEFORE) && names(AFTER)), "{} reads both sides: {}", sql.name, sql.text);
        assert!(
            !(names(WIRE) && (names(BEFORE) || names(AFTER))),
            "{} leaves the wire: {}",
            sql.name,
            sql.text
        );
        assert!(!(opens && (names(BEFORE) || names(AFTER))), "{} joins the link: {}", sql.name, sql.text);
        before += usize::from(names(BEFORE));
        link += usize::from(opens);
        wire += usize::from(names(WIRE));
    }
    // Three of the gate, and three that seal its one column anew when the key changes.
    assert!(wire > 10, "{wire} statements of the wire between the sides");
    assert!(before > 10 && link == 6, "{before} statements before adoption, {link} of the link");
}
