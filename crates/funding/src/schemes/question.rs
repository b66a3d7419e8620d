//! A short question to the rules, with no record behind it: a child of this age, come by this route, asks on this day
//! for so much. For trainers, testers and anyone who asks why.
//!
//! | in the answer | what it is |
//! |---|---|
//! | `fundable_pence` | what the Fund pays inside the child's limits |
//! | `above_limit_pence` | the rest of what is asked for: the two together are all that is asked |
//! | `match_funding_pence` | the Fund's own share of that rest, where it matches the council's |
//!
//! What is asked for is held against the limits of the year of the day asked about, after what was used in that year. An assessment is counted
//! before therapy, since it comes before it; where both are counted together the sum is the same in either order.
//! Of a rest that cannot be halved the Fund pays the smaller half: it pays no penny that the council does not match.

use kernel::{Date, LegalRoute, Pence, age_on};
use serde::Serialize;

use super::{
    ask::{Ask, AskKind, Used, rule},
    check::check,
    data::Schemes,
    model::{AssessmentLimit, MatchCap, RuleId, Ruled, SchemeVersion, Sure},
};

/// The codes of reasons that refuse nothing.
pub mod reason {
    /// Which rules hold on the day.
    pub const SCHEME: &str = "funding.scheme";
    /// What is above the limit and how it is shared.
    pub const MATCH: &str = "funding.match";
    /// What nobody pays by these rules.
    pub const ABOVE: &str = "funding.above-limit";
}

/// Where it is written that the Fund goes on to March 2028: no limits are given for its last year.
const EXTENDED: &str = "thepotatogroup.org.uk; socialworktoday, 11 February 2026";
/// The last day to which the Fund is announced.
const ANNOUNCED_TO: (i16, i8, i8) = (2028, 3, 31);

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The day of the application.
    pub on: Date,
    /// The child's date of birth.
    pub born: Date,
    /// How the child came to the family.
    pub route: LegalRoute,
    /// Whether the child has an education, health and care plan.
    pub ehcp: bool,
    /// What is asked for therapy.
    pub therapy: Pence,
    /// What is asked for specialist assessment.
    pub assessment: Pence,
    /// What the Fund has already agreed for therapy in the same financial year.
    pub used_therapy: Pence,
    /// The same for specialist assessment.
    pub used_assessment: Pence,
    /// What the most of match funding is counted on, where sources can be read both ways; the rule's own reading
    /// unless chosen.
    pub match_cap: Option<MatchCap>,
}

/// One rule that had its part in the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Its code, one of [`rule`] or [`reason`].
    pub rule: &'static str,
    /// What it says here, in plain English.
    pub text: String,
    /// Where it is written.
    pub source: String,
}

/// What the rules say. A person still decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The version of the rules that holds on the day; none where none is known.
    pub scheme: Option<RuleId>,
    /// Whether the Fund may help this child.
    pub eligible: bool,
    /// What the Fund pays inside the limits.
    pub fundable_pence: Pence,
    /// The Fund's own share above the limits.
    pub match_funding_pence: Pence,
    /// What is asked above the limits, whoever pays it.
    pub above_limit_pence: Pence,
    /// Every rule that had its part, in the order in which they are held.
    pub reasons: Vec<Reason>,
}

/// Answers by the rules of the question's day.
pub fn answer(schemes: &Schemes, question: &Question) -> Answer {
    let nothing = |reasons| Answer {
        scheme: None,
        eligible: false,
        fundable_pence: Pence::ZERO,
        match_funding_pence: Pence::ZERO,
        above_limit_pence: Pence::ZERO,
        reasons,
    };
    let Some(version) = schemes.on(question.on) else {
        return nothing(vec![none_known(schemes, question.on)]);
    };
    let chosen = question.match_cap.and_then(|cap| version.with_match_cap(cap).ok());
    let version = chosen.as_ref().unwrap_or(version);
    let mut sheet = Sheet { version, question, reasons: Vec::new() };
    sheet.scheme();
    if !sheet.child() {
        return Answer { scheme: Some(version.id.clone()), ..nothing(sheet.reasons) };
    }
    let (fundable, above, matched) = sheet.money();
    Answer {
        scheme: Some(version.id.clone()),
        eligible: true,
        fundable_pence: fundable,
        match_funding_pence: matched,
        above_limit_pence: above,
        reasons: sheet.reasons,
    }
}

/// Why no rules are known for a day: before the Fund, after all that is announced, or between.
fn none_known(schemes: &Schemes, on: Date) -> Reason {
    let (first, last) = (schemes.all().first(), schemes.all().last());
    let source_of =
        |v: Option<&SchemeVersion>| v.map_or_else(|| "data/schemes".to_owned(), |v| v.accepts.source.clone());
    let (y, m, d) = ANNOUNCED_TO;
    let announced = Date::new(y, m, d).unwrap_or(on);
    let (text, source) = match (first, last) {
        (Some(first), _) if on < first.from => (
            format!("There was no fund yet: the {} began on {}.", first.scheme.label(), day(first.from)),
            source_of(Some(first)),
        ),
        (_, Some(last)) if on > last.to && on <= announced => (
            format!(
                "The Fund is announced until March 2028, but no source gives its limits after {}. Ask again when they \
                 are published.",
                day(last.to)
            ),
            EXTENDED.to_owned(),
        ),
        (_, Some(last)) if on > last.to => (
            format!(
                "The Fund is announced until March 2028 and no further: no rules are known for {}.",
                day(on)
            ),
            EXTENDED.to_owned(),
        ),
        _ => (format!("No fund's rules are known for {}.", day(on)), source_of(last)),
    };
    Reason { rule: rule::NO_SCHEME, text, source }
}

/// An answer in the making.
struct Sheet<'a> {
    version: &'a SchemeVersion,
    question: &'a Question,
    reasons: Vec<Reason>,
}

impl Sheet<'_> {
    fn say(&mut self, rule: &'static str, text: String, source: &str) {
        self.reasons.push(Reason { rule, text, source: source.to_owned() });
    }

    fn scheme(&mut self) {
        let version = self.version;
        let note = if version.accepts.note.is_empty() {
            String::new()
        } else {
            format!(" {}.", version.accepts.note)
        };
        let text = format!(
            "On {} the rules {} of the {} hold, with the money and limits of {}.{note}{}",
            day(self.question.on),
            version.id,
            version.scheme.label(),
            version.year(),
            sure(&version.accepts)
        );
        self.say(reason::SCHEME, text, &version.accepts.source);
    }

    /// Whether the Fund may help the child at all: the rules that an application is held against, without those
    /// that need one.
    fn child(&mut self) -> bool {
        let (version, question) = (self.version, self.question);
        let ask = Ask {
            kind: AskKind::Therapy,
            amount: Pence(1),
            council_share: Pence::ZERO,
            applied_on: question.on,
            assessed_on: Some(question.on),
            starts_on: question.on,
            ends_on: question.on,
            urgent_start: false,
            child_born: question.born,
            has_ehcp: question.ehcp,
            legal_route: question.route,
            therapy: String::new(),
            already: Used::default(),
        };
        let mut eligible = true;
        for refusal in check(version, &ask).refusals {
            let of_child = [rule::ROUTE, rule::AGE, rule::BORN].contains(&refusal.rule);
            // That the Fund was shut for a while delays an application, and says nothing of the child.
            if of_child || refusal.rule == rule::NOT_OPEN {
                eligible &= !of_child;
                let source = refusal.source.unwrap_or_else(|| version.accepts.source.clone());
                self.say(refusal.rule, refusal.message, &source);
            }
        }
        if let (true, Some(route)) = (eligible, version.routes.get(&question.route)) {
            let text = format!(
                "This route is helped: {}. It is taken that the child is or was {}; somebody who knows the family confirms it.{}",
                question.route.label().to_lowercase(),
                route.value.confirm,
                sure(route)
            );
            self.say(rule::ROUTE, text, &route.source);
            let oldest = if question.ehcp { route.value.oldest_with_plan } else { route.value.oldest };
            let text = format!(
                "On {} the child is {}. Help goes up to and including the age of {oldest}{}.",
                day(question.on),
                age_on(question.born, question.on).unwrap_or(0),
                if question.ehcp { ", since there is an education, health and care plan" } else { "" }
            );
            self.say(rule::AGE, text, &route.source);
        }
        eligible
    }

    /// What is paid inside the limits, what is above them, and the Fund's share of that.
    fn money(&mut self) -> (Pence, Pence, Pence) {
        let (version, question) = (self.version, self.question);
        let used = Used {
            therapy: question.used_therapy,
            assessment: question.used_assessment,
            council: Pence::ZERO,
        };
        let split = split(version, question.therapy, question.assessment, &used);
        self.limits(&split);
        self.matched(&split);
        let above = split.above();
        if above > split.matched {
            let text = format!(
                "{} of what is asked is paid by nobody under these rules. The council or agency may pay it from its own budget, \
                 or take the case to its resource panel.",
                above - split.matched
            );
            let source = if split.above_therapy > Pence::ZERO {
                &version.match_to.source
            } else {
                &version.assessment_limit.source
            };
            self.say(reason::ABOVE, text, source);
        }
        (split.therapy + split.assessment, above, split.matched)
    }

    fn limits(&mut self, split: &Split) {
        let Split { own, together, left, therapy, assessment, .. } = *split;
        let (version, question) = (self.version, self.question);
        let (used_t, used_a) = (question.used_therapy, question.used_assessment);
        let year = version.year();
        let text = match (version.therapy_limit.value, left) {
            (Some(limit), Some(left)) => {
                let with = if together {
                    format!(
                        ", specialist assessment included. {used_t} is used for therapy and {used_a} for assessment"
                    )
                } else {
                    format!(" for therapy. {used_t} is used")
                };
                let first = if together && assessment > Pence::ZERO {
                    format!(", and the assessment takes {assessment}")
                } else {
                    String::new()
                };
                format!(
                    "In {year} the fair access limit is {limit} a child{with}{first}, which leaves {left}: of the {} asked for therapy \
                     {therapy} is inside it.{}",
                    question.therapy,
                    sure(&version.therapy_limit)
                )
            }
            _ => format!("In {year} there is no limit a child for therapy.{}", sure(&version.therapy_limit)),
        };
        self.say(rule::LIMIT, text, &version.therapy_limit.source);
        let held = match (own, together) {
            (None, false) => "there is no limit for specialist assessment".to_owned(),
            (None, true) => "specialist assessment comes out of the fair access limit".to_owned(),
            (Some(own), true) => {
                format!("a specialist assessment may cost {own} at most, inside the fair access limit")
            }
            (Some(own), false) => format!("specialist assessment has a limit of its own, {own} a child"),
        };
        let text = format!(
            "In {year} {held}. {used_a} is used: of the {} asked for it {assessment} is inside.{}",
            question.assessment,
            sure(&version.assessment_limit)
        );
        self.say(rule::ASSESSMENT_LIMIT, text, &version.assessment_limit.source);
    }

    /// The Fund's share of therapy above the limit.
    fn matched(&mut self, split: &Split) {
        let version = self.version;
        let (over, matched) = (split.above_therapy, split.matched);
        if over <= Pence::ZERO {
            return;
        }
        let (Some(ceiling), Some(_)) = (version.match_to.value, version.most_matched()) else {
            let text = format!(
                "In {} the Fund does not match what a council pays above the limit.{}",
                version.year(),
                sure(&version.match_to)
            );
            self.say(reason::MATCH, text, &version.match_to.source);
            return;
        };
        let cap = match version.match_cap.value {
            Some(MatchCap::Cost) => {
                format!("the cost of the child's therapy has come to {ceiling} in the year")
            }
            Some(MatchCap::Share) | None => {
                format!("it has paid {ceiling} for the child in the year, the limit included")
            }
        };
        let text = format!(
            "Above the limit the Fund pays a pound for each pound of the council's, for cases of higher risk that meet its criteria, until \
             {cap}: of {over} it pays {matched}, if the council pays as much.{}{}",
            sure(&version.match_to),
            sure(&version.match_cap)
        );
        let source = if version.match_cap.source == version.match_to.source {
            version.match_to.source.clone()
        } else {
            format!("{}; {}", version.match_to.source, version.match_cap.source)
        };
        self.say(reason::MATCH, text, &source);
    }
}

/// How what is asked for one child falls inside the limits and above them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// Of the assessment, inside.
    pub assessment: Pence,
    /// Of the assessment, above.
    pub above_assessment: Pence,
    /// Of the therapy, inside.
    pub therapy: Pence,
    /// Of the therapy, above.
    pub above_therapy: Pence,
    /// The Fund's own share of therapy above, if the council pays as much.
    pub matched: Pence,
    /// What was left for therapy; none without a limit.
    left: Option<Pence>,
    /// What the assessment's own limit is, and whether it counts inside the therapy's.
    own: Option<Pence>,
    together: bool,
}

impl Split {
    /// All that is above.
    pub fn above(&self) -> Pence {
        self.above_assessment + self.above_therapy
    }

    /// All that the Fund pays, its share above included.
    pub fn paid(&self) -> Pence {
        self.assessment + self.therapy + self.matched
    }
}

/// Splits what is asked by a version's limits, after what was used of them: the assessment first, then therapy from
/// what it leaves.
pub fn split(version: &SchemeVersion, therapy: Pence, assessment: Pence, used: &Used) -> Split {
    let whole = version.therapy_limit.value;
    let left_of = |limit: Option<Pence>, used: Pence| limit.map(|l| (l - used).max(Pence::ZERO));
    let least = |asked: Pence, left: Option<Pence>| left.map_or(asked, |left| asked.min(left));
    let (own, together) = match version.assessment_limit.value {
        AssessmentLimit::None => (None, false),
        AssessmentLimit::Within(own) => (own, true),
        AssessmentLimit::Beside(own) => (Some(own), false),
    };
    let before = if together { used.therapy + used.assessment } else { used.therapy };
    let mut inside = least(assessment, left_of(own, used.assessment));
    if together {
        inside = least(inside, left_of(whole, before));
    }
    let left = left_of(whole, if together { before + inside } else { before });
    let paid = least(therapy, left);
    let above_therapy = therapy - paid;
    // What was paid above the limit before was matched.
    let matched = match (whole, version.most_matched()) {
        (Some(base), Some(most)) => {
            let already = (before - base).max(Pence::ZERO);
            Pence(above_therapy.0 / 2).min((most - already).max(Pence::ZERO))
        }
        _ => Pence::ZERO,
    };
    Split {
        assessment: inside,
        above_assessment: assessment - inside,
        therapy: paid,
        above_therapy,
        matched,
        left,
        own,
        together,
    }
}

/// What a reader must know of how sure a rule is.
fn sure<T>(rule: &Ruled<T>) -> &'static str {
    match rule.sure {
        Sure::Sourced => "",
        Sure::Conflict => " Sources disagree on this.",
        Sure::Assumed => " This is assumed: no source covers it.",
    }
}

fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests;
