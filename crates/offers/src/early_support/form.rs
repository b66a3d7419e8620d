//! What is asked about the early support, in forms and in the API alike.

use kernel::Invalid;
use page::Fields;

use super::{
    actions::{Answer, Offering, OwnTaking, TakePart},
    model::{Next, Taking},
};
use crate::{
    core_offers::model::Stated,
    directory::model::is_web,
    words::{LINE, NOTE},
};

const PART: &str = "Choose a part of the early support";

pub(super) fn offer(f: &mut Fields) -> Result<Offering, Invalid> {
    let part = f.required("part", PART, LINE);
    let stated = f.choice::<Stated>("stated", "Choose how you stand");
    let how = f.optional("how", NOTE).unwrap_or_default();
    let link = f.optional("link", LINE).unwrap_or_default();
    if !link.is_empty() && !is_web(&link) {
        f.fail("link", "Enter a whole address, such as https://www.example.org");
    }
    f.finish(|| Some(Offering { part: part?, stated: stated?, how, link }))
}

pub(super) fn taking(f: &mut Fields) -> Result<TakePart, Invalid> {
    let part = f.required("part", PART, LINE);
    let taking = f.choice::<Taking>("taking", "Choose whether it was offered, or they took part");
    let on = f.date_opt("on");
    f.finish(|| Some(TakePart { part: part?, taking: taking?, on }))
}

/// A family says what it did; that it was offered, the agency says.
pub(super) fn own_taking(f: &mut Fields) -> Result<OwnTaking, Invalid> {
    let part = f.required("part", PART, LINE);
    let took_part = f.yes_no("took_part", "Choose whether you took part");
    f.finish(|| Some(OwnTaking { part: part?, took_part: took_part? }))
}

pub(super) fn ask(f: &mut Fields) -> Result<String, Invalid> {
    let words = f.optional("words", NOTE).unwrap_or_default();
    f.finish(|| Some(words))
}

pub(super) fn answer(f: &mut Fields) -> Result<Answer, Invalid> {
    let next = f.choice::<Next>("next", "Choose what came of it");
    let words = f.optional("words", NOTE).unwrap_or_default();
    f.finish(|| Some(Answer { next: next?, words }))
}
