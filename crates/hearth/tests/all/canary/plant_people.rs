//! People over a lifetime: two records that were joined and parted again, two people who look alike, who matters to a child, the
//! preparation for 18, a record that became its person's own by mistake, and a council whose agency was corrected.

use access::{
    memberships::{self, Change},
    own_records,
};
use casework::{
    family_picture::{
        actions::{Input as Tie, record},
        model::{Details, TieKind},
    },
    people::same::actions::{Input as Decided, decide, not_same, propose, undo},
};
use kernel::{Id, kinds};
use serde_json::json;
use store::statements;

use super::{
    marks::What,
    world::{World, actor, agency_of, post, token},
};
use crate::house::House;

statements! {
    CASE_OF = "SELECT c.id, c.child_id, c.family_id FROM support_case c JOIN account a ON a.family_id = c.family_id
               WHERE a.id = $1 ORDER BY c.id";
}

type Child = (Id<kinds::Case>, Id<kinds::Person>, Id<kinds::Family>);

async fn child_of(house: &House, world: &World, code: &str) -> Child {
    let who = world.personas.iter().find(|p| p.own.iter().any(|own| own == code)).unwrap();
    let who: Id<kinds::Account> = who.account.parse().unwrap();
    let row = house.desk.db.read(move |r| r.row(CASE_OF, &[who.into()])).await.unwrap();
    (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap())
}

/// For the first two families of the first agency.
pub async fn plant(house: &House, world: &mut World) {
    let (case, child, _) = child_of(house, world, "a1me").await;
    let (second_case, second, family) = child_of(house, world, "a2me").await;
    recorded_twice(house, world, child, second).await;
    family_picture(house, world, case).await;
    of_age(house, world, case, (second_case, second, family)).await;
    council(house, world).await;
}

/// One proposes, another joins them and parts them again; then they are said to be two.
async fn recorded_twice(house: &House, world: &mut World, a: Id<kinds::Person>, b: Id<kinds::Person>) {
    let worker = actor(house, world, "asocialworker").await;
    let manager = actor(house, world, "ateammanager").await;
    let input = propose::Input { kept: a, why: world.put("a1", What::Same, "looksone") };
    let id = house.desk.act(&worker, move |act| propose::run(act, a, b, &input)).await.unwrap();
    let approve = Decided { version: 1, why: world.put("a1", What::Same, "isone") };
    house.desk.act(&manager, move |act| decide::approve(act, id, &approve)).await.unwrap();
    let part = Decided { version: 2, why: world.put("a1", What::Same, "aretwo") };
    house.desk.act(&manager, move |act| undo::run(act, id, &part)).await.unwrap();
    let why = world.put("a1", What::Same, "nottwice");
    house.desk.act(&worker, move |act| not_same::say(act, a, b, &why)).await.unwrap();
    world.id("same-person", &json!(id.to_string()));
    for word in ["same-as", "not-same"] {
        world.id(word, &json!(b.to_string()));
    }
}

async fn family_picture(house: &House, world: &mut World, case: Id<kinds::Case>) {
    let worker = actor(house, world, "asocialworker").await;
    let tie = Tie {
        kind: TieKind::Friend,
        details: Details {
            name: world.put("a1", What::Tie, "matters"),
            from: None,
            until: None,
            said_by: world.put("a1", What::Tie, "saidso"),
            note: world.put("a1", What::Tie, "tienote"),
        },
    };
    let id = house.desk.act(&worker, move |act| record::run(act, case, &tie)).await.unwrap();
    world.id("family-picture", &json!(id.to_string()));
}

/// A step of the preparation, and a record that was its person's own for a moment.
async fn of_age(house: &House, world: &mut World, case: Id<kinds::Case>, own: Child) {
    let worker = token(house, access::Role::SocialWorker, Some(agency_of(house, 'a'))).await;
    let step = json!({"step": "support", "note": world.put("a1", What::OfAge, "whosupports") + " stands by them from 18 on"});
    post(house, &worker, &format!("/api/v1/cases/{case}/of-age/steps"), step).await;
    let (second_case, person, family) = own;
    let (agency, manager) = (agency_of(house, 'a'), actor(house, world, "ateammanager").await);
    let (age_why, undone_why) =
        (world.put("a2", What::OfAge, "ageknown"), world.put("a2", What::OfAge, "agewrong"));
    let there_and_back = move |act: &access::Act<'_>| {
        let new = own_records::New { person, agency, from: family, to: family, age_why: &age_why };
        own_records::take(act, &new)?;
        let taken = own_records::of_person(act, person)?.ok_or(kernel::Error::NotFound)?;
        own_records::undo(act, person, &taken, &undone_why)
    };
    house.desk.act(&manager, there_and_back).await.unwrap();
    world.id("shown", &json!(second_case.to_string()));
}

async fn council(house: &House, world: &mut World) {
    let administrator = actor(house, world, "aadministrator").await;
    let agency = agency_of(house, 'a');
    let reason = world.put("aadministrator", What::Corrected, "councildecided");
    let change = Change { council: "850".into(), agency: Some(agency), from: "2031-04-01".parse().unwrap() };
    house.desk.act(&administrator, move |act| memberships::correct(act, &change, &reason)).await.unwrap();
}
