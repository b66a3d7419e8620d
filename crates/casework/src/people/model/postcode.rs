//! Postcodes of the United Kingdom, by their published shapes.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A postcode of a valid shape, written as `SW1A 1AA`. Whether it is in use is not known here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode(String);

impl Postcode {
    /// Reads a postcode however it is typed: any case, with or without spaces, and with the
    /// letter O or I for a digit in the second half.
    pub fn parse(text: &str) -> Option<Self> {
        let letters: Vec<char> = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if !(5..=7).contains(&letters.len()) || !letters.iter().all(char::is_ascii_alphanumeric) {
            return None;
        }
        let (outward, inward) = letters.split_at(letters.len() - 3);
        let inward = match inward {
            ['O', rest @ ..] => ['0'].iter().chain(rest).collect::<String>(),
            ['I', rest @ ..] => ['1'].iter().chain(rest).collect(),
            as_typed => as_typed.iter().collect(),
        };
        let outward: String = outward.iter().collect();
        let valid =
            (valid_outward(&outward) && valid_inward(&inward)) || (outward == "GIR" && inward == "0AA");
        valid.then(|| Postcode(format!("{outward} {inward}")))
    }

    /// The postcode with its space.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first half, such as `SW1A`: a district, not an address.
    pub fn outward(&self) -> &str {
        self.0.split(' ').next().unwrap_or(&self.0)
    }

    /// Its search key, to be hashed by the caller.
    pub fn key(&self) -> String {
        format!("c:{}", self.0.replace(' ', "").to_lowercase())
    }
}

fn valid_outward(outward: &str) -> bool {
    let first = |c: char| c.is_ascii_uppercase() && !matches!(c, 'Q' | 'V' | 'X');
    let second = |c: char| c.is_ascii_uppercase() && !matches!(c, 'I' | 'J' | 'Z');
    let digit = |c: char| c.is_ascii_digit();
    match outward.chars().collect::<Vec<_>>()[..] {
        [a, n] => first(a) && digit(n),
        [a, n, m] if digit(n) => first(a) && (digit(m) || "ABCDEFGHJKPSTUW".contains(m)),
        [a, b, n] => first(a) && second(b) && digit(n),
        [a, b, n, m] => first(a) && second(b) && digit(n) && (digit(m) || "ABEHMNPRVWXY".contains(m)),
        _ => false,
    }
}

fn valid_inward(inward: &str) -> bool {
    let last = |c: char| c.is_ascii_uppercase() && !"CIKMOV".contains(c);
    matches!(inward.chars().collect::<Vec<_>>()[..], [n, a, b] if n.is_ascii_digit() && last(a) && last(b))
}

impl std::fmt::Display for Postcode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Postcode {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Postcode {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Postcode::parse(&text).ok_or_else(|| serde::de::Error::custom("not a postcode"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_published_shape_is_read() {
        for (typed, written) in [
            ("m11ae", "M1 1AE"),
            ("B33 8TH", "B33 8TH"),
            ("cr2-6xh", "CR2 6XH"),
            (" DN55  1PT ", "DN55 1PT"),
            ("w1a1hq", "W1A 1HQ"),
            ("EC1A 1BB", "EC1A 1BB"),
            ("GIR 0AA", "GIR 0AA"),
            ("SW1A OAA", "SW1A 0AA"),
        ] {
            assert_eq!(Postcode::parse(typed).map(|p| p.to_string()).as_deref(), Some(written));
        }
        assert_eq!(Postcode::parse("ec1a1bb").unwrap().outward(), "EC1A");
        assert_eq!(Postcode::parse("ec1a1bb").unwrap().key(), "c:ec1a1bb");
    }

    #[test]
    fn what_is_no_postcode_is_refused() {
        for typed in
            ["", "M1", "QA1 1AA", "M1 1CA", "1M1 1AA", "AI1 1AA", "W1I 1AA", "LONDON", "SW1A 1A", "Ｍ1 1AE"]
        {
            assert_eq!(Postcode::parse(typed), None, "{typed}");
        }
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn reading_what_was_written_changes_nothing(text in "[A-Za-z]{1,2}[0-9][0-9A-Za-z]? ?[0-9][A-Za-z]{2}") {
            if let Some(postcode) = Postcode::parse(&text) {
                prop_assert_eq!(Postcode::parse(postcode.as_str()), Some(postcode));
            }
        }

        #[test]
        fn nothing_that_can_be_typed_breaks_it(text in any::<String>()) {
            Postcode::parse(&text);
        }
    }
}
