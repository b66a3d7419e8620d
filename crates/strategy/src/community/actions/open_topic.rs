//! An agency opens a topic.

use access::{Act, actions::KeepTopics, organisations, strategy::Topic};
use kernel::{Error, Id, Result};

use super::must_be_clean;
use crate::community::{
    form::NewTopic,
    model::{Audience, Text, rule},
    store,
};

/// Opens it; gives its id.
///
/// # Errors
/// `Invalid` on `about` for words that could lead to a family; `Refused` by `community.region` where the agency belongs
/// to no pan-region.
pub(in crate::community) fn open_topic(act: &Act<'_>, input: &NewTopic) -> Result<Id<Topic>> {
    let grant = act.agency::<KeepTopics>()?;
    let text = Text { title: Some(input.title.clone()), words: input.about.clone(), ..Text::default() };
    must_be_clean(act, &text)?;
    let region = match input.audience {
        Audience::Region => organisations::of_grant(act, &grant)?.region,
        Audience::Agencies | Audience::Everyone => String::new(),
    };
    if input.audience == Audience::Region && region.is_empty() {
        return Err(Error::refused(
            rule::REGION,
            "Hearth does not know which pan-region your agency belongs to. Open the topic to every agency.",
        ));
    }
    let id = Id::new(act.now());
    let new = store::NewTopic {
        id,
        audience: input.audience,
        region: &region,
        title: &input.title,
        about: &input.about,
    };
    store::insert_topic(act, grant.agency(), &new)?;
    grant.noted(act, "community-topic", id.cast(), None, &format!("opened for {}", input.audience.code()))?;
    Ok(id)
}
