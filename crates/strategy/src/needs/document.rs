//! The document on one area. Every count passes through [`super::model`]'s protection, and nothing else leaves this file.

use std::collections::BTreeMap;

use access::{
    Look,
    actions::{SeeAgencyFigures, SeeNationFigures, SeePublished},
    organisations::{self, Organisation, kind},
};
use casework::cases::measures as of_cases;
use kernel::{Date, Error, FinancialYear, Id, Result, kinds};

use super::{
    model::{self, AreaKind, Figure, Which, count_of, money_of, parts_of, share},
    store::{self, Sums, Whose},
};

/// An area that has a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) kind: AreaKind,
    pub(crate) code: String,
    pub(crate) name: String,
}

/// A table of the document.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Section {
    /// A stable code.
    pub(super) code: &'static str,
    pub(super) title: &'static str,
    /// What is to be known about it.
    pub(super) about: &'static str,
    pub(super) lines_are: &'static str,
    pub(super) columns: Vec<(&'static str, &'static str)>,
    pub(super) lines: Vec<Line>,
}

/// A line of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) figures: Vec<Figure>,
    pub(super) is_total: bool,
}

/// Children adopted in a year, as published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Adopted {
    pub(super) year: i16,
    /// The sum of what was published.
    pub(super) children: i64,
    /// How many of the area's councils a number was published for.
    pub(super) councils: usize,
}

/// The whole document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) area: Area,
    pub(super) year: FinancialYear,
    pub(super) years: Vec<FinancialYear>,
    /// The agency whose promises and rules hold, where the area is smaller than an agency.
    pub(super) within: Option<String>,
    pub(super) sections: Vec<Section>,
    pub(super) adopted: Vec<Adopted>,
    /// How many councils the area has now.
    pub(super) councils: usize,
}

impl Document {
    /// Whether anything is held back.
    pub(super) fn holds_back(&self) -> bool {
        let lines = self.sections.iter().flat_map(|section| &section.lines);
        lines.flat_map(|line| &line.figures).any(|figure| *figure == Figure::Hidden)
    }

    /// A figure by section, line and column.
    pub(super) fn figure(&self, section: &str, line: &str, column: &str) -> Option<Figure> {
        let section = self.sections.iter().find(|s| s.code == section)?;
        let at = section.columns.iter().position(|(code, _)| *code == column)?;
        section.lines.iter().find(|l| l.code == line)?.figures.get(at).copied()
    }
}

/// The areas that the reader may open: their own agency and its councils; or every area.
pub(super) fn areas(look: &Look<'_>) -> Result<Vec<Area>> {
    let mut areas = Vec::new();
    let own = own_agency(look)?;
    if let Some(agency) = &own {
        areas.push(area_of(agency));
        areas.extend(councils_of(look, agency.id)?.iter().filter(|c| c.id != agency.id).map(area_of));
    }
    match look.nation::<SeeNationFigures>() {
        Ok(_) => {
            areas.insert(0, england());
            areas.extend(organisations::of_kind(look, kind::REGION)?.iter().map(area_of));
            let agencies = organisations::of_kind(look, kind::AGENCY)?;
            areas.extend(agencies.iter().filter(|a| own.as_ref().is_none_or(|o| o.id != a.id)).map(area_of));
            let listed: std::collections::BTreeSet<String> = areas.iter().map(|a| a.code.clone()).collect();
            let councils = organisations::of_kind(look, kind::COUNCIL)?;
            areas.extend(councils.iter().filter(|c| !listed.contains(&c.code)).map(area_of));
        }
        Err(Error::Forbidden) if own.is_some() => {}
        Err(other) => return Err(other),
    }
    Ok(areas)
}

fn england() -> Area {
    Area { kind: AreaKind::England, code: AreaKind::England.code().into(), name: "England".into() }
}

fn area_of(o: &Organisation) -> Area {
    let kind = match o.kind.as_str() {
        kind::COUNCIL => AreaKind::Council,
        kind::REGION => AreaKind::Region,
        _ => AreaKind::Agency,
    };
    Area { kind, code: o.code.clone(), name: o.name.clone() }
}

/// The reader's own agency, where they may see its figures.
fn own_agency(look: &Look<'_>) -> Result<Option<Organisation>> {
    match look.agency::<SeeAgencyFigures>() {
        Ok(grant) => organisations::of_grant(look, &grant).map(Some),
        Err(Error::Forbidden) => Ok(None),
        Err(other) => Err(other),
    }
}

fn is_current(m: &organisations::Membership, today: Date) -> bool {
    m.from <= today && m.to.is_none_or(|to| to >= today)
}

/// The councils of an agency today.
fn councils_of(look: &Look<'_>, agency: Id<kinds::Organisation>) -> Result<Vec<Organisation>> {
    let today = look.today();
    let members: std::collections::BTreeSet<String> = organisations::memberships(look)?
        .into_iter()
        .filter(|m| is_current(m, today) && m.agency == Some(agency))
        .map(|m| m.council)
        .collect();
    let councils = organisations::of_kind(look, kind::COUNCIL)?;
    Ok(councils.into_iter().filter(|c| members.contains(&c.code) || c.id == agency).collect())
}

/// Reads the document on an area; without a year, of the present one.
///
/// # Errors
/// `NotFound` when there is no such area; `Forbidden` for an area of others, unless one works nationally.
pub(super) fn read(look: &Look<'_>, code: &str, year: Option<FinancialYear>) -> Result<Document> {
    let year = year.unwrap_or(FinancialYear::of(look.today()));
    let mut document = match code {
        "england" => of_agencies(look, england(), year, |_| true)?,
        code => match organisations::by_code(look, kind::REGION, code)? {
            Some(region) => {
                let name = region.name.clone();
                of_agencies(look, area_of(&region), year, move |agency| agency.region == name)?
            }
            None => of_one(look, code, year)?,
        },
    };
    document.years = years(store::first(look)?.as_deref(), look.today())?;
    Ok(document)
}

/// A council or an agency.
fn of_one(look: &Look<'_>, code: &str, year: FinancialYear) -> Result<Document> {
    let found = organisations::agency_by_code(look, code)?.ok_or(Error::NotFound)?;
    let area = area_of(&found);
    let own = look.agency::<SeeAgencyFigures>();
    let agency = match area.kind {
        AreaKind::Council => organisations::agency_of(look, code, look.today())?.ok_or(Error::NotFound)?,
        _ => found.id,
    };
    match own {
        Ok(grant) if grant.agency() == agency => of_councils(look, area, Whose::Own(&grant), agency, year),
        _ => {
            let grant = look.nation::<SeeNationFigures>()?;
            match area.kind {
                AreaKind::Council => of_councils(look, area, Whose::Nation(&grant), agency, year),
                _ => of_agencies(look, area, year, move |one| one.id == found.id),
            }
        }
    }
}

/// A document from the sums of every agency: on one, some or all of them.
fn of_agencies(
    look: &Look<'_>,
    area: Area,
    year: FinancialYear,
    is_in: impl Fn(&Organisation) -> bool,
) -> Result<Document> {
    let grant = look.nation::<SeeNationFigures>()?;
    let sums = store::nation(look, &grant, year)?;
    let mut agencies = organisations::of_kind(look, kind::AGENCY)?;
    // A council that runs its own service has figures of its own.
    for id in sums.units() {
        if !agencies.iter().any(|agency| agency.id == *id) {
            agencies.push(organisations::by_id(look, *id)?);
        }
    }
    let places: Vec<usize> =
        agencies.iter().enumerate().filter(|(_, agency)| is_in(agency)).map(|(at, _)| at).collect();
    let which = match (area.kind, places.as_slice()) {
        (AreaKind::England, _) => Which::All,
        (AreaKind::Agency, [one]) => Which::One(*one),
        (_, _) => Which::Some(places.clone()),
    };
    let units: Vec<_> = agencies.iter().map(|agency| agency.id).collect();
    let mut sections = sections(&sums, &units, &which, year, of_cases::AT_LEVEL)?;
    let kept = |measure: &str| units.iter().map(|unit| sums.total(unit, measure)).collect::<Vec<_>>();
    sections.push(promises(
        count_of(&kept("promises-kept"), &which)?,
        count_of(&kept("promises-kept-late"), &which)?,
    ));
    let today = look.today();
    let inside: std::collections::BTreeSet<_> = places.iter().map(|at| agencies[*at].id).collect();
    let councils: Vec<String> = organisations::memberships(look)?
        .into_iter()
        .filter(|m| is_current(m, today) && m.agency.is_some_and(|agency| inside.contains(&agency)))
        .map(|m| m.council)
        .collect();
    let adopted = adopted(look, &area, &councils)?;
    let councils = councils.len();
    Ok(Document { area, year, years: Vec::new(), within: None, sections, adopted, councils })
}

/// A document from the sums of an agency's councils: on one of them, or on the agency.
fn of_councils(
    look: &Look<'_>,
    area: Area,
    whose: Whose<'_>,
    agency: Id<kinds::Organisation>,
    year: FinancialYear,
) -> Result<Document> {
    let sums = store::councils(look, whose, agency, year)?;
    let mut units: Vec<String> = councils_of(look, agency)?.into_iter().map(|c| c.code).collect();
    // Families that moved on, and councils that were members once.
    for code in sums.units() {
        if !units.contains(code) {
            units.push(code.clone());
        }
    }
    if area.kind == AreaKind::Council && !units.contains(&area.code) {
        units.push(area.code.clone());
    }
    let which = match area.kind {
        AreaKind::Council => units.iter().position(|code| *code == area.code).map_or(Which::All, Which::One),
        _ => Which::All,
    };
    let mut sections = sections(&sums, &units, &which, year, of_cases::AT_COUNCIL_LEVEL)?;
    let whole = organisations::by_id(look, agency)?;
    let within = (area.kind == AreaKind::Council && whole.kind == kind::AGENCY).then_some(whole.name);
    let (kept, late) = store::promises(look, whose, agency, year)?;
    sections.push(match within {
        // Promises are kept for the agency as a whole.
        Some(_) => promises(Figure::NotKept, Figure::NotKept),
        None => promises(count_of(&[kept], &Which::All)?, count_of(&[late], &Which::All)?),
    });
    let councils = match area.kind {
        AreaKind::Council => vec![area.code.clone()],
        _ => councils_of(look, agency)?.into_iter().map(|c| c.code).collect(),
    };
    let adopted = adopted(look, &area, &councils)?;
    let councils = councils.len();
    Ok(Document { area, year, years: Vec::new(), within, sections, adopted, councils })
}

fn sections<U: Ord + Clone>(
    sums: &Sums<U>,
    units: &[U],
    which: &Which,
    year: FinancialYear,
    level_measure: &str,
) -> Result<Vec<Section>> {
    use casework::assessment::measures::{COMPLETED, NEEDS_FOUND};
    let grid = |measure: &str, columns: usize, place: &dyn Fn(&str) -> Option<usize>| -> Vec<Vec<i64>> {
        let row = |unit: &U| {
            let mut row = vec![0; columns];
            for (part, amount) in sums.parts(unit, measure) {
                if let Some(cell) = place(part).and_then(|at| row.get_mut(at)) {
                    *cell += amount;
                }
            }
            row
        };
        units.iter().map(row).collect()
    };
    let totals = |measure: &str| -> Vec<i64> { units.iter().map(|unit| sums.total(unit, measure)).collect() };
    let one = |measure: &str| count_of(&totals(measure), which);
    let in_order =
        |parts: &[(&'static str, &'static str)], code: &str| parts.iter().position(|p| p.0 == code);

    let ages = model::age_parts();
    let by_age = parts_of(
        &grid(of_cases::BY_BIRTH_YEAR, ages.len(), &|part| Some(model::age_part(part, year))),
        which,
    )?;
    let groups = model::ethnicity_parts();
    let by_group =
        |measure| parts_of(&grid(measure, groups.len(), &|part| Some(model::ethnicity_part(part))), which);
    let known = by_group(of_cases::BY_ETHNICITY)?;
    let approved = by_group(funding::applications::measures::APPROVED_BY_ETHNICITY)?;
    let needs = model::need_parts();
    let (found, _) = parts_of(&grid(NEEDS_FOUND, needs.len(), &|part| in_order(&needs, part)), which)?;
    let levels = model::level_parts();
    let (at_level, in_support) =
        parts_of(&grid(level_measure, levels.len(), &|part| in_order(&levels, part)), which)?;
    let waits = model::wait_parts();
    let (waited, all_waits) =
        parts_of(&grid(of_cases::BY_WAIT, waits.len(), &|part| in_order(&waits, part)), which)?;
    let (assessed, opened) = (one(COMPLETED)?, one(of_cases::OPENED)?);
    let behind = totals(commissioning::invoices::measures::CASES_PAID_FOR);
    let paid_for = count_of(&behind, which)?;
    let paid = money_of(&totals(commissioning::invoices::measures::PAID_BY_COUNCIL), &behind, which)?;

    Ok(vec![
        listed(
            "ages",
            "Children and young people known, by age",
            "Everybody for whom a case was ever opened, by their age at the end of the year.",
            "Age",
            &ages,
            vec![(("known", "Known"), by_age)],
        ),
        with_rate(listed(
            "ethnicity",
            "Who is known and who gets the Fund, by ethnicity",
            "Known are all for whom a case was ever opened. Approved are applications to the Fund in the year. A group with fewer approvals for each hundred known is one to ask about: it is no proof of anything by itself.",
            "Group",
            &groups,
            vec![(("known", "Known"), known), (("approved", "Approved in the year"), approved)],
        )),
        Section {
            code: "needs",
            title: "What families need",
            about: "Needs found in the assessments completed in the year; a child can have several.",
            lines_are: "Need",
            columns: vec![("children", "Children"), ("share", "Of those assessed")],
            lines: needs
                .iter()
                .zip(found)
                .map(|((code, name), figure)| line(code, name, vec![figure, share(figure, assessed)]))
                .collect(),
        },
        Section {
            code: "support",
            title: "Who gets support, and who does not",
            about: "From first contact to help that is paid for, in the year. Each step is a count of its own: people of one step may have come in an earlier year.",
            lines_are: "Step",
            columns: vec![("count", "In the year"), ("share", "Of enquiries")],
            lines: {
                let enquiries = one("enquiries")?;
                let approvals =
                    count_of(&totals(funding::applications::measures::APPROVED_BY_ETHNICITY), which)?;
                [
                    ("enquiries", "Wrote or called", enquiries),
                    ("cases", "A case was opened", opened),
                    ("assessed", "Was assessed", assessed),
                    ("approved", "The Fund approved an application", approvals),
                    ("paid", "Somebody was paid for help", paid_for),
                ]
                .into_iter()
                .map(|(code, name, figure)| line(code, name, vec![figure, share(figure, enquiries)]))
                .collect()
            },
        },
        listed(
            "levels",
            "In support by level",
            "Open cases at the end of the year, or now.",
            "Level of support",
            &levels,
            vec![(("children", "Children"), (at_level, in_support))],
        ),
        Section {
            code: "spend",
            title: "What was spent",
            about: "Paid to providers in the year, from the Fund or an agency's own budget. Held back where fewer than 6 children are behind it.",
            lines_are: "Money",
            columns: vec![("paid", "Paid"), ("children", "Children paid for"), ("each", "For each child")],
            lines: vec![line("all", "All help", vec![paid, paid_for, each(paid, paid_for)])],
        },
        Section {
            code: "waits",
            title: "How long families waited",
            about: "From first contact until a case was opened, for cases opened in the year.",
            lines_are: "Wait",
            columns: vec![("families", "Families"), ("share", "Share")],
            lines: waits
                .iter()
                .zip(waited)
                .map(|((code, name), figure)| line(code, name, vec![figure, share(figure, all_waits)]))
                .collect(),
        },
    ])
}

/// Money for each child, from the two figures as they are shown.
fn each(paid: Figure, children: Figure) -> Figure {
    match (paid, children) {
        (Figure::Money(paid), Figure::Count(children)) if children > 0 => {
            Figure::Money(kernel::Pence(paid.0 / children))
        }
        (Figure::Money(_), Figure::Count(_)) => Figure::Share(None),
        _ => Figure::Hidden,
    }
}

fn line(code: &str, name: &str, figures: Vec<Figure>) -> Line {
    Line { code: code.to_owned(), name: name.to_owned(), figures, is_total: false }
}

/// Code and name of a column, its figures, and their total.
type Column = ((&'static str, &'static str), (Vec<Figure>, Figure));

/// A table with a line for each part, and the total.
fn listed(
    code: &'static str,
    title: &'static str,
    about: &'static str,
    lines_are: &'static str,
    parts: &[(&'static str, &'static str)],
    columns: Vec<Column>,
) -> Section {
    let mut lines: Vec<Line> = parts
        .iter()
        .enumerate()
        .map(|(at, (code, name))| {
            let figures =
                columns.iter().map(|(_, (figures, _))| figures.get(at).copied().unwrap_or(Figure::Count(0)));
            line(code, name, figures.collect())
        })
        .collect();
    let totals = columns.iter().map(|(_, (_, total))| *total).collect();
    lines.push(Line { is_total: true, ..line("all", "All", totals) });
    let columns = columns.into_iter().map(|(name, _)| name).collect();
    Section { code, title, about, lines_are, columns, lines }
}

/// Adds how many of the second column there are for each hundred of the first.
fn with_rate(mut section: Section) -> Section {
    section.columns.push(("rate", "For each hundred known"));
    for line in &mut section.lines {
        if let [known, approved, ..] = *line.figures.as_slice() {
            line.figures.push(share(approved, known));
        }
    }
    section
}

fn promises(kept: Figure, late: Figure) -> Section {
    let rate = match (kept, late) {
        (Figure::Count(kept), Figure::Count(late)) => share(Figure::Count(kept), Figure::Count(kept + late)),
        (Figure::NotKept, _) => Figure::NotKept,
        _ => Figure::Hidden,
    };
    Section {
        code: "promises",
        title: "Promises about time",
        about: "Advice calls, assessments, reviews, decisions and payments that were due, counted in the month they were kept.",
        lines_are: "Promises",
        columns: vec![("kept", "Kept on time"), ("kept-late", "Kept late"), ("share", "On time")],
        lines: vec![line("all", "All promises", vec![kept, late, rate])],
    }
}

/// What was published about the area's councils, by year.
fn adopted(look: &Look<'_>, area: &Area, councils: &[String]) -> Result<Vec<Adopted>> {
    match look.agency::<SeePublished>() {
        Err(Error::Forbidden) => look.nation::<SeePublished>().map(|_| ())?,
        other => other.map(|_| ())?,
    }
    let published = store::adopted(look)?;
    let mut years = BTreeMap::new();
    for (year, all) in &published.councils {
        let inside = |code: &&String| area.kind == AreaKind::England || councils.contains(code);
        let numbers: Vec<i64> = all.iter().filter(|(code, _)| inside(code)).map(|(_, n)| *n).collect();
        if !numbers.is_empty() {
            let one = Adopted { year: *year, children: numbers.iter().sum(), councils: numbers.len() };
            years.insert(*year, one);
        }
    }
    if area.kind == AreaKind::England {
        // England's own line is exact where councils' are rounded or held back.
        for (year, children) in published.england {
            let councils = years.get(&year).map_or(0, |adopted: &Adopted| adopted.councils);
            years.insert(year, Adopted { year, children, councils });
        }
    }
    Ok(years.into_values().collect())
}

/// The years to choose from, the latest first.
fn years(first_month: Option<&str>, today: Date) -> Result<Vec<FinancialYear>> {
    let now = FinancialYear::of(today);
    let first = match first_month {
        Some(month) => {
            let day: Date =
                format!("{month}-01").parse().map_err(|e| Error::internal("a figure's month", e))?;
            FinancialYear::of(day)
        }
        None => now,
    };
    Ok((first.0.min(now.0)..=now.0).rev().map(FinancialYear).collect())
}

/// Reads `2026-27`, or `2026`, the calendar year it starts in.
pub(super) fn parse_year(text: &str) -> Result<FinancialYear> {
    let bad = || Error::field("year", "Choose a financial year such as 2026-27");
    let (start, end) = text.split_once('-').map_or((text, None), |(start, end)| (start, Some(end)));
    let year: i16 = start.parse().map_err(|_| bad())?;
    let fits = end.is_none_or(|end| end == format!("{:02}", (year + 1).rem_euclid(100)));
    if (2000..2100).contains(&year) && start.len() == 4 && fits {
        Ok(FinancialYear(year))
    } else {
        Err(bad())
    }
}
