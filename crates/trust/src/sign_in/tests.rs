//! Signing in as people do, and as people try to who should not.

use access::{Role, sessions, sign_in::codes};
use axum::http::StatusCode;

use crate::testing::{Browser, FIREFOX, PASSWORD, account, later, letters, secret_on};

const EMAIL: &str = "rowan@example.org";

/// Signs in for the first time and sets up codes; gives the secret and the recovery codes.
async fn enrolled(browser: &mut Browser) -> (String, Vec<String>) {
    assert_eq!(browser.sign_in(EMAIL, PASSWORD).await.to, "/sign-in/set-up");
    let secret = secret_on(&browser.get("/sign-in/set-up").await.text);
    let code = codes::code_at(&secret, browser.now).unwrap();
    let shown = browser.post("/sign-in/set-up", &[("code", &code)]).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    let list =
        shown.text.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
    (secret, list)
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_set_up_codes_first_and_each_code_lets_in_once() {
    for desk in testkit::both(crate::schema()).await {
        account(&desk, EMAIL, Role::SocialWorker).await;
        let mut browser = Browser::at(&desk);
        // A right password alone opens nothing.
        assert_eq!(browser.sign_in(EMAIL, PASSWORD).await.to, "/sign-in/set-up");
        assert!(browser.get("/account").await.to.starts_with("/sign-in?to="));
        let wrong = browser.post("/sign-in/set-up", &[("code", "000000")]).await;
        assert!(wrong.says("not the code of this picture"), "{}", wrong.text);
        let (secret, recovery) = enrolled(&mut browser).await;
        assert_eq!(recovery.len(), codes::RECOVERY_CODES);
        assert!(browser.get("/account").await.says("On since"));

        // The code of setting up is used; the next one lets in, and no second time.
        let mut other = Browser::at(&desk);
        let code = codes::code_at(&secret, desk.now).unwrap();
        assert_eq!(other.sign_in(EMAIL, PASSWORD).await.to, "/sign-in/code");
        assert!(other.post("/sign-in/code", &[("code", &code)]).await.says("used before"));
        other.now = later(desk.now, 30);
        let next = codes::code_at(&secret, other.now).unwrap();
        assert_eq!(other.post("/sign-in/code", &[("code", &next)]).await.to, "/");
        assert_eq!(other.get("/account").await.status, StatusCode::OK);
        let mut third = Browser::at(&desk);
        third.now = other.now;
        third.sign_in(EMAIL, PASSWORD).await;
        assert!(third.post("/sign-in/code", &[("code", &next)]).await.says("used before"));

        // A recovery code stands in, once, and its owner is told.
        assert_eq!(third.post("/sign-in/code", &[("code", &recovery[3].to_lowercase())]).await.to, "/");
        assert!(
            letters(&desk)
                .await
                .iter()
                .any(|(to, subject, _)| to == EMAIL && subject.contains("recovery code was used"))
        );
        let mut fourth = Browser::at(&desk);
        fourth.now = other.now;
        fourth.sign_in(EMAIL, PASSWORD).await;
        assert!(fourth.post("/sign-in/code", &[("code", &recovery[3])]).await.says("not right"));
        // The step is gone after ten minutes.
        fourth.now = later(other.now, 11 * 60);
        assert_eq!(fourth.get("/sign-in/code").await.to, "/sign-in");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down_and_nobody_is_locked_out() {
    for desk in testkit::both(crate::schema()).await {
        account(&desk, EMAIL, Role::FamilyMember).await;
        let mut home = Browser::at(&desk);
        home.origin = "198.51.100.4";
        assert_eq!(home.sign_in(EMAIL, PASSWORD).await.to, "/");

        // Whether the address is somebody's shows in nothing that is said.
        let mut said = Vec::new();
        for email in [EMAIL, "nobody@example.org"] {
            let mut guesser = Browser::at(&desk);
            let mut words = Vec::new();
            for n in 0..7 {
                let answer = guesser.sign_in(email, "not it not it not").await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
                words.push((n, answer.says("do not belong together"), answer.says("Wait 1 seconds")));
            }
            said.push(words);
        }
        assert_eq!(said[0], said[1]);
        assert_eq!(said[0][4], (4, true, false));
        assert_eq!(said[0][5], (5, false, true), "the sixth try waits");

        // The right password waits as well; a day of guessing makes it a quarter of an hour and no more.
        let mut guesser = Browser::at(&desk);
        assert!(guesser.sign_in(EMAIL, PASSWORD).await.says("Wait 1 seconds"));
        for _ in 0..14 {
            guesser.now = later(guesser.now, 900);
            assert!(guesser.sign_in(EMAIL, "not it not it not").await.says("do not belong together"));
        }
        assert!(guesser.sign_in(EMAIL, PASSWORD).await.says("Wait 15 minutes"));
        // From elsewhere its owner gets in meanwhile, and so does a browser that is known, even beside the guesser.
        home.jar.remove("hearth_session");
        home.now = guesser.now;
        home.origin = guesser.origin;
        assert_eq!(home.sign_in(EMAIL, PASSWORD).await.to, "/");
        let mut elsewhere = Browser::at(&desk);
        elsewhere.now = later(guesser.now, 61);
        elsewhere.origin = "192.0.2.9";
        assert_eq!(elsewhere.sign_in(EMAIL, PASSWORD).await.to, "/");
        // The guesser gets in too, once the quarter of an hour is over, if it was the owner all along.
        guesser.now = later(guesser.now, 901);
        assert_eq!(guesser.sign_in(EMAIL, PASSWORD).await.to, "/");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_that_come_together_do_not_slip_through_together() {
    for desk in testkit::both(crate::schema()).await {
        account(&desk, EMAIL, Role::FamilyMember).await;
        let tries = (0..12).map(|_| {
            let mut guesser = Browser::at(&desk);
            tokio::spawn(async move {
                guesser.sign_in(EMAIL, "not it not it not").await.says("do not belong together")
            })
        });
        let mut checked = 0;
        for one in tries.collect::<Vec<_>>() {
            checked += u32::from(one.await.unwrap());
        }
        assert!(checked <= 5, "{checked} guesses were checked at once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_idle_when_ended_elsewhere_and_in_another_browser() {
    for desk in testkit::both(crate::schema()).await {
        let id = account(&desk, EMAIL, Role::FamilyMember).await;
        let (mut one, mut two) = (Browser::at(&desk), Browser::at(&desk));
        two.agent = FIREFOX;
        one.sign_in(EMAIL, PASSWORD).await;
        let before = one.jar["hearth_session"].clone();
        two.sign_in(EMAIL, PASSWORD).await;

        // Carried to another kind of browser, a cookie is worth nothing.
        let mut thief = Browser::at(&desk);
        thief.agent = FIREFOX;
        thief.jar.insert("hearth_session".into(), before.clone());
        assert!(thief.get("/account").await.to.starts_with("/sign-in?to="));

        let seen = one.get("/account/sessions").await;
        for words in ["Chrome on Linux (this one)", "Firefox on Windows", "203.0.x.x"] {
            assert!(seen.says(words), "{words}: {}", seen.text);
        }
        assert!(!seen.says("203.0.113.7"));
        let now = desk.now;
        let other = desk.db.read(move |r| sessions::of_account(r, id, None, now)).await.unwrap();
        let firefox = other.iter().find(|s| s.device.starts_with("Firefox")).unwrap().id.to_string();
        assert_eq!(one.post("/account/sessions", &[("which", &firefox)]).await.to, "/account/sessions");
        assert!(two.get("/account").await.to.starts_with("/sign-in?to="));
        assert_eq!(one.post("/account/sessions", &[("which", &firefox)]).await.status, StatusCode::NOT_FOUND);

        // A sign-in gives a new secret, and the old one is worth nothing.
        one.sign_in(EMAIL, PASSWORD).await;
        assert_ne!(one.jar["hearth_session"], before);
        let mut replay = Browser::at(&desk);
        replay.jar.insert("hearth_session".into(), before);
        assert!(replay.get("/account").await.to.starts_with("/sign-in?to="));

        // Idle for an hour, or twelve hours old though never idle.
        let mut idle = Browser::at(&desk);
        idle.sign_in(EMAIL, PASSWORD).await;
        idle.now = later(desk.now, 3601);
        assert!(idle.get("/account").await.to.starts_with("/sign-in?to="));
        let mut busy = Browser::at(&desk);
        busy.sign_in(EMAIL, PASSWORD).await;
        for n in 1..=14 {
            busy.now = later(desk.now, n * 3000);
            assert_eq!(busy.get("/account").await.status, StatusCode::OK, "after {n} times 50 minutes");
        }
        busy.now = later(desk.now, 12 * 3600 + 1);
        assert!(busy.get("/account").await.to.starts_with("/sign-in?to="));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_takes_the_old_one_and_ends_what_was_open() {
    for desk in testkit::both(crate::schema()).await {
        account(&desk, EMAIL, Role::FamilyMember).await;
        let (mut one, mut two) = (Browser::at(&desk), Browser::at(&desk));
        one.sign_in(EMAIL, PASSWORD).await;
        two.sign_in(EMAIL, PASSWORD).await;
        let before = one.jar["hearth_session"].clone();
        let change = |current: &'static str, new: &'static str| [("current", current), ("password", new)];
        let wrong = one.post("/account/password", &change("guess guess guess", "velvet tin harbour")).await;
        assert!(wrong.says("That is not your password"));
        let weak = one.post("/account/password", &change(PASSWORD, "password12345")).await;
        assert!(weak.says("first passwords that somebody would guess"), "{}", weak.text);
        assert!(
            one.post("/account/password", &change(PASSWORD, "rowan@example.org"))
                .await
                .says("your own name or address")
        );
        assert_eq!(
            one.post("/account/password", &change(PASSWORD, "velvet tin harbour")).await.to,
            "/account"
        );
        assert_ne!(one.jar["hearth_session"], before, "the session kept its secret");
        assert_eq!(one.get("/account").await.status, StatusCode::OK);
        assert!(two.get("/account").await.to.starts_with("/sign-in?to="));
        assert!(
            letters(&desk)
                .await
                .iter()
                .any(|(to, subject, _)| to == EMAIL && subject.contains("password was changed"))
        );
        assert!(two.sign_in(EMAIL, PASSWORD).await.says("do not belong together"));
        assert_eq!(two.sign_in(EMAIL, "velvet tin harbour").await.to, "/");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_member_may_have_codes_and_may_turn_them_off() {
    for desk in testkit::both(crate::schema()).await {
        account(&desk, EMAIL, Role::FamilyMember).await;
        let mut browser = Browser::at(&desk);
        browser.sign_in(EMAIL, PASSWORD).await;
        let secret = secret_on(&browser.get("/account/codes").await.text);
        let code = codes::code_at(&secret, desk.now).unwrap();
        let fields = |current: &'static str| {
            [("current", current), ("code", code.as_str())].map(|(k, v)| (k, v.to_owned()))
        };
        for (current, good) in [("guess guess guess", false), (PASSWORD, true)] {
            let sent = fields(current);
            let sent: Vec<(&str, &str)> = sent.iter().map(|(k, v)| (*k, v.as_str())).collect();
            assert_eq!(browser.post("/account/codes", &sent).await.says("One-time codes are on"), good);
        }
        let mut other = Browser::at(&desk);
        assert_eq!(other.sign_in(EMAIL, PASSWORD).await.to, "/sign-in/code");
        assert!(browser.post("/account/recovery-codes", &[("current", PASSWORD)]).await.says("<code>"));
        assert_eq!(browser.post("/account/codes/off", &[("current", PASSWORD)]).await.to, "/account");
        assert_eq!(Browser::at(&desk).sign_in(EMAIL, PASSWORD).await.to, "/");
        // Staff may not.
        let id = account(&desk, "staff@example.org", Role::DutyWorker).await;
        let mut staff = crate::testing::signed_in(&desk, id).await;
        assert!(
            staff
                .post("/account/codes/off", &[("current", PASSWORD)])
                .await
                .says("Your role needs one-time codes")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_sign_in_at_once_wait_for_each_other_and_nobody_else_for_them() {
    for desk in testkit::both(crate::schema()).await {
        let signed_in_before = account(&desk, EMAIL, Role::FamilyMember).await;
        let mut reader = crate::testing::signed_in(&desk, signed_in_before).await;
        let tries: Vec<_> = (0..16)
            .map(|n| {
                let mut browser = Browser::at(&desk);
                // Each its own name, or the slow-down would answer instead of the hash.
                tokio::spawn(async move { browser.sign_in(&format!("p{n}@example.org"), PASSWORD).await })
            })
            .collect();
        for _ in 0..5 {
            assert_eq!(reader.get("/account").await.status, StatusCode::OK);
        }
        let waiting = tries.iter().filter(|one| !one.is_finished()).count();
        assert!(waiting > 0, "five pages took longer than sixteen password checks");
        for one in tries {
            let said = one.await.unwrap();
            assert!(said.says("do not belong together"), "{said:?}");
        }
    }
}
