//! Which council answers for a family's support.

use kernel::{Date, LegalRoute, anniversary};

use super::Enquiry;

/// For so many years from the order the council that placed the child answers, and then
/// the one where the family lives (facts: Adoption Support Fund, "Responsible LA").
const YEARS: i16 = 3;

/// The council that answers on `today`, by its code; empty when no council is known.
///
/// The rule speaks of adoption, and the same three years stand for special guardianship
/// (law and timescales: "3-year rule"). While an order is awaited, the placing council
/// still answers. For other routes no source names a placing council's time, so the one
/// where the family lives is taken.
pub fn responsible(enquiry: &Enquiry, today: Date) -> &str {
    let placing = enquiry.placing_council.as_str();
    let placing_answers = match enquiry.route {
        Some(LegalRoute::Placed) => true,
        Some(LegalRoute::Adoption | LegalRoute::SpecialGuardianship) => {
            enquiry.ordered.is_some_and(|ordered| today < placing_ends(ordered))
        }
        _ => false,
    };
    if placing_answers && !placing.is_empty() { placing } else { &enquiry.council }
}

/// The day on which a placing council's years from an order are over.
pub fn placing_ends(ordered: Date) -> Date {
    anniversary(ordered, YEARS).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use kernel::Channel;

    use super::*;

    fn answers(route: LegalRoute, ordered: &str, placing: &str, today: &str) -> String {
        let enquiry = Enquiry {
            route: Some(route),
            ordered: ordered.parse().ok(),
            council: "lives".into(),
            placing_council: placing.into(),
            ..Enquiry::new(Channel::Web)
        };
        responsible(&enquiry, today.parse().unwrap()).to_owned()
    }

    #[test]
    fn the_placing_council_answers_for_three_years() {
        use LegalRoute::{Adoption, ChildArrangements, Placed, SpecialGuardianship};
        for (route, ordered, placing, today, council) in [
            (Adoption, "2023-11-21", "placed", "2026-11-20", "placed"),
            (Adoption, "2023-11-21", "placed", "2026-11-21", "lives"),
            (Adoption, "2024-02-29", "placed", "2027-02-28", "placed"),
            (Adoption, "2024-02-29", "placed", "2027-03-01", "lives"),
            (Adoption, "", "placed", "2026-11-20", "lives"),
            (Adoption, "2025-01-01", "", "2026-11-20", "lives"),
            (SpecialGuardianship, "2025-01-01", "placed", "2026-11-20", "placed"),
            (ChildArrangements, "2025-01-01", "placed", "2026-11-20", "lives"),
            (Placed, "", "placed", "2026-11-20", "placed"),
        ] {
            assert_eq!(answers(route, ordered, placing, today), council, "{route:?} {ordered} {today}");
        }
    }
}
