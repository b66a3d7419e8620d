//! Marks of the front door beside its queue: who booked a drop-in, what about, and what was said at it.

use access::{Actor, Role};
use casework::{
    drop_in::{
        actions::{Attendance, attend},
        model::Booked,
    },
    front_door::later,
    rota,
};
use kernel::Timestamp;
use serde_json::json;

use super::{
    marks::What,
    world::{World, actor, agency_of, get, post, token},
};
use crate::house::House;

/// A drop-in that a worker booked for the family `own`, and held; and the worker's duty.
pub async fn plant(house: &House, world: &mut World, own: &str, case: &str) {
    let agency = own.chars().next().unwrap();
    let duty = token(house, Role::DutyWorker, Some(agency_of(house, agency))).await;
    let session = json!({"way": "place", "place": "12 Hill Street", "audience": "everyone", "day": "2026-11-20",
        "time": "14:00", "minutes": 45, "slots": 2});
    let made = post(house, &duty, "/api/v1/drop-ins", session).await;
    world.id("drop-ins", &made["items"][0]["id"]);
    let view = get(house, &duty, &format!("/api/v1/cases/{case}")).await;
    let booking = json!({
        "time": made["items"][0]["times"][0]["time"], "asker": "adoptive-parent", "case": view["reference"],
        "first-name": world.put(own, What::Said, "dropinfirst"), "last-name": world.put(own, What::Said, "dropinlast"),
        "phone": "0113 496 0007", "council": "881", "story": world.put(own, What::Said, "dropinstory"),
    });
    let booked = post(house, &duty, "/api/v1/drop-in-bookings", booking).await;
    let id = world.id("drop-in-bookings", &booked["id"]).parse().unwrap();
    let code = format!("{agency}dutyworker");
    let (who, note) = (actor(house, world, &code).await, world.put(own, What::Said, "dropinnote"));
    let after: Timestamp = "2026-11-20T15:00:00Z".parse().unwrap();
    let came = Attendance { version: 1, outcome: Booked::Came, note };
    house.desk.act_at(after, &who, move |act| attend(act, id, &came)).await.unwrap();

    if own == "a1" {
        // Somebody who is not signed in keeps the public form, and has not sent it.
        let answers = vec![("story".to_owned(), world.put("apassing", What::Draft, "keptform"))];
        let keep = move |act: &access::Act<'_>| later::keep(act, "192.0.2.8", &answers, "");
        house.desk.act(&Actor::public(), keep).await.unwrap();
    }
    let manager = token(house, Role::TeamManager, Some(agency_of(house, agency))).await;
    let account = world.personas.iter().find(|p| p.own == [code.clone()]).unwrap().account.clone();
    let on = json!({"account": account, "day": "2026-11-23", "halves": ["morning"]});
    let rota = post(house, &manager, "/api/v1/duty-rota", on).await;
    let duty = world.id("duty-rota", &rota["items"][0]["id"]).parse().unwrap();
    let colleague = [format!("{agency}socialworker")];
    let to = world.personas.iter().find(|p| p.own == colleague).unwrap().account.parse().unwrap();
    let who = actor(house, world, &code).await;
    let asked = house.desk.act(&who, move |act| rota::actions::ask(act, duty, to, None)).await;
    // One family of each agency is planted whole, so that nobody asked before.
    world.id("duty-swaps", &json!(asked.unwrap().id.to_string()));
    // Whoever holds a code or a link of somebody's own reads what is theirs: the crawl holds none.
    for word in ["later", "booked"] {
        world.ids.insert(word, vec!["nothing".to_owned()]);
    }
}
