//! Plants what keeps access: invitations, a colleague who left no work, a place that was lent, a key, and what
//! signing in leaves behind: where from, the other service's token, a code's secret, a step half taken.

use access::{
    Role, sessions,
    sign_in::{codes, rules::Way, steps},
};
use axum::{
    body::Body,
    http::{Request, header},
};
use kernel::{Id, kinds};
use store::statements;

use super::{
    marks::What,
    world::{World, agency_of, persona, send, word},
};
use crate::house::House;

statements! {
    KEY = "SELECT substr(token, 1, 16) FROM api_token WHERE label = 'passing'";
    INVITED = "SELECT id FROM invitation ORDER BY id";
    LENT = "SELECT id FROM delegation";
}

/// For the first agency.
pub async fn plant(house: &House, world: &mut World) {
    invited(house, world).await;
    signed_in(house, world).await;
    let reason = world.put("asocialworker", What::Lending, "lent");
    let person = |code: &str| world.personas.iter().find(|p| p.own == [code]).unwrap().account.clone();
    let body = format!(
        "giver={}&receiver={}&from-day=23&from-month=11&from-year=2026&until-day=24&until-month=11&until-year=2026&reason={reason}",
        person("ateammanager"),
        person("asocialworker")
    );
    send(house, world, "ateammanager", "/delegations", &body).await;
    let lent: Vec<Id<()>> = ids(house, LENT).await;
    world.ids.entry("delegations").or_default().push(lent[0].to_string());

    // Somebody and a key whose access may end while the crawl goes on.
    let at = Some(agency_of(house, 'a'));
    persona(house, world, "apassing", Role::DutyWorker, (at, None, None), What::Worker).await;
    let passing = world.personas.pop().unwrap();
    world.ids.entry("accounts").or_default().push(passing.account);
    let now = house.desk.now;
    let key = house
        .desk
        .db
        .write("a key", move |w| access::tokens::create(w, Role::DutyWorker, at, "passing", 30, now));
    key.await.unwrap();
    world.ids.entry("tokens").or_default().push(ids(house, KEY).await[0].to_string());
}

async fn ids(house: &House, sql: store::Sql) -> Vec<Id<()>> {
    let rows = house.desk.db.read(move |r| r.query(sql, &[])).await.unwrap();
    rows.iter().map(|row| row.get(0).unwrap()).collect()
}

/// A colleague and a family member, each by a letter with a link.
async fn invited(house: &House, world: &mut World) {
    let case = world.ids["cases"][0].clone();
    let to = [
        ("aadministrator", "/accounts/invite".to_owned(), What::Invited, "invited", "&role=duty-worker"),
        ("asocialworker", format!("/cases/{case}/invite-family"), What::FamilyInvited, "familyinvited", ""),
    ];
    for (code, path, what, field, more) in to {
        // A colleague is the administrator's to know of, a family member the family's.
        let own = if what == What::Invited { code } else { "a1" };
        let name = world.put(own, what, field);
        let email = world.mark(own, what, format!("{}@example.org", word(own, &format!("{field}mail"))));
        let (cookie, csrf) = world.form_of(code);
        let body = format!("csrf={csrf}&name={name}&email={email}{more}");
        // Letters say where the service is: on this machine that is what the request says.
        let request = Request::post(&path)
            .header(header::COOKIE, cookie)
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let said = house.send(request.body(Body::from(body)).unwrap()).await;
        assert!(said.status.is_redirection(), "{path} {}: {}", said.status, said.told());
    }
    let invitations = ids(house, INVITED).await;
    assert_eq!(invitations.len(), 2);
    world.ids.insert("invitations", invitations.iter().map(ToString::to_string).collect());
    let now = house.desk.now;
    let letters = house.desk.db.read(move |r| store::outbox::due(r, now, 1_000)).await.unwrap();
    let secrets =
        letters.iter().filter_map(|m| m.body.split("/invited/").nth(1)?.get(..52).map(str::to_owned));
    let secrets: Vec<String> = secrets.collect();
    assert_eq!(secrets.len(), 2);
    world.ids.insert("invited", secrets);
}

/// A social worker who signed in at a council's service, with codes, and began to set up others.
async fn signed_in(house: &House, world: &mut World) {
    let code = "asocialworker";
    let account: Id<kinds::Account> =
        world.personas.iter().find(|p| p.own == [code]).unwrap().account.parse().unwrap();
    let id_token = world.put(code, What::Secret, "idtoken");
    world.mark(code, What::Place, "203.7.x.x");
    let now = house.desk.now;
    let provider = sessions::AtProvider { code: "council".into(), subject: "s".into(), sid: None, id_token };
    let arrival = sessions::Arrival {
        way: Way::Provider,
        agent: Some("Firefox/1 on Windows".into()),
        origin: "203.7.113.9".into(),
        provider: Some(provider),
    };
    let began = house.desk.db.write("signed in", move |w| {
        sessions::begin(w, account, &arrival, now)?;
        codes::turn_on(w, account, &codes::new_secret()?, 1, now)?;
        steps::begin(w, "own-codes", Some(account), &codes::new_secret()?, 30, now)
    });
    began.await.unwrap();
}
