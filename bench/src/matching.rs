//! Matching at the size of England when most children waited: 3,470 children and 5,190 families, made up
//! from one seed, written as files, and given to `hearth match`, which tells how long each part took.

use std::{fmt::Write, fs, path::Path, process::Command, time::Instant};

use crate::{
    fault::{Result, While, fault},
    report::Report,
};

/// Children waiting on 30 September 2014 (S3).
const CHILDREN: usize = 3_470;
/// Families approved in 2013-14 (S3).
const FAMILIES: usize = 5_190;

/// Numbers from one seed: SplitMix64, which needs no crate to be the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn chance(&mut self, per_cent: u64) -> bool {
        self.below(100) < per_cent
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }

    /// One of the first, more often than one of the last.
    fn early<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let n = from.len() as u64;
        from[self.below(n).min(self.below(n)) as usize]
    }
}

const NEEDS: [&str; 9] = [
    "trauma",
    "regulation",
    "violence",
    "fasd",
    "neurodevelopmental",
    "sensory",
    "learning",
    "school",
    "identity",
];
const HERITAGE: [&str; 6] = ["white", "mixed", "black", "asian", "other-white", "other"];
const COUNCILS: [&str; 18] = [
    "202", "210", "301", "330", "341", "352", "380", "390", "394", "801", "810", "815", "831", "850", "865",
    "881", "886", "926",
];

/// The children of the made-up pool, as `hearth match` reads them.
fn children(dice: &mut Dice) -> String {
    let mut text =
        "group,agency,born,sex,needs,health,since,route,contact,council,avoid,heritage,language,faith\n"
            .to_owned();
    let (mut left, mut group) = (CHILDREN, 0);
    while left > 0 {
        let size = match dice.below(100) {
            0..72 => 1,
            72..93 => 2,
            93..99 => 3,
            _ => 4,
        }
        .min(left);
        (left, group) = (left - size, group + 1);
        let council = dice.pick(&COUNCILS);
        let more = format!(
            "2026-{:02}-{:02},{},{},{council},{},{},,",
            1 + dice.below(10),
            1 + dice.below(28),
            if dice.chance(8) { "fostering-for-adoption" } else { "adoption" },
            dice.early(&["letters", "siblings", "none", "family"]),
            if dice.chance(60) { council } else { "" },
            dice.early(&HERITAGE),
        );
        let first = 2026 - dice.below(8).min(dice.below(8));
        for child in 0..size as u64 {
            let mut needs = String::new();
            for need in NEEDS {
                if dice.chance(18) {
                    let weight = dice.early(&["some", "strong", "severe"]);
                    // Writing to text cannot fail.
                    let _ = write!(needs, "{}{need}:{weight}", if needs.is_empty() { "" } else { ";" });
                }
            }
            let (year, month, day) = ((first - child).max(2012), 1 + dice.below(10), 1 + dice.below(28));
            let (sex, health) = (dice.pick(&["girl", "boy"]), dice.early(&["well", "uncertain", "lasting"]));
            let rest = more.replacen("2026-", if dice.chance(50) { "2025-" } else { "2026-" }, 1);
            let _ = writeln!(
                text,
                "G{group},agency-{council},{year}-{month:02}-{day:02},{sex},{needs},{health},{rest}"
            );
        }
    }
    text
}

/// The families of the made-up pool.
fn families(dice: &mut Dice) -> String {
    let mut text = "family,agency,approved,youngest,oldest,most,sex,able,health,contact,council,experience,early,heritage,languages,faiths\n".to_owned();
    for family in 1..=FAMILIES {
        let mut able = String::new();
        for need in NEEDS {
            let how = match dice.below(100) {
                0..25 => continue,
                25..55 => "some",
                55..80 => "strong",
                80..88 => "severe",
                _ => "not",
            };
            let _ = write!(able, "{}{need}:{how}", if able.is_empty() { "" } else { ";" });
        }
        let council = dice.pick(&COUNCILS);
        let _ = writeln!(
            text,
            "F{family},agency-{council},2026-{:02}-{:02},0,{},{},{},{able},{},{},{council},{},{},{},,",
            1 + dice.below(10),
            1 + dice.below(28),
            2 + dice.below(7).min(dice.below(7)),
            match dice.below(100) {
                0..65 => 1,
                65..93 => 2,
                _ => 3,
            },
            if dice.chance(12) { dice.pick(&["girl", "boy"]) } else { "" },
            dice.pick(&["well", "uncertain", "uncertain", "lasting"]),
            dice.pick(&["letters", "siblings", "siblings", "family"]),
            dice.pick(&["new", "children", "work", "adopted"]),
            if dice.chance(20) { "yes" } else { "no" },
            dice.early(&HERITAGE),
        );
    }
    text
}

/// Measures one run, and what it says of its own parts.
pub(crate) fn measure(program: &Path, folder: &Path, report: &mut Report) -> Result<()> {
    let mut dice = Dice(1);
    let (of_children, of_families) =
        (folder.join("matching-children.csv"), folder.join("matching-families.csv"));
    fs::write(&of_children, children(&mut dice)).while_("writing the children of the pool")?;
    fs::write(&of_families, families(&mut dice)).while_("writing the families of the pool")?;
    let begun = Instant::now();
    let done = Command::new(program)
        .args(["match", "--today", "2026-11-20", "--csv", "--children"])
        .arg(&of_children)
        .arg("--adopters")
        .arg(&of_families)
        .output()
        .while_("running hearth match")?;
    let whole = begun.elapsed().as_secs_f64();
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    if !done.status.success() {
        return fault("hearth match refused the made-up pool");
    }
    let seconds = |after: &str| -> Result<f64> {
        let found = told.split(after).nth(1).and_then(|rest| rest.split_whitespace().next()?.parse().ok());
        found.map_or_else(|| fault("hearth match did not say how long it took"), Ok)
    };
    let place = "3,470 children, 5,190 families";
    report.number(("matching", "matching: all pairs scored", place), seconds("scored in ")?, "s", Some(1.0));
    report.number(
        ("matching", "matching: best use of the pool", place),
        seconds("found in ")?,
        "s",
        Some(10.0),
    );
    report.number(
        ("matching", "matching: gap to the proven best", place),
        seconds("gap ")?,
        "points",
        Some(0.005),
    );
    report.number(("matching", "matching: the whole command", place), whole, "s", None);
    Ok(())
}
