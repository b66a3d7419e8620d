//! The part of a list's statement that leaves out what is not for whoever asks. A list of an agency's
//! records about families cannot be run without it: see [`crate::Grant::list`].

/// The part of an agency's list that leaves out what is not for whoever asks: families that are sealed
/// from them, and, where their reach is their own cases or their team's, families of others' cases. It begins with
/// ` AND `. `$1` of the statement is the agency; `$family` is an expression that gives the row's
/// family, or nothing where there is none; the other three are the last parameters of the
/// statement, which the grant adds.
#[macro_export]
macro_rules! seen {
    ($family:literal, $reader:literal, $part:literal, $now:literal) => {
        concat!(
            " AND COALESCE(", $family, ", $1) NOT IN (SELECT sealed.family_id FROM seal sealed
                WHERE sealed.agency_id = $1 AND sealed.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM seal_reader named
                  WHERE named.seal_id = sealed.id AND named.ended_at IS NULL AND named.account_id = ", $reader, "))
              AND (CAST(", $part, " AS BIGINT) = 0 OR ", $family, " IN (SELECT mine.family_id FROM support_case mine
                WHERE mine.coordinator_id = ", $reader, " OR mine.coordinator_id IN (SELECT lent.giver_id
                  FROM delegation lent JOIN account giver ON giver.id = lent.giver_id AND giver.disabled_at IS NULL
                  WHERE lent.receiver_id = ", $reader, " AND lent.ended_at IS NULL AND lent.from_at <= ", $now,
                  " AND lent.ends_at > ", $now, ") OR (CAST(", $part, " AS BIGINT) = 2 AND mine.coordinator_id IN ",
                  $crate::teammates!($reader, $now), "))) "
        )
    };
}

/// Whether a topic's readers include whoever asks: `$topic` is the topic's table in the statement, `$reader` their agency
/// or provider, `$provider` is 1 for a provider's people. A provider's people read what is open to everyone alone.
#[macro_export]
macro_rules! shared_with {
    ($topic:literal, $reader:literal, $provider:literal) => {
        concat!(
            "(",
            $topic,
            ".audience = 'everyone' OR (CAST(",
            $provider,
            " AS BIGINT) = 0 AND (",
            $topic,
            ".audience = 'agencies' OR (",
            $topic,
            ".audience = 'region' AND ",
            $topic,
            ".region = (SELECT reader.region FROM organisation reader WHERE reader.id = ",
            $reader,
            ")))))"
        )
    };
}

/// Everybody who is in a team today with whoever asks, or with somebody in whose place they act.
#[doc(hidden)]
#[macro_export]
macro_rules! teammates {
    ($reader:literal, $now:literal) => {
        concat!(
            "(SELECT mate.account_id FROM team_member me JOIN team shared ON shared.id = me.team_id AND shared.ended_at IS NULL
                JOIN team_member mate ON mate.team_id = me.team_id
                WHERE me.from_at <= ", $now, " AND (me.until_at IS NULL OR me.until_at > ", $now, ")
                  AND mate.from_at <= ", $now, " AND (mate.until_at IS NULL OR mate.until_at > ", $now, ")
                  AND (me.account_id = ", $reader, " OR me.account_id IN (SELECT lender.giver_id
                    FROM delegation lender JOIN account lends ON lends.id = lender.giver_id AND lends.disabled_at IS NULL
                    WHERE lender.receiver_id = ", $reader, " AND lender.ended_at IS NULL AND lender.from_at <= ", $now,
                    " AND lender.ends_at > ", $now, ")))"
        )
    };
}

/// [`crate::seen!`] for rows that name a case and no family.
#[macro_export]
macro_rules! seen_case {
    ($case:literal, $reader:literal, $part:literal, $now:literal) => {
        concat!(
            " AND COALESCE(", $case, ", $1) NOT IN (SELECT hidden.id FROM seal sealed
                JOIN support_case hidden ON hidden.family_id = sealed.family_id
                WHERE sealed.agency_id = $1 AND sealed.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM seal_reader named
                  WHERE named.seal_id = sealed.id AND named.ended_at IS NULL AND named.account_id = ", $reader, "))
              AND (CAST(", $part, " AS BIGINT) = 0 OR ", $case, " IN (SELECT mine.id FROM support_case mine
                WHERE mine.coordinator_id = ", $reader, " OR mine.coordinator_id IN (SELECT lent.giver_id
                  FROM delegation lent JOIN account giver ON giver.id = lent.giver_id AND giver.disabled_at IS NULL
                  WHERE lent.receiver_id = ", $reader, " AND lent.ended_at IS NULL AND lent.from_at <= ", $now,
                  " AND lent.ends_at > ", $now, ") OR (CAST(", $part, " AS BIGINT) = 2 AND mine.coordinator_id IN ",
                  $crate::teammates!($reader, $now), "))) "
        )
    };
}

/// How much of an agency a list shows, as its statement takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// All that is open to whoever asks.
    Whole = 0,
    /// Families whose case they coordinate.
    OwnCases = 1,
    /// Families whose case somebody of a team of theirs coordinates.
    Team = 2,
}

/// What tells a statement that leaves sealed families out from one that does not.
pub const MARK: &str = "NOT IN (SELECT sealed.family_id FROM seal sealed";
/// The same, for rows that name a case.
pub const MARK_OF_CASES: &str = "NOT IN (SELECT hidden.id FROM seal sealed";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_of_a_statement_carries_its_mark() {
        assert!(seen!("c.family_id", "$2", "$3", "$4").contains(MARK));
        assert!(seen_case!("p.case_id", "$2", "$3", "$4").contains(MARK_OF_CASES));
    }
}
