//! Passkeys as people use them, and as people try to who should not: on both engines, with a device of this test.

use access::{Role, sessions, sign_in::passkeys};
use axum::http::StatusCode;
use kernel::{Id, kinds};
use testkit::Desk;

use super::{
    NOT_TAKEN, TOO_LATE,
    soft::{Soft, UNLOCKED, tampered},
};
use crate::testing::{Browser, PASSWORD, account, later, letters, signed_in};

const EMAIL: &str = "rowan@example.org";

/// A browser at the service's name: an address of figures has no passkeys.
fn at_its_name(desk: &Desk) -> Browser {
    let mut browser = Browser::at(desk);
    browser.host = "localhost:8080";
    browser
}

async fn in_it(desk: &Desk, account: Id<kinds::Account>) -> Browser {
    let mut browser = signed_in(desk, account).await;
    browser.host = "localhost:8080";
    browser
}

/// What a page gives to its script to make a passkey with.
fn options_on(page: &str) -> String {
    let rest = page.split("data-hearth-options=\"").nth(1).unwrap_or_else(|| panic!("{page}"));
    rest.split('"').next().unwrap().replace("&quot;", "\"").replace("&amp;", "&")
}

async fn ask_to_add(browser: &mut Browser, name: &str) -> String {
    let sent = [("name", name), ("current", PASSWORD)];
    assert_eq!(browser.post("/account/passkeys/add", &sent).await.to, "/account/passkeys/make");
    options_on(&browser.get("/account/passkeys/make").await.text)
}

/// Adds a passkey as its owner does; gives the device.
async fn added(browser: &mut Browser, name: &str) -> Soft {
    let options = ask_to_add(browser, name).await;
    let (device, answer) = Soft::make(&options, |_| {});
    let said = browser.post("/account/passkeys/make", &[("answer", &answer)]).await;
    assert_eq!(said.to, "/account/passkeys", "{}", said.text);
    device
}

/// A challenge as the sign-in page's script fetches it.
async fn challenge(browser: &mut Browser, to: &str) -> String {
    let said = browser.post("/sign-in/passkey/challenge", &[("to", to)]).await;
    assert_eq!(said.status, StatusCode::OK, "{}", said.text);
    said.text
}

async fn enter(browser: &mut Browser, answer: &str) -> crate::testing::Said {
    browser.post("/sign-in/passkey", &[("answer", answer)]).await
}

/// What the audit log says was done, of everybody.
async fn noted(desk: &Desk) -> String {
    let sql = store::Sql { name: "test", text: "SELECT id, detail FROM audit_line WHERE detail IS NOT NULL" };
    let rows = desk.db.read(move |r| r.query(sql, &[])).await.unwrap();
    let read = |row: &store::Row| {
        let (id, sealed): (Id<()>, Vec<u8>) = (row.get(0).unwrap(), row.get(1).unwrap());
        desk.db.keys().open(store::Column::new("audit_line.detail"), id, &sealed).unwrap()
    };
    rows.iter().map(read).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_added_signs_in_by_itself_is_renamed_and_removed() {
    for desk in testkit::both(crate::schema()).await {
        let id = account(&desk, EMAIL, Role::SocialWorker).await;
        let mut home = in_it(&desk, id).await;
        assert!(home.get("/account/passkeys").await.says("You have no passkey yet"));
        let before = home.jar["hearth_session"].clone();
        // A wrong password gives no challenge.
        let sent = [("name", "My phone"), ("current", "guess guess guess")];
        assert!(home.post("/account/passkeys/add", &sent).await.says("That is not your password"));
        assert_eq!(home.get("/account/passkeys/make").await.to, "/account/passkeys/add");
        let mut elsewhere = in_it(&desk, id).await;
        let mut phone = added(&mut home, "My phone").await;
        assert_ne!(home.jar["hearth_session"], before, "the session kept its secret");
        assert!(elsewhere.get("/account").await.to.starts_with("/sign-in?to="));
        assert!(home.get("/account/passkeys").await.says("My phone"));
        let told = letters(&desk).await;
        assert!(told.iter().any(|(to, about, _)| to == EMAIL && about == "A passkey was added"));

        // No address, no password, no code, though the role needs a second factor; back to where one wanted to go.
        let mut browser = at_its_name(&desk);
        assert!(browser.get("/sign-in").await.says("Sign in with a passkey"));
        let options = challenge(&mut browser, "/account").await;
        assert_eq!(enter(&mut browser, &phone.answer(&options)).await.to, "/account");
        assert_eq!(browser.get("/account").await.status, StatusCode::OK);
        let now = desk.now;
        let open = desk.db.read(move |r| sessions::of_account(r, id, None, now)).await.unwrap();
        assert!(open.iter().any(|one| one.way.is_some_and(|way| way.label() == "Passkey")));
        assert!(!browser.jar.contains_key("hearth_step"));

        let one = desk.db.read(move |r| passkeys::of_account(r, id)).await.unwrap().remove(0);
        assert_eq!(one.used, Some(now));
        let at = format!("/account/passkeys/{}", one.id);
        assert!(home.get(&format!("{at}/rename")).await.says("My phone"));
        let named = home.post(&format!("{at}/rename"), &[("name", "Old phone")]).await;
        assert_eq!(named.to, "/account/passkeys");
        assert!(home.get("/account").await.says("Old phone"));

        // Somebody else's is as if it were not there.
        let other = account(&desk, "kim@example.org", Role::SocialWorker).await;
        let mut stranger = in_it(&desk, other).await;
        for path in [format!("{at}/rename"), format!("{at}/remove")] {
            assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
            let sent = [("name", "Mine now"), ("current", PASSWORD)];
            assert_eq!(stranger.post(&path, &sent).await.status, StatusCode::NOT_FOUND);
        }

        let remove = format!("{at}/remove");
        let wrong = home.post(&remove, &[("current", "guess guess guess")]).await;
        assert!(wrong.says("That is not your password"));
        assert_eq!(home.post(&remove, &[("current", PASSWORD)]).await.to, "/account/passkeys");
        assert!(browser.get("/account").await.to.starts_with("/sign-in?to="), "its session went on");
        assert!(letters(&desk).await.iter().any(|(_, about, _)| about == "A passkey was removed"));
        let options = challenge(&mut browser, "/").await;
        assert!(enter(&mut browser, &phone.answer(&options)).await.says(NOT_TAKEN));
        let noted = noted(&desk).await;
        for words in ["added a passkey", "signed in: Passkey", "renamed a passkey", "removed a passkey"] {
            assert!(noted.contains(words), "{words}: {noted}");
        }
        assert!(!noted.contains("My phone"), "the log names the device");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_lies_in_any_part_of_it_lets_nobody_in() {
    for desk in testkit::both(crate::schema()).await {
        let id = account(&desk, EMAIL, Role::FamilyMember).await;
        let other = account(&desk, "kim@example.org", Role::SocialWorker).await;
        let mut device = added(&mut in_it(&desk, id).await, "My phone").await;
        let theirs = added(&mut in_it(&desk, other).await, "Kim’s phone").await;
        let (their_id, their_handle) = (theirs.id.clone(), theirs.handle.clone());

        for n in 0..12 {
            let mut browser = at_its_name(&desk);
            // Each from an address of its own and after a while, or the slow-down would answer.
            browser.now = later(desk.now, n * 3600);
            browser.origin = Box::leak(format!("198.51.100.{n}").into_boxed_str());
            let options = challenge(&mut browser, "/").await;
            let answer = match n {
                0 => device.lie(&options, |says| says.origin = "https://1ocalhost.example".into()),
                1 => device.lie(&options, |says| says.origin = "http://localhost:8081".into()),
                2 => device.lie(&options, |says| says.service = "example.org".into()),
                3 => device.lie(&options, |says| {
                    says.challenge = "YW5vdGhlciBjaGFsbGVuZ2Ugb2YgMzIgYnl0ZXMgISE".into()
                }),
                4 => device.lie(&options, |says| says.kind = "webauthn.create"),
                5 => device.lie(&options, |says| says.flags &= !UNLOCKED),
                // Another account's credential under this key, and this credential as another account.
                6 => device.lie(&options, |says| says.id.clone_from(&their_id)),
                7 => device.lie(&options, |says| says.handle.clone_from(&their_handle)),
                8 => device
                    .lie(&options, |says| (says.id, says.handle) = (their_id.clone(), their_handle.clone())),
                9 => tampered(&device.answer(&options), "signature"),
                10 => tampered(&device.answer(&options), "authenticatorData"),
                _ => tampered(&device.answer(&options), "clientDataJSON"),
            };
            let said = enter(&mut browser, &answer).await;
            assert!(
                said.says(NOT_TAKEN) && said.status == StatusCode::UNPROCESSABLE_ENTITY,
                "{n}: {}",
                said.text
            );
            assert!(!browser.jar.contains_key("hearth_session"), "{n} let somebody in");
            // The challenge is spent, though nothing was right.
            browser.now = later(browser.now, 120);
            let said = enter(&mut browser, &device.answer(&options)).await;
            assert!(said.says(TOO_LATE), "{n}: {}", said.text);
        }
        for nonsense in ["", "{}", "null", &"x".repeat(20_000)] {
            assert!(enter(&mut at_its_name(&desk), nonsense).await.says(NOT_TAKEN));
        }
        // The device itself is as good as before.
        let mut browser = at_its_name(&desk);
        browser.now = later(desk.now, 13 * 3600);
        let options = challenge(&mut browser, "/").await;
        assert_eq!(enter(&mut browser, &device.answer(&options)).await.to, "/");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_answered_once_in_one_browser_within_minutes() {
    for desk in testkit::both(crate::schema()).await {
        let id = account(&desk, EMAIL, Role::FamilyMember).await;
        let mut device = added(&mut in_it(&desk, id).await, "My phone").await;
        let mut browser = at_its_name(&desk);
        let options = challenge(&mut browser, "/").await;
        let step = browser.jar["hearth_step"].clone();
        let answer = device.answer(&options);

        // In another browser.
        assert!(enter(&mut at_its_name(&desk), &answer).await.says(TOO_LATE));
        // Once, and not again: with the same cookie, nor with a challenge of its own.
        assert_eq!(enter(&mut browser, &answer).await.to, "/");
        let mut thief = at_its_name(&desk);
        thief.jar.insert("hearth_step".into(), step);
        assert!(enter(&mut thief, &answer).await.says(TOO_LATE));
        challenge(&mut thief, "/").await;
        assert!(enter(&mut thief, &answer).await.says(NOT_TAKEN));
        assert!(!thief.jar.contains_key("hearth_session"));
        // A step of another kind is no challenge.
        let mut browser = at_its_name(&desk);
        assert_eq!(browser.sign_in(EMAIL, PASSWORD).await.to, "/");
        let options = challenge(&mut browser, "/").await;
        assert_eq!(browser.get("/account/passkeys/make").await.to, "/account/passkeys/add");
        assert_eq!(enter(&mut browser, &device.answer(&options)).await.to, "/");
        // Ten minutes later it has ended.
        let mut slow = at_its_name(&desk);
        let options = challenge(&mut slow, "/").await;
        slow.now = later(desk.now, 601);
        assert!(enter(&mut slow, &device.answer(&options)).await.says(TOO_LATE));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_that_goes_back_stops_the_passkey_and_its_owner_is_told() {
    for desk in testkit::both(crate::schema()).await {
        let id = account(&desk, EMAIL, Role::FamilyMember).await;
        let mut home = in_it(&desk, id).await;
        let mut device = added(&mut home, "My phone").await;
        let mut browser = at_its_name(&desk);
        for _ in 0..2 {
            let options = challenge(&mut browser, "/").await;
            assert_eq!(enter(&mut browser, &device.answer(&options)).await.to, "/");
        }
        // A copy of the device, made before the second time.
        let mut thief = at_its_name(&desk);
        let options = challenge(&mut thief, "/").await;
        assert!(enter(&mut thief, &device.lie(&options, |says| says.count = 1)).await.says(NOT_TAKEN));
        assert!(!thief.jar.contains_key("hearth_session"));
        let told = letters(&desk).await;
        assert!(
            told.iter().any(|(to, about, _)| to == EMAIL && about == "A passkey was refused"),
            "{told:?}"
        );
        assert!(noted(&desk).await.contains("its count of uses went back"));
        assert!(home.sign_in(EMAIL, PASSWORD).await.to == "/");
        assert!(home.get("/account/passkeys").await.says("there may be a copy of it"));
        // Which of the two is the true one nobody can tell: neither gets in.
        let options = challenge(&mut browser, "/").await;
        assert!(enter(&mut browser, &device.answer(&options)).await.says(NOT_TAKEN));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_answers_are_slowed_down_and_ended_access_is_ended() {
    for desk in testkit::both(crate::schema()).await {
        let id = account(&desk, EMAIL, Role::SocialWorker).await;
        let mut device = added(&mut in_it(&desk, id).await, "My phone").await;
        let mut guesser = at_its_name(&desk);
        let mut waits = Vec::new();
        for _ in 0..7 {
            let options = challenge(&mut guesser, "/").await;
            let answer = tampered(&device.answer(&options), "signature");
            waits.push(enter(&mut guesser, &answer).await.says("Wait 1 seconds"));
        }
        assert_eq!(waits, [false, false, false, false, false, true, true]);

        let admin = account(&desk, "admin@example.org", Role::Administrator).await;
        let mut admin = signed_in(&desk, admin).await;
        assert!(admin.get(&format!("/accounts/{id}")).await.says("Passkey"));
        let end = admin.post(&format!("/accounts/{id}/end"), &[]).await;
        assert_eq!(end.to, format!("/accounts/{id}"), "{}", end.text);
        let mut browser = at_its_name(&desk);
        browser.now = later(desk.now, 3600);
        let options = challenge(&mut browser, "/").await;
        assert!(enter(&mut browser, &device.answer(&options)).await.says(NOT_TAKEN));
        browser.now = later(browser.now, 60);

        // Given back, it works again, until the administrator takes it away with the codes.
        admin.post(&format!("/accounts/{id}/give-back"), &[]).await;
        let options = challenge(&mut browser, "/").await;
        assert_eq!(enter(&mut browser, &device.answer(&options)).await.to, "/");
        admin.post(&format!("/accounts/{id}/second-factor"), &[]).await;
        assert!(browser.get("/account").await.to.starts_with("/sign-in?to="));
        let options = challenge(&mut browser, "/").await;
        assert!(enter(&mut browser, &device.answer(&options)).await.says(NOT_TAKEN));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_device_makes_is_kept_once_for_whoever_asked() {
    for desk in testkit::both(crate::schema()).await {
        let id = account(&desk, EMAIL, Role::FamilyMember).await;
        let other = account(&desk, "kim@example.org", Role::FamilyMember).await;
        let mut home = in_it(&desk, id).await;
        let mut kim = in_it(&desk, other).await;
        for n in 0..5 {
            let options = ask_to_add(&mut home, "My phone").await;
            let (_, answer) = Soft::make(&options, |says| match n {
                0 => says.origin = "https://elsewhere.example".into(),
                1 => says.challenge = "YW5vdGhlciBjaGFsbGVuZ2Ugb2YgMzIgYnl0ZXMgISE".into(),
                2 => says.service = "example.org".into(),
                3 => says.flags &= !UNLOCKED,
                _ => says.kind = "webauthn.get",
            });
            let said = home.post("/account/passkeys/make", &[("answer", &answer)]).await;
            assert!(said.says("Nothing was added"), "{n}: {}", said.text);
        }
        // Another's challenge, sent by whoever has its cookie, is not theirs; and it is spent.
        let options = ask_to_add(&mut home, "My phone").await;
        let (_, answer) = Soft::make(&options, |_| {});
        let step = home.jar["hearth_step"].clone();
        kim.jar.insert("hearth_step".into(), step);
        assert_eq!(kim.get("/account/passkeys/make").await.to, "/account/passkeys/add");
        assert!(kim.post("/account/passkeys/make", &[("answer", &answer)]).await.says(TOO_LATE));
        assert!(home.post("/account/passkeys/make", &[("answer", &answer)]).await.says(TOO_LATE));
        assert_eq!(desk.db.read(move |r| passkeys::of_account(r, id)).await.unwrap(), []);

        // A credential belongs to one account; a device that has one of this account's is told so.
        let device = added(&mut home, "My phone").await;
        let options = ask_to_add(&mut home, "Again").await;
        assert!(options.contains(&data_encoding::BASE64URL_NOPAD.encode(&device.id)));
        let options = ask_to_add(&mut kim, "Mine").await;
        let (_, answer) = Soft::make(&options, |says| says.id.clone_from(&device.id));
        let said = kim.post("/account/passkeys/make", &[("answer", &answer)]).await;
        assert!(said.says("in use already"), "{}", said.text);
        assert_eq!(desk.db.read(move |r| passkeys::of_account(r, other)).await.unwrap(), []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_no_passkeys_at_an_address_of_figures_nor_without_a_password() {
    let desk = testkit::sqlite(crate::schema()).await;
    let id = account(&desk, EMAIL, Role::FamilyMember).await;
    let mut browser = signed_in(&desk, id).await;
    assert!(!browser.get("/sign-in").await.says("data-hearth-passkey"));
    assert!(browser.get("/account/passkeys").await.says("Passkeys do not work at this address"));
    let sent = [("name", "My phone"), ("current", PASSWORD)];
    assert!(browser.post("/account/passkeys/add", &sent).await.says("Passkeys do not work at this address"));
    assert_eq!(browser.post("/sign-in/passkey/challenge", &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.post("/sign-in/passkey", &[("answer", "{}")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_forgot_the_password_sets_a_new_one_by_their_own_passkey() {
    const NEW: &str = "velvet tin harbour";
    const AT: &str = "/account/password/by-passkey";
    for desk in testkit::both(crate::schema()).await {
        let id = account(&desk, EMAIL, Role::FamilyMember).await;
        let other = account(&desk, "kim@example.org", Role::FamilyMember).await;
        let mut home = in_it(&desk, id).await;
        let mut device = added(&mut home, "My phone").await;
        let mut theirs = added(&mut in_it(&desk, other).await, "Kim’s phone").await;
        let mut elsewhere = in_it(&desk, id).await;
        assert!(home.get(AT).await.says("your passkey says who you are"));
        let ask = format!("{AT}/challenge");

        // Somebody else's passkey, an answer to the door's challenge, a weak password: nothing changes.
        let options = home.post(&ask, &[]).await.text;
        assert!(options.contains(&data_encoding::BASE64URL_NOPAD.encode(&device.id)));
        let sent = home.post(AT, &[("password", NEW), ("answer", &theirs.answer(&options))]).await;
        assert!(sent.says(NOT_TAKEN), "{}", sent.text);
        let options = challenge(&mut home, "/").await;
        let sent = home.post(AT, &[("password", NEW), ("answer", &device.answer(&options))]).await;
        assert!(sent.says(TOO_LATE), "{}", sent.text);
        assert!(home.post(AT, &[("password", NEW), ("answer", "")]).await.says(NOT_TAKEN));
        let options = home.post(&ask, &[]).await.text;
        let sent =
            home.post(AT, &[("password", "password12345"), ("answer", &device.answer(&options))]).await;
        assert!(sent.says("first passwords that somebody would guess"));
        // A proof for oneself is no way in at the door.
        let options = home.post(&ask, &[]).await.text;
        let mut door = at_its_name(&desk);
        door.jar.insert("hearth_step".into(), home.jar["hearth_step"].clone());
        assert!(enter(&mut door, &device.answer(&options)).await.says(TOO_LATE));

        let options = home.post(&ask, &[]).await.text;
        let sent = home.post(AT, &[("password", NEW), ("answer", &device.answer(&options))]).await;
        assert_eq!(sent.to, "/account", "{}", sent.text);
        assert!(elsewhere.get("/account").await.to.starts_with("/sign-in?to="));
        assert!(noted(&desk).await.contains("set a new password by a passkey"));
        let mut door = at_its_name(&desk);
        assert!(door.sign_in(EMAIL, PASSWORD).await.says("do not belong together"));
        assert_eq!(door.sign_in(EMAIL, NEW).await.to, "/");
        // Who has none is asked for none.
        let third = account(&desk, "jo@example.org", Role::FamilyMember).await;
        assert_eq!(in_it(&desk, third).await.post(&ask, &[]).await.status, StatusCode::NOT_FOUND);
    }
}
