//! What is known of who answers for the family of a case: the record read, and the rule over it.

use access::{Action, Grant, Look, One, organisations};
use casework::cases::store::{self as cases, Case};
use kernel::{
    Date, Id, Result,
    kinds::{self, Organisation},
};

use super::{
    model::{Facts, Home, Passing, Period, Why, passing, periods},
    store::{self, Move, Placing},
};

/// Who answers, from the order on, with what that was worked out from.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The case.
    pub case: Case,
    /// Who placed the child.
    pub placing: Placing,
    /// The moves that are written down, in the order of their days.
    pub moves: Vec<Move>,
    /// The dated answer, each period with the agency that answers for its council.
    pub periods: Vec<(Period, Option<Id<Organisation>>)>,
    /// To which other agency responsibility passes, or has passed.
    pub passing: Option<Passing>,
}

impl Standing {
    /// The period of today; none before the order.
    pub fn now(&self, today: Date) -> Option<&Period> {
        self.periods.iter().map(|(p, _)| p).find(|p| p.holds(today))
    }

    /// Why nobody can say who answers today or later, where that is so.
    pub fn unknown(&self, today: Date) -> Option<Why> {
        let ahead = |p: &Period| p.until.is_none_or(|until| until > today);
        self.periods.iter().find(|(p, _)| p.council.is_none() && ahead(p)).map(|(p, _)| p.why)
    }
}

/// Reads it for the case of a grant.
///
/// # Errors
/// Those of the store.
pub fn read<A: Action>(look: &Look<'_>, grant: &Grant<A, One<kinds::Case>>) -> Result<Standing> {
    let case = cases::load(look, grant)?;
    let (placing, moves) = (store::placing(look, grant)?, store::moves(look, grant)?);
    let facts = Facts {
        route: case.route,
        ordered: case.order_date,
        placing: placing.council.clone(),
        paid_before: placing.paid_before,
        first: case.council.clone(),
        moves: moves.iter().map(|m| Home { from: m.on, council: m.council.clone() }).collect(),
    };
    let today = look.today();
    let with_agency = periods(&facts)
        .into_iter()
        .map(|p| {
            // The agency of the first of its days that is still to come, or else of its first day.
            let day = match (p.from, p.holds(today)) {
                (Some(from), false) => from,
                _ => today,
            };
            let agency = match &p.council {
                Some(council) => organisations::agency_of(look, council, day)?,
                None => None,
            };
            Ok((p, agency))
        })
        .collect::<Result<Vec<_>>>()?;
    let passing = passing(&with_agency, today, case.agency);
    Ok(Standing { case, placing, moves, periods: with_agency, passing })
}

/// Whether a council is one of England's that are known.
///
/// # Errors
/// `Invalid` on `field`.
pub(super) fn known_council(look: &Look<'_>, field: &str, code: &str) -> Result<organisations::Organisation> {
    organisations::by_code(look, organisations::kind::COUNCIL, code)?
        .ok_or_else(|| kernel::Error::field(field, "Choose a council from the list"))
}

/// Where the family lives on a day, as the moves say.
pub(super) fn lives<'s>(case: &'s Case, moves: &'s [Move], day: Date) -> &'s str {
    moves.iter().rev().find(|m| m.on <= day).map_or(&case.council, |m| &m.council)
}
