//! Every kind of row, in both shapes, from the fixtures of this crate; arbitrary text;
//! and the real tables where somebody has put them beside the repository.

use std::{fs::File, io::BufReader, io::Write, path::Path};

use proptest::prelude::*;

use super::*;
use crate::published::{AreaKind, Decimal, Status, Unit};

const TIDY: &str = include_str!("../../../fixtures/published/tidy.csv");
const NATIONAL: &str = include_str!("../../../fixtures/published/long_national.csv");
const AREAS: &str = include_str!("../../../fixtures/published/long_areas.csv");

fn read(text: &str) -> (Vec<Record>, Vec<LeftOut>) {
    read_all(text.as_bytes()).unwrap()
}

fn said(left_out: &[LeftOut]) -> Vec<String> {
    left_out.iter().map(ToString::to_string).collect()
}

fn status_and_value(record: &Record) -> (&'static str, Option<String>) {
    (record.cell.status().code(), record.cell.value().map(|n| n.to_string()))
}

#[test]
fn the_tidy_form_keeps_every_kind_of_row() {
    let (kept, left_out) = read(TIDY);
    let found: Vec<_> = kept.iter().map(|r| (r.code.as_str(), r.kind, status_and_value(r))).collect();
    let published = |n: &str| ("published", Some(n.to_owned()));
    assert_eq!(
        found,
        [
            ("991", AreaKind::Council, published("40")),
            ("991", AreaKind::Council, published("35")),
            ("992", AreaKind::Council, ("withheld", None)),
            ("993", AreaKind::Council, ("suppressed", None)),
            ("994", AreaKind::Council, ("not-available", None)),
            ("995", AreaKind::Council, ("not-applicable", None)),
            ("996", AreaKind::Council, ("low", None)),
            ("997", AreaKind::Council, ("missing", None)),
            ("999", AreaKind::Council, published("5")),
            ("981", AreaKind::Region, published("75")),
            ("970", AreaKind::Nation, published("1230")),
            ("991", AreaKind::Council, published("12.5")),
            ("991", AreaKind::Council, published("915")),
            ("991", AreaKind::Council, published("19")),
            ("998", AreaKind::Council, published("0")),
        ]
    );
    assert_eq!(
        (kept[2].area.as_str(), kept[2].region.as_deref()),
        ("Mock, Sham and Pretend", Some("North Fixture"))
    );
    assert_eq!(kept[8].region, None, "a former council keeps its code, and NA is no region");
    assert_eq!((kept[0].year, kept[0].series().as_str()), (2021, "children_adopted"));
    let units: Vec<_> = [0, 2, 11, 12, 13].map(|i: usize| kept[i].unit).to_vec();
    assert_eq!(units, [Some(Unit::Count), None, Some(Unit::Percent), Some(Unit::Pounds), Some(Unit::Months)]);
    assert_eq!(
        said(&left_out),
        [
            "line 16, year_ending_march: is not a year such as 2025 or 202425",
            "line 17, dfe_code: is not the code of such a place in England",
            "line 18, area: names no place",
            "line 19, indicator: names no indicator",
            "line 20, value: is neither a figure, nor a length of time YY:MM, nor one of c k x z - or blank",
            "line 21, value: is neither a figure, nor a length of time YY:MM, nor one of c k x z - or blank",
            "line 22: has 5 fields where the heading has 6",
            "line 23: a quotation mark is opened and not closed on the same line",
            "line 24: line 3 gives this figure already, for the same place and year",
        ]
    );
}

#[test]
fn the_long_form_keeps_lengths_of_time_as_months() {
    let reader = Reader::open(NATIONAL.as_bytes()).unwrap();
    assert_eq!((reader.shape(), reader.figures()), (Shape::Long, vec!["number"]));
    let (kept, left_out) = read(NATIONAL);
    assert_eq!(kept[1].cell.value(), Some(Decimal::whole(19)));
    assert_eq!(kept[1].unit, Some(Unit::Months));
    assert_eq!(kept[1].series(), "number [age=Total; stage=1. Care to decision]");
    assert_eq!((kept[1].kind, kept[1].code.as_str(), kept[1].year), (AreaKind::Nation, "E92000001", 2025));
    assert_eq!((kept[2].cell.status(), kept[2].unit), (Status::Low, None));
    assert_eq!(kept[3].cell.status(), Status::Suppressed);
    assert_eq!((kept[4].unit, kept[4].cell.value()), (Some(Unit::Count), Some(Decimal::whole(120))));
    assert_eq!(kept[4].breakdown, "age=Aged 1; stage=Placed within 12 months\\; all");
    assert_eq!(kept.len(), 5);
    assert_eq!((left_out.len(), left_out[0].line), (1, 7));
}

#[test]
fn the_long_form_tells_councils_regions_and_england_apart() {
    let (kept, left_out) = read(AREAS);
    let found: Vec<_> = kept
        .iter()
        .map(|r| (r.code.as_str(), r.kind, r.indicator.as_str(), r.breakdown.as_str(), status_and_value(r)))
        .collect();
    let number = |n: &str| ("published", Some(n.to_owned()));
    let (council, total) = (AreaKind::Council, "sex=Total");
    assert_eq!(
        found,
        [
            ("E92000001", AreaKind::Nation, "number", total, number("2140")),
            ("E92000001", AreaKind::Nation, "percentage", total, number("100")),
            ("E12000099", AreaKind::Region, "number", total, number("75")),
            ("E12000099", AreaKind::Region, "percentage", total, number("3.5")),
            ("991", council, "number", total, number("35")),
            ("991", council, "percentage", total, number("1.6355")),
            ("991", council, "number", "sex=Girls", ("suppressed", None)),
            ("991", council, "percentage", "sex=Girls", ("suppressed", None)),
            ("E06999992", council, "number", "note=revised; sex=Total", ("not-available", None)),
            ("E06999992", council, "percentage", "note=revised; sex=Total", ("not-applicable", None)),
            ("999", council, "number", total, number("5")),
        ]
    );
    assert_eq!((kept[10].year, kept[10].region.as_deref()), (2018, None));
    assert_eq!((kept[0].year, kept[4].region.as_deref()), (2025, Some("North Fixture")));
    let places: Vec<_> = left_out.iter().map(|l| (l.line, l.column.as_deref().unwrap_or(""))).collect();
    assert_eq!(
        places,
        [
            (7, "percentage"),
            (8, "time_period"),
            (9, "time_period"),
            (10, "time_identifier"),
            (11, "geographic_level"),
            (12, "old_la_code"),
            (13, "country_code"),
        ]
    );
}

#[test]
fn marks_line_ends_order_and_further_columns_do_not_matter() {
    let plain = read(TIDY);
    assert_eq!(read(&format!("\u{feff}{}", TIDY.replace('\n', "\r\n"))), plain);
    assert_eq!(read(TIDY.trim_end()), plain);
    let turned = "note,VALUE,Region,area,dfe_code,\"Year ending March\",indicator\nx,7,R,A,991,2022,Children adopted\n";
    let (kept, left_out) = read(turned);
    assert!(left_out.is_empty());
    assert_eq!((kept[0].indicator.as_str(), kept[0].area.as_str()), ("children_adopted", "A"));
    assert_eq!(read(AREAS), read(&AREAS.replace('\n', "\r\n")));
}

#[test]
fn a_bad_line_harms_only_itself() {
    let mut bytes = b"indicator,year_ending_march,dfe_code,area,value\n".to_vec();
    bytes.extend(b"a,2022,991,Caf\xe9,1\n");
    bytes.extend(vec![b'x'; 200_000]);
    bytes.extend(b"\n\n   \na,2022,991,\"Fine\",2");
    let (kept, left_out) = read_all(bytes.as_slice()).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(said(&left_out), ["line 2: is not text in UTF-8", "line 3: is longer than 64 kilobytes"]);
}

#[test]
fn a_file_of_another_kind_is_refused_at_its_heading() {
    let refused = |bytes: &[u8]| match Reader::open(bytes) {
        Err(Error::Invalid(invalid)) => invalid.of("file").unwrap().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(b""), "The file is empty");
    assert!(refused(b"name,born\nA,B\n").starts_with("The first line must name the columns"));
    assert!(refused(b"\xff\xfei\0n\0").contains("UTF-16"));
    assert!(refused(b"indicator,value,value\n").contains("twice"));
    assert!(refused(b"time_period,geographic_level,sex\n2025,National,Girls\n").contains("holds figures"));
    assert!(Reader::with_figures(NATIONAL.as_bytes(), &["age_of_moon"]).is_err());
    assert_eq!(Reader::with_figures(NATIONAL.as_bytes(), &["Number"]).unwrap().figures(), ["number"]);
}

#[test]
fn a_table_without_rows_is_read() {
    assert_eq!(read("indicator,year_ending_march,dfe_code,area,region,value\n"), (vec![], vec![]));
    assert_eq!(read(NATIONAL.lines().next().unwrap()), (vec![], vec![]));
}

#[test]
fn a_file_that_breaks_off_ends_with_an_error() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("gone"))
        }
    }
    let head = "indicator,year_ending_march,dfe_code,area,value\na,2022,991,A,1\n";
    let file = BufReader::new(std::io::Read::chain(head.as_bytes(), Broken));
    let lines: Vec<_> = Reader::open(file).unwrap().collect();
    assert!(matches!(lines.as_slice(), [Ok(Line::Kept(_)), Err(Error::Internal(_))]));
}

/// Reads a real table from the folder beside the repository, if it is there. Says so past
/// the test harness, which hides what passing tests print, if it is not.
fn real(name: &str) -> Option<(Vec<Record>, Vec<LeftOut>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/dfe");
    match File::open(folder.join(name)) {
        Ok(file) => Some(read_all(BufReader::new(file)).unwrap()),
        Err(_) => {
            let _ = writeln!(std::io::stderr(), "SKIPPED: no published table {name} beside the repository");
            None
        }
    }
}

#[test]
fn the_real_table_by_council_is_read_whole() {
    let Some((kept, left_out)) = real("adoption_by_local_authority_2016_2022.csv") else { return };
    assert_eq!((kept.len(), left_out), (6_970, vec![]));
    let of = |kind| {
        kept.iter().filter(|r| r.kind == kind).map(|r| &r.code).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(
        (of(AreaKind::Nation).len(), of(AreaKind::Region).len(), of(AreaKind::Council).len()),
        (1, 11, 158)
    );
    let withheld = kept.iter().filter(|r| r.cell.status() == Status::Withheld).count();
    let published = kept.iter().filter(|r| r.cell.value().is_some()).count();
    assert_eq!((withheld, published), (2_021, 4_949));
}

#[test]
fn the_real_table_of_times_is_read_whole() {
    let Some((kept, left_out)) = real("time_between_adoption_stages_national.csv") else { return };
    assert_eq!((kept.len(), left_out), (315, vec![]));
    let has = |status| kept.iter().any(|r| r.cell.status() == status);
    assert!(has(Status::Low) && has(Status::Suppressed));
    assert!(
        kept.iter().any(|r| r.unit == Some(Unit::Months)) && kept.iter().any(|r| r.unit == Some(Unit::Count))
    );
    let entry = "number [age_start_poc=Total; cla_group=Age on starting final period of care; \
                 stage_of_adoption_process=4. Total average time between entry into care and date placed for adoption]";
    let one = kept.iter().find(|r| r.year == 2025 && r.series() == entry).unwrap();
    assert_eq!(one.cell.value(), Some(Decimal::whole(19)));
}

/// Headings of all shapes and cells that are sometimes right.
fn tables() -> impl Strategy<Value = String> {
    let heading = prop_oneof![
        Just("indicator,year_ending_march,dfe_code,area,region,value"),
        Just("time_period,geographic_level,country_code,country_name,age,number"),
    ];
    let cell = prop_oneof![
        Just("2022"),
        Just("991"),
        Just("National"),
        Just("E92000001"),
        Just("England"),
        Just("01:05"),
        Just("c"),
        Just(""),
        Just("\""),
        Just("\"a\"\"b\""),
        Just("7,7"),
        Just("é"),
    ];
    let row = prop::collection::vec(cell, 6).prop_map(|cells| cells.join(","));
    (heading, prop::collection::vec(row, 0..12))
        .prop_map(|(heading, rows)| format!("{heading}\n{}", rows.join("\n")))
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(2), ..ProptestConfig::default() })]

    #[test]
    fn every_line_is_kept_or_reported(table in tables()) {
        let Ok(reader) = Reader::open(table.as_bytes()) else { return Ok(()) };
        let tidy = reader.shape() == Shape::Tidy;
        let lines: Vec<Line> = reader.map(Result::unwrap).collect();
        let written = table.lines().skip(1).filter(|l| !l.trim().is_empty()).count();
        if tidy {
            prop_assert_eq!(lines.len(), written);
        } else {
            prop_assert!(lines.len() >= written);
        }
        for line in lines {
            match line {
                Line::Kept(r) => prop_assert!(r.cell.value().is_some() == (r.cell.status() == Status::Published)),
                Line::LeftOut(l) => prop_assert!(l.line >= 2 && !l.reason.is_empty()),
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), good in any::<bool>()) {
        let mut file = if good { TIDY.as_bytes().to_vec() } else { Vec::new() };
        file.extend(bytes);
        if let Ok(reader) = Reader::open(file.as_slice()) {
            let least = if good { 24 } else { 0 };
            prop_assert!(reader.count() >= least);
        }
    }
}
