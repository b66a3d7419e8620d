use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::returns903::model::Day;

const HEADER: &str = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n";
const PLACED: &str = "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED\n";
const EPISODES: &str =
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n";

fn year() -> Year {
    Year::new(2025).unwrap()
}

fn one(bytes: impl AsRef<[u8]>) -> Result<Reading> {
    let mut reading = Reading::default();
    reading.file(bytes.as_ref())?;
    Ok(reading)
}

fn refusal(bytes: impl AsRef<[u8]>) -> (&'static str, String) {
    match one(bytes) {
        Err(Error::Refused { rule, why }) => (rule, why),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_table_is_known_by_its_heading_and_not_by_its_name_or_the_order_of_its_columns() {
    let mut reading = Reading::default();
    assert_eq!(
        reading.file(format!("{HEADER}a,M,01/01/2020,WBRI,,,\n").as_bytes()),
        Ok(Was::Read(Table::Header, 1))
    );
    let turned = "reason_placed_ceased, date_placed ,DATE_PLACED_CEASED,Dob,CHILD,NOTE\nRD1,01/05/2024,02/06/2024,01/01/2020,a,\"x, y\"\n";
    assert_eq!(reading.file(turned.as_bytes()), Ok(Was::Read(Table::PlacedAdoption, 1)));
    assert_eq!(reading.file(&b"CHILD,DOB,REVIEW,REVIEW_CODE\na,b,c,d\n"[..]), Ok(Was::LeftAlone("Reviews")));
    let whole = reading.finish(year()).unwrap().whole;
    assert_eq!(whole.placed[0].date, Day::parse(b"01/05/2024"));
    assert_eq!(whole.placed[0].reason, Code::of("RD1"));
    assert_eq!((whole.id(whole.placed[0].child), whole.children(), whole.rows()), ("a", 1, 2));
}

#[test]
fn byte_order_marks_latin_1_quotes_and_windows_line_ends_change_nothing() {
    let plain = one(format!("{HEADER}Zo\u{eb}1,M,01/01/2020,WBRI,,,\nb,F,02/01/2020,MWBC,,,\n")).unwrap();
    let mut odd = b"\xef\xbb\xbf".to_vec();
    odd.extend_from_slice(HEADER.trim_end().as_bytes());
    odd.extend_from_slice(
        b"\r\n\"Zo\xeb1\",\"M\", 01/01/2020 ,WBRI,,,\r\n\r\n,,,,,,\r\n\"b\",F,02/01/2020,\"MWBC\",,,",
    );
    let odd = one(odd).unwrap();
    assert_eq!(plain.whole.id(0), odd.whole.id(0));
    assert_eq!(odd.whole.headers.len(), 2);
    for (a, b) in plain.whole.headers.iter().zip(&odd.whole.headers) {
        assert_eq!((a.child, a.sex, a.dob, a.ethnic), (b.child, b.sex, b.dob, b.ethnic));
    }
    assert_eq!(odd.findings, []);
}

#[test]
fn what_is_no_table_of_the_return_is_refused_with_what_to_do() {
    assert_eq!(refusal("").0, "return.empty");
    assert!(
        refusal("CHILD,DOB,DATE_PLACED,REASON_PLACED_CEASED\n")
            .1
            .contains("PlacedAdoption, but lacks DATE_PLACED_CEASED")
    );
    assert!(refusal("<html><body>Sign in</body></html>").1.contains("names no columns of the return"));
    assert_eq!(refusal([0_u8, 159, 146, 150]).0, "return.heading");
    assert!(refusal("CHILD,CHILD,DOB,DATE_PLACED\n").1.contains("CHILD twice"));
    let mut reading = one(PLACED).unwrap();
    assert!(matches!(reading.file(PLACED.as_bytes()), Err(Error::Refused { rule: "return.twice", .. })));
    assert!(matches!(Reading::default().finish(year()), Err(Error::Refused { rule: "return.no-table", .. })));
}

#[test]
fn rows_that_cannot_be_used_are_told_with_their_line() {
    let reading =
        one(format!("{PLACED},01/01/2020,01/05/2024,,\na,01/01/2020\n\nb,01/01/2020,01/05/2024,,\n"))
            .unwrap();
    let told: Vec<_> = reading.findings.iter().map(|f| (f.rule().code, f.line)).collect();
    assert_eq!(told, [("H1", 2), ("H2", 3)]);
    assert_eq!(reading.whole.placed.len(), 1);
    assert_eq!(reading.whole.placed[0].line, 5);
}

#[test]
fn files_of_another_year_are_refused_by_their_dates() {
    let episodes = |dates: &[(&str, &str)]| {
        let rows: String =
            dates.iter().map(|(from, to)| format!("a,{from},P,C2,N1,U1,PR1,{to},X1,,,,\n")).collect();
        match one(format!("{EPISODES}{rows}")).unwrap().finish(year()) {
            Err(Error::Refused { rule: "return.year", why }) => Some(why),
            other => other.map(|_| None).unwrap(),
        }
    };
    assert_eq!(episodes(&[("01/05/2020", ""), ("01/05/2021", ""), ("01/05/2022", "01/04/2024")]), None);
    assert_eq!(
        episodes(&[("01/05/2022", "01/05/2023"), ("01/05/2023", "")]),
        None,
        "two dates say too little"
    );
    let earlier = episodes(&[("01/05/2020", ""), ("01/05/2021", ""), ("01/05/2022", "31/03/2024")]).unwrap();
    assert!(earlier.contains("an earlier year") && earlier.contains("31 March 2024"), "{earlier}");
    let later = episodes(&[("01/05/2025", ""), ("01/05/2025", ""), ("01/05/2025", "")]).unwrap();
    assert!(later.contains("a later year") && later.contains("3 of 3"), "{later}");
    let mut most = vec![("01/05/2025", ""); 11];
    most.extend([("01/05/2024", ""); 9]);
    assert!(episodes(&most).is_some());
    most.truncate(19);
    assert_eq!(episodes(&most), None, "of a few rows all must lie after the year");
}

#[test]
fn a_row_that_never_ends_and_a_file_that_never_ends_are_refused_in_bounded_memory() {
    struct Forever;
    impl Read for Forever {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            buffer.fill(b'a');
            Ok(buffer.len())
        }
    }
    let mut reading = Reading::default();
    let unclosed = Cursor::new(format!("{PLACED}a,\"")).chain(Forever);
    let Err(Error::Refused { rule: "return.row", why }) = reading.file(unclosed) else {
        panic!("it was read")
    };
    assert!(why.contains("Line 2 "), "{why}");

    struct Rows(usize);
    impl Read for Rows {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let row = b"a,,,,\n";
            let count = (buffer.len() / row.len()).max(1);
            for at in 0..count {
                buffer[at * row.len()..(at + 1) * row.len()].copy_from_slice(row);
            }
            self.0 += count;
            Ok(count * row.len())
        }
    }
    let mut reading = Reading::default();
    let mut rows = Rows(0);
    let endless = Cursor::new(PLACED).chain(&mut rows);
    assert!(matches!(reading.file(endless), Err(Error::Refused { rule: "return.too-large", .. })));
    assert!(rows.0 < MOST_ROWS + 10_000);
}

#[test]
fn the_mark_tells_content_apart_and_not_order() {
    let rows = "a,01/01/2020,01/05/2024,,\nb,01/01/2020,01/05/2024,,\n";
    let turned = "b,01/01/2020,01/05/2024,,\na,01/01/2020,01/05/2024,,\n";
    let mark = |text: String| one(text).unwrap().mark;
    let straight = mark(format!("{PLACED}{rows}"));
    assert_eq!(straight, mark(format!("{PLACED}{turned}")));
    assert_ne!(straight, mark(format!("{PLACED}{}", rows.replace("05/2024", "06/2024"))));
    assert_ne!(straight, mark(format!("{PLACED}{rows}{rows}")));
    assert_ne!(mark(PLACED.to_owned()), mark(HEADER.to_owned()));
}

proptest! {
    #[test]
    fn noise_is_never_more_than_refused(noise in proptest::collection::vec(any::<u8>(), 0..400), headed in any::<bool>()) {
        let bytes = if headed { [EPISODES.as_bytes(), &noise].concat() } else { noise };
        let mut reading = Reading::default();
        if reading.file(bytes.as_slice()).is_ok() {
            let _ = reading.finish(year()).map(|r| super::super::rules::check(&r.whole, year(), &r.findings));
        }
    }
}
