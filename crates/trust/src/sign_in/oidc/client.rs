//! How this service proves to a provider that it is itself: by a secret, or by a statement signed with its own key.

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeyPair as RsaKey,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256},
};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use kernel::{Error, Reference, Result, Timestamp};
use tokio_rustls::rustls::pki_types::{PrivatePkcs8KeyDer, pem::PemObject};

use super::settings::Settings;

/// Seconds for which a signed statement is good.
const STATEMENT_SECONDS: i64 = 120;

/// What proves it.
pub(super) enum Proof {
    Secret(String),
    Rsa(Box<RsaKey>, Option<String>),
    Elliptic(Box<EcdsaKeyPair>, Option<String>),
}

/// A header, and fields of a form.
pub(super) type Shown = (Option<String>, Vec<(String, String)>);

impl Proof {
    /// Reads the secret or the key.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub(super) fn load(settings: &Settings) -> Result<Self> {
        let wrong = |why: &str| Error::Internal(format!("provider '{}': {why}", settings.code));
        if let Some(file) = &settings.client_secret_file {
            let text = std::fs::read_to_string(file)
                .map_err(|e| wrong(&format!("its client_secret_file cannot be read: {e}")))?;
            let secret = text.trim().to_owned();
            return if secret.is_empty() {
                Err(wrong("its client_secret_file is empty"))
            } else {
                Ok(Proof::Secret(secret))
            };
        }
        let file =
            settings.private_key_file.as_ref().ok_or_else(|| wrong("it has neither secret nor key"))?;
        let key = PrivatePkcs8KeyDer::from_pem_file(file)
            .map_err(|e| wrong(&format!("its private_key_file holds no PKCS#8 key: {e}")))?;
        let der = key.secret_pkcs8_der();
        let id = settings.private_key_id.clone();
        if let Ok(key) = RsaKey::from_pkcs8(der) {
            return Ok(Proof::Rsa(Box::new(key), id));
        }
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der)
            .map(|key| Proof::Elliptic(Box::new(key), id))
            .map_err(|_| wrong("its private key is neither RSA nor on the curve P-256"))
    }

    /// What goes with a request to the token endpoint: a header, and fields of the form. `takes` are the ways
    /// that the provider says it takes; none said means the standard's own, which is a header.
    pub(super) fn with(
        &self,
        client_id: &str,
        endpoint: &str,
        takes: Option<&[String]>,
        now: Timestamp,
    ) -> Result<Shown> {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        match self {
            Proof::Secret(secret) => {
                let by_header = takes.is_none_or(|t| t.iter().any(|way| way == "client_secret_basic"));
                if by_header {
                    let safe =
                        |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                    let both = format!("{}:{}", safe(client_id), safe(secret));
                    Ok((Some(format!("Basic {}", BASE64.encode(both.as_bytes()))), Vec::new()))
                } else {
                    Ok((None, vec![field("client_id", client_id), field("client_secret", secret)]))
                }
            }
            Proof::Rsa(..) | Proof::Elliptic(..) => {
                let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                let statement = self.statement(client_id, endpoint, now)?;
                Ok((
                    None,
                    vec![
                        field("client_id", client_id),
                        field("client_assertion_type", kind),
                        field("client_assertion", &statement),
                    ],
                ))
            }
        }
    }

    fn statement(&self, client_id: &str, endpoint: &str, now: Timestamp) -> Result<String> {
        let (alg, id) = match self {
            Proof::Rsa(_, id) => ("RS256", id),
            Proof::Elliptic(_, id) => ("ES256", id),
            Proof::Secret(_) => return Err(Error::Internal("a secret signs nothing".into())),
        };
        let mut head = serde_json::json!({"alg": alg, "typ": "JWT"});
        if let (Some(id), Some(map)) = (id, head.as_object_mut()) {
            map.insert("kid".into(), id.as_str().into());
        }
        let seconds = now.as_second();
        let id = format!("{}{}", Reference::new("c"), Reference::new(""));
        let claims = serde_json::json!({
            "iss": client_id, "sub": client_id, "aud": endpoint, "jti": id,
            "iat": seconds, "exp": seconds + STATEMENT_SECONDS,
        });
        let part = |value: &serde_json::Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let said = format!("{}.{}", part(&head), part(&claims));
        let failed = |_| Error::Internal("a statement could not be signed".into());
        let signature = match self {
            Proof::Rsa(key, _) => {
                let mut out = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), said.as_bytes(), &mut out)
                    .map_err(failed)?;
                out
            }
            Proof::Elliptic(key, _) => {
                key.sign(&SystemRandom::new(), said.as_bytes()).map_err(failed)?.as_ref().to_vec()
            }
            Proof::Secret(_) => Vec::new(),
        };
        Ok(format!("{said}.{}", BASE64URL_NOPAD.encode(&signature)))
    }
}
