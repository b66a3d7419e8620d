//! The national picture. Every count passes through [`crate::suppression::protect`], every
//! amount follows the count of applications behind it, and nothing else leaves this file.
//!
//! Agencies within pan-regions are protected as one table of groups, so that neither a
//! pan-region less its other agencies nor the nation less its other pan-regions gives a
//! hidden count away.

use std::collections::BTreeMap;

use access::{
    Look, Totals,
    actions::{SeeNationFigures, SeeRegionFigures},
    organisations::{self, kind},
};
use kernel::{FinancialYear, Id, Level, Pence, PromiseKind, Rater, Result, kinds::Organisation};

use super::{
    agency::{provider_kind_name, therapy_name},
    model::{self, measure},
    sheet::{Entry, Figure, Kind, Line, Sheet},
    store::{self, Raw},
};
use crate::{
    published::{self, Record, names},
    suppression::{Cell, Policy, Table, protect, protect_count},
};

/// Under 6 hidden, the rest to the nearest 5: the page shows agencies, so the rule for
/// agencies holds for all of it, and totals agree from table to table.
const POLICY: Policy = Policy::LOCAL;

/// The nation's picture of a financial year.
pub(super) struct Picture {
    pub(super) year: FinancialYear,
    pub(super) years: Vec<FinancialYear>,
    pub(super) sheets: Vec<Sheet>,
    /// Children adopted in England by year, as published.
    pub(super) adopted: Vec<Record>,
}

/// Reads the picture; without a year, of the present one.
pub(super) fn read(look: &Look<'_>, year: Option<FinancialYear>) -> Result<Picture> {
    let grant = look.nation::<SeeNationFigures>()?;
    let year = year.unwrap_or(FinancialYear::of(look.today()));
    let (raw, places) = gather(look, &grant, year)?;
    published::may_see(look)?;
    Ok(Picture {
        year,
        years: model::years(store::nation_first(look, &grant)?.as_deref(), look.today())?,
        sheets: sheets(&raw, &places, year)?,
        adopted: published::store::of_nation(look, names::CHILDREN_ADOPTED, "")?,
    })
}

/// The picture of one pan-region: its lines of the nation's tables.
pub(super) struct RegionPicture {
    /// Its name; none where one's agency belongs to no pan-region.
    pub(super) region: Option<String>,
    pub(super) year: FinancialYear,
    pub(super) years: Vec<FinancialYear>,
    pub(super) sheets: Vec<Sheet>,
}

/// Reads the picture of one's own pan-region; without a year, of the present one. Counts are protected over the
/// whole nation first, and then the region's lines are taken: so they are those of the national picture, and the
/// two side by side give nothing away.
pub(super) fn read_region(look: &Look<'_>, year: Option<FinancialYear>) -> Result<RegionPicture> {
    let grant = look.region::<SeeRegionFigures>()?;
    let year = year.unwrap_or(FinancialYear::of(look.today()));
    let (raw, places) = gather(look, &grant, year)?;
    let own = organisations::by_id(look, grant.agency())?;
    let region = (own.kind == kind::AGENCY && !own.region.is_empty()).then_some(own.region);
    let sheets = match &region {
        None => Vec::new(),
        Some(region) => {
            vec![families(&raw, &places)?.of_group(region), money_by_agency(&raw, &places)?.of_group(region)]
        }
    };
    let years = model::years(store::nation_first(look, &grant)?.as_deref(), look.today())?;
    Ok(RegionPicture { region, year, years, sheets })
}

/// Every agency's totals of a year, and the agencies within their pan-regions.
fn gather(look: &Look<'_>, grant: &impl Totals, year: FinancialYear) -> Result<(Raw, Places)> {
    let raw = store::nation(look, grant, year, look.now())?;
    let mut agencies = organisations::of_kind(look, kind::AGENCY)?;
    // A council that runs its own service has figures of its own.
    for sum in raw.year.iter().chain(&raw.running) {
        if !agencies.iter().any(|agency| agency.id == sum.agency) {
            agencies.push(organisations::by_id(look, sum.agency)?);
        }
    }
    let places = Places::of(&agencies);
    Ok((raw, places))
}

/// An agency's place in the tables.
struct Place {
    id: Id<Organisation>,
    code: String,
    name: String,
}

/// Agencies within pan-regions, both by name.
struct Places(Vec<(String, Vec<Place>)>);

impl Places {
    fn of(agencies: &[organisations::Organisation]) -> Self {
        let mut regions: BTreeMap<String, Vec<Place>> = BTreeMap::new();
        for agency in agencies {
            let region = match agency.kind.as_str() {
                kind::AGENCY => agency.region.clone(),
                _ => "Councils with a service of their own".to_owned(),
            };
            let place = Place { id: agency.id, code: agency.code.clone(), name: agency.name.clone() };
            regions.entry(region).or_default().push(place);
        }
        for places in regions.values_mut() {
            places.sort_by(|a, b| a.name.cmp(&b.name));
        }
        Places(regions.into_iter().collect())
    }

    fn all(&self) -> impl Iterator<Item = &Place> {
        self.0.iter().flat_map(|(_, places)| places)
    }
}

type Counts = BTreeMap<Id<Organisation>, i64>;

/// One protected column of the tables of agencies.
struct Column {
    agencies: BTreeMap<Id<Organisation>, Figure>,
    regions: Vec<Figure>,
    total: Figure,
}

/// Cells of agencies, of pan-regions, and of all.
type Cells = (BTreeMap<Id<Organisation>, Cell>, Vec<Cell>, Cell);

/// Protects counts of agencies together with the totals of their pan-regions and of all.
fn protect_places(places: &Places, counts: &Counts) -> Result<Cells> {
    let within = |places: &Vec<Place>| places.iter().map(|place| count_of(counts, place.id)).collect();
    let groups = places.0.iter().map(|(_, places)| within(places)).collect();
    let protected = protect(&Table::groups(groups)?, POLICY);
    let cells = places.all().map(|place| place.id).zip(protected.rows.into_iter().flatten()).collect();
    Ok((cells, protected.row_totals, protected.total))
}

fn count_of(counts: &Counts, agency: Id<Organisation>) -> i64 {
    // Corrections may outweigh what they correct within a year; fewer than none is none.
    counts.get(&agency).copied().unwrap_or(0).max(0)
}

fn count_column(places: &Places, counts: &Counts) -> Result<Column> {
    let (agencies, regions, total) = protect_places(places, counts)?;
    Ok(Column {
        agencies: agencies.into_iter().map(|(id, cell)| (id, cell.into())).collect(),
        regions: regions.into_iter().map(Into::into).collect(),
        total: total.into(),
    })
}

/// Amounts, hidden where the counts behind them are.
fn money_column(places: &Places, amounts: &Counts, behind: &Counts) -> Result<Column> {
    let guard = places.all().map(|p| (p.id, guard(amounts.get(&p.id), behind.get(&p.id)))).collect();
    let (agencies, regions, total) = protect_places(places, &guard)?;
    let amount = |id: &Id<Organisation>| amounts.get(id).copied().unwrap_or(0);
    let sum = |within: &[Place]| within.iter().map(|place| amount(&place.id)).sum();
    let all: i64 = places.all().map(|place| amount(&place.id)).sum();
    let subtotals = regions.iter().zip(&places.0);
    Ok(Column {
        regions: subtotals.map(|(cell, (_, within))| cell.amount(Pence(sum(within))).into()).collect(),
        agencies: agencies.iter().map(|(id, cell)| (*id, cell.amount(Pence(amount(id))).into())).collect(),
        total: total.amount(Pence(all)).into(),
    })
}

/// The count that guards an amount. Money without an application behind it in the same
/// year, such as a late payment, is guarded as if one were behind it.
fn guard(amount: Option<&i64>, behind: Option<&i64>) -> i64 {
    let least = i64::from(amount.is_some_and(|amount| *amount != 0));
    behind.copied().unwrap_or(0).max(least)
}

fn sheets(raw: &Raw, places: &Places, year: FinancialYear) -> Result<Vec<Sheet>> {
    Ok(vec![
        families(raw, places)?,
        money_by_agency(raw, places)?,
        months(raw, year)?,
        promises(raw)?,
        levels(raw)?,
        money_by_therapy(raw)?,
        provider_kinds(raw)?,
        sessions(raw)?,
        goals(raw)?,
    ])
}

impl Raw {
    /// A measure's totals by agency, of one part or of all.
    fn by_agency(&self, measure: &str, part: Option<&str>) -> Counts {
        let mut counts = Counts::new();
        let sums = self.year.iter().chain(&self.running);
        for sum in sums.filter(|s| s.measure == measure && part.is_none_or(|part| s.part == part)) {
            *counts.entry(sum.agency).or_default() += sum.amount;
        }
        counts
    }

    /// A measure's totals by part.
    fn by_part(&self, measure: &str) -> BTreeMap<String, i64> {
        let mut counts = BTreeMap::new();
        for sum in self.year.iter().chain(&self.running).filter(|s| s.measure == measure) {
            *counts.entry(sum.part.clone()).or_default() += sum.amount;
        }
        counts
    }
}

fn places_sheet(
    code: &'static str,
    title: &str,
    about: &'static str,
    places: &Places,
    columns: Vec<((&'static str, &'static str), Column)>,
) -> Sheet {
    let mut lines = Vec::new();
    for (at, (region, within)) in places.0.iter().enumerate() {
        for place in within {
            let figures =
                columns.iter().map(|(_, c)| c.agencies.get(&place.id).cloned().unwrap_or(Figure::Hidden));
            lines.push(Line::part(&place.code, &place.name, figures.map(Into::into).collect()));
        }
        let figures = columns.iter().map(|(_, c)| c.regions.get(at).cloned().unwrap_or(Figure::Hidden));
        let entries = figures.map(Into::into).collect();
        let code = region.to_lowercase().replace(" & ", "-and-").replace(' ', "-");
        lines.push(Line { kind: Kind::Subtotal, code, name: region.clone(), href: None, entries });
    }
    let totals = columns.iter().map(|(_, c)| c.total.clone().into()).collect();
    lines.push(Line::total("All agencies", totals));
    let columns = columns.into_iter().map(|(name, _)| name).collect();
    Sheet { code, title: title.into(), about, lines_are: "Agency", columns, lines }
}

impl Sheet {
    /// The lines of one pan-region: its agencies, and their subtotal. No total of all is left.
    fn of_group(self, region: &str) -> Sheet {
        let (mut kept, mut within) = (Vec::new(), Vec::new());
        for line in self.lines {
            let ends = line.kind == Kind::Subtotal;
            let ours = ends && line.name == region;
            within.push(line);
            if ours {
                kept = std::mem::take(&mut within);
            } else if ends {
                within.clear();
            }
        }
        Sheet { lines: kept, ..self }
    }
}

fn families(raw: &Raw, places: &Places) -> Result<Sheet> {
    let column = |measure, part| count_column(places, &raw.by_agency(measure, part));
    let columns = vec![
        (("enquiries", "Enquiries"), column(measure::ENQUIRIES, None)?),
        (("children", "Children in support"), column(measure::AT_LEVEL, None)?),
        (("kept", "Promises kept on time"), column(measure::KEPT, None)?),
        (("kept-late", "Promises kept late"), column(measure::KEPT_LATE, None)?),
        (("sent", "Applications sent"), column(measure::APPLICATIONS, Some("sent"))?),
        (("approved", "Applications approved"), column(measure::APPLICATIONS, Some("approved"))?),
        (("held", "Sessions held"), column(measure::HELD, None)?),
    ];
    Ok(places_sheet(
        "agencies",
        "Families, promises and help, by agency",
        "Children in support are those at the end of the year, or now.",
        places,
        columns,
    ))
}

fn money_by_agency(raw: &Raw, places: &Places) -> Result<Sheet> {
    let column = |measure, behind: &Counts| money_column(places, &raw.by_agency(measure, None), behind);
    let columns = vec![
        (
            ("applied", "Applied for"),
            column(measure::APPLIED, &raw.by_agency(measure::APPLICATIONS, Some("sent")))?,
        ),
        (
            ("committed", "Committed"),
            column(measure::COMMITTED, &raw.by_agency(measure::APPLICATIONS, Some("approved")))?,
        ),
        (("paid", "Paid"), column(measure::PAID, &raw.paid_by_agency)?),
    ];
    Ok(places_sheet(
        "money-by-agency",
        "Money, by agency",
        "An amount is held back where fewer than 6 applications are behind it.",
        places,
        columns,
    ))
}

/// Counts side by side with their total, protected.
fn protected_list(counts: &[i64]) -> Result<(Vec<Cell>, Cell)> {
    let counts: Vec<i64> = counts.iter().map(|count| (*count).max(0)).collect();
    let mut protected = protect(&Table::list(counts)?, POLICY);
    Ok((protected.rows.pop().unwrap_or_default(), protected.total))
}

/// Amounts side by side with their total, hidden where the counts behind them are.
fn protected_money(
    parts: &[String],
    amounts: &BTreeMap<String, i64>,
    behind: &BTreeMap<String, i64>,
) -> Result<(Vec<Figure>, Figure)> {
    let guards: Vec<i64> = parts.iter().map(|part| guard(amounts.get(part), behind.get(part))).collect();
    let (cells, total) = protected_list(&guards)?;
    let amount = |part: &String| Pence(amounts.get(part).copied().unwrap_or(0));
    let all = Pence(parts.iter().map(|part| amount(part).0).sum());
    let shown = cells.iter().zip(parts).map(|(cell, part)| cell.amount(amount(part)).into()).collect();
    Ok((shown, total.amount(all).into()))
}

/// Lines from columns of figures, each with its total.
fn lines(names: Vec<(String, String)>, columns: &[(Vec<Figure>, Figure)], total: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = names
        .into_iter()
        .enumerate()
        .map(|(at, (code, name))| {
            let figures =
                columns.iter().map(|(figures, _)| figures.get(at).cloned().unwrap_or(Figure::Hidden));
            Line::part(code, name, figures.map(Entry::from).collect())
        })
        .collect();
    lines.push(Line::total(total, columns.iter().map(|(_, total)| total.clone().into()).collect()));
    lines
}

fn counted(counts: &[i64]) -> Result<(Vec<Figure>, Figure)> {
    let (cells, total) = protected_list(counts)?;
    Ok((cells.into_iter().map(Into::into).collect(), total.into()))
}

fn months(raw: &Raw, year: FinancialYear) -> Result<Sheet> {
    let months = model::months(year);
    let counts: Vec<i64> = months.iter().map(|month| raw.months.get(month).copied().unwrap_or(0)).collect();
    let names = months.iter().map(|month| (month.clone(), model::month_words(month))).collect();
    Ok(Sheet {
        code: "months",
        title: "Enquiries month by month".into(),
        about: "",
        lines_are: "Month",
        columns: vec![("enquiries", "Enquiries")],
        lines: lines(names, &[counted(&counts)?], "Year"),
    })
}

fn promises(raw: &Raw) -> Result<Sheet> {
    let kept = |measure| {
        let by = raw.by_part(measure);
        let counts: Vec<i64> =
            PromiseKind::ALL.iter().map(|kind| by.get(kind.code()).copied().unwrap_or(0)).collect();
        counted(&counts)
    };
    let open = |of: fn(&(i64, i64)) -> i64| {
        let counts: Vec<i64> =
            PromiseKind::ALL.iter().map(|kind| raw.open.get(kind.code()).map_or(0, of)).collect();
        counted(&counts)
    };
    let names =
        PromiseKind::ALL.iter().map(|kind| (kind.code().to_owned(), kind.label().to_owned())).collect();
    let mut lines = lines(
        names,
        &[kept(measure::KEPT)?, kept(measure::KEPT_LATE)?, open(|o| o.0)?, open(|o| o.1)?],
        "All promises",
    );
    for line in &mut lines {
        let share = share(&line.entries);
        line.entries.insert(2, share.into());
    }
    Ok(Sheet {
        code: "promises",
        title: "Promises about time".into(),
        about: "Kept promises count in the month they were kept. Open promises are those open now.",
        lines_are: "Promise",
        columns: vec![
            ("kept", "Kept on time"),
            ("kept-late", "Kept late"),
            ("share", "Kept on time, share"),
            ("open", "Open now"),
            ("late", "Late now"),
        ],
        lines,
    })
}

/// The share of the first two figures that the first is: from what is shown, so that it
/// tells no more than they do.
fn share(entries: &[Entry]) -> Figure {
    match entries {
        [Entry { figure: Figure::Count(kept), .. }, Entry { figure: Figure::Count(late), .. }, ..] => {
            let all = kept + late;
            Figure::Share((all > 0).then(|| *kept as f64 * 100.0 / all as f64))
        }
        _ => Figure::Hidden,
    }
}

fn levels(raw: &Raw) -> Result<Sheet> {
    let by = raw.by_part(measure::AT_LEVEL);
    let counts: Vec<i64> =
        Level::ALL.iter().map(|level| by.get(level.code()).copied().unwrap_or(0)).collect();
    let names = Level::ALL.iter().map(|level| (level.code().to_owned(), level.label().to_owned())).collect();
    Ok(Sheet {
        code: "levels",
        title: "Children in support by level".into(),
        about: "At the end of the year, or now.",
        lines_are: "Level of support",
        columns: vec![("children", "Children")],
        lines: lines(names, &[counted(&counts)?], "All levels"),
    })
}

fn named(parts: &[String], name: impl Fn(&str) -> Result<String>) -> Result<Vec<(String, String)>> {
    parts.iter().map(|part| Ok((part.clone(), name(part)?))).collect()
}

/// Every part that one of these has, in order.
fn parts_of(all: &[&BTreeMap<String, i64>]) -> Vec<String> {
    let mut parts: Vec<String> = all.iter().flat_map(|counts| counts.keys().cloned()).collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

fn money_by_therapy(raw: &Raw) -> Result<Sheet> {
    let [applied, committed, paid] =
        [measure::APPLIED, measure::COMMITTED, measure::PAID].map(|measure| raw.by_part(measure));
    let sent = &raw.sent;
    let parts = parts_of(&[&applied, &committed, &paid, sent]);
    let applications: Vec<i64> = parts.iter().map(|part| guard(applied.get(part), sent.get(part))).collect();
    let columns = [
        counted(&applications)?,
        protected_money(&parts, &applied, sent)?,
        protected_money(&parts, &committed, &raw.approved)?,
        protected_money(&parts, &paid, &raw.paid_by_therapy)?,
    ];
    Ok(Sheet {
        code: "money",
        title: "Money by therapy".into(),
        about: "An amount is held back where fewer than 6 applications are behind it: those sent, those approved, and those whose paid help ran in the year. Paid counts every invoice, from the Fund or an agency's own budget.",
        lines_are: "Therapy",
        columns: vec![
            ("applications", "Applications sent"),
            ("applied", "Applied for"),
            ("committed", "Committed"),
            ("paid", "Paid"),
        ],
        lines: lines(named(&parts, therapy_name)?, &columns, "All therapies"),
    })
}

fn provider_kinds(raw: &Raw) -> Result<Sheet> {
    let paid = raw.by_part(measure::PAID_BY_KIND);
    let parts = parts_of(&[&paid]);
    Ok(Sheet {
        code: "provider-kinds",
        title: "Money paid by kind of provider".into(),
        about: "An amount is held back where fewer than 6 applications are behind it.",
        lines_are: "Kind of provider",
        columns: vec![("paid", "Paid")],
        lines: lines(
            named(&parts, |code| Ok(provider_kind_name(code)))?,
            &[protected_money(&parts, &paid, &raw.paid_by_kind)?],
            "All providers",
        ),
    })
}

fn sessions(raw: &Raw) -> Result<Sheet> {
    let [held, missed] = [measure::HELD, measure::MISSED].map(|measure| raw.by_part(measure));
    let parts = parts_of(&[&held, &missed]);
    let column = |by: &BTreeMap<String, i64>| {
        let counts: Vec<i64> = parts.iter().map(|part| by.get(part).copied().unwrap_or(0)).collect();
        counted(&counts)
    };
    Ok(Sheet {
        code: "sessions",
        title: "Sessions by therapy".into(),
        about: "",
        lines_are: "Therapy",
        columns: vec![("held", "Held"), ("missed", "Missed")],
        lines: lines(named(&parts, therapy_name)?, &[column(&held)?, column(&missed)?], "All therapies"),
    })
}

fn goals(raw: &Raw) -> Result<Sheet> {
    let [sums, counts] = [measure::CHANGE_SUM, measure::CHANGE_COUNT].map(|measure| raw.by_part(measure));
    let of = |by: &BTreeMap<String, i64>, rater: &Rater| by.get(rater.code()).copied().unwrap_or(0);
    let lines = Rater::ALL
        .iter()
        // The two stand alone: no total of both is told.
        .map(|rater| (rater, protect_count(of(&counts, rater).max(0), POLICY)))
        .map(|(rater, cell)| {
            let mean = match (cell, of(&counts, rater)) {
                (Cell::Suppressed, _) => Figure::Hidden,
                (Cell::Shown(_), 0) => Figure::Mean(None),
                (Cell::Shown(_), count) => Figure::Mean(Some(of(&sums, rater) as f64 / count as f64)),
            };
            Line::part(rater.code(), rater.label(), vec![Figure::from(cell).into(), mean.into()])
        })
        .collect();
    Ok(Sheet {
        code: "goals",
        title: "Change in goals".into(),
        about: "Goals rated at least twice, from 0 to 10: the latest rating less the first, on average, up to the end of the year.",
        lines_are: "Who rated",
        columns: vec![("goals", "Goals rated twice or more"), ("change", "Change on average")],
        lines,
    })
}

#[cfg(test)]
mod tests;
