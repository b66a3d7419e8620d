//! Plants a specialist assessment asked of a provider that delivers too, and its report.

use serde_json::json;

use super::{
    marks::What,
    world::{World, post},
};
use crate::house::House;

pub async fn reported(
    house: &House,
    world: &mut World,
    own: &str,
    (worker, machine, case, provider): (&str, &str, &str, &str),
) {
    let asked = json!({"provider": provider, "due": "2027-01-15", "goals": world.put(own, What::Specialist, "specialistgoals"),
                       "why": world.put(own, What::SpecialistWhy, "specialistwhy")});
    let s = post(house, worker, &format!("/api/v1/cases/{case}/specialist-assessments"), asked).await;
    let id = world.id("specialist-assessments", &s["id"]);
    let taken =
        json!({"version": 1, "takes": "yes", "words": world.put(own, What::Specialist, "specialistanswer")});
    post(house, machine, &format!("/api/v1/specialist-assessments/{id}/answer"), taken).await;
    let report = json!({"version": 2, "report": world.put(own, What::Specialist, "specialistreport"),
                        "recommends": world.put(own, What::Specialist, "specialistrecommends")});
    post(house, machine, &format!("/api/v1/specialist-assessments/{id}/report"), report).await;
}
