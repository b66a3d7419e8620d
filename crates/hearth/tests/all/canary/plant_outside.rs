//! Plants assessments that voluntary agencies completed: one was sent back, one waits.

use serde_json::json;

use super::{
    marks::What,
    world::{World, post},
};
use crate::house::House;

pub async fn entered(house: &House, world: &mut World, own: &str, (worker, case): (&str, &str)) {
    let path = format!("/api/v1/cases/{case}/outside-assessments");
    for field in ["outsideback", "outsidewaits"] {
        let body = json!({"organisation": "Canary Adoption", "on": "2026-10-30", "found": world.put(own, What::Assessment, field),
                          "needs": {"trauma": "some"}, "level": "targeted", "level-reason": "By what they found"});
        let o = post(house, worker, &path, body).await;
        let id = world.id("outside-assessments", &o["id"]);
        if field == "outsideback" {
            // A person decides, who did not enter it.
            let (cookie, csrf) = world.form_of(&format!("{}teammanager", &own[..1]));
            let words = world.put(own, What::SentBack, "outsidewhy");
            let form = format!("csrf={csrf}&version=1&endorse=no&words={words}");
            let said = house.form(&cookie, &format!("/outside-assessments/{id}/decide"), &form).await;
            assert!(said.status.is_redirection(), "{}: {}", said.status, said.told());
        }
    }
}
