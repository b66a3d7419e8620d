//! Holds what somebody asks for against the rules of one version. It says everything that stands
//! in the way at once, each with its rule, the figures and what to do next.

use kernel::{Date, Pence, age_on};

use super::{
    ask::{Ask, AskKind, Decision, Refusal, SPECIALIST_ASSESSMENT, Used, rule},
    data::scheme_on,
    model::{Allowance, AssessmentLimit, BackDating, Ruled, SchemeVersion, Span, Sure, months_after},
};

/// Checks an ask by the shipped rules of its own date.
pub fn decide(ask: &Ask) -> Decision {
    match scheme_on(ask.applied_on) {
        Some(version) => check(version, ask),
        None => Decision {
            version: None,
            allowed: false,
            refusals: vec![Refusal {
                rule: rule::NO_SCHEME,
                message: format!(
                    "No fund's rules are known for {}. Check the date of the application.",
                    day(ask.applied_on)
                ),
                source: None,
            }],
            notes: Vec::new(),
            limit: None,
            left: None,
            assumed: false,
        },
    }
}

/// What a child may have under a version, given what is used and what more the council will match.
/// Money counts against the year of the application, also when the support runs on.
pub fn allowance(version: &SchemeVersion, kind: AskKind, used: &Used, council_share: Pence) -> Allowance {
    let whole = version.therapy_limit.value;
    let (limit, counted) = match (kind, version.assessment_limit.value) {
        (AskKind::Therapy, assessment) => {
            // The fund pays the limit, then a pound for each pound of the council's, to a ceiling
            // that takes in the limit (communitycare.co.uk, 7 October 2016: of £50,000 the fund
            // pays £5,000 and £22,500, the council £22,500).
            let limit = whole.map(|base| match version.most_matched() {
                Some(most) => base + (used.council + council_share).min(most),
                None => base,
            });
            let beside = !matches!(assessment, AssessmentLimit::Within(_));
            (limit, if beside { used.therapy } else { used.therapy + used.assessment })
        }
        (AskKind::Assessment, AssessmentLimit::None) => (None, used.assessment),
        (AskKind::Assessment, AssessmentLimit::Beside(own)) => (Some(own), used.assessment),
        (AskKind::Assessment, AssessmentLimit::Within(None)) => (whole, used.therapy + used.assessment),
        (AskKind::Assessment, AssessmentLimit::Within(Some(own))) => {
            let left_of_whole = whole.map_or(own, |w| (w - used.therapy - used.assessment).max(Pence::ZERO));
            let left = (own - used.assessment).max(Pence::ZERO).min(left_of_whole);
            return Allowance { limit: Some(own), left: Some(left) };
        }
    };
    Allowance { limit, left: limit.map(|l| (l - counted).max(Pence::ZERO)) }
}

/// Checks an ask against one version, which must be that of the application's date: give a version
/// with an agency's choices from [`SchemeVersion::with_apply_within`], or call [`decide`].
///
/// Allowing is monotone: where an amount is allowed, each smaller amount above zero is too.
pub fn check(version: &SchemeVersion, ask: &Ask) -> Decision {
    let mut sheet = Sheet { version, ask, refusals: Vec::new(), notes: Vec::new(), assumed: false };
    let mut allowance = Allowance { limit: None, left: None };
    if version.holds_on(ask.applied_on) {
        sheet.open();
        sheet.child();
        sheet.therapy();
        sheet.assessment();
        sheet.dates();
        allowance = sheet.money();
    } else {
        sheet.refuse(
            rule::RULE_DATE,
            format!(
                "The rules {} hold from {} to {}, and this application is dated {}. \
                 Check it by the rules of its own date.",
                version.id,
                day(version.from),
                day(version.to),
                day(ask.applied_on)
            ),
            None,
        );
    }
    Decision {
        version: Some(version.id.clone()),
        allowed: sheet.refusals.is_empty(),
        refusals: sheet.refusals,
        notes: sheet.notes,
        limit: allowance.limit,
        left: allowance.left,
        assumed: sheet.assumed,
    }
}

/// A decision in the making.
struct Sheet<'a> {
    version: &'a SchemeVersion,
    ask: &'a Ask,
    refusals: Vec<Refusal>,
    notes: Vec<String>,
    assumed: bool,
}

impl<'a> Sheet<'a> {
    fn refuse(&mut self, rule: &'static str, message: String, source: Option<&str>) {
        self.refusals.push(Refusal { rule, message, source: source.map(str::to_owned) });
    }

    /// Uses a rule's value, noting what a reader must know of how sure it is.
    fn rely<T>(&mut self, words: &str, rule: &'a Ruled<T>) -> &'a T {
        match rule.sure {
            Sure::Sourced => {}
            Sure::Conflict => self.notes.push(format!("Sources disagree on {words}: {}.", rule.source)),
            Sure::Assumed => {
                self.assumed = true;
                self.notes.push(format!("Assumed: {words}. Source: {}.", rule.source));
            }
        }
        &rule.value
    }

    fn open(&mut self) {
        let version = self.version;
        if !*self.rely("the scheme's name and days", &version.accepts) {
            let next = version.to.tomorrow().unwrap_or(version.to);
            self.refuse(
                rule::NOT_OPEN,
                format!(
                    "The {} took no new applications from {} to {}. Apply on {} or later.",
                    version.scheme.label(),
                    day(version.from),
                    day(version.to),
                    day(next)
                ),
                Some(&version.accepts.source),
            );
        }
    }

    fn child(&mut self) {
        let (version, ask) = (self.version, self.ask);
        let Some(rule) = version.routes.get(&ask.legal_route) else {
            let helped: Vec<_> = version.routes.keys().map(|r| r.label().to_lowercase()).collect();
            let message = format!(
                "On {} the {} helped children by these routes: {}. This child's route is recorded as “{}”. \
                 Check the order; if it is right, ask the council what its own budget can offer.",
                day(ask.applied_on),
                version.scheme.label(),
                helped.join("; "),
                ask.legal_route.label().to_lowercase()
            );
            return self.refuse(
                rule::ROUTE,
                message,
                version.routes.values().next().map(|r| r.source.as_str()),
            );
        };
        let route = self.rely("who is eligible", rule);
        self.notes.push(format!("Confirm that the child is or was {}.", route.confirm));
        let Some(age) = age_on(ask.child_born, ask.applied_on) else {
            let message = "The child's date of birth is after the date of the application. Check both dates.";
            return self.refuse(rule::BORN, message.to_owned(), None);
        };
        let oldest = if ask.has_ehcp { route.oldest_with_plan } else { route.oldest };
        if age > oldest {
            let next = if age <= route.oldest_with_plan {
                "If there is such a plan, record it. If not, ask adult services what they can offer."
            } else {
                "Ask adult services and the adopted adults' service what they can offer."
            };
            let message = format!(
                "The {} helps young people up to and including the age of {}, or {} with an education, health and \
                 care plan. On {} this young person is {age}. {next}",
                version.scheme.label(),
                route.oldest,
                route.oldest_with_plan,
                day(ask.applied_on)
            );
            self.refuse(rule::AGE, message, Some(&rule.source));
        }
    }

    fn therapy(&mut self) {
        let (version, ask) = (self.version, self.ask);
        if (ask.therapy == SPECIALIST_ASSESSMENT) != (ask.kind == AskKind::Assessment) {
            let message = "A specialist assessment and a therapy are asked for apart, since each has its own limit. \
                           Choose which of the two this application is for.";
            self.refuse(rule::KIND, message.to_owned(), None);
        }
        let Some(rule) = version.therapies.get(&ask.therapy) else {
            let message = "This support is not on the list of what the fund pays for or refuses. \
                           Choose one from the catalogue, or ask the fund before you apply.";
            return self.refuse(rule::THERAPY_UNKNOWN, message.to_owned(), None);
        };
        let therapy = self.rely("whether this support is paid for", rule);
        if !therapy.funded {
            let message = format!("The fund does not pay for this support. {}", therapy.instead);
            self.refuse(rule::THERAPY, message, Some(&rule.source));
        }
    }

    fn assessment(&mut self) {
        let (version, ask) = (self.version, self.ask);
        let Some(assessed) = ask.assessed_on else {
            let message = "The fund needs an assessment of need that names this support. \
                           Complete the assessment, then apply.";
            return self.refuse(rule::NO_ASSESSMENT, message.to_owned(), Some(&version.apply_within.source));
        };
        if assessed > ask.applied_on {
            let message = format!(
                "The assessment is dated {}, after the application of {}. Check both dates, or apply again now.",
                day(assessed),
                day(ask.applied_on)
            );
            return self.refuse(rule::ASSESSMENT_LATER, message, None);
        }
        let rule = &version.apply_within;
        let late = ask.applied_on > months_after(assessed, rule.value);
        let other_differs =
            rule.other.is_some_and(|other| late != (ask.applied_on > months_after(assessed, other)));
        // A dispute that would not change the answer is not worth a reader's time.
        if rule.sure == Sure::Assumed || other_differs {
            self.rely("how long after the assessment one may apply", rule);
        }
        if late {
            let disputed = match rule.other {
                Some(other) if other_differs => {
                    format!(" Another source says {other} months, so it is worth asking the fund.")
                }
                _ => String::new(),
            };
            let message = format!(
                "An application must be made within {} months of the assessment of need. The assessment of {} \
                 allowed it until {}, and this one is dated {}.{disputed} Review the assessment, then apply again.",
                rule.value,
                day(assessed),
                day(months_after(assessed, rule.value)),
                day(ask.applied_on)
            );
            self.refuse(rule::ASSESSMENT_OLD, message, Some(&rule.source));
        }
    }

    fn dates(&mut self) {
        let (version, ask) = (self.version, self.ask);
        if ask.ends_on < ask.starts_on {
            let message = format!(
                "The support ends on {}, before it begins on {}. Check both dates.",
                day(ask.ends_on),
                day(ask.starts_on)
            );
            return self.refuse(rule::DATES, message, None);
        }
        match *self.rely("how long support may run", &version.span) {
            Span::YearEnd => {
                let last = version.year().last_day();
                if ask.ends_on > last {
                    let message = format!(
                        "Everything paid for in {} must be done by {}, and this ends on {}. Shorten it, and apply \
                         again in the new year for the rest.",
                        version.year(),
                        day(last),
                        day(ask.ends_on)
                    );
                    self.refuse(rule::YEAR_END, message, Some(&version.span.source));
                }
            }
            Span::Months(months) => {
                let past = months_after(ask.starts_on, months);
                if ask.ends_on >= past {
                    let message = format!(
                        "A package may run for {months} months at most. One that begins on {} must end before {}, \
                         and this ends on {}. Shorten it, and apply again for the rest.",
                        day(ask.starts_on),
                        day(past),
                        day(ask.ends_on)
                    );
                    self.refuse(rule::LENGTH, message, Some(&version.span.source));
                }
            }
        }
        if ask.starts_on < ask.applied_on {
            let refused = match *self.rely("whether support may begin before the application", &version.back_dating) {
                BackDating::Urgent if !ask.urgent_start => Some(
                    "Support should begin after the application, save where it was urgent. If it was, record why; \
                     if not, ask for the part that is still to come"
                        .to_owned(),
                ),
                BackDating::ThisYear if ask.starts_on < version.year().first_day() => Some(format!(
                    "Support may be back-dated to {} and no further. Ask for the part from then on",
                    day(version.year().first_day())
                )),
                _ => None,
            };
            if let Some(words) = refused {
                let message = format!(
                    "{words}. This begins on {}, and the application is dated {}.",
                    day(ask.starts_on),
                    day(ask.applied_on)
                );
                self.refuse(rule::STARTED, message, Some(&version.back_dating.source));
            }
        }
    }

    fn money(&mut self) -> Allowance {
        let (version, ask, used) = (self.version, self.ask, &self.ask.already);
        if ask.amount <= Pence::ZERO {
            self.refuse(rule::AMOUNT, "Ask for an amount above zero.".to_owned(), None);
        }
        if [ask.council_share, used.therapy, used.assessment, used.council].iter().any(|p| p.is_negative()) {
            let message =
                "The council's share and what is already used cannot be below zero. Check the figures.";
            self.refuse(rule::AMOUNT, message.to_owned(), None);
            return Allowance { limit: None, left: None };
        }
        self.rely("the fair access limit", &version.therapy_limit);
        let within = matches!(version.assessment_limit.value, AssessmentLimit::Within(_));
        if within || ask.kind == AskKind::Assessment {
            self.rely("the limit on specialist assessments", &version.assessment_limit);
        }
        if ask.kind == AskKind::Therapy && ask.council_share > Pence::ZERO {
            match *self.rely("match funding", &version.match_to) {
                Some(_) => {
                    self.notes.push(
                        "The fund matches the council only for a case of higher risk that meets its criteria."
                            .to_owned(),
                    );
                    // A dispute that would not change the answer is not worth a reader's time.
                    if self.cap_decides() {
                        self.rely("what the most of match funding is counted on", &version.match_cap);
                    }
                }
                None => self.notes.push(format!(
                    "The fund does not match under these rules: the council's {} is its own top-up.",
                    ask.council_share
                )),
            }
        }
        let allowance = allowance(version, ask.kind, used, ask.council_share);
        if let Allowance { limit: Some(limit), left: Some(left) } = allowance
            && ask.amount > left
        {
            let (code, source) = match ask.kind {
                AskKind::Therapy => (rule::LIMIT, &version.therapy_limit.source),
                AskKind::Assessment => (rule::ASSESSMENT_LIMIT, &version.assessment_limit.source),
            };
            let message = self.over(limit, left);
            self.refuse(code, message, Some(source));
        }
        allowance
    }

    /// Whether the other reading of the most of match funding would give another limit.
    fn cap_decides(&self) -> bool {
        let (version, ask) = (self.version, self.ask);
        let other = version.match_cap.other.flatten().and_then(|cap| version.with_match_cap(cap).ok());
        let limit = |v: &SchemeVersion| allowance(v, ask.kind, &ask.already, ask.council_share).limit;
        other.is_some_and(|other| limit(&other) != limit(version))
    }

    /// The words of a refusal by a limit.
    fn over(&self, limit: Pence, left: Pence) -> String {
        let (version, ask, used) = (self.version, self.ask, &self.ask.already);
        let held = match (ask.kind, version.assessment_limit.value, version.therapy_limit.value) {
            (AskKind::Therapy, AssessmentLimit::Within(_), _) => {
                format!("the fair access limit is {limit} a child a year, specialist assessment included")
            }
            (AskKind::Therapy, ..) => format!("the fair access limit is {limit} a child a year"),
            (AskKind::Assessment, AssessmentLimit::Within(_), Some(whole)) => format!(
                "a specialist assessment may cost {limit} at most, inside the {whole} a child a year for \
                 therapy and assessment together"
            ),
            (AskKind::Assessment, ..) => {
                format!("the limit for specialist assessment is {limit} a child a year")
            }
        };
        let most = version.therapy_limit.value.zip(version.most_matched()).map(|(base, most)| base + most);
        let next = match (ask.kind, most) {
            (AskKind::Therapy, Some(most)) if limit < most => format!(
                "If the council agrees to pay half of what is above the limit, record its share: the fund matches it \
                 until it has paid {most} in all."
            ),
            _ => "The council or agency may pay the rest from its own budget, or take the case to its resource panel."
                .to_owned(),
        };
        let ask_less = if left > Pence::ZERO { format!("Ask for {left} or less. ") } else { String::new() };
        format!(
            "This asks for {}. In {} {held}. {} has been agreed for therapy and {} for assessment, which leaves {left}: \
             this is {} too much. {ask_less}{next}",
            ask.amount,
            version.year(),
            used.therapy,
            used.assessment,
            ask.amount - left
        )
    }
}

fn day(date: Date) -> impl std::fmt::Display {
    date.strftime("%-d %B %Y").to_string()
}
