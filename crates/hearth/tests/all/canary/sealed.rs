//! Which columns are sealed, and that each holds a mark.

use std::{collections::BTreeSet, path::Path};

use kernel::Id;
use store::{Column, Sql, statements};

use super::world::World;
use crate::house::House;

statements! {
    ACCOUNT_EMAIL = "SELECT id, email FROM account";
    ACCOUNT_NAME = "SELECT id, name FROM account";
    ALLOCATION_NOTE = "SELECT id, note FROM allocation WHERE note IS NOT NULL";
    CONSENT_GIVEN = "SELECT id, given_name FROM consent WHERE given_name IS NOT NULL";
    CONSENT_NOTE = "SELECT id, note FROM consent WHERE note IS NOT NULL";
    CONSENT_TO = "SELECT id, recipient_name FROM consent WHERE recipient_name IS NOT NULL";
    CONSENT_WITHDRAWN = "SELECT id, withdrawn_why FROM consent WHERE withdrawn_why IS NOT NULL";
    DISCLOSURE_TO = "SELECT id, recipient_name FROM disclosure WHERE recipient_name IS NOT NULL";
    EXCEPTION_REASON = "SELECT id, reason FROM safeguarding_share WHERE reason IS NOT NULL";
    EXCEPTION_SEEN = "SELECT id, seen_note FROM safeguarding_share WHERE seen_note IS NOT NULL";
    EXCEPTION_TO = "SELECT id, recipient_name FROM safeguarding_share WHERE recipient_name IS NOT NULL";
    ANSWER_BODY = "SELECT row_id, body FROM answer";
    APPLICATION_CONTENT = "SELECT id, content FROM application";
    APPLICATION_DECISION = "SELECT id, decision FROM application WHERE decision IS NOT NULL";
    ASSESSMENT_CONTENT = "SELECT id, content FROM assessment";
    AUDIT_DETAIL = "SELECT id, detail FROM audit_line WHERE detail IS NOT NULL";
    BIRTH_BORN = "SELECT id, born FROM birth_person WHERE born IS NOT NULL";
    BIRTH_CONTACT = "SELECT id, contact FROM birth_person WHERE contact IS NOT NULL";
    BIRTH_NAME = "SELECT id, name FROM birth_person";
    BIRTH_WORDS = "SELECT id, words FROM birth_message";
    CASE_ORDER_DATE = "SELECT id, order_date FROM support_case WHERE order_date IS NOT NULL";
    ENQUIRY_DETAILS = "SELECT id, details FROM enquiry";
    ENQUIRY_OUTCOME = "SELECT id, outcome FROM enquiry WHERE outcome IS NOT NULL";
    ENQUIRY_STORY = "SELECT id, story FROM enquiry";
    EVENT_WORDS = "SELECT id, words FROM event";
    GOAL_WORDS = "SELECT id, words FROM goal WHERE words IS NOT NULL";
    IDENTITY_BORN = "SELECT id, born FROM identity WHERE born IS NOT NULL";
    IDENTITY_CONTACT = "SELECT id, contact FROM identity WHERE contact IS NOT NULL";
    IDENTITY_NAME = "SELECT id, name FROM identity";
    INVOICE_QUERY = "SELECT id, query FROM invoice WHERE query IS NOT NULL";
    LEVEL_REASON = "SELECT id, reason FROM level_change";
    LINK_OTHER = "SELECT id, other FROM identity_link";
    MESSAGE_BODY = "SELECT id, body FROM message";
    MESSAGE_RECIPIENT = "SELECT id, recipient FROM message";
    MESSAGE_SUBJECT = "SELECT id, subject FROM message";
    MOVEMENT_REASON = "SELECT id, reason FROM ledger_movement WHERE reason IS NOT NULL";
    ORDER_REASON = "SELECT id, reason FROM purchase_order WHERE reason IS NOT NULL";
    PLAN_CONTENT = "SELECT id, content FROM plan";
    SESSION_NOTE = "SELECT id, note FROM delivery_session WHERE note IS NOT NULL";
    RETURN_FACTS = "SELECT id, facts FROM return_facts";
    RETURN_FAULT = "SELECT id, child FROM return_fault WHERE child IS NOT NULL";
    WAITING_CHILD = "SELECT id, known_as FROM waiting_child";
    DATABASES = "PRAGMA database_list";
}

/// What a sealed column is expected to hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A mark, in at least one row.
    Mark,
    /// An id of the other side of the wall.
    Link,
    /// Nothing yet: no part of Hearth writes there, and the first that does needs a mark.
    Unused,
    /// Paths and fixed words, and never a mark.
    Nothing,
}

/// Every sealed column, and a statement that gives the id it is bound to and what is sealed.
pub const COLUMNS: &[(&str, Sql, Holds)] = &[
    ("account.email", ACCOUNT_EMAIL, Holds::Mark),
    ("account.name", ACCOUNT_NAME, Holds::Mark),
    ("allocation.note", ALLOCATION_NOTE, Holds::Mark),
    ("consent.given_name", CONSENT_GIVEN, Holds::Mark),
    ("consent.note", CONSENT_NOTE, Holds::Mark),
    ("consent.recipient_name", CONSENT_TO, Holds::Mark),
    ("consent.withdrawn_why", CONSENT_WITHDRAWN, Holds::Mark),
    ("disclosure.recipient_name", DISCLOSURE_TO, Holds::Unused),
    ("safeguarding_share.reason", EXCEPTION_REASON, Holds::Mark),
    ("safeguarding_share.recipient_name", EXCEPTION_TO, Holds::Mark),
    ("safeguarding_share.seen_note", EXCEPTION_SEEN, Holds::Mark),
    ("answer.body", ANSWER_BODY, Holds::Nothing),
    ("application.content", APPLICATION_CONTENT, Holds::Mark),
    ("application.decision", APPLICATION_DECISION, Holds::Mark),
    ("assessment.content", ASSESSMENT_CONTENT, Holds::Mark),
    ("audit_line.detail", AUDIT_DETAIL, Holds::Mark),
    ("birth_message.words", BIRTH_WORDS, Holds::Mark),
    ("birth_person.born", BIRTH_BORN, Holds::Mark),
    ("birth_person.contact", BIRTH_CONTACT, Holds::Mark),
    ("birth_person.name", BIRTH_NAME, Holds::Mark),
    ("delivery_session.note", SESSION_NOTE, Holds::Mark),
    ("enquiry.details", ENQUIRY_DETAILS, Holds::Mark),
    ("enquiry.outcome", ENQUIRY_OUTCOME, Holds::Mark),
    ("enquiry.story", ENQUIRY_STORY, Holds::Mark),
    ("event.words", EVENT_WORDS, Holds::Mark),
    ("goal.words", GOAL_WORDS, Holds::Mark),
    ("identity.born", IDENTITY_BORN, Holds::Mark),
    ("identity.contact", IDENTITY_CONTACT, Holds::Mark),
    ("identity.name", IDENTITY_NAME, Holds::Mark),
    ("identity_link.other", LINK_OTHER, Holds::Link),
    ("invoice.query", INVOICE_QUERY, Holds::Mark),
    ("ledger_movement.reason", MOVEMENT_REASON, Holds::Unused),
    ("level_change.reason", LEVEL_REASON, Holds::Mark),
    ("message.body", MESSAGE_BODY, Holds::Nothing),
    ("message.recipient", MESSAGE_RECIPIENT, Holds::Mark),
    ("message.subject", MESSAGE_SUBJECT, Holds::Nothing),
    ("plan.content", PLAN_CONTENT, Holds::Mark),
    ("purchase_order.reason", ORDER_REASON, Holds::Mark),
    ("return_facts.facts", RETURN_FACTS, Holds::Mark),
    ("return_fault.child", RETURN_FAULT, Holds::Mark),
    ("support_case.order_date", CASE_ORDER_DATE, Holds::Mark),
    ("waiting_child.known_as", WAITING_CHILD, Holds::Mark),
];

/// Every `Column::new("table.column")` of the source.
fn in_the_code(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            in_the_code(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let named = text.split("Column::new(\"").skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(named.filter(|name| name.contains('.')).map(str::to_owned));
        }
    }
}

/// Sealed columns that the crawl plants no mark in yet: rooms that came while it was written. A new column does not
/// belong here: plant it in `world.rs`.
pub const NOT_PLANTED: &[&str] = &[
    "account_security.totp",
    "correction.decided_why",
    "correction.old_value",
    "correction.wanted",
    "correction.why",
    "data_complaint.acknowledged_how",
    "data_complaint.complainant",
    "data_complaint.outcome_words",
    "data_complaint.words",
    "delegation.reason",
    "destruction.decided_why",
    "destruction.reason",
    "document.title",
    "emergency.note",
    "emergency.reason",
    "form_draft.fields",
    "invitation.email",
    "invitation.name",
    "legal_hold.lifted_why",
    "legal_hold.reason",
    "seal.end_reason",
    "seal.reason",
    "seal_reader.reason",
    "session.id_token",
    "session.place",
    "sign_in_step.data",
    "stored_file.name",
    "stored_file.secret",
    "subject_passage.reason",
    "subject_passage.words",
    "subject_request.asked_by",
    "subject_request.ended_words",
    "subject_request.extended_why",
    "subject_request.proof_note",
];

/// What is wrong with the sealed columns: one of the code that is not listed here, and one that holds no mark.
pub async fn columns_without_a_mark(house: &House, world: &World) -> Vec<String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut code = BTreeSet::new();
    for entry in std::fs::read_dir(crates).unwrap() {
        let source = entry.unwrap().path().join("src");
        if source.is_dir() {
            in_the_code(&source, &mut code);
        }
    }
    let planted = COLUMNS.iter().map(|(name, ..)| *name);
    let here: BTreeSet<String> = planted.chain(NOT_PLANTED.iter().copied()).map(str::to_owned).collect();
    let differ = code.symmetric_difference(&here);
    let mut problems: Vec<String> =
        differ.map(|name| format!("{name} needs a line in COLUMNS, and a mark in the world")).collect();
    for (name, sql, holds) in COLUMNS {
        let rows = house.desk.db.read(move |r| r.query(*sql, &[])).await.unwrap();
        let texts: Vec<String> = rows
            .iter()
            .map(|row| {
                let (id, sealed): (Id<()>, Vec<u8>) = (row.get(0).unwrap(), row.get(1).unwrap());
                house.desk.db.keys().open(Column::new(name), id, &sealed).unwrap().to_lowercase()
            })
            .collect();
        let marked = world.marks.iter().any(|m| texts.iter().any(|t| t.contains(&m.text)));
        match holds {
            Holds::Unused => {
                assert!(texts.iter().all(String::is_empty), "{name} is used now, and needs a mark")
            }
            Holds::Mark if marked => {}
            Holds::Mark => problems.push(format!("no mark stands in {name}")),
            Holds::Nothing => {
                assert!(!marked && !texts.is_empty(), "a mark, or nothing at all, stands in {name}")
            }
            Holds::Link => {
                for (after, before) in &world.linked {
                    assert!(texts.contains(after) && texts.contains(before), "a link is not in {name}");
                }
            }
        }
    }
    problems
}

/// The bytes of the database, as they stand on the disk, in small letters.
pub async fn file(house: &House) -> String {
    let row = house.desk.db.read(|r| r.row(DATABASES, &[])).await.unwrap();
    let path: String = row.get(2).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend(std::fs::read(format!("{path}-wal")).unwrap_or_default());
    String::from_utf8_lossy(&bytes).to_lowercase()
}
