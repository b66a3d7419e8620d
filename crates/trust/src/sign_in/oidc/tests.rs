//! Tokens and ways back as a provider gives them, and as somebody forges them: a small provider of this test answers over
//! a real socket and signs with keys that change.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, OnceLock},
};

use access::{
    Role,
    sign_in::directory::{self, Told},
};
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use axum::http::StatusCode;
use data_encoding::BASE64URL_NOPAD;
use kernel::Timestamp;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::token::{self, Expect, Wrong};
use crate::testing::{Browser, account, later, rule, signed_in};

const CLIENT: &str = "hearth";

struct Key {
    pair: EcdsaKeyPair,
    id: String,
}

impl Key {
    fn new(id: &str) -> Self {
        let der =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.as_ref()).unwrap();
        Key { pair, id: id.into() }
    }

    fn public(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": self.id, "alg": "ES256",
            "x": BASE64URL_NOPAD.encode(&point[1..33]), "y": BASE64URL_NOPAD.encode(&point[33..])})
    }

    fn sign(&self, claims: &Value) -> String {
        self.sign_as(&json!({"alg": "ES256", "kid": self.id}), claims)
    }

    fn sign_as(&self, head: &Value, claims: &Value) -> String {
        let part = |v: &Value| BASE64URL_NOPAD.encode(v.to_string().as_bytes());
        let said = format!("{}.{}", part(head), part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), said.as_bytes()).unwrap();
        format!("{said}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }
}

fn set(keys: &[&Key]) -> jsonwebtoken::jwk::JwkSet {
    serde_json::from_value(json!({"keys": keys.iter().map(|k| k.public()).collect::<Vec<_>>()})).unwrap()
}

fn now() -> Timestamp {
    "2026-11-20T09:30:00Z".parse().unwrap()
}

fn good() -> Value {
    let at = now().as_second();
    json!({"iss": "https://login.example", "aud": CLIENT, "sub": "u1", "nonce": "n1", "iat": at, "exp": at + 300})
}

fn expect<'a>(nonce: Option<&'a str>, acr: Option<&'a str>) -> Expect<'a> {
    Expect { issuer: "https://login.example", client_id: CLIENT, nonce, acr, now: now() }
}

#[test]
fn an_id_token_says_all_that_it_must_or_is_refused() {
    let n1 = expect(Some("n1"), None);
    assert_eq!(token::subject(&good(), &n1).as_deref(), Ok("u1"));
    let at = now().as_second();
    // Two clocks may differ by a minute.
    for (name, value, taken) in [
        ("iss", json!("https://login.example/"), false),
        ("iss", Value::Null, false),
        ("aud", json!("another"), false),
        ("aud", json!(["another"]), false),
        ("aud", json!([CLIENT]), true),
        ("aud", json!([CLIENT, "another"]), false),
        ("azp", json!("another"), false),
        ("azp", json!(CLIENT), true),
        ("sub", json!(""), false),
        ("sub", json!(7), false),
        ("nonce", json!("n2"), false),
        ("nonce", Value::Null, false),
        ("exp", json!(at - 59), true),
        ("exp", json!(at - 60), false),
        ("exp", Value::Null, false),
        ("iat", json!(at + 60), true),
        ("iat", json!(at + 61), false),
        ("iat", Value::Null, false),
        ("nbf", json!(at + 61), false),
        ("nbf", json!(at + 60), true),
    ] {
        let mut claims = good();
        claims[name] = value.clone();
        assert_eq!(token::subject(&claims, &n1).is_ok(), taken, "{name} = {value}");
    }
    assert!(
        token::subject(&good(), &expect(None, None)).is_err(),
        "without a nonce there is no sign-in to answer"
    );
    assert!(token::subject(&good(), &expect(Some("n1"), Some("high"))).is_err());
    let mut high = good();
    high["acr"] = json!("high");
    assert!(token::subject(&high, &expect(Some("n1"), Some("high"))).is_ok());
}

#[test]
fn only_the_providers_own_keys_sign() {
    let (ours, other) = (Key::new("k1"), Key::new("k2"));
    let keys = set(&[&ours]);
    let token = ours.sign(&good());
    assert_eq!(token::open(&token, &keys).unwrap()["sub"], "u1");
    assert_eq!(token::open(&other.sign(&good()), &keys), Err(Wrong::UnknownKey));
    // The same key's name on another's signature; a claim changed; no signature; a signature by a shared secret, for
    // which the public key is no secret.
    let forged = other.sign_as(&json!({"alg": "ES256", "kid": "k1"}), &good());
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let mut raised = good();
    raised["sub"] = json!("u2");
    parts[1] = BASE64URL_NOPAD.encode(raised.to_string().as_bytes());
    let head = |alg: &str| BASE64URL_NOPAD.encode(json!({"alg": alg, "kid": "k1"}).to_string().as_bytes());
    let body = BASE64URL_NOPAD.encode(good().to_string().as_bytes());
    let by_secret = {
        let said = format!("{}.{body}", head("HS256"));
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, ours.pair.public_key().as_ref());
        format!("{said}.{}", BASE64URL_NOPAD.encode(aws_lc_rs::hmac::sign(&key, said.as_bytes()).as_ref()))
    };
    for bad in [
        forged,
        parts.join("."),
        format!("{}.{body}.", head("none")),
        by_secret,
        format!("{}.{body}.", head("ES256")),
        ours.sign_as(&json!({"alg": "RS256", "kid": "k1"}), &good()),
        ours.sign_as(&json!({"alg": "ES256", "kid": "k1", "crit": ["b64"], "b64": false}), &good()),
        String::new(),
        "a.b.c".into(),
    ] {
        assert!(matches!(token::open(&bad, &keys), Err(Wrong::Because(_))), "{bad}");
    }
    // Without a name one key is enough, and two are too many.
    let nameless = ours.sign_as(&json!({"alg": "ES256"}), &good());
    assert!(token::open(&nameless, &keys).is_ok());
    assert!(token::open(&nameless, &set(&[&ours, &other])).is_err());
}

#[test]
fn a_logout_token_is_no_id_token_and_the_other_way_round() {
    let at = now().as_second();
    let event = json!({"http://schemas.openid.net/event/backchannel-logout": {}});
    let whole = json!({"iss": "https://login.example", "aud": CLIENT, "iat": at, "jti": "j1", "sub": "u1", "sid": "s1", "events": event});
    let none = expect(None, None);
    let read = token::ended(&whole, &none).unwrap();
    assert_eq!(
        (read.subject.as_deref(), read.sid.as_deref(), read.id.as_str()),
        (Some("u1"), Some("s1"), "j1")
    );
    assert!(token::ended(&good(), &none).is_err());
    assert!(token::subject(&whole, &expect(Some("n1"), None)).is_err());
    for (name, value) in [
        ("nonce", json!("n1")),
        ("events", json!({})),
        ("events", json!("http://schemas.openid.net/event/backchannel-logout")),
        ("jti", Value::Null),
        ("iat", json!(at - 601)),
        ("exp", json!(at - 61)),
        ("aud", json!("another")),
    ] {
        let mut claims = whole.clone();
        claims[name] = value.clone();
        assert!(token::ended(&claims, &none).is_err(), "{name} = {value}");
    }
    let mut nobody = whole.clone();
    (nobody["sub"], nobody["sid"]) = (Value::Null, Value::Null);
    assert!(token::ended(&nobody, &none).is_err());
}

/// What the small provider answers.
#[derive(Default)]
struct Desk {
    keys: Vec<Value>,
    id_token: String,
    status: u16,
    asked: BTreeMap<String, u32>,
    last_form: String,
    /// What it says of itself, and at its token endpoint, instead of what a whole one says.
    about: Option<Value>,
    token: Option<Value>,
}

struct Small {
    base: String,
    desk: Arc<Mutex<Desk>>,
}

async fn small() -> Small {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let desk = Arc::new(Mutex::new(Desk { status: 200, ..Desk::default() }));
    let (told, at) = (desk.clone(), base.clone());
    // A thread of its own: each test has a runtime that ends with it.
    let listener = listener.into_std().unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut bytes = vec![0; 65536];
                let mut read = 0;
                let head = loop {
                    let n = stream.read(&mut bytes[read..]).await.unwrap_or(0);
                    read += n;
                    let text = String::from_utf8_lossy(&bytes[..read]).into_owned();
                    let Some((head, body)) = text.split_once("\r\n\r\n") else {
                        if n == 0 { break text } else { continue }
                    };
                    let length = head
                        .lines()
                        .find_map(|l| l.to_lowercase().strip_prefix("content-length: ").map(str::to_owned))
                        .map_or(0, |l| l.trim().parse().unwrap());
                    if body.len() >= length || n == 0 {
                        told.lock().unwrap().last_form = body.to_owned();
                        break text;
                    }
                };
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let (status, body) = {
                    let mut desk = told.lock().unwrap();
                *desk.asked.entry(path.clone()).or_default() += 1;
                    match path.as_str() {
                    "/.well-known/openid-configuration" if desk.about.is_some() => (200, desk.about.clone().unwrap()),
                    "/token" if desk.token.is_some() => (desk.status, desk.token.clone().unwrap()),
                    "/.well-known/openid-configuration" => (200, json!({
                        "issuer": at, "authorization_endpoint": format!("{at}/auth"),
                        "token_endpoint": format!("{at}/token"), "jwks_uri": format!("{at}/keys"),
                        "end_session_endpoint": format!("{at}/end"), "code_challenge_methods_supported": ["S256"],
                    })),
                    "/keys" => (200, json!({"keys": desk.keys})),
                    "/token" => (desk.status, json!({"id_token": desk.id_token})),
                    _ => (404, json!({})),
                    }
                };
                let body = body.to_string();
                let answer = format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
    });
    Small { base, desk }
}

/// The provider of these tests, installed once in the process.
async fn installed(db: &store::Db) -> &'static Small {
    static SMALL: OnceLock<Small> = OnceLock::new();
    static FIRST: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _one = FIRST.lock().await;
    if SMALL.get().is_none() {
        let small = small().await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), "s3cret\n").unwrap();
        let one = |code: &str, issuer: &str| {
            json!({
                "code": code, "label": "The County", "issuer": issuer, "client_id": CLIENT,
                "client_secret_file": "secret", "agency": "adopt-east", "roles": ["social-worker", "team-manager"],
            })
        };
        let file = folder.path().join("providers.json");
        let text = json!({"providers": [one("county", &small.base), one("down", "http://127.0.0.1:9")]});
        std::fs::write(&file, text.to_string()).unwrap();
        assert_eq!(super::install(&file, db).await.unwrap(), 2);
        assert!(SMALL.set(small).is_ok());
    }
    SMALL.get().unwrap()
}

fn part(address: &str, name: &str) -> String {
    let query = address.split_once('?').unwrap().1;
    form_urlencoded::parse(query.as_bytes())
        .find(|(k, _)| k == name)
        .unwrap_or_else(|| panic!("{name}: {address}"))
        .1
        .into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_through_a_provider_goes_there_and_back_and_nobody_goes_another_way() {
    // One test for all of it: the small provider has one desk.
    for desk in testkit::both(crate::schema()).await {
        let small = installed(&desk.db).await;
        let (key, newer) =
            (Key::new(&format!("k-{:?}", desk.db.engine())), Key::new(&format!("n-{:?}", desk.db.engine())));
        small.desk.lock().unwrap().keys = vec![key.public()];
        super::find("county").unwrap().forget_the_last_look().await;
        let worker = account(&desk, "rowan@example.org", Role::SocialWorker).await;
        let claims = |nonce: &str, sub: &str, email: &str| {
            let at = desk.now.as_second();
            json!({"iss": small.base, "aud": CLIENT, "sub": sub, "nonce": nonce, "iat": at, "exp": at + 300,
                "email": email, "email_verified": true, "sid": format!("sid-{sub}")})
        };
        let mut browser = Browser::at(&desk);
        assert!(browser.get("/sign-in").await.says("Sign in with The County"));

        // There.
        let there = browser.get("/sign-in/with/county?to=%2Faccount").await.to;
        assert!(there.starts_with(&format!("{}/auth?", small.base)), "{there}");
        assert_eq!(part(&there, "code_challenge_method"), "S256");
        assert_eq!(part(&there, "redirect_uri"), "http://127.0.0.1:8080/sign-in/back/county");
        let (state, nonce) = (part(&there, "state"), part(&there, "nonce"));
        let step = browser.jar["hearth_step"].clone();
        let back = |state: &str| format!("/sign-in/back/county?code=c1&state={state}");

        // Back in another browser, or with another state: nobody is signed in, and the step is spent.
        assert!(Browser::at(&desk).get(&back(&state)).await.says("does not belong to a sign-in"));
        assert!(browser.get(&back("guessed")).await.says("does not belong to a sign-in"));
        browser.jar.insert("hearth_step".into(), step);
        assert!(
            browser.get(&back(&state)).await.says("does not belong to a sign-in"),
            "a spent step was taken"
        );

        // With a token that does not answer, ended, or is signed by somebody else.
        let mut late = claims("", "u1", "rowan@example.org");
        late["exp"] = json!(desk.now.as_second() - 120);
        let stranger = Key::new("x");
        for n in 0..3 {
            let there = browser.get("/sign-in/with/county").await.to;
            let (state, nonce) = (part(&there, "state"), part(&there, "nonce"));
            late["nonce"] = json!(nonce);
            let token = match n {
                0 => key.sign(&claims("another", "u1", "rowan@example.org")),
                1 => key.sign(&late),
                _ => stranger.sign_as(
                    &json!({"alg": "ES256", "kid": key.id}),
                    &claims(&nonce, "u1", "rowan@example.org"),
                ),
            };
            small.desk.lock().unwrap().id_token = token;
            let said = browser.get(&back(&state)).await;
            assert!(
                said.says("could not be checked") && said.status == StatusCode::CONFLICT,
                "{n}: {}",
                said.text
            );
            assert!(!browser.jar.contains_key("hearth_session"));
        }
        // A code that was used before: the provider refuses it.
        let there = browser.get("/sign-in/with/county").await.to;
        small.desk.lock().unwrap().status = 400;
        assert!(browser.get(&back(&part(&there, "state"))).await.says("could not be checked"));
        small.desk.lock().unwrap().status = 200;
        // Stopped there.
        let there = browser.get("/sign-in/with/county").await.to;
        let stopped = format!("/sign-in/back/county?error=access_denied&state={}", part(&there, "state"));
        assert!(browser.get(&stopped).await.says("You did not finish signing in"));
        // A token for another provider's issuer in the way back (mix-up).
        let there = browser.get("/sign-in/with/county").await.to;
        let mixed = format!("{}&iss=https%3A%2F%2Fevil.example", back(&part(&there, "state")));
        assert!(browser.get(&mixed).await.says("could not be checked"));
        assert_ne!(nonce, part(&there, "nonce"), "a nonce was used twice");

        // As it should be, with the code's verifier and the secret in the header.
        let there = browser.get("/sign-in/with/county?to=%2Faccount").await.to;
        small.desk.lock().unwrap().id_token =
            key.sign(&claims(&part(&there, "nonce"), "u1", "rowan@example.org"));
        assert_eq!(browser.get(&back(&part(&there, "state"))).await.to, "/account");
        let form = small.desk.lock().unwrap().last_form.clone();
        assert!(form.contains("code_verifier=") && form.contains("grant_type=authorization_code"), "{form}");
        assert!(browser.get("/account").await.says("county"));

        // Another key, without a restart of this service; the address may change there, the subject is the person.
        small.desk.lock().unwrap().keys = vec![newer.public()];
        super::find("county").unwrap().forget_the_last_look().await;
        let mut second = Browser::at(&desk);
        let there = second.get("/sign-in/with/county").await.to;
        small.desk.lock().unwrap().id_token =
            newer.sign(&claims(&part(&there, "nonce"), "u1", "moved@example.org"));
        assert_eq!(second.get(&back(&part(&there, "state"))).await.to, "/");

        // A stranger, somebody of another agency or role, and an address that is not checked.
        let there = second.get("/sign-in/with/county").await.to;
        small.desk.lock().unwrap().id_token =
            newer.sign(&claims(&part(&there, "nonce"), "u9", "who@example.org"));
        assert!(Browser::at(&desk).get("/sign-in/back/county").await.says("does not belong"));
        assert!(second.get(&back(&part(&there, "state"))).await.says("you have no account here yet"));
        let admin = account(&desk, "admin@example.org", Role::Administrator).await;
        for (email, checked) in [("admin@example.org", true), ("rowan@example.org", false)] {
            let there = second.get("/sign-in/with/county").await.to;
            let mut said = claims(&part(&there, "nonce"), "u8", email);
            said["email_verified"] = json!(checked);
            small.desk.lock().unwrap().id_token = newer.sign(&said);
            assert!(
                second.get(&back(&part(&there, "state"))).await.says("you have no account here yet"),
                "{email}"
            );
        }

        // Told that somebody signed out there: that session ends, once, and by nobody else's word.
        let event = json!({"http://schemas.openid.net/event/backchannel-logout": {}});
        let out = json!({"iss": small.base, "aud": CLIENT, "iat": desk.now.as_second(), "jti": format!("j{:?}", desk.db.engine()), "sub": "u1", "events": event});
        let mut machine = Browser::at(&desk);
        let forged = stranger.sign_as(&json!({"alg": "ES256", "kid": newer.id}), &out);
        assert_eq!(
            machine.post("/sign-out/told-by/county", &[("logout_token", &forged)]).await.status,
            StatusCode::BAD_REQUEST
        );
        assert_eq!(browser.get("/account").await.status, StatusCode::OK);
        let token = newer.sign(&out);
        assert_eq!(
            machine.post("/sign-out/told-by/county", &[("logout_token", &token)]).await.status,
            StatusCode::OK
        );
        assert!(browser.get("/account").await.to.starts_with("/sign-in?to="));

        // Signed out here, there is a way to sign out there as well.
        let there = browser.get("/sign-in/with/county").await.to;
        small.desk.lock().unwrap().id_token =
            newer.sign(&claims(&part(&there, "nonce"), "u1", "rowan@example.org"));
        browser.get(&back(&part(&there, "state"))).await;
        assert_eq!(
            machine.post("/sign-out/told-by/county", &[("logout_token", &token)]).await.status,
            StatusCode::OK
        );
        assert_eq!(
            browser.get("/account").await.status,
            StatusCode::OK,
            "a replayed logout ended a new session"
        );
        let out = browser.post("/sign-out", &[]).await.to;
        assert_eq!(out, "/signed-out?at=county");
        assert!(browser.get(&out).await.says("You may still be signed in at The County"));
        let end = browser.get("/sign-out/with/county").await.to;
        assert!(end.starts_with(&format!("{}/end?id_token_hint=", small.base)), "{end}");
        assert_eq!(browser.get("/sign-out/with/county").await.to, "/signed-out", "the hint was given twice");

        // A provider that is down: a clear page, the others and the password go on.
        let down = browser.get("/sign-in/with/down").await;
        assert!(
            down.says("does not answer as it should") && down.status == StatusCode::CONFLICT,
            "{}",
            down.text
        );
        let mut local = signed_in(&desk, admin).await;
        assert_eq!(local.get("/accounts").await.status, StatusCode::OK);
        assert_eq!(browser.get("/sign-in/with/unknown").await.status, StatusCode::NOT_FOUND);

        // Access that ended here is ended, whatever the provider says.
        local.post(&format!("/accounts/{worker}/end"), &[]).await;
        let there = browser.get("/sign-in/with/county").await.to;
        small.desk.lock().unwrap().id_token =
            newer.sign(&claims(&part(&there, "nonce"), "u1", "rowan@example.org"));
        assert!(browser.get(&back(&part(&there, "state"))).await.says("you have no account here yet"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_make_roles_within_one_agency_and_take_them() {
    for desk in testkit::both(crate::schema()).await {
        let now = desk.now;
        let told = |sub: &str, email: Option<&str>, mapped| Told {
            provider: "county".into(),
            label: "The County".into(),
            agency: Some(desk.agency()),
            roles: vec![Role::SocialWorker, Role::TeamManager],
            subject: sub.into(),
            email: email.map(str::to_owned),
            name: Some("Ash Newcomer".into()),
            mapped,
        };
        let settle =
            |told: Told, at| desk.db.write("settle", move |w| directory::settle(w, &told, "test", at));
        let (social, manager) = (Some(Some(Role::SocialWorker)), Some(Some(Role::TeamManager)));
        let id = settle(told("u1", Some("ash@example.org"), social), now).await.unwrap();
        assert_eq!(settle(told("u1", None, social), now).await, Ok(id));
        let mut browser = signed_in(&desk, id).await;
        assert!(browser.get("/account").await.says("Social worker"));
        // Another group is another role, and what was open ends; no group is no way in.
        assert_eq!(settle(told("u1", None, manager), later(now, 5)).await, Ok(id));
        assert!(browser.get("/account").await.to.starts_with("/sign-in?to="));
        assert_eq!(rule(settle(told("u1", None, Some(None)), now).await), "provider.no-role");
        // A role that the operator did not give it, an address that is not checked, another agency's account.
        assert_eq!(
            rule(settle(told("u2", Some("bo@example.org"), Some(Some(Role::Administrator))), now).await),
            "provider.stranger"
        );
        assert_eq!(rule(settle(told("u3", None, social), now).await), "provider.stranger");
        let mut elsewhere = told("u1", None, social);
        elsewhere.agency = Some(desk.other_agency());
        assert_eq!(rule(settle(elsewhere, now).await), "provider.stranger");
    }
}

/// A provider as an operator writes it, with another proof than a secret where `proof` says so.
fn written(
    issuer: &str,
    folder: &std::path::Path,
    proof: &Value,
) -> kernel::Result<super::provider::Provider> {
    let mut one = json!({"code": "small", "label": "The County", "issuer": issuer, "client_id": CLIENT, "roles": ["family-member"]});
    one.as_object_mut().unwrap().extend(proof.as_object().unwrap().clone());
    let settings = super::settings::parse(&json!({"providers": [one]}).to_string(), folder)?;
    super::provider::Provider::new(settings.into_iter().next().unwrap(), &[])
}

#[test]
fn a_secret_or_key_that_is_not_whole_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let pem = |label: &str, der: &[u8]| {
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", data_encoding::BASE64.encode(der))
    };
    file("empty", " \n");
    file("words", "not a key");
    let curve = |which: &'static aws_lc_rs::signature::EcdsaSigningAlgorithm| {
        EcdsaKeyPair::generate_pkcs8(which, &SystemRandom::new()).unwrap()
    };
    let good = curve(&ECDSA_P256_SHA256_FIXED_SIGNING);
    file("good", &pem("PRIVATE KEY", good.as_ref()));
    file("cut", &pem("PRIVATE KEY", &good.as_ref()[..40]));
    file(
        "other-curve",
        &pem("PRIVATE KEY", curve(&aws_lc_rs::signature::ECDSA_P384_SHA384_FIXED_SIGNING).as_ref()),
    );
    file("public", &pem("PUBLIC KEY", good.as_ref()));
    assert!(written("https://a.example", folder.path(), &json!({"private_key_file": "good"})).is_ok());
    for (proof, why) in [
        (json!({"client_secret_file": "nowhere"}), "cannot be read"),
        (json!({"client_secret_file": "empty"}), "is empty"),
        (json!({"private_key_file": "nowhere"}), "no PKCS#8 key"),
        (json!({"private_key_file": "words"}), "no PKCS#8 key"),
        (json!({"private_key_file": "public"}), "no PKCS#8 key"),
        (json!({"private_key_file": "cut"}), "neither RSA nor on the curve P-256"),
        (json!({"private_key_file": "other-curve"}), "neither RSA nor on the curve P-256"),
        (json!({"client_secret_file": "empty", "ca_file": "words"}), "is empty"),
    ] {
        match written("https://a.example", folder.path(), &proof) {
            Err(kernel::Error::Internal(said)) => assert!(said.contains(why), "{proof}: {said}"),
            _ => panic!("{proof} was taken"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_half_there_gives_a_clear_page_and_nobody_a_way_in() {
    let small = small().await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret"), "s3cret").unwrap();
    let provider = written(&small.base, folder.path(), &json!({"client_secret_file": "secret"})).unwrap();
    let whole = json!({
        "issuer": small.base, "authorization_endpoint": format!("{}/auth", small.base),
        "token_endpoint": format!("{}/token", small.base), "jwks_uri": format!("{}/keys", small.base),
    });
    let say = |about: &Value| small.desk.lock().unwrap().about = Some(about.clone());
    for (name, value) in [
        ("issuer", json!("https://another.example")),
        ("issuer", Value::Null),
        ("token_endpoint", Value::Null),
        ("jwks_uri", json!("http://elsewhere.example/keys")),
        ("authorization_endpoint", json!("javascript:alert(1)")),
        ("userinfo_endpoint", json!("ftp://elsewhere.example")),
        ("code_challenge_methods_supported", json!(["plain"])),
    ] {
        let mut half = whole.clone();
        half[name] = value.clone();
        say(&half);
        assert_eq!(rule(provider.about_now().await), "provider.down", "{name} = {value}");
    }
    say(&json!("down for work"));
    assert_eq!(rule(provider.about_now().await), "provider.down");
    say(&whole);
    provider.about_now().await.unwrap();

    // The code is given back: refused, not known there, nothing in the answer, or something went wrong.
    for (status, said, expected) in [
        (400, json!({"error": "invalid_grant"}), "provider.token"),
        (401, json!({"error": "invalid_client"}), "provider.client"),
        (400, json!({"error": "invalid_client"}), "provider.client"),
        (401, json!("no"), "provider.token"),
        (200, json!({"access_token": "a"}), "provider.token"),
        (200, json!(["nothing"]), "provider.down"),
        (500, json!({"error": "invalid_client"}), "provider.down"),
        (302, json!({}), "provider.down"),
    ] {
        {
            let mut desk = small.desk.lock().unwrap();
            (desk.status, desk.token) = (status, Some(said.clone()));
        }
        let told = provider.redeem("c", "v", "http://127.0.0.1/back", now()).await;
        assert_eq!(rule(told), expected, "{status} {said}");
    }
    // Keys that cannot be read, none at all, and one of a kind that is not known beside a good one.
    let key = Key::new("k1");
    small.desk.lock().unwrap().keys = Vec::new();
    assert_eq!(rule(provider.open(&key.sign(&good())).await), "provider.token");
    small.desk.lock().unwrap().keys = vec![json!({"kty": "XYZ", "kid": "k0"}), key.public()];
    provider.forget_the_last_look().await;
    assert_eq!(provider.open(&key.sign(&good())).await.unwrap()["sub"], "u1");
}
