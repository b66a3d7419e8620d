//! Lists of open promises, the late ones first: an agency's, and those of a worker's own
//! cases.

use ::store::{Row, planned_once, statements};
use access::{Grant, InAgency, Look, accounts, actions::ListPromises, seen, seen_case};
use kernel::{
    Id, PromiseKind, PromiseState, Reference, Result, Timestamp, days_between,
    kinds::{self, Account, Case, Enquiry},
    local_date,
};
use maud::{Markup, Render};
use page::{
    Cursor, PAGE_ROWS, Rows,
    kit::{self, Tone},
};

statements! {
    OPEN = concat!(planned_once!(), "SELECT p.id, p.kind, p.made_at, p.due_at, p.case_id, p.enquiry_id, c.reference, e.reference, c.coordinator_id, worker.name
        FROM promise p LEFT JOIN support_case c ON c.id = p.case_id LEFT JOIN enquiry e ON e.id = p.enquiry_id
        LEFT JOIN account worker ON worker.id = c.coordinator_id
        WHERE p.agency_id = $1 AND p.kept_at IS NULL AND p.withdrawn_at IS NULL
          AND p.due_at >= $2 AND (p.due_at > $2 OR p.id > $3)",
        seen_case!("p.case_id", "$5", "$6", "$7"), "ORDER BY p.due_at, p.id LIMIT $4");
    // A worker's own open cases are few, so their promises are found from the cases, in the
    // index of open promises alone; only those that are shown are read. On SQLite, CROSS JOIN says
    // so, and IS TRUE keeps the agency out of the choice of index.
    OF_COORDINATOR = concat!(planned_once!(), "SELECT p.id, p.kind, p.made_at, p.due_at, p.case_id, p.enquiry_id, own.reference, e.reference, own.coordinator_id, worker.name
        FROM (SELECT p.id AS promise_id, c.reference AS reference, c.coordinator_id AS coordinator_id
            FROM support_case c CROSS JOIN promise p
            WHERE p.case_id = c.id AND (c.agency_id = $1) IS TRUE AND p.kept_at IS NULL AND p.withdrawn_at IS NULL
              AND p.due_at >= $2 AND (p.due_at > $2 OR p.id > $3)
              AND c.coordinator_id = $5 AND c.status = 'open'",
            seen!("c.family_id", "$6", "$7", "$8"), "ORDER BY p.due_at, p.id LIMIT $4) own
        JOIN promise p ON p.id = own.promise_id LEFT JOIN enquiry e ON e.id = p.enquiry_id
        LEFT JOIN account worker ON worker.id = own.coordinator_id
        ORDER BY p.due_at, p.id");
}

/// An open promise as a list shows it.
#[derive(Debug, Clone)]
pub struct PromiseRow {
    /// Its id.
    pub id: Id<kinds::Promise>,
    /// What was promised.
    pub kind: PromiseKind,
    /// When.
    pub made: Timestamp,
    /// By when.
    pub due: Timestamp,
    /// How it stands.
    pub state: PromiseState,
    /// The case it is about.
    pub case: Option<Id<Case>>,
    /// The enquiry it began with.
    pub enquiry: Option<Id<Enquiry>>,
    /// The reference of the case, or of the enquiry where there is no case; the room where there is neither.
    pub reference: String,
    /// Who coordinates the case.
    pub coordinator: Option<Id<Account>>,
    /// Their name; empty when there is none.
    pub coordinator_name: String,
}

impl PromiseRow {
    /// Where the case or the enquiry is; for what was promised about neither, the list in which it is kept.
    pub fn href(&self) -> Option<String> {
        match self.kind {
            PromiseKind::DataComplaint => return Some("/rights".into()),
            PromiseKind::DirectoryReview => return Some("/services".into()),
            PromiseKind::MentorSupervision => return Some("/mentors".into()),
            PromiseKind::PlaceHeld => return Some("/groups".into()),
            PromiseKind::MatchDecision => return Some("/links".into()),
            // The assessment's page says which of its partners owes an answer, and what waits for a signature.
            PromiseKind::Contribution | PromiseKind::AssessmentSigned => {
                return self.case.map(|case| format!("/cases/{case}/assessment"));
            }
            PromiseKind::RegistrationAnswer | PromiseKind::StageOne | PromiseKind::StageTwo => {
                return Some("/recruitment".into());
            }
            _ => {}
        }
        if let Some((_, href)) = room(self.kind) {
            return Some(href.into());
        }
        match (self.kind, self.case) {
            (PromiseKind::MessageAnswered, Some(case)) => return Some(format!("/cases/{case}/messages")),
            (PromiseKind::ToldInNote, Some(case)) => return Some(format!("/cases/{case}/notes")),
            (PromiseKind::DecisionReview, Some(case)) => return Some(format!("/cases/{case}/decisions")),
            (PromiseKind::ReviewAsked, Some(case)) => return Some(format!("/cases/{case}/reviews")),
            _ => {}
        }
        match (self.case, self.enquiry) {
            (Some(case), _) => Some(format!("/cases/{case}")),
            (None, Some(enquiry)) => Some(format!("/enquiries/{enquiry}")),
            (None, None) => None,
        }
    }
}

/// The room that keeps promises of a kind, where they are about no case and no enquiry: what stands there belongs to
/// neither side of the wall of adoption, so that a promise names nobody.
fn room(kind: PromiseKind) -> Option<(&'static str, &'static str)> {
    match kind {
        PromiseKind::LetterChecked | PromiseKind::LetterFollowUp => Some(("Letterbox", "/letterbox")),
        PromiseKind::ContactReview => Some(("Contact plans", "/contact-plans")),
        PromiseKind::RecordsRequest | PromiseKind::HolderAnswer => Some(("Adopted adults", "/adults")),
        PromiseKind::SupportAsked => Some(("Support for birth parents", "/birth-support")),
        PromiseKind::ComplaintAcknowledged
        | PromiseKind::ComplaintAnswered
        | PromiseKind::ComplaintReviewed => Some(("Complaints", "/team/complaints")),
        PromiseKind::SupervisionHeld => Some(("Supervision", "/team/supervision")),
        // About an allegation: kept apart from the case, which the family reads.
        PromiseKind::LeadNamed | PromiseKind::PartnerAnswer => Some(("Escalations", "/escalations")),
        _ => None,
    }
}

/// One page of an agency's open promises, soonest due first: the late ones lead. `mine`
/// keeps to the open cases that whoever asks coordinates.
pub fn page(
    look: &Look<'_>,
    grant: &Grant<ListPromises, InAgency>,
    mine: bool,
    after: Option<Cursor>,
) -> Result<Rows<PromiseRow>> {
    let promises = some(look, grant, mine, after.unwrap_or(Cursor::oldest()), PAGE_ROWS as i64 + 1)?;
    Ok(Rows::cut(promises, |p| Cursor::at(p.due, p.id.cast())))
}

/// The open promises that fall due soonest, `limit` at most, the late ones first.
pub fn soonest(
    look: &Look<'_>,
    grant: &Grant<ListPromises, InAgency>,
    mine: bool,
    limit: u32,
) -> Result<Vec<PromiseRow>> {
    some(look, grant, mine, Cursor::oldest(), limit.into())
}

fn some(
    look: &Look<'_>,
    grant: &Grant<ListPromises, InAgency>,
    mine: bool,
    after: Cursor,
    limit: i64,
) -> Result<Vec<PromiseRow>> {
    let [key, id] = after.params();
    let rows = match (mine, look.actor().account()) {
        // A machine coordinates nothing.
        (true, None) => return Ok(Vec::new()),
        (true, Some(me)) => {
            grant.list(look, "promise", OF_COORDINATOR, &[key, id, limit.into(), me.into()])?
        }
        (false, _) => grant.list(look, "promise", OPEN, &[key, id, limit.into()])?,
    };
    rows.iter().map(|row| read(look, row)).collect()
}

fn read(look: &Look<'_>, row: &Row) -> Result<PromiseRow> {
    let (made, due) = (row.get(2)?, row.get(3)?);
    let (case, enquiry): (Option<Reference>, Option<Reference>) = (row.get(6)?, row.get(7)?);
    let coordinator = row.get(8)?;
    let kind = row.code(1, PromiseKind::stored)?;
    let named = || room(kind).map(|(name, _)| name.to_owned()).unwrap_or_default();
    Ok(PromiseRow {
        id: row.get(0)?,
        kind,
        made,
        due,
        state: PromiseState::at(look.now(), made, due, None, false),
        case: row.get(4)?,
        enquiry: row.get(5)?,
        reference: case.or(enquiry).map_or_else(named, |r| r.to_string()),
        coordinator,
        coordinator_name: accounts::joined_name(look, coordinator, row, 9)?,
    })
}

/// How a promise stands, in words: `3 days late`, `Due tomorrow`, `12 days left`, `Kept on time`.
pub fn standing_words(state: PromiseState, due: Timestamp, now: Timestamp) -> String {
    let days = days_between(local_date(now), local_date(due));
    match (state, days) {
        (PromiseState::Late, 0) => "Late since today".into(),
        (PromiseState::Late, -1) => "1 day late".into(),
        (PromiseState::Late, days) => format!("{} days late", days.abs()),
        (PromiseState::Open | PromiseState::NearlyDue, 0) => "Due today".into(),
        (PromiseState::Open | PromiseState::NearlyDue, 1) => "Due tomorrow".into(),
        (PromiseState::Open | PromiseState::NearlyDue, days) => format!("{days} days left"),
        (PromiseState::Kept | PromiseState::KeptLate | PromiseState::Withdrawn, _) => state.label().into(),
    }
}

/// The tag that shows how a promise stands.
pub fn standing_tag(state: PromiseState, due: Timestamp, now: Timestamp) -> Markup {
    let tone = match state {
        PromiseState::Open => Tone::Calm,
        PromiseState::NearlyDue => Tone::Soon,
        PromiseState::Late => Tone::Late,
        PromiseState::Kept => Tone::Good,
        PromiseState::KeptLate | PromiseState::Withdrawn => Tone::Quiet,
    };
    kit::promise_tag(standing_words(state, due, now), tone).render()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_says_how_it_stands() {
        let now: Timestamp = "2026-11-20T09:30:00Z".parse().unwrap();
        let say = |state, due: &str| standing_words(state, due.parse().unwrap(), now);
        assert_eq!(say(PromiseState::Late, "2026-11-17T09:30:00Z"), "3 days late");
        assert_eq!(say(PromiseState::Late, "2026-11-19T23:59:00Z"), "1 day late");
        assert_eq!(say(PromiseState::Late, "2026-11-20T08:00:00Z"), "Late since today");
        assert_eq!(say(PromiseState::NearlyDue, "2026-11-20T18:00:00Z"), "Due today");
        assert_eq!(say(PromiseState::NearlyDue, "2026-11-21T08:00:00Z"), "Due tomorrow");
        assert_eq!(say(PromiseState::Open, "2026-12-02T08:00:00Z"), "12 days left");
        assert_eq!(say(PromiseState::KeptLate, "2026-11-01T08:00:00Z"), "Kept late");
    }
}
