//! Second signatures: nobody signs off what they wrote. What is signed holds from the moment it is finished; the signature
//! is a second pair of eyes, and support does not wait for it.
//!
//! A room that asks for signatures implements [`Signed`] for its action, and gets the rules, the store, the pages and the
//! API's verbs from here.

pub mod api;
pub mod model;
pub mod pages;
pub mod sign;
pub mod store;

use ::store::{Column, Sql};
use access::{Act, Action, Grant, Look, One, Protected};
use kernel::{Id, PromiseKind, Result};
use maud::Markup;
use page::kit::Row;

use crate::cases::frame::{Head, Tab};

/// What a room says about its signatures.
#[derive(Debug)]
pub struct Says {
    /// Rule of a refusal when nothing waits.
    pub settled: &'static str,
    /// Why, when somebody has answered.
    pub settled_why: &'static str,
    /// Why, when nobody ever asked.
    pub unasked_why: &'static str,
    /// Rule of a refusal of a machine.
    pub person: &'static str,
    /// Rule of a refusal of whoever had a hand in it.
    pub own: &'static str,
    /// Why.
    pub own_why: &'static str,
    /// The choice of sending it back.
    pub send_back: &'static str,
    /// What to write when it is sent back, as a message beside the field.
    pub send_back_ask: &'static str,
    /// The same, as the field's label.
    pub send_back_label: &'static str,
    /// What the field is for.
    pub send_back_hint: &'static str,
    /// Sent back, as a state.
    pub returned: &'static str,
    /// Sent back and answered since, as a state.
    pub answered: &'static str,
    /// The question.
    pub question: &'static str,
    /// Above a thing that waits for whoever looks.
    pub waits_for_you: &'static str,
    /// Above a thing that waits for somebody else.
    pub waits: &'static str,
    /// Above a thing that was sent back.
    pub came_back: &'static str,
    /// What whoever signed reads.
    pub signed_it: &'static str,
    /// What whoever sent it back reads.
    pub sent_it_back: &'static str,
    /// What is done, for the operator's log.
    pub deed: &'static str,
    /// The address of one thing without its id.
    pub path: &'static str,
    /// The address of the list.
    pub list: &'static str,
    /// The list's name as a file.
    pub file: &'static str,
    /// The list's heading.
    pub heading: &'static str,
    /// What stands under it.
    pub lead: &'static str,
    /// The list when it is empty.
    pub nothing: &'static str,
    /// The link to the CSV file.
    pub download: &'static str,
    /// The heading over whoever asked.
    pub by: &'static str,
    /// Whether its things are versions with a number.
    pub numbered: bool,
    /// What a thing is called after "sign".
    pub called: &'static str,
}

/// The statements of one room's signatures: see [`statements_of`].
#[derive(Debug)]
pub struct Statements {
    pub(crate) ask: Sql,
    pub(crate) of: Sql,
    pub(crate) settle: Sql,
    pub(crate) status: Sql,
    pub(crate) write: Sql,
    pub(crate) writers: Sql,
    pub(crate) waiting: Sql,
    pub(crate) how_many: Sql,
    pub(crate) returned: Sql,
}

/// One thing as a manager reads it before they answer.
#[derive(Debug)]
pub struct Sheet {
    pub(crate) head: Head,
    pub(crate) tab: Tab,
    pub(crate) facts: Vec<Row>,
    pub(crate) body: Markup,
    pub(crate) version: i64,
    /// Why whoever looks can not answer.
    pub(crate) refused: Option<String>,
    /// What the way back is called.
    pub(crate) back: &'static str,
}

/// The action of signing one kind of thing.
pub trait Signed: Action + Sized {
    /// What is signed.
    type Kind: Protected;
    /// The action of writing it.
    type Edit: Action;
    /// Its statements.
    const SQL: Statements;
    /// What a manager says should be looked at again.
    const WORDS: Column;
    /// What is promised while it waits.
    const PROMISE: PromiseKind;
    /// The room's own words.
    const SAYS: Says;

    /// Reads one thing whole.
    ///
    /// # Errors
    /// Those of the store.
    fn sheet(look: &Look<'_>, grant: &Grant<Self, One<Self::Kind>>) -> Result<Sheet>;

    /// Signs it, or sends it back.
    ///
    /// # Errors
    /// As the room's own action.
    fn answer(act: &Act<'_>, id: Id<Self::Kind>, input: &sign::Input) -> Result<store::Signature>;
}

/// Declares the statements of a room's signatures: their table, that of those who had a hand in a thing, the thing's own
/// table, the column with its id, the promise, and the thing's number or zero.
macro_rules! statements_of {
    ($table:literal, $writers:literal, $thing:literal, $id:literal, $promise:literal, $number:literal) => {
        ::store::statements! {
            ASK = concat!("INSERT INTO ", $table, " (", $id, ", agency_id, case_id, asked_at, asked_by, status, settled_at,
                    settled_by, words) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
            OF = concat!("SELECT ", $id, ", asked_at, asked_by, status, settled_at, settled_by, words FROM ", $table,
                    " WHERE ", $id, " = $1");
            SETTLE = concat!("UPDATE ", $table, " SET status = $2, settled_at = $3, settled_by = $4, words = $5
                    WHERE ", $id, " = $1 AND status = 'waiting'");
            STATUS = concat!("UPDATE ", $table, " SET status = $2 WHERE ", $id, " = $1");
            WRITE = concat!("INSERT INTO ", $writers, " (", $id, ", account_id) VALUES ($1, $2)
                    ON CONFLICT (", $id, ", account_id) DO NOTHING");
            WRITERS = concat!("SELECT account_id FROM ", $writers, " WHERE ", $id, " = $1 ORDER BY account_id");
            WAITING = concat!(::store::planned_once!(), "SELECT s.", $id, ", s.asked_at, s.asked_by, ", $number, ", c.id,
                    c.reference, pr.due_at, CAST(CASE WHEN t.author_id = $5 OR EXISTS (SELECT 1 FROM ", $writers, " w
                      WHERE w.", $id, " = s.", $id, " AND w.account_id = $5) THEN 1 ELSE 0 END AS BIGINT)
                    FROM ", $table, " s JOIN ", $thing, " t ON t.id = s.", $id, " JOIN support_case c ON c.id = s.case_id
                    LEFT JOIN promise pr ON pr.about_id = s.", $id, " AND pr.kind = '", $promise, "'
                      AND pr.kept_at IS NULL AND pr.withdrawn_at IS NULL
                    WHERE s.agency_id = $1 AND s.status = 'waiting' AND c.status = 'open'
                      AND s.asked_at >= $2 AND (s.asked_at > $2 OR s.", $id, " > $3)",
                    ::access::seen!("c.family_id", "$6", "$7", "$8"), "ORDER BY s.asked_at, s.", $id, " LIMIT $4");
            HOW_MANY = concat!(::store::planned_once!(), "SELECT count(*) FROM (SELECT 1 AS one FROM ", $table, " s
                    JOIN support_case c ON c.id = s.case_id
                    WHERE s.agency_id = $1 AND s.status = 'waiting' AND c.status = 'open'",
                    ::access::seen!("c.family_id", "$2", "$3", "$4"), "LIMIT 101) AS waiting");
            // What came back to somebody is found first: without it every case of the agency is set against the seals.
            RETURNED = concat!(::store::planned_once!(), "WITH s AS MATERIALIZED (SELECT ", $id, " AS about, settled_at, settled_by,
                      case_id, words FROM ", $table, " WHERE agency_id = $1 AND status = 'returned' AND asked_by = $2)
                    SELECT s.about, s.settled_at, s.settled_by, ", $number, ", c.id, c.reference, s.words
                    FROM s JOIN ", $thing, " t ON t.id = s.about JOIN support_case c ON c.id = s.case_id
                    WHERE c.status = 'open'",
                    ::access::seen!("c.family_id", "$3", "$4", "$5"), "ORDER BY s.settled_at, s.about LIMIT 20");
        }

        /// The statements, by what they do.
        pub(crate) const STATEMENTS: $crate::signing::Statements = $crate::signing::Statements {
            ask: ASK,
            of: OF,
            settle: SETTLE,
            status: STATUS,
            write: WRITE,
            writers: WRITERS,
            waiting: WAITING,
            how_many: HOW_MANY,
            returned: RETURNED,
        };
    };
}
pub(crate) use statements_of;
