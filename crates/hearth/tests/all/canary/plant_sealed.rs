//! Plants a sealed case that one manager is named for, one that was opened again, and uses of emergency access: one
//! that was reviewed and one that waits.

use access::{
    emergency::{self, Ask},
    seals::{self, New, SealKind},
};
use jiff::SignedDuration;
use kernel::{Id, kinds};
use serde_json::Value;

use super::{
    marks::What,
    world::{World, actor, agency_of, get, send, text, token},
};
use crate::house::House;

/// Seals the third family of the first agency.
pub async fn plant(house: &House, world: &mut World) {
    let person = |world: &World, code: &str| -> Id<kinds::Account> {
        world.personas.iter().find(|p| p.own == [code]).unwrap().account.parse().unwrap()
    };
    let manager = actor(house, world, "ateammanager").await;
    let duty = actor(house, world, "adutyworker").await;
    let me = person(world, "ateammanager");
    // The cases stand in the order in which their families were planted.
    let (opened, sealed) = (world.ids["cases"][0].clone(), world.ids["cases"][3].clone());

    // Asked for two hours ago, so that the hour is over and nobody reads the more for it.
    let machine = token(house, access::Role::DutyWorker, Some(agency_of(house, 'a'))).await;
    let before = house.desk.now.checked_sub(SignedDuration::from_hours(2)).unwrap();
    for (case, field) in [(&opened, "emergency"), (&sealed, "laterone")] {
        let reference = text(&get(house, &machine, &format!("/api/v1/cases/{case}")).await["reference"]);
        let ask = Ask { reference, reason: world.put("adutyworker", What::Emergency, field) };
        let asked = house.desk.act_at(before, &duty, move |act| emergency::ask(act, &ask)).await.unwrap();
        world.id("emergency", &Value::from(asked.to_string()));
    }
    let note = world.put("adutyworker", What::Review, "review");
    let path = format!("/emergency/{}/review", world.ids["emergency"][0]);
    send(house, world, "ateammanager", &path, &format!("verdict=justified&note={note}")).await;

    for (case, field, own) in [(opened, "sealedbefore", "a1"), (sealed, "sealed", "a3")] {
        let reason = world.put("asealing", What::Seal, field);
        let case: Id<kinds::Case> = case.parse().unwrap();
        let new = New { kind: SealKind::Threat, reason, readers: vec![me] };
        let seal = house.desk.act(&manager, move |act| seals::seal(act, case, &new)).await.unwrap();
        if own == "a1" {
            let why = world.put("asealing", What::Unsealed, "openedagain");
            house.desk.act(&manager, move |act| seals::unseal(act, seal, &why)).await.unwrap();
            continue;
        }
        world.ids.entry("sealed").or_default().push(seal.to_string());
        world.ids.entry("readers").or_default().push(me.to_string());
        world.named.insert(own.to_owned(), vec!["ateammanager".to_owned()]);
    }
}
