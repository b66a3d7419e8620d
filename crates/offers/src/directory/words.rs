//! What an entry is found by: its words and its tags. And where a search begins. Pure.
//!
//! Both engines share one small index: a row for each word or tag of an entry. A search first asks how many entries
//! have each word, and then goes along the rarest: see [`super::store::search`].

use std::collections::BTreeSet;

use casework::people::model::Postcode;
use kernel::{AgeBand, Level};

use super::model::{Audience, Cost, DAYS, Entry};

/// Words that say nothing about a service.
const EMPTY: &[&str] = &[
    "and", "are", "but", "can", "for", "from", "have", "how", "may", "not", "our", "that", "the", "their",
    "them", "they", "this", "those", "who", "will", "with", "you", "your",
];
/// Words of one entry that are kept at most; a description may be long.
const WORDS: usize = 40;
/// Letters of a word that count.
const LETTERS: usize = 24;
/// Words that somebody may type into one search.
pub const TYPED: usize = 3;
/// Words with one beginning that are looked for at once.
pub const ALIKE: usize = 4;

/// The tag of an entry that serves all of England.
pub const EVERYWHERE: &str = "area:all";
/// The tag that every entry has.
pub const ANY: &str = "any:";

/// What most searches choose from, each with its bit in the index: the place in this list. Only ever to be added to, and then
/// every entry is indexed anew in a migration.
const FACETS: &[&str] = &[
    ANY,
    "age:0-4",
    "age:5-10",
    "age:11-15",
    "age:16-17",
    "age:18-25",
    "age:26+",
    "level:universal",
    "level:targeted",
    "level:intensive",
    "cost:free",
    "cost:fund",
    "cost:some",
    "cost:full",
    "for:adopters",
    "for:guardians",
    "for:children",
    "for:young-people",
    "for:adopted-adults",
    "for:birth-relatives",
    "for:prospective",
    "for:professionals",
];

/// The bits of all of these words that are facets.
pub fn facets<'a>(words: impl IntoIterator<Item = &'a String>) -> i64 {
    let bit = |word: &String| FACETS.iter().position(|facet| facet == word).map(|at| 1_i64 << at);
    words.into_iter().filter_map(bit).fold(0, |all, bit| all | bit)
}

/// The words of a text, in order, each once: letters and digits, small, of at least three, without [`EMPTY`] ones.
pub fn words(text: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .map(|word| {
            // Some capitals become a letter and a mark.
            let letters = word.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric());
            letters.take(LETTERS).collect::<String>()
        })
        .filter(|word| word.chars().count() >= 3 && !EMPTY.contains(&word.as_str()))
        .filter(|word| seen.insert(word.clone()))
        .collect()
}

/// The place of a name in the alphabet: its first eight letters and digits, small, as a number.
pub fn name_key(name: &str) -> i64 {
    let mut letters = name.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase());
    let bytes: [u8; 8] = std::array::from_fn(|_| letters.next().unwrap_or(0));
    // ASCII leaves the sign free.
    i64::from_be_bytes(bytes)
}

/// Whether this is a tag and no word of a text.
pub fn is_tag(word: &str) -> bool {
    word.contains(':')
}

/// The tag of a council's area.
pub fn area(council: &str) -> String {
    format!("area:{council}")
}

/// The tag of an audience.
pub fn audience(audience: Audience) -> String {
    format!("for:{}", audience.code())
}

/// The tag of a level.
pub fn level(level: Level) -> String {
    format!("level:{}", level.code())
}

/// The tag of a cost.
pub fn cost(cost: Cost) -> String {
    format!("cost:{}", cost.code())
}

/// The tag of a band of ages.
pub fn age(band: AgeBand) -> String {
    format!("age:{}", band.code())
}

/// The tags of a place: its postcode district, and the letters that it begins with. `CM1 1QH`, `cm1` and `CM` are
/// all understood; the last is the tag of the letters alone. None where it is no part of a postcode.
pub fn near(text: &str) -> Option<String> {
    let outward = match Postcode::parse(text) {
        Some(postcode) => postcode.outward().to_lowercase(),
        // Of a postcode that is not typed to its end the first half counts.
        None => text.split_whitespace().next().unwrap_or_default().to_lowercase(),
    };
    let whole = Postcode::parse(&format!("{outward}1AA")).is_some();
    let letters = (1..=2).contains(&outward.len()) && outward.bytes().all(|b| b.is_ascii_lowercase());
    (whole || letters).then(|| format!("near:{outward}"))
}

/// The bands that a span of ages touches.
fn bands(least: Option<i64>, most: Option<i64>) -> impl Iterator<Item = AgeBand> {
    let (least, most) = (least.unwrap_or(0), most.unwrap_or(super::model::OLDEST));
    AgeBand::ALL.iter().copied().filter(move |band| {
        let (from, to) = match band {
            AgeBand::Under5 => (0, 4),
            AgeBand::To10 => (5, 10),
            AgeBand::To15 => (11, 15),
            AgeBand::To17 => (16, 17),
            AgeBand::To25 => (18, 25),
            AgeBand::Over25 => (26, super::model::OLDEST),
        };
        least <= to && from <= most
    })
}

/// Everything that an entry is found by, in order, each once.
///
/// What was written into the index is taken out again by the same words, so whoever changes this must index every entry
/// anew in a migration.
pub fn of(entry: &Entry) -> Vec<String> {
    let d = &entry.details;
    let mut all: BTreeSet<String> = words(&format!("{} {} {}", entry.name, entry.giver.name, d.description))
        .into_iter()
        .take(WORDS)
        .collect();
    all.insert(ANY.into());
    all.extend(entry.audiences.iter().map(|a| audience(*a)));
    all.extend(entry.level.map(level));
    all.extend(entry.cost.map(cost));
    all.extend(bands(entry.minimum_age, entry.maximum_age).map(age));
    all.extend(entry.evidence.map(|e| format!("evidence:{}", e.code())));
    all.extend(d.offers.iter().map(|o| format!("offer:{}", o.code())));
    let said = [
        ("for", !entry.audiences.is_empty()),
        ("level", entry.level.is_some()),
        ("cost", entry.cost.is_some()),
        ("evidence", entry.evidence.is_some()),
        ("offer", !d.offers.is_empty()),
    ];
    // That it says anything of the kind: for who asks for a whole taxonomy.
    all.extend(said.into_iter().filter(|(_, says)| *says).map(|(kind, _)| format!("has:{kind}")));
    all.extend(d.councils.iter().map(|c| area(c)));
    if d.everywhere {
        all.insert(EVERYWHERE.into());
    }
    for place in &d.places {
        if let Some(tag) = near(&place.postcode) {
            let letters: String = tag["near:".len()..].chars().take_while(char::is_ascii_lowercase).collect();
            all.insert(format!("near:{letters}"));
            all.insert(tag);
        }
    }
    for (code, _) in DAYS {
        if d.openings.iter().any(|o| o.days.iter().any(|day| day == code)) {
            all.insert(format!("day:{}", code.to_lowercase()));
        }
    }
    all.into_iter().collect()
}

/// Words or tags of which an entry must have one, and how many entries have any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// One to [`ALIKE`] words.
    pub words: Vec<String>,
    /// Entries that have one of them, at most.
    pub uses: u64,
}

impl Group {
    /// The bit that an entry has when it is of this group; none where the group is not a single facet.
    fn facet(&self) -> Option<i64> {
        let [word] = self.words.as_slice() else { return None };
        Some(facets([word])).filter(|bit| *bit != 0)
    }
}

/// How a search goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// What it goes along: the group that fewest entries have.
    pub along: Group,
    /// The bits that an entry must have, all of them.
    pub facets: i64,
    /// The other groups, rarest first: what most entries lack is asked first.
    pub others: Vec<Group>,
}

/// How to search for entries that are of each of these groups. None where nothing can be found.
pub fn order(mut groups: Vec<Group>) -> Option<Way> {
    groups.sort_by(|a, b| (a.uses, &a.words).cmp(&(b.uses, &b.words)));
    let mut groups = groups.into_iter();
    let along = groups.next().filter(|group| group.uses > 0)?;
    let mut way = Way { along, facets: 0, others: Vec::new() };
    for group in groups {
        match group.facet() {
            Some(bit) => way.facets |= bit,
            None => way.others.push(group),
        }
    }
    Some(way)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::directory::model::tests::entry;

    #[test]
    fn words_are_small_and_say_something() {
        assert_eq!(words("The Parents' group, and a group for YOU – café"), ["parents", "group", "café"]);
        assert_eq!(words("we'll: we’ll"), ["well"]);
        assert!(words("a to of -- !").is_empty());
    }

    #[test]
    fn an_entry_is_found_by_its_words_and_its_tags() {
        let found = of(&entry("Saturday play"));
        for tag in [
            "any:",
            "saturday",
            "play",
            "elm",
            "families",
            "area:881",
            "near:cm1",
            "near:cm",
            "for:adopters",
            "level:universal",
            "cost:free",
            "age:5-10",
            "age:11-15",
            "offer:peer-groups",
            "day:sa",
        ] {
            assert!(found.iter().any(|t| t == tag), "{tag} in {found:?}");
        }
        assert!(!found.iter().any(|t| t == "age:0-4" || t == "age:16-17" || t == EVERYWHERE));
    }

    #[test]
    fn a_postcode_its_district_or_its_letters_are_understood() {
        for (typed, tag) in [
            ("CM1 1QH", "near:cm1"),
            (" cm1", "near:cm1"),
            ("CM1 1", "near:cm1"),
            ("CM", "near:cm"),
            ("SW1A 1AA", "near:sw1a"),
        ] {
            assert_eq!(near(typed).as_deref(), Some(tag), "{typed}");
        }
        for bad in ["", "Essex", "12", "zz99zz99"] {
            assert_eq!(near(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_choice_of_a_form_has_its_own_bit() {
        let chosen: Vec<String> = [ANY.to_owned()]
            .into_iter()
            .chain(AgeBand::ALL.iter().map(|a| age(*a)))
            .chain(Level::ALL.iter().map(|l| level(*l)))
            .chain(Cost::ALL.iter().map(|c| cost(*c)))
            .chain(Audience::ALL.iter().map(|a| audience(*a)))
            .collect();
        assert_eq!(chosen, FACETS);
        assert_eq!(facets(&chosen), (1 << FACETS.len()) - 1);
        assert_eq!(facets(&["play".to_owned(), "near:cm1".to_owned()]), 0);
        // The migration wrote the same bits into a directory that was there before.
        let migration = include_str!("../../migrations/0235_directory_facets.sql");
        for word in FACETS {
            let line = format!("WHEN '{word}' THEN {} ", facets(&[(*word).to_owned()]));
            assert!(migration.replace('\n', " ").contains(&line), "{line}");
        }
    }

    #[test]
    fn a_search_goes_along_what_fewest_have() {
        let group = |word: &str, uses| Group { words: vec![word.into()], uses };
        let way = order(vec![
            group("support", 40_000),
            group("age:5-10", 30_000),
            group("fasd", 30),
            group("school", 9_000),
            group("cost:free", 20_000),
        ]);
        let way = way.unwrap();
        assert_eq!(way.along, group("fasd", 30));
        assert_eq!(way.facets, facets(&["cost:free".to_owned(), "age:5-10".to_owned()]));
        assert_eq!(way.facets.count_ones(), 2);
        assert_eq!(way.others, [group("school", 9_000), group("support", 40_000)]);
        let all = order(vec![group("any:", 5)]).unwrap();
        assert_eq!((all.along, all.facets, all.others), (group("any:", 5), 0, Vec::new()));
        // The rarest is gone along, also where it is a facet.
        assert_eq!(
            order(vec![group("age:26+", 9), group("any:", 5_000)]).unwrap().along,
            group("age:26+", 9)
        );
        assert_eq!(order(vec![group("nothing", 0), group("school", 9_000)]), None);
        assert_eq!(order(Vec::new()), None);
    }

    proptest! {
        #![proptest_config(crate::testing::fixed())]

        #[test]
        fn the_alphabet_is_kept_in_the_key(a in "[a-z]{0,8}", b in "[a-z]{0,8}") {
            prop_assert_eq!(name_key(&a).cmp(&name_key(&b)), a.cmp(&b));
            prop_assert_eq!(name_key(&a), name_key(&a.to_uppercase()));
            prop_assert!(name_key(&a) >= 0);
        }

        #[test]
        fn any_text_gives_words_that_are_found_again(text in "\\PC{0,60}") {
            for word in words(&text) {
                prop_assert_eq!(words(&word), vec![word.clone()]);
            }
        }
    }
}
