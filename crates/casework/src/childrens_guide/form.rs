//! What is asked about a guide and about its being given, in forms and in the API alike.

use kernel::{Date, Invalid};
use page::Fields;

use super::model::{Part, Reading, Text, ToWhom, Way, missing};
use crate::words::NOTE;

pub(super) fn text(f: &mut Fields) -> Result<Text, Invalid> {
    let number = f.version();
    let words: Vec<Option<String>> =
        Part::ALL.iter().map(|part| f.required(part.code(), &missing(*part), NOTE)).collect();
    let from = f.date("from", "Enter the day from which it holds");
    f.finish(|| {
        let words = words.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Text { number: number?, words, from: Some(from?) })
    })
}

/// That the guide was given, as a worker records it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Input {
    /// In which reading.
    pub reading: Reading,
    /// How.
    pub way: Way,
    /// To whom.
    pub to: ToWhom,
    /// On which day.
    pub on: Date,
}

pub(super) fn given(f: &mut Fields) -> Result<Input, Invalid> {
    let reading = f.choice::<Reading>("reading", "Choose which guide was given");
    let way = f.choice::<Way>("way", "Choose how it was given");
    let to = f.choice::<ToWhom>("to", "Choose to whom it was given");
    let on = f.date("on", "Enter the day on which it was given");
    f.finish(|| Some(Input { reading: reading?, way: way?, to: to?, on: on? }))
}
