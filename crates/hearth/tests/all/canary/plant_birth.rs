//! Plants birth families, a link through the wall, and a birth parent who signs in.

use access::{Role, walls};
use serde_json::json;

use super::{
    marks::What,
    world::{World, agency_of, get, persona, post, text, token, word},
};
use crate::house::House;

/// A birth family, with a child who is linked with the first family of the agency, a birth parent who
/// asked, is written to and signs in.
pub async fn birth_family(house: &House, world: &mut World, own: &str, born: &str) {
    let agency = own.chars().next().unwrap();
    let at = agency_of(house, agency);
    let duty = token(house, Role::DutyWorker, Some(at)).await;
    let email = world.mark(own, What::Birth, format!("{}@example.org", word(own, "mail")));
    let phone = world.mark(own, What::Birth, format!("07701 9{:05}", world.marks.len()));
    let mother = json!({
        "kind": "birth-parent", "first-name": world.put(own, What::Birth, "mother"),
        "last-name": world.put(own, What::Birth, "surname"), "born": "1985-05-05",
        "address": world.put(own, What::Birth, "address"), "postcode": "CM9 9ZZ", "phone": phone, "email": email,
    });
    let made = post(house, &duty, "/api/v1/birth-families", mother).await;
    let family = world.id("birth-families", &made["id"]);
    let person = world.id("birth-people", &made["person"]);

    // The child, added by a form; then the link, and a look through it.
    let manager = format!("{agency}teammanager");
    let (cookie, csrf) = world.form_of(&manager);
    let send = async |path: String, body: String| {
        let said = house.form(&cookie, &path, &format!("csrf={csrf}&_once={path}&{body}")).await;
        assert!(
            said.status.is_redirection() || said.status.is_success(),
            "{path} {}: {}",
            said.status,
            said.text
        );
    };
    let child = world.put(own, What::BirthChild, "before");
    let body = format!("kind=birth-child&first-name={child}&last-name={child}&born={born}");
    world.mark(own, What::BirthChild, born);
    let day: kernel::Date = born.parse().unwrap();
    world.mark(own, What::BirthChild, day.strftime("%-d %B %Y").to_string());
    send(format!("/birth-families/{family}/people"), body).await;
    let whole = get(house, &duty, &format!("/api/v1/birth-families/{family}")).await;
    let child = whole["people"].as_array().unwrap().iter().find(|p| p["kind"] == "birth-child").unwrap();
    let child = world.id("birth-people", &child["id"]);
    let index = usize::from(agency == 'b') * 2;
    let (case, after) = (world.ids["cases"][index].clone(), world.ids["people"][index].clone());
    let reference = text(&get(house, &duty, &format!("/api/v1/cases/{case}")).await["reference"]);
    let reason = world.put(own, What::Reason, "becauseofthecourt");
    send(format!("/birth-people/{child}/link"), format!("case={reference}&reason={reason}")).await;
    send(format!("/people/{after}/before-adoption"), format!("reason={reason}")).await;
    world.linked.push((after, child));

    let words = world.put(own, What::BirthMessage, "message");
    send(format!("/birth-people/{person}/messages"), format!("words={words}&tell=yes")).await;
    let code = format!("{own}me");
    persona(house, world, &code, Role::FamilyMember, (None, None, None), What::Caller).await;
    let me = world.personas.last_mut().unwrap();
    me.own.push(own.to_owned());
    me.birth = true;
    let (account, person) = (me.account.parse().unwrap(), person.parse().unwrap());
    house.desk.db.write("her account", move |w| walls::give_account(w, account, person)).await.unwrap();

    // Somebody by birth asks, too, and tells the name that the child has now.
    let asked = json!({
        "channel": "phone", "asker": "birth-relative",
        "first-name": world.put(own, What::Said, "asker"), "last-name": word(own, "asker"),
        "phone": "0113 496 0000", "contact-by": "phone", "safe": "open", "council": "881",
        "child-first-name": word(&format!("{agency}1"), "child"),
        "born": if agency == 'a' { "2013-01-17" } else { "2012-07-23" },
        "story": world.put(own, What::Said, "birthstory"),
    });
    let enquiry = post(house, &duty, "/api/v1/enquiries", asked).await;
    world.id("enquiries", &enquiry["id"]);
}
