//! The end of every way to sign in, and signing out: sessions, cookies, and where to go next.

use access::{
    sessions::{self, Arrival, AtProvider, Token},
    sign_in::{devices, rules::Way},
};
use kernel::{Id, Result, Timestamp, kinds::Account};
use maud::html;
use page::{Ctx, Response, kit, see_other, site::set_cookie};
use store::Write;

use super::oidc;

/// The cookie of a session.
const SESSION: &str = "hearth_session";
/// The cookie of a sign-in between two of its steps.
pub(crate) const STEP: &str = "hearth_step";
/// The cookie by which a browser is known again.
const DEVICE: &str = "hearth_device";
/// How long that one is kept: ninety days.
const DEVICE_SECONDS: u32 = 90 * 24 * 3600;

/// With what somebody came: read once from the request, used inside the transaction.
#[derive(Debug, Clone)]
pub(crate) struct Came {
    old: Option<Token>,
    /// The secret by which the browser may be known.
    pub(crate) device: Option<String>,
    agent: Option<String>,
    /// The network address.
    pub(crate) origin: String,
}

/// A session that just began.
#[derive(Debug, Clone)]
pub(crate) struct In {
    token: Token,
    device: Option<String>,
}

impl Came {
    pub(crate) fn with(ctx: &Ctx) -> Self {
        Came {
            old: ctx.session(),
            device: ctx.request.cookie(DEVICE).map(str::to_owned),
            agent: ctx.agent().map(str::to_owned),
            origin: ctx.request.origin.clone(),
        }
    }

    /// Begins a session. The one that was there ends, so that nobody goes on in another's.
    pub(crate) fn begin(
        &self,
        w: &Write<'_>,
        account: Id<Account>,
        way: Way,
        provider: Option<AtProvider>,
        now: Timestamp,
    ) -> Result<In> {
        if let Some(old) = &self.old {
            sessions::end(w, old)?;
        }
        let arrival = Arrival { way, agent: self.agent.clone(), origin: self.origin.clone(), provider };
        let token = sessions::begin(w, account, &arrival, now)?;
        // People of a demo are everybody's: their browsers are not worth knowing.
        let device = match way {
            Way::Demo => None,
            _ => Some(devices::remember(w, account, self.device.as_deref(), now)?),
        };
        Ok(In { token, device })
    }
}

impl In {
    /// The answer, with the cookies of somebody who is signed in.
    pub(crate) fn with(self, ctx: &Ctx, mut response: Response) -> Result<Response> {
        set_cookie(&ctx.request, &mut response, SESSION, self.token.as_str(), None)?;
        if let Some(device) = &self.device {
            set_cookie(&ctx.request, &mut response, DEVICE, device, Some(DEVICE_SECONDS))?;
        }
        if ctx.request.cookie(STEP).is_some() {
            set_cookie(&ctx.request, &mut response, STEP, "", Some(0))?;
        }
        Ok(response)
    }
}

/// A session's new secret in its cookie.
pub(crate) fn rotated(ctx: &Ctx, token: &Token, mut response: Response) -> Result<Response> {
    set_cookie(&ctx.request, &mut response, SESSION, token.as_str(), None)?;
    Ok(response)
}

/// The answer, with the secret of a step that waits.
pub(crate) fn waiting(ctx: &Ctx, step: &str, minutes: u32, mut response: Response) -> Result<Response> {
    set_cookie(&ctx.request, &mut response, STEP, step, Some(minutes * 60))?;
    Ok(response)
}

/// Only a path of this site: never a way to send somebody elsewhere.
pub(crate) fn inside(path: &str) -> &str {
    let good = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n', '\t']);
    if good { path } else { "/" }
}

pub(super) async fn sign_out(ctx: Ctx) -> Result<Response> {
    let now = ctx.now;
    let leaving = match ctx.session() {
        Some(old) => {
            ctx.app
                .db
                .write("end a session", move |w| {
                    let leaving = oidc::end_there(w, &old, now)?;
                    sessions::end(w, &old)?;
                    Ok(leaving)
                })
                .await?
        }
        None => None,
    };
    let mut response = match leaving {
        Some((code, step)) => {
            waiting(&ctx, &step, oidc::LEAVING_MINUTES, see_other(&format!("/signed-out?at={code}"))?)?
        }
        None => see_other("/")?,
    };
    set_cookie(&ctx.request, &mut response, SESSION, "", Some(0))?;
    Ok(response)
}

pub(super) async fn signed_out(ctx: Ctx) -> Result<Response> {
    let body = html! {
        h1 class="govuk-heading-l" { "You are signed out" }
        (oidc::offer(ctx.query().raw("at")))
        (kit::button("Sign in again").href("/sign-in"))
    };
    Ok(ctx.page("You are signed out", body).respond())
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn a_sign_in_never_leads_to_another_site() {
        assert_eq!(inside("/cases?after=1"), "/cases?after=1");
        for bad in [
            "",
            "https://example.org",
            "//example.org",
            "/\\example.org",
            "cases",
            "/a\r\nb",
            "/\t/example.org",
        ] {
            assert_eq!(inside(bad), "/", "{bad}");
        }
    }
}
