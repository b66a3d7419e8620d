//! What a passkey proves (Web Authentication, level 3): the challenge, and the check of the answer. Nothing here knows
//! the database or the clock; the state of a challenge is text that is kept, sealed, until the answer comes.
//!
//! The relying party is this service by its name on the network: a passkey answers that name alone, so a page that
//! merely looks like this one gets nothing from it.

use access::sign_in::passkeys::New;
use data_encoding::BASE64URL_NOPAD;
use kernel::{Error, Id, Result, kinds};
use page::{Request, site};
use serde::{Serialize, de::DeserializeOwned};
use webauthn_rs::prelude::{
    CreationChallengeResponse, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// What devices call this service.
const NAME: &str = "Hearth";
/// The longest answer that is read, in characters: four times what a large key's answer takes.
pub(crate) const LONGEST: usize = 16_000;

/// This service as devices know it.
pub(crate) struct Relying(Webauthn);

/// A challenge: what the browser is given, and what is kept to check the answer.
pub(crate) struct Challenge {
    /// For the browser's credentials API, as JSON.
    pub(crate) options: String,
    /// To be kept here, never to be given away.
    pub(crate) state: String,
}

/// Why an answer is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// It does not answer this challenge of this service with this credential.
    Answer,
    /// It does, and the device's count of uses is not above the one before: there may be a copy of the key.
    WentBack,
}

/// Whose passkey an answer says it is, before anything is checked.
pub(crate) struct Named {
    /// The account that the device keeps with the passkey.
    pub(crate) account: Id<kinds::Account>,
    /// What the device calls the credential.
    pub(crate) credential: Vec<u8>,
}

fn text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::internal("a passkey", e))
}

fn stored<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Error::internal("a stored passkey", e))
}

impl Relying {
    /// This service, where browsers let it have passkeys: at a name, over HTTPS, or at `localhost`. A bare network
    /// address cannot have any (Web Authentication, level 3, section 5.1.2).
    pub(crate) fn here(request: &Request) -> Option<Self> {
        site::base(request).ok().and_then(|base| Self::at(&base))
    }

    /// The same for the address that the operator says or the request came to.
    pub(crate) fn at(base: &str) -> Option<Self> {
        let url = Url::parse(base).ok()?;
        let name = url.domain()?.to_owned();
        if url.scheme() != "https" && name != "localhost" {
            return None;
        }
        // Without a path: a page says where it is by scheme, name and port alone.
        let origin = Url::parse(&url.origin().ascii_serialization()).ok()?;
        WebauthnBuilder::new(&name, &origin).ok()?.rp_name(NAME).build().ok().map(Relying)
    }

    /// Asks a device to make a passkey that it finds by itself and unlocks for its owner alone. `email` is what it
    /// shows in a list; `have` are the credentials of this account, so that no device makes a second one.
    pub(crate) fn ask_to_make(
        &self,
        account: Id<kinds::Account>,
        email: &str,
        name: &str,
        have: &[String],
    ) -> Result<Challenge> {
        let have: Vec<Passkey> = have.iter().map(|one| stored(one)).collect::<Result<_>>()?;
        let ids = have.iter().map(|one| one.cred_id().clone()).collect();
        let whose = Uuid::from_bytes(*account.as_bytes());
        let (options, state) = self
            .0
            .start_passkey_registration(whose, email, name, Some(ids))
            .map_err(|e| Error::internal("a new passkey", e))?;
        let mut options = serde_json::to_value::<CreationChallengeResponse>(options)
            .map_err(|e| Error::internal("a new passkey", e))?;
        // The library leaves this to the device, to spare the few places of an old security key. Here nobody types an
        // address before a passkey, so one that cannot be found without would be of no use.
        options["publicKey"]["authenticatorSelection"]["residentKey"] = "required".into();
        options["publicKey"]["authenticatorSelection"]["requireResidentKey"] = true.into();
        Ok(Challenge { options: text(&options)?, state: text(&state)? })
    }

    /// Checks what the device made. `name` is what its owner calls it.
    pub(crate) fn made(
        &self,
        state: &str,
        answer: &str,
        name: &str,
    ) -> Result<std::result::Result<New, Wrong>> {
        let state: PasskeyRegistration = stored(state)?;
        let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(answer) else {
            return Ok(Err(Wrong::Answer));
        };
        let Ok(passkey) = self.0.finish_passkey_registration(&answer, &state) else {
            return Ok(Err(Wrong::Answer));
        };
        let credential_id = passkey.cred_id().clone();
        Ok(Ok(New { name: name.to_owned(), credential_id, credential: text(&passkey)? }))
    }

    /// Asks for a passkey of this service, unlocked by its owner: any that the device finds, or one of `own`.
    pub(crate) fn ask(&self, own: &[String]) -> Result<Challenge> {
        let (mut options, state) =
            self.0.start_discoverable_authentication().map_err(|e| Error::internal("a passkey", e))?;
        // The library means it for a field that fills itself in; here a button asks.
        options.mediation = None;
        let mut options = serde_json::to_value(options).map_err(|e| Error::internal("a passkey", e))?;
        let own = own.iter().map(|one| {
            let id = BASE64URL_NOPAD.encode(stored::<Passkey>(one)?.cred_id());
            Ok(serde_json::json!({"type": "public-key", "id": id}))
        });
        options["publicKey"]["allowCredentials"] = own.collect::<Result<Vec<_>>>()?.into();
        Ok(Challenge { options: text(&options)?, state: text(&state)? })
    }

    /// Checks an answer with the credential that it names. Gives the credential as it is to be stored now, with the
    /// new count.
    pub(crate) fn proven(
        &self,
        state: &str,
        answer: &str,
        credential: &str,
    ) -> Result<std::result::Result<String, Wrong>> {
        let state: DiscoverableAuthentication = stored(state)?;
        let mut passkey: Passkey = stored(credential)?;
        let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else {
            return Ok(Err(Wrong::Answer));
        };
        match self.0.finish_discoverable_authentication_v2(&answer, state, &passkey) {
            // The library asks for it; that it was so decides whether a passkey stands for two factors.
            Ok(proof) if proof.user_verified() => {
                passkey.update_credential(&proof);
                Ok(Ok(text(&passkey)?))
            }
            Err(WebauthnError::CredentialPossibleCompromise) => Ok(Err(Wrong::WentBack)),
            Ok(_) | Err(_) => Ok(Err(Wrong::Answer)),
        }
    }
}

/// Whose passkey an answer says it is; nothing where it is no answer at all.
pub(crate) fn named(answer: &str) -> Option<Named> {
    let answer: PublicKeyCredential = serde_json::from_str(answer).ok()?;
    let account = Id::from_slice(answer.get_user_unique_id()?)?;
    Some(Named { account, credential: answer.get_credential_id().to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_has_passkeys_at_a_name_over_https_and_on_this_machine() {
        for good in
            ["https://support.example.org", "https://support.example.org:8443", "http://localhost:8080"]
        {
            assert!(Relying::at(good).is_some(), "{good}");
        }
        for bad in
            ["http://support.example.org", "http://127.0.0.1:8080", "https://[::1]", "https://10.0.0.1", ""]
        {
            assert!(Relying::at(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_new_passkey_is_asked_to_be_found_by_itself_and_unlocked() {
        let relying = Relying::at("https://support.example.org/hearth").unwrap();
        let asked = relying.ask_to_make(Id::from_parts(1, [1; 10]), "a@b.uk", "A", &[]).unwrap();
        let options: serde_json::Value = serde_json::from_str(&asked.options).unwrap();
        let chosen = &options["publicKey"]["authenticatorSelection"];
        assert_eq!(chosen["residentKey"], "required");
        assert_eq!(chosen["userVerification"], "required");
        assert_eq!(options["publicKey"]["rp"]["id"], "support.example.org");
        let asked: serde_json::Value = serde_json::from_str(&relying.ask(&[]).unwrap().options).unwrap();
        assert_eq!(asked["publicKey"]["userVerification"], "required");
        assert!(asked.get("mediation").is_none());
    }
}
