//! Plants consent, an exception to keep somebody safe, and what was told to somebody by name.

use access::{
    Role,
    actions::RecordConsent,
    consent::{self, Ask, DataKind, Recipient, RecipientKind},
};
use kernel::{Id, kinds::Case};
use serde_json::json;

use super::{
    marks::What,
    world::{World, actor, agency_of, post, token},
};
use crate::house::House;

/// What a family agreed to and took back, and what was shared to keep somebody safe.
pub async fn agreed(house: &House, world: &mut World, own: &str, (worker, case): (&str, &str)) {
    let school = world.put(own, What::Consent, "school");
    let asked = json!({
        "case": case, "purpose": "work-with-school", "name": school,
        "answer": "given", "given_by": "parent", "given_name": world.put(own, What::Consent, "giver"),
        "how": "phone", "on": "2026-11-20", "note": world.put(own, What::ConsentNote, "consentnote"),
    });
    let consent = post(house, worker, "/api/v1/consents", asked).await;
    let id = world.id("consents", &consent["id"]);
    // Told to the school while they agreed. No page sends to somebody known by name alone; the gate takes it.
    let who = actor(house, world, &format!("{}socialworker", own.chars().next().unwrap())).await;
    let of: Id<Case> = case.parse().unwrap();
    let told = house.desk.act(&who, move |act| {
        let grant = act.one::<RecordConsent, Case>(of)?;
        let to = Recipient::named(RecipientKind::School, &school);
        let ask = Ask { purpose: "work-with-school", what: &[DataKind::Need], to, to_name: "the school" };
        consent::share(act, &grant, of, of.cast(), &ask)
    });
    told.await.unwrap();
    let why = json!({"version": consent["version"], "why": world.put(own, What::ConsentNote, "withdrawn")});
    post(house, worker, &format!("/api/v1/consents/{id}/withdrawal"), why).await;
    let agency = own.chars().next().unwrap();
    let (cookie, csrf) = world.form_of(&format!("{agency}socialworker"));
    let (to, reason) = (world.put(own, What::Exception, "hospital"), world.put(own, What::Exception, "risk"));
    let form = format!("csrf={csrf}&recipient=health&name={to}&shares=safety&reason={reason}");
    let said = house.form(&cookie, &format!("/cases/{case}/consent/safeguarding"), &form).await;
    assert!(said.status.is_redirection(), "{}: {}", said.status, said.told());
    let administrator = token(house, Role::Administrator, Some(agency_of(house, agency))).await;
    let agreement = json!({"name": "Working with health", "recipient": "health", "purposes": ["work-with-health"],
                           "shares": ["need"], "basis": "public-task", "reference": "H-1", "from": "2026-04-01"});
    let agreement = post(house, &administrator, "/api/v1/agreements", agreement).await;
    let agreement = world.id("agreements", &agreement["id"]);
    world.ids.entry("sharing").or_default().push(agreement);
    // A manager looks at what a colleague shared.
    let (cookie, csrf) = world.form_of(&format!("{agency}teammanager"));
    let list = house.page(&cookie, "/sharing/exceptions").await.text;
    let id = list
        .split("/sharing/exceptions/")
        .nth(1)
        .and_then(|rest| rest.get(..36))
        .unwrap_or_else(|| panic!("{list}"));
    world.ids.entry("exceptions").or_default().push(id.to_owned());
    let note = world.put(own, What::Exception, "seen");
    let form = format!("csrf={csrf}&version=1&note={note}");
    let said = house.form(&cookie, &format!("/sharing/exceptions/{id}"), &form).await;
    assert!(said.status.is_redirection(), "{}: {}", said.status, said.told());
}
