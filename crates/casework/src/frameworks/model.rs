//! What an agency can add to the framework, and how a version of it comes to hold. Pure: the day comes in.

use std::{collections::BTreeMap, ops::Deref, sync::Arc};

use kernel::{Date, Error, FieldError, Id, Result, Timestamp, kinds::Account};
use serde::{Deserialize, Serialize};

use crate::{
    assessment::model::{Domain, Framework, Informant, Minimum, current_on, framework},
    words::{LINE, NOTE, blank, mend, required, too_long},
};

/// The most parts of its own that an agency adds.
pub const MOST_PARTS: usize = 12;
/// The most questions that it adds to one part.
pub const MOST_PROMPTS: usize = 10;
/// The most words that it asks for at least in an answer of its own.
pub const MOST_WORDS: i64 = 200;
/// The longest question, in characters.
pub const PROMPT: usize = 300;

kernel::codes! {
    /// Where a version stands.
    State {
        Draft = "draft", "Being written";
        Asked = "asked", "Waits for approval";
        Approved = "approved", "Approved";
        Withdrawn = "withdrawn", "Withdrawn before it held";
    }
}

kernel::codes! {
    /// What a manager answers who did not write a version.
    Decision {
        Approve = "approve", "Approve it";
        SendBack = "send-back", "Send it back, with what to change";
    }
}

/// A part of the agency's own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OwnPart {
    /// Its code, which never changes from version to version: `own-1` and so on.
    pub code: String,
    /// Its heading.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// The matter of SI 2005/691 regulation 14 that it answers.
    pub matter: String,
    /// Questions that open the conversation.
    pub prompts: Vec<String>,
    /// The least that an answer holds, in words.
    pub says: String,
    /// How many words it has at least.
    pub words: u32,
    /// Whom to ask.
    pub ask: Vec<Informant>,
    /// Whether it may be left out with a reason.
    pub may_leave_out: bool,
}

/// Everything that an agency adds to one version of the national framework. There is nothing in it by which a national part,
/// question, minimum or rule could be changed: it can only be more.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Addition {
    /// Questions of its own for national parts, by the part's code.
    pub prompts: BTreeMap<String, Vec<String>>,
    /// Parts of its own, after the national ones.
    pub parts: Vec<OwnPart>,
}

impl Addition {
    /// The code of the next part of its own.
    pub fn next_code(&self) -> String {
        let used = self.parts.iter().filter_map(|p| p.code.strip_prefix("own-")?.parse::<u32>().ok()).max();
        format!("own-{}", used.unwrap_or(0).saturating_add(1))
    }

    /// What is wrong with it, beside the fields of the form.
    pub fn gaps(&self, national: &Framework) -> Vec<FieldError> {
        let mut found = Vec::new();
        for (code, prompts) in &self.prompts {
            let field = format!("prompts.{code}");
            if national.domain(code).is_none() {
                found.push(mend(field, "The national framework has no such part"));
            } else {
                found.extend(wrong_prompts(&field, prompts));
            }
        }
        if self.parts.len() > MOST_PARTS {
            found.push(mend("", format!("Keep to {MOST_PARTS} parts of your own")));
        }
        for (n, part) in self.parts.iter().enumerate() {
            let field = |name: &str| format!("parts.{n}.{name}");
            found.extend(required(&field("title"), &part.title, LINE, "Give this part a heading"));
            found.extend(required(&field("about"), &part.about, NOTE, "Say what this part is about"));
            found.extend(required(
                &field("says"),
                &part.says,
                NOTE,
                "Say what the least acceptable answer holds",
            ));
            if part.prompts.is_empty() {
                found.push(mend(field("prompts"), "Write at least one question that opens the conversation"));
            }
            found.extend(wrong_prompts(&field("prompts"), &part.prompts));
            if part.ask.is_empty() {
                found.push(mend(field("ask"), "Choose at least one whom to ask"));
            }
            if national.domains.iter().all(|d| d.matter != part.matter) {
                found.push(mend(
                    field("matter"),
                    "Choose the matter of the regulations that this part answers",
                ));
            }
        }
        found
    }

    /// The framework with what the agency adds, under the name of the agency's version.
    ///
    /// # Errors
    /// `Internal` when the two do not hold together, which [`Self::gaps`] would have said.
    pub fn on(&self, national: &Framework, number: i64) -> Result<Framework> {
        let mut whole = national.clone();
        whole.version = name_of(&national.version, number);
        for domain in &mut whole.domains {
            if let Some(own) = self.prompts.get(&domain.code) {
                domain.prompts.extend(own.iter().cloned());
            }
        }
        whole.domains.extend(self.parts.iter().map(OwnPart::domain));
        whole.check()?;
        Ok(whole)
    }

    /// Whether it adds nothing.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.prompts.values().all(Vec::is_empty)
    }
}

impl OwnPart {
    fn domain(&self) -> Domain {
        Domain {
            code: self.code.clone(),
            title: self.title.clone(),
            about: self.about.clone(),
            matter: self.matter.clone(),
            prompts: self.prompts.clone(),
            minimum: Minimum {
                says: self.says.clone(),
                words: usize::try_from(self.words).unwrap_or(0),
                ask: Vec::new(),
            },
            may_leave_out: self.may_leave_out,
            needs: Vec::new(),
            ask: self.ask.clone(),
        }
    }
}

fn wrong_prompts(field: &str, prompts: &[String]) -> Vec<FieldError> {
    let mut found = Vec::new();
    if prompts.len() > MOST_PROMPTS {
        found.push(mend(field, format!("Keep to {MOST_PROMPTS} questions, one a line")));
    }
    if prompts.iter().any(|p| blank(p)) {
        found.push(mend(field, "Each line is a question in words"));
    }
    found.extend(prompts.iter().find_map(|p| too_long(field, p, PROMPT)));
    found
}

/// The name under which assessments keep an agency's version.
pub fn name_of(national: &str, number: i64) -> String {
    format!("{national}+{number}")
}

/// The national version and the agency's number in such a name; none for a national version.
pub fn number_in(name: &str) -> Option<(&str, i64)> {
    let (national, number) = name.split_once('+')?;
    Some((national, number.parse().ok()?))
}

/// A framework as an assessment follows it: the national one, or one with what an agency adds.
#[derive(Debug, Clone)]
pub enum Held {
    /// As it ships.
    National(&'static Framework),
    /// With what an agency adds.
    Own(Arc<Framework>),
}

impl Deref for Held {
    type Target = Framework;
    fn deref(&self) -> &Framework {
        match self {
            Held::National(framework) => framework,
            Held::Own(framework) => framework,
        }
    }
}

/// One version of what an agency adds.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Its id.
    pub id: Id<access::assessing::FrameworkVersion>,
    /// Its number within the agency.
    pub number: i64,
    /// The national version that it adds to.
    pub national: String,
    /// Where it stands.
    pub state: State,
    /// The first day on which a new assessment follows it; asked for with the approval.
    pub from: Option<Date>,
    /// What is added.
    pub added: Addition,
    /// When it was begun.
    pub made: Timestamp,
    /// When approval was asked for, and by whom.
    pub asked: Option<(Timestamp, Option<Id<Account>>)>,
    /// When it was answered, and by whom.
    pub decided: Option<(Timestamp, Option<Id<Account>>)>,
    /// What whoever answered had to say.
    pub words: String,
    /// The version that an edit is based on.
    pub version: i64,
}

impl Version {
    /// The national framework that it adds to.
    ///
    /// # Errors
    /// `NotFound` when this installation does not have that version.
    pub fn national(&self) -> Result<&'static Framework> {
        framework(&self.national)
    }

    /// The whole framework.
    ///
    /// # Errors
    /// As [`Self::national`] and [`Addition::on`].
    pub fn whole(&self) -> Result<Framework> {
        self.added.on(self.national()?, self.number)
    }

    /// Refuses what only a draft may have done to it.
    ///
    /// # Errors
    /// `Refused` by rule `framework.draft`.
    pub fn must_be_draft(&self) -> Result<()> {
        match self.state {
            State::Draft => Ok(()),
            _ => Err(Error::refused(
                "framework.draft",
                "This version is not being written any more. Begin the next one to change what you add.",
            )),
        }
    }

    /// The state after a manager's answer.
    ///
    /// # Errors
    /// `Refused` by rule `framework.asked` unless it waits; `Invalid` beside `from` when its day has passed meanwhile, since
    /// assessments begun since then follow another version.
    pub fn after(&self, decision: Decision, today: Date) -> Result<State> {
        match (self.state, decision) {
            (State::Asked, Decision::SendBack) => Ok(State::Draft),
            (State::Asked, Decision::Approve) if self.from.is_none_or(|from| from < today) => {
                Err(Error::field(
                    "decision",
                    "The day from which it should hold has passed. Send it back, and let it be asked for again.",
                ))
            }
            (State::Asked, Decision::Approve) => Ok(State::Approved),
            _ => Err(Error::refused("framework.asked", "This version does not wait for approval any more.")),
        }
    }

    /// Refuses a day on which another national version holds than the one that it was written for: it would hold nowhere.
    ///
    /// # Errors
    /// `Invalid` beside `field`; `Refused` by rule `assessment.framework` before the first national version.
    pub fn must_fit(&self, from: Date, field: &str) -> Result<()> {
        let then = current_on(from)?;
        if then.version == self.national {
            return Ok(());
        }
        Err(Error::field(
            field,
            format!(
                "On that day the national version {} holds, and this was written for {}. Withdraw it, and begin the next version: what \
                 stands here can still be read, and copied.",
                then.version, self.national
            ),
        ))
    }

    /// Whether it can be withdrawn: it does not hold yet.
    ///
    /// # Errors
    /// `Refused` by rule `framework.holds`.
    pub fn must_not_hold(&self, today: Date) -> Result<()> {
        match self.state {
            State::Draft | State::Asked => Ok(()),
            State::Approved if self.from.is_some_and(|from| from > today) => Ok(()),
            State::Approved | State::Withdrawn => Err(Error::refused(
                "framework.holds",
                "Only a version that does not hold yet can be withdrawn. Write the next one instead.",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::assessment::model::{Answers, gaps, versions};

    fn part(code: &str) -> OwnPart {
        OwnPart {
            code: code.into(),
            title: "Life far from help".into(),
            about: "What distance does to the family.".into(),
            matter: versions().unwrap().last().unwrap().domains[0].matter.clone(),
            prompts: vec!["How long is the way to school?".into()],
            says: "Says how far things are.".into(),
            words: 5,
            ask: vec![Informant::Parents],
            may_leave_out: true,
        }
    }

    fn latest() -> &'static Framework {
        versions().unwrap().last().unwrap()
    }

    #[test]
    fn an_addition_stands_after_the_national_parts_and_changes_none() {
        let added = Addition {
            prompts: [("health".to_owned(), vec!["Is there a dentist near by?".to_owned()])].into(),
            parts: vec![part("own-1")],
        };
        assert!(added.gaps(latest()).is_empty());
        let whole = added.on(latest(), 3).unwrap();
        assert_eq!(whole.version, format!("{}+3", latest().version));
        assert_eq!(number_in(&whole.version), Some((latest().version.as_str(), 3)));
        assert_eq!(number_in(&latest().version), None);
        assert_eq!(whole.domains.len(), latest().domains.len() + 1);
        assert_eq!(whole.domain("health").unwrap().prompts.last().unwrap(), "Is there a dentist near by?");
        assert_eq!(added.next_code(), "own-2");
    }

    #[test]
    fn what_is_missing_is_said_beside_its_field() {
        let added = Addition {
            prompts: [("nothing".to_owned(), vec!["Why?".to_owned()])].into(),
            parts: vec![OwnPart { code: "own-1".into(), ..OwnPart::default() }],
        };
        let fields: Vec<String> = added.gaps(latest()).into_iter().map(|e| e.field).collect();
        for field in ["prompts.nothing", "parts.0.title", "parts.0.prompts", "parts.0.ask", "parts.0.matter"]
        {
            assert!(fields.iter().any(|f| f == field), "{field} of {fields:?}");
        }
        let taken = Addition { parts: vec![part("health")], ..Addition::default() };
        assert!(taken.on(latest(), 1).is_err(), "no national part is taken over");
    }

    #[test]
    fn a_version_is_approved_before_its_day_and_withdrawn_only_before_it_holds() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let mut v = Version {
            id: Id::random(),
            number: 1,
            national: latest().version.clone(),
            state: State::Asked,
            from: Some(day("2026-12-01")),
            added: Addition::default(),
            made: "2026-11-20T09:00:00Z".parse().unwrap(),
            asked: None,
            decided: None,
            words: String::new(),
            version: 1,
        };
        assert_eq!(v.after(Decision::Approve, day("2026-12-01")).unwrap(), State::Approved);
        assert!(v.after(Decision::Approve, day("2026-12-02")).is_err());
        assert_eq!(v.after(Decision::SendBack, day("2026-12-02")).unwrap(), State::Draft);
        assert!(v.must_be_draft().is_err());
        assert!(v.must_fit(day("2026-12-01"), "from").is_ok());
        let older = Version { national: "2005.1".into(), ..v.clone() };
        match older.must_fit(day("2026-12-01"), "from") {
            Err(Error::Invalid(wrong)) => assert_eq!(wrong.0[0].field, "from"),
            other => panic!("{other:?}"),
        }
        for state in [State::Draft, State::Asked] {
            assert!(Version { state, ..v.clone() }.must_not_hold(day("2026-12-01")).is_ok());
        }
        v.state = State::Approved;
        assert!(v.must_not_hold(day("2026-11-30")).is_ok());
        assert_eq!(v.must_not_hold(day("2026-12-01")).unwrap_err().code(), "framework.holds");
        assert_eq!(v.after(Decision::Approve, day("2026-11-30")).unwrap_err().code(), "framework.asked");
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        /// Whatever is added, everything that the national framework asks for is still asked for.
        #[test]
        fn nothing_that_is_added_weakens_the_national_minimum(
            codes in prop::collection::btree_set(0_usize..12, 0..6),
            prompts in prop::collection::vec("[a-z ?]{1,40}", 0..4),
            parts in 0_usize..4,
            leave in any::<bool>(),
        ) {
            let prompts_of = |at: &usize| (latest().domains[*at].code.clone(), prompts.clone());
            let own = |n: usize| OwnPart { may_leave_out: leave, ..part(&format!("own-{n}")) };
            let added = Addition { prompts: codes.iter().map(prompts_of).collect(), parts: (1..=parts).map(own).collect() };
            let whole = added.on(latest(), 1).unwrap();
            for (national, now) in latest().domains.iter().zip(&whole.domains) {
                prop_assert_eq!(&national.minimum, &now.minimum);
                prop_assert_eq!(national.may_leave_out, now.may_leave_out);
                prop_assert!(now.prompts.starts_with(&national.prompts));
            }
            prop_assert_eq!(&whole.recommendation, &latest().recommendation);
            prop_assert_eq!(&whole.voice, &latest().voice);
            let asked = gaps(&whole, &Answers::default());
            for gap in gaps(latest(), &Answers::default()) {
                prop_assert!(asked.contains(&gap));
            }
        }
    }
}
