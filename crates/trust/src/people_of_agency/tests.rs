//! Accounts come by invitation and go by an administrator's hand, never by one's own.

use access::{
    Role,
    sign_in::{codes, invitations::Guest, people},
};
use axum::http::StatusCode;
use kernel::{Error, Id};

use super::actions::{self, Input};
use crate::testing::{Browser, PASSWORD, account, later, letters, link, rule, secret_on, signed_in};

const GUEST: &str = "new@example.org";

fn input(role: Role) -> Input {
    Input { guest: Guest { email: GUEST.into(), name: "Ash Newcomer".into() }, role }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_works_once_for_seven_days_and_for_somebody_else() {
    for desk in testkit::both(crate::schema()).await {
        let admin = account(&desk, "admin@example.org", Role::Administrator).await;
        account(&desk, "second@example.org", Role::Administrator).await;
        let mut desk_of_admin = signed_in(&desk, admin).await;
        let form = [("name", "Ash Newcomer"), ("email", GUEST), ("role", "team-manager")];
        assert_eq!(desk_of_admin.post("/accounts/invite", &form).await.to, "/accounts");
        let list = desk_of_admin.get("/accounts").await;
        assert!(
            list.says("Invited, and not here yet") && list.says("Ash Newcomer") && list.says("(you)"),
            "{}",
            list.text
        );
        assert!(desk_of_admin.post("/accounts/invite", &form).await.says("already invited"));
        let told = letters(&desk).await;
        assert!(
            told.iter()
                .any(|(to, about, _)| to == "second@example.org" && about.contains("Somebody was invited"))
        );
        let first = link(&desk, GUEST).await.unwrap();
        assert!(!told.iter().any(|(to, _, body)| to != GUEST && body.contains(&first)));

        // Sent again, the first link is worth nothing; after seven days neither is the second.
        let id =
            list.text.split("/accounts/invitations/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        desk_of_admin.now = later(desk.now, 5);
        assert_eq!(
            desk_of_admin.post(&format!("/accounts/invitations/{id}/send"), &[]).await.to,
            "/accounts"
        );
        let second = link(&desk, GUEST).await.unwrap();
        let mut guest = Browser::at(&desk);
        assert_eq!(guest.get(&first).await.status, StatusCode::CONFLICT);
        guest.now = later(desk.now, 7 * 86_400 + 6);
        assert!(guest.get(&second).await.says("works once, for seven days"));
        assert_eq!(guest.post(&second, &[("password", PASSWORD)]).await.status, StatusCode::CONFLICT);

        // Whoever wrote it does not take it up; whoever it is for does, once.
        guest.now = later(desk.now, 6 * 86_400);
        let mut own = signed_in(&desk, admin).await;
        assert!(
            own.post(&second, &[("password", PASSWORD)]).await.says("You wrote this invitation yourself")
        );
        assert!(guest.get(&second).await.says("as team manager"));
        assert!(guest.post(&second, &[("password", "newcomer1234")]).await.says("your own name or address"));
        assert_eq!(guest.post(&second, &[("password", PASSWORD)]).await.to, "/sign-in/set-up");
        assert_eq!(
            Browser::at(&desk).get(&second).await.status,
            StatusCode::CONFLICT,
            "the link worked twice"
        );
        let secret = secret_on(&guest.get("/sign-in/set-up").await.text);
        let code = codes::code_at(&secret, guest.now).unwrap();
        assert!(guest.post("/sign-in/set-up", &[("code", &code)]).await.says("Your recovery codes"));
        assert!(guest.get("/account").await.says("Team manager"));
        assert_eq!(guest.get("/accounts").await.status, StatusCode::FORBIDDEN);
        let csv = desk_of_admin.get("/accounts.csv").await;
        assert!(csv.says("Ash Newcomer,new@example.org,team-manager,active,yes,"), "{}", csv.text);

        // Taken back, a link is worth nothing.
        let form = [("name", "Bo"), ("email", "bo@example.org"), ("role", "duty-worker")];
        desk_of_admin.post("/accounts/invite", &form).await;
        let third = link(&desk, "bo@example.org").await.unwrap();
        let list = desk_of_admin.get("/accounts").await.text;
        let id = list.split("/accounts/invitations/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        desk_of_admin.post(&format!("/accounts/invitations/{id}/withdraw"), &[]).await;
        assert_eq!(Browser::at(&desk).get(&third).await.status, StatusCode::CONFLICT);
        assert_eq!(Browser::at(&desk).get("/invited/GUESSED").await.status, StatusCode::CONFLICT);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_raises_or_ends_themselves_and_an_agency_keeps_an_administrator() {
    for desk in testkit::both(crate::schema()).await {
        let (me, other) = (desk.worker(Role::Administrator).await, desk.worker(Role::Administrator).await);
        let worker = desk.worker(Role::SocialWorker).await;
        let (my_id, other_id, worker_id) =
            (me.account().unwrap(), other.account().unwrap(), worker.account().unwrap());
        let role = |id, was, to| move |act: &access::Act<'_>| people::change_role(act, id, was, to);
        let (admin, social, manager) = (Role::Administrator, Role::SocialWorker, Role::TeamManager);
        assert_eq!(rule(desk.act(&me, role(my_id, admin, manager)).await), "account.own");
        assert_eq!(rule(desk.act(&me, move |act| people::end_access(act, my_id)).await), "account.own");
        assert_eq!(
            rule(desk.act(&me, move |act| people::reset_second_factor(act, my_id)).await),
            "account.own"
        );
        // Not by a role that may not, not by another agency, not to a role outside the agency, not from a stale page.
        let stranger = desk.stranger(admin).await;
        assert_eq!(desk.act(&worker, role(worker_id, social, admin)).await, Err(Error::Forbidden));
        assert_eq!(desk.act(&stranger, role(worker_id, social, manager)).await, Err(Error::NotFound));
        assert_eq!(
            desk.act(&stranger, move |act| people::end_access(act, worker_id)).await,
            Err(Error::NotFound)
        );
        assert!(matches!(
            desk.act(&me, role(worker_id, social, Role::NationalAnalyst)).await,
            Err(Error::Invalid(_))
        ));
        assert_eq!(desk.act(&me, role(worker_id, Role::DutyWorker, manager)).await, Err(Error::Stale));
        assert_eq!(desk.act(&me, role(worker_id, social, manager)).await, Ok(()));
        let listed = desk.look(&me, move |look| people::one(look, worker_id)).await.unwrap();
        assert_eq!(listed.role, manager);

        // Two administrators who end each other at the same moment: one of them stays.
        let ends = |who: &access::Actor, id| {
            let (db, who, now) = (desk.db.clone(), who.clone(), desk.now);
            tokio::spawn(async move {
                db.write("end", move |w| people::end_access(&access::Act::new(w, &who, now, "test"), id))
                    .await
            })
        };
        let (a, b) = (ends(&me, other_id), ends(&other, my_id));
        let done = [a.await.unwrap(), b.await.unwrap()];
        assert_eq!(done.iter().filter(|d| d.is_ok()).count(), 1, "{done:?}");
        assert!(
            done.iter().any(|d| matches!(d, Err(Error::Refused { rule: "account.last-administrator", .. }))),
            "{done:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn access_ends_at_once_and_may_be_given_back() {
    for desk in testkit::both(crate::schema()).await {
        let admin = account(&desk, "admin@example.org", Role::Administrator).await;
        let leaver = account(&desk, "leaver@example.org", Role::Administrator).await;
        let (mut one, mut two) = (signed_in(&desk, admin).await, signed_in(&desk, leaver).await);
        let form = [("name", "Ash"), ("email", GUEST), ("role", "social-worker")];
        two.post("/accounts/invite", &form).await;
        let invited = link(&desk, GUEST).await.unwrap();
        assert_eq!(two.get("/account").await.status, StatusCode::OK);
        assert_eq!(one.post(&format!("/accounts/{leaver}/end"), &[]).await.to, format!("/accounts/{leaver}"));
        assert!(two.get("/account").await.to.starts_with("/sign-in?to="));
        assert!(
            Browser::at(&desk).sign_in("leaver@example.org", PASSWORD).await.says("do not belong together")
        );
        assert_eq!(
            Browser::at(&desk).get(&invited).await.status,
            StatusCode::CONFLICT,
            "what they opened stays open"
        );
        assert!(one.get(&format!("/accounts/{leaver}")).await.says("Give access back"));
        let again = [("name", "X"), ("email", "leaver@example.org"), ("role", "social-worker")];
        assert!(one.post("/accounts/invite", &again).await.says("had access before"));
        one.post(&format!("/accounts/{leaver}/give-back"), &[]).await;
        assert_eq!(Browser::at(&desk).sign_in("leaver@example.org", PASSWORD).await.to, "/sign-in/set-up");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_an_address_signs_in_elsewhere_is_not_told() {
    for desk in testkit::both(crate::schema()).await {
        account(&desk, GUEST, Role::FamilyMember).await;
        let admin = desk.worker(Role::Administrator).await;
        let made = desk
            .act(&admin, |act| actions::invite(act, &input(Role::SocialWorker), "http://localhost"))
            .await;
        assert_eq!(made, Ok(()), "the inviter learns nothing");
        let at = link(&desk, GUEST).await.unwrap();
        let said = Browser::at(&desk).post(&at, &[("password", PASSWORD)]).await;
        assert!(said.says("This address already has an account"), "{}", said.text);
        // Nobody invites without being a person who is signed in, and a broken address is told.
        let broken =
            Input { guest: Guest { email: "a b@c".into(), name: "X".into() }, role: Role::DutyWorker };
        let refused = desk.act(&admin, move |act| actions::invite(act, &broken, "http://localhost")).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
        let nobody: Id<kernel::kinds::Account> = Id::from_parts(1, [1; 10]);
        assert_eq!(desk.act(&admin, move |act| people::end_access(act, nobody)).await, Err(Error::NotFound));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_is_promised_no_supervision_any_more() {
    use casework::promises;
    use kernel::PromiseKind;
    for desk in testkit::both(crate::schema()).await {
        let (admin, manager) = (desk.worker(Role::Administrator).await, desk.worker(Role::TeamManager).await);
        let worker = desk.worker(Role::SocialWorker).await.account().unwrap();
        let note = teamwork::supervision::actions::Note {
            worker,
            held: "2026-11-19".parse().unwrap(),
            next: "2026-12-17".parse().unwrap(),
            words: "Well".into(),
            line: None,
        };
        desk.act(&manager, move |act| teamwork::supervision::actions::write(act, &note)).await.unwrap();
        let open = move |act: &access::Act<'_>| {
            promises::open_about(act, worker.cast(), PromiseKind::SupervisionHeld)
        };
        assert!(desk.act(&manager, open).await.unwrap().is_some());
        desk.act(&admin, move |act| super::end(act, worker)).await.unwrap();
        assert_eq!(desk.act(&manager, open).await.unwrap(), None);
    }
}
