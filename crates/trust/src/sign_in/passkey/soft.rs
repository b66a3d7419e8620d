//! A device for tests: it makes a key on the curve P-256, writes what a real one writes, byte by byte as the standard
//! says (Web Authentication, level 3, sections 5.8.1, 6.1 and 6.5), and can be told to lie in any part of it.

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

/// Where the tests' browser is.
pub(crate) const ORIGIN: &str = "http://localhost:8080";
/// Somebody was there, and unlocked the device.
const PRESENT: u8 = 0x01;
pub(crate) const UNLOCKED: u8 = 0x04;
/// A key comes with it.
const WITH_KEY: u8 = 0x40;

/// A device with one passkey.
pub(crate) struct Soft {
    key: EcdsaKeyPair,
    pub(crate) id: Vec<u8>,
    pub(crate) handle: Vec<u8>,
    /// How often it was used: goes up by one each time.
    pub(crate) count: u32,
}

/// What an answer says, before it is signed: what a lying page, browser or device could change.
pub(crate) struct Says {
    pub(crate) kind: &'static str,
    pub(crate) challenge: String,
    pub(crate) origin: String,
    pub(crate) service: String,
    pub(crate) flags: u8,
    pub(crate) count: u32,
    pub(crate) id: Vec<u8>,
    pub(crate) handle: Vec<u8>,
}

impl Says {
    fn client(&self) -> Vec<u8> {
        let said = json!({"type": self.kind, "challenge": self.challenge, "origin": self.origin, "crossOrigin": false});
        said.to_string().into_bytes()
    }

    fn device(&self) -> Vec<u8> {
        let mut out = digest(&SHA256, self.service.as_bytes()).as_ref().to_vec();
        out.push(self.flags);
        out.extend(self.count.to_be_bytes());
        out
    }
}

fn asked(options: &str) -> Value {
    serde_json::from_str::<Value>(options).unwrap()["publicKey"].take()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

impl Soft {
    /// Makes a passkey as asked. Gives the device and its answer.
    pub(crate) fn make(options: &str, lie: impl FnOnce(&mut Says)) -> (Self, String) {
        let asked = asked(options);
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new()).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref()).unwrap();
        let mut id = vec![0; 32];
        aws_lc_rs::rand::fill(&mut id).unwrap();
        let handle = BASE64URL_NOPAD.decode(text(&asked["user"]["id"]).as_bytes()).unwrap();
        let mut says = Says {
            kind: "webauthn.create",
            challenge: text(&asked["challenge"]),
            origin: ORIGIN.into(),
            service: text(&asked["rp"]["id"]),
            flags: PRESENT | UNLOCKED | WITH_KEY,
            count: 0,
            id,
            handle,
        };
        lie(&mut says);
        let mut device = says.device();
        device.extend([0; 16]);
        device.extend(u16::try_from(says.id.len()).unwrap().to_be_bytes());
        device.extend(&says.id);
        // A COSE key as CBOR: kind EC2, algorithm ES256, curve P-256, x and y.
        let point = key.public_key().as_ref();
        device.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32]);
        device.extend(&point[1..33]);
        device.extend([0x22, 0x58, 32]);
        device.extend(&point[33..]);
        // An attestation object as CBOR, which attests nothing.
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x59");
        object.extend(u16::try_from(device.len()).unwrap().to_be_bytes());
        object.extend(device);
        let answer = json!({
            "id": BASE64URL_NOPAD.encode(&says.id), "rawId": BASE64URL_NOPAD.encode(&says.id), "type": "public-key",
            "response": {
                "attestationObject": BASE64URL_NOPAD.encode(&object),
                "clientDataJSON": BASE64URL_NOPAD.encode(&says.client()),
            },
        });
        (Soft { key, id: says.id, handle: says.handle, count: says.count }, answer.to_string())
    }

    /// Answers a challenge truly.
    pub(crate) fn answer(&mut self, options: &str) -> String {
        self.lie(options, |_| {})
    }

    /// Answers a challenge with a lie in it; what it says is signed all the same.
    pub(crate) fn lie(&mut self, options: &str, lie: impl FnOnce(&mut Says)) -> String {
        let asked = asked(options);
        self.count += 1;
        let mut says = Says {
            kind: "webauthn.get",
            challenge: text(&asked["challenge"]),
            origin: ORIGIN.into(),
            service: text(&asked["rpId"]),
            flags: PRESENT | UNLOCKED,
            count: self.count,
            id: self.id.clone(),
            handle: self.handle.clone(),
        };
        lie(&mut says);
        let (client, device) = (says.client(), says.device());
        let signed = [device.as_slice(), digest(&SHA256, &client).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        json!({
            "id": BASE64URL_NOPAD.encode(&says.id), "rawId": BASE64URL_NOPAD.encode(&says.id), "type": "public-key",
            "response": {
                "authenticatorData": BASE64URL_NOPAD.encode(&device),
                "clientDataJSON": BASE64URL_NOPAD.encode(&client),
                "signature": BASE64URL_NOPAD.encode(signature.as_ref()),
                "userHandle": BASE64URL_NOPAD.encode(&says.handle),
            },
        })
        .to_string()
    }
}

/// An answer with one bit of a part of its response turned over.
pub(crate) fn tampered(answer: &str, part: &str) -> String {
    let mut answer: Value = serde_json::from_str(answer).unwrap();
    let mut bytes = BASE64URL_NOPAD.decode(text(&answer["response"][part]).as_bytes()).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    answer["response"][part] = BASE64URL_NOPAD.encode(&bytes).into();
    answer.to_string()
}
