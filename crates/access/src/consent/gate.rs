//! The gate: may this go to that organisation, for this purpose, today? Pure, so that every
//! case of it can be tried.

use kernel::{Date, Id, Timestamp, codes};

use super::{Agreement, Consent, ConsentState, DataKind, Exception, LegalBasis, Recipient, kinds, purposes};

/// Rules by which the gate refuses.
pub mod rule {
    /// The family said no.
    pub const SAID_NO: &str = "sharing.said-no";
    /// There is neither consent nor agreement.
    pub const NO_GROUND: &str = "sharing.no-ground";
}

/// What somebody wants to share.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// For what: a code of `data/consent_purposes.csv`.
    pub purpose: &'a str,
    /// What.
    pub what: &'a [DataKind],
    /// With whom: one organisation, or the Fund.
    pub to: Recipient,
    /// What to call them in a message.
    pub to_name: &'a str,
}

/// All that speaks for or against sharing.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// Every consent of the case, in any order.
    pub consents: Vec<Consent>,
    /// Every agreement of the agency, in any order.
    pub agreements: Vec<Agreement>,
    /// Every exception of the case, in any order.
    pub exceptions: Vec<Exception>,
}

/// On what ground something may be shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// Organisations agreed on it.
    Agreement {
        /// Which agreement.
        id: Id<kinds::Agreement>,
        /// What people call it.
        name: String,
        /// On what legal ground it rests.
        legal: LegalBasis,
    },
    /// The family agreed to it.
    Consent(Id<kinds::Consent>),
    /// Somebody must be kept safe.
    Safeguarding(Id<kinds::Exception>),
}

codes! {
    /// The kinds of ground, as stored.
    BasisKind {
        Agreement = "agreement", "A sharing agreement";
        Consent = "consent", "The family's consent";
        Safeguarding = "safeguarding", "To keep somebody safe";
    }
}

impl Basis {
    /// Its kind, for storage.
    pub fn kind(&self) -> BasisKind {
        match self {
            Basis::Agreement { .. } => BasisKind::Agreement,
            Basis::Consent(_) => BasisKind::Consent,
            Basis::Safeguarding(_) => BasisKind::Safeguarding,
        }
    }

    /// The id of the consent, agreement or exception.
    pub fn id(&self) -> Id<()> {
        match self {
            Basis::Agreement { id, .. } => id.cast(),
            Basis::Consent(id) => id.cast(),
            Basis::Safeguarding(id) => id.cast(),
        }
    }

    /// The ground in words.
    pub fn words(&self) -> String {
        match self {
            Basis::Agreement { name, legal, .. } => format!("the agreement “{name}” ({})", legal.label()),
            Basis::Consent(_) => "the family's consent".to_owned(),
            Basis::Safeguarding(_) => "the safeguarding exception that was recorded".to_owned(),
        }
    }
}

/// Why not, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The rule: see [`rule`].
    pub rule: &'static str,
    /// Why not.
    pub why: String,
    /// What somebody can do.
    pub next: String,
}

/// What the gate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It may go, on this ground.
    Allowed(Basis),
    /// It may not.
    Refused(Refusal),
}

/// May this be shared? An agreement or a consent must cover everything that is shared, its
/// purpose and its recipient, on the day. A family's no stands against both, until a newer
/// yes about the same recipient; only a safeguarding exception goes past it.
pub fn may_share(ask: &Ask<'_>, standing: &Standing, today: Date, now: Timestamp) -> Decision {
    let whole = |shares: &[DataKind]| ask.what.iter().all(|kind| shares.contains(kind));
    let asked: Vec<&Consent> =
        standing.consents.iter().filter(|c| c.purpose == ask.purpose && c.to.covers(&ask.to)).collect();
    let said_no = asked
        .iter()
        .any(|no| no.said_no().is_some_and(|at| !asked.iter().any(|yes| takes_back(yes, no, at, &ask.to))));
    if !said_no {
        let agreement = standing.agreements.iter().find(|a| {
            a.holds(today)
                && a.to.covers(&ask.to)
                && a.purposes.iter().any(|p| p == ask.purpose)
                && whole(&a.shares)
        });
        if let Some(a) = agreement {
            return Decision::Allowed(Basis::Agreement { id: a.id, name: a.name.clone(), legal: a.basis });
        }
        if let Some(c) = asked.iter().find(|c| c.state(today) == ConsentState::Holds && whole(&c.shares)) {
            return Decision::Allowed(Basis::Consent(c.id));
        }
    }
    let exception = standing
        .exceptions
        .iter()
        .find(|e| e.at <= now && now <= e.until && e.to.covers(&ask.to) && whole(&e.shares));
    match exception {
        Some(e) => Decision::Allowed(Basis::Safeguarding(e.id)),
        None => Decision::Refused(refusal(ask, said_no, &asked, today)),
    }
}

/// Whether a later yes takes back a no: it is newer, and speaks of the same recipient or of this very one.
fn takes_back(yes: &Consent, no: &Consent, no_at: Timestamp, to: &Recipient) -> bool {
    yes.said_no().is_none()
        && yes.answer == super::Answer::Given
        && yes.answered.unwrap_or(yes.recorded) > no_at
        && (yes.to == no.to || (yes.to.is_one() && yes.to.covers(to)))
}

fn refusal(ask: &Ask<'_>, said_no: bool, asked: &[&Consent], today: Date) -> Refusal {
    let (name, purpose) = (ask.to_name, purposes::title(ask.purpose).to_lowercase());
    if said_no {
        return Refusal {
            rule: rule::SAID_NO,
            why: format!("Nothing was shared. The family said no to sharing with {name} (to {purpose})."),
            next: "Talk with the family. If they have changed their mind, record their new answer on the case's page \
                   “Consent and sharing”. If somebody is at risk, record a safeguarding exception there."
                .into(),
        };
    }
    let because = if asked.iter().any(|c| c.state(today) == ConsentState::Waiting) {
        "The family was asked and has not answered yet."
    } else if asked.iter().any(|c| c.state(today) == ConsentState::Ended) {
        "The time for which the family agreed is over."
    } else if asked.iter().any(|c| c.state(today) == ConsentState::Holds) {
        "What the family agreed to does not cover all that would be shared."
    } else {
        "The family was not asked, and no sharing agreement covers it."
    };
    Refusal {
        rule: rule::NO_GROUND,
        why: format!("Nothing was shared with {name} (to {purpose}). {because}"),
        next: "Ask the family and record their answer on the case's page “Consent and sharing”, or ask an administrator \
               to record a sharing agreement under “Sharing agreements”."
            .into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::{Answer, RecipientKind};

    fn t(text: &str) -> Timestamp {
        text.parse().unwrap()
    }
    const NOW: &str = "2026-11-20T09:30:00Z";
    const TODAY: Date = Date::constant(2026, 11, 20);
    const PURPOSE: &str = purposes::ARRANGE_SUPPORT;

    fn provider(n: u8) -> Recipient {
        Recipient::one(RecipientKind::Provider, Id::from_parts(1, [n; 10]))
    }

    fn said(n: u8, to: Recipient, answer: Answer, at: &str) -> Consent {
        Consent {
            id: Id::from_parts(2, [n; 10]),
            agency: Id::from_parts(3, [3; 10]),
            case: Id::from_parts(4, [4; 10]),
            purpose: PURPOSE.into(),
            shares: vec![DataKind::Need, DataKind::Sessions],
            to,
            answer,
            given_by: None,
            given_name: String::new(),
            how: None,
            note: String::new(),
            answered_on: Some(Date::constant(2026, 10, 1)),
            until: None,
            recorded: t(at),
            recorded_by: None,
            recorded_role: "social-worker".into(),
            answered: Some(t(at)),
            withdrawn: None,
            withdrawn_by: None,
            withdrawn_role: None,
            withdrawn_why: String::new(),
            version: 1,
        }
    }

    fn agreed(to: Recipient) -> Agreement {
        Agreement {
            id: Id::from_parts(5, [5; 10]),
            agency: Id::from_parts(3, [3; 10]),
            name: "Framework".into(),
            to,
            purposes: vec![PURPOSE.into()],
            shares: vec![DataKind::Need, DataKind::Sessions],
            basis: LegalBasis::PublicTask,
            reference: "R1".into(),
            from: Date::constant(2026, 4, 1),
            until: Some(Date::constant(2027, 3, 31)),
            made: t("2026-03-01T09:00:00Z"),
            made_by: None,
            ended: None,
            ended_by: None,
            ended_why: String::new(),
            version: 1,
        }
    }

    fn exception(until: &str) -> Exception {
        Exception {
            id: Id::from_parts(6, [6; 10]),
            agency: Id::from_parts(3, [3; 10]),
            case: Id::from_parts(4, [4; 10]),
            to: provider(1),
            shares: vec![DataKind::Need],
            reason: "He said he would not be there tomorrow".into(),
            at: t("2026-11-20T09:00:00Z"),
            until: t(until),
            by: None,
            seen: None,
            seen_by: None,
            seen_note: String::new(),
            version: 1,
        }
    }

    fn ask(what: &[DataKind], standing: &Standing) -> Decision {
        let ask = Ask { purpose: PURPOSE, what, to: provider(1), to_name: "Willow" };
        may_share(&ask, standing, TODAY, t(NOW))
    }

    fn rule_of(decision: &Decision) -> Option<&'static str> {
        match decision {
            Decision::Refused(r) => Some(r.rule),
            Decision::Allowed(_) => None,
        }
    }

    #[test]
    fn without_a_ground_nothing_is_shared() {
        let no = ask(&[DataKind::Need], &Standing::default());
        let Decision::Refused(no) = no else { panic!("{no:?}") };
        assert_eq!(no.rule, rule::NO_GROUND);
        assert!(no.why.contains("Willow") && no.next.contains("Consent and sharing"));
        let waiting =
            Standing { consents: vec![said(1, provider(1), Answer::Asked, NOW)], ..Standing::default() };
        let Decision::Refused(no) = ask(&[DataKind::Need], &waiting) else { panic!("assumed") };
        assert!(no.why.contains("has not answered"));
    }

    #[test]
    fn a_consent_covers_its_purpose_its_recipient_its_data_and_its_days() {
        let yes = said(1, provider(1), Answer::Given, "2026-10-01T09:00:00Z");
        let with = |c: Consent| Standing { consents: vec![c], ..Standing::default() };
        assert_eq!(ask(&[DataKind::Need], &with(yes.clone())), Decision::Allowed(Basis::Consent(yes.id)));
        assert_eq!(rule_of(&ask(&[DataKind::Contact], &with(yes.clone()))), Some(rule::NO_GROUND));
        let other = Consent { purpose: purposes::APPLY_TO_FUND.into(), ..yes.clone() };
        assert_eq!(rule_of(&ask(&[DataKind::Need], &with(other))), Some(rule::NO_GROUND));
        let elsewhere = Consent { to: provider(2), ..yes.clone() };
        assert_eq!(rule_of(&ask(&[DataKind::Need], &with(elsewhere))), Some(rule::NO_GROUND));
        let last_day = Consent { until: Some(TODAY), ..yes.clone() };
        assert_eq!(rule_of(&ask(&[DataKind::Need], &with(last_day))), None);
        let over = Consent { until: Some(Date::constant(2026, 11, 19)), ..yes.clone() };
        assert_eq!(rule_of(&ask(&[DataKind::Need], &with(over))), Some(rule::NO_GROUND));
        let later = Consent { answered_on: Some(Date::constant(2026, 11, 21)), ..yes };
        assert_eq!(rule_of(&ask(&[DataKind::Need], &with(later))), Some(rule::NO_GROUND));
    }

    #[test]
    fn an_agreement_is_enough_and_a_familys_no_stands_against_it() {
        let every = agreed(Recipient::every(RecipientKind::Provider));
        let mut standing = Standing { agreements: vec![every.clone()], ..Standing::default() };
        assert!(matches!(ask(&[DataKind::Need], &standing), Decision::Allowed(Basis::Agreement { .. })));
        for changed in [
            Agreement { ended: Some(TODAY), ..every.clone() },
            Agreement { until: Some(Date::constant(2026, 11, 19)), ..every.clone() },
            Agreement { from: Date::constant(2026, 11, 21), ..every.clone() },
            Agreement { purposes: vec![purposes::APPLY_TO_FUND.into()], ..every.clone() },
            Agreement { to: provider(2), ..every.clone() },
        ] {
            let standing = Standing { agreements: vec![changed], ..Standing::default() };
            assert_eq!(rule_of(&ask(&[DataKind::Need], &standing)), Some(rule::NO_GROUND));
        }
        standing.consents = vec![said(1, provider(1), Answer::Refused, "2026-11-01T09:00:00Z")];
        assert_eq!(rule_of(&ask(&[DataKind::Need], &standing)), Some(rule::SAID_NO));
        // A later yes to every provider does not take back a no to this one; a yes to this one does.
        let any = Recipient::every(RecipientKind::Provider);
        standing.consents.push(said(2, any, Answer::Given, "2026-11-02T09:00:00Z"));
        assert_eq!(rule_of(&ask(&[DataKind::Need], &standing)), Some(rule::SAID_NO));
        standing.consents.push(said(3, provider(1), Answer::Given, "2026-11-03T09:00:00Z"));
        assert_eq!(rule_of(&ask(&[DataKind::Need], &standing)), None);
    }

    #[test]
    fn withdrawing_stops_it_at_once() {
        let mut yes = said(1, provider(1), Answer::Given, "2026-10-01T09:00:00Z");
        yes.withdrawn = Some(t("2026-11-20T09:29:59Z"));
        let agreement = agreed(Recipient::every(RecipientKind::Provider));
        let standing = Standing { consents: vec![yes], agreements: vec![agreement], ..Standing::default() };
        assert_eq!(rule_of(&ask(&[DataKind::Need], &standing)), Some(rule::SAID_NO));
    }

    #[test]
    fn only_safety_goes_past_a_no_and_only_for_its_time_and_data() {
        let no = said(1, provider(1), Answer::Refused, "2026-11-01T09:00:00Z");
        let with = |e: Exception| Standing {
            consents: vec![no.clone()],
            exceptions: vec![e],
            ..Standing::default()
        };
        let open = with(exception("2026-11-21T09:00:00Z"));
        assert!(matches!(ask(&[DataKind::Need], &open), Decision::Allowed(Basis::Safeguarding(_))));
        assert_eq!(rule_of(&ask(&[DataKind::Contact], &open)), Some(rule::SAID_NO));
        let over = with(exception("2026-11-20T09:29:59Z"));
        assert_eq!(rule_of(&ask(&[DataKind::Need], &over)), Some(rule::SAID_NO));
    }

    #[test]
    fn the_order_of_what_was_said_changes_nothing() {
        use proptest::prelude::*;
        let fixed = ProptestConfig {
            cases: 64,
            rng_seed: proptest::test_runner::RngSeed::Fixed(2026),
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        proptest!(fixed, |(answers in proptest::collection::vec((0_u8..3, 0_u8..3, 0_i64..30), 0..7))| {
            let made: Vec<Consent> = answers.iter().enumerate().map(|(n, (answer, to, day))| {
                let to = if *to == 0 { Recipient::every(RecipientKind::Provider) } else { provider(*to) };
                let answer = Answer::ALL[usize::from(*answer)];
                let at = t("2026-10-01T09:00:00Z") + jiff::SignedDuration::from_hours(24 * day);
                said(n as u8, to, answer, &at.to_string())
            }).collect();
            let one = Standing { consents: made.clone(), ..Standing::default() };
            let other = Standing { consents: made.into_iter().rev().collect(), ..Standing::default() };
            let (one, other) = (ask(&[DataKind::Need], &one), ask(&[DataKind::Need], &other));
            prop_assert_eq!(rule_of(&one), rule_of(&other));
        });
    }
}
