//! What can be done about an invitation that waits and about an account, wherever they are kept: the same from a case, a birth
//! relative's record and a provider's page.

use access::sign_in::{invitations, keeper::At, people};
use kernel::Result;
use page::{Answer, Ctx, Response, site};

use crate::{people_of_agency::letter, resets};

/// At which record they are kept.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// A case: those of its family.
    Case,
    /// A birth relative's record.
    BirthPerson,
    /// A provider: those whom one's own agency invited.
    Provider,
}

impl Place {
    /// The record of this request, and the page to go back to.
    fn of(self, ctx: &Ctx) -> Result<(At, String)> {
        Ok(match self {
            Place::Case => {
                let id = ctx.id("id")?;
                (At::Case(id), format!("/cases/{id}/invite-family"))
            }
            Place::BirthPerson => {
                let id = ctx.id("id")?;
                (At::BirthPerson(id), format!("/birth-people/{id}/sign-in"))
            }
            Place::Provider => {
                let id = ctx.id("id")?;
                (At::Provider(id), format!("/providers/{id}/accounts"))
            }
        })
    }
}

pub(super) async fn again(ctx: Ctx, place: Place) -> Result<Response> {
    let ((at, back), invitation) = (place.of(&ctx)?, ctx.id("invitation")?);
    let base = site::base(&ctx.request);
    ctx.act("send an invitation again", move |act| {
        let made = invitations::renew(act, invitation, at, false)?;
        letter(act, &made, base.as_ref().map_err(Clone::clone)?)?;
        Ok(Answer::see(back.clone())
            .saying("The invitation is on its way again. The link sent before no longer works."))
    })
    .await
}

pub(super) async fn withdraw(ctx: Ctx, place: Place) -> Result<Response> {
    let ((at, back), invitation) = (place.of(&ctx)?, ctx.id("invitation")?);
    ctx.act("withdraw an invitation", move |act| {
        invitations::withdraw(act, invitation, at)?;
        Ok(Answer::see(back.clone()).saying("The invitation is taken back. Its link no longer works."))
    })
    .await
}

pub(super) async fn end(ctx: Ctx, place: Place) -> Result<Response> {
    let ((at, back), account) = (place.of(&ctx)?, ctx.id("account")?);
    ctx.act("end somebody's access", move |act| {
        people::end_kept(act, at, account)?;
        Ok(Answer::see(back.clone()).saying("Access has ended."))
    })
    .await
}

pub(super) async fn give_back(ctx: Ctx, place: Place) -> Result<Response> {
    let ((at, back), account) = (place.of(&ctx)?, ctx.id("account")?);
    ctx.act("give somebody's access back", move |act| {
        people::give_back_kept(act, at, account)?;
        Ok(Answer::see(back.clone()).saying("They have access again."))
    })
    .await
}

pub(super) async fn reset(ctx: Ctx, place: Place) -> Result<Response> {
    let ((at, back), account) = (place.of(&ctx)?, ctx.id("account")?);
    let base = site::base(&ctx.request);
    ctx.act("start a reset", move |act| {
        resets::start(act, at, account, &base)?;
        Ok(Answer::see(back.clone()).saying(resets::ON_ITS_WAY))
    })
    .await
}
