//! A young person who signs in as themselves: what they keep for their workers, messages of theirs and of their parent, reviews, and
//! why a worker said how much a parent sees.

use access::{Role, members};
use kernel::{Id, kinds};
use store::statements;

use super::{
    marks::What,
    plant_family_files,
    world::{Persona, World, actor, persona},
};
use crate::house::House;

statements! {
    CASE_OF = "SELECT c.id, c.child_id, c.family_id FROM support_case c JOIN account a ON a.family_id = c.family_id WHERE a.id = $1";
    SAID = "SELECT id FROM young_words WHERE case_id = $1 ORDER BY id";
    PARTS = "SELECT id FROM plan_part WHERE case_id = $1 AND status = 'waits' ORDER BY id";
    REVIEWS = "SELECT id FROM plan_review WHERE case_id = $1 AND status = $2 ORDER BY id";
}

fn of<'w>(world: &'w World, code: &str) -> &'w Persona {
    world.personas.iter().find(|p| p.own.iter().any(|own| own == code)).unwrap()
}

/// Sends a form as somebody, who may own more than their own account.
async fn send(house: &House, world: &World, code: &str, path: &str, body: &str) {
    let who = of(world, code);
    let form = format!("csrf={}&_once={path}{}&{body}", who.csrf, world.marks.len());
    let said = house.form(&who.cookie, path, &form).await;
    assert!(said.status.is_redirection(), "{path} {}: {}", said.status, said.told());
}

/// For the first family of the first agency.
pub async fn plant(house: &House, world: &mut World) {
    let parent: Id<kinds::Account> = of(world, "a1me").account.parse().unwrap();
    let row = house.desk.db.read(move |r| r.row(CASE_OF, &[parent.into()])).await.unwrap();
    let (case, child): (Id<kinds::Case>, Id<kinds::Person>) = (row.get(0).unwrap(), row.get(1).unwrap());
    let family: Id<kinds::Family> = row.get(2).unwrap();
    persona(house, world, "a1young", Role::YoungPerson, (None, Some(family), None), What::Caller).await;
    world.personas.last_mut().unwrap().own.push("a1".to_owned());
    let account: Id<kinds::Account> = of(world, "a1young").account.parse().unwrap();
    let now = house.desk.now;
    let tie = move |w: &store::Write<'_>| members::give_account(w, account, child, now);
    house.desk.db.write("a young person", tie).await.unwrap();

    plant_family_files::plant(house, world, &case.to_string()).await;
    let secret = world.put("a1young", What::Young, "secret");
    send(house, world, "a1young", "/my/words", &format!("words={secret}&readers=team")).await;
    let said: Id<()> =
        house.desk.db.read(move |r| r.query(SAID, &[case.into()])).await.unwrap()[0].get(0).unwrap();
    let (whom, why) = (world.put("a1young", What::Young, "whom"), world.put("a1young", What::Young, "why"));
    let told = format!("/cases/{case}/young-person/{said}/told");
    send(house, world, "asocialworker", &told, &format!("whom={whom}&why={why}")).await;

    for (code, field) in [("a1young", "message"), ("a1me", "message")] {
        let words = world.put(code, What::Thread, field);
        send(house, world, code, &format!("/my/messages/{case}"), &format!("words={words}")).await;
    }

    for code in ["a1me", "a1young"] {
        let kind = if code == "a1me" { What::Thread } else { What::Young };
        let wants = world.put(code, kind, "wants");
        send(house, world, code, &format!("/my/cases/{case}/my-part"), &format!("version=0&wants={wants}"))
            .await;
        let part: Id<()> =
            house.desk.db.read(move |r| r.query(PARTS, &[case.into()])).await.unwrap()[0].get(0).unwrap();
        let why = world.put(code, kind, "partly");
        let answer = format!("part={part}&version=1&outcome=partly&why={why}");
        send(house, world, "asocialworker", &format!("/cases/{case}/family-part/answer"), &answer).await;
    }

    let reviews = |status: &'static str| {
        let db = house.desk.db.clone();
        async move {
            let rows = db.read(move |r| r.query(REVIEWS, &[case.into(), status.into()])).await.unwrap();
            rows.iter().map(|row| row.get::<Id<()>>(0).unwrap()).collect::<Vec<_>>()
        }
    };
    let ask = format!("/my/cases/{case}/review");
    let why = world.put("a1me", What::Thread, "asks");
    send(house, world, "a1me", &ask, &format!("why={why}")).await;
    let asked = reviews("asked").await[0];
    let reason = world.put("a1me", What::Thread, "declined");
    let decline = format!("/cases/{case}/reviews/{asked}/decline");
    send(house, world, "asocialworker", &decline, &format!("version=1&reason={reason}")).await;
    let why = world.put("a1young", What::Thread, "asks");
    send(house, world, "a1young", &ask, &format!("why={why}")).await;
    let (present, child_said) =
        (world.put("a1young", What::ReviewNote, "present"), world.put("a1young", What::Thread, "childsaid"));
    let changed = world.put("a1", What::Plan, "reviewed");
    let held = format!(
        "on-day=20&on-month=11&on-year=2026&next-day=19&next-month=2&next-year=2027&present={present}&changed={changed}&child_said={child_said}"
    );
    send(house, world, "asocialworker", &format!("/cases/{case}/reviews"), &held).await;

    let reason = world.put("a1me", What::Sight, "sight");
    let worker = actor(house, world, "asocialworker").await;
    house
        .desk
        .act(&worker, move |act| members::set_sight(act, case, parent, members::Sight::Whole, &reason))
        .await
        .unwrap();

    world.ids.insert("saids", vec![said.to_string()]);
    let all = [reviews("held").await, reviews("declined").await].concat();
    world.ids.insert("reviews", all.iter().map(ToString::to_string).collect());
    world.ids.insert("messages", vec![case.to_string()]);
    world.ids.entry("accounts").or_default().extend([account.to_string(), parent.to_string()]);
}
