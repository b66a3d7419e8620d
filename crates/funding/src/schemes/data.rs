//! Reads the four files of `data/schemes` into versions, and refuses files that contradict
//! themselves: a gap or overlap of days, a version without a rule, a rule that changes inside a
//! version, a value that cannot be read.

use std::{collections::BTreeMap, sync::LazyLock};

use kernel::{Date, Error, LegalRoute, Pence, Result, Term};
use serde::{Deserialize, de::DeserializeOwned};

use super::model::{
    AssessmentLimit, BackDating, RouteRule, RuleId, Ruled, Scheme, SchemeVersion, Span, Sure, TherapyRule,
};

/// Every version, in order of days.
#[derive(Debug, Clone, PartialEq)]
pub struct Schemes {
    versions: Vec<SchemeVersion>,
}

impl Schemes {
    /// The schemes that ship with Hearth; an error names the row that cannot be read.
    pub fn shipped() -> Result<&'static Schemes> {
        static SHIPPED: LazyLock<Result<Schemes>> = LazyLock::new(|| {
            Schemes::parse(
                include_str!("../../../../data/schemes/versions.csv"),
                include_str!("../../../../data/schemes/rules.csv"),
                include_str!("../../../../data/schemes/eligibility.csv"),
                include_str!("../../../../data/schemes/funded.csv"),
            )
        });
        SHIPPED.as_ref().map_err(Clone::clone)
    }

    /// Reads the text of the four files; their own first lines say what each column holds.
    pub fn parse(versions: &str, rules: &str, eligibility: &str, funded: &str) -> Result<Self> {
        let rules: Vec<RuleRow> = rows("rules", rules)?;
        let eligibility: Vec<RouteRow> = rows("eligibility", eligibility)?;
        let funded: Vec<TherapyRow> = rows("funded", funded)?;
        let versions: Vec<SchemeVersion> = rows::<VersionRow>("versions", versions)?
            .into_iter()
            .map(|row| row.build(&rules, &eligibility, &funded))
            .collect::<Result<_>>()?;
        for pair in versions.windows(2) {
            if let [before, after] = pair
                && before.to.tomorrow().ok() != Some(after.from)
            {
                return Err(bad(format!("{} does not begin the day after {} ends", after.id, before.id)));
            }
        }
        Ok(Schemes { versions })
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

impl VersionRow {
    fn build(
        self,
        rules: &[RuleRow],
        eligibility: &[RouteRow],
        funded: &[TherapyRow],
    ) -> Result<SchemeVersion> {
        if self.from > self.to {
            return Err(bad(format!("{} ends before it begins", self.id)));
        }
        let days = Days { id: &self.id, from: self.from, to: self.to };
        let mut routes = BTreeMap::new();
        for row in eligibility {
            if days.covered(row.route.code(), row.from, row.to)?
                && routes.insert(row.route, row.build()).is_some()
            {
                return Err(bad(format!("{}: two rows for the route {}", self.id, row.route.code())));
            }
        }
        let mut therapies = BTreeMap::new();
        for row in funded {
            let (from, to) = (row.from.unwrap_or(Date::MIN), row.to.unwrap_or(Date::MAX));
            if days.covered(&row.therapy, from, to)?
                && therapies.insert(row.therapy.clone(), row.build()).is_some()
            {
                return Err(bad(format!("{}: two rows for {}", self.id, row.therapy)));
            }
        }
        Ok(SchemeVersion {
            budget: days
                .rule(rules, "budget", |t| if t == "unknown" { Some(None) } else { pounds(t).map(Some) })?,
            therapy_limit: days.rule(rules, "therapy-limit", pounds_or_none)?,
            assessment_limit: days.rule(rules, "assessment-limit", assessment_limit)?,
            match_to: days.rule(rules, "match", pounds_or_none)?,
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
            id: RuleId(self.id),
        })
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

/// The days of one version, against which rows are laid.
struct Days<'a> {
    id: &'a str,
    from: Date,
    to: Date,
}

impl Days<'_> {
    /// Whether a row's days take in all of the version's; an error when only some.
    fn covered(&self, what: &str, from: Date, to: Date) -> Result<bool> {
        if to < self.from || self.to < from {
            return Ok(false);
        }
        if from <= self.from && self.to <= to {
            return Ok(true);
        }
        Err(bad(format!("{}: {what} changes inside the version", self.id)))
    }

    fn rule<T>(&self, rows: &[RuleRow], name: &str, read: impl Fn(&str) -> Option<T>) -> Result<Ruled<T>> {
        let mut found = None;
        for row in rows.iter().filter(|r| r.rule == name) {
            if self.covered(name, row.from, row.to)? && found.replace(row).is_some() {
                return Err(bad(format!("{}: two rows for {name}", self.id)));
            }
        }
        let row = found.ok_or_else(|| bad(format!("{}: no row for {name}", self.id)))?;
        let unread = || bad(format!("{}: the value of {name} cannot be read", self.id));
        let other = match row.other.as_str() {
            "" => None,
            text => Some(read(text).ok_or_else(unread)?),
        };
        if other.is_some() != (row.sure == Sure::Conflict) {
            return Err(bad(format!("{}: {name} has a second value exactly when sources disagree", self.id)));
        }
        Ok(Ruled {
            value: read(&row.value).ok_or_else(unread)?,
            other,
            sure: row.sure,
            source: row.source.clone(),
            note: row.note.clone(),
        })
    }
}

fn rows<T: DeserializeOwned>(file: &str, text: &str) -> Result<Vec<T>> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| bad(format!("{file}.csv: {e}")))
}

fn bad(why: String) -> Error {
    Error::Internal(format!("data/schemes: {why}"))
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
