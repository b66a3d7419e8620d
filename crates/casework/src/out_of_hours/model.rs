//! What a card says, for which place, and which one is shown. Pure.

use kernel::{Date, Id, Timestamp, kinds::Account};

/// The word for the agency's own card, where a council has its code.
pub const AGENCY: &str = "agency";
/// What stands before the letters of a postcode area.
const AREA: &str = "area-";

/// What a card says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The number of the version that was read; 0 where none was written.
    pub number: i64,
    /// Who answers in the evening, at night and at weekends.
    pub answers: String,
    /// Where to turn in a crisis of mental health; may be empty.
    pub crisis: String,
    /// Helplines; may be empty.
    pub helplines: String,
    /// The day from which it holds.
    pub from: Date,
}

/// A version of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its id.
    pub id: Id<()>,
    /// [`AGENCY`], the code of a council, or `area-` and the letters of a postcode area.
    pub place: String,
    /// What it says.
    pub text: Text,
    /// When it was written.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
}

/// The place of a postcode area, of what somebody typed: one or two letters, as a postcode begins with. None for anything else.
pub fn area(typed: &str) -> Option<String> {
    let letters: String = typed.trim().chars().take_while(char::is_ascii_alphabetic).collect();
    let rest = typed.trim().get(letters.len()..).unwrap_or_default();
    let fits =
        (1..=2).contains(&letters.len()) && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ');
    fits.then(|| format!("{AREA}{}", letters.to_uppercase()))
}

/// The letters of a postcode area's place.
pub fn letters(place: &str) -> Option<&str> {
    let letters = place.strip_prefix(AREA)?;
    (area(letters)? == place).then_some(letters)
}

/// Of the versions of one place, the one that holds on a day: the highest number of those whose day has come. A later version
/// may take effect earlier, and then holds at once.
pub fn holds(versions: &[Card], on: Date) -> Option<&Card> {
    versions.iter().filter(|card| card.text.from <= on).max_by_key(|card| card.text.number)
}

/// Of the cards that hold, the one for somebody: the closest to where they live. First the postcode area, then the council,
/// then the agency's own.
pub fn closest<'a>(holding: &'a [Card], area: Option<&str>, council: &str) -> Option<&'a Card> {
    let of = |place: &str| holding.iter().find(|card| card.place == place);
    area.and_then(of).or_else(|| of(council)).or_else(|| of(AGENCY))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::words::tests::fixed;

    fn card(place: &str, number: i64, from: &str) -> Card {
        Card {
            id: Id::from_parts(1, [1; 10]),
            place: place.into(),
            text: Text {
                number,
                answers: format!("{place} {number}"),
                crisis: String::new(),
                helplines: String::new(),
                from: from.parse().unwrap(),
            },
            at: Timestamp::UNIX_EPOCH,
            by: None,
        }
    }

    #[test]
    fn a_version_holds_from_its_day_and_the_latest_written_wins() {
        let all = [card("881", 1, "2026-01-01"), card("881", 2, "2026-12-24"), card("881", 3, "2026-11-01")];
        let on = |day: &str| holds(&all, day.parse().unwrap()).map(|c| c.text.number);
        assert_eq!(on("2025-12-31"), None);
        assert_eq!(on("2026-10-31"), Some(1));
        assert_eq!(on("2026-11-01"), Some(3));
        assert_eq!(on("2026-12-24"), Some(3), "written after the one for Christmas, and holding since");
    }

    #[test]
    fn the_closest_card_is_shown() {
        let all =
            [card(AGENCY, 1, "2026-01-01"), card("881", 1, "2026-01-01"), card("area-CM", 1, "2026-01-01")];
        let place = |area: Option<&str>, council| closest(&all, area, council).map(|c| c.place.as_str());
        assert_eq!(place(Some("area-CM"), "881"), Some("area-CM"));
        assert_eq!(place(Some("area-SS"), "881"), Some("881"));
        assert_eq!(place(None, "882"), Some(AGENCY));
        assert_eq!(closest(&all[1..], None, "882"), None);
    }

    #[test]
    fn a_postcode_area_is_read_from_what_people_type() {
        for (typed, found) in [
            ("LS", Some("area-LS")),
            (" cm1 ", Some("area-CM")),
            ("M", Some("area-M")),
            ("LS1 4AP", Some("area-LS")),
            ("", None),
            ("1", None),
            ("ABC", None),
            ("L<s", None),
        ] {
            assert_eq!(area(typed).as_deref(), found, "{typed}");
        }
        assert_eq!((letters("area-LS"), letters("area-ls"), letters("881")), (Some("LS"), None, None));
    }

    proptest! {
        #![proptest_config(fixed())]

        #[test]
        fn an_area_is_its_own_area(typed in ".{0,12}") {
            if let Some(place) = area(&typed) {
                let letters = letters(&place).unwrap();
                prop_assert_eq!(area(letters), Some(place.clone()));
            }
        }
    }
}
