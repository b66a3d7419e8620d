//! A family comes in from its case, sees its own, and goes by the hand of those who work on the case.

use access::Role;
use axum::http::StatusCode;

use crate::{
    consent::testing::worlds,
    testing::{Browser, PASSWORD, letters, link, signed_in},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_is_invited_from_the_case_and_by_nobody_else() {
    for world in worlds().await {
        let desk = &world.desk;
        let path = format!("/cases/{}/invite-family", world.case);
        let mut worker = signed_in(desk, world.worker.account().unwrap()).await;
        let form = [("name", "Jo Marsh"), ("email", "jo@example.org")];
        assert_eq!(worker.post(&path, &form).await.to, path);
        let page = worker.get(&path).await;
        assert!(page.says("jo@example.org"), "{}", page.text);

        // Not by another agency's worker, who is told nothing, nor by a role that may not.
        let stranger = desk.stranger(Role::SocialWorker).await;
        let mut other = signed_in(desk, stranger.account().unwrap()).await;
        assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(other.post(&path, &form).await.status, StatusCode::NOT_FOUND);
        let admin = desk.worker(Role::Administrator).await;
        let mut office = signed_in(desk, admin.account().unwrap()).await;
        assert_eq!(office.get(&path).await.status, StatusCode::FORBIDDEN);
        let list = office.get("/accounts").await;
        assert!(!list.says("jo@example.org"), "a family stands among the colleagues");

        // A family member needs no second factor; the case's people see them, and end it.
        let at = link(desk, "jo@example.org").await.unwrap();
        assert!(
            letters(desk).await.iter().all(|(_, about, body)| !about.contains("Jo") || !body.contains(&at))
        );
        let mut parent = Browser::at(desk);
        assert!(parent.get(&at).await.says("as family member"));
        assert_eq!(parent.post(&at, &[("password", PASSWORD)]).await.to, "/");
        assert_eq!(parent.get("/account").await.status, StatusCode::OK);
        let page = worker.get(&path).await.text;
        let account = page.split("/accounts/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let end = format!("/cases/{}/accounts/{account}/end", world.case);
        assert_eq!(other.post(&end, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(parent.get("/account").await.status, StatusCode::OK);
        assert_eq!(worker.post(&end, &[]).await.to, path);
        assert!(parent.get("/account").await.to.starts_with("/sign-in?to="));
    }
}
