//! What a needs assessment is made of: areas, groups of people, and tables that are protected as a whole.

use casework::cases::children::{NOT_RECORDED, Wait};
use insight::suppression::{Cell, Policy, Table, protect};
use kernel::{AgeBand, FinancialYear, Level, Need, Pence, Result, codes};

/// Under 6 held back, the rest to the nearest 5: the rule for agencies and councils holds for every area, so that
/// documents of different areas agree.
pub const POLICY: Policy = Policy::LOCAL;

codes! {
    /// What sort of area.
    AreaKind {
        Council = "council", "Council";
        Agency = "agency", "Regional adoption agency";
        Region = "pan-region", "Pan-region";
        England = "england", "England";
    }
}

codes! {
    /// Groups of ethnicity, from the codes of the statutory return (SSDA903, code set ETHNIC).
    Ethnicity {
        White = "white", "White";
        Mixed = "mixed", "Mixed or multiple";
        Asian = "asian", "Asian or Asian British";
        Black = "black", "Black or Black British";
        Other = "other", "Another group";
        Unknown = "not-recorded", "Not recorded, refused or not yet known";
    }
}

impl Ethnicity {
    /// The group of a code of the return; an unknown code is counted as not recorded, never guessed at.
    pub fn of(code: &str) -> Self {
        match code {
            "WBRI" | "WIRI" | "WOTH" | "WIRT" | "WROM" => Ethnicity::White,
            "MWBC" | "MWBA" | "MWAS" | "MOTH" => Ethnicity::Mixed,
            "AIND" | "APKN" | "ABAN" | "AOTH" | "CHNE" => Ethnicity::Asian,
            "BCRB" | "BAFR" | "BOTH" => Ethnicity::Black,
            "OOTH" => Ethnicity::Other,
            _ => Ethnicity::Unknown,
        }
    }
}

/// Age bands and one for children whose birth year is not recorded, in order.
pub fn age_parts() -> Vec<(&'static str, &'static str)> {
    let bands = AgeBand::ALL.iter().map(|band| (band.code(), band.label()));
    bands.chain([(NOT_RECORDED, "Not recorded")]).collect()
}

/// Where a birth year stands among [`age_parts`] at the end of a financial year: by the birthday of that calendar
/// year, since no more than the year is kept outside the sealed record.
pub fn age_part(birth_year: &str, year: FinancialYear) -> usize {
    let Ok(born) = birth_year.parse::<i32>() else { return AgeBand::ALL.len() };
    let age = i32::from(year.0) + 1 - born;
    let band = AgeBand::of(age.max(0));
    AgeBand::ALL.iter().position(|b| *b == band).unwrap_or(AgeBand::ALL.len())
}

/// Groups of ethnicity, in order.
pub fn ethnicity_parts() -> Vec<(&'static str, &'static str)> {
    Ethnicity::ALL.iter().map(|e| (e.code(), e.label())).collect()
}

/// Where a code stands among [`ethnicity_parts`].
pub fn ethnicity_part(code: &str) -> usize {
    let group = Ethnicity::of(code);
    Ethnicity::ALL.iter().position(|e| *e == group).unwrap_or(0)
}

/// Needs, in order.
pub fn need_parts() -> Vec<(&'static str, &'static str)> {
    Need::ALL.iter().map(|n| (n.code(), n.label())).collect()
}

/// Levels of support, in order.
pub fn level_parts() -> Vec<(&'static str, &'static str)> {
    Level::ALL.iter().map(|l| (l.code(), l.label())).collect()
}

/// How long people waited, in order.
pub fn wait_parts() -> Vec<(&'static str, &'static str)> {
    Wait::ALL.iter().map(|w| (w.code(), w.label())).collect()
}

/// One figure of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    /// A count, protected or published.
    Count(i64),
    /// An amount of money.
    Money(Pence),
    /// A share of a hundred, made of figures that are shown; none where there is nothing to share.
    Share(Option<f64>),
    /// Held back, so that nobody can be told from it.
    Hidden,
    /// Not kept for an area of this kind.
    NotKept,
}

impl From<Cell> for Figure {
    fn from(cell: Cell) -> Self {
        cell.shown().map_or(Figure::Hidden, Figure::Count)
    }
}

impl Figure {
    /// As people read it.
    pub fn words(self) -> String {
        use page::kit::chart::Unit;
        match self {
            Figure::Count(n) => Unit::COUNT.write(n as f64),
            Figure::Money(pence) => Unit::POUNDS.write(pence.0 as f64 / 100.0),
            Figure::Share(Some(share)) => Unit::PER_CENT.write(share),
            Figure::Share(None) => "–".to_owned(),
            Figure::Hidden => "Held back".to_owned(),
            Figure::NotKept => "Not kept by council".to_owned(),
        }
    }

    /// As a number for machines: counts, pence, per cent.
    pub fn value(self) -> Option<f64> {
        match self {
            Figure::Count(n) => Some(n as f64),
            Figure::Money(pence) => Some(pence.0 as f64),
            Figure::Share(share) => share,
            Figure::Hidden | Figure::NotKept => None,
        }
    }

    /// `shown`, `suppressed` or `none`.
    pub fn status(self) -> &'static str {
        match self {
            Figure::Hidden => "suppressed",
            _ if self.value().is_some() => "shown",
            _ => "none",
        }
    }

    /// What it is counted in.
    pub fn unit(self) -> &'static str {
        match self {
            Figure::Count(_) => "count",
            Figure::Money(_) => "pence",
            Figure::Share(_) => "percent",
            Figure::Hidden | Figure::NotKept => "",
        }
    }
}

/// The share of a hundred that one figure is of another: from what is shown, so that it tells no more than they do.
pub fn share(part: Figure, whole: Figure) -> Figure {
    match (part, whole) {
        (Figure::Count(part), Figure::Count(whole)) => {
            Figure::Share((whole > 0).then(|| part as f64 * 100.0 / whole as f64))
        }
        _ => Figure::Hidden,
    }
}

/// Which of the units of a table a document is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// One unit.
    One(usize),
    /// Some of the units, such as the agencies of a pan-region.
    Some(Vec<usize>),
    /// All of them.
    All,
}

/// Counts of units (rows) by part (columns), to be protected together whatever the document is about, so that two
/// documents made of them agree and give nothing away against each other.
pub fn parts_of(counts: &[Vec<i64>], which: &Which) -> Result<(Vec<Figure>, Figure)> {
    let columns = counts.first().map_or(0, Vec::len);
    if columns == 0 {
        return Ok((Vec::new(), Figure::Count(0)));
    }
    let rows: Vec<Vec<i64>> =
        counts.iter().map(|row| row.iter().map(|count| (*count).max(0)).collect()).collect();
    let protected = protect(&Table::grid(rows)?, POLICY);
    Ok(match which {
        Which::All => (protected.column_totals.iter().map(|c| (*c).into()).collect(), protected.total.into()),
        Which::One(at) => (
            protected.rows.get(*at).into_iter().flatten().map(|c| (*c).into()).collect(),
            protected.row_totals.get(*at).map_or(Figure::Hidden, |c| (*c).into()),
        ),
        Which::Some(units) => {
            let part = |column: usize| {
                sum(units
                    .iter()
                    .map(|unit| protected.rows.get(*unit).and_then(|row| row.get(column)).copied()))
            };
            (
                (0..columns).map(part).collect(),
                sum(units.iter().map(|unit| protected.row_totals.get(*unit).copied())),
            )
        }
    })
}

/// One count of every unit, with the total, protected together.
pub fn count_of(counts: &[i64], which: &Which) -> Result<Figure> {
    Ok(cell_of(counts, which)?.map_or(Figure::Hidden, Figure::Count))
}

/// An amount of every unit, held back where the count behind it is.
pub fn money_of(amounts: &[i64], behind: &[i64], which: &Which) -> Result<Figure> {
    // Money without anybody behind it in the same year is guarded as if one were.
    let guards: Vec<i64> =
        amounts.iter().zip(behind).map(|(amount, behind)| (*behind).max(i64::from(*amount != 0))).collect();
    let amount: i64 = match which {
        Which::All => amounts.iter().sum(),
        Which::One(at) => amounts.get(*at).copied().unwrap_or(0),
        Which::Some(units) => units.iter().filter_map(|unit| amounts.get(*unit)).sum(),
    };
    Ok(cell_of(&guards, which)?.map_or(Figure::Hidden, |_| Figure::Money(Pence(amount))))
}

fn cell_of(counts: &[i64], which: &Which) -> Result<Option<i64>> {
    let counts: Vec<i64> = counts.iter().map(|count| (*count).max(0)).collect();
    let protected = protect(&Table::list(counts)?, POLICY);
    let cells = protected.rows.first();
    let figure = match which {
        Which::All => protected.total.into(),
        Which::One(at) => cells.and_then(|cells| cells.get(*at)).map_or(Figure::Hidden, |c| (*c).into()),
        Which::Some(units) => sum(units.iter().map(|unit| cells.and_then(|cells| cells.get(*unit)).copied())),
    };
    Ok(match figure {
        Figure::Count(count) => Some(count),
        _ => None,
    })
}

/// The sum of cells as they are shown: anybody can add them up, so it gives nothing away; held back where one of them is.
fn sum(cells: impl Iterator<Item = Option<Cell>>) -> Figure {
    cells.fold(Figure::Count(0), |so_far, cell| match (so_far, cell.and_then(Cell::shown)) {
        (Figure::Count(so_far), Some(more)) => Figure::Count(so_far + more),
        _ => Figure::Hidden,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn people_stand_in_their_groups() {
        let year = FinancialYear(2026);
        let band = |born: &str| age_parts()[age_part(born, year)].0;
        assert_eq!((band("2023"), band("2022"), band("2009"), band("1990")), ("0-4", "5-10", "18-25", "26+"));
        assert_eq!(band("not-recorded"), "not-recorded");
        assert_eq!(band("2030"), "0-4");
        for (code, group) in [
            ("WROM", "white"),
            ("CHNE", "asian"),
            ("BOTH", "black"),
            ("REFU", "not-recorded"),
            ("", "not-recorded"),
        ] {
            assert_eq!(Ethnicity::of(code).code(), group, "{code}");
        }
    }

    #[test]
    fn a_region_never_tells_more_than_its_agencies() {
        let counts = vec![vec![40, 3], vec![30, 20], vec![25, 30]];
        let (region, whole) = parts_of(&counts, &Which::Some(vec![0, 1])).unwrap();
        // The small one hides its neighbours in row and column, so that no total gives it away; the totals stand.
        assert_eq!((region, whole), (vec![Figure::Hidden, Figure::Hidden], Figure::Count(95)));
        let (all, total) = parts_of(&counts, &Which::All).unwrap();
        assert_eq!((all[1], total), (Figure::Count(55), Figure::Count(150)));
        let (one, _) = parts_of(&counts, &Which::One(0)).unwrap();
        assert_eq!(one[1], Figure::Hidden);
        assert_eq!(parts_of(&[], &Which::All).unwrap(), (Vec::new(), Figure::Count(0)));
    }

    #[test]
    fn money_follows_the_children_behind_it() {
        let of = |which| money_of(&[50_000, 90_000, 0], &[3, 12, 0], &which).unwrap();
        assert_eq!(of(Which::One(0)), Figure::Hidden);
        assert_eq!(of(Which::One(2)), Figure::Money(Pence(0)));
        assert_eq!(share(Figure::Count(5), Figure::Count(20)), Figure::Share(Some(25.0)));
        assert_eq!(share(Figure::Hidden, Figure::Count(20)), Figure::Hidden);
        assert_eq!(share(Figure::Count(0), Figure::Count(0)), Figure::Share(None));
        // A late payment without a case behind it is guarded as if one were.
        assert_eq!(money_of(&[7], &[0], &Which::All).unwrap(), Figure::Hidden);
    }

    proptest! {
        /// Whatever the counts: no figure from 1 to 5 is ever shown, of any area.
        #[test]
        fn no_small_number_is_shown(counts in proptest::collection::vec(proptest::collection::vec(0_i64..40, 4), 1..6)) {
            for which in [Which::All, Which::One(0), Which::Some((0..counts.len()).collect())] {
                let (parts, total) = parts_of(&counts, &which).unwrap();
                for figure in parts.into_iter().chain([total]) {
                    if let Figure::Count(n) = figure {
                        prop_assert!(n == 0 || n >= 5, "{n}");
                        prop_assert!(n % 5 == 0);
                    }
                }
            }
        }
    }
}
