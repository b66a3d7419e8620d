//! A new version of an agency's guide. What stood before is kept, and holds until the new one's day.

use access::{Act, actions::KeepGuides};
use kernel::{Error, Id, Result};

use crate::childrens_guide::{
    model::{self, Guide, Reading, Text},
    store,
};

/// Writes a new version, which holds from its day on.
///
/// # Errors
/// `Stale` when somebody wrote one since; `Invalid` as [`model::check`].
pub fn write(act: &Act<'_>, reading: Reading, text: &Text) -> Result<()> {
    let grant = act.agency::<KeepGuides>()?;
    let newest = store::versions(act, grant.agency(), reading)?.first().map_or(0, |g| g.text.number);
    if newest != text.number {
        return Err(Error::Stale);
    }
    model::check(text, act.today())?;
    let words = text.words.iter().map(|w| w.trim().to_owned()).collect();
    let guide = Guide {
        id: Id::new(act.now()),
        reading,
        text: Text { number: newest + 1, words, from: text.from },
        at: act.now(),
        by: act.actor().account(),
    };
    store::add(act, &grant, &guide)?;
    let from = text.from.map(|day| day.to_string()).unwrap_or_default();
    let change = format!("{}: version {newest}, then {} from {from}", reading.code(), guide.text.number);
    grant.noted(act, "childrens-guide", guide.id, None, &change)
}
