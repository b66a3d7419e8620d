//! Plants the ways in of those who are no colleagues: another birth relative and somebody of a provider, each invited from their
//! record; and a way back, for a colleague who lost how they sign in.

use access::accounts;
use axum::{
    body::Body,
    http::{Request, header},
};
use kernel::{Id, kinds};
use store::statements;

use super::{
    marks::What,
    world::{World, get, send, token, word},
};
use crate::house::House;

statements! {
    INVITED = "SELECT id FROM invitation ORDER BY id";
}

/// For the first agency.
pub async fn plant(house: &House, world: &mut World) {
    let family = world.ids["birth-families"][0].clone();
    let own = "abirthother";
    let name = world.put(own, What::Birth, "other");
    let body = format!("kind=other&first-name={name}&last-name={name}");
    send(house, world, "asocialworker", &format!("/birth-families/{family}/people"), &body).await;
    let reader = token(house, access::Role::SocialWorker, Some(house.desk.agency())).await;
    let whole = get(house, &reader, &format!("/api/v1/birth-families/{family}")).await;
    let other = whole["people"].as_array().unwrap().iter().find(|p| p["kind"] == "other").unwrap();
    let person = world.id("birth-people", &other["id"]);
    let email = world.mark(own, What::BirthInvited, format!("{}@example.org", word(own, "mail")));
    let form = format!("email={email}&way=email");
    with_a_name(house, world, "asocialworker", &format!("/birth-people/{person}/sign-in"), &form).await;

    let provider = world.ids["providers"][0].clone();
    let name = world.put("aprovided", What::ProviderInvited, "invited");
    let email =
        world.mark("aprovided", What::ProviderInvited, format!("{}@example.org", word("aprovided", "mail")));
    let form = format!("name={name}&email={email}");
    with_a_name(house, world, "acommissioner", &format!("/providers/{provider}/accounts"), &form).await;

    let lost: Id<kinds::Account> = world.ids["accounts"][0].parse().unwrap();
    let now = house.desk.now;
    let set = house.desk.db.write("a password", move |w| accounts::set_password(w, lost, "a hash", now));
    set.await.unwrap();
    with_a_name(house, world, "aadministrator", &format!("/accounts/{lost}/reset"), "").await;

    let rows = house.desk.db.read(|r| r.query(INVITED, &[])).await.unwrap();
    let ids = rows.iter().map(|row| row.get::<Id<()>>(0).unwrap().to_string());
    world.ids.insert("invitations", ids.collect());
    let letters = house.desk.db.read(move |r| store::outbox::due(r, now, 1_000)).await.unwrap();
    let secrets = |of: &str| -> Vec<String> {
        letters.iter().filter_map(|m| m.body.split(of).nth(1)?.get(..52).map(str::to_owned)).collect()
    };
    let (invited, back) = (secrets("/invited/"), secrets("/reset/"));
    assert_eq!((invited.len(), back.len()), (4, 1));
    world.ids.insert("invited", invited);
    world.ids.insert("reset", back);
}

/// Sends a form that makes a letter: those say where the service is, which on this machine is what the request says.
async fn with_a_name(house: &House, world: &World, code: &str, path: &str, body: &str) {
    let (cookie, csrf) = world.form_of(code);
    let request = Request::post(path)
        .header(header::COOKIE, cookie)
        .header(header::HOST, "localhost")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let said = house.send(request.body(Body::from(format!("csrf={csrf}&{body}"))).unwrap()).await;
    assert!(said.status.is_redirection(), "{path} {}: {}", said.status, said.told());
}
