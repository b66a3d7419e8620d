//! Inviting a birth relative and somebody of a provider: what is checked before `access` writes the invitation.

use access::{
    Act, Look,
    actions::{InviteBirthRelative, InviteProvider},
    sign_in::invitations::{self, Guest, Made},
};
use casework::birth_families::store::{self as births, Relative};
use commissioning::providers;
use kernel::{
    Error, Id, Result,
    kinds::{BirthPerson, Organisation},
};
use page::Fields;

use super::model::Way;

/// What the form for a birth relative asks.
#[derive(Debug, Clone)]
pub(super) struct Input {
    pub(super) email: String,
    pub(super) way: Way,
}

pub(super) fn birth_fields(f: &mut Fields) -> Option<Input> {
    let email = f.required("email", "Enter the email address that they will sign in with", 200);
    let way = f.choice::<Way>("way", "Choose how the link reaches them");
    Some(Input { email: email?, way: way? })
}

/// A birth relative who may be invited: nobody who lives behind the wall now.
///
/// # Errors
/// `NotFound` for somebody else's; refused by `walls.invite` for a placed child.
pub(super) fn invited_person(look: &Look<'_>, id: Id<BirthPerson>) -> Result<Relative> {
    let who = births::person(look, &look.one::<InviteBirthRelative, BirthPerson>(id)?)?;
    if who.kind.is_placed() {
        return Err(Error::refused(
            "walls.invite",
            "This is a child’s record from before adoption, and nobody signs in with it. Invite their family from the case.",
        ));
    }
    Ok(who)
}

/// Invites a birth relative. What to call them comes from their own record.
///
/// # Errors
/// Those of [`invited_person`] and of [`invitations::birth_relative`].
pub(super) fn invite_birth_relative(act: &Act<'_>, id: Id<BirthPerson>, input: &Input) -> Result<Made> {
    let who = invited_person(act, id)?;
    let guest = Guest { email: input.email.clone(), name: who.identity.name() };
    invitations::birth_relative(act, id, &guest, input.way == Way::Paper)
}

/// Invites somebody of a provider.
///
/// # Errors
/// `NotFound` where there is no such provider; refused by `provider.not-ours` and `provider.left`; those of
/// [`invitations::provider`].
pub(super) fn invite_for_provider(act: &Act<'_>, id: Id<Organisation>, guest: &Guest) -> Result<Made> {
    let grant = act.agency::<InviteProvider>()?;
    let known = providers::store::known(act, &grant, id)?;
    providers::model::may_invite(known.approval, known.ours)?;
    invitations::provider(act, id, guest)
}
