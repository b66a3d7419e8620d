//! What partners were asked for the assessments that are being written, and the second signatures under the newest ones.
//! Chance of its own throughout, so that what else a story tells stays as it was.

use access::Role;
use casework::{
    assessment::{
        model::{SignOff, State as AssessmentState},
        signatures::Signature,
        store::Assessment,
    },
    cases::store::CaseState,
    contributions::{
        model::{Answer, Ask, Partner, Said, Stage, State, Took, Use},
        store::Contribution,
    },
    promises::About,
    timeline::EventKind,
};
use kernel::{Id, PromiseKind, Result, kinds::Account};

use super::{CaseStory, Teller, at_work};
use crate::{days, dice::Dice, words};

/// Signatures have been asked for since so many days.
const SIGNED_SINCE: i32 = 60;

/// Whom the demo asks: the partner, the person, what they are, and their organisation. All made up.
const ASKED: &[(&str, &str, &str, &str)] = &[
    ("school", "Amira Haddad", "class teacher", "Elm Grove Primary School"),
    ("school", "Tom Bright", "head of year", "Harbour Academy"),
    ("camhs", "Dr Ola Sund", "clinical psychologist", "East Child and Family Service"),
    ("paediatrics", "Dr Mei Lin", "paediatrician", "Riverside Child Development Centre"),
];

impl Teller<'_> {
    /// What partners were asked for the draft of a case, if it has one.
    ///
    /// # Errors
    /// `Internal` when the list of partners cannot be read.
    pub(super) fn ask_partners(&self, story: &mut CaseStory) -> Result<()> {
        let Some(draft) = story.assessments.iter().find(|a| a.state == AssessmentState::Draft).cloned()
        else {
            return Ok(());
        };
        let Some(worker) = story.case.coordinator else { return Ok(()) };
        if story.case.state != CaseState::Open {
            return Ok(());
        }
        let mut dice = Dice::new(self.world.seed, "partners", super::signed::seed(&draft.id.to_string()));
        let first = dice.place(ASKED.len());
        for step in 0..2 {
            let place = (first + step * 2) % ASKED.len();
            let day = self.world.workdays.on_or_after(days::of(draft.started) + dice.within(1..=4));
            if self.past(day) {
                self.ask_one(&mut dice, story, &draft, worker, ASKED[place], day)?;
            }
        }
        Ok(())
    }

    fn ask_one(
        &self,
        dice: &mut Dice,
        story: &mut CaseStory,
        draft: &Assessment,
        worker: Id<Account>,
        (partner, name, role, organisation): (&str, &str, &str, &str),
        day: i32,
    ) -> Result<()> {
        let partner = Partner::find(partner)?;
        let framework = draft.framework()?;
        let asked = at_work(dice, day).max(draft.started);
        let domains: Vec<String> = partner.usual(framework).map(|d| d.code.clone()).collect();
        let answered = self.world.workdays.on_or_after(day + dice.within(3..=12));
        let state = match self.past(answered) {
            true => dice.weighted(&[(State::Sent, 6), (State::Asked, 3), (State::Declined, 1)]),
            false => State::Asked,
        };
        let settled = (state != State::Asked).then(|| at_work(dice, answered));
        let about = About {
            agency: story.case.agency,
            case: Some(story.case.id),
            enquiry: None,
            thing: dice.id::<()>(asked),
        };
        let kept = if state == State::Sent { settled } else { None };
        let mut promise = self.promise(dice, about, PromiseKind::Contribution, asked, kept);
        let due = promise.due;
        if state == State::Declined {
            promise.withdrawn = settled;
        }
        story.promises.push(promise);
        let said = domains.iter().map(|part| Said {
            part: part.clone(),
            words: dice.one(words::PARTNER_SAYS).to_owned(),
            ..Said::default()
        });
        let answer = Answer { said: said.collect(), name: name.to_owned(), role: role.to_owned() };
        let took = Took { used: Use::Taken, words: words::TOOK.to_owned() };
        let taken = state == State::Sent && dice.percent(50);
        let late = days::of(due) < self.world.today;
        let named =
            |id| self.world.accounts.iter().find(|a| a.account.id == id).map(|a| a.account.name.clone());
        story.contributions.push(Contribution {
            id: about.thing.cast(),
            agency: story.case.agency,
            case: story.case.id,
            assessment: draft.id,
            ask: Ask {
                partner: partner.code.clone(),
                name: name.to_owned(),
                role: role.to_owned(),
                organisation: organisation.to_owned(),
                email: format!("partner{}@example.org", place_of(name)),
                child: "the child".to_owned(),
                why: words::PARTNER_WHY.to_owned(),
                domains,
                question: String::new(),
                worker: named(worker).unwrap_or_default(),
                agency: "The agency".to_owned(),
                site: "http://127.0.0.1:8080".to_owned(),
            },
            state,
            asked,
            asked_by: Some(worker),
            due,
            link: 1,
            opened: settled,
            settled,
            answer: (state == State::Sent).then_some(answer),
            words: if state == State::Declined { words::PARTNER_DECLINES.to_owned() } else { String::new() },
            took: taken.then_some(took),
            took_at: settled.filter(|_| taken),
            took_by: Some(worker).filter(|_| taken),
            // Letters of the past went out with the past: nobody is written to anew when the demo starts.
            stage: if late { Stage::Managers } else { Stage::Asked },
            version: 1,
        });
        let words = format!("We asked {organisation} for what they know, for the assessment.");
        self.tell_line(dice, story, asked, EventKind::Assessment, (worker, Role::SocialWorker), &words);
        Ok(())
    }

    /// The second signatures under assessments that were completed lately.
    pub(super) fn sign_assessments(&self, story: &mut CaseStory, manager: Option<Id<Account>>) {
        let Some(manager) = manager else { return };
        let newest = story.assessments.iter().rev().find(|a| a.completed.is_some()).cloned();
        let Some((assessment, asked)) = newest.and_then(|a| a.completed.map(|at| (a, at))) else { return };
        let age = self.world.today - days::of(asked);
        if story.case.state != CaseState::Open || age > SIGNED_SINCE {
            return;
        }
        let mut dice = Dice::new(
            self.world.seed,
            "assessment-signature",
            super::signed::seed(&assessment.id.to_string()),
        );
        let day = self.world.workdays.on_or_after(days::of(asked) + dice.within(1..=6));
        let at = at_work(&mut dice, day);
        let own = assessment.author == Some(manager);
        let answered = self.past(day) && !own && dice.percent(if age > 10 { 94 } else { 50 });
        let state = if answered { SignOff::Signed } else { SignOff::Waiting };
        let about = About {
            agency: story.case.agency,
            case: Some(story.case.id),
            enquiry: None,
            thing: assessment.id.cast(),
        };
        let settled = answered.then_some(at);
        let promise = self.promise(&mut dice, about, PromiseKind::AssessmentSigned, asked, settled);
        story.promises.push(promise);
        story.signed_off.push(Signature {
            thing: assessment.id.cast(),
            asked,
            asked_by: assessment.author,
            state,
            settled,
            settled_by: settled.map(|_| manager),
            words: String::new(),
        });
        if answered {
            let words = "A manager read and signed the assessment of need.";
            self.tell_line(&mut dice, story, at, EventKind::Assessment, (manager, Role::TeamManager), words);
        }
    }
}

/// The place of somebody in the list of those who are asked.
fn place_of(name: &str) -> usize {
    ASKED.iter().position(|(_, one, ..)| *one == name).unwrap_or_default() + 1
}
