//! How an invitation reaches somebody, and how its link is written on paper. Pure.

use kernel::codes;

codes! {
    /// How the link of an invitation reaches a birth relative.
    Way {
        Mail = "email", "By email, to that address";
        Paper = "letter", "On a letter that I print and hand over or post";
    }
}

/// A link's secret in groups of four, as people copy it from paper. The same secret without the gaps, or in small letters,
/// opens the same invitation.
pub(super) fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::in_groups;

    #[test]
    fn a_secret_on_paper_is_the_same_secret() {
        assert_eq!(in_groups("ABCDEFGHIJ"), "ABCD-EFGH-IJ");
        assert_eq!(in_groups(""), "");
        let secret = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLUKRSX";
        assert_eq!(in_groups(secret).replace('-', ""), secret);
    }
}
