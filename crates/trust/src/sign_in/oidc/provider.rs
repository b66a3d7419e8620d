//! One provider while this process runs: what it says of itself and its keys, kept for a while, and asked for again when
//! a token is signed by a key that is not known.

use std::time::{Duration, Instant};

use access::{Role, sign_in::invitations::Invitation};
use jsonwebtoken::jwk::JwkSet;
use kernel::{Error, Id, Result, Timestamp, kinds::Organisation};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;

use super::{
    client::Proof,
    http::Http,
    settings::{self, Settings, is_safe},
    token::{self, Expect, Wrong},
};

/// How long what a provider says of itself is kept.
const KEPT: Duration = Duration::from_secs(3600);
/// The shortest time between two looks for a key that is not known, so that forged tokens do not make this service ask all day.
const BETWEEN_LOOKS: Duration = Duration::from_secs(10);

/// What a provider says of itself (OpenID Connect Discovery 1.0), as far as it is used.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct About {
    issuer: String,
    pub(super) authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    pub(super) end_session_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

#[derive(Default)]
struct Cache {
    about: Option<(Instant, About)>,
    keys: Option<(Instant, JwkSet)>,
    /// When the keys were last asked for because one was not known.
    looked: Option<Instant>,
}

/// One provider.
pub(crate) struct Provider {
    /// What the operator wrote.
    pub(crate) settings: Settings,
    /// The agency whose people it signs in.
    pub(super) agency: Option<Id<Organisation>>,
    /// The roles that it may sign in.
    pub(super) roles: Vec<Role>,
    proof: Proof,
    http: Http,
    cache: Mutex<Cache>,
}

/// What the token endpoint answers, as far as it is used.
#[derive(Deserialize)]
struct Tokens {
    id_token: Option<String>,
    access_token: Option<String>,
}

/// The code of an error that the token endpoint answers.
fn said_error(body: &[u8]) -> Option<String> {
    let said: Value = serde_json::from_slice(body).ok()?;
    said.get("error").and_then(Value::as_str).map(str::to_owned)
}

impl Provider {
    /// # Errors
    /// What is not whole, for the operator.
    pub(super) fn new(settings: Settings, agencies: &[(String, Option<Id<Organisation>>)]) -> Result<Self> {
        let wrong = |why: String| Error::Internal(format!("provider '{}': {why}", settings.code));
        let agency =
            match &settings.agency {
                None => None,
                Some(code) => {
                    let found = agencies.iter().find(|(known, _)| known == code).and_then(|(_, id)| *id);
                    Some(found.ok_or_else(|| {
                        wrong(format!("there is no agency or council with the code '{code}'"))
                    })?)
                }
            };
        let roles = settings::roles(&settings).map_err(wrong)?;
        Ok(Provider {
            agency,
            roles,
            proof: Proof::load(&settings)?,
            http: Http::new(settings.ca_file.as_deref())?,
            cache: Mutex::new(Cache::default()),
            settings,
        })
    }

    /// Whether it may sign in whoever takes up this invitation.
    pub(crate) fn fits(&self, invitation: &Invitation) -> bool {
        self.roles.contains(&invitation.role) && self.agency == invitation.colleague_of()
    }

    /// What people read when it does not answer; why stands in the operator's log.
    fn down(&self, why: &str) -> Error {
        tracing::warn!(provider = self.settings.code, why, "a sign-in service cannot be used");
        Error::refused(
            "provider.down",
            format!(
                "{} does not answer as it should just now. Nothing is wrong with your account. Try again in a few minutes; if you also have a password here, sign in with that.",
                self.settings.label
            ),
        )
    }

    async fn read(&self, url: &str, token: Option<&str>) -> Result<Value> {
        let answer =
            self.http.get(url, token.map(|t| format!("Bearer {t}"))).await.map_err(|why| self.down(&why))?;
        if answer.status != 200 {
            return Err(self.down(&format!("it answered {}", answer.status)));
        }
        serde_json::from_slice(&answer.body).map_err(|_| self.down("its answer is not JSON"))
    }

    /// What it says of itself.
    ///
    /// # Errors
    /// Refused by the rule `provider.down`.
    pub(super) async fn about(&self) -> Result<About> {
        let mut cache = self.cache.lock().await;
        match &cache.about {
            Some((at, about)) if at.elapsed() < KEPT => Ok(about.clone()),
            _ => self.ask(&mut cache).await,
        }
    }

    /// The same, asked anew: before somebody is sent there, so that they are not sent to a service that is down.
    pub(super) async fn about_now(&self) -> Result<About> {
        self.ask(&mut *self.cache.lock().await).await
    }

    async fn ask(&self, cache: &mut Cache) -> Result<About> {
        let url = format!("{}/.well-known/openid-configuration", self.settings.issuer.trim_end_matches('/'));
        let about: About = serde_json::from_value(self.read(&url, None).await?)
            .map_err(|_| self.down("what it says of itself is not whole"))?;
        if about.issuer != self.settings.issuer {
            return Err(self.down("it calls itself by another issuer"));
        }
        let addresses = [&about.authorization_endpoint, &about.token_endpoint, &about.jwks_uri];
        if !addresses
            .into_iter()
            .chain(&about.userinfo_endpoint)
            .chain(&about.end_session_endpoint)
            .all(|url| is_safe(url))
        {
            return Err(self.down("it names an address that is not https://"));
        }
        if about.code_challenge_methods_supported.as_ref().is_some_and(|m| !m.iter().any(|m| m == "S256")) {
            return Err(self.down("it does not take PKCE with S256"));
        }
        cache.about = Some((Instant::now(), about.clone()));
        Ok(about)
    }

    async fn keys(&self, about: &About, anew: bool) -> Result<JwkSet> {
        let mut cache = self.cache.lock().await;
        let looked = cache.looked.is_some_and(|at| at.elapsed() < BETWEEN_LOOKS);
        if let Some((at, keys)) = &cache.keys
            && ((!anew && at.elapsed() < KEPT) || (anew && looked))
        {
            return Ok(keys.clone());
        }
        if anew {
            cache.looked = Some(Instant::now());
        }
        let mut said = self.read(&about.jwks_uri, None).await?;
        // A key of a kind that is not known here must not hide the others.
        if let Some(list) = said.get_mut("keys").and_then(Value::as_array_mut) {
            list.retain(|key| serde_json::from_value::<jsonwebtoken::jwk::Jwk>(key.clone()).is_ok());
        }
        let keys: JwkSet = serde_json::from_value(said).map_err(|_| self.down("its keys cannot be read"))?;
        cache.keys = Some((Instant::now(), keys.clone()));
        Ok(keys)
    }

    /// As if the last look for a key had been long ago.
    #[cfg(test)]
    pub(super) async fn forget_the_last_look(&self) {
        self.cache.lock().await.looked = None;
    }

    /// Opens a token that it signed. Its keys are asked for again when the key is not known.
    pub(super) async fn open(&self, text: &str) -> Result<Value> {
        let about = self.about().await?;
        let first = token::open(text, &self.keys(&about, false).await?);
        let opened = match first {
            Err(Wrong::UnknownKey) => token::open(text, &self.keys(&about, true).await?),
            other => other,
        };
        opened.map_err(|wrong| match wrong {
            Wrong::UnknownKey => self.refused("it is signed by a key that the service does not have"),
            Wrong::Because(why) => self.refused(why),
        })
    }

    /// A token of it was refused: the operator learns why, the person what to do.
    pub(super) fn refused(&self, why: &str) -> Error {
        tracing::warn!(provider = self.settings.code, why, "a token was refused");
        Error::refused(
            "provider.token",
            format!(
                "What {} sent could not be checked, so you are not signed in. Start again; if it happens again, tell whoever runs this service.",
                self.settings.label
            ),
        )
    }

    /// It does not know this service: nothing that whoever signs in could mend.
    fn unknown_there(&self) -> Error {
        tracing::warn!(
            provider = self.settings.code,
            "a sign-in service does not take the client_id with this secret or key: what is registered there differs"
        );
        Error::refused(
            "provider.client",
            format!(
                "{} did not recognise this service, so nobody can sign in through it just now. Nothing is wrong with your account. Tell whoever runs this service; if you also have a password here, sign in with that.",
                self.settings.label
            ),
        )
    }

    /// What a token of it must say.
    pub(super) fn expect<'a>(&'a self, nonce: Option<&'a str>, now: Timestamp) -> Expect<'a> {
        Expect {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            nonce,
            acr: self.settings.require_acr.as_deref().filter(|_| nonce.is_some()),
            now,
        }
    }

    /// Gives a code back for an ID token, and for what opens more about the person.
    pub(super) async fn redeem(
        &self,
        code: &str,
        verifier: &str,
        back: &str,
        now: Timestamp,
    ) -> Result<(String, Option<String>)> {
        let about = self.about().await?;
        let takes = about.token_endpoint_auth_methods_supported.as_deref();
        let (header, proof) = self.proof.with(&self.settings.client_id, &about.token_endpoint, takes, now)?;
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", back)
            .append_pair("code_verifier", verifier)
            .extend_pairs(proof)
            .finish();
        let answer =
            self.http.post(&about.token_endpoint, header, form).await.map_err(|why| self.down(&why))?;
        match answer.status {
            200 => {}
            // It does not know this service by the secret or key that it was shown (RFC 6749, section 5.2).
            400 | 401 | 403 if said_error(&answer.body).as_deref() == Some("invalid_client") => {
                return Err(self.unknown_there());
            }
            // The code was used before, has ended, or was meant for somebody else.
            400 | 401 | 403 => return Err(self.refused("the code was not taken")),
            other => return Err(self.down(&format!("its token endpoint answered {other}"))),
        }
        let tokens: Tokens =
            serde_json::from_slice(&answer.body).map_err(|_| self.down("its token answer cannot be read"))?;
        let id_token = tokens.id_token.ok_or_else(|| self.refused("there is no ID token"))?;
        Ok((id_token, tokens.access_token))
    }

    /// Adds what the ID token leaves out and the service tells when asked: address, name and groups. Many say no more
    /// than who it is in the token itself.
    pub(super) async fn complete(
        &self,
        claims: &mut Value,
        subject: &str,
        access: Option<&str>,
    ) -> Result<()> {
        let mut wanted = vec!["email", "name"];
        wanted.extend(self.settings.role_claim.as_deref());
        let missing = |name: &&str| claims.get(*name).is_none();
        let about = self.about().await?;
        let (Some(url), Some(access)) = (&about.userinfo_endpoint, access) else { return Ok(()) };
        if !wanted.iter().any(missing) {
            return Ok(());
        }
        let more = self.read(url, Some(access)).await?;
        if more.get("sub").and_then(Value::as_str) != Some(subject) {
            return Err(self.refused("it told about somebody else"));
        }
        if let Some(map) = claims.as_object_mut() {
            if !map.contains_key("email") {
                // The address and whether it is checked belong together.
                map.remove("email_verified");
                wanted.push("email_verified");
            }
            for name in wanted {
                if let (false, Some(value)) = (map.contains_key(name), more.get(name)) {
                    map.insert(name.to_owned(), value.clone());
                }
            }
        }
        Ok(())
    }

    /// The names in the claim of groups.
    pub(super) fn mapped(&self, claims: &Value) -> Option<Option<Role>> {
        let claim = self.settings.role_claim.as_ref()?;
        let groups: Vec<&str> = match claims.get(claim) {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let line = self.settings.role_map.iter().find(|line| groups.contains(&line.group.as_str()));
        Some(line.and_then(|line| Role::from_code(&line.role)))
    }
}
