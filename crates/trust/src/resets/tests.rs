//! Somebody who lost everything comes back by a letter to their own address; nobody else does, and whoever starts it sees nothing.

use access::{
    Actor, Role,
    sign_in::{codes, keeper::At, people},
};
use axum::http::StatusCode;
use kernel::{Error, Id, kinds};

use super::start;
use crate::testing::{Browser, PASSWORD, account, later, letters, rule, secret_on, signed_in, way_back};

const LOST: &str = "lost@example.org";
const NEW: &str = "velvet tin harbour";

fn here() -> kernel::Result<String> {
    Ok("http://localhost".into())
}

/// A social worker who has a password and codes, and is signed in.
async fn enrolled(desk: &testkit::Desk) -> (Id<kinds::Account>, Browser) {
    let id = account(desk, LOST, Role::SocialWorker).await;
    let mut browser = Browser::at(desk);
    assert_eq!(browser.sign_in(LOST, PASSWORD).await.to, "/sign-in/set-up");
    let secret = secret_on(&browser.get("/sign-in/set-up").await.text);
    let code = codes::code_at(&secret, desk.now).unwrap();
    assert!(browser.post("/sign-in/set-up", &[("code", &code)]).await.says("Your recovery codes"));
    (id, browser)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lost_everything_comes_back_by_a_letter_to_their_own_address() {
    for desk in testkit::both(crate::schema()).await {
        let (lost, mut theirs) = enrolled(&desk).await;
        let admin = account(&desk, "admin@example.org", Role::Administrator).await;
        account(&desk, "second@example.org", Role::Administrator).await;
        let mut office = signed_in(&desk, admin).await;
        let (page, path) = (format!("/accounts/{lost}"), format!("/accounts/{lost}/reset"));
        assert_eq!(theirs.get("/account").await.status, StatusCode::OK);
        assert_eq!(office.post(&path, &[]).await.to, page);

        // What they had lets nobody in from now on.
        assert!(theirs.get("/account").await.to.starts_with("/sign-in?to="));
        assert!(Browser::at(&desk).sign_in(LOST, PASSWORD).await.says("do not belong together"));

        // The link stands in one letter, to them; whoever started it never sees it, and a colleague hears that it was started.
        let first = way_back(&desk, LOST).await.unwrap();
        let secret = first.trim_start_matches("/reset/").to_owned();
        let shown = office.get(&page).await;
        assert!(shown.says("A link was sent to them") && !shown.says(&secret), "{}", shown.text);
        assert!(office.get("/accounts").await.says("Being set anew"));
        let all = letters(&desk).await;
        assert!(
            all.iter()
                .all(|(to, subject, body)| to == LOST
                    || !(subject.contains(&secret) || body.contains(&secret)))
        );
        assert!(
            all.iter().any(|(to, subject, _)| to == "second@example.org" && subject.contains("set anew"))
        );
        assert!(!all.iter().any(|(to, ..)| to == "admin@example.org"));
        let (.., body) =
            all.iter().find(|(to, subject, _)| to == LOST && subject.contains("way back")).unwrap();
        assert!(!body.contains("Rowan") && !body.contains(&lost.to_string()), "{body}");

        // Sent anew, the first link is worth nothing; after an hour neither is the second. All are answered alike.
        office.now = later(desk.now, 5);
        assert_eq!(office.post(&path, &[]).await.to, page);
        let second = way_back(&desk, LOST).await.unwrap();
        assert_ne!(first, second);
        let mut guest = Browser::at(&desk);
        guest.now = later(desk.now, 6);
        let ended = guest.get(&first).await;
        assert_eq!(ended.status, StatusCode::CONFLICT);
        let alike = |text: &str, path: &str| text.replace(path, "/reset/IT");
        let guessed = guest.get("/reset/GUESSED").await;
        assert_eq!(alike(&ended.text, &first), alike(&guessed.text, "/reset/GUESSED"));
        office.now = later(desk.now, 1800);
        assert!(office.get(&page).await.says("A link was sent to them"));
        guest.now = later(desk.now, 5 + 3600);
        let over = guest.get(&second).await;
        assert_eq!((over.status, alike(&over.text, &second)), (ended.status, alike(&ended.text, &first)));
        assert_eq!(guest.post(&second, &[("password", NEW)]).await.status, StatusCode::CONFLICT);
        office.now = guest.now;
        assert!(office.get(&page).await.says("was not used"), "a link that ended is not told");

        // In time it works, once, and not for whoever started it. It names nobody.
        guest.now = later(desk.now, 3000);
        office.now = guest.now;
        assert!(office.post(&second, &[("password", NEW)]).await.says("You started this reset yourself"));
        let opened = guest.get(&second).await;
        assert!(
            opened.says("Choose a new password") && !opened.says("Rowan") && !opened.says(LOST),
            "{}",
            opened.text
        );
        assert!(
            guest.post(&second, &[("password", "rowan.ashdown1")]).await.says("your own name or address")
        );
        assert!(guest.post(&second, &[("password", "short")]).await.says("at least 12 characters"));
        assert_eq!(
            guest.post(&second, &[("password", NEW)]).await.to,
            "/sign-in/set-up",
            "a second factor is next"
        );
        assert_eq!(
            Browser::at(&desk).get(&second).await.status,
            StatusCode::CONFLICT,
            "the link worked twice"
        );
        let secret = secret_on(&guest.get("/sign-in/set-up").await.text);
        let code = codes::code_at(&secret, guest.now).unwrap();
        assert!(guest.post("/sign-in/set-up", &[("code", &code)]).await.says("Your recovery codes"));
        assert_eq!(guest.get("/account").await.status, StatusCode::OK);
        let told = letters(&desk).await;
        assert!(told.iter().any(|(to, subject, _)| to == LOST && subject.contains("password was changed")));
        assert!(office.get(&page).await.says("One-time codes"), "the account is not as any other again");
        let mut again = Browser::at(&desk);
        again.now = later(guest.now, 60);
        assert_eq!(again.sign_in(LOST, NEW).await.to, "/sign-in/code");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_resets_themselves_another_agencys_or_what_is_kept_elsewhere() {
    for desk in testkit::both(crate::schema()).await {
        let (lost, _) = enrolled(&desk).await;
        let admin = desk.worker(Role::Administrator).await;
        let begin = |who: &Actor, id: Id<kinds::Account>| {
            let who = who.clone();
            let desk = &desk;
            async move { desk.act(&who, move |act| start(act, At::Agency, id, &here())).await }
        };
        assert_eq!(rule(begin(&admin, admin.account().unwrap()).await), "account.own");
        let stranger = desk.stranger(Role::Administrator).await;
        assert_eq!(begin(&stranger, lost).await, Err(Error::NotFound));
        for role in [Role::TeamManager, Role::SocialWorker, Role::Commissioner] {
            assert_eq!(begin(&desk.worker(role).await, lost).await, Err(Error::Forbidden), "{role:?}");
        }
        // Not by way of a record that is not theirs either.
        let (case, person) = (Id::random(), Id::random());
        let worker = desk.worker(Role::SocialWorker).await;
        for at in [At::Case(case), At::BirthPerson(person)] {
            let done = desk.act(&worker, move |act| start(act, at, lost, &here())).await;
            assert_eq!(done, Err(Error::NotFound), "{at:?}");
        }
        let commissioner = desk.worker(Role::Commissioner).await;
        let at = At::Provider(Id::random());
        let done = desk.act(&commissioner, move |act| start(act, at, lost, &here())).await;
        assert_eq!(done, Err(Error::NotFound));
        assert_eq!(way_back(&desk, LOST).await, None);
        assert_eq!(
            Browser::at(&desk).sign_in(LOST, PASSWORD).await.to,
            "/sign-in/code",
            "something was taken away"
        );

        // Who signs in through another service has nothing here that could be set anew; who was ended has no way back.
        let elsewhere = desk.worker(Role::DutyWorker).await.account().unwrap();
        assert_eq!(rule(begin(&admin, elsewhere).await), "account.no-password");
        let mut office = signed_in(&desk, admin.account().unwrap()).await;
        assert!(office.get(&format!("/accounts/{elsewhere}")).await.says("Those are set anew there"));
        desk.act(&admin, move |act| people::end_access(act, lost)).await.unwrap();
        assert_eq!(rule(begin(&admin, lost).await), "account.ended");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_with_the_access_and_is_used_once() {
    for desk in testkit::both(crate::schema()).await {
        let (lost, _) = enrolled(&desk).await;
        let admin = desk.worker(Role::Administrator).await;
        let begin = |seconds: i64| {
            let (admin, desk) = (admin.clone(), &desk);
            let at = later(desk.now, seconds);
            async move { desk.act_at(at, &admin, move |act| start(act, At::Agency, lost, &here())).await }
        };
        begin(0).await.unwrap();
        let first = way_back(&desk, LOST).await.unwrap();
        desk.act(&admin, move |act| people::end_access(act, lost)).await.unwrap();
        assert_eq!(Browser::at(&desk).get(&first).await.status, StatusCode::CONFLICT);
        desk.act(&admin, move |act| people::give_back(act, lost)).await.unwrap();
        assert_eq!(
            Browser::at(&desk).get(&first).await.status,
            StatusCode::CONFLICT,
            "it came back with the access"
        );

        // Whose password a reset took is not mistaken for somebody of another service.
        begin(1).await.unwrap();
        let second = way_back(&desk, LOST).await.unwrap();
        let tries: Vec<_> = (0..2)
            .map(|_| {
                let (mut browser, path) = (Browser::at(&desk), second.clone());
                browser.now = later(desk.now, 2);
                tokio::spawn(async move {
                    browser.post(&path, &[("password", NEW)]).await.to == "/sign-in/set-up"
                })
            })
            .collect();
        let mut came = 0;
        for one in tries {
            came += u32::from(one.await.unwrap());
        }
        assert_eq!(came, 1, "one link, one new password");
    }
}
