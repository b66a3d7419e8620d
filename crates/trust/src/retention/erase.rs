//! The erasing itself: what goes with a record whose destruction two people agreed on. Plain facts without a name
//! (dates, levels, scores, money) stay, so that figures and the ledger still add up; so do the certificate and the
//! audit log, whose chain would break. A test of the whole house plants a mark in every sealed column of a case and
//! looks for it in every sealed column afterwards: a room that is added is added here too.

use ::store::{Db, Value, files, outbox, statements};
use access::{
    Act, Grant, One,
    actions::ApproveDestruction,
    drafts, links, own_records,
    rights::Destruction,
    sign_in::people as accounts,
    walls::{self, After},
};
use casework::{
    action_asks::store as action_asks,
    contributions::store as contributions,
    drop_in::store::bookings as drop_ins,
    family_picture::store as ties,
    front_door::store as enquiries,
    of_age::store as of_age,
    people::{same::store as same, store as people},
};
use funding::applications::store as applications;
use kernel::{Id, Result, kinds};

use crate::{documents, family_files::store as family_files};

statements! {
    FAMILY_OF = "SELECT family_id, child_id, enquiry_id FROM support_case WHERE id = $1";
    // Other cases of the household whose names are still there, and records of adults that came from it.
    SHARED_HOME = "SELECT 1 FROM support_case c JOIN identity i ON i.person_id = c.child_id WHERE c.family_id = $1 AND c.id <> $2
                   UNION ALL SELECT 1 FROM own_record r JOIN identity i ON i.person_id = r.person_id
                     WHERE r.from_family_id = $1 AND r.undone_at IS NULL LIMIT 1";
    // The household that an adult's own record came from, where nobody else of it has a record whose names are still there.
    LEFT_HOME = "SELECT o.from_family_id FROM own_record o WHERE o.person_id = $1 AND o.undone_at IS NULL AND o.from_family_id <> $2
                   AND NOT EXISTS (SELECT 1 FROM support_case c JOIN identity i ON i.person_id = c.child_id WHERE c.family_id = o.from_family_id)
                   AND NOT EXISTS (SELECT 1 FROM own_record r JOIN identity i ON i.person_id = r.person_id
                                   WHERE r.from_family_id = o.from_family_id AND r.undone_at IS NULL AND r.person_id <> o.person_id)";
    ENQUIRIES_OF = "SELECT id FROM enquiry WHERE case_id = $1";
    DRAFTED_OF = "SELECT id FROM assessment WHERE case_id = $1 UNION ALL SELECT id FROM plan WHERE case_id = $1
                  UNION ALL SELECT id FROM application WHERE case_id = $1 UNION ALL SELECT id FROM purchase_order WHERE case_id = $1";
    DOCUMENTS_OF = "SELECT id, file_id FROM document WHERE case_id = $1";

    KEYS_OF_CHILD = "DELETE FROM identity_key WHERE identity_id IN (SELECT id FROM identity WHERE person_id = $1)";
    NAMES_OF_CHILD = "DELETE FROM identity WHERE person_id = $1";
    KEYS_OF_HOME = "DELETE FROM identity_key WHERE identity_id IN
                    (SELECT i.id FROM identity i JOIN person p ON p.id = i.person_id WHERE p.family_id = $1)";
    NAMES_OF_HOME = "DELETE FROM identity WHERE person_id IN (SELECT id FROM person WHERE family_id = $1)";
    READERS_OF_HOME = "DELETE FROM seal_reader WHERE seal_id IN (SELECT id FROM seal WHERE family_id = $1)";
    SEALS_OF_HOME = "DELETE FROM seal WHERE family_id = $1";

    EVENTS = "UPDATE event SET words = $2 WHERE case_id = $1";
    ASSESSMENTS = "UPDATE assessment SET content = $2 WHERE case_id = $1";
    PLANS = "UPDATE plan SET content = $2 WHERE case_id = $1";
    SIGNATURES = "UPDATE plan_signature SET words = $2 WHERE case_id = $1 AND words IS NOT NULL";
    ASSESSMENT_SIGNATURES = "UPDATE assessment_signature SET words = $2 WHERE case_id = $1 AND words IS NOT NULL";
    GOALS = "UPDATE goal SET words = $2 WHERE case_id = $1 AND words IS NOT NULL";
    LEVELS = "UPDATE level_change SET reason = $2 WHERE case_id = $1";
    EXCEPTIONS = "UPDATE safeguarding_share SET recipient_name = NULL, reason = $2, seen_note = NULL WHERE case_id = $1";
    CORRECTIONS = "UPDATE correction SET old_value = NULL, wanted = $2, why = NULL, decided_why = NULL WHERE case_id = $1";
    REQUESTS = "UPDATE subject_request SET asked_by = $2, proof_note = NULL, extended_why = NULL, ended_words = NULL WHERE case_id = $1";
    MESSAGES = "UPDATE thread_message SET words = $2 WHERE thread_id IN (SELECT id FROM message_thread WHERE case_id = $1)";
    YOUNG_WORDS = "UPDATE young_words SET words = $2, told_whom = NULL, told_why = NULL WHERE case_id = $1";
    REVIEWS = "UPDATE plan_review SET why = NULL, present = NULL, changed = NULL, child_said = NULL, declined_why = NULL WHERE case_id = $1";
    COMPLAINTS = "UPDATE data_complaint SET complainant = $2, words = $2, acknowledged_how = NULL, outcome_words = NULL WHERE case_id = $1";
    HOLDS = "UPDATE legal_hold SET reason = $2, lifted_why = NULL WHERE record_id = $1";
    EMERGENCIES = "UPDATE emergency SET reason = $2, note = NULL WHERE case_id = $1";

    ORDER_DATE = "UPDATE support_case SET order_date = NULL WHERE id = $1";
    ORDERS = "UPDATE purchase_order SET reason = NULL WHERE case_id = $1";
    SESSIONS = "UPDATE delivery_session SET note = NULL WHERE order_id IN (SELECT id FROM purchase_order WHERE case_id = $1)";
    INVOICES = "UPDATE invoice SET query = NULL WHERE order_id IN (SELECT id FROM purchase_order WHERE case_id = $1)";
    DISPUTES = "UPDATE invoice_dispute SET words = NULL, answer = NULL WHERE invoice_id IN (SELECT id FROM invoice WHERE case_id = $1)";
    AUTHORITIES = "UPDATE ledger_movement SET reason = NULL WHERE application_id IN (SELECT id FROM application WHERE case_id = $1)";
    CONSENTS = "UPDATE consent SET recipient_name = NULL, given_name = NULL, note = NULL, withdrawn_why = NULL WHERE case_id = $1";
    DISCLOSURES = "UPDATE disclosure SET recipient_name = NULL WHERE case_id = $1";
    PASSAGES = "DELETE FROM subject_passage WHERE request_id IN (SELECT id FROM subject_request WHERE case_id = $1)";

    DOCUMENT = "DELETE FROM document WHERE id = $1";
    FILE_GONE = "INSERT INTO erased_file (place, at) VALUES ($1, $2)";
    FILES_GONE = "SELECT place FROM erased_file ORDER BY place LIMIT 500";
    FILE_AWAY = "DELETE FROM erased_file WHERE place = $1";
}

/// Words that must be there, and are blank from now on.
const BLANKED: &[::store::Sql] = &[
    EVENTS,
    ASSESSMENTS,
    PLANS,
    SIGNATURES,
    ASSESSMENT_SIGNATURES,
    GOALS,
    LEVELS,
    EXCEPTIONS,
    CORRECTIONS,
    REQUESTS,
    COMPLAINTS,
    HOLDS,
    EMERGENCIES,
    MESSAGES,
    YOUNG_WORDS,
];
/// Words that may be missing, and are from now on.
const EMPTIED: &[::store::Sql] = &[
    ORDER_DATE,
    ORDERS,
    SESSIONS,
    INVOICES,
    DISPUTES,
    AUTHORITIES,
    CONSENTS,
    DISCLOSURES,
    PASSAGES,
    REVIEWS,
];

type Approved = Grant<ApproveDestruction, One<Destruction>>;

/// Erases every sealed word of a case: names and what finds them, the way through the wall, what was written, said,
/// asked, sent and filed, and what was typed and not sent. Names, accounts and seals of a household stay while
/// another of its children has a record, as an adult of their own too; with the last of them those of the household
/// that it came from go. Gives how many rows were touched.
pub(super) fn case(act: &Act<'_>, grant: &Approved, case: Id<kinds::Case>) -> Result<u64> {
    let row = act.row(FAMILY_OF, &[case.into()])?;
    let (family, child): (Id<kinds::Family>, Id<kinds::Person>) = (row.get(0)?, row.get(1)?);
    let mut enquiries: Vec<Id<kinds::Enquiry>> = row.get::<Option<_>>(2)?.into_iter().collect();
    for row in act.query(ENQUIRIES_OF, &[case.into()])? {
        let id = row.get(0)?;
        if !enquiries.contains(&id) {
            enquiries.push(id);
        }
    }
    let whole_home = act.opt(SHARED_HOME, &[family.into(), case.into()])?.is_none();
    let gone = |p: &people::Person| whole_home || p.id == child;
    let home = people::of_family(act, family)?;
    let mut addresses: Vec<String> =
        home.iter().filter(|p| gone(p)).map(|p| p.contact.email.clone()).collect();

    let mut erased = drafts::forget_of(act.write(), case)?;
    for row in act.query(DRAFTED_OF, &[case.into()])? {
        erased += drafts::forget_of(act.write(), row.get::<Id<()>>(0)?)?;
    }
    for sql in BLANKED {
        erased += act.execute(*sql, &[case.into(), Value::Bytes(Vec::new())])?;
    }
    for sql in EMPTIED {
        erased += act.execute(*sql, &[case.into()])?;
    }
    erased += filed(act, case)?;
    addresses.extend(contributions::addresses(act, grant, case)?);
    addresses.extend(action_asks::addresses(act, grant, case)?);
    erased += contributions::forget(act, grant, case)?;
    erased += casework::forget(act, grant, case)?;
    erased += outcomes::forget(act, grant, case)?;
    erased += applications::forget(act, grant, case)?;
    erased += walls::forget::<_, _, After>(act, grant, child)?;
    erased += own_records::forget(act, grant, child)?
        + of_age::forget(act, child)?
        + same::forget(act, grant, child)?
        + ties::forget(act, case)?;
    for id in enquiries {
        let (rows, address) = forget_enquiry(act, grant, id)?;
        erased += rows;
        addresses.extend(whole_home.then_some(address));
    }
    erased += commissioning::competitions::store::forget(act, grant, case)?;
    erased += connections::forget(act, grant, case)?;
    erased += coordination::forget(act, grant, case)?;
    erased += teamwork::forget(act, grant, case)?;
    erased += offers::forget(act, grant, case, whole_home.then_some(family))?;
    if whole_home {
        // Asked before the names go: it is they that tell whose record still stands.
        let left = act.opt(LEFT_HOME, &[child.into(), family.into()])?.map(|row| row.get(0)).transpose()?;
        erased += forget_home(act, grant, family, &mut addresses)?;
        if let Some(left) = left {
            addresses.extend(people::of_family(act, left)?.into_iter().map(|p| p.contact.email));
            erased += offers::forget(act, grant, case, Some(left))?;
            erased += forget_home(act, grant, left, &mut addresses)?;
        }
    } else {
        let (of_young, rows) = accounts::forget_young(act, grant, child)?;
        addresses.extend(of_young);
        erased += rows;
        erased += act.execute(KEYS_OF_CHILD, &[child.into()])?;
        erased += act.execute(NAMES_OF_CHILD, &[child.into()])?;
    }
    Ok(erased + outbox::forget_to(act.write(), &addresses, act.now())?)
}

/// Names, accounts, seals and bookings of a household of which nobody has a record any more.
fn forget_home(
    act: &Act<'_>,
    grant: &Approved,
    family: Id<kinds::Family>,
    addresses: &mut Vec<String>,
) -> Result<u64> {
    let mut erased = drop_ins::forget(act, grant, family)?;
    let (of_accounts, rows) = accounts::forget_family(act, grant, family)?;
    addresses.extend(of_accounts);
    erased += rows;
    for sql in [KEYS_OF_HOME, NAMES_OF_HOME, READERS_OF_HOME, SEALS_OF_HOME] {
        erased += act.execute(sql, &[family.into()])?;
    }
    Ok(erased)
}

/// Erases every word of a first contact that never became a case. Gives how many rows were touched.
pub(super) fn enquiry(act: &Act<'_>, grant: &Approved, id: Id<kinds::Enquiry>) -> Result<u64> {
    let (erased, address) = forget_enquiry(act, grant, id)?;
    let held = act.execute(HOLDS, &[id.into(), Value::Bytes(Vec::new())])?;
    Ok(erased + held + outbox::forget_to(act.write(), &[address], act.now())?)
}

fn forget_enquiry(act: &Act<'_>, grant: &Approved, id: Id<kinds::Enquiry>) -> Result<(u64, String)> {
    let (rows, address) = enquiries::forget(act, grant, id)?;
    Ok((rows + drafts::forget_of(act.write(), id)?, address))
}

/// Documents with their files, the files' keys, and the links that lead to them.
fn filed(act: &Act<'_>, case: Id<kinds::Case>) -> Result<u64> {
    // What the family sent and nobody kept belongs to no document.
    let (loose, mut erased) = family_files::forget(act, case)?;
    for file in loose {
        let place = files::forget(act.write(), file)?;
        file_gone(act, &place)?;
    }
    for row in act.query(DOCUMENTS_OF, &[case.into()])? {
        let (document, file): (Id<kinds::Document>, Id<kinds::StoredFile>) = (row.get(0)?, row.get(1)?);
        erased += links::forget_of(act.write(), documents::PURPOSE, document)?;
        erased += act.execute(DOCUMENT, &[document.into()])? + 1;
        let place = files::forget(act.write(), file)?;
        file_gone(act, &place)?;
    }
    Ok(erased)
}

/// Notes that a file belongs to nothing any more, to be taken away once this is committed.
pub(crate) fn file_gone(act: &Act<'_>, place: &str) -> Result<()> {
    act.execute(FILE_GONE, &[place.into(), act.now().into()]).map(drop)
}

/// Takes away the files of destroyed records, whose keys went with the record. Run after a destruction, and by a
/// job, so that a machine that stopped in between leaves none behind. Gives how many.
///
/// # Errors
/// An operator's message when a file cannot be removed; it is tried again.
pub async fn take_away(db: &Db) -> Result<u64> {
    let mut away = 0;
    loop {
        let places: Vec<String> =
            db.read(|r| r.query(FILES_GONE, &[])?.iter().map(|row| row.get(0)).collect()).await?;
        if places.is_empty() {
            return Ok(away);
        }
        let (files, here) = (db.files()?.clone(), places.clone());
        page::blocking(move || here.iter().try_for_each(|place| files.take_away(place))).await?;
        away += places.len() as u64;
        db.write("files taken away", move |w| {
            places.iter().try_for_each(|place| w.execute(FILE_AWAY, &[place.as_str().into()]).map(|_| ()))
        })
        .await?;
    }
}
