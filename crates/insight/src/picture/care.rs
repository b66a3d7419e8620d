//! How support begins, and in whose hands it is: the share that began from an offer made ahead, named coordinators,
//! how long they stay, and hand-offs (requirements PL2, PL5 and OU3). What each figure counts is written in
//! `docs/rhythm.md`. Each opens to its rows: the statements of the rows stand here beside those that count.
//!
//! A case was opened in a crisis when its first contact was of high risk or told of a worry for somebody's safety, and in
//! need otherwise. A case that was opened again within 90 days of an offer that the family took up began from the offer,
//! and is not counted twice.

use access::{Grant, InAgency, Look, actions::SeeAgencyFigures, seen};
use jiff::ToSpan;
use kernel::{FinancialYear, Level, Result, Timestamp};
use store::statements;

use super::{
    agency::Facts,
    model::{self, measure},
    rows::Openable,
    sheet::{Entry, Figure, Line, Sheet},
};

statements! {
    IN_CRISIS_COUNT = "SELECT count(*) FROM support_case c JOIN enquiry e ON e.id = c.enquiry_id
        WHERE c.agency_id = $1 AND c.status IN ('open', 'closed') AND c.opened_at > $2 AND c.opened_at <= $3
          AND (e.risk = 0 OR e.safeguarding_at IS NOT NULL)";
    AGAIN_COUNT = "SELECT count(*) FROM level_change l WHERE l.agency_id = $1 AND l.from_level = 'closed' AND l.at > $2 AND l.at <= $3
          AND NOT EXISTS (SELECT 1 FROM stage_offer o WHERE o.case_id = l.case_id AND o.status = 'taken-up'
            AND o.answered_at <= l.at AND o.answered_at > l.at - 7776000000000)";
    // $2 is a year ago: a case that was opened since then has no year to look back on.
    IN_HANDS = "SELECT c.level, count(*), CAST(sum(CASE WHEN c.coordinator_id IS NULL THEN 0 ELSE 1 END) AS BIGINT),
          CAST(sum(CASE WHEN c.opened_at <= $2 THEN 1 ELSE 0 END) AS BIGINT),
          CAST(sum(CASE WHEN c.opened_at <= $2 AND c.coordinator_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM coordinator_change h
            WHERE h.case_id = c.id AND h.at > $2) THEN 1 ELSE 0 END) AS BIGINT)
        FROM support_case c WHERE c.agency_id = $1 AND c.status = 'open' GROUP BY c.level";
    TAKEN_UP = concat!("SELECT o.id, o.answered_at, c.reference, o.stage, CAST(NULL AS BIGINT), 'cases', c.id
        FROM stage_offer o JOIN support_case c ON c.id = o.case_id
        WHERE o.agency_id = $1 AND o.status = 'taken-up' AND o.answered_at > $2 AND o.answered_at <= $3
          AND o.answered_at <= $4 AND (o.answered_at < $4 OR o.id < $5) AND (CAST($6 AS TEXT) = '' OR o.stage = $6)",
        seen!("o.family_id", "$8", "$9", "$10"), "ORDER BY o.answered_at DESC, o.id DESC LIMIT $7");
    IN_NEED = concat!("SELECT c.id, c.opened_at, c.reference, c.level, CAST(NULL AS BIGINT), 'cases', c.id
        FROM support_case c LEFT JOIN enquiry e ON e.id = c.enquiry_id
        WHERE c.agency_id = $1 AND c.opened_at > $2 AND c.opened_at <= $3 AND c.opened_at <= $4 AND (c.opened_at < $4 OR c.id < $5)
          AND (CAST($6 AS TEXT) = '' OR c.level = $6) AND (e.id IS NULL OR (e.risk <> 0 AND e.safeguarding_at IS NULL))",
        seen!("c.family_id", "$8", "$9", "$10"), "ORDER BY c.opened_at DESC, c.id DESC LIMIT $7");
    IN_CRISIS = concat!("SELECT c.id, c.opened_at, c.reference, c.level, CAST(NULL AS BIGINT), 'cases', c.id
        FROM support_case c JOIN enquiry e ON e.id = c.enquiry_id
        WHERE c.agency_id = $1 AND c.opened_at > $2 AND c.opened_at <= $3 AND c.opened_at <= $4 AND (c.opened_at < $4 OR c.id < $5)
          AND (CAST($6 AS TEXT) = '' OR c.level = $6) AND (e.risk = 0 OR e.safeguarding_at IS NOT NULL)",
        seen!("c.family_id", "$8", "$9", "$10"), "ORDER BY c.opened_at DESC, c.id DESC LIMIT $7");
    AGAIN = concat!("SELECT l.id, l.at, c.reference, l.to_level, CAST(NULL AS BIGINT), 'cases', c.id
        FROM level_change l JOIN support_case c ON c.id = l.case_id
        WHERE l.agency_id = $1 AND l.from_level = 'closed' AND l.at > $2 AND l.at <= $3 AND l.at <= $4 AND (l.at < $4 OR l.id < $5)
          AND (CAST($6 AS TEXT) = '' OR l.to_level = $6)
          AND NOT EXISTS (SELECT 1 FROM stage_offer o WHERE o.case_id = l.case_id AND o.status = 'taken-up'
            AND o.answered_at <= l.at AND o.answered_at > l.at - 7776000000000)",
        seen!("c.family_id", "$8", "$9", "$10"), "ORDER BY l.at DESC, l.id DESC LIMIT $7");
    COORDINATED = concat!("SELECT c.id, c.opened_at, c.reference, c.level, CAST(NULL AS BIGINT), 'cases', c.id
        FROM support_case c
        WHERE c.agency_id = $1 AND c.status = 'open' AND c.coordinator_id IS NOT NULL
          AND c.opened_at > $2 AND c.opened_at <= $3 AND c.opened_at <= $4 AND (c.opened_at < $4 OR c.id < $5)
          AND (CAST($6 AS TEXT) = '' OR c.level = $6)",
        seen!("c.family_id", "$8", "$9", "$10"), "ORDER BY c.opened_at DESC, c.id DESC LIMIT $7");
    UNCOORDINATED = concat!("SELECT c.id, c.opened_at, c.reference, c.level, CAST(NULL AS BIGINT), 'cases', c.id
        FROM support_case c
        WHERE c.agency_id = $1 AND c.status = 'open' AND c.coordinator_id IS NULL
          AND c.opened_at > $2 AND c.opened_at <= $3 AND c.opened_at <= $4 AND (c.opened_at < $4 OR c.id < $5)
          AND (CAST($6 AS TEXT) = '' OR c.level = $6)",
        seen!("c.family_id", "$8", "$9", "$10"), "ORDER BY c.opened_at DESC, c.id DESC LIMIT $7");
    // $3 is a year ago.
    SAME = concat!("SELECT c.id, c.opened_at, c.reference, c.level, CAST(NULL AS BIGINT), 'cases', c.id
        FROM support_case c
        WHERE c.agency_id = $1 AND c.status = 'open' AND c.coordinator_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM coordinator_change h WHERE h.case_id = c.id AND h.at > $3)
          AND c.opened_at > $2 AND c.opened_at <= $3 AND c.opened_at <= $4 AND (c.opened_at < $4 OR c.id < $5)
          AND (CAST($6 AS TEXT) = '' OR c.level = $6)",
        seen!("c.family_id", "$8", "$9", "$10"), "ORDER BY c.opened_at DESC, c.id DESC LIMIT $7");
    HAND_OFFS = concat!("SELECT h.id, h.at, c.reference, c.level, CAST(NULL AS BIGINT), 'cases', c.id
        FROM coordinator_change h JOIN support_case c ON c.id = h.case_id
        WHERE h.agency_id = $1 AND h.at > $2 AND h.at <= $3 AND h.at <= $4 AND (h.at < $4 OR h.id < $5)
          AND (CAST($6 AS TEXT) = '' OR c.level = $6)",
        seen!("c.family_id", "$8", "$9", "$10"), "ORDER BY h.at DESC, h.id DESC LIMIT $7");
}

/// Open cases at a level.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Hands {
    open: i64,
    named: i64,
    long: i64,
    same: i64,
}

/// What the two sheets are made from, beside the figures that are kept.
#[derive(Debug)]
pub(super) struct Care {
    in_crisis: i64,
    again: i64,
    hands: Vec<(Level, Hands)>,
}

/// A year before an instant, by the calendar of England.
pub(super) fn a_year_before(now: Timestamp) -> Timestamp {
    let day = kernel::local_date(now);
    kernel::Calendar::england().end_of(day.checked_sub(1.year()).unwrap_or(day))
}

/// Reads them for a year; in whose hands cases are is always told of now.
pub(super) fn read(
    look: &Look<'_>,
    grant: &Grant<SeeAgencyFigures, InAgency>,
    year: FinancialYear,
) -> Result<Care> {
    let [from, to] = model::instants(year);
    let count = |sql| -> Result<i64> {
        grant.totals(look, sql, &[from.into(), to.into()])?.first().map_or(Ok(0), |row| row.get(0))
    };
    let hands = grant.totals(look, IN_HANDS, &[a_year_before(look.now()).into()])?;
    let hands = hands.iter().map(|row| {
        let hands = Hands { open: row.get(1)?, named: row.get(2)?, long: row.get(3)?, same: row.get(4)? };
        Ok((row.code(0, Level::stored)?, hands))
    });
    Ok(Care {
        in_crisis: count(IN_CRISIS_COUNT)?,
        again: count(AGAIN_COUNT)?,
        hands: hands.collect::<Result<_>>()?,
    })
}

fn share(part: i64, whole: i64) -> Figure {
    Figure::Share((whole > 0).then(|| part as f64 * 100.0 / whole as f64))
}

impl Care {
    /// How the support that began in the year began.
    pub(super) fn began(&self, facts: &Facts) -> Sheet {
        let ahead = facts.sum(|own| own.measure == measure::TAKEN_UP);
        let opened = facts.sum(|own| own.measure == measure::OPENED);
        let all = ahead + opened + self.again;
        let line = |opened: Openable, name: &str, count: i64| {
            let entries = vec![
                Entry::behind(Figure::Count(count), facts.rows(opened, &[])),
                share(count, all).into(),
                Figure::Share(None).into(),
            ];
            Line::part(opened.code(), name, entries)
        };
        let total = vec![Figure::Count(all).into(), share(all, all).into(), share(ahead, all).into()];
        Sheet {
            code: "began",
            title: "How support began".into(),
            about: "Offers made ahead that were taken up, cases opened after a first contact, and cases opened again. The proactive share is \
                    what began from an offer made ahead, of all that began.",
            lines_are: "How it began",
            columns: vec![("began", "Began"), ("share", "Share"), ("ahead", "Proactive share")],
            lines: vec![
                line(Openable::TakenUp, "From an offer made ahead", ahead),
                line(Openable::InNeed, "In need: the family came, or was referred", opened - self.in_crisis),
                line(
                    Openable::InCrisis,
                    "In a crisis: high risk, or worry for somebody’s safety",
                    self.in_crisis,
                ),
                line(Openable::Again, "Opened again", self.again),
                Line::total("All support that began", total),
            ],
        }
    }

    /// In whose hands open cases are, and how often those changed in the year.
    pub(super) fn coordinated(&self, facts: &Facts) -> Sheet {
        let hand_offs = facts.sum(|own| own.measure == measure::HAND_OFFS);
        let line = |hands: Hands, part: &str, hand_offs: Entry| {
            let behind = |opened| facts.rows(opened, &[("part", part)]);
            vec![
                Entry::behind(Figure::Count(hands.named), behind(Openable::Coordinated)),
                Entry::behind(Figure::Count(hands.open - hands.named), behind(Openable::Uncoordinated)),
                share(hands.named, hands.open).into(),
                Entry::behind(Figure::Count(hands.same), behind(Openable::SameCoordinator)),
                share(hands.same, hands.long).into(),
                hand_offs,
            ]
        };
        let at = |level: Level| {
            self.hands.iter().find(|(l, _)| *l == level).map(|(_, hands)| *hands).unwrap_or_default()
        };
        let mut lines: Vec<Line> = Level::ALL
            .iter()
            .map(|level| {
                // At which level a case stood when it changed hands is not kept.
                let none = Figure::Share(None).into();
                Line::part(level.code(), level.label(), line(at(*level), level.code(), none))
            })
            .collect();
        let all = self.hands.iter().fold(Hands::default(), |sum, (_, h)| Hands {
            open: sum.open + h.open,
            named: sum.named + h.named,
            long: sum.long + h.long,
            same: sum.same + h.same,
        });
        let handed = Entry::behind(Figure::Count(hand_offs), facts.rows(Openable::HandOffs, &[]));
        lines.push(Line::total("All levels", line(all, "", handed)));
        Sheet {
            code: "coordination",
            title: "Named coordinators and continuity".into(),
            about: "Open cases now. Continuity looks at those that have been open for a year: the share whose coordinator has been the same \
                    for that year. Hand-offs are those of the year that the page shows.",
            lines_are: "Level of support",
            columns: vec![
                ("named", "With a named coordinator"),
                ("unnamed", "Without"),
                ("named-share", "Named, share"),
                ("same", "Same coordinator for a year"),
                ("same-share", "Same, share"),
                ("hand-offs", "Hand-offs"),
            ],
            lines,
        }
    }
}

#[cfg(test)]
mod tests;
