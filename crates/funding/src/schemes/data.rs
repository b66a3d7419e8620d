//! Reads the four tables of `data/schemes` into versions.
//!
//! [`tables`](super::tables) has seen that each table is in order by itself; what is seen here is that the tables
//! agree with each other: no version without a rule, no rule that changes inside a version, no value that cannot be read.

use std::{collections::BTreeMap, sync::LazyLock};

use kernel::{Date, LegalRoute, Pence, Result, Term};
use serde::Deserialize;

use super::{
    model::{
        AssessmentLimit, BackDating, MatchCap, RouteRule, RuleId, Ruled, Scheme, SchemeVersion, Span, Sure,
        TherapyRule,
    },
    tables::{At, Dated, Table, refused, rows},
};

/// Every version, in order of days.
#[derive(Debug, Clone, PartialEq)]
pub struct Schemes {
    versions: Vec<SchemeVersion>,
}

/// One table's text with the name by which a refusal tells it.
#[derive(Debug, Clone, Copy)]
struct Text<'a> {
    name: &'a str,
    text: &'a str,
}

/// The tables that ship with Hearth, in the order of [`Table::ALL`].
const SHIPPED: [Text<'static>; 4] = [
    Text { name: "versions.csv", text: include_str!("../../../../data/schemes/versions.csv") },
    Text { name: "rules.csv", text: include_str!("../../../../data/schemes/rules.csv") },
    Text { name: "eligibility.csv", text: include_str!("../../../../data/schemes/eligibility.csv") },
    Text { name: "funded.csv", text: include_str!("../../../../data/schemes/funded.csv") },
];

impl Schemes {
    /// The schemes that ship with Hearth; an error names the row that cannot be read.
    pub fn shipped() -> Result<&'static Schemes> {
        static READ: LazyLock<Result<Schemes>> = LazyLock::new(|| Schemes::read(SHIPPED));
        READ.as_ref().map_err(Clone::clone)
    }

    /// Reads the text of the four files; their own first lines say what each column holds.
    pub fn parse(versions: &str, rules: &str, eligibility: &str, funded: &str) -> Result<Self> {
        let [v, r, e, f] = SHIPPED.map(|shipped| shipped.name);
        Schemes::read([
            Text { name: v, text: versions },
            Text { name: r, text: rules },
            Text { name: e, text: eligibility },
            Text { name: f, text: funded },
        ])
    }

    /// Reads the shipped tables with these files, each a name and its text, in the place of those whose heading they
    /// bear. Gives also which table each file was.
    ///
    /// # Errors
    /// Refused, with file, line and reason, where a file is no table of rules, is not in order, or does not agree with
    /// the other tables.
    pub fn with_files(files: &[(String, String)]) -> Result<(Self, Vec<Table>)> {
        let mut texts = SHIPPED;
        let mut told = Vec::new();
        for (name, text) in files {
            let table = Table::of(name, text)?;
            if told.contains(&table) {
                return Err(refused(name, 1, format!("this is a second file of {}", table.holds())));
            }
            told.push(table);
            if let Some(place) = Table::ALL.iter().position(|t| *t == table) {
                texts[place] = Text { name, text };
            }
        }
        Ok((Schemes::read(texts)?, told))
    }

    fn read([versions, rules, eligibility, funded]: [Text<'_>; 4]) -> Result<Self> {
        let rows_of = Rows {
            rules: rows(Table::Rules, rules.name, rules.text)?,
            eligibility: rows(Table::Eligibility, eligibility.name, eligibility.text)?,
            funded: rows(Table::Funded, funded.name, funded.text)?,
            names: [rules.name, eligibility.name, funded.name],
        };
        for row in &rows_of.rules {
            if !RULES.contains(&row.row.rule.as_str()) {
                let known = RULES.join(", ");
                let why = format!("unknown rule “{}”. The rules are: {known}", row.row.rule);
                return Err(refused(rules.name, row.line, why));
            }
        }
        let mut built: Vec<SchemeVersion> = Vec::new();
        let mut lines = rows::<VersionRow>(Table::Versions, versions.name, versions.text)?;
        lines.sort_by_key(|row| row.row.from);
        for At { line, row } in lines {
            if built.iter().any(|v| v.id.as_str() == row.id) {
                return Err(refused(versions.name, line, format!("there are two versions named {}", row.id)));
            }
            built.push(row.build(versions.name, line, &rows_of)?);
        }
        Ok(Schemes { versions: built })
    }

    /// Every version, in order of days.
    pub fn all(&self) -> &[SchemeVersion] {
        &self.versions
    }

    /// The version that an application made on this day falls under.
    pub fn on(&self, day: Date) -> Option<&SchemeVersion> {
        self.versions.iter().find(|v| v.holds_on(day))
    }

    /// The version with this name, to read a past decision by the rule of its day.
    pub fn by_id(&self, id: &str) -> Option<&SchemeVersion> {
        self.versions.iter().find(|v| v.id.as_str() == id)
    }
}

/// The shipped version that an application made on this day falls under; none outside the days
/// that the files cover, so that such an application is refused.
pub fn scheme_on(day: Date) -> Option<&'static SchemeVersion> {
    Schemes::shipped().ok()?.on(day)
}

/// The shipped version with this name.
pub fn version(id: &str) -> Option<&'static SchemeVersion> {
    Schemes::shipped().ok()?.by_id(id)
}

/// The rules that a table of rules may hold, and each version must have.
const RULES: [&str; 9] = [
    "budget",
    "therapy-limit",
    "assessment-limit",
    "match",
    "match-cap",
    "span",
    "back-dating",
    "apply-within",
    "decide-within",
];

#[derive(Deserialize)]
struct VersionRow {
    id: String,
    scheme: Scheme,
    year: i16,
    from: Date,
    to: Date,
    accepts: YesNo,
    sure: Sure,
    source: String,
    note: String,
}

#[derive(Deserialize)]
struct RuleRow {
    rule: String,
    from: Date,
    to: Date,
    value: String,
    other: String,
    sure: Sure,
    source: String,
    note: String,
}

#[derive(Deserialize)]
struct RouteRow {
    route: LegalRoute,
    from: Date,
    to: Date,
    oldest: i32,
    oldest_with_plan: i32,
    confirm: String,
    sure: Sure,
    source: String,
    note: String,
}

#[derive(Deserialize)]
struct TherapyRow {
    therapy: String,
    from: Option<Date>,
    to: Option<Date>,
    funded: YesNo,
    instead: String,
    sure: Sure,
    source: String,
    note: String,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum YesNo {
    Yes,
    No,
}

impl Dated for VersionRow {
    fn of(&self) -> &str {
        "the scheme"
    }
    fn days(&self) -> (Date, Date) {
        (self.from, self.to)
    }
    fn source(&self) -> &str {
        &self.source
    }
}

impl Dated for RuleRow {
    fn of(&self) -> &str {
        &self.rule
    }
    fn days(&self) -> (Date, Date) {
        (self.from, self.to)
    }
    fn source(&self) -> &str {
        &self.source
    }
}

impl Dated for RouteRow {
    fn of(&self) -> &str {
        self.route.code()
    }
    fn days(&self) -> (Date, Date) {
        (self.from, self.to)
    }
    fn source(&self) -> &str {
        &self.source
    }
    fn wrong(&self) -> Option<String> {
        let ages = 0..=120;
        if !ages.contains(&self.oldest) || !ages.contains(&self.oldest_with_plan) {
            return Some("an age is from 0 to 120".to_owned());
        }
        (self.oldest_with_plan < self.oldest)
            .then(|| "the oldest age with a plan is below the one without".to_owned())
    }
}

impl Dated for TherapyRow {
    fn of(&self) -> &str {
        &self.therapy
    }
    fn days(&self) -> (Date, Date) {
        (self.from.unwrap_or(Date::MIN), self.to.unwrap_or(Date::MAX))
    }
    fn source(&self) -> &str {
        &self.source
    }
}

/// The rows of the three tables that a version is built from, and the files' names.
struct Rows<'a> {
    rules: Vec<At<RuleRow>>,
    eligibility: Vec<At<RouteRow>>,
    funded: Vec<At<TherapyRow>>,
    names: [&'a str; 3],
}

impl VersionRow {
    fn build(self, file: &str, line: u64, of: &Rows<'_>) -> Result<SchemeVersion> {
        let [rules_file, routes_file, therapies_file] = of.names;
        let days = Days { id: &self.id, from: self.from, to: self.to, file, line };
        let mut routes = BTreeMap::new();
        for row in &of.eligibility {
            if days.covered(routes_file, row)? {
                routes.insert(row.row.route, row.row.build());
            }
        }
        let mut therapies = BTreeMap::new();
        for row in &of.funded {
            if days.covered(therapies_file, row)? {
                therapies.insert(row.row.therapy.clone(), row.row.build());
            }
        }
        let rules = (rules_file, of.rules.as_slice());
        let version = SchemeVersion {
            budget: days
                .rule(rules, "budget", |t| if t == "unknown" { Some(None) } else { pounds(t).map(Some) })?,
            therapy_limit: days.rule(rules, "therapy-limit", pounds_or_none)?,
            assessment_limit: days.rule(rules, "assessment-limit", assessment_limit)?,
            match_to: days.rule(rules, "match", pounds_or_none)?,
            match_cap: days.rule(rules, "match-cap", |t| {
                if t == "none" { Some(None) } else { MatchCap::from_code(t).map(Some) }
            })?,
            span: days.rule(rules, "span", |t| {
                if t == "year-end" { Some(Span::YearEnd) } else { months(t).map(Span::Months) }
            })?,
            back_dating: days.rule(rules, "back-dating", BackDating::from_code)?,
            apply_within: days.rule(rules, "apply-within", months)?,
            decide_within: days.rule(rules, "decide-within", |t| Term::parse(t).ok())?,
            accepts: Ruled {
                value: self.accepts == YesNo::Yes,
                other: None,
                sure: self.sure,
                source: self.source.clone(),
                note: self.note.clone(),
            },
            scheme: self.scheme,
            year_starts: self.year,
            from: self.from,
            to: self.to,
            routes,
            therapies,
            id: RuleId(self.id.clone()),
        };
        if version.match_to.value.is_some() != version.match_cap.value.is_some() {
            let why = format!("{}: match and match-cap are both none, or neither is", self.id);
            return Err(refused(file, line, why));
        }
        Ok(version)
    }
}

impl RouteRow {
    fn build(&self) -> Ruled<RouteRule> {
        Ruled {
            value: RouteRule {
                oldest: self.oldest,
                oldest_with_plan: self.oldest_with_plan,
                confirm: self.confirm.clone(),
            },
            other: None,
            sure: self.sure,
            source: self.source.clone(),
            note: self.note.clone(),
        }
    }
}

impl TherapyRow {
    fn build(&self) -> Ruled<TherapyRule> {
        Ruled {
            value: TherapyRule { funded: self.funded == YesNo::Yes, instead: self.instead.clone() },
            other: None,
            sure: self.sure,
            source: self.source.clone(),
            note: self.note.clone(),
        }
    }
}

/// The days of one version, against which rows are laid, and where it is written.
struct Days<'a> {
    id: &'a str,
    from: Date,
    to: Date,
    file: &'a str,
    line: u64,
}

impl Days<'_> {
    /// Whether a row's days take in all of the version's; an error when only some.
    fn covered<T: Dated>(&self, file: &str, At { line, row }: &At<T>) -> Result<bool> {
        let (from, to) = row.days();
        if to < self.from || self.to < from {
            return Ok(false);
        }
        if from <= self.from && self.to <= to {
            return Ok(true);
        }
        let why = format!(
            "{} changes inside the version {}, which runs from {} to {}. Give each change a version of its own",
            row.of(),
            self.id,
            self.from,
            self.to
        );
        Err(refused(file, *line, why))
    }

    fn rule<T>(
        &self,
        (file, rows): (&str, &[At<RuleRow>]),
        name: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Ruled<T>> {
        let mut found = None;
        for row in rows.iter().filter(|r| r.row.rule == name) {
            if self.covered(file, row)? {
                found = Some(row);
            }
        }
        let Some(At { line, row }) = found else {
            let why = format!("the version {} has a gap: no row for {name} in {file}", self.id);
            return Err(refused(self.file, self.line, why));
        };
        let read = |text: &str| {
            read(text)
                .ok_or_else(|| refused(file, *line, format!("the value “{text}” of {name} cannot be read")))
        };
        let other = (!row.other.is_empty()).then(|| read(&row.other)).transpose()?;
        if other.is_some() != (row.sure == Sure::Conflict) {
            let why = format!("{name} has a second value exactly when sources disagree");
            return Err(refused(file, *line, why));
        }
        Ok(Ruled {
            value: read(&row.value)?,
            other,
            sure: row.sure,
            source: row.source.clone(),
            note: row.note.clone(),
        })
    }
}

fn pounds(text: &str) -> Option<Pence> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| Pence::parse(text)).flatten()
}

fn pounds_or_none(text: &str) -> Option<Option<Pence>> {
    if text == "none" { Some(None) } else { pounds(text).map(Some) }
}

fn months(text: &str) -> Option<u32> {
    text.strip_suffix(" months")?.parse().ok()
}

fn assessment_limit(text: &str) -> Option<AssessmentLimit> {
    match text.split_once(' ') {
        None if text == "none" => Some(AssessmentLimit::None),
        None if text == "within" => Some(AssessmentLimit::Within(None)),
        Some((amount, "within")) => pounds(amount).map(|p| AssessmentLimit::Within(Some(p))),
        Some((amount, "beside")) => pounds(amount).map(AssessmentLimit::Beside),
        _ => None,
    }
}
