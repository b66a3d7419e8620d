//! The audit log: every look at a record and every change, each line with its own keyed
//! MAC. Lines are only ever added. They are unsealed (no number yet) when written, so no
//! writer waits for the head of a chain.

use kernel::{
    Id, Result, Timestamp,
    kinds::{Account, AuditLine, Organisation},
};
use store::{Column, Keys, Read, Row, Value, statements};

use crate::{Actor, Look};

statements! {
    ADD = "INSERT INTO audit_line (id, at, actor_id, role, agency_id, action, kind, object_id, detail, mac)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    OF_OBJECT = "SELECT id, at, actor_id, role, action, kind, detail FROM audit_line
                 WHERE object_id = $1 ORDER BY at DESC LIMIT $2";
}

const DETAIL: Column = Column::new("audit_line.detail");

/// The columns that a load of many lines fills, in order.
pub const COLUMNS: &str = "id, at, actor_id, role, agency_id, action, kind, object_id, detail, mac";

/// What a line says besides who, what and when.
#[derive(Debug, Clone, Copy)]
pub enum Detail<'a> {
    /// Ids that a list showed.
    Shown(&'a str),
    /// What was changed.
    Change(&'a str),
    /// The look was refused.
    Refused,
}

/// Writes one line in the request's transaction.
pub(crate) fn line(
    look: &Look<'_>,
    action: &'static str,
    kind: &'static str,
    object: Option<Id<()>>,
    agency: Option<Id<Organisation>>,
    detail: Option<Detail<'_>>,
) -> Result<()> {
    let origin = look.origin();
    let text = match detail {
        None => format!("from {origin}"),
        Some(Detail::Shown(ids)) => format!("from {origin}; shown {ids}"),
        Some(Detail::Change(change)) => format!("from {origin}; {change}"),
        Some(Detail::Refused) => format!("from {origin}; refused"),
    };
    let params = values(
        look.keys(),
        Id::new(look.now()),
        look.now(),
        look.actor(),
        agency,
        action,
        kind,
        object,
        &text,
    )?;
    look.afterwards(ADD, params);
    Ok(())
}

/// Writes one line that names what a list showed.
pub(crate) fn shown(
    look: &Look<'_>,
    action: &'static str,
    kind: &'static str,
    agency: Option<Id<Organisation>>,
    rows: &[Row],
) -> Result<()> {
    let ids: Result<Vec<String>> =
        rows.iter().map(|row| row.get::<Id<()>>(0).map(|id| id.to_string())).collect();
    line(look, action, kind, None, agency, Some(Detail::Shown(&ids?.join(" "))))
}

/// The values of one line, for [`COLUMNS`]: the line's id comes from the caller so that a
/// seeded load gives the same log again.
#[expect(clippy::too_many_arguments, reason = "a line has these parts, and each has its own type")]
pub fn values(
    keys: &Keys,
    id: Id<AuditLine>,
    at: Timestamp,
    actor: &Actor,
    agency: Option<Id<Organisation>>,
    action: &str,
    kind: &str,
    object: Option<Id<()>>,
    detail: &str,
) -> Result<Vec<Value>> {
    let detail = keys.seal(DETAIL, id, detail)?;
    let role = actor.system_name().unwrap_or(actor.role_code());
    let at_bytes = at.as_microsecond().to_be_bytes();
    let mac = keys.mac(
        "audit-line",
        &[
            id.as_bytes(),
            &at_bytes,
            actor.account().as_ref().map_or(&[][..], |a| a.as_bytes()),
            role.as_bytes(),
            agency.as_ref().map_or(&[][..], |a| a.as_bytes()),
            action.as_bytes(),
            kind.as_bytes(),
            object.as_ref().map_or(&[][..], |o| o.as_bytes()),
            &detail,
        ],
    );
    Ok(vec![
        id.into(),
        at.into(),
        actor.account().into(),
        role.into(),
        agency.into(),
        action.into(),
        kind.into(),
        object.into(),
        detail.into(),
        mac.as_slice().into(),
    ])
}

/// A line as read back.
#[derive(Debug, Clone)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// Who, when a person signed in.
    pub actor: Option<Id<Account>>,
    /// In which role, or the name of a job.
    pub role: String,
    /// What they did.
    pub action: String,
    /// To what kind of record.
    pub kind: String,
    /// From where, and what was shown or changed.
    pub detail: String,
}

/// The newest `limit` lines about one record. Whoever shows them has a grant for it.
pub fn of_object<T>(r: &Read<'_>, id: Id<T>, limit: u32) -> Result<Vec<Line>> {
    r.query(OF_OBJECT, &[id.into(), limit.into()])?
        .iter()
        .map(|row| {
            let line: Id<AuditLine> = row.get(0)?;
            Ok(Line {
                at: row.get(1)?,
                actor: row.get(2)?,
                role: row.get(3)?,
                action: row.get(4)?,
                kind: row.get(5)?,
                detail: r.open(DETAIL, line, &row.get::<Vec<u8>>(6)?)?,
            })
        })
        .collect()
}
