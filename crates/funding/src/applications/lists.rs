//! Applications as lists: an agency's, and a case's.

use access::{Action, Grant, InAgency, Look, One, actions::ListApplications, seen};
use kernel::{
    Id, LegalRoute, Pence, ProviderKind, Reference, Result, Timestamp,
    kinds::{self, Case},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Row, Value, statements};

use super::model::State;
use crate::schemes::AskKind;

/// The list of an agency's applications differs in what it is held to.
macro_rules! listing {
    ($held:literal $(, $seen:expr)?) => {
        concat!(
            "SELECT a.id, a.created_at, a.reference, c.reference, a.therapy, p.name, a.sessions, a.amount_pence, a.status, a.repeat,
               a.sent_at, a.decided_at, a.paid_pence, a.released_pence, a.case_id, a.council, a.route, a.kind, a.provider_kind
             FROM application a JOIN organisation p ON p.id = a.provider_id JOIN support_case c ON c.id = a.case_id
             WHERE ",
            $held,
            " AND a.created_at <= $2 AND (a.created_at < $2 OR a.id < $3)"
            $(, $seen)?,
            " ORDER BY a.created_at DESC, a.id DESC LIMIT $4"
        )
    };
}

statements! {
    OF_CASE = listing!("a.case_id = $1");
    OF_AGENCY = listing!("a.agency_id = $1", seen!("a.family_id", "$5", "$6", "$7"));
    OF_AGENCY_AS = listing!("a.agency_id = $1 AND a.status = $5", seen!("a.family_id", "$6", "$7", "$8"));
    OF_AGENCY_FOR = listing!("a.agency_id = $1 AND a.therapy = $5", seen!("a.family_id", "$6", "$7", "$8"));
    OF_AGENCY_AS_FOR = listing!("a.agency_id = $1 AND a.status = $5 AND a.therapy = $6", seen!("a.family_id", "$7", "$8", "$9"));
}

/// A line of a list of applications.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: Id<kinds::Application>,
    /// When it was drafted.
    pub created: Timestamp,
    /// What people quote.
    pub reference: Reference,
    /// The reference of its case.
    pub case_reference: Reference,
    /// Code of the catalogue.
    pub therapy: String,
    /// The provider's name.
    pub provider_name: String,
    /// Sessions asked for.
    pub sessions: u32,
    /// What the Fund is asked for.
    pub amount: Pence,
    /// How it stands.
    pub state: State,
    /// Whether the child had one approved before.
    pub repeat: bool,
    /// When it was sent.
    pub sent: Option<Timestamp>,
    /// When the decision was recorded.
    pub decided: Option<Timestamp>,
    /// Paid so far.
    pub paid: Pence,
    /// Given back.
    pub released: Pence,
    /// The case.
    pub case: Id<Case>,
    /// The council's code.
    pub council: String,
    /// How the child came to the family.
    pub route: LegalRoute,
    /// What the money is for.
    pub kind: AskKind,
    /// What sort of provider it is.
    pub provider_kind: ProviderKind,
}

/// Applications of one's own agency, newest first: one page, or all when `rows` is `None`.
pub fn list(
    look: &Look<'_>,
    grant: &Grant<ListApplications, InAgency>,
    state: Option<State>,
    therapy: Option<&str>,
    after: Option<Cursor>,
    all: bool,
) -> Result<Rows<Listed>> {
    let [key, id] = after.unwrap_or(Cursor::newest()).params();
    let limit = if all { i64::MAX } else { PAGE_ROWS as i64 + 1 };
    let mut rest = vec![key, id, limit.into()];
    let sql = match (state, therapy) {
        (None, None) => OF_AGENCY,
        (Some(_), None) => OF_AGENCY_AS,
        (None, Some(_)) => OF_AGENCY_FOR,
        (Some(_), Some(_)) => OF_AGENCY_AS_FOR,
    };
    rest.extend(state.map(|s| Value::from(s.code())));
    rest.extend(therapy.map(Value::from));
    let listed =
        grant.list(look, "application", sql, &rest)?.iter().map(listed).collect::<Result<Vec<_>>>()?;
    if all {
        return Ok(Rows { items: listed, next: None });
    }
    Ok(Rows::cut(listed, |line| Cursor::at(line.created, line.id.cast())))
}

/// The applications of a case, newest first.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Listed>> {
    let [key, id] = Cursor::newest().params();
    grant.rows(look, OF_CASE, &[key, id, i64::MAX.into()])?.iter().map(listed).collect()
}

fn listed(row: &Row) -> Result<Listed> {
    Ok(Listed {
        id: row.get(0)?,
        created: row.get(1)?,
        reference: row.get(2)?,
        case_reference: row.get(3)?,
        therapy: row.get(4)?,
        provider_name: row.get(5)?,
        sessions: row.get(6)?,
        amount: row.get(7)?,
        state: row.code(8, State::stored)?,
        repeat: row.get(9)?,
        sent: row.get(10)?,
        decided: row.get(11)?,
        paid: row.get(12)?,
        released: row.get(13)?,
        case: row.get(14)?,
        council: row.get(15)?,
        route: row.code(16, LegalRoute::stored)?,
        kind: row.code(17, AskKind::stored)?,
        provider_kind: row.code(18, ProviderKind::stored)?,
    })
}
