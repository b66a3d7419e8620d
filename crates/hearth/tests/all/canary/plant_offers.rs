//! Marks of the offers: who comes to a group, what helps them, who leads it; who mentors whom and why. The directory itself is public: of it
//! only ids are planted, so that its pages are walked.

use access::Role;
use serde_json::json;

use super::{
    marks::What,
    world::{World, agency_of},
};
use crate::house::House;

/// A group of an agency, booked by the family `own` whose case is `case`, and an entry of the directory.
pub async fn plant(house: &House, world: &mut World, own: &str, case: &str) {
    let agency = own.chars().next().unwrap();
    let at = agency_of(house, agency);
    let manager = super::world::token(house, Role::TeamManager, Some(at)).await;
    let post = async |path: &str, body| super::world::post(house, &manager, path, body).await;
    let entry = json!({"name": "Drop-in", "description": "A drop-in", "giver_name": "The council", "audiences": ["adopters"],
        "level": "universal", "cost": "free", "evidence": "practice", "councils": "881", "place": "physical",
        "address": "1 High Street", "town": "Chelmsford", "postcode": "CM1 1QH"});
    let entry = post("/api/v1/services", entry).await;
    let service = world.id("services", &entry["id"]);
    world.ids.entry("directory").or_default().push(service.clone());
    for path in ["service_at_locations", "taxonomies", "taxonomy_terms"] {
        let page = super::world::get(house, &manager, &format!("/open-referral/{path}")).await;
        world.id(path, &page["contents"][0]["id"]);
    }
    let facilitator = world.put(&format!("{agency}socialworker"), What::Worker, "facilitator");
    let group = json!({"sort": "support", "name": "Evening group", "about": "We meet", "service": service, "places": 5,
        "day": "2026-11-20", "time": "18:30", "minutes": 90, "place": "Hall", "facilitator": facilitator});
    let group = post("/api/v1/groups", group).await;
    let id = world.id("groups", &group["id"]);
    world.ids.entry("events").or_default().push(id.clone());
    world.id("group-sessions", &group["sessions"][0]["id"]);
    let reference =
        super::world::get(house, &manager, &format!("/api/v1/cases/{case}")).await["reference"].clone();
    let wish = json!({"case": reference.clone(), "who": world.put(own, What::Booking, "comes"),
        "needs": world.put(own, What::Booking, "helps")});
    let booking = post(&format!("/api/v1/groups/{id}/bookings"), wish).await;
    world.id("bookings", &booking["id"]);
    // A mentor is the agency's; why one was brought together with a family is the family's.
    let keeper = format!("{agency}socialworker");
    let mark = |world: &mut World, field: &str| world.put(&keeper, What::Mentor, field);
    let mentor = json!({"name": mark(world, "volunteer"), "contact": mark(world, "reach"), "note": mark(world, "brings"),
        "trained": "2026-10-01", "checked_until": "2027-10-01"});
    let mentor = post("/api/v1/mentors", mentor).await;
    let id = world.id("mentors", &mentor["id"]);
    let seen = json!({"version": mentor["version"], "on": "2026-11-20", "seen": mark(world, "talked")});
    post(&format!("/api/v1/mentors/{id}/supervision"), seen).await;
    let pair = json!({"case": reference, "reason": world.put(own, What::Mentor, "fits")});
    let pair = post(&format!("/api/v1/mentors/{id}/matches"), pair).await;
    let id = world.id("mentor-matches", &pair["id"]);
    let end = json!({"version": pair["version"], "reason": world.put(own, What::Mentor, "parted")});
    post(&format!("/api/v1/mentor-matches/{id}/end"), end).await;
}
