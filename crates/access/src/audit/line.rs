//! One line: its columns, and the keyed MAC that binds them all.

use kernel::{
    Error, Id, Result, Timestamp, codes,
    kinds::{AuditLine, Family, Organisation},
};
use store::{Cells, Column, Keys, Value};

use crate::{Actor, accounts::Account};

pub(super) const DETAIL: Column = Column::new("audit_line.detail");

/// The columns that a load of many lines fills, in order: see [`values`].
pub const COLUMNS: &str =
    "id, at, actor_id, role, agency_id, family_id, action, kind, object_id, deed, detail, mac, version";

/// The kind of MAC that lines are written with now. Lines of kind 1 have no family and no deed.
const VERSION: i64 = 2;

codes! {
    /// What kind of thing a line tells.
    Deed {
        Look = "look", "Opened";
        List = "list", "Shown in a list";
        Change = "change", "Changed";
        Refused = "refused", "Refused";
    }
}

/// A line to be written. Its id comes from the caller so that a seeded load gives the same
/// log again.
#[derive(Debug)]
pub struct NewLine<'a> {
    /// Its id.
    pub id: Id<AuditLine>,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: &'a Actor,
    /// The agency whose record it is.
    pub agency: Option<Id<Organisation>>,
    /// The family it is about.
    pub family: Option<Id<Family>>,
    /// What they did.
    pub action: &'a str,
    /// To what kind of record.
    pub kind: &'a str,
    /// Which record.
    pub object: Option<Id<()>>,
    /// Looked, listed, changed or refused.
    pub deed: Deed,
    /// From where, and what was shown or changed; it is sealed.
    pub detail: &'a str,
}

/// The values of one line, for [`COLUMNS`].
pub fn values(keys: &Keys, line: &NewLine<'_>) -> Result<Vec<Value>> {
    let detail = keys.seal(DETAIL, line.id, line.detail)?;
    let role = line.actor.system_name().unwrap_or(line.actor.role_code());
    let account = line.actor.account();
    let mac = Parts {
        version: VERSION,
        id: line.id.as_bytes(),
        at: line.at.as_microsecond(),
        actor: account.as_ref().map(|a| &a.as_bytes()[..]),
        role: role.as_bytes(),
        agency: line.agency.as_ref().map(|a| &a.as_bytes()[..]),
        family: line.family.as_ref().map(|a| &a.as_bytes()[..]),
        action: line.action.as_bytes(),
        kind: line.kind.as_bytes(),
        object: line.object.as_ref().map(|a| &a.as_bytes()[..]),
        deed: line.deed.code().as_bytes(),
        detail: Some(&detail),
    }
    .mac(keys)
    .ok_or_else(|| Error::Internal("an audit line got no MAC".into()))?;
    Ok(vec![
        line.id.into(),
        line.at.into(),
        account.into(),
        role.into(),
        line.agency.into(),
        line.family.into(),
        line.action.into(),
        line.kind.into(),
        line.object.into(),
        line.deed.code().into(),
        detail.into(),
        mac.as_slice().into(),
        VERSION.into(),
    ])
}

/// The same, told of somebody with an account in the place of the line's actor: for a load of made-up people, whom
/// nobody lets act.
pub fn values_of(keys: &Keys, who: &Account, line: &NewLine<'_>) -> Result<Vec<Value>> {
    values(keys, &NewLine { actor: &Actor::signed_in(who), ..*line })
}

/// A line's columns as stored, borrowed.
pub(super) struct Parts<'a> {
    version: i64,
    pub(super) id: &'a [u8],
    at: i64,
    actor: Option<&'a [u8]>,
    role: &'a [u8],
    agency: Option<&'a [u8]>,
    family: Option<&'a [u8]>,
    action: &'a [u8],
    kind: &'a [u8],
    object: Option<&'a [u8]>,
    deed: &'a [u8],
    detail: Option<&'a [u8]>,
}

/// The columns of a scan that [`Parts::stored`] reads, from column 1; the MAC comes after them.
macro_rules! stored_columns {
    () => {
        "version, id, at, actor_id, role, agency_id, family_id, action, kind, object_id, deed, detail, mac"
    };
}
pub(super) use stored_columns;

impl<'a> Parts<'a> {
    /// Reads the columns, and the MAC that stands beside them. NULL where the schema allows none counts
    /// as empty: then the MAC does not fit.
    pub(super) fn stored(row: &'a Cells<'_>) -> Result<(Self, &'a [u8])> {
        let bytes = |i| row.bytes(i).map(Option::unwrap_or_default);
        let parts = Parts {
            version: row.int(1)?.unwrap_or_default(),
            id: bytes(2)?,
            at: row.int(3)?.unwrap_or_default(),
            actor: row.bytes(4)?,
            role: bytes(5)?,
            agency: row.bytes(6)?,
            family: row.bytes(7)?,
            action: bytes(8)?,
            kind: bytes(9)?,
            object: row.bytes(10)?,
            deed: bytes(11)?,
            detail: row.bytes(12)?,
        };
        Ok((parts, bytes(13)?))
    }

    /// The MAC that these columns should have; none for a kind of MAC that nobody wrote.
    pub(super) fn mac(&self, keys: &Keys) -> Option<[u8; 32]> {
        let at = self.at.to_be_bytes();
        let optional = [self.actor, self.agency, self.family, self.object, self.detail];
        match self.version {
            // The first kind took NULL and empty alike, and knew no family and no deed.
            1 if optional.iter().flatten().any(|v| v.is_empty())
                || self.family.is_some()
                || !self.deed.is_empty() =>
            {
                None
            }
            1 => Some(keys.mac(
                "audit-line",
                &[
                    self.id,
                    &at,
                    self.actor.unwrap_or_default(),
                    self.role,
                    self.agency.unwrap_or_default(),
                    self.action,
                    self.kind,
                    self.object.unwrap_or_default(),
                    self.detail.unwrap_or_default(),
                ],
            )),
            2 => {
                // Which columns hold something, so that NULL and empty are two things.
                let there = optional.iter().fold(0_u8, |bits, v| (bits << 1) | u8::from(v.is_some()));
                Some(keys.mac(
                    "audit-line-2",
                    &[
                        &[there],
                        self.id,
                        &at,
                        self.actor.unwrap_or_default(),
                        self.role,
                        self.agency.unwrap_or_default(),
                        self.family.unwrap_or_default(),
                        self.action,
                        self.kind,
                        self.object.unwrap_or_default(),
                        self.deed,
                        self.detail.unwrap_or_default(),
                    ],
                ))
            }
            _ => None,
        }
    }
}
