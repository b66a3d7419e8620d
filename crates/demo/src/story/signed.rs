//! Second signatures under the plans of a story: most were signed within days, a few came back to their author,
//! and some wait.

use access::Role;
use casework::{
    cases::store::CaseState,
    plan::{
        model::{SignatureState, State as PlanState},
        signatures::Signature,
    },
    promises::About,
    timeline::EventKind,
};
use kernel::{Id, PromiseKind, Timestamp, kinds::Account};

use super::{CaseStory, Teller, at_work};
use crate::{days, dice::Dice, words};

/// Of plans this young, in days, most wait for their signature.
const YOUNG: i32 = 10;

impl Teller<'_> {
    /// The signatures under every version of a case that was ever current, with the promises about them.
    pub(super) fn sign(&self, story: &mut CaseStory, manager: Option<Id<Account>>) {
        let Some(manager) = manager else { return };
        for place in 0..story.plans.len() {
            let plan = &story.plans[place];
            let (Some(asked), id, number) = (plan.current_from, plan.id, plan.number) else { continue };
            let holds = plan.state == PlanState::Current;
            let (author, ended) = (plan.author, plan.current_to);
            // Chance of its own, so that what else the story tells stays as it was.
            let mut dice = Dice::new(u64::try_from(number).unwrap_or(0), "signature", seed(&id.to_string()));
            let day = self.world.workdays.on_or_after(days::of(asked) + dice.within(1..=6));
            let at = at_work(&mut dice, day);
            let waits = match holds && self.world.today - days::of(asked) <= YOUNG {
                true => dice.percent(60),
                false => holds && dice.percent(5),
            };
            let before = |end: Option<Timestamp>| end.is_none_or(|end| at < end);
            let in_time = self.past(day) && before(ended) && before(story.case.closed);
            let back = dice.percent(4);
            let state = match (waits || !in_time, back, holds) {
                (true, _, true) => SignatureState::Waiting,
                (true, _, false) => SignatureState::Replaced,
                (false, true, true) => SignatureState::Returned,
                (false, true, false) => SignatureState::Answered,
                (false, false, _) => SignatureState::Signed,
            };
            let answered = match state {
                SignatureState::Waiting | SignatureState::Replaced => None,
                _ => Some(at),
            };
            let about = About {
                agency: story.case.agency,
                case: Some(story.case.id),
                enquiry: story.case.enquiry,
                thing: id.cast(),
            };
            let mut promise = self.promise(&mut dice, about, PromiseKind::PlanSigned, asked, answered);
            if answered.is_none() {
                promise.withdrawn = match story.case.state {
                    CaseState::Closed => ended.or(story.case.closed),
                    CaseState::Open => ended,
                };
            }
            story.promises.push(promise);
            story.signatures.push(Signature {
                thing: id.cast(),
                asked,
                asked_by: author,
                state,
                settled: answered,
                settled_by: answered.map(|_| manager),
                words: match state {
                    SignatureState::Returned | SignatureState::Answered => {
                        dice.one(words::SENT_BACK).to_owned()
                    }
                    _ => String::new(),
                },
            });
            if holds && state == SignatureState::Signed {
                let words = format!("A manager read and signed version {number} of the support plan.");
                self.tell_line(&mut dice, story, at, EventKind::Plan, (manager, Role::TeamManager), &words);
            }
        }
    }
}

/// A number that only this id gives.
pub(super) fn seed(id: &str) -> u64 {
    id.bytes().fold(0, |sum: u64, byte| sum.wrapping_mul(131).wrapping_add(u64::from(byte)))
}
