//! What is asked about a card, in the form and in the API alike.

use kernel::Invalid;
use page::Fields;

use super::model::Text;
use crate::words::NOTE;

pub(super) fn text(f: &mut Fields) -> Result<Text, Invalid> {
    let number = f.version();
    let answers = f.required("answers", "Say who answers, on which number, and when", NOTE);
    let crisis = f.optional("crisis", NOTE).unwrap_or_default();
    let helplines = f.optional("helplines", NOTE).unwrap_or_default();
    let from = f.date("from", "Enter the day from which it holds");
    f.finish(|| Some(Text { number: number?, answers: answers?, crisis, helplines, from: from? }))
}
