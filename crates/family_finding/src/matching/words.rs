//! The words in which children's needs and families' offers are said alike, so that the two can be held
//! against each other. Each list that has an order goes from less to more.

use kernel::{Need, Weight, codes};

codes! {
    /// A child's sex, as the return has it.
    Sex {
        Girl = "girl", "Girl";
        Boy = "boy", "Boy";
    }
}

codes! {
    /// Contact that is expected after placement, or the most that a family feels able to keep up.
    Contact {
        None = "none", "No contact";
        Letters = "letters", "Letters through the agency";
        Siblings = "siblings", "Meeting brothers and sisters";
        Family = "family", "Meeting birth family";
    }
}

codes! {
    /// A child's health and development, or the most uncertainty that a family feels able to live with.
    Health {
        Well = "well", "No known health need";
        Uncertain = "uncertain", "Development is uncertain";
        Lasting = "lasting", "A lasting condition or disability";
    }
}

codes! {
    /// Ethnic background, in the groups of the 2021 census. What matters to a child, never a bar.
    Heritage {
        White = "white", "White British or Irish";
        OtherWhite = "other-white", "Gypsy, Roma, Traveller or other White";
        Mixed = "mixed", "Mixed or multiple";
        Asian = "asian", "Asian or Asian British";
        Black = "black", "Black, African or Caribbean";
        Other = "other", "Another background";
    }
}

codes! {
    /// A language that matters to a child or is spoken in a family, beside English: the most spoken in England.
    Language {
        Polish = "polish", "Polish";
        Romanian = "romanian", "Romanian";
        Panjabi = "panjabi", "Panjabi";
        Urdu = "urdu", "Urdu";
        Portuguese = "portuguese", "Portuguese";
        Spanish = "spanish", "Spanish";
        Arabic = "arabic", "Arabic";
        Bengali = "bengali", "Bengali";
        Gujarati = "gujarati", "Gujarati";
        Sign = "bsl", "British Sign Language";
        Other = "other", "Another language";
    }
}

codes! {
    /// A faith that matters to a child or is lived in a family.
    Faith {
        Christian = "christian", "Christian";
        Muslim = "muslim", "Muslim";
        Hindu = "hindu", "Hindu";
        Sikh = "sikh", "Sikh";
        Jewish = "jewish", "Jewish";
        Buddhist = "buddhist", "Buddhist";
        Other = "other", "Another faith";
    }
}

codes! {
    /// What a family brings along.
    Experience {
        New = "new", "New to bringing up children";
        Children = "children", "Has brought up or looked after children";
        Work = "work", "Works with children who have been hurt";
        Adopted = "adopted", "Has adopted or fostered before";
    }
}

codes! {
    /// How children are to come to a family.
    Route {
        Adoption = "adoption", "Placement for adoption";
        Concurrent = "concurrent", "Concurrent planning";
        Fostering = "fostering-for-adoption", "Fostering for adoption";
    }
}

impl Route {
    /// Whether the family fosters first, while the court has not yet decided: they must be approved for it.
    pub fn is_early(self) -> bool {
        self != Route::Adoption
    }
}

codes! {
    /// How far a family feels able to meet a need.
    Able {
        Some = "some", "Where it has some effect";
        Strong = "strong", "Where it has a strong effect";
        Severe = "severe", "Where it has a severe effect";
        Not = "not", "Does not feel able";
    }
}

/// The needs that a family can be asked about before it has a child: of the list that the whole house uses,
/// without those of a family that is there already.
pub const NEEDS: [Need; 9] = [
    Need::Trauma,
    Need::Regulation,
    Need::Violence,
    Need::Fasd,
    Need::Neurodevelopmental,
    Need::Sensory,
    Need::Learning,
    Need::School,
    Need::Identity,
];

/// Where a need stands in [`NEEDS`].
pub(super) fn place(need: Need) -> Option<usize> {
    NEEDS.iter().position(|n| *n == need)
}

/// Writes needs as one cell, such as `trauma:strong;fasd:some`.
pub fn needs_text(needs: &[(Need, Weight)]) -> String {
    needs.iter().map(|(n, w)| format!("{}:{}", n.code(), w.code())).collect::<Vec<_>>().join(";")
}

/// Reads what [`needs_text`] wrote; gives the part that cannot be read.
///
/// # Errors
/// The part that is not a need of [`NEEDS`] with a weight, or is there twice.
pub fn read_needs(text: &str) -> Result<Vec<(Need, Weight)>, String> {
    read_pairs(text, Weight::from_code)
}

/// Writes what a family feels able to meet as one cell.
pub fn able_text(able: &[(Need, Able)]) -> String {
    able.iter().map(|(n, a)| format!("{}:{}", n.code(), a.code())).collect::<Vec<_>>().join(";")
}

/// Reads what [`able_text`] wrote.
///
/// # Errors
/// As [`read_needs`].
pub fn read_able(text: &str) -> Result<Vec<(Need, Able)>, String> {
    read_pairs(text, Able::from_code)
}

fn read_pairs<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<(Need, T)>, String> {
    let mut pairs: Vec<(Need, T)> = Vec::new();
    for part in text.split(';').map(str::trim).filter(|p| !p.is_empty()) {
        let pair = part.split_once(':').and_then(|(need, how)| {
            let need = Need::from_code(need.trim()).filter(|n| NEEDS.contains(n))?;
            Some((need, read(how.trim())?))
        });
        match pair {
            Some((need, _)) if pairs.iter().any(|(n, _)| *n == need) => return Err(part.to_owned()),
            Some(pair) => pairs.push(pair),
            None => return Err(part.to_owned()),
        }
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_come_back_as_they_went_and_odd_ones_are_told() {
        let needs = vec![(Need::Trauma, Weight::Strong), (Need::Fasd, Weight::Some)];
        assert_eq!(needs_text(&needs), "trauma:strong;fasd:some");
        assert_eq!(read_needs("trauma:strong; fasd:some").unwrap(), needs);
        assert_eq!(read_needs("").unwrap(), []);
        for bad in ["trauma", "trauma:much", "parents:some", "trauma:some;trauma:severe"] {
            assert!(read_needs(bad).is_err(), "{bad}");
        }
        assert_eq!(read_able("fasd:not").unwrap(), [(Need::Fasd, Able::Not)]);
    }
}
