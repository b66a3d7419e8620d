//! What is asked about a concern, in forms and in the API alike.

use kernel::{Id, Invalid, kinds::Organisation};
use page::Fields;

use super::{
    actions::{Raised, Shared},
    model::{About, Seriousness},
};

/// The longest text, in characters.
const WORDS: usize = 4_000;

/// A new concern.
pub(super) fn raised(f: &mut Fields) -> Result<Raised, Invalid> {
    let provider: Option<Id<Organisation>> = f.id("provider", "Choose the provider");
    let about = f.choice::<About>("about", "Say what it is about");
    let seriousness = f.choice::<Seriousness>("seriousness", "Say how serious it is");
    let facts = f.required("facts", "Say what happened, when, and how you know", WORDS);
    f.finish(|| Some(Raised { provider: provider?, about: about?, seriousness: seriousness?, facts: facts? }))
}

/// What others are told.
pub(super) fn shared(f: &mut Fields) -> Result<Shared, Invalid> {
    let words = f.required("words", "Say what the other agencies need to know", WORDS);
    let read_again = f.ticked("read_again");
    let tell_provider = f.ticked("tell_provider");
    if !read_again {
        f.fail("read_again", "Read it again, and tick that it names nobody of a family");
    }
    let version = f.version();
    f.finish(|| Some(Shared { words: words?, tell_provider, version: version? }))
}

/// Words alone.
pub(super) fn words(f: &mut Fields) -> Result<String, Invalid> {
    let words = f.required("words", "Write a sentence or two", WORDS);
    f.finish(|| words)
}

/// For the API description.
pub(super) fn describe_raised(f: &mut Fields) {
    let _ = raised(f);
}

/// For the API description.
pub(super) fn describe_shared(f: &mut Fields) {
    let _ = shared(f);
}

/// For the API description.
pub(super) fn describe_words(f: &mut Fields) {
    let _ = words(f);
}
