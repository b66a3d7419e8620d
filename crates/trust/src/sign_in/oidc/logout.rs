//! Signing out both ways: from here at the other service as well, if the person wants, and here when the other service
//! says that somebody signed out there.

use access::{sessions, sign_in::steps};
use axum::http::{HeaderValue, StatusCode, header};
use kernel::{Error, Result};
use maud::{Markup, html};
use page::{Ctx, Response, see_other, site, with};

use super::{find, token};
use crate::sign_in::arriving::STEP;

const KIND: &str = "leaving";
/// Minutes within which somebody may sign out there as well.
pub(in crate::sign_in) const MINUTES: u32 = 10;

/// Notes that a session came from a provider which can be signed out of as well; gives its code and the step's secret.
pub(in crate::sign_in) fn end_there(
    w: &store::Write<'_>,
    token: &sessions::Token,
    now: kernel::Timestamp,
) -> Result<Option<(String, String)>> {
    let Some((code, id_token)) = sessions::at_provider(w, token)? else { return Ok(None) };
    let step = steps::begin(w, KIND, None, &format!("{code}\n{id_token}"), MINUTES.into(), now)?;
    Ok(Some((code, step)))
}

/// What the page of somebody who signed out says of the other service.
pub(in crate::sign_in) fn offer(code: &str) -> Markup {
    match find(code) {
        Some(provider) => html! {
            p class="govuk-body" { "You may still be signed in at " (provider.settings.label) ". On a device that others use, sign out there as well." }
            p class="govuk-body" { a class="govuk-link" href={ "/sign-out/with/" (code) } { "Sign out at " (provider.settings.label) } }
        },
        None => html! {},
    }
}

/// Goes there to sign out. A link, because a form of this site may not lead elsewhere.
pub(super) async fn leave(ctx: Ctx) -> Result<Response> {
    let provider = find(ctx.param("provider")?).ok_or(Error::NotFound)?;
    let Some(cookie) = ctx.request.cookie(STEP).map(str::to_owned) else { return see_other("/signed-out") };
    let now = ctx.now;
    let step = ctx.app.db.write("leave a provider", move |w| steps::spend(w, KIND, &cookie, now)).await?;
    let Some((code, id_token)) = step.as_ref().and_then(|s| s.data.split_once('\n')) else {
        return see_other("/signed-out");
    };
    let Some(end) = provider.about().await?.end_session_endpoint.filter(|_| code == provider.settings.code)
    else {
        return see_other("/signed-out");
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("id_token_hint", id_token)
        .append_pair("client_id", &provider.settings.client_id)
        .append_pair("post_logout_redirect_uri", &format!("{}/signed-out", site::base(&ctx.request)?));
    let sign = if end.contains('?') { '&' } else { '?' };
    see_other(&format!("{end}{sign}{}", query.finish()))
}

/// The provider says that somebody signed out there (OpenID Connect Back-Channel Logout 1.0).
pub(super) async fn told(ctx: Ctx) -> Result<Response> {
    let provider = find(ctx.param("provider")?).ok_or(Error::NotFound)?;
    let text = ctx.fields()?.raw("logout_token").to_owned();
    let now = ctx.now;
    let read = match provider.open(&text).await {
        Ok(claims) => token::ended(&claims, &provider.expect(None, now)).map_err(|why| provider.refused(why)),
        Err(error) => Err(error),
    };
    let ended = match read {
        Ok(ended) => ended,
        Err(error @ Error::Refused { rule: "provider.down", .. }) => return Err(error),
        Err(_) => return Ok(plain(StatusCode::BAD_REQUEST)),
    };
    let code = provider.settings.code.clone();
    ctx.app
        .db
        .write("signed out at a provider", move |w| {
            // A token may be sent again when an answer was lost; it ends nothing that began since.
            let ends = now.checked_add(jiff::SignedDuration::from_mins(30)).unwrap_or(now);
            if steps::first_use(w, &code, &ended.id, ends)? {
                sessions::end_at_provider(w, &code, ended.subject.as_deref(), ended.sid.as_deref())?;
            }
            Ok(())
        })
        .await?;
    Ok(plain(StatusCode::OK))
}

fn plain(status: StatusCode) -> Response {
    let mut response = with(status, "text/plain; charset=utf-8", "");
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
