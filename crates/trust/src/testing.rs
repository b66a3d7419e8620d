//! A browser for tests: it keeps its cookies and goes from page to page without a socket.

use std::{collections::BTreeMap, sync::Arc};

use access::{
    Role,
    accounts::{self, Account, NewAccount},
    sessions,
    sign_in::passwords,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::BodyExt;
use kernel::{Clock, Error, Id, Result, Timestamp, kinds};
use page::{App, Ctx, Method, Request};
use testkit::{Desk, matching};

pub(crate) const CHROME: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36";
pub(crate) const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0";
pub(crate) const PASSWORD: &str = "kettle-moss-ninety";

pub(crate) struct Browser {
    db: store::Db,
    pub(crate) now: Timestamp,
    pub(crate) demo: bool,
    pub(crate) jar: BTreeMap<String, String>,
    pub(crate) agent: &'static str,
    pub(crate) origin: &'static str,
    /// The service's name in the address line.
    pub(crate) host: &'static str,
}

#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: StatusCode,
    pub(crate) to: String,
    pub(crate) text: String,
}

impl Said {
    pub(crate) fn says(&self, words: &str) -> bool {
        self.text.contains(words)
    }
}

impl Browser {
    pub(crate) fn at(desk: &Desk) -> Self {
        Browser {
            db: desk.db.clone(),
            now: desk.now,
            demo: false,
            jar: BTreeMap::new(),
            agent: CHROME,
            origin: "203.0.113.7",
            host: "127.0.0.1:8080",
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Said {
        self.send(Method::Get, path, String::new()).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Said {
        let mut body: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={}", percent(v))).collect();
        if let Some(cookie) = self.jar.get("hearth_session") {
            let word = sessions::Token::from_cookie(cookie).form_word(self.db.keys());
            body.push(format!("csrf={word}"));
        }
        self.send(Method::Post, path, body.join("&")).await
    }

    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) -> Said {
        self.post("/sign-in", &[("email", email), ("password", password)]).await
    }

    async fn send(&mut self, method: Method, path: &str, body: String) -> Said {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut found: Vec<_> = crate::routes()
            .into_iter()
            .filter(|r| r.method == method)
            .filter_map(|r| matching(r.path, path).map(|params| (r, params)))
            .collect();
        found.sort_by_key(|(_, params)| params.len());
        let (route, params) = found.into_iter().next().unwrap_or_else(|| panic!("no route {path}"));
        let mut headers = HeaderMap::new();
        let cookies: Vec<String> = self.jar.iter().map(|(k, v)| format!("{k}={v}")).collect();
        headers.insert(header::COOKIE, HeaderValue::from_str(&cookies.join("; ")).unwrap());
        headers.insert(header::USER_AGENT, HeaderValue::from_static(self.agent));
        headers.insert(header::HOST, HeaderValue::from_static(self.host));
        let app =
            App { db: self.db.clone(), clock: Clock::Fixed(self.now), demo: self.demo, nav: Vec::new() };
        let request = Request {
            path: path.into(),
            params,
            query: query.into(),
            body: body.into_bytes(),
            headers,
            origin: self.origin.into(),
        };
        let handler = route.handler.clone();
        let (ctx, allowed) = Ctx::open(Arc::new(app), Arc::new(route), request).await;
        let failure = ctx.failure();
        let outcome = match allowed {
            Ok(()) => handler(ctx).await,
            Err(error) => Err(error),
        };
        let response = outcome.unwrap_or_else(|error| failure.respond(&error));
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let said = cookie.to_str().unwrap();
            assert!(said.contains("; HttpOnly; SameSite=Lax"), "{said}");
            let (name, value) = said.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        let to = response.headers().get(header::LOCATION).map_or("", |v| v.to_str().unwrap()).to_owned();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Said { status, to, text: String::from_utf8_lossy(&bytes).into_owned() }
    }
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// An account with [`PASSWORD`].
pub(crate) async fn account(desk: &Desk, email: &str, role: Role) -> Id<kinds::Account> {
    let family = (role == Role::FamilyMember).then(|| Id::from_parts(3, [3; 10]));
    let agency = family.is_none().then(|| desk.agency());
    let account =
        Account { id: Id::new(desk.now), name: "Rowan Ashdown".into(), role, agency, family, provider: None };
    let id = account.id;
    let password = Some(passwords::hash(PASSWORD).unwrap());
    let new = NewAccount { account, email: email.into(), password, demo: false };
    let now = desk.now;
    desk.db.write("an account", move |w| accounts::create(w, &new, now)).await.unwrap();
    id
}

/// A browser in which somebody is signed in already.
pub(crate) async fn signed_in(desk: &Desk, account: Id<kinds::Account>) -> Browser {
    let mut browser = Browser::at(desk);
    let now = desk.now;
    let token = desk.db.write("a session", move |w| sessions::start(w, account, now)).await.unwrap();
    browser.jar.insert("hearth_session".into(), token.as_str().to_owned());
    browser
}

/// Every letter that waits: to whom, about what, and what it says.
pub(crate) async fn letters(desk: &Desk) -> Vec<(String, String, String)> {
    let later = desk.now.checked_add(jiff::SignedDuration::from_hours(24 * 400)).unwrap();
    let due = desk.db.read(move |r| store::outbox::due(r, later, 100)).await.unwrap();
    due.into_iter().map(|m| (m.to, m.subject, m.body)).collect()
}

/// The link of the newest invitation to an address.
pub(crate) async fn link(desk: &Desk, email: &str) -> Option<String> {
    let letters = letters(desk).await;
    let (.., body) =
        letters.iter().rev().find(|(to, subject, _)| to == email && subject.contains("invited to"))?;
    let at = body.find("/invited/")?;
    Some(body[at..].split_whitespace().next()?.to_owned())
}

/// The link of the newest letter with a way back for an address.
pub(crate) async fn way_back(desk: &Desk, email: &str) -> Option<String> {
    let letters = letters(desk).await;
    let (.., body) =
        letters.iter().rev().find(|(to, subject, _)| to == email && subject.contains("way back"))?;
    let at = body.find("/reset/")?;
    Some(body[at..].split_whitespace().next()?.to_owned())
}

/// What a page that sets up codes tells to type.
pub(crate) fn secret_on(page: &str) -> String {
    let rest = page.split("Letters to type instead: <strong>").nth(1).unwrap_or_else(|| panic!("{page}"));
    rest.split('<').next().unwrap().replace(' ', "")
}

pub(crate) fn later(now: Timestamp, seconds: i64) -> Timestamp {
    now.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap()
}

pub(crate) fn rule<T: std::fmt::Debug>(done: Result<T>) -> &'static str {
    match done {
        Err(Error::Refused { rule, .. }) => rule,
        other => panic!("not refused: {other:?}"),
    }
}
