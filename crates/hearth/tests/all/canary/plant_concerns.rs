//! Plants a concern about a provider: what its agency keeps to itself, what another agency and the provider are told, what they did and
//! replied, and what came of it.

use access::{Role, quality::Concern};
use kernel::{Id, kinds::Organisation};
use serde_json::json;
use store::statements;

use super::{
    marks::What,
    world::{World, agency_of, post, send, token},
};
use crate::house::House;

statements! {
    TELL = "INSERT INTO quality_concern_notice (id, concern_id, agency_id, told_at, version) VALUES ($1, $2, $3, $4, 1)
            ON CONFLICT (concern_id, agency_id) DO NOTHING";
    TOLD = "SELECT id FROM quality_concern_notice WHERE concern_id = $1 ORDER BY id";
}

/// Whose what is shared is.
const SHARED: &str = "aconcern";

pub async fn plant(house: &House, world: &mut World) {
    let provider: Id<Organisation> = world.ids["providers"][0].parse().unwrap();
    let worker = token(house, Role::SocialWorker, Some(agency_of(house, 'a'))).await;
    let told = ["bsocialworker", "bteammanager", "bcommissioner", "a1provider"];
    world.told.insert(SHARED.into(), told.map(str::to_owned).to_vec());
    let facts = world.put("aconcernfacts", What::Concern, "concernfacts");
    let body = json!({"provider": provider.to_string(), "about": "conduct", "seriousness": "serious", "facts": facts});
    let made = post(house, &worker, "/api/v1/concerns", body).await;
    let id: Id<Concern> = world.id("concerns", &made["id"]).parse().unwrap();
    world.ids.entry("concern-replies").or_default().push(id.to_string());

    let put = |world: &mut World, field: &str| world.put(SHARED, What::Concern, field);
    let words = put(world, "concernshared");
    let form = format!("version=1&words={words}&read_again=yes&tell_provider=yes");
    send(house, world, "acommissioner", &format!("/concerns/{id}/share"), &form).await;
    // The other agency may have no order with this provider in this world: it is told all the same.
    let (notice, other, now): (Id<()>, _, _) =
        (Id::new(house.desk.now), agency_of(house, 'b'), house.desk.now);
    let row = [notice.into(), id.into(), other.into(), now.into()];
    house
        .desk
        .db
        .write("the other agency is told", move |w| w.execute(TELL, &row).map(|_| ()))
        .await
        .unwrap();
    let rows = house.desk.db.read(move |r| r.query(TOLD, &[id.into()])).await.unwrap();
    let notice: Id<()> = rows[0].get(0).unwrap();
    world.ids.entry("concern-notices").or_default().push(notice.to_string());

    let did = put(world, "concerndid");
    let path = format!("/concern-notices/{notice}/did");
    send(house, world, "bcommissioner", &path, &format!("words={did}")).await;
    let reply = put(world, "concernreply");
    send(house, world, "a1provider", &format!("/concern-replies/{id}/reply"), &format!("words={reply}"))
        .await;
    let outcome = put(world, "concernoutcome");
    send(house, world, "acommissioner", &format!("/concerns/{id}/close"), &format!("words={outcome}")).await;
}
