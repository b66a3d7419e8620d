//! A small world with a mark in every protected field: two agencies, four families of which one is
//! sealed, two providers, two birth families, and everybody who signs in. What a room adds is
//! planted by a file of its own: see the head of `canary.rs`.

use std::collections::BTreeMap;

use access::{
    Actor, Role,
    accounts::{self, Account, NewAccount},
    sessions::{self, Token},
};
use kernel::{
    Id,
    kinds::{Family, Organisation},
};
use serde_json::Value;

use super::{
    marks::{Mark, What},
    plant_access, plant_assess, plant_birth, plant_community, plant_competitions, plant_concerns,
    plant_connections, plant_documents, plant_escalations, plant_family, plant_matching, plant_moves,
    plant_passkeys, plant_people, plant_returns, plant_rights, plant_sealed, plant_signatures,
    plant_strategy, plant_team, plant_ways, plant_young, sealed,
};
use crate::house::{House, Said};

/// Somebody who crawls: with a browser's cookie and with a token for the API.
pub struct Persona {
    /// What the report calls them.
    pub name: String,
    pub role: Option<Role>,
    /// Whether they sign in as a birth relative.
    pub birth: bool,
    pub agency: Option<char>,
    /// What is theirs.
    pub own: Vec<String>,
    pub cookie: String,
    pub csrf: String,
    pub token: String,
    /// Their account, where they have one.
    pub account: String,
}

/// All that was planted.
pub struct World {
    pub marks: Vec<Mark>,
    /// Ids by the part of a path that they stand behind.
    pub ids: BTreeMap<&'static str, Vec<String>>,
    pub personas: Vec<Persona>,
    /// The child of each family and the child before adoption that it is linked with.
    pub linked: Vec<(String, String)>,
    /// Sealed families, and who of the agency is named for each.
    pub named: BTreeMap<String, Vec<String>>,
    /// Whose name is told to whom beyond the table: who opens bids for another agency is named to it.
    pub told: BTreeMap<String, Vec<String>>,
}

/// Letters for a mark: no part of a word that a page says by itself.
pub fn word(own: &str, field: &str) -> String {
    format!("zq{own}{field}")
}

impl World {
    /// A mark of `own`, whose first letter is the agency.
    pub fn mark(&mut self, own: &str, what: What, text: impl Into<String>) -> String {
        let text = text.into();
        let agency = own.chars().next().unwrap();
        self.marks.push(Mark { text: text.to_lowercase(), what, agency, own: own.to_owned() });
        text
    }

    /// A new mark, as a word to be typed.
    pub fn put(&mut self, own: &str, what: What, field: &str) -> String {
        self.mark(own, what, word(own, field))
    }

    /// The cookie of somebody, and the word that their forms carry.
    pub fn form_of(&self, code: &str) -> (String, String) {
        let who = self.personas.iter().find(|p| p.own.first().is_some_and(|own| own == code)).unwrap();
        (who.cookie.clone(), who.csrf.clone())
    }

    /// Keeps an id for the paths in which it stands behind the word `of`.
    pub fn id(&mut self, of: &'static str, value: &Value) -> String {
        let text = text(value);
        self.ids.entry(of).or_default().push(text.clone());
        text
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not text: {value}")).to_owned()
}

pub fn agency_of(house: &House, agency: char) -> Id<Organisation> {
    if agency == 'a' { house.desk.agency() } else { house.desk.other_agency() }
}

pub async fn post(house: &House, token: &str, path: &str, body: Value) -> Value {
    let said = house.post(token, path, &body).await;
    assert!(said.status.is_success(), "{path} {}: {}", said.status, said.told());
    said.json()
}

pub async fn get(house: &House, token: &str, path: &str) -> Value {
    let said = house.get(token, path).await;
    assert!(said.status.is_success(), "{path} {}: {}", said.status, said.told());
    said.json()
}

/// A key of a machine.
pub async fn token(house: &House, role: Role, agency: Option<Id<Organisation>>) -> String {
    let now = house.desk.now;
    let made = house.desk.db.write("a token", move |w| access::tokens::create(w, role, agency, "t", 30, now));
    made.await.unwrap()
}

/// Sends a form as one of the people of this world.
pub async fn send(house: &House, world: &World, code: &str, path: &str, body: &str) -> Said {
    let (cookie, csrf) = world.form_of(code);
    let once = world.marks.len();
    let said = house.form(&cookie, path, &format!("csrf={csrf}&_once={path}{once}&{body}")).await;
    let done = said.status.is_redirection() || said.status.is_success();
    assert!(done, "{path} {}: {}", said.status, said.told());
    said
}

/// One of the people of this world, for what has no page.
pub async fn actor(house: &House, world: &World, code: &str) -> Actor {
    let (cookie, _) = world.form_of(code);
    let (session, now) = (cookie.trim_start_matches("hearth_session=").to_owned(), house.desk.now);
    let found = house.desk.db.read(move |r| sessions::actor(r, &Token::from_cookie(&session), now));
    found.await.unwrap().unwrap()
}

/// Everybody's world.
pub async fn build(house: &House) -> World {
    let mut world = World {
        marks: Vec::new(),
        ids: BTreeMap::new(),
        personas: Vec::new(),
        linked: Vec::new(),
        named: BTreeMap::new(),
        told: BTreeMap::new(),
    };
    for agency in ['a', 'b'] {
        for role in [
            Role::DutyWorker,
            Role::SocialWorker,
            Role::TeamManager,
            Role::Commissioner,
            Role::FinanceOfficer,
            Role::Administrator,
        ] {
            let code = format!("{agency}{}", role.code().replace('-', ""));
            let at = Some(agency_of(house, agency));
            persona(house, &mut world, &code, role, (at, None, None), What::Worker).await;
        }
    }
    for agency in ['a', 'b'] {
        plant_signatures::team(house, &mut world, agency).await;
        plant_escalations::protocol(house, &mut world, agency).await;
        plant_assess::framework(house, &mut world, agency).await;
    }
    let none = (None, None, None);
    persona(house, &mut world, "nanalyst", Role::NationalAnalyst, none, What::Caller).await;
    for (own, full, born) in [
        ("a1", true, "2013-01-17"),
        ("a2", false, "2014-04-19"),
        ("b1", true, "2012-07-23"),
        ("a3", false, "2011-09-28"),
    ] {
        let (family, provider) = plant_family::family(house, &mut world, own, full, born).await;
        let code = format!("{own}me");
        persona(house, &mut world, &code, Role::FamilyMember, (None, Some(family), None), What::Caller).await;
        world.personas.last_mut().unwrap().own.push(own.to_owned());
        if let Some(provider) = provider {
            let code = format!("{own}provider");
            persona(house, &mut world, &code, Role::Provider, (None, None, Some(provider)), What::Caller)
                .await;
            // A provider's own are the orders of the family.
            world.personas.last_mut().unwrap().own.push(own.to_owned());
        }
    }
    for own in ["afinding", "bfinding"] {
        plant_matching::plant(house, &mut world, own).await;
    }
    plant_team::plant(house, &mut world).await;
    plant_moves::plant(house, &mut world).await;
    plant_people::plant(house, &mut world).await;
    plant_competitions::plant(house, &mut world).await;
    plant_concerns::plant(house, &mut world).await;
    for (own, born) in [("abirth", "2013-02-18"), ("bbirth", "2012-08-24")] {
        plant_birth::birth_family(house, &mut world, own, born).await;
    }
    plant_passkeys::plant(house, &mut world).await;
    plant_returns::plant(house, &mut world).await;
    plant_strategy::plant(house, &mut world).await;
    plant_community::plant(house, &mut world).await;
    plant_connections::plant(house, &mut world).await;
    plant_documents::plant(house, &mut world).await;
    plant_rights::plant(house, &mut world).await;
    plant_access::plant(house, &mut world).await;
    plant_ways::plant(house, &mut world).await;
    plant_young::plant(house, &mut world).await;
    plant_sealed::plant(house, &mut world).await;
    // Half of the audit lines are sealed into the log, half wait for the sealer.
    access::audit::seal::now(&house.desk.db, house.desk.now, 200).await.unwrap();
    sealed::secrets(house, &mut world).await;
    // The second agency stands for every other: two of its workers crawl, the rest only did their part.
    world.personas.retain(|p| {
        let elsewhere = p.agency == Some('b') && p.role.is_some_and(|role| role != Role::FamilyMember);
        // A second manager of the first agency did her part too, and crawls no further than the first.
        p.own != ["anewmanager"]
            && (!elsewhere || matches!(p.role, Some(Role::SocialWorker | Role::TeamManager)))
    });
    world.personas.push(Persona {
        name: "nobody".into(),
        role: None,
        birth: false,
        agency: None,
        own: Vec::new(),
        cookie: String::new(),
        csrf: String::new(),
        token: "hearth_NONE".into(),
        account: String::new(),
    });
    world
}

/// The agency's, the family's or the provider's id.
pub type Belongs = (Option<Id<Organisation>>, Option<Id<Family>>, Option<Id<Organisation>>);

/// Somebody who signs in and crawls.
pub async fn persona(
    house: &House,
    world: &mut World,
    code: &str,
    role: Role,
    (agency, family, provider): Belongs,
    called: What,
) {
    let name = world.put(code, called, "called");
    let email = world.mark(code, What::SignIn, format!("{}@example.org", word(code, "signin")));
    let account = Account { id: Id::new(house.desk.now), name, role, agency, family, provider };
    let new = NewAccount { account, email, password: None, demo: false };
    let (id, now) = (new.account.id, house.desk.now);
    let session = house
        .desk
        .db
        .write("a persona", move |w| {
            accounts::create(w, &new, now)?;
            sessions::start(w, id, now)
        })
        .await
        .unwrap();
    let machine = token(house, role, agency.or(provider).or(Some(house.desk.agency()))).await;
    world.personas.push(Persona {
        name: format!("{} {code}", role.code()),
        role: Some(role),
        birth: false,
        agency: agency.and(code.chars().next()).or(family.and(code.chars().next())),
        own: vec![code.to_owned()],
        cookie: format!("hearth_session={}", session.as_str()),
        csrf: session.form_word(house.desk.db.keys()),
        token: machine,
        account: id.to_string(),
    });
}
