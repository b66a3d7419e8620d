//! Plants money: an allocation, an application, orders, a session, an invoice with a query, and an
//! overspending that somebody answered for.

use access::Role;
use commissioning::providers::{
    model::{Approval, Price, Provider},
    store::{NewProvider, put},
};
use funding::ledger::{
    model::{Agency, Authority, Movement},
    store::{About, movement_values},
};
use kernel::{FinancialYear, Id, Pence, ProviderKind, kinds::Organisation};
use serde_json::json;
use store::statements;

use super::{
    marks::What,
    plant_specialist,
    world::{World, agency_of, get, post, text, token},
};
use crate::house::House;

statements! {
    MOVE = "INSERT INTO ledger_movement (id, key, kind, year, at, agency_id, application_id, invoice_id, actor_id, authorised_by, reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
}

pub async fn funded(
    house: &House,
    world: &mut World,
    own: &str,
    (worker, finance, case): (&str, &str, &str),
) -> Id<Organisation> {
    let desk = &house.desk;
    let provider: Id<Organisation> = Id::new(desk.now);
    world.ids.entry("providers").or_default().push(provider.to_string());
    let code = format!("therapies-{own}");
    desk.db
        .write("a provider", move |w| {
            let listed = Provider {
                id: provider,
                name: format!("Therapies {}", code.len()),
                kind: ProviderKind::Independent,
                approval: Approval::Approved,
            };
            let new = NewProvider {
                provider: listed,
                code: code.clone(),
                region: String::new(),
                approved_on: None,
            };
            let price = Price {
                provider,
                therapy: "ddp".into(),
                per_session: Pence::pounds(120),
                minutes: 60,
                from: "2026-04-01".parse().unwrap(),
            };
            put(w, &new, &[price])
        })
        .await
        .unwrap();
    let letter = json!({"year": 2026, "amount": 1_000_000, "letter": format!("ASGSF-2026-{own}"),
                         "note": world.put(own, What::Ledger, "grantnote")});
    post(house, finance, "/api/v1/allocations", letter).await;
    let wrong = json!({"year": 2026, "amount": 200_000, "letter": format!("ASGSF-2026-{own}-2")});
    let wrong = post(house, finance, "/api/v1/allocations", wrong).await;
    let wrong = world.id("allocations", &wrong["id"]);
    let reason = json!({"reason": world.put(own, What::Ledger, "takenback")});
    post(house, finance, &format!("/api/v1/allocations/{wrong}/take-back"), reason).await;
    let ask = json!({"case": case, "therapy": "ddp", "provider": provider.to_string(), "sessions": 10,
                     "starts_on": "2026-11-20", "ends_on": "2027-03-20"});
    let a = post(house, worker, "/api/v1/applications", ask).await;
    let id = world.id("applications", &a["id"]);
    let path = format!("/api/v1/applications/{id}");
    let passage = world.put(own, What::Application, "passage");
    let words: Vec<String> =
        a["passages"].as_array().unwrap().iter().map(|_| format!("{passage} helps")).collect();
    let a =
        post(house, worker, &format!("{path}/words"), json!({"version": a["version"], "words": words})).await;
    let sent = post(house, worker, &format!("{path}/send"), json!({"version": a["version"]})).await;
    let reason = world.put(own, What::Decision, "decision");
    let decision = json!({"outcome": "approved", "reason": reason, "version": sent["version"]});
    post(house, finance, &format!("{path}/decision"), decision).await;

    let machine = token(house, Role::Provider, Some(provider)).await;
    let declined = text(&post(house, worker, &format!("{path}/order"), json!({})).await["order"]);
    let reason = world.put(own, What::Declined, "declined");
    let answer = json!({"answer": "decline", "reason": reason});
    post(house, &machine, &format!("/api/v1/orders/{declined}/answer"), answer).await;
    let order = post(house, worker, &format!("{path}/order"), json!({})).await["order"].clone();
    let order = world.id("orders", &order);
    world.ids.entry("orders").or_default().push(declined);
    post(house, &machine, &format!("/api/v1/orders/{order}/answer"), json!({"answer": "accept"})).await;
    let note = world.put(own, What::Session, "note");
    let session = json!({"order": order, "day": "2026-11-20", "outcome": "held", "note": note});
    let session = post(house, &machine, "/api/v1/sessions", session).await;
    let session = world.id("sessions", &session["id"]);
    let bill = json!({"order": order, "number": format!("N-{own}"), "total": 12_000,
                      "lines": [{"session": session, "day": "2026-11-20", "amount": 12_000}]});
    let invoice = post(house, &machine, "/api/v1/invoices", bill).await;
    let invoice = world.id("invoices", &invoice["id"]);
    // A query has a page and no API.
    let code = format!("{}financeofficer", own.chars().next().unwrap());
    let (cookie, csrf) = world.form_of(&code);
    let query = world.put(own, What::Query, "query");
    let seen = get(house, finance, &format!("/api/v1/invoices/{invoice}")).await;
    let form = format!("csrf={csrf}&reason={query}&version={}", seen["version"]);
    let said = house.form(&cookie, &format!("/invoices/{invoice}/query"), &form).await;
    assert!(said.status.is_redirection(), "{}: {}", said.status, said.told());
    // It is settled; then the line is disputed, and the provider answers that it stands.
    let said = house.form(&cookie, &format!("/invoices/{invoice}/settle"), &format!("csrf={csrf}")).await;
    assert!(said.status.is_redirection(), "{}: {}", said.status, said.told());
    let words = world.put(own, What::Query, "disputed");
    let lines = json!([{"session": session, "reason": "not-held"}]);
    let path = format!("/api/v1/invoices/{invoice}/dispute");
    post(house, finance, &path, json!({"lines": lines, "words": words})).await;
    let words = world.put(own, What::Query, "disputeanswer");
    let lines = json!([{"session": session, "answer": "stands"}]);
    post(house, &machine, &format!("{path}/answer"), json!({"lines": lines, "words": words})).await;
    overspent(house, world, own, &id).await;
    let seller = provider.to_string();
    plant_specialist::reported(house, world, own, (worker, &machine, case, &seller)).await;
    provider
}

/// An allocation overspent on somebody's authority: the ledger takes it from an import, and no page makes one.
async fn overspent(house: &House, world: &mut World, own: &str, application: &str) {
    let code = format!("{}financeofficer", own.chars().next().unwrap());
    let by = world.personas.iter().find(|p| p.own == [code.clone()]).unwrap().account.parse().unwrap();
    let agency = Agency { id: agency_of(house, own.chars().next().unwrap()), year: FinancialYear(2026) };
    let authority = Authority { by, reason: world.put(own, What::Ledger, "overspent") };
    let application = application.parse().unwrap();
    let movement = Movement::commit(format!("overspent:{own}"), agency, application, Pence::pounds(1));
    let movement = movement.unwrap().with_authority(authority).unwrap();
    let about = About { application: Some(application), invoice: None };
    let (id, now) = (Id::new(house.desk.now), house.desk.now);
    let values = movement_values(house.desk.db.keys(), id, &movement, about, now, Some(by)).unwrap();
    house.desk.db.write("overspent", move |w| w.execute(MOVE, &values).map(|_| ())).await.unwrap();
}
