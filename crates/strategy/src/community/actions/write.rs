//! Somebody writes a post, an answer, or shares a document.

use access::{
    Act,
    actions::WriteCommunity,
    strategy::{Entry as EntryKind, Topic as TopicKind},
};
use kernel::{Error, Id, Result};

use super::{author, is_clean};
use crate::community::{
    form::Typed,
    model::{Entry, Kind, Sort, Status, Step, Topic, Version, VersionState, rule},
    store, words,
};

/// Writes a post in a topic, or shares a document of a sort there; gives the entry.
///
/// # Errors
/// `NotFound` for a topic of others; `Refused` by `community.closed` or `community.author`; `Invalid` on `sure` for words
/// that could lead to a family, where nobody says that a moderator shall look.
pub(in crate::community) fn write(
    act: &Act<'_>,
    topic: Id<TopicKind>,
    sort: Option<Sort>,
    typed: &Typed,
) -> Result<Entry> {
    let grant = act.one::<WriteCommunity, TopicKind>(topic)?;
    let topic = store::topic(act, &grant)?;
    let kind = if sort.is_some() { Kind::Document } else { Kind::Post };
    let entry = put(act, &topic, kind, (None, sort), typed)?;
    grant.note(act, &format!("{} {} written: {}", kind.code(), entry.id, entry.status.code()))?;
    Ok(entry)
}

/// Writes an answer under a post; gives the answer.
///
/// # Errors
/// As [`write`]; and `Refused` by `community.state` for what is not a post that readers see.
pub(in crate::community) fn answer(act: &Act<'_>, post: Id<EntryKind>, typed: &Typed) -> Result<Entry> {
    let grant = act.one::<WriteCommunity, EntryKind>(post)?;
    let under = store::entry(act, &grant)?;
    if under.kind != Kind::Post || under.status != Status::Shown {
        return Err(Error::refused(rule::STATE, "Only a post that readers see can be answered."));
    }
    let topic = store::topic_of_entry(act, &under)?;
    let entry = put(act, &topic, Kind::Answer, (Some(post), None), typed)?;
    grant.note(act, &format!("answer {} written: {}", entry.id, entry.status.code()))?;
    Ok(entry)
}

fn put(
    act: &Act<'_>,
    topic: &Topic,
    kind: Kind,
    (parent, sort): (Option<Id<EntryKind>>, Option<Sort>),
    typed: &Typed,
) -> Result<Entry> {
    topic.takes()?;
    let author = author(act)?;
    let clean = is_clean(act, typed)?;
    let now = act.now();
    let entry = Entry {
        id: Id::new(now),
        topic: topic.id,
        agency: topic.agency,
        kind,
        parent,
        sort,
        author,
        name: act.actor().name().to_owned(),
        organisation: String::new(),
        status: if clean { Status::Shown } else { Status::Waiting },
        why: None,
        shown: clean.then_some(1),
        shown_at: clean.then_some(now),
        waits: (!clean).then_some(now),
        written: now,
        version: 1,
    };
    let state = if clean { VersionState::Passed } else { VersionState::Waiting };
    store::insert(act, &entry, act.actor().agency().or(act.actor().provider()))?;
    let first = Version { number: 1, text: typed.text.clone(), state, at: now };
    store::insert_version(act, entry.id, Id::new(now), &first)?;
    if clean {
        store::put_words(act, entry.id, now, &words::of_entry(&typed.text))?;
        store::touch(act, topic.id)?;
    } else {
        store::note(act, &entry, Step::Held, None, author)?;
    }
    Ok(entry)
}
