//! What is asked about checking in, in forms and in the API alike.

use kernel::Invalid;
use page::Fields;

use super::{
    actions::CheckedIn,
    model::{Contact, Often},
};
use crate::words::NOTE;

pub(super) fn often(f: &mut Fields) -> Result<Often, Invalid> {
    let often = f.choice::<Often>("often", "Choose how often");
    f.finish(|| often)
}

pub(super) fn checked_in(f: &mut Fields) -> Result<CheckedIn, Invalid> {
    let way = f.choice::<Contact>("way", "Choose how");
    let reached = f.yes_no("reached", "Choose whether the family was reached");
    let on = f.date_opt("on");
    let words = f.optional("words", NOTE).unwrap_or_default();
    f.finish(|| Some(CheckedIn { on, way: way?, reached: reached?, words }))
}
