//! The sealer: numbers the lines that wait, moves them into the log, and signs. One does it
//! at a time: every sealing first changes the row of the lease, and others wait for that; a
//! server that seals holds the lease for a few seconds, so that other servers do not even
//! try. A command may seal at any time.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use jiff::SignedDuration;
use kernel::{Error, Id, Result, Timestamp, kinds::AuditLine};
use store::{Db, Keys, Read, Value, Write, statements};

use super::{
    Checkpoint,
    checkpoint::{Chain, Hash, NOTHING},
    line::{Deed, NewLine, values},
};
use crate::Actor;

statements! {
    WAITING = "SELECT id FROM audit_line LIMIT 1";
    LEASE = "SELECT holder, until FROM audit_lease WHERE one = 1";
    TAKE_LEASE = "UPDATE audit_lease SET holder = $1, until = $2 WHERE one = 1 AND (holder = $1 OR until < $3)";
    TAKE_TURN = "UPDATE audit_lease SET until = until WHERE one = 1";
    MAKE_LEASE = "INSERT INTO audit_lease (one, holder, until) VALUES (1, NULL, 0) ON CONFLICT (one) DO NOTHING";
    GIVE_UP_LEASE = "UPDATE audit_lease SET until = 0 WHERE one = 1 AND holder = $1";
    HEAD = "SELECT number, chain, public_key, mac FROM audit_head WHERE one = 1";
    SET_HEAD = "INSERT INTO audit_head (one, number, chain, public_key, mac) VALUES (1, $1, $2, $3, $4)
                ON CONFLICT (one) DO UPDATE SET number = excluded.number, chain = excluded.chain,
                    public_key = excluded.public_key, mac = excluded.mac";
    NEWEST = "SELECT last_number, first_number, at, lines, chain, signature, mac FROM audit_checkpoint
              ORDER BY last_number DESC LIMIT 1";
    LAST_LINE = "SELECT number FROM audit_log ORDER BY number DESC LIMIT 1";
    // A line that is in the log already is a copy that somebody put there: it waits for ever, and is told.
    NUMBER = "INSERT INTO audit_log (number, id, at, actor_id, role, agency_id, family_id, action, kind, object_id, deed, detail, mac, version)
              SELECT $1 + row_number() OVER (ORDER BY w.id), w.id, w.at, w.actor_id, w.role, w.agency_id, w.family_id,
                     w.action, w.kind, w.object_id, w.deed, w.detail, w.mac, w.version
              FROM (SELECT id, at, actor_id, role, agency_id, family_id, action, kind, object_id, deed, detail, mac, version
                    FROM audit_line a WHERE NOT EXISTS (SELECT 1 FROM audit_log l WHERE l.id = a.id)
                    ORDER BY id LIMIT $2) w";
    NUMBERED = "SELECT number, id, mac FROM audit_log WHERE number > $1 ORDER BY number";
    TAKE_AWAY = "DELETE FROM audit_line WHERE id IN (SELECT id FROM audit_log WHERE number > $1)";
    KEEP = "INSERT INTO audit_checkpoint (last_number, first_number, at, lines, chain, signature, mac)
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ADD_LINE = "INSERT INTO audit_line (id, at, actor_id, role, agency_id, family_id, action, kind, object_id, deed, detail, mac, version)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
}

/// Lines sealed at a time by a server, so that no writer waits long on SQLite.
pub const AT_ONCE: u32 = 512;
/// Lines sealed at a time by a command or while catching up.
pub const MANY_AT_ONCE: u32 = 4_096;
/// How long a server that sealed is left alone with it.
const LEASE_LASTS: SignedDuration = SignedDuration::from_secs(5);

/// What one sealing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sealed {
    /// So many lines were sealed; fewer than asked for means that none waits.
    Lines(u32),
    /// Another server seals.
    NotOurs,
    /// The log does not end as the sealer left it: nothing is sealed on top of that.
    Broken,
}

/// A server's own name among sealers.
pub type Holder = Id<Sealer>;
/// Marks the id of a sealer.
#[derive(Debug)]
pub enum Sealer {}

/// Seals what waits, if it is this holder's turn, at most `most` lines. `now` is the time that
/// the checkpoint states; `clock` is the machine's own, for the lease.
pub async fn turn(db: &Db, holder: Holder, now: Timestamp, clock: Timestamp, most: u32) -> Result<Sealed> {
    let idle = db
        .read(move |r| {
            if r.opt(WAITING, &[])?.is_none() {
                return Ok(Some(Sealed::Lines(0)));
            }
            let lease = r.opt(LEASE, &[])?.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()?;
            let others = lease.is_some_and(|(who, until): (Option<Holder>, Timestamp)| {
                who != Some(holder) && until >= clock
            });
            Ok(others.then_some(Sealed::NotOurs))
        })
        .await?;
    if let Some(done) = idle {
        return Ok(done);
    }
    let until = clock.checked_add(LEASE_LASTS).unwrap_or(clock);
    db.in_turn("seal audit lines", move |w| {
        w.execute(MAKE_LEASE, &[])?;
        if w.execute(TAKE_LEASE, &[holder.into(), until.into(), clock.into()])? == 0 {
            return Ok(Sealed::NotOurs);
        }
        batch(w, now, most)
    })
    .await
}

/// Seals at most `most` of the lines that wait, whoever holds the lease.
pub async fn now(db: &Db, now: Timestamp, most: u32) -> Result<Sealed> {
    if db.read(|r| Ok(r.opt(WAITING, &[])?.is_none())).await? {
        return Ok(Sealed::Lines(0));
    }
    db.in_turn("seal audit lines now", move |w| {
        take_turn(w)?;
        batch(w, now, most)
    })
    .await
}

/// Seals everything that waits; gives how many lines that was, or that the log is broken.
pub async fn all(db: &Db, at: Timestamp) -> Result<(u64, Sealed)> {
    let mut count = 0;
    loop {
        match now(db, at, MANY_AT_ONCE).await? {
            Sealed::Lines(n) => {
                count += u64::from(n);
                if n < MANY_AT_ONCE {
                    return Ok((count, Sealed::Lines(n)));
                }
            }
            other => return Ok((count, other)),
        }
    }
}

/// Lets others seal at once, when a server ends.
pub async fn give_up(db: &Db, holder: Holder) -> Result<()> {
    db.in_turn("give up the sealer's lease", move |w| w.execute(GIVE_UP_LEASE, &[holder.into()]).map(drop))
        .await
}

/// Goes on after the log was found broken and the reason was looked into: writes a line
/// that says so and seals again from the highest number that is known. What is missing
/// stays missing: `verify` says so for ever.
///
/// # Errors
/// A refusal when the log is not broken.
pub async fn resume(db: &Db, at: Timestamp, why: String) -> Result<i64> {
    db.in_turn("resume sealing", move |w| {
        take_turn(w)?;
        if head(w)?.is_some() {
            return Err(Error::Internal(
                "the log ends as the sealer left it: there is nothing to resume".into(),
            ));
        }
        let stored = Stored::read(w)?;
        let newest = newest(w)?;
        let known = [
            stored.as_ref().filter(|s| s.fits(w.keys())).map(|s| s.number),
            newest.as_ref().filter(|n| n.fits(w.keys())).map(|n| n.last),
            last_line(w)?,
        ];
        let number = known.into_iter().flatten().max().unwrap_or(0);
        let chain = newest.and_then(|n| n.chain.try_into().ok()).unwrap_or(NOTHING);
        let told = serde_json::json!({ "from": "command", "reason": why }).to_string();
        let line = NewLine {
            id: Id::<AuditLine>::new(at),
            at,
            actor: &Actor::system("command"),
            agency: None,
            family: None,
            action: "audit.resume",
            kind: "",
            object: None,
            deed: Deed::Change,
            detail: &told,
        };
        w.execute(ADD_LINE, &values(w.keys(), &line)?)?;
        seal_after(w, (number, chain), at, MANY_AT_ONCE)?;
        Ok(number)
    })
    .await
}

/// The newest checkpoint, to be kept elsewhere; none while nothing was sealed.
pub fn newest_checkpoint(r: &Read<'_>) -> Result<Option<Checkpoint>> {
    let Some(found) = newest(r)? else { return Ok(None) };
    if !found.fits(r.keys()) {
        return Err(Error::Internal(
            "the newest checkpoint is not as it was written: run `hearth audit verify`".into(),
        ));
    }
    found.checkpoint(r.keys()).map(Some)
}

fn take_turn(w: &Write<'_>) -> Result<()> {
    w.execute(MAKE_LEASE, &[])?;
    w.execute(TAKE_TURN, &[]).map(drop)
}

fn batch(w: &Write<'_>, now: Timestamp, most: u32) -> Result<Sealed> {
    match head(w)? {
        Some(head) => seal_after(w, head, now, most).map(Sealed::Lines),
        None => Ok(Sealed::Broken),
    }
}

fn seal_after(w: &Write<'_>, (number, previous): (i64, Hash), now: Timestamp, most: u32) -> Result<u32> {
    let first =
        number.checked_add(1).ok_or_else(|| Error::Internal("the audit log has no number left".into()))?;
    if w.execute(NUMBER, &[number.into(), most.into()])? == 0 {
        return Ok(0);
    }
    let rows = w.query(NUMBERED, &[number.into()])?;
    let mut chain = Chain::after(&previous, first);
    let mut lines = Vec::with_capacity(rows.len() * 16);
    let mut last = number;
    for row in &rows {
        last = row.get(0)?;
        lines.extend_from_slice(row.get::<Id<AuditLine>>(1)?.as_bytes());
        chain.line(&row.get::<Vec<u8>>(2)?);
    }
    w.execute(TAKE_AWAY, &[number.into()])?;
    let chain = chain.head(last);
    let signed = Checkpoint::sign(w.keys(), last, now, chain)?;
    let mut kept = Kept {
        last,
        first,
        at: now.as_microsecond(),
        lines,
        chain: chain.to_vec(),
        signature: signed.signature.to_vec(),
        mac: Vec::new(),
    };
    kept.mac = kept.should(w.keys()).to_vec();
    w.execute(
        KEEP,
        &[
            kept.last.into(),
            kept.first.into(),
            kept.at.into(),
            kept.lines.into(),
            kept.chain.into(),
            kept.signature.into(),
            kept.mac.into(),
        ],
    )?;
    set_head(w, last, &chain)?;
    u32::try_from(rows.len()).map_err(|e| Error::internal("sealed lines", e))
}

/// Where the log ends, if the sealer's own record, the newest checkpoint and the last line agree.
fn head(r: &Read<'_>) -> Result<Option<(i64, Hash)>> {
    let (stored, newest, last) = (Stored::read(r)?, newest(r)?, last_line(r)?);
    Ok(match (stored, newest, last) {
        (None, None, None) => Some((0, NOTHING)),
        (Some(stored), Some(newest), Some(last))
            if stored.fits(r.keys())
                && newest.fits(r.keys())
                && stored.number == newest.last
                && stored.number == last
                && stored.chain == newest.chain =>
        {
            stored.chain.try_into().ok().map(|chain| (last, chain))
        }
        _ => None,
    })
}

fn set_head(w: &Write<'_>, number: i64, chain: &Hash) -> Result<()> {
    let key = w.keys().public_key();
    let mac = Stored::should(w.keys(), number, chain, &key);
    let params: [Value; 4] =
        [number.into(), chain.as_slice().into(), key.as_slice().into(), mac.as_slice().into()];
    w.execute(SET_HEAD, &params).map(drop)
}

fn last_line(r: &Read<'_>) -> Result<Option<i64>> {
    r.opt(LAST_LINE, &[])?.map(|row| row.get(0)).transpose()
}

/// The sealer's own record of where the log ends, as stored.
pub(super) struct Stored {
    pub(super) number: i64,
    pub(super) chain: Vec<u8>,
    pub(super) public_key: Vec<u8>,
    mac: Vec<u8>,
}

impl Stored {
    pub(super) fn read(r: &Read<'_>) -> Result<Option<Self>> {
        let row = r.opt(HEAD, &[])?;
        row.map(|row| {
            Ok(Stored { number: row.get(0)?, chain: row.get(1)?, public_key: row.get(2)?, mac: row.get(3)? })
        })
        .transpose()
    }

    fn should(keys: &Keys, number: i64, chain: &[u8], public_key: &[u8]) -> Hash {
        keys.mac("audit-head", &[&number.to_be_bytes(), chain, public_key])
    }

    /// Whether the sealer wrote this.
    pub(super) fn fits(&self, keys: &Keys) -> bool {
        same(&self.mac, &Self::should(keys, self.number, &self.chain, &self.public_key))
    }
}

/// A checkpoint as stored.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) last: i64,
    pub(super) first: i64,
    pub(super) at: i64,
    pub(super) lines: Vec<u8>,
    pub(super) chain: Vec<u8>,
    pub(super) signature: Vec<u8>,
    mac: Vec<u8>,
}

impl Kept {
    pub(super) fn read(row: &store::Row) -> Result<Self> {
        Ok(Kept {
            last: row.get(0)?,
            first: row.get(1)?,
            at: row.get(2)?,
            lines: row.get(3)?,
            chain: row.get(4)?,
            signature: row.get(5)?,
            mac: row.get(6)?,
        })
    }

    fn should(&self, keys: &Keys) -> Hash {
        let numbers = [self.last.to_be_bytes(), self.first.to_be_bytes(), self.at.to_be_bytes()].concat();
        keys.mac("audit-checkpoint", &[&numbers, &self.lines, &self.chain, &self.signature])
    }

    /// Whether the sealer wrote this, every column of it.
    pub(super) fn fits(&self, keys: &Keys) -> bool {
        same(&self.mac, &self.should(keys))
    }

    pub(super) fn checkpoint(&self, keys: &Keys) -> Result<Checkpoint> {
        let bad = || Error::Internal("a checkpoint of the audit log is not as it was written".into());
        Ok(Checkpoint {
            number: self.last,
            at: Timestamp::from_microsecond(self.at).map_err(|_| bad())?,
            chain: self.chain.as_slice().try_into().map_err(|_| bad())?,
            public_key: keys.public_key(),
            signature: self.signature.as_slice().try_into().map_err(|_| bad())?,
        })
    }
}

pub(super) fn newest(r: &Read<'_>) -> Result<Option<Kept>> {
    r.opt(NEWEST, &[])?.map(|row| Kept::read(&row)).transpose()
}

pub(super) fn same(stored: &[u8], should: &[u8]) -> bool {
    verify_slices_are_equal(stored, should).is_ok()
}
