//! What the statutory return knows of a child, as the form on which a family is looked for begins with it: told once.

use page::Fields;

use super::words::{Heritage, Sex};
use crate::children::model::Story;

/// The group of the 2021 census to which a code of ETHNIC belongs, so far as it tells (facts: SSDA903, ETHNIC).
fn heritage(ethnic: &str) -> Option<Heritage> {
    match ethnic {
        "WBRI" | "WIRI" => Some(Heritage::White),
        "WOTH" | "WIRT" | "WROM" => Some(Heritage::OtherWhite),
        "MWBC" | "MWBA" | "MWAS" | "MOTH" => Some(Heritage::Mixed),
        "AIND" | "APKN" | "ABAN" | "AOTH" | "CHNE" => Some(Heritage::Asian),
        "BCRB" | "BAFR" | "BOTH" => Some(Heritage::Black),
        "OOTH" => Some(Heritage::Other),
        _ => None,
    }
}

/// SEX as coded in the year of the return (facts: SSDA903, SEX): letters from 2024-25, numbers before.
fn sex(coded: &str) -> Option<Sex> {
    match coded {
        "F" | "2" => Some(Sex::Girl),
        "M" | "1" => Some(Sex::Boy),
        _ => None,
    }
}

/// The form as it begins. A family is looked for since the placement order, or since the decision where there is none yet.
pub(super) fn known(story: &Story) -> Fields {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut say = |name: &str, value: String| all.push((name.to_owned(), value));
    let mut days = vec![("since", story.ordered.or(story.decided))];
    if let Some(born) = &story.born {
        days.push(("born", Some(born.on)));
        if let Some(sex) = sex(&born.sex) {
            say("sex", sex.code().to_owned());
        }
        if let Some(heritage) = heritage(&born.ethnic) {
            say("heritage", heritage.code().to_owned());
        }
    }
    for (name, day) in days.into_iter().filter_map(|(name, day)| Some((name, day?))) {
        say(&format!("{name}-day"), day.day().to_string());
        say(&format!("{name}-month"), day.month().to_string());
        say(&format!("{name}-year"), day.year().to_string());
    }
    Fields::filled(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::children::model::Born;

    fn story(sex: &str, ethnic: &str) -> Story {
        Story {
            born: Some(Born { on: "2024-02-03".parse().unwrap(), sex: sex.into(), ethnic: ethnic.into() }),
            decided: Some("2025-09-01".parse().unwrap()),
            ordered: Some("2025-10-20".parse().unwrap()),
            ..Story::default()
        }
    }

    #[test]
    fn the_form_begins_with_what_the_return_tells_and_leaves_open_what_it_does_not() {
        let f = known(&story("M", "MWBC"));
        let typed = |f: &Fields, name: &str| {
            ["day", "month", "year"].map(|part| f.raw(&format!("{name}-{part}")).to_owned()).join("/")
        };
        assert_eq!((typed(&f, "born"), typed(&f, "since")), ("3/2/2024".into(), "20/10/2025".into()));
        assert_eq!((f.raw("sex"), f.raw("heritage")), ("boy", "mixed"));
        let f = known(&Story { ordered: None, ..story("2", "CHNE") });
        assert_eq!(typed(&f, "since"), "1/9/2025");
        assert_eq!((f.raw("sex"), f.raw("heritage")), ("girl", "asian"));
        // Refused, or not yet obtained: nothing is guessed.
        let f = known(&story("U", "REFU"));
        assert_eq!((f.raw("sex"), f.raw("heritage")), ("", ""));
        assert_eq!(known(&Story::default()).raw("born-day"), "");
    }
}
