//! Every rule by its examples, and what must hold of any return.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{COUNT, Checked, DFE, Weight, all, by_code, check, examples::EXAMPLES};
use crate::returns903::{
    made_up,
    model::{Code, Day, LastPlaced, Return, Table, Year},
    reader::Reading,
    report,
};

const HEADINGS: [(&str, &str); 6] = [
    ("H", "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"),
    ("E", "CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC"),
    ("A", "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR"),
    ("P", "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED"),
    ("V", "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM"),
    ("U", "CHILD,SEX,DOB,DUC"),
];

fn year() -> Year {
    Year::new(2025).unwrap()
}

/// The return that an example's rows make. `give` says which tables are there even without a row.
fn whole(rows: &str, give: &[&str]) -> Return {
    let mut files: Vec<(&str, Vec<String>)> = Vec::new();
    let mut last = Vec::new();
    for row in rows.split(';').map(str::trim).filter(|row| !row.is_empty()) {
        let (table, cells) = row.split_once(' ').unwrap_or((row, ""));
        let cells: Vec<&str> =
            cells.split_whitespace().map(|cell| if cell == "-" { "" } else { cell }).collect();
        if table == "L" {
            last.push(cells.iter().map(ToString::to_string).collect::<Vec<_>>());
            continue;
        }
        let at = files.iter().position(|(known, _)| *known == table).unwrap_or_else(|| {
            files.push((table, Vec::new()));
            files.len() - 1
        });
        if !cells.is_empty() {
            let blank = if table == "H" { ",,," } else { "" };
            files[at].1.push(cells.join(",") + blank);
        }
    }
    for table in give {
        if !files.iter().any(|(known, _)| known == table) && *table != "L" {
            files.push((table, Vec::new()));
        }
    }
    let mut reading = Reading::default();
    for (table, rows) in files {
        let heading = HEADINGS.iter().find(|(letter, _)| *letter == table).unwrap().1;
        reading.file(format!("{heading}\n{}\n", rows.join("\n")).as_bytes()).unwrap();
    }
    let mut whole = reading.whole;
    if !last.is_empty() || give.contains(&"L") {
        whole.give(Table::PlacedAdoptionLast).unwrap();
        for cells in last {
            let child = whole.child(&cells[0]);
            let day = |at: usize| Day::parse(cells[at].as_bytes());
            whole.last.push(LastPlaced { child, date: day(1), ceased: day(2), reason: Code::of(&cells[3]) });
        }
    }
    whole.settle();
    whole
}

fn letter(table: Table) -> &'static str {
    match table {
        Table::Header => "H",
        Table::Episodes => "E",
        Table::Ad1 => "A",
        Table::PlacedAdoption => "P",
        Table::PrevPerm => "V",
        Table::Uasc => "U",
        Table::PlacedAdoptionLast => "L",
    }
}

fn found(code: &str, rows: &str) -> Vec<String> {
    let rule = by_code(code).unwrap();
    let give: Vec<&str> = rule.tables.iter().map(|table| letter(*table)).collect();
    let checked = check(&whole(rows, &give), year(), &[]);
    let outcome = checked.outcomes.iter().find(|outcome| outcome.rule.code == code).unwrap();
    let mut cells: Vec<String> = checked
        .findings
        .iter()
        .filter(|finding| finding.rule().code == code)
        .map(|f| format!("{}{} {}", letter(f.table), f.line, f.field.code()))
        .collect();
    assert_eq!(outcome.found, Some(cells.len()), "{code}");
    cells.sort();
    cells
}

#[test]
fn there_are_77_rules_and_each_has_its_own_code_tables_and_words() {
    let dfe: Vec<_> = DFE.iter().copied().flatten().collect();
    assert_eq!(dfe.len(), COUNT);
    let codes: BTreeSet<&str> = all().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), all().count());
    let words: BTreeSet<&str> = all().map(|rule| rule.message).collect();
    assert_eq!(words.len(), all().count());
    for rule in dfe {
        assert!(!rule.tables.is_empty(), "{}", rule.code);
        if let Weight::LeavesOut(table) = rule.weight {
            assert!(rule.tables.contains(&table), "{}", rule.code);
        }
    }
}

#[test]
fn every_rule_passes_its_good_example_and_finds_the_fault_in_its_bad_one() {
    for (code, good, bad, faults) in EXAMPLES {
        assert_eq!(found(code, good), Vec::<String>::new(), "{code} passes: {good}");
        let mut expected: Vec<&str> = faults.split(", ").collect();
        expected.sort_unstable();
        assert_eq!(found(code, bad), expected, "{code} fails: {bad}");
    }
    let by_example: BTreeSet<&str> = EXAMPLES.iter().map(|example| example.0).collect();
    let by_reader = BTreeSet::from(["H1", "H2"]);
    for rule in all().filter(|rule| !by_reader.contains(rule.code)) {
        assert!(by_example.contains(rule.code), "rule {} has no example", rule.code);
    }
}

#[test]
fn codes_of_earlier_years_are_good_in_their_year() {
    let old = whole("H a 1 01/01/2020 WBRI; E a 01/05/2022 S C2 N1 H5 - -", &[]);
    let count = |year: i16, code: &str| {
        let checked = check(&old, Year::new(year).unwrap(), &[]);
        checked.outcomes.iter().find(|o| o.rule.code == code).unwrap().found.unwrap()
    };
    assert_eq!((count(2023, "101"), count(2025, "101")), (0, 1));
    assert_eq!((count(2023, "146"), count(2025, "146")), (0, 1));
    let freed = whole("E a 01/05/2022 P D1 N1 U1 01/06/2022 E4A; P", &[]);
    let left = |year: i16| {
        let checked = check(&freed, Year::new(year).unwrap(), &[]);
        checked.outcomes.iter().find(|o| o.rule.code == "557").unwrap().found
    };
    assert_eq!((left(2024), left(2025)), (Some(1), Some(0)));
}

#[test]
fn a_rule_whose_tables_were_not_given_is_skipped_and_not_passed() {
    let whole = whole("H a M 01/01/2020 WBRI", &[]);
    let checked = check(&whole, year(), &[]);
    let skipped: Vec<&str> =
        checked.outcomes.iter().filter(|o| o.found.is_none()).map(|o| o.rule.code).collect();
    assert!(skipped.contains(&"104") && skipped.contains(&"559") && skipped.contains(&"INT01"));
    assert!(!skipped.contains(&"101"));
    let lines = report::skipped(&whole, &checked);
    assert_eq!(lines.len(), skipped.len());
    let last = lines.iter().find(|line| line[0] == "559").unwrap();
    assert_eq!(last[5], "Skipped, not passed, for want of PlacedAdoption and PlacedAdoption_last.");
    let mut out = Vec::new();
    report::write(&mut out, &whole, &checked).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.starts_with("rule,child,table,field,row,message\n"));
    assert_eq!(text.lines().count(), 1 + skipped.len());
}

/// A made-up return as it is read, with its rows in this order.
fn read(files: &made_up::Files, shuffle: impl Fn(&mut Vec<&str>)) -> (Return, Checked) {
    let mut reading = Reading::default();
    for (_, text) in files.named() {
        let (heading, rows) = text.split_once('\n').unwrap();
        let mut rows: Vec<&str> = rows.lines().collect();
        shuffle(&mut rows);
        reading.file(format!("{heading}\n{}", rows.join("\n")).as_bytes()).unwrap();
    }
    let reading = reading.finish(year()).unwrap();
    let checked = check(&reading.whole, year(), &reading.findings);
    (reading.whole, checked)
}

/// What was found, told by child and cell and not by line.
fn told(whole: &Return, checked: &Checked) -> Vec<(String, String, &'static str, &'static str)> {
    let mut told: Vec<_> = checked
        .findings
        .iter()
        .map(|f| {
            let child = f.child.map(|child| whole.id(child).to_owned()).unwrap_or_default();
            (f.rule().code.to_owned(), child, f.table.code(), f.field.code())
        })
        .collect();
    told.sort();
    told
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2026),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Not of a handful of rows: one child alone may have nothing to tell of the year, and the files then look like those of
    /// an earlier one, which is refused.
    #[test]
    fn a_clean_return_has_no_findings(seed in any::<u64>(), rows in 100_usize..1_500) {
        let files = made_up::files(seed, year(), rows);
        prop_assert!(files.rows >= rows && files.rows <= rows + 3, "{} for {rows}", files.rows);
        let (whole, checked) = read(&files, |_| {});
        prop_assert_eq!(whole.rows(), files.rows);
        prop_assert_eq!(told(&whole, &checked), vec![]);
    }

    /// Cells are spoilt at random; the same rows in another order give the same findings.
    #[test]
    fn the_order_of_rows_does_not_matter(seed in any::<u64>(), turn in 0_usize..500, spoil in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..8, 0_usize..6), 0..60)) {
        let mut files = made_up::files(seed, year(), 300);
        let spoilt = ["", "01/05/2024", "31/02/2024", "E1", "E11", "Z1"];
        for text in [&mut files.episodes, &mut files.ad1, &mut files.placed_adoption] {
            let mut rows: Vec<Vec<String>> = text.lines().map(|l| l.split(',').map(str::to_owned).collect()).collect();
            for (row, cell, with) in &spoil {
                if rows.len() > 1 {
                    let at = 1 + row.index(rows.len() - 1);
                    let width = rows[at].len();
                    rows[at][1 + cell % (width - 1)] = spoilt[*with].to_owned();
                }
            }
            *text = rows.iter().map(|row| row.join(",") + "\n").collect();
        }
        let (whole, straight) = read(&files, |_| {});
        let (other, turned) = read(&files, |rows| {
            let by = turn % rows.len().max(1);
            rows.rotate_left(by);
            rows.reverse();
        });
        prop_assert_eq!(told(&whole, &straight), told(&other, &turned));
    }
}
