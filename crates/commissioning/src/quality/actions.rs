//! What is done about a concern: raised, shared, acknowledged, acted on, replied to, closed.

use access::{
    Act,
    actions::{AnswerConcern, RaiseConcern, ReplyToConcern, ShareConcern},
    approval,
    audit::changed,
    notices,
    quality::{Concern, ConcernNotice, ConcernReply},
};
use casework::identify::{self, Known};
use kernel::{Error, Id, Reference, Result, kinds::Organisation};

use super::{
    model::{About, Seriousness},
    store::{self, New},
};
use crate::providers::store as providers;

/// What somebody saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// About whom.
    pub provider: Id<Organisation>,
    /// What it is about.
    pub about: About,
    /// How serious it is.
    pub seriousness: Seriousness,
    /// What happened: kept within the agency.
    pub facts: String,
}

/// What others are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// In words that name nobody of a family.
    pub words: String,
    /// Whether the provider is told as well.
    pub tell_provider: bool,
    /// The version that was seen.
    pub version: i64,
}

/// Raises a concern. It stays within the agency until somebody else shares it.
///
/// # Errors
/// `Forbidden` for other roles; `Invalid` on `provider`.
pub fn raise_concern(act: &Act<'_>, input: &Raised) -> Result<(Id<Concern>, Reference)> {
    let grant = act.agency::<RaiseConcern>()?;
    if providers::kept(act, input.provider)?.is_none() {
        return Err(Error::field("provider", "Choose the provider from the list"));
    }
    let (id, reference) = (Id::new(act.now()), Reference::new("QC"));
    store::insert(
        act,
        &New {
            id,
            reference: &reference,
            provider: input.provider,
            agency: grant.agency(),
            about: input.about,
            seriousness: input.seriousness,
            facts: &input.facts,
        },
    )?;
    grant.noted(act, "quality-concern", id.cast(), None, &changed(&[("status", "", "raised")]))?;
    Ok((id, reference))
}

/// Shares a concern with every other agency whose orders with the provider go on, and with the provider where that is wanted. Done
/// again, it tells those that came since. Gives how many agencies were told now.
///
/// # Errors
/// `NotFound` for a concern of others; `Stale`; `Invalid` on `words` that give somebody away; `Refused`: `concern.own` for who
/// raised it, `concern.state` once it is closed.
pub fn share_concern(act: &Act<'_>, id: Id<Concern>, input: &Shared) -> Result<usize> {
    let grant = act.one::<ShareConcern, Concern>(id)?;
    let kept = store::load(act, &grant)?;
    approval::by_another(
        act.actor(),
        [kept.raised_by],
        "concern.own",
        "You raised this concern, so somebody else must decide whether it is shared.",
    )?;
    let next = kept.state.share()?;
    names_nobody(&input.words)?;
    store::share(act, &kept, input.version, next, &input.words, input.tell_provider)?;
    let mut told = 0_usize;
    for (agency, _) in store::need_to_know(act, kept.provider, kept.agency)? {
        let Some(notice) = store::tell(act, id, agency)? else { continue };
        told = told.saturating_add(1);
        for person in store::commissioners(act, agency)? {
            notices::mail(
                act,
                person,
                &format!("concern-{notice}-{person}"),
                "A concern about a provider was shared with you",
                "Another agency shared a concern about a provider with which your agency has an order. Sign in to Hearth and choose \
                 “Concerns shared with us”.",
            )?;
        }
    }
    if input.tell_provider && kept.provider_told_at.is_none() {
        for person in store::people(act, kept.provider)? {
            notices::mail(
                act,
                person,
                &format!("concern-{id}-{person}"),
                "An agency told you of a concern",
                "You can read it and reply. Sign in to Hearth and choose “Concerns about us”.",
            )?;
        }
    }
    let count = told.to_string();
    grant
        .note(act, &changed(&[("status", kept.state.code(), next.code()), ("agencies told", "", &count)]))?;
    Ok(told)
}

/// Email addresses, postcodes and numbers are found; whether a name stands there only a person can judge, who ticks that they read
/// it again.
fn names_nobody(words: &str) -> Result<()> {
    let found = identify::findings(words, &Known::default());
    if found.is_empty() {
        return Ok(());
    }
    Err(Error::field("words", "Take out addresses, postcodes and telephone numbers: others read this"))
}

/// Closes a concern with what came of it, which everybody reads who was told.
///
/// # Errors
/// `NotFound` for a concern of others; `Invalid` on `words`; `Refused`: `concern.state`.
pub fn close_concern(act: &Act<'_>, id: Id<Concern>, words: &str) -> Result<()> {
    let grant = act.one::<ShareConcern, Concern>(id)?;
    let kept = store::load(act, &grant)?;
    let next = kept.state.close()?;
    names_nobody(words)?;
    store::close(act, &kept, words)?;
    grant.note(act, &changed(&[("status", kept.state.code(), next.code())]))
}

/// One's own agency knows of a concern.
///
/// # Errors
/// `NotFound` for what others were told; `Refused` (`concern.acknowledged`) when somebody said so already.
pub fn acknowledge(act: &Act<'_>, id: Id<ConcernNotice>) -> Result<()> {
    let grant = act.one::<AnswerConcern, ConcernNotice>(id)?;
    let (notice, _) = store::load_notice(act, &grant)?;
    if notice.acknowledged_at.is_some() {
        return Err(Error::refused("concern.acknowledged", "Somebody of your agency said so already."));
    }
    store::acknowledge(act, &notice)?;
    grant.note(act, &changed(&[("acknowledged", "", "yes")]))
}

/// What one's own agency did about a concern. The agency that shared it reads it; more may be added by writing it anew.
///
/// # Errors
/// `NotFound` for what others were told; `Invalid` on `words` that give somebody away.
pub fn record_deed(act: &Act<'_>, id: Id<ConcernNotice>, words: &str) -> Result<()> {
    let grant = act.one::<AnswerConcern, ConcernNotice>(id)?;
    let (notice, _) = store::load_notice(act, &grant)?;
    names_nobody(words)?;
    store::did(act, &notice, words)?;
    grant.note(act, &changed(&[("did", if notice.did.is_empty() { "" } else { "said" }, "said")]))
}

/// The provider's reply, once.
///
/// # Errors
/// `NotFound` for a concern it was not told of; `Invalid` on `words`; `Refused` (`concern.replied`) after the first.
pub fn reply_to_concern(act: &Act<'_>, id: Id<ConcernReply>, words: &str) -> Result<()> {
    let grant = act.one::<ReplyToConcern, ConcernReply>(id)?;
    let kept = store::load_told(act, &grant)?;
    if kept.replied_at.is_some() {
        return Err(Error::refused("concern.replied", "You have replied to this concern already."));
    }
    names_nobody(words)?;
    store::reply(act, &kept, words)?;
    grant.note(act, &changed(&[("reply", "", "said")]))
}
