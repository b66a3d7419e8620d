//! Verifying: goes over the whole log, a stretch at a time so that the server may go on, and
//! tells what was done to it behind Hearth's back.
//!
//! A line is held against its MAC, which only a holder of the keys can make; against the
//! list of its checkpoint, which says which line stands at which number; and against the
//! chain, whose head the checkpoint signs. The end of the log is held against the sealer's
//! own record, and against a checkpoint kept elsewhere, if one is given.

use kernel::{Error, Id, Result, Timestamp, kinds::AuditLine};
use store::{Db, Read, statements};

use super::{
    Checkpoint,
    checkpoint::{Chain, Hash, NOTHING},
    line::{Parts, stored_columns},
    seal::{self, Kept, Sealed, Stored, newest, same},
};

statements! {
    CHECKPOINTS = "SELECT last_number, first_number, at, lines, chain, signature, mac FROM audit_checkpoint
                   WHERE last_number > $1 ORDER BY last_number LIMIT $2";
    OLDEST = "SELECT last_number, first_number, at, lines, chain, signature, mac FROM audit_checkpoint
              ORDER BY last_number LIMIT 1";
    LINES = concat!("SELECT number, ", stored_columns!(), " FROM audit_log WHERE number > $1 AND number <= $2 ORDER BY number");
    BEFORE = "SELECT number, id FROM audit_log WHERE number < 1 ORDER BY number LIMIT 1000";
    BEYOND = "SELECT number, id FROM audit_log WHERE number > $1 ORDER BY number LIMIT 1000";
    STRAY_CHECKPOINTS = "SELECT last_number, first_number FROM audit_checkpoint WHERE last_number < 1 ORDER BY last_number LIMIT 1000";
    COPIES = "SELECT a.id FROM audit_line a WHERE EXISTS (SELECT 1 FROM audit_log l WHERE l.id = a.id) ORDER BY a.id LIMIT 1000";
}

/// Checkpoints read at a time: at most so many times [`seal::AT_ONCE`] lines when a server sealed them.
const STRETCH: i64 = 64;
/// Findings told one by one; more are counted.
const TOLD: usize = 1_000;

/// Something that is not as Hearth wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A line does not fit its MAC: one of its columns was changed.
    Altered {
        /// The number it stands at.
        number: i64,
        /// The line that was sealed there.
        id: Id<AuditLine>,
    },
    /// A line that Hearth wrote stands where another was sealed.
    Moved {
        /// The number it stands at.
        number: i64,
        /// The line that was sealed there.
        id: Id<AuditLine>,
    },
    /// A line is missing.
    Removed {
        /// Its number.
        number: i64,
        /// The line that was sealed there.
        id: Id<AuditLine>,
    },
    /// A line that the sealer never numbered.
    Added {
        /// The number it stands at.
        number: i64,
        /// What it says its id is, where it has one.
        id: Option<Id<AuditLine>>,
    },
    /// A waiting line is a copy of one that was sealed.
    Copied {
        /// Its id.
        id: Id<AuditLine>,
    },
    /// A checkpoint was changed.
    Checkpoint {
        /// The first line that it is over.
        first: i64,
        /// The last.
        last: i64,
    },
    /// No checkpoint is over these numbers: it was removed, or its lines were put in.
    Uncovered {
        /// The first number.
        first: i64,
        /// The last.
        last: i64,
    },
    /// The lines and the head of the chain do not agree, though each line alone seems right.
    Chain {
        /// The first line of the checkpoint.
        first: i64,
        /// The last.
        last: i64,
    },
    /// The sealer's record of where the log ends was changed or removed.
    Head,
    /// The log ends before the sealer's record, or a checkpoint kept elsewhere, says.
    Shortened {
        /// The last line that is there.
        last: i64,
        /// The last line that there was.
        was: i64,
    },
    /// The log does not go on from the checkpoint that was kept elsewhere: it was written anew.
    Rewritten {
        /// The number of that checkpoint's last line.
        number: i64,
    },
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Finding::Altered { number, id } => write!(f, "line {number} ({id}) was altered"),
            Finding::Moved { number, id } => {
                write!(f, "line {number} is not the line {id} that was sealed there")
            }
            Finding::Removed { number, id } => write!(f, "line {number} ({id}) was removed"),
            Finding::Added { number, id: Some(id) } => write!(f, "line {number} ({id}) was added"),
            Finding::Added { number, id: None } => write!(f, "line {number} was added"),
            Finding::Copied { id } => write!(f, "the sealed line {id} was put among the waiting lines again"),
            Finding::Checkpoint { first, last } => {
                write!(f, "the checkpoint over lines {first} to {last} was altered")
            }
            Finding::Uncovered { first, last } => {
                write!(f, "no checkpoint is over lines {first} to {last}: it was removed or altered")
            }
            Finding::Chain { first, last } => {
                write!(f, "lines {first} to {last} do not give the signed hash")
            }
            Finding::Head => f.write_str("the record of where the log ends was altered or removed"),
            Finding::Shortened { last, was } => {
                write!(f, "the log ends with line {last}; it once had {was}: its end was removed")
            }
            Finding::Rewritten { number } => {
                write!(f, "line {number} and what is before it differ from the checkpoint kept elsewhere")
            }
        }
    }
}

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Sealed lines that were read.
    pub lines: u64,
    /// Checkpoints that were read.
    pub checkpoints: u64,
    /// Lines that waited for the sealer and were sealed first.
    pub were_waiting: u64,
    /// Whether the sealer refused to go on, because the log's end is not as it left it.
    pub not_sealed: bool,
    /// What is wrong, the first thousand.
    pub findings: Vec<Finding>,
    /// How much is wrong.
    pub found: u64,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_whole(&self) -> bool {
        self.found == 0
    }

    fn note(&mut self, finding: Finding) {
        self.found += 1;
        if self.findings.len() < TOLD {
            self.findings.push(finding);
        }
    }
}

/// Seals what waits and goes over the whole log. `outside` is a checkpoint that was kept
/// elsewhere.
///
/// # Errors
/// When it could not be told: the database cannot be read, or these are not the keys that
/// the log was sealed with.
pub async fn verify(db: &Db, now: Timestamp, outside: Option<Checkpoint>) -> Result<Report> {
    db.read(are_the_keys).await?;
    if outside.as_ref().is_some_and(|o| o.public_key != db.keys().public_key()) {
        return Err(Error::Internal(
            "the checkpoint is of another installation, or of another key file than this".into(),
        ));
    }
    let (were_waiting, ended) = seal::all(db, now).await?;
    let mut walk = Walk::new(outside);
    walk.report.were_waiting = were_waiting;
    walk.report.not_sealed = ended == Sealed::Broken;
    loop {
        walk = db.read(move |r| walk.stretch(r)).await?;
        if walk.ended {
            return Ok(walk.report);
        }
    }
}

/// With other keys everything would look altered: that is not a finding.
fn are_the_keys(r: &Read<'_>) -> Result<()> {
    let oldest = r.opt(OLDEST, &[])?.map(|row| Kept::read(&row)).transpose()?;
    let (head, newest) = (Stored::read(r)?, newest(r)?);
    let known = [
        head.as_ref().map(|h| h.fits(r.keys())),
        newest.as_ref().map(|n| n.fits(r.keys())),
        oldest.as_ref().map(|o| o.fits(r.keys())),
    ];
    let same_key = head.is_some_and(|h| h.public_key == r.keys().public_key());
    if known.iter().all(Option::is_none) || known.contains(&Some(true)) || same_key {
        Ok(())
    } else {
        Err(Error::Internal("this is not the key file that the log was sealed with".into()))
    }
}

/// How far the walk is.
struct Walk {
    report: Report,
    /// The last number that a checkpoint was over.
    last: i64,
    /// The head of the chain there.
    chain: Hash,
    outside: Option<Checkpoint>,
    ended: bool,
}

impl Walk {
    fn new(outside: Option<Checkpoint>) -> Self {
        Walk { report: Report::default(), last: 0, chain: NOTHING, outside, ended: false }
    }

    /// The next stretch, on one snapshot; at the end, the end.
    fn stretch(mut self, r: &Read<'_>) -> Result<Self> {
        let rows = r.query(CHECKPOINTS, &[self.last.into(), STRETCH.into()])?;
        let kept: Vec<Kept> = rows.iter().map(Kept::read).collect::<Result<_>>()?;
        let Some(until) = kept.last().map(|k| k.last) else {
            self.end(r)?;
            return Ok(self);
        };
        let mut stretch = Stretch { walk: &mut self, kept: kept.into_iter(), now: None };
        let from = stretch.walk.last;
        stretch.next_checkpoint(r);
        r.scan(LINES, &[from.into(), until.into()], &mut |row| {
            let number = row.int(0)?.unwrap_or_default();
            let (parts, mac) = Parts::stored(row)?;
            stretch.line(r, number, &parts, mac);
            Ok(())
        })?;
        while stretch.now.is_some() {
            stretch.close(r);
        }
        Ok(self)
    }

    /// What stands before the first line, after the last, and beside the log.
    fn end(&mut self, r: &Read<'_>) -> Result<()> {
        self.ended = true;
        for row in r.query(BEFORE, &[])?.into_iter().chain(r.query(BEYOND, &[self.last.into()])?) {
            let id = Id::from_slice(&row.get::<Vec<u8>>(1)?);
            self.report.note(Finding::Added { number: row.get(0)?, id });
        }
        for row in r.query(STRAY_CHECKPOINTS, &[])? {
            self.report.note(Finding::Checkpoint { last: row.get(0)?, first: row.get(1)? });
        }
        for row in r.query(COPIES, &[])? {
            self.report.note(Finding::Copied { id: row.get(0)? });
        }
        match Stored::read(r)? {
            None if self.last == 0 => {}
            Some(head) if head.fits(r.keys()) && head.number > self.last => {
                self.report.note(Finding::Shortened { last: self.last, was: head.number });
            }
            Some(head) if head.fits(r.keys()) && head.number == self.last => {}
            _ => self.report.note(Finding::Head),
        }
        if let Some(outside) = self.outside.take() {
            // Not passed on the way: the log is shorter than it was, or was numbered anew.
            self.report.note(if outside.number > self.last {
                Finding::Shortened { last: self.last, was: outside.number }
            } else {
                Finding::Rewritten { number: outside.number }
            });
        }
        Ok(())
    }
}

/// Some checkpoints and the lines that they are over.
struct Stretch<'a> {
    walk: &'a mut Walk,
    kept: std::vec::IntoIter<Kept>,
    now: Option<Open>,
}

/// A checkpoint whose lines are being read.
struct Open {
    kept: Kept,
    fits: bool,
    chain: Chain,
    /// The number that comes next.
    next: i64,
    /// What was found when it was opened, to see whether its lines are right.
    found: u64,
}

impl Stretch<'_> {
    fn next_checkpoint(&mut self, r: &Read<'_>) {
        let Some(kept) = self.kept.next() else { return };
        let walk = &mut *self.walk;
        walk.report.checkpoints += 1;
        let fits = kept.fits(r.keys());
        let expected = walk.last.saturating_add(1);
        if !fits {
            walk.report.note(Finding::Checkpoint { first: kept.first, last: kept.last });
        } else if kept.first > expected {
            walk.report.note(Finding::Uncovered { first: expected, last: kept.first - 1 });
        }
        // A checkpoint that was bent may say anything of where it begins: then it begins where it should.
        let first = if fits { kept.first.max(expected) } else { expected };
        let gap = fits && kept.first != expected;
        let previous = if gap { None } else { Some(walk.chain) };
        self.now = Some(Open {
            fits: fits && !gap,
            chain: Chain::after(&previous.unwrap_or(NOTHING), first),
            next: first,
            found: walk.report.found,
            kept,
        });
    }

    fn line(&mut self, r: &Read<'_>, number: i64, parts: &Parts<'_>, mac: &[u8]) {
        while self.now.as_ref().is_some_and(|open| number > open.kept.last) {
            self.close(r);
        }
        let report = &mut self.walk.report;
        report.lines += 1;
        let Some(open) = &mut self.now else {
            report.note(Finding::Added { number, id: Id::from_slice(parts.id) });
            return;
        };
        if number < open.next {
            // Before the first line of its checkpoint: told as not covered, all of them at once.
            return;
        }
        open.missing(report, number);
        let listed = open.listed(number);
        let right = parts.mac(r.keys()).is_some_and(|should| same(mac, &should));
        if !right {
            let id =
                listed.or_else(|| Id::from_slice(parts.id)).unwrap_or_else(|| Id::from_parts(0, [0; 10]));
            report.note(Finding::Altered { number, id });
        } else if let Some(id) = listed
            && id.as_bytes() != parts.id
        {
            report.note(Finding::Moved { number, id });
        }
        open.chain.line(mac);
        open.next = number.saturating_add(1);
    }

    /// Ends the checkpoint whose lines were read, and opens the next.
    fn close(&mut self, r: &Read<'_>) {
        let Some(mut open) = self.now.take() else { return };
        let walk = &mut *self.walk;
        open.missing(&mut walk.report, open.kept.last.saturating_add(1));
        let head = open.chain.head(open.kept.last);
        let stored: Option<Hash> = open.kept.chain.as_slice().try_into().ok();
        let clean = walk.report.found == open.found;
        if open.fits && clean && stored != Some(head) {
            walk.report.note(Finding::Chain { first: open.kept.first, last: open.kept.last });
        }
        walk.last = open.kept.last;
        // What the sealer wrote is right even where its lines are not; where it was bent, what its lines give.
        walk.chain = match stored {
            Some(stored) if open.kept.fits(r.keys()) => stored,
            _ => head,
        };
        if walk.outside.as_ref().is_some_and(|o| o.number == walk.last)
            && let Some(outside) = walk.outside.take()
            && outside.chain != walk.chain
        {
            walk.report.note(Finding::Rewritten { number: outside.number });
        }
        self.next_checkpoint(r);
    }
}

impl Open {
    /// The line that was sealed at this number. What a bent checkpoint lists is not believed.
    fn listed(&self, number: i64) -> Option<Id<AuditLine>> {
        let place = usize::try_from(number.checked_sub(self.kept.first)?).ok()?;
        let start = place.checked_mul(16)?;
        self.kept.lines.get(start..start.checked_add(16)?).and_then(Id::from_slice).filter(|_| self.fits)
    }

    /// Tells the lines that are missing before `number`.
    fn missing(&mut self, report: &mut Report, number: i64) {
        while self.next < number {
            match self.listed(self.next) {
                Some(id) => report.note(Finding::Removed { number: self.next, id }),
                // No list to go by: told at once, not one by one.
                None => {
                    report.note(Finding::Uncovered { first: self.next, last: number - 1 });
                    self.next = number;
                    return;
                }
            }
            self.next += 1;
        }
    }
}
