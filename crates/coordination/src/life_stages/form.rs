//! What is asked about offers ahead, in forms and in the API alike.

use kernel::{Id, Invalid, kinds::Case};
use page::Fields;

use super::{
    actions::{Answer, Called, Happened, Offering},
    model::{LifeEventKind, Step},
};
use crate::words::{LINE, NOTE};

const STAGE: &str = "Choose a stage from the list";
/// So many offers are made at once.
const MOST: usize = 50;
const CHOOSE: &str = "Choose at least one family, and 50 at most";

/// Offers to make, and what is said with each.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Several {
    pub(super) chosen: Vec<(Id<Case>, String)>,
    pub(super) words: String,
}

/// The form: each box that was ticked names a case and a stage.
pub(super) fn chosen(f: &mut Fields) -> Result<Several, Invalid> {
    let first = f.required("offers", CHOOSE, LINE);
    let words = f.optional("words", NOTE).unwrap_or_default();
    let pairs: Option<Vec<(Id<Case>, String)>> = f
        .all("offers")
        .map(|pair| {
            let (case, stage) = pair.split_once('.')?;
            Some((case.parse().ok()?, stage.to_owned()))
        })
        .collect();
    let pairs = pairs.filter(|pairs| (1..=MOST).contains(&pairs.len()));
    if first.is_some() && pairs.is_none() {
        f.fail("offers", CHOOSE);
    }
    f.finish(|| Some(Several { chosen: pairs?, words }))
}

/// The API: a list of cases and stages.
pub(super) fn several(f: &mut Fields) -> Result<Several, Invalid> {
    let chosen = f.list("offers", CHOOSE, MOST, |line| {
        let case = line.id("case", "Give the id of a case");
        let stage = line.required("stage", STAGE, LINE);
        Some((case?, stage?))
    });
    let words = f.optional("words", NOTE).unwrap_or_default();
    f.finish(|| Some(Several { chosen: chosen?, words }))
}

pub(super) fn making(f: &mut Fields) -> Result<Offering, Invalid> {
    let stage = f.required("stage", STAGE, LINE);
    let words = f.optional("words", NOTE).unwrap_or_default();
    f.finish(|| Some(Offering { stage: stage?, words }))
}

pub(super) fn answer(f: &mut Fields) -> Result<Answer, Invalid> {
    let stage = f.required("stage", STAGE, LINE);
    let takes_up = f.yes_no("takes_up", "Choose whether the offer is taken up");
    let words = f.optional("words", NOTE).unwrap_or_default();
    f.finish(|| Some(Answer { stage: stage?, takes_up: takes_up?, words }))
}

pub(super) fn call(f: &mut Fields) -> Result<Called, Invalid> {
    let stage = f.required("stage", STAGE, LINE);
    let next = f.choice::<Step>("next", "Choose what came of the call");
    let words = f.optional("words", NOTE).unwrap_or_default();
    f.finish(|| Some(Called { stage: stage?, next: next?, words }))
}

pub(super) fn life_event(f: &mut Fields) -> Result<Happened, Invalid> {
    let kind = f.choice::<LifeEventKind>("kind", "Choose what happened, or will");
    let on = f.date("on", "Enter the day");
    f.finish(|| Some(Happened { kind: kind?, on: on? }))
}

pub(super) fn removal(f: &mut Fields) -> Result<Id<()>, Invalid> {
    let event = f.id("event", "Choose an event from the list");
    f.finish(|| event)
}
