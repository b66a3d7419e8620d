//! A contact plan with letters both ways, each with identities typed into it that must not cross; and an adult's
//! request. The letters go through the checker as the page fills it in: what it misses, the crawl meets.

use super::{marks::What, world::World};
use crate::house::House;

/// Cookie and form word of somebody.
fn who(world: &World, code: &str) -> (String, String) {
    let found = world.personas.iter().find(|p| p.own.iter().any(|own| own == code));
    let found = found.unwrap_or_else(|| panic!("nobody is {code}"));
    (found.cookie.clone(), found.csrf.clone())
}

async fn send(house: &House, (cookie, csrf): &(String, String), path: &str, body: &str) -> String {
    let said = house.form(cookie, path, &format!("csrf={csrf}&{body}")).await;
    assert!(said.status.is_redirection(), "{path} {}: {}", said.status, said.told());
    said.to.unwrap_or_default()
}

async fn read(house: &House, (cookie, _): &(String, String), path: &str) -> String {
    let said = house.page(cookie, path).await;
    assert!(said.status.is_success(), "{path} {}: {}", said.status, said.told());
    said.text
}

fn id_after(text: &str, before: &str) -> String {
    let rest = text.split(before).nth(1).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.chars().take(36).collect()
}

/// The values of every box that a form has under a name.
fn boxes(text: &str, name: &str) -> Vec<String> {
    let field = format!("name=\"{name}\"");
    text.split(&field)
        .skip(1)
        .filter_map(|rest| rest.split("value=\"").nth(1)?.split('"').next().map(str::to_owned))
        .collect()
}

const TERMS: &str = "kinds=letterbox&months=12&writers=both&photos=none&managed=mediated&meeting=none\
                     &review_on-day=1&review_on-month=6&review_on-year=2027";

/// Approves a letter as the page fills it in, and passes it on.
async fn check_and_pass_on(house: &House, worker: &(String, String), id: &str) {
    let page = read(house, worker, &format!("/letters/{id}")).await;
    let out: String = boxes(&page, "out").iter().map(|at| format!("&out={at}")).collect();
    let version = |text: &str| boxes(text, "version").first().cloned().unwrap();
    send(house, worker, &format!("/letters/{id}/approved"), &format!("version={}{out}", version(&page)))
        .await;
    let page = read(house, worker, &format!("/letters/{id}")).await;
    send(
        house,
        worker,
        &format!("/letters/{id}/passed-on"),
        &format!("version={}&way=pages", version(&page)),
    )
    .await;
}

/// Plants all of it in the first agency.
pub async fn plant(house: &House, world: &mut World) {
    // What crosses belongs to both: to the family after adoption and to the birth relative.
    for code in ["a1me", "abirthme"] {
        let person = world.personas.iter_mut().find(|p| p.own.iter().any(|own| own == code)).unwrap();
        person.own.push("apair".to_owned());
    }
    let (worker, family, mother) = (who(world, "asocialworker"), who(world, "a1me"), who(world, "abirthme"));
    let (case, relative) = (world.ids["cases"][0].clone(), world.ids["birth-people"][0].clone());

    let (child, signs) =
        (world.put("apair", What::Letter, "child"), world.put("apair", What::Letter, "signs"));
    let (wish, why) = (world.put("a1", What::Wish, "wish"), world.put("apair", What::Contact, "nomeeting"));
    let body = format!("child_called={child}&signs={signs}&wishes={wish}&{TERMS}&meeting_why={why}");
    send(house, &worker, &format!("/cases/{case}/contact/new"), &body).await;
    let page = read(house, &worker, &format!("/cases/{case}/contact")).await;
    // Not within the case's own reference, which may end a block with these letters.
    let at =
        page.match_indices("CP-").find(|(at, _)| !page[..*at].ends_with(|c: char| c.is_ascii_alphanumeric()));
    let reference: String = page[at.unwrap().0..].chars().take(12).collect();
    let hers = world.put("apair", What::Letter, "nana");
    let wish = world.put("abirth", What::BirthMessage, "wish");
    let body = format!("reference={reference}&signs={hers}&wishes={wish}");
    send(house, &worker, &format!("/birth-people/{relative}/contact-plans"), &body).await;
    let plan = id_after(&read(house, &worker, "/contact-plans").await, "href=\"/contact-plans/");
    let changed = world.put("apair", What::Contact, "reviewed");
    let page = read(house, &worker, &format!("/contact-plans/{plan}/terms")).await;
    let version = boxes(&page, "version").first().cloned().unwrap();
    let body = format!(
        "version={version}&child_called={child}&adoptive_signs={signs}&birth_signs={hers}&state=active&why={changed}&{TERMS}&meeting_why={why}"
    );
    send(house, &worker, &format!("/contact-plans/{plan}/terms"), &body).await;

    // Each writes with names, addresses and numbers of their own in it.
    let surname = "zqabirthsurname";
    let theirs = "zqa1family";
    for (writer, text) in [
        (
            &mother,
            format!(
                "I am {surname}, at {}. Write to {}. {}",
                "zqabirthaddress",
                "zqabirthmail@example.org",
                world.put("apair", What::Letter, "fromher")
            ),
        ),
        (
            &family,
            format!(
                "We are {theirs} and the parent is {}. Mail {}. {}",
                "zqa1parent",
                "zqa1mail@example.org",
                world.put("apair", What::Letter, "fromthem")
            ),
        ),
    ] {
        let face = id_after(&read(house, writer, "/my/letterbox").await, "href=\"/my/letterbox/");
        // A letter to be read comes first on the page, with a version of its own.
        let page = read(house, writer, &format!("/my/letterbox/{face}")).await;
        let version = boxes(&page, "version").last().cloned().unwrap();
        let words = text.replace(' ', "+").replace('@', "%40");
        send(
            house,
            writer,
            &format!("/my/letterbox/{face}/write"),
            &format!("version={version}&words={words}"),
        )
        .await;
        let id = id_after(&read(house, &worker, "/letterbox?status=received").await, "href=\"/letters/");
        check_and_pass_on(house, &worker, &id).await;
        world.ids.entry("letters").or_default().push(id);
        world.ids.entry("letterbox").or_default().push(face);
    }
    // One more of hers goes back with help.
    let at = send(house, &worker, &format!("/contact-plans/{plan}/letters"), "writer=birth").await;
    let id = id_after(&at, "/letters/");
    let face = world.ids["letterbox"][0].clone();
    let draft = world.put("abirth", What::BirthMessage, "draft");
    send(house, &mother, &format!("/my/letterbox/{face}/write"), &format!("version=1&words={draft}")).await;
    let help = world.put("abirth", What::BirthMessage, "help");
    send(house, &worker, &format!("/letters/{id}/returned"), &format!("version=2&help={help}")).await;
    world.ids.entry("letters").or_default().push(id);
    world.ids.entry("contact-plans").or_default().push(plan);
    adult(house, world, &worker).await;

    // Support is offered by somebody who is not the child's worker; the note is for those who offer it.
    let duty = who(world, "adutyworker");
    let service = world.put("abirth", What::Support, "charity");
    let note = world.put("asupport", What::Support, "supportnote");
    send(
        house,
        &duty,
        &format!("/birth-people/{relative}/support"),
        &format!("service={service}&note={note}"),
    )
    .await;
    let page = read(house, &duty, &format!("/birth-people/{relative}/support")).await;
    world.ids.entry("birth-support").or_default().push(id_after(&page, "action=\"/birth-support/"));
}

/// An adult's request with everything that can be told of it.
async fn adult(house: &House, world: &mut World, worker: &(String, String)) {
    let mut put = |field: &str| world.put("aadult", What::Adult, field);
    let body = format!(
        "name={}&adopted_name={}&birth_name={}&born-day=3&born-month=2&born-year=1970&adopted_on-day=6&adopted_on-month=5\
         &adopted_on-year=1984&country=england-wales&agency={}&contact={}&wants={}",
        put("name"),
        put("adoptedname"),
        put("birthname"),
        put("agency"),
        put("contact"),
        put("wants"),
    );
    let at = send(house, worker, "/adults/new", &body).await;
    let id = id_after(&at, "/adults/");
    let steps = [
        ("identity", format!("version=1&how=passport&note={}", put("seen"))),
        ("counselling", "version=2&counselling=declined".to_owned()),
        ("holders", format!("holder=court&holder_name={}", put("court"))),
    ];
    for (step, body) in steps {
        send(house, worker, &format!("/adults/{id}/{step}"), &body).await;
    }
    let page = read(house, worker, &format!("/adults/{id}")).await;
    let asked = page.split("name=\"asked\"").nth(1).map(|rest| id_after(rest, "value=\"")).unwrap();
    let body = format!("asked={asked}&outcome=found&answer_note={}", put("answer"));
    send(house, worker, &format!("/adults/{id}/answers"), &body).await;
    let body = format!("what={}&left_out={}&way=meeting", put("shared"), put("leftout"));
    send(house, worker, &format!("/adults/{id}/shares"), &body).await;
    send(house, worker, &format!("/adults/{id}/close"), &format!("version=3&why={}", put("closed"))).await;

    let day = |name: &str, year: u16| format!("{name}-day=3&{name}-month=2&{name}-year={year}");
    let body =
        format!("kind=qualified&name={}&{}&terms={}", put("vetoname"), day("born", 1972), put("vetoterms"));
    send(house, worker, "/vetoes", &body).await;
    let veto = id_after(&read(house, worker, "/vetoes").await, "action=\"/vetoes/");
    let body = format!(
        "applicant={}&{}&relation=birth-relative&contact={}&subject={}&{}&{}",
        put("applicant"),
        day("applicant_born", 1970),
        put("reach"),
        put("subject"),
        day("subject_born", 1972),
        day("adopted_on", 1973),
    );
    let at = send(house, worker, "/intermediaries/new", &body).await;
    let case = id_after(&at, "/intermediaries/");
    let body = format!("version=1&fits=yes&why={}", put("decided"));
    send(house, worker, &format!("/intermediaries/{case}/decision"), &body).await;
    send(house, worker, &format!("/vetoes/{veto}/withdraw"), &format!("version=1&why={}", put("withdrawn")))
        .await;
    world.ids.entry("adults").or_default().push(id);
    world.ids.entry("vetoes").or_default().push(veto);
    world.ids.entry("intermediaries").or_default().push(case);
}
