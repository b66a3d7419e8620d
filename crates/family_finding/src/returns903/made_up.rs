//! Made-up returns without fault: for tests, for the demo and for measuring. The same seed, year and size give
//! the same files again, and nobody in them exists.

use std::fmt::Write;

use jiff::{ToSpan, civil::Date};

use super::model::Year;

/// The five files of a return, each as the text of a CSV file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// Header.
    pub header: String,
    /// Episodes.
    pub episodes: String,
    /// AD1.
    pub ad1: String,
    /// PlacedAdoption.
    pub placed_adoption: String,
    /// PrevPerm.
    pub prev_perm: String,
    /// Rows of all five, without the headings.
    pub rows: usize,
}

impl Files {
    /// Each file with a name of its own.
    pub fn named(&self) -> [(&'static str, &str); 5] {
        [
            ("header.csv", &self.header),
            ("episodes.csv", &self.episodes),
            ("ad1.csv", &self.ad1),
            ("placed_for_adoption.csv", &self.placed_adoption),
            ("previous_permanence.csv", &self.prev_perm),
        ]
    }
}

/// Numbers that look drawn and are the same each time (SplitMix64).
struct Dice(u64);

impl Dice {
    /// A number from nought up to `below`.
    fn roll(&mut self, below: u64) -> i32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i32::try_from((z ^ (z >> 31)) % below.max(1)).unwrap_or_default()
    }
}

fn dmy(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

fn after(date: Date, days: i32) -> Date {
    date.checked_add(days.days()).unwrap_or(date)
}

/// How far a made-up child has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Way {
    InCare,
    Decided,
    Ordered,
    Placed,
    Adopted,
    Reversed,
}

/// A return of `rows` rows (one more or two where they do not come out even) for this year.
pub fn files(seed: u64, year: Year, rows: usize) -> Files {
    let mut files = Files {
        header: "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n".into(),
        episodes:
            "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
                .into(),
        ad1: "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR\n".into(),
        placed_adoption: "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED\n".into(),
        prev_perm: "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM\n".into(),
        rows: 0,
    };
    let mut dice = Dice(seed);
    let mut number = 0_usize;
    while files.rows < rows {
        number += 1;
        // The last rows make the number come out even.
        let way = if rows - files.rows < 8 { Way::InCare } else { draw(&mut dice) };
        child(&mut files, &mut dice, year, number, way, rows);
    }
    files
}

fn draw(dice: &mut Dice) -> Way {
    // About as many of each as England has: three in a hundred children looked after are adopted in a year.
    match dice.roll(100) {
        0..=92 => Way::InCare,
        93 => Way::Decided,
        94 => Way::Ordered,
        95 => Way::Placed,
        96..=98 => Way::Adopted,
        _ => Way::Reversed,
    }
}

/// An episode: the day it begins, why, legal status, placement.
type Step = (Date, &'static str, &'static str, &'static str);

fn child(files: &mut Files, dice: &mut Dice, year: Year, number: usize, way: Way, rows: usize) {
    let id = format!("MADE{number:06}");
    let first = year.first_day();
    // Whoever is on the way to adoption came some time before this year; others came in it or before.
    let started =
        after(first, if way == Way::InCare { dice.roll(1_200) - 900 } else { -(120 + dice.roll(280)) });
    let born = after(started, -(30 + dice.roll(if way == Way::InCare { 5_000 } else { 1_200 })));
    let decided = after(started, 60 + dice.roll(50));
    let ordered = after(first, 20 + dice.roll(30));
    let matched = after(ordered, 10 + dice.roll(80));
    let placed = after(matched, 1 + dice.roll(40));
    let adopted = after(placed, 70 + dice.roll(60));

    let sex = if dice.roll(2) == 0 { "M" } else { "F" };
    let sex = if year.ending() >= 2025 {
        sex
    } else if sex == "M" {
        "1"
    } else {
        "2"
    };
    // A String takes whatever is written to it.
    let _ = writeln!(files.header, "{id},{sex},{},WBRI,UN3,,", dmy(born));
    files.rows += 1;

    let mut steps: Vec<Step> = vec![(started, "S", "C2", "U1")];
    match way {
        Way::InCare => {
            for _ in 0..dice.roll(3) {
                let last = steps.last().map_or(started, |step| step.0);
                let next = after(last, 100 + dice.roll(200));
                if next < year.last_day() && files.rows + steps.len() + 2 < rows {
                    steps.push((next, "P", "C2", "U6"));
                }
            }
        }
        Way::Decided | Way::Reversed => {}
        Way::Ordered => steps.push((ordered, "L", "E1", "U1")),
        Way::Placed | Way::Adopted => {
            steps.push((ordered, "L", "E1", "U1"));
            steps.push((placed, "P", "E1", "A6"));
        }
    }
    for (at, (begins, why, status, place)) in steps.iter().enumerate() {
        let next = steps.get(at + 1).map(|step| step.0);
        let (ends, reason) = match next {
            Some(next) => (dmy(next), "X1"),
            None if way == Way::Adopted => (dmy(adopted), if dice.roll(3) == 0 { "E12" } else { "E11" }),
            None => (String::new(), ""),
        };
        // Episodes that ended before the year are not part of its return.
        if next.is_some_and(|next| next < first) {
            continue;
        }
        let change = if reason == "X1" && *place == "U1" { "PLACE" } else { "" };
        let _ = writeln!(
            files.episodes,
            "{id},{},{why},{status},N1,{place},PR1,{ends},{reason},{change},LS1 4,LS2 7,SC1234567",
            dmy(*begins)
        );
        files.rows += 1;
    }
    if way != Way::InCare {
        let (ceased, reason) = if way == Way::Reversed {
            (dmy(after(first, 40 + dice.roll(200))), "RD3")
        } else {
            (String::new(), "")
        };
        let _ = writeln!(files.placed_adoption, "{id},{},{},{ceased},{reason}", dmy(born), dmy(decided));
        files.rows += 1;
    }
    if way == Way::Adopted {
        let _ = writeln!(files.ad1, "{id},{},{},{},0,2,MF,L11", dmy(born), dmy(decided), dmy(matched));
        files.rows += 1;
    }
    if started >= first {
        let _ = writeln!(files.prev_perm, "{id},{},Z1,,", dmy(born));
        files.rows += 1;
    }
}
