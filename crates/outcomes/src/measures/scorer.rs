//! Adds up what was answered, exactly, and finds the published words for it. Pure.

use super::model::{Band, From, Informant, Instrument, Points, Scale};

/// What stands in one cell, or was typed in one box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Given<'a> {
    /// Nobody was asked for it: there is no such column.
    #[default]
    Absent,
    /// Nothing, or a word for nothing.
    Missing,
    /// A number.
    Number(Points),
    /// Something else.
    Odd(&'a str),
}

/// What spreadsheets and people write where there is no answer.
const NOTHING: [&str; 8] = ["", "-", ".", "na", "n/a", "nan", "null", "none"];

impl<'a> Given<'a> {
    /// Reads a cell.
    pub fn of(cell: &'a str) -> Given<'a> {
        let cell = cell.trim();
        match Points::parse(cell) {
            Some(points) => Given::Number(points),
            None if NOTHING.iter().any(|nothing| cell.eq_ignore_ascii_case(nothing)) => Given::Missing,
            None => Given::Odd(cell),
        }
    }
}

/// One answer sheet: what was given for each item and for each scale, in the instrument's order.
#[derive(Debug, Clone, Default)]
pub struct Sheet<'a> {
    /// By place of the item.
    pub items: Vec<Given<'a>>,
    /// By place of the scale, for scales that were added up before.
    pub scales: Vec<Given<'a>>,
}

impl Sheet<'_> {
    /// A sheet on which nothing stands.
    pub fn empty(of: &Instrument) -> Sheet<'static> {
        Sheet { items: vec![Given::Absent; of.items.len()], scales: vec![Given::Absent; of.scales.len()] }
    }
}

/// Why something of a sheet could not be scored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The column, item or scale.
    pub of: String,
    /// Why.
    pub why: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.of, self.why)
    }
}

/// What a sheet gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scored<'m> {
    /// The score of each scale, in the instrument's order.
    pub scales: Vec<Option<Points>>,
    /// The published words for each.
    pub bands: Vec<Option<&'m Band>>,
    /// Why something is missing.
    pub problems: Vec<Problem>,
    /// The items, by place, whose answer calls for a person to look at once.
    pub alerts: Vec<usize>,
}

impl Scored<'_> {
    /// The main score.
    pub fn total(&self, of: &Instrument) -> Option<Points> {
        self.scales.get(of.total()).copied().flatten()
    }
}

/// The longest piece of a cell that a reason repeats.
const SHOWN: usize = 30;

fn shown(cell: &str) -> String {
    let start: String = cell.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    if cell.chars().count() > SHOWN { format!("“{start}…”") } else { format!("“{start}”") }
}

/// Scores a sheet that this person answered; `age` is that of the person whom it is about, in whole years.
pub fn score<'m>(of: &'m Instrument, sheet: &Sheet<'_>, who: Informant, age: Option<i64>) -> Scored<'m> {
    let mut made = Scored {
        scales: Vec::with_capacity(of.scales.len()),
        bands: Vec::with_capacity(of.scales.len()),
        ..Scored::default()
    };
    let items = answers(of, sheet, &mut made);
    let total_is_given = sheet.scales.get(of.total()).is_some_and(|given| *given != Given::Absent);
    for (place, scale) in of.scales.iter().enumerate() {
        let given = sheet.scales.get(place).copied().unwrap_or_default();
        let score = match (given, &scale.from) {
            (Given::Absent, From::Items(parts)) => of_items(of, scale, parts, &items, &mut made.problems),
            (Given::Absent, From::Scales(parts)) => {
                let parts = parts.iter().map(|part| made.scales.get(*part).copied().flatten());
                parts.sum::<Option<Total>>().map(|total| total.0)
            }
            // Whoever gives the total alone need not give what it was added up from.
            (Given::Absent, From::Entered) if total_is_given && place != of.total() => None,
            (given, _) => entered(of, scale, given, &mut made.problems),
        };
        made.scales.push(score);
    }
    let fits = of.fits(who, age);
    let mut age_is_wanted = false;
    for (place, score) in made.scales.iter().enumerate() {
        let band = score.and_then(|score| of.band(place, who, age, score));
        age_is_wanted |= score.is_some()
            && band.is_none()
            && fits.is_none()
            && of.bands.iter().any(|b| b.of == place && b.informant == who);
        made.bands.push(band);
    }
    if let (Some(false), Some(age), Some((from, to))) = (fits, age, of.answerer(who).and_then(|a| a.ages)) {
        let why = format!("{age} is outside {from} to {to}, for which it was made: no published words");
        made.problems.push(Problem { of: "age".into(), why });
    }
    if age_is_wanted {
        let why = "the published words differ by age, and it is not known".to_owned();
        made.problems.push(Problem { of: "age".into(), why });
    }
    made
}

/// Points that add up.
struct Total(Points);

impl std::iter::Sum<Points> for Total {
    fn sum<I: Iterator<Item = Points>>(all: I) -> Total {
        Total(all.fold(Points::default(), Points::plus))
    }
}

/// Each item's answer, turned round where it counts so: none where it is missing, an error where it cannot be read.
type Answers = Vec<Result<Option<Points>, ()>>;

fn answers(of: &Instrument, sheet: &Sheet<'_>, made: &mut Scored<'_>) -> Answers {
    let Some(responses) = &of.responses else { return Vec::new() };
    let (low, high) = (Points::whole(responses.low), Points::whole(responses.high));
    let mut all = Vec::with_capacity(of.items.len());
    for (place, item) in of.items.iter().enumerate() {
        let mut odd = |why: String| {
            made.problems.push(Problem { of: item.code.clone(), why });
            Err(())
        };
        all.push(match sheet.items.get(place).copied().unwrap_or_default() {
            Given::Absent | Given::Missing => Ok(None),
            Given::Number(answer) if answer < low || answer > high => {
                odd(format!("{answer} is outside {} to {}", responses.low, responses.high))
            }
            Given::Number(answer) if !answer.is_whole() => odd(format!("{answer} is not a whole number")),
            Given::Number(answer) => {
                if item.alert_above.is_some_and(|above| answer > Points::whole(above)) {
                    made.alerts.push(place);
                }
                Ok(Some(if item.reversed { low.plus(high).minus(answer) } else { answer }))
            }
            Given::Odd(cell) => odd(format!("{} is not a number", shown(cell))),
        });
    }
    all
}

/// The sum of a scale's items, scaled up where few enough are missing.
fn of_items(
    of: &Instrument,
    scale: &Scale,
    parts: &[usize],
    items: &Answers,
    problems: &mut Vec<Problem>,
) -> Option<Points> {
    let (mut sum, mut answered) = (Points::default(), 0_i64);
    for part in parts {
        // What cannot be read was said beside the item.
        if let Some(answer) = items.get(*part).copied().unwrap_or(Ok(None)).ok()? {
            sum = sum.plus(answer);
            answered += 1;
        }
    }
    let count = i64::try_from(parts.len()).ok()?;
    let missing = usize::try_from(count - answered).ok()?;
    if missing == 0 {
        return Some(sum);
    }
    if missing > of.missing.at_most || answered == 0 {
        let why = match of.missing.at_most {
            0 => format!("{missing} of {count} answers missing"),
            most => format!("{missing} of {count} answers missing; {most} may be"),
        };
        problems.push(Problem { of: scale.code.clone(), why });
        return None;
    }
    let unit = if of.missing.whole { 100 } else { 1 };
    let (whole, part) = (sum.in_hundredths().checked_mul(count)?, answered.checked_mul(unit)?);
    // The nearest, halves up.
    let units = whole.checked_mul(2)?.checked_add(part)?.div_euclid(part.checked_mul(2)?);
    Some(Points::hundredths(units.checked_mul(unit)?))
}

/// A score that was added up before.
fn entered(of: &Instrument, scale: &Scale, given: Given<'_>, problems: &mut Vec<Problem>) -> Option<Points> {
    let why = match given {
        Given::Absent => "there is no such column".to_owned(),
        Given::Missing => "missing".to_owned(),
        Given::Odd(cell) => format!("{} is not a number", shown(cell)),
        Given::Number(score) if score < Points::whole(scale.low) || score > Points::whole(scale.high) => {
            format!("{score} is outside {} to {}", scale.low, scale.high)
        }
        Given::Number(score) if !score.is_whole() && !of.fractions => {
            format!("{score} is not a whole number")
        }
        Given::Number(score) => return Some(score),
    };
    problems.push(Problem { of: scale.code.clone(), why });
    None
}
