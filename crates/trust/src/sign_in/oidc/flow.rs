//! To another sign-in service and back: with a state that ties the way back to this browser, a nonce that ties the token
//! to this sign-in, and a verifier (PKCE) that makes a stolen code worth nothing.

use access::{
    sessions::AtProvider,
    sign_in::{
        directory::{self, Told},
        rules::Way,
        steps,
    },
};
use aws_lc_rs::digest;
use data_encoding::BASE64URL_NOPAD;
use kernel::{Error, Result};
use page::{Ctx, Response, see_other, site};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Provider, find, token};
use crate::sign_in::arriving::{Came, STEP, inside, waiting};

/// What the step in between is called.
const KIND: &str = "provider";
/// Minutes that somebody may take at the other service.
const MINUTES: u32 = 15;

#[derive(Serialize, Deserialize)]
struct Away {
    provider: String,
    state: String,
    nonce: String,
    verifier: String,
    to: String,
}

fn word() -> Result<String> {
    let mut bytes = [0_u8; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Error::Internal("no random numbers".into()))?;
    Ok(BASE64URL_NOPAD.encode(&bytes))
}

/// Where a provider leads back to: the address that is entered there.
fn back_address(ctx: &Ctx, code: &str) -> Result<String> {
    Ok(format!("{}/sign-in/back/{code}", site::base(&ctx.request)?))
}

pub(super) async fn begin(ctx: Ctx) -> Result<Response> {
    let provider = find(ctx.param("provider")?).ok_or(Error::NotFound)?;
    let about = provider.about().await?;
    let away = Away {
        provider: provider.settings.code.clone(),
        state: word()?,
        nonce: word()?,
        verifier: word()?,
        to: inside(ctx.query().raw("to")).to_owned(),
    };
    let challenge =
        BASE64URL_NOPAD.encode(digest::digest(&digest::SHA256, away.verifier.as_bytes()).as_ref());
    let back = back_address(&ctx, &away.provider)?;
    let scopes = std::iter::once("openid").chain(provider.settings.scopes.iter().map(String::as_str));
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", &provider.settings.client_id)
        .append_pair("redirect_uri", &back)
        .append_pair("scope", &scopes.collect::<Vec<_>>().join(" "))
        .append_pair("state", &away.state)
        .append_pair("nonce", &away.nonce)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256")
        .extend_pairs(&provider.settings.ask)
        .finish();
    let at = &about.authorization_endpoint;
    let sign = if at.contains('?') { '&' } else { '?' };
    let to = format!("{at}{sign}{query}");
    let data = serde_json::to_string(&away).map_err(|e| Error::internal("a step", e))?;
    let now = ctx.now;
    let step = ctx
        .app
        .db
        .write("go to a provider", move |w| steps::begin(w, KIND, None, &data, MINUTES.into(), now))
        .await?;
    waiting(&ctx, &step, MINUTES, see_other(&to)?)
}

/// The way back that fits no way there.
fn astray() -> Error {
    Error::refused(
        "provider.state",
        "This way back does not belong to a sign-in that was begun in this browser, or it took too long. Sign in again from the start.",
    )
}

pub(super) async fn back(ctx: Ctx) -> Result<Response> {
    let provider = find(ctx.param("provider")?).ok_or(Error::NotFound)?;
    let Some(cookie) = ctx.request.cookie(STEP).map(str::to_owned) else { return Err(astray()) };
    let now = ctx.now;
    // Spent before it is looked at: whoever guesses a state has one guess.
    let step = ctx.app.db.write("back from a provider", move |w| steps::spend(w, KIND, &cookie, now)).await?;
    let away: Away = serde_json::from_str(&step.ok_or_else(astray)?.data).map_err(|_| astray())?;
    let query = ctx.query();
    let same = aws_lc_rs::constant_time::verify_slices_are_equal(
        query.raw("state").as_bytes(),
        away.state.as_bytes(),
    );
    if away.provider != provider.settings.code || same.is_err() {
        return Err(astray());
    }
    let about = provider.about().await?;
    let says = query.raw("iss");
    if (about.authorization_response_iss_parameter_supported || !says.is_empty())
        && says != provider.settings.issuer
    {
        return Err(provider.refused("the way back names another issuer"));
    }
    if !query.raw("error").is_empty() {
        return Err(Error::refused(
            "provider.stopped",
            format!(
                "You did not finish signing in at {}, so you are not signed in here. Start again when you are ready.",
                provider.settings.label
            ),
        ));
    }
    let back = back_address(&ctx, &away.provider)?;
    let id_token = provider.redeem(query.raw("code"), &away.verifier, &back, now).await?;
    let claims = provider.open(&id_token).await?;
    let expect = provider.expect(Some(&away.nonce), now);
    let subject = token::subject(&claims, &expect).map_err(|why| provider.refused(why))?;
    let told = told(&provider, &claims, &subject);
    let at = AtProvider {
        code: provider.settings.code.clone(),
        subject,
        sid: claims.get("sid").and_then(Value::as_str).map(str::to_owned),
        id_token,
    };
    let came = Came::with(&ctx);
    let session = ctx
        .app
        .db
        .write("sign in by a provider", move |w| {
            let account = directory::settle(w, &told, &came.origin, now)?;
            came.begin(w, account, Way::Provider, Some(at.clone()), now)
        })
        .await?;
    session.with(&ctx, see_other(inside(&away.to))?)
}

fn told(provider: &Provider, claims: &Value, subject: &str) -> Told {
    let claim = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let checked = match claims.get("email_verified") {
        Some(Value::Bool(yes)) => *yes,
        Some(Value::String(yes)) => yes == "true",
        Some(_) => false,
        None => provider.settings.trust_email,
    };
    Told {
        provider: provider.settings.code.clone(),
        label: provider.settings.label.clone(),
        agency: provider.agency,
        roles: provider.roles.clone(),
        subject: subject.to_owned(),
        email: claim("email").filter(|_| checked),
        name: claim("name"),
        mapped: provider.mapped(claims),
    }
}
