//! What is blanked with the record of a case.

use access::{Act, Action, Grant, One, Protected};
use kernel::kinds::Case;
use kernel::{Id, Result};
use store::{Sql, Value, statements};

statements! {
    BRIEFS = "UPDATE competition SET brief = $2, why = NULL, criteria = NULL, public_key = NULL, words = NULL WHERE case_id = $1";
    BIDS = "UPDATE competition_bid SET encrypted = $2, opened = NULL, feedback = NULL WHERE invitation_id IN
            (SELECT i.id FROM competition_invitation i JOIN competition c ON c.id = i.competition_id WHERE c.case_id = $1)";
    QUESTIONS = "UPDATE competition_question SET question = $2, answer = NULL WHERE competition_id IN
                 (SELECT id FROM competition WHERE case_id = $1)";
    SCORES = "UPDATE competition_score SET words = NULL WHERE bid_id IN (SELECT b.id FROM competition_bid b
              JOIN competition_invitation i ON i.id = b.invitation_id JOIN competition c ON c.id = i.competition_id WHERE c.case_id = $1)";
    CONFLICTS = "UPDATE competition_assessor SET conflict = NULL WHERE competition_id IN (SELECT id FROM competition WHERE case_id = $1)";
    SHARES = "UPDATE competition_opener SET public_key = NULL, locked = NULL, share = NULL WHERE competition_id IN
              (SELECT id FROM competition WHERE case_id = $1)";
    PASSES = "DELETE FROM competition_pass WHERE opener_id IN (SELECT o.id FROM competition_opener o
              JOIN competition c ON c.id = o.competition_id WHERE c.case_id = $1)";
}

const FORGET: &[Sql] = &[BRIEFS, BIDS, QUESTIONS];
const FORGET_ALL: &[Sql] = &[SCORES, CONFLICTS, SHARES, PASSES];

/// Leaves no words of a family's choices behind, when its record's time is over. What was sealed away is blanked; that there
/// was a competition, and its figures, stay.
pub fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    let mut gone = 0;
    for sql in FORGET {
        gone += act.execute(*sql, &[case.into(), Value::Bytes(Vec::new())])?;
    }
    for sql in FORGET_ALL {
        gone += act.execute(*sql, &[case.into()])?;
    }
    Ok(gone)
}
