//! The assessment framework as versioned data (`data/framework`): requirement AS1, after
//! proposal 5 of S4. An old assessment is always read with the version of its day.

use std::{collections::BTreeSet, sync::LazyLock};

use kernel::{Date, Error, Level, Need, Result, Weight};
use serde::Deserialize;

use super::Signal;

/// Every version, oldest first. A new version is a new line here and a new file.
const FILES: &[&str] = &[
    include_str!("../../../../../data/framework/2005.1.json"),
    include_str!("../../../../../data/framework/2026.1.json"),
];

kernel::codes! {
    /// Who or what can be asked for a domain.
    Informant {
        Child = "child", "The child or young person";
        Parents = "parents", "Parents or carers";
        WiderFamily = "wider-family", "Wider family and friends";
        School = "school", "Nursery, school or college";
        VirtualSchool = "virtual-school", "Virtual school";
        Health = "health", "Health: GP, health visitor, school nurse, paediatrician or mental health service";
        PlacingWorker = "placing-worker", "Social worker for the child";
        Provider = "provider", "Somebody who has given the family support";
        Records = "records", "Papers from before the child came";
    }
}

/// One version of the framework.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// Such as `2026.1`; stored with every assessment.
    pub version: String,
    /// What it is called.
    pub title: String,
    /// The first day on which a new assessment uses it.
    pub from: Date,
    /// Where its ideas come from.
    pub sources: Vec<Source>,
    /// Its domains in reading order.
    pub domains: Vec<Domain>,
    /// The child's and the family's own words.
    pub voice: VoicePart,
    /// How findings become a suggested level.
    pub recommendation: Recommending,
}

/// Where an idea comes from.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What was taken.
    pub what: String,
    /// Document and section.
    #[serde(rename = "where")]
    pub place: String,
}

/// A part of the assessment.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// Stable code; also the name of its field.
    pub code: String,
    /// Its heading.
    pub title: String,
    /// What it is about, for the worker and the family.
    pub about: String,
    /// The matter of SI 2005/691 regulation 14 that it answers.
    pub matter: String,
    /// Questions that open the conversation.
    pub prompts: Vec<String>,
    /// The least that an answer holds.
    pub minimum: Minimum,
    /// Whether it may be left out with a reason.
    pub may_leave_out: bool,
    /// Needs that it may show.
    pub needs: Vec<Need>,
    /// Whom to ask.
    pub ask: Vec<Informant>,
}

/// The minimum expectation of a domain.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minimum {
    /// In words, for the worker.
    pub says: String,
    /// How many words an answer has at least: a guard against an empty box, not a measure of quality.
    pub words: usize,
    /// Groups of informants; at least one of each group was asked.
    pub ask: Vec<Vec<Informant>>,
}

/// The part of the framework that keeps people's own words.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoicePart {
    /// Heading of the child's words.
    pub child_title: String,
    /// Questions for the child.
    pub child_prompts: Vec<String>,
    /// Heading of the family's words.
    pub family_title: String,
    /// Questions for the family.
    pub family_prompts: Vec<String>,
    /// Heading of how the child was heard.
    pub heard_title: String,
    /// The ways in which a child may have been heard, or not.
    pub heard: Vec<HowHeard>,
}

/// A way in which a child may have been heard, or the reason why not (S2 section 8, comment).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HowHeard {
    /// Stable code.
    pub code: String,
    /// What a person reads.
    pub label: String,
    /// Whether the child's own words are expected.
    pub words: bool,
    /// Whether a reason must be given.
    pub reason: bool,
    /// What to ask for as the reason.
    #[serde(default)]
    pub ask_why: Option<String>,
}

/// How needs and signals become a suggested level (requirement AS4).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recommending {
    /// Points from which targeted support is suggested.
    pub targeted_points: u32,
    /// Points from which intensive support is suggested.
    pub intensive_points: u32,
    /// Needs that weigh more.
    pub weighted: Vec<Need>,
    /// How much more.
    pub weighted_factor: u32,
    /// Patterns that suggest a level by themselves.
    pub rules: Vec<Rule>,
}

/// A pattern of needs or a signal that suggests a level. All conditions that it names must hold.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable code, kept with the recommendation.
    pub code: String,
    /// A need that must be present.
    #[serde(default)]
    pub need: Option<Need>,
    /// The least weight of that need.
    #[serde(default)]
    pub at_least: Option<Weight>,
    /// A signal that must be present.
    #[serde(default)]
    pub signal: Option<Signal>,
    /// Needs of which `count` must be present.
    #[serde(default)]
    pub among: Vec<Need>,
    /// How many of `among`.
    #[serde(default)]
    pub count: usize,
    /// The level it suggests at least.
    pub level: Level,
    /// Whether it asks for a detailed assessment by several disciplines.
    pub detailed: bool,
    /// Why, in plain English.
    pub why: String,
    /// What to arrange.
    pub suggest: String,
}

impl Framework {
    /// Reads and checks one version.
    ///
    /// # Errors
    /// `Internal` when the text is not a framework that holds together.
    pub fn parse(text: &str) -> Result<Self> {
        let framework: Framework =
            serde_json::from_str(text).map_err(|e| Error::internal("assessment framework", e))?;
        framework.check()?;
        Ok(framework)
    }

    /// The domain with this code.
    pub fn domain(&self, code: &str) -> Option<&Domain> {
        self.domains.iter().find(|d| d.code == code)
    }

    /// The way of hearing a child with this code.
    pub fn heard(&self, code: &str) -> Option<&HowHeard> {
        self.voice.heard.iter().find(|h| h.code == code)
    }

    /// The rule with this code.
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.recommendation.rules.iter().find(|r| r.code == code)
    }

    /// Whether it holds together.
    ///
    /// # Errors
    /// `Internal` with what does not.
    pub(crate) fn check(&self) -> Result<()> {
        let broken = |what: &str, which: &str| {
            Err(Error::Internal(format!("assessment framework {}: {what}: {which}", self.version)))
        };
        let mut codes: BTreeSet<&str> = RESERVED.iter().copied().collect();
        for domain in &self.domains {
            if !is_code(&domain.code) || !codes.insert(&domain.code) {
                return broken("a domain's code is malformed or used twice", &domain.code);
            }
            let asked = domain.minimum.ask.iter().flatten();
            if domain.prompts.is_empty() || asked.clone().any(|who| !domain.ask.contains(who)) {
                return broken(
                    "a domain has no prompts, or must ask somebody it does not name",
                    &domain.code,
                );
            }
            if domain.minimum.ask.iter().any(Vec::is_empty) {
                return broken("a domain must ask one of nobody", &domain.code);
            }
        }
        let heard: BTreeSet<&str> = self.voice.heard.iter().map(|h| h.code.as_str()).collect();
        if heard.len() != self.voice.heard.len() || self.domains.is_empty() || heard.is_empty() {
            return broken("it has no domains, or ways of hearing a child are missing or repeated", "voice");
        }
        let scoring = &self.recommendation;
        if scoring.targeted_points == 0
            || scoring.intensive_points <= scoring.targeted_points
            || scoring.weighted_factor == 0
        {
            return broken("points do not rise with the level", "recommendation");
        }
        let mut rules = BTreeSet::new();
        for rule in &scoring.rules {
            let conditions = rule.need.is_some() || rule.signal.is_some() || rule.count > 0;
            if !conditions
                || rule.count > rule.among.len()
                || (rule.at_least.is_some() && rule.need.is_none())
            {
                return broken("a rule's conditions make no sense", &rule.code);
            }
            if !rules.insert(&rule.code) {
                return broken("a rule's code is used twice", &rule.code);
            }
        }
        Ok(())
    }
}

/// Names of the other fields and parts of an assessment, which no domain may take.
const RESERVED: &[&str] = &[
    "heard",
    "heard-reason",
    "heard-on",
    "child-words",
    "family-words",
    "formulation",
    "happened",
    "keeps-going",
    "protects",
    "sure",
    "sure-why",
    "voice",
    "understanding",
    "needs",
    "no-needs",
    "signals",
    "couple",
    "parents-words",
    "level",
    "level-reason",
    "version",
];

fn is_code(code: &str) -> bool {
    !code.is_empty()
        && code.starts_with(|c: char| c.is_ascii_lowercase())
        && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !code.ends_with("-asked")
        && !code.ends_with("-left-out")
        && !code.ends_with("-family")
}

/// Every version that ships with Hearth, oldest first.
///
/// # Errors
/// `Internal` when the shipped data is broken.
pub fn versions() -> Result<&'static [Framework]> {
    static VERSIONS: LazyLock<Result<Vec<Framework>>> = LazyLock::new(|| {
        let mut all = FILES.iter().map(|text| Framework::parse(text)).collect::<Result<Vec<_>>>()?;
        all.sort_by_key(|f| f.from);
        Ok(all)
    });
    VERSIONS.as_deref().map_err(Clone::clone)
}

/// The framework of this version, to read an old assessment with.
///
/// # Errors
/// `NotFound` when no version has this name; `Internal` when the shipped data is broken.
pub fn framework(version: &str) -> Result<&'static Framework> {
    versions()?.iter().find(|f| f.version == version).ok_or(Error::NotFound)
}

/// The framework that an assessment begun on this day follows.
///
/// # Errors
/// `Refused` by rule `assessment.framework` when the day is before the first version.
pub fn current_on(day: Date) -> Result<&'static Framework> {
    let in_force = versions()?.iter().rev().find(|f| f.from <= day);
    in_force.ok_or_else(|| {
        Error::refused(
            "assessment.framework",
            "No assessment framework was in force on that day. Choose a later day.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latest() -> &'static Framework {
        framework("2026.1").unwrap()
    }

    #[test]
    fn every_version_covers_every_matter_and_the_latest_every_need() {
        let covered: BTreeSet<Need> = latest().domains.iter().flat_map(|d| d.needs.iter().copied()).collect();
        assert_eq!(covered.len(), Need::ALL.len());
        for version in versions().unwrap() {
            let matters: BTreeSet<&str> = version.domains.iter().map(|d| d.matter.as_str()).collect();
            assert_eq!(matters.len(), 7, "the seven matters of regulation 14");
        }
        assert_eq!(latest().domains.len(), 12);
    }

    #[test]
    fn every_signal_is_used_by_a_rule() {
        for signal in Signal::ALL {
            assert!(latest().recommendation.rules.iter().any(|r| r.signal == Some(*signal)), "{signal:?}");
        }
    }

    #[test]
    fn a_refusal_of_access_is_one_of_the_ways_and_asks_why() {
        let refused = latest().heard("access-refused").unwrap();
        assert!(refused.reason && !refused.words);
        assert!(latest().voice.heard.iter().all(|h| h.reason == h.ask_why.is_some()));
    }

    #[test]
    fn a_version_is_found_by_name_and_by_day() {
        assert_eq!(current_on("2026-11-21".parse().unwrap()).unwrap().version, "2026.1");
        assert_eq!(current_on(latest().from).unwrap().version, "2026.1");
        assert_eq!(current_on("2026-04-30".parse().unwrap()).unwrap().version, "2005.1");
        let before = current_on("2005-12-29".parse().unwrap()).unwrap_err();
        assert_eq!(before.code(), "assessment.framework");
        assert_eq!(framework("1999.1").unwrap_err(), Error::NotFound);
    }

    #[test]
    fn no_domain_takes_the_place_of_another_or_of_a_field() {
        for code in [latest().domains[0].code.as_str(), "heard", "keeps-going", "story-family"] {
            let mut broken = latest().clone();
            let extra = Domain { code: code.to_owned(), ..latest().domains[1].clone() };
            broken.domains.push(extra);
            assert!(broken.check().is_err(), "{code}");
        }
    }

    #[test]
    fn broken_data_is_refused() {
        let text = FILES[1];
        assert!(
            Framework::parse(&text.replace("\"intensive_points\": 12", "\"intensive_points\": 1")).is_err()
        );
        assert!(Framework::parse(&text.replace("\"may_leave_out\"", "\"optional\"")).is_err());
        assert!(Framework::parse(&text.replace("\"need\": \"violence\"", "\"need\": \"other\"")).is_err());
    }
}
