use proptest::prelude::*;

use super::{
    model::{Better, Informant, Instrument, Points, SHIPPED_FILES, Verdict, Wave, instruments, verdict},
    reader::read,
    scorer::{Given, Sheet, score},
    table::{Counts, score_file},
};

/// A fixed seed and no file of old failures: the same cases everywhere.
fn fixed() -> ProptestConfig {
    ProptestConfig {
        cases: 256,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(1),
        ..ProptestConfig::default()
    }
}

fn of(code: &str) -> &'static Instrument {
    Instrument::find(code).unwrap()
}

fn table(code: &str, who: Informant, age: Option<i64>, csv: &[u8]) -> (Counts, Vec<csv::StringRecord>) {
    let mut out = Vec::new();
    let counts = score_file(of(code), who, age, csv, &mut out).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(out.as_slice());
    (counts, reader.records().map(Result::unwrap).collect())
}

/// The cell of a column in a row, counted from the first below the heading.
fn cell<'a>(rows: &'a [csv::StringRecord], row: usize, column: &str) -> &'a str {
    let at = rows[0].iter().position(|name| name == column).unwrap_or_else(|| panic!("no {column}"));
    &rows[row + 1][at]
}

const HEAD: &str = "emotional,conduct,hyperactivity,peer,prosocial\n";

#[test]
fn every_shipped_file_reads_and_says_what_it_must() {
    let all = instruments().unwrap();
    let codes: Vec<&str> = all.iter().map(|m| m.code.as_str()).collect();
    assert_eq!(codes, ["gbo", "sdq", "bpses", "bac-c", "bac-a", "rcads", "core-10", "yp-core", "acc", "aca"]);
    for (m, (file, _)) in all.iter().zip(SHIPPED_FILES) {
        assert_eq!(format!("{}.toml", m.code), *file);
        assert!(m.schedule.contains(&Wave::Start), "{}", m.code);
    }
    // Words of questions stand where the licence allows them, and nowhere else.
    let asked: Vec<&str> = all.iter().filter(|m| m.can_be_asked()).map(|m| m.code.as_str()).collect();
    assert_eq!(asked, ["core-10"]);
    assert!(all.iter().all(|m| m.licence.texts || m.items.iter().all(|i| i.text.is_none())));
    assert_eq!(Instrument::find(" SDQ ").unwrap().code, "sdq");
    assert!(Instrument::find("horoscope").is_err());
}

/// Youthinmind's four bands for teachers as printed in PMC4830858, table 1; for parents and young people those of "Scoring the SDQ for
/// age 4-17". The first score of each band, for difficulties from best to worst and for kindness from worst to best.
#[test]
fn published_cut_offs_of_the_sdq() {
    const UP: [&str; 4] = ["close to average", "slightly raised", "high", "very high"];
    const DOWN: [&str; 4] = ["very low", "low", "slightly lowered", "close to average"];
    let published: [(Informant, &str, [i64; 4]); 18] = [
        (Informant::Teacher, "total", [0, 12, 16, 19]),
        (Informant::Teacher, "emotional", [0, 4, 5, 6]),
        (Informant::Teacher, "conduct", [0, 3, 4, 5]),
        (Informant::Teacher, "hyperactivity", [0, 6, 8, 9]),
        (Informant::Teacher, "peer", [0, 3, 5, 6]),
        (Informant::Teacher, "prosocial", [0, 4, 5, 6]),
        (Informant::Parent, "total", [0, 14, 17, 20]),
        (Informant::Parent, "emotional", [0, 4, 5, 7]),
        (Informant::Parent, "conduct", [0, 3, 4, 6]),
        (Informant::Parent, "hyperactivity", [0, 6, 8, 9]),
        (Informant::Parent, "peer", [0, 3, 4, 5]),
        (Informant::Parent, "prosocial", [0, 6, 7, 8]),
        (Informant::Own, "total", [0, 15, 18, 20]),
        (Informant::Own, "emotional", [0, 5, 6, 7]),
        (Informant::Own, "conduct", [0, 4, 5, 6]),
        (Informant::Own, "hyperactivity", [0, 6, 7, 8]),
        (Informant::Own, "peer", [0, 3, 4, 5]),
        (Informant::Own, "prosocial", [0, 5, 6, 7]),
    ];
    let sdq = of("sdq");
    for (who, scale, starts) in published {
        let place = sdq.scales.iter().position(|s| s.code == scale).unwrap();
        let words = if scale == "prosocial" { DOWN } else { UP };
        for score in sdq.scales[place].low..=sdq.scales[place].high {
            let band = sdq.band(place, who, Some(12), Points::whole(score)).unwrap();
            let at = starts.iter().rposition(|start| *start <= score).unwrap();
            assert_eq!(band.words, words[at], "{} {scale} {score}", who.code());
            assert_eq!(band.sure, who == Informant::Teacher, "only the teachers' table was seen in print");
        }
    }
}

#[test]
fn the_same_cut_offs_stand_beside_assessments() {
    // The tools of an assessment have a list of their own; what both say is the same.
    let there = casework::measures::Measure::find("sdq").unwrap();
    let here = of("sdq");
    for score in 0..=40 {
        let words = |who| here.band(here.total(), who, Some(9), Points::whole(score)).unwrap().words.as_str();
        let theirs = |by| there.band(by, score, Some(9 * 12)).unwrap().words.as_str();
        assert_eq!(words(Informant::Teacher), theirs(casework::measures::By::School), "{score}");
        // The department joins the upper two bands of carers' answers.
        let joined = match words(Informant::Parent) {
            "close to average" => "in the range of most children",
            "slightly raised" => "borderline",
            _ => "a cause for concern",
        };
        assert_eq!(joined, theirs(casework::measures::By::Parents), "{score}");
    }
    for tool in casework::measures::measures().unwrap() {
        let code = if tool.code == "rcads-p" { "rcads" } else { tool.code.as_str() };
        let total = &of(code).scales[of(code).total()];
        assert_eq!((total.low, total.high), (tool.low, tool.high), "{code}");
    }
}

#[test]
fn a_file_of_the_sdq_comes_back_with_sums_and_words() {
    let csv = format!("id,{HEAD}a,5,4,8,3,10\nb,0,0,0,0,0\nc,10,10,10,10,0\n")
        .replace("id,emotional", "id,Emotional");
    let (counts, rows) = table("sdq", Informant::Parent, None, csv.as_bytes());
    assert_eq!(counts, Counts { rows: 3, scored: 3 });
    let head: Vec<&str> = rows[0].iter().collect();
    assert_eq!(
        head,
        [
            "id",
            "Emotional",
            "conduct",
            "hyperactivity",
            "peer",
            "prosocial",
            "total",
            "internalising",
            "externalising",
            "band",
            "band_emotional",
            "band_conduct",
            "band_hyperactivity",
            "band_peer",
            "band_prosocial",
            "reason"
        ]
    );
    let first: Vec<&str> = rows[1].iter().skip(6).collect();
    assert_eq!(
        first,
        ["20", "8", "12", "very high", "high", "high", "high", "slightly raised", "close to average", ""]
    );
    assert_eq!((cell(&rows, 1, "total"), cell(&rows, 1, "band_prosocial")), ("0", "very low"));
    assert_eq!((cell(&rows, 2, "total"), cell(&rows, 2, "band")), ("40", "very high"));
}

#[test]
fn odd_rows_say_why_and_keep_their_cells() {
    let csv = format!(
        "{HEAD}1,2,3,4,\n1,2,3,11,5\n1,2,x,4,5\n1,2,-1,4,5\n1.5,2,3,4,5\n1,2\n1,2,3,4,5,6\n1,2,3,4,5,,\n 7.0 ,NA,3,4,5\n\n,,,,\n"
    );
    let (counts, rows) = table("sdq", Informant::Teacher, None, csv.as_bytes());
    assert_eq!(counts, Counts { rows: 10, scored: 2 });
    let reason = |row| cell(&rows, row, "reason").to_owned();
    assert_eq!(
        (cell(&rows, 0, "total"), reason(0)),
        ("10", "prosocial: missing".into()),
        "kindness is no part of the total"
    );
    assert_eq!((cell(&rows, 1, "total"), reason(1)), ("", "peer: 11 is outside 0 to 10".into()));
    assert_eq!(cell(&rows, 1, "externalising"), "5", "what can be scored is");
    assert_eq!(reason(2), "hyperactivity: “x” is not a number");
    assert_eq!(reason(3), "hyperactivity: -1 is outside 0 to 10");
    assert_eq!(reason(4), "emotional: 1.5 is not a whole number");
    assert_eq!(reason(5), "hyperactivity: missing; peer: missing; prosocial: missing");
    assert_eq!(
        (cell(&rows, 6, "total"), reason(6)),
        ("", "row: 1 more cells than the heading has; they are left out here".into())
    );
    assert_eq!(
        (cell(&rows, 7, "total"), reason(7)),
        ("10", String::new()),
        "empty cells at the end are no harm"
    );
    assert_eq!((cell(&rows, 8, "emotional"), reason(8)), (" 7.0 ", "conduct: missing".into()));
    assert!(reason(9).starts_with("emotional: missing"));
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
}

#[test]
fn files_as_spreadsheets_write_them() {
    let plain = format!("{HEAD}1,2,3,4,5\n");
    let marked = [b"\xef\xbb\xbf".as_slice(), plain.as_bytes()].concat();
    let windows = plain.replace('\n', "\r\n").into_bytes();
    let semicolons = plain.replace(',', ";").into_bytes();
    let latin = [b"note,".as_slice(), HEAD.as_bytes(), b"Ren\xe9,1,2,3,4,5\n"].concat();
    let wide: Vec<u8> =
        [0xfeff_u16].into_iter().chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for file in [plain.clone().into_bytes(), marked, windows] {
        assert_eq!(cell(&table("sdq", Informant::Parent, None, &file).1, 0, "total"), "10");
    }
    assert_eq!(cell(&table("sdq", Informant::Parent, None, &wide).1, 0, "total"), "10");
    let (_, rows) = table("sdq", Informant::Parent, None, &latin);
    assert_eq!((cell(&rows, 0, "note"), cell(&rows, 0, "total")), ("René", "10"));
    let mut out = Vec::new();
    score_file(of("sdq"), Informant::Parent, None, &semicolons, &mut out).unwrap();
    assert!(String::from_utf8(out).unwrap().contains("1;2;3;4;5;10;"));
}

#[test]
fn files_that_nobody_could_score_are_refused_with_the_reason() {
    let why = |code: &str, who, csv: &str| {
        score_file(of(code), who, None, csv.as_bytes(), Vec::new()).unwrap_err().to_string()
    };
    assert!(why("sdq", Informant::Parent, "").contains("empty"));
    assert!(why("sdq", Informant::Parent, "a,b\n1,2\n").contains("emotional, conduct"));
    assert!(why("sdq", Informant::Parent, "emotional,Emotional\n1,2\n").contains("twice"));
    assert!(why("sdq", Informant::Parent, "emotional,total\n1,2\n").contains("added up anew"));
    assert!(why("sdq", Informant::Parent, "emotional,reason\n1,2\n").contains("another name"));
    assert!(why("sdq", Informant::Therapist, HEAD).contains("parent, teacher, self"));
    // Whoever has the total alone gets its words.
    let (_, rows) = table("sdq", Informant::Parent, None, b"total\n14\n");
    assert_eq!((cell(&rows, 0, "band"), cell(&rows, 0, "reason")), ("slightly raised", ""));
}

#[test]
fn words_are_for_the_ages_they_were_made_for() {
    let csv = format!("age,{HEAD}8,5,5,5,5,5\n3,5,5,5,5,5\n10.9,5,5,5,5,5\nold,5,5,5,5,5\n200,5,5,5,5,5\n");
    let (counts, rows) = table("sdq", Informant::Own, None, csv.as_bytes());
    assert_eq!(counts.scored, 5, "numbers add up at any age");
    assert_eq!(cell(&rows, 0, "band"), "");
    assert!(cell(&rows, 1, "reason").contains("3 is outside 11 to 17"));
    assert!(cell(&rows, 2, "reason").contains("10 is outside 11 to 17"));
    assert!(cell(&rows, 3, "reason").contains("not a number of years"));
    assert!(cell(&rows, 4, "reason").contains("outside 0 to 120"));
    let (_, rows) = table("sdq", Informant::Own, Some(11), csv.as_bytes());
    assert_eq!(cell(&rows, 1, "band"), "very high", "what is said for every row holds");
}

/// CORE System Trust, scoring CORE measures: the clinical score is ten times the mean; with one of ten answers missing the mean of the
/// others counts, with more there is none. Bands and cut-off as scored at socasresourcehub.com, 5b.2.
#[test]
fn core_10_as_its_owner_scores_it() {
    let head = "c1,c2,c3,c4,c5,c6,c7,c8,c9,c10\n";
    let csv = format!(
        "{head}0,4,4,0,0,0,0,0,0,0\n4,0,0,4,4,4,4,4,4,4\n1,3,3,1,1,0,2,1,1,\n1,3,3,1,1,0,2,1,,\n2,2,2,1,1,0,1,1,1,0\n"
    );
    let (counts, rows) = table("core-10", Informant::Own, Some(30), csv.as_bytes());
    assert_eq!(counts, Counts { rows: 5, scored: 4 });
    assert_eq!((cell(&rows, 0, "total"), cell(&rows, 0, "band")), ("0", "healthy, or low level problems"));
    assert_eq!((cell(&rows, 1, "total"), cell(&rows, 1, "band")), ("40", "severe psychological distress"));
    assert!(cell(&rows, 1, "reason").contains("c6: this answer calls for a person"));
    // 1+1+1+1+1+0+2+1+1 = 9 of nine answers: a mean of 1, ten times.
    assert_eq!(cell(&rows, 2, "total"), "10");
    assert_eq!(cell(&rows, 3, "reason"), "total: 2 of 10 answers missing; 1 may be");
    assert_eq!((cell(&rows, 4, "total"), cell(&rows, 4, "band")), ("11", "mild psychological distress"));
    let starts = [0, 11, 15, 20, 25];
    let core = of("core-10");
    for score in 0..=40 {
        let band = core.band(0, Informant::Own, Some(30), Points::whole(score)).unwrap();
        assert_eq!(band.low, *starts.iter().rfind(|s| **s <= score).unwrap());
    }
    // A scaled up score between two whole ends has the words of the band that it has reached.
    let between = core.band(0, Informant::Own, Some(30), Points::hundredths(1_089)).unwrap();
    assert_eq!(between.high, 10);
}

/// CORC, developments in RCADS scoring: T of 65 is the borderline clinical threshold, 70 the clinical one.
#[test]
fn published_thresholds_of_the_rcads() {
    let (_, rows) = table("rcads", Informant::Parent, Some(9), b"total,depression\n64,65\n69,70\n");
    assert_eq!(
        (cell(&rows, 0, "band"), cell(&rows, 0, "band_depression")),
        ("below the thresholds", "borderline clinical")
    );
    assert_eq!(
        (cell(&rows, 1, "band"), cell(&rows, 1, "band_depression")),
        ("borderline clinical", "clinical")
    );
    assert_eq!(cell(&rows, 0, "reason"), "", "what was not measured is no fault");
}

#[test]
fn a_change_is_held_against_the_figure_for_whoever_answered() {
    let gbo = of("gbo");
    let rule = gbo.reliable_change(0, Informant::Parent);
    let say = |first, last| verdict(Better::Higher, Points::whole(first), Points::whole(last), rule);
    assert_eq!(say(3, 6), Verdict::Better);
    assert_eq!(say(3, 5), Verdict::WithinChance, "2 is less than 2.45");
    assert_eq!(say(6, 3), Verdict::Worse);
    assert_eq!(verdict(Better::Lower, Points::whole(6), Points::whole(3), rule), Verdict::Better);
    assert!(!rule.unwrap().sure);
    let child = gbo.reliable_change(0, Informant::Own);
    assert_eq!(verdict(Better::Higher, Points::whole(0), Points::whole(10), child), Verdict::NoFigure);
}

#[test]
fn numbers_as_people_write_them() {
    for (text, hundredths) in
        [("7", 700), (" 7.0 ", 700), ("6.25", 625), ("-0.5", -50), ("+3", 300), ("007", 700), ("1.500", 150)]
    {
        assert_eq!(Points::parse(text), Some(Points::hundredths(hundredths)), "{text}");
    }
    for text in [
        "", "-", ".", ".5", "1,5", "1e1", "٣", "1.234", "1234567", "7 8", "--1", "0x1", "NaN", "1.-5", "1. 5",
    ] {
        assert_eq!(Points::parse(text), None, "{text}");
    }
    assert_eq!(Points::hundredths(-50).to_string(), "-0.5");
    assert_eq!(Points::hundredths(1_005).to_string(), "10.05");
}

/// A small sound file, changed by each case below.
const SOUND: &str = r#"code = "own"
name = "An own questionnaire"
short = "Own"
purpose = "To try the reader."
limits = "Nothing follows from it."
better = "lower"
from = "2026-01-01"
sure = true
source = "Made up for this test"
schedule = ["start", "end"]
[licence]
holder = "Us"
terms = "Free"
may_use = "Anyone"
texts = true
source = "Us"
[[informant]]
who = "parent"
ages = [4, 11]
[response]
low = 0
high = 2
[[item]]
code = "a"
text = "One"
[[item]]
code = "b"
[[scale]]
code = "total"
name = "Total"
low = 0
high = 4
items = ["a", "b"]
[[band]]
of = "total"
informant = "parent"
low = 0
high = 2
words = "low"
sure = true
source = "Us"
[[band]]
of = "total"
informant = "parent"
low = 3
high = 4
words = "high"
sure = true
source = "Us"
"#;

#[test]
fn what_would_score_wrongly_is_refused_with_file_line_and_reason() {
    let own = read("own.toml", SOUND).unwrap();
    assert_eq!((own.items.len(), own.bands.len(), own.total()), (2, 2, 0));
    let cases = [
        (
            "high = 4\nwords",
            "high = 5\nwords",
            "own.toml:42: band: 3 to 5 cannot be reached: total goes from 0 to 4",
        ),
        ("low = 3\nhigh", "low = 4\nhigh", "own.toml:42: band: 3 to 3 of total has no band"),
        ("low = 3\nhigh", "low = 2\nhigh", "own.toml:42: band: 2 of total has two bands"),
        ("low = 3\nhigh = 4", "low = 3\nhigh = 3", "own.toml:42: band: 4 to 4 of total has no band"),
        ("low = 0\nhigh = 2\nwords", "low = 2\nhigh = 0\nwords", "own.toml:34: band: 2 to 0 is no range"),
        (
            "informant = \"parent\"\nlow = 3",
            "informant = \"teacher\"\nlow = 3",
            "own.toml:42: band: no answers of teacher can reach it",
        ),
        (
            "informant = \"parent\"\nlow = 3",
            "informant = \"parent\"\nages = [12, 17]\nlow = 3",
            "own.toml:42: band: nobody from 4 to 11 can reach it",
        ),
        ("informant = \"parent\"\nlow = 3", "informant = \"aunt\"\nlow = 3", "unknown Informant code"),
        ("[\"a\", \"b\"]", "[\"a\", \"a\"]", "own.toml:28: scale: a counts twice in total"),
        ("[\"a\", \"b\"]", "[\"a\", \"c\"]", "own.toml:28: scale: there is no item c"),
        (
            "[\"a\", \"b\"]",
            "[\"a\"]",
            "own.toml:28: scale: total is said to reach from 0 to 4, and its parts reach from 0 to 2",
        ),
        ("code = \"b\"", "code = \"a\"", "own.toml:26: item: a stands twice"),
        ("code = \"total\"", "code = \"sum\"", "own.toml: there is no scale with the code total"),
        ("texts = true", "texts = false", "own.toml:23: item: the licence does not allow the words of a"),
        ("short =", "shrot =", "unknown field `shrot`"),
        ("text = \"One\"", "wording = \"One\"", "own.toml:25: unknown field `wording`"),
        ("limits = \"Nothing follows from it.\"", "limits = \" \"", "own.toml:5: limits is empty"),
        ("ages = [4, 11]", "ages = [11, 4]", "own.toml:17: ages: 11 to 4 is no range of ages"),
        (
            "high = 2\n[[item]]",
            "high = 0\n[[item]]",
            "own.toml:20: response: low must be less than high, by 100 at most",
        ),
        (
            "schedule = [\"start\", \"end\"]",
            "schedule = [\"end\", \"end\"]",
            "own.toml:10: schedule: name each time once, and at least one",
        ),
        ("code = \"own\"", "code = \"own", "own.toml:1: "),
    ];
    for (from, to, why) in cases {
        assert!(SOUND.contains(from), "{from}");
        let faults = read("own.toml", &SOUND.replacen(from, to, 1)).unwrap_err();
        let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(said.iter().any(|fault| fault.contains(why)), "{why}\n{said:#?}");
    }
    // Counting twice by way of two sums.
    let twice = SOUND.to_owned()
        + "[[scale]]\ncode = \"half\"\nname = \"Half\"\nlow = 0\nhigh = 2\nitems = [\"a\"]\n[[scale]]\ncode = \"more\"\nname = \"More\"\nlow = 0\nhigh = 6\nsum = [\"total\", \"half\"]\n";
    assert_eq!(
        read("own.toml", &twice).unwrap_err()[0].to_string(),
        "own.toml:56: scale: a counts twice in more"
    );
    let huge = "# ".to_owned() + &"x".repeat(2 << 20);
    assert!(read("own.toml", &huge).unwrap_err()[0].why.contains("too large"));
}

/// The sum as somebody with a pocket calculator would make it: an independent way, in floating point, from the owner's words.
fn by_hand(answers: &[Option<u8>], reversed: &[usize], at_most: usize) -> Option<f64> {
    let turned: Vec<f64> = answers
        .iter()
        .enumerate()
        .filter_map(|(at, answer)| {
            answer.map(|a| if reversed.contains(&at) { 4.0 - f64::from(a) } else { f64::from(a) })
        })
        .collect();
    let missing = answers.len() - turned.len();
    if missing > at_most || turned.is_empty() {
        return None;
    }
    let mean = turned.iter().sum::<f64>() / turned.len() as f64;
    Some((mean * answers.len() as f64 * 100.0).round() / 100.0)
}

#[test]
fn ten_thousand_sheets_with_missing_answers_score_as_by_hand() {
    // SplitMix64 from one seed: the same sheets everywhere.
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    };
    let core = of("core-10");
    let mut scored = 0;
    for _ in 0..10_000 {
        let answers: Vec<Option<u8>> =
            (0..10).map(|_| (next() % 12 > 0).then(|| u8::try_from(next() % 5).unwrap())).collect();
        let mut sheet = Sheet::empty(core);
        for (given, answer) in sheet.items.iter_mut().zip(&answers) {
            *given = answer.map_or(Given::Missing, |a| Given::Number(Points::whole(i64::from(a))));
        }
        let ours = score(core, &sheet, Informant::Own, Some(40)).total(core);
        let theirs = by_hand(&answers, &[1, 2], 1);
        assert_eq!(
            ours.map(|p| p.in_hundredths()),
            theirs.map(|t| (t * 100.0).round() as i64),
            "{answers:?}"
        );
        scored += usize::from(ours.is_some());
    }
    assert!((5_000..10_000).contains(&scored), "{scored}: both kinds are tried");
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn no_file_is_a_panic_and_rows_are_never_lost(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let file = [HEAD.as_bytes(), &bytes].concat();
        let mut out = Vec::new();
        if let Ok(counts) = score_file(of("sdq"), Informant::Parent, None, &file, &mut out) {
            prop_assert!(counts.scored <= counts.rows);
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(out.as_slice());
            prop_assert_eq!(reader.byte_records().count(), counts.rows);
        }
    }

    #[test]
    fn sums_and_words_of_the_sdq(parts in [0_i64..=10, 0..=10, 0..=10, 0..=10, 0..=10]) {
        let csv = format!("{HEAD}{}\n", parts.map(|p| p.to_string()).join(","));
        for who in [Informant::Parent, Informant::Teacher, Informant::Own] {
            let (_, rows) = table("sdq", who, Some(12), csv.as_bytes());
            let [e, c, h, p, _] = parts;
            prop_assert_eq!(cell(&rows, 0, "total"), (e + c + h + p).to_string());
            prop_assert_eq!(cell(&rows, 0, "internalising"), (e + p).to_string());
            prop_assert_eq!(cell(&rows, 0, "externalising"), (c + h).to_string());
            for column in ["band", "band_emotional", "band_conduct", "band_hyperactivity", "band_peer", "band_prosocial"] {
                prop_assert!(!cell(&rows, 0, column).is_empty());
            }
            prop_assert_eq!(cell(&rows, 0, "reason"), "");
        }
    }

    #[test]
    fn the_reader_never_panics(text in ".{0,300}") {
        let _ = read("x.toml", &text);
        let _ = read("x.toml", &format!("{SOUND}{text}"));
    }
}
