//! One spelling for names that are written in many ways.

/// Words before a name that are no part of it.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "master",
    "dr",
    "doctor",
    "prof",
    "professor",
    "rev",
    "reverend",
    "sir",
    "dame",
    "lord",
    "lady",
];

/// A text in lower case, with accents taken off Latin letters and apostrophes left out.
/// Letters of other scripts stay as they are; anything else becomes a space.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => folded.push(letter),
            // Apostrophes as typed, as set by word processors, and their look-alikes.
            '\'' | '`' | '\u{b4}' | '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{2b9}' | '\u{ff07}' => {}
            // Accents that stand apart from their letter, and the joiners of some scripts.
            '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{ad}' => {}
            other => match plain(other) {
                "" if other.is_alphanumeric() => folded.push(other),
                "" => folded.push(' '),
                letters => folded.push_str(letters),
            },
        }
    }
    folded
}

/// The plain letters of an accented or joined Latin letter in lower case; blank if it is none.
fn plain(letter: char) -> &'static str {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ' | 'ả' | 'ấ' | 'ầ' | 'ắ' => {
            "a"
        }
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ' | 'ế' | 'ề' | 'ệ' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ị' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ọ' | 'ố' | 'ộ' => "o",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ' => "u",
        'ŵ' | 'ẁ' | 'ẃ' | 'ẅ' => "w",
        'ý' | 'ÿ' | 'ŷ' | 'ỳ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ĳ' => "ij",
        _ => "",
    }
}

/// The parts of a name, each in one spelling: titles dropped, `O'Neill` and `O Neill` as
/// `oneill`, `MacDonald`, `McDonald` and `Mc Donald` as `mcdonald`, `St` as `saint`,
/// hyphenated names as their parts.
pub fn name_parts(name: &str) -> Vec<String> {
    let folded = fold(name);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let mut rest = words.as_slice();
    // A title is a title only while a name is left after it: some people are called Lord.
    while let [first, tail @ ..] = rest
        && !tail.is_empty()
        && TITLES.contains(first)
    {
        rest = tail;
    }
    let mut parts = Vec::with_capacity(rest.len());
    while let [first, tail @ ..] = rest {
        let (part, after) = match tail {
            [next, after @ ..] if matches!(*first, "o" | "mc" | "mac") && next.chars().count() > 2 => {
                (format!("{first}{next}"), after)
            }
            _ => ((*first).to_owned(), tail),
        };
        parts.push(one_spelling(part));
        rest = after;
    }
    parts
}

fn one_spelling(part: String) -> String {
    if part == "st" {
        return "saint".into();
    }
    match part.strip_prefix("mac") {
        Some(rest) if rest.len() > 1 => format!("mc{rest}"),
        _ => part,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_name_written_many_ways_is_one_name() {
        for (ways, parts) in [
            (vec!["O'Neill", "O’Neill", "ONEILL", "O Neill", "o`neill"], vec!["oneill"]),
            (vec!["MacDonald", "McDonald", "Mc Donald", "MACDONALD", "Mac Donald"], vec!["mcdonald"]),
            (vec!["Zoë", "Zoe", "ZOE\u{308}"], vec!["zoe"]),
            (vec!["Smith-Jones", "smith jones", "Smith–Jones", " Smith  - Jones "], vec!["smith", "jones"]),
            (vec!["Mrs. Anne Lee", "Dr Anne Lee", "Prof Dr Anne Lee", "Anne Lee"], vec!["anne", "lee"]),
            (vec!["St. John", "Saint John", "st john"], vec!["saint", "john"]),
            (vec!["Łukasz Żak", "Lukasz Zak"], vec!["lukasz", "zak"]),
            (vec!["Weiß", "Weiss"], vec!["weiss"]),
        ] {
            for way in ways {
                assert_eq!(name_parts(way), parts, "{way}");
            }
        }
    }

    #[test]
    fn a_title_that_is_all_there_is_stays() {
        assert_eq!(name_parts("Lord"), ["lord"]);
        assert_eq!(name_parts("Mac"), ["mac"]);
        assert_eq!(name_parts("Ravi O"), ["ravi", "o"]);
        assert!(name_parts(" - ' ").is_empty());
    }

    #[test]
    fn other_scripts_are_kept() {
        assert_eq!(name_parts("李 小龙"), ["李", "小龙"]);
        assert_eq!(name_parts("Оксана"), ["оксана"]);
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn parts_of_parts_are_the_same(name in "\\PC{0,40}") {
            let once = name_parts(&name);
            // Titles and joined prefixes are gone after the first time, unless two were stacked.
            for part in &once {
                prop_assert!(!part.is_empty() && !part.contains(char::is_whitespace));
                prop_assert_eq!(&fold(part), part);
            }
        }

        #[test]
        fn case_never_matters(name in "[A-Za-z' -]{0,30}") {
            prop_assert_eq!(name_parts(&name.to_uppercase()), name_parts(&name.to_lowercase()));
        }
    }
}
