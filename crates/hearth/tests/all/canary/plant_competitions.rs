//! Plants choices of provider: a competition with its brief, questions, bids, scores and feedback, and a direct award with its
//! reasons. The keys, shares and encrypted bids become marks of their own, which nobody may meet.

use access::{
    Role,
    market::{Assessor, Bid, Competition, Invitation, Opener, Question},
};
use commissioning::competitions::{actions, vault};
use kernel::{Id, kinds::Organisation};
use serde_json::json;
use store::{Sql, statements};

use super::{
    marks::What,
    world::{World, actor, agency_of, post, send, token, word},
};
use crate::house::House;

statements! {
    OPENERS = "SELECT id, account_id FROM competition_opener WHERE competition_id = $1 ORDER BY id";
    ASSESSORS = "SELECT id, account_id FROM competition_assessor WHERE competition_id = $1 ORDER BY id";
    INVITATION = "SELECT id, competition_id FROM competition_invitation WHERE competition_id = $1 ORDER BY id";
    QUESTION = "SELECT id, competition_id FROM competition_question WHERE competition_id = $1 ORDER BY id";
    BID = "SELECT b.id, b.invitation_id FROM competition_bid b JOIN competition_invitation i ON i.id = b.invitation_id
           WHERE i.competition_id = $1 ORDER BY b.id";
    OVER = "UPDATE competition SET deadline_at = 1 WHERE id = $1";
}

const OWN: &str = "a1";
const CRITERION: &str = "How you would work";

async fn ids<T: Send + 'static>(house: &House, sql: Sql, of: Id<Competition>) -> Vec<(Id<T>, Id<()>)> {
    let rows = house.desk.db.read(move |r| r.query(sql, &[of.into()])).await.unwrap();
    rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect()
}

pub async fn plant(house: &House, world: &mut World) {
    let case = world.ids["cases"][0].clone();
    let provider: Id<Organisation> = world.ids["providers"][0].parse().unwrap();
    let worker = token(house, Role::SocialWorker, Some(agency_of(house, 'a'))).await;
    // Words of their own: others plant a question, an answer and a reason too.
    let put = |world: &mut World, field: &str| world.put(OWN, What::Competition, &format!("tender{field}"));
    let buyers = ["acommissioner", "afinanceofficer", "asocialworker", "ateammanager"];
    world.told.insert("bcommissioner".into(), buyers.map(str::to_owned).to_vec());

    let brief = put(world, "brief");
    let ask = json!({"case": case, "therapy": "ddp", "sessions": 10, "starts_on": "2026-11-23", "words": format!("{brief} helps"),
                     "read_again": true, "route": "competition"});
    let made = post(house, &worker, "/api/v1/competitions", ask).await;
    let id: Id<Competition> = world.id("competitions", &made["id"]).parse().unwrap();
    let (why, other) = (put(world, "why"), put(world, "brieftoo"));
    let direct = json!({"case": case, "therapy": "ddp", "sessions": 10, "starts_on": "2026-11-23", "words": format!("{other} helps"),
                        "read_again": true, "route": "direct", "provider": provider.to_string(), "why": why});
    let made = post(house, &worker, "/api/v1/competitions", direct).await;
    let direct = world.id("competitions", &made["id"]);
    let words = put(world, "agreed");
    send(
        house,
        world,
        "acommissioner",
        &format!("/competitions/{direct}/agree"),
        &format!("version=1&words={words}"),
    )
    .await;

    let mail = |code: &str| format!("{}@example.org", word(code, "signin"));
    let criterion = put(world, "criterion");
    let form = format!(
        "version=1&price_weight=40&criterion1={criterion}+{}&weight1=60&opener1={}&opener2={}&opener3={}&assessor1={}&assessor2={}",
        CRITERION.replace(' ', "+"),
        mail("acommissioner"),
        mail("afinanceofficer"),
        mail("bcommissioner"),
        mail("ateammanager"),
        mail("asocialworker"),
    );
    send(house, world, "acommissioner", &format!("/competitions/{id}/terms"), &form).await;
    let mut openers = Vec::new();
    for (opener, account) in ids::<Opener>(house, OPENERS, id).await {
        world.ids.entry("openings").or_default().push(opener.to_string());
        let code = world.personas.iter().find(|p| p.account == account.to_string()).unwrap().own[0].clone();
        let who = actor(house, world, &code).await;
        let locked = vault::lock("four words that differ", opener).unwrap();
        let lock = locked.clone();
        house.desk.act(&who, move |act| actions::ready(act, opener, &lock)).await.unwrap();
        openers.push((opener, who, locked));
    }
    let form = format!(
        "version=3&providers={provider}&deadline-day=1&deadline-month=1&deadline-year=2099&time=17%3A00"
    );
    send(house, world, "acommissioner", &format!("/competitions/{id}/invite"), &form).await;

    let (invitation, _) = ids::<Invitation>(house, INVITATION, id).await[0];
    world.ids.entry("bids").or_default().push(invitation.to_string());
    let question = put(world, "question");
    send(house, world, "a1provider", &format!("/bids/{invitation}/question"), &format!("words={question}"))
        .await;
    let (asked, _) = ids::<Question>(house, QUESTION, id).await[0];
    let answer = put(world, "answer");
    let form = format!("question={asked}&words={answer}");
    send(house, world, "acommissioner", &format!("/competitions/{id}/answer"), &form).await;
    let offer = put(world, "offer");
    let form = format!("price=90&minutes=60&answer1={offer}");
    send(house, world, "a1provider", &format!("/bids/{invitation}/bid"), &form).await;

    // The deadline passes, and two of the three open.
    house.desk.db.write("the deadline passes", move |w| w.execute(OVER, &[id.into()])).await.unwrap();
    for (opener, who, locked) in openers.into_iter().take(2) {
        let key = vault::unlock("four words that differ", opener, &locked.locked).unwrap().unwrap();
        house.desk.act(&who, move |act| actions::open(act, opener, &key)).await.unwrap();
    }
    let (bid, _) = ids::<Bid>(house, BID, id).await[0];
    for (assessor, account) in ids::<Assessor>(house, ASSESSORS, id).await {
        world.ids.entry("scorings").or_default().push(assessor.to_string());
        let code = world.personas.iter().find(|p| p.account == account.to_string()).unwrap().own[0].clone();
        let path = format!("/scorings/{assessor}");
        if code == "ateammanager" {
            send(house, world, &code, &format!("{path}/declare"), "free=yes").await;
            let why = put(world, "scored");
            send(house, world, &code, &path, &format!("s-{bid}-0=4&w-{bid}-0={why}")).await;
        } else {
            let conflict = put(world, "conflict");
            send(house, world, &code, &format!("{path}/declare"), &format!("free=no&words={conflict}")).await;
        }
    }
    let told = put(world, "feedback");
    let version = 5;
    let form = format!("version={version}&s-{bid}-0=4&r-{bid}={told}");
    send(house, world, "acommissioner", &format!("/competitions/{id}/moderate"), &form).await;
}
