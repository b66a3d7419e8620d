//! What a version of a scheme is made of.

use std::{collections::BTreeMap, fmt};

use jiff::ToSpan;
use kernel::{Date, Error, FinancialYear, LegalRoute, Pence, Result, Term};
use serde::Serialize;

kernel::codes! {
    /// A fund that families can be helped from.
    Scheme {
        Prototype = "asf-prototype", "Adoption Support Fund prototype";
        Asf = "asf", "Adoption Support Fund";
        Asgsf = "asgsf", "Adoption and Special Guardianship Support Fund";
    }
}

kernel::codes! {
    /// How sure the source of a rule is.
    Sure {
        Sourced = "sourced", "A source says so";
        Conflict = "conflict", "Sources disagree";
        Assumed = "assumed", "Assumed: no source covers it";
    }
}

/// The name of one version of the rules, such as `asgsf-2025-26.2`; kept with each decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RuleId(pub String);

impl RuleId {
    /// The name as stored and read.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One rule's value with where it came from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ruled<T> {
    /// What holds.
    pub value: T,
    /// What another source says, where sources disagree.
    pub other: Option<T>,
    /// How sure the source is.
    pub sure: Sure,
    /// The source, or why it is assumed.
    pub source: String,
    /// What else a reader should know; may be empty.
    pub note: String,
}

/// How specialist assessments are limited, for each child and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssessmentLimit {
    /// No limit.
    None,
    /// Counted inside the therapy limit, and never above this amount where there is one.
    Within(Option<Pence>),
    /// A limit of its own, counted apart from therapy.
    Beside(Pence),
}

/// How long a package may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Span {
    /// All of it is done by 31 March of the scheme's year.
    YearEnd,
    /// At most this many months, whatever years they fall in.
    Months(u32),
}

kernel::codes! {
    /// When support may have begun before the application.
    BackDating {
        Urgent = "urgent", "Only where it was urgent";
        ThisYear = "this-year", "From the first day of the financial year";
    }
}

kernel::codes! {
    /// What the most that a matching fund pays is counted on, since the sources can be read both ways.
    MatchCap {
        Share = "share", "On what the Fund itself has paid for the child, limit included";
        Cost = "cost", "On the whole cost of the child's therapy, the council's share included";
    }
}

/// Which children of one legal route a version helps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RouteRule {
    /// Oldest age in whole years, that year included.
    pub oldest: i32,
    /// The same for a child with an education, health and care plan.
    pub oldest_with_plan: i32,
    /// What somebody must confirm, in words that finish "the child was" or "the child is".
    pub confirm: String,
}

/// Whether one therapy of the catalogue is paid for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TherapyRule {
    /// Whether the fund pays.
    pub funded: bool,
    /// What somebody can do when it does not; empty when it does.
    pub instead: String,
}

/// One set of rules and the days on which an application falls under it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchemeVersion {
    /// Its name.
    pub id: RuleId,
    /// Whose rules they are.
    pub scheme: Scheme,
    /// First calendar year of the financial year whose money and limits these are: see [`Self::year`].
    #[serde(rename = "year")]
    pub year_starts: i16,
    /// First day.
    pub from: Date,
    /// Last day, included.
    pub to: Date,
    /// Whether new applications were taken.
    pub accepts: Ruled<bool>,
    /// Money for the whole country and year; none where it is not known.
    pub budget: Ruled<Option<Pence>>,
    /// The fair access limit for each child and year; none before October 2016.
    pub therapy_limit: Ruled<Option<Pence>>,
    /// The limit on specialist assessments.
    pub assessment_limit: Ruled<AssessmentLimit>,
    /// Match funding: the most that the fund pays for a child in all, limit included, while it
    /// matches each pound of the council's; none where the fund does not match.
    pub match_to: Ruled<Option<Pence>>,
    /// What [`Self::match_to`] is counted on; none where the fund does not match.
    pub match_cap: Ruled<Option<MatchCap>>,
    /// How long a package may run.
    pub span: Ruled<Span>,
    /// When support may have begun before the application.
    pub back_dating: Ruled<BackDating>,
    /// Whole months from the assessment of need within which to apply.
    pub apply_within: Ruled<u32>,
    /// How soon the fund decides: the term of the promise `funding-decision`.
    #[serde(skip)]
    pub decide_within: Ruled<Term>,
    /// The routes that are helped.
    pub routes: BTreeMap<LegalRoute, Ruled<RouteRule>>,
    /// The therapies that are known, by catalogue code.
    pub therapies: BTreeMap<String, Ruled<TherapyRule>>,
}

impl SchemeVersion {
    /// The financial year whose money and limits these are.
    pub fn year(&self) -> FinancialYear {
        FinancialYear(self.year_starts)
    }

    /// Whether an application made on this day falls under these rules.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The same rules with an agency's choice of months in which to apply. Only a value that a
    /// source gives can be chosen.
    pub fn with_apply_within(&self, months: u32) -> Result<Self> {
        let rule = &self.apply_within;
        if rule.value == months {
            return Ok(self.clone());
        }
        if rule.other != Some(months) {
            let choices = match rule.other {
                Some(other) => format!("{} or {other}", rule.value),
                None => rule.value.to_string(),
            };
            return Err(Error::field(
                "apply_within",
                format!("Choose {choices} months: no source gives another."),
            ));
        }
        let mut chosen = self.clone();
        chosen.apply_within.other = Some(rule.value);
        chosen.apply_within.value = months;
        Ok(chosen)
    }

    /// The same rules with somebody's choice of what the most of match funding is counted on. Only a value that a
    /// source gives can be chosen; where the fund does not match there is nothing to choose.
    pub fn with_match_cap(&self, cap: MatchCap) -> Result<Self> {
        let rule = &self.match_cap;
        if rule.value.is_none() || rule.value == Some(cap) {
            return Ok(self.clone());
        }
        if rule.other != Some(Some(cap)) {
            return Err(Error::field(
                "match_cap",
                format!("No source of the rules {} counts it so. Leave the choice out.", self.id),
            ));
        }
        let mut chosen = self.clone();
        chosen.match_cap.other = Some(rule.value);
        chosen.match_cap.value = Some(cap);
        Ok(chosen)
    }

    /// The most that the fund adds above the limit by matching, in one year and for one child; none where it does not
    /// match.
    pub fn most_matched(&self) -> Option<Pence> {
        let (base, ceiling) = (self.therapy_limit.value?, self.match_to.value?);
        let above = (ceiling - base).max(Pence::ZERO);
        Some(match self.match_cap.value {
            // Of each pound of cost the fund pays half.
            Some(MatchCap::Cost) => Pence(above.0 / 2),
            Some(MatchCap::Share) | None => above,
        })
    }

    /// Every rule of this version that rests on an assumption, in words for a page.
    pub fn assumptions(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut look = |words: &str, sure: Sure, source: &str| {
            if sure == Sure::Assumed {
                found.push(format!("{words}: {source}"));
            }
        };
        look("The name or dates of the scheme", self.accepts.sure, &self.accepts.source);
        look("The budget", self.budget.sure, &self.budget.source);
        look("The fair access limit", self.therapy_limit.sure, &self.therapy_limit.source);
        look(
            "The limit on specialist assessments",
            self.assessment_limit.sure,
            &self.assessment_limit.source,
        );
        look("Match funding", self.match_to.sure, &self.match_to.source);
        look("What the most of match funding is counted on", self.match_cap.sure, &self.match_cap.source);
        look("How long support may run", self.span.sure, &self.span.source);
        look("Starting before applying", self.back_dating.sure, &self.back_dating.source);
        look("The time in which to apply", self.apply_within.sure, &self.apply_within.source);
        look("The time for a decision", self.decide_within.sure, &self.decide_within.source);
        for (route, rule) in &self.routes {
            look(route.label(), rule.sure, &rule.source);
        }
        for (therapy, rule) in &self.therapies {
            look(therapy, rule.sure, &rule.source);
        }
        found
    }
}

/// What one child may have from the fund in one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Allowance {
    /// The limit, match funding included; none where there is no limit.
    pub limit: Option<Pence>,
    /// What is left of it, never below zero; none where there is no limit.
    pub left: Option<Pence>,
}

/// The day this many months after another, at the end of a shorter month.
pub(super) fn months_after(day: Date, months: u32) -> Date {
    // No scheme counts in centuries: the cap keeps the sum inside what a span can hold.
    day.checked_add(i64::from(months.min(1_200)).months()).unwrap_or(Date::MAX)
}
