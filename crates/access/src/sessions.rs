//! Sessions in the browser. The cookie holds a random token; the database holds its MAC.

use data_encoding::BASE32_NOPAD;
use jiff::SignedDuration;
use kernel::{Error, Id, Result, Timestamp, kinds};
use store::{Column, Keys, Read, Value, Write, statements};

use crate::{
    Actor, Look, accounts,
    actions::{Action, OwnAccount},
    audit, members,
    sign_in::{codes, devices, links, rules::Way},
};

statements! {
    START = "INSERT INTO session (token, account_id, created_at, seen_at, ends_at, id, way, device, agent, place,
                                  provider, provider_sid, provider_subject, id_token)
             VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    FIND = "SELECT a.id, a.name, a.role, a.agency_id, a.family_id, a.provider_id, s.seen_at, s.agent
            FROM session s JOIN account a ON a.id = s.account_id
            WHERE s.token = $1 AND s.ends_at > $2 AND s.seen_at > $3 AND a.disabled_at IS NULL";
    SEEN = "UPDATE session SET seen_at = $2 WHERE token = $1";
    END = "DELETE FROM session WHERE token = $1";
    FORGET = "DELETE FROM session WHERE ends_at < $1";
    ROTATE = "UPDATE session SET token = $2 WHERE token = $1";
    OF_ACCOUNT = "SELECT id, token, way, device, place, created_at, seen_at, provider FROM session
                  WHERE account_id = $1 AND ends_at > $2 AND seen_at > $3 AND id IS NOT NULL
                  ORDER BY seen_at DESC, id DESC LIMIT 50";
    END_ONE = "DELETE FROM session WHERE account_id = $1 AND id = $2";
    END_OTHERS = "DELETE FROM session WHERE account_id = $1 AND token <> $2";
    END_ALL = "DELETE FROM session WHERE account_id = $1";
    PROVIDER_OF = "SELECT id, provider, id_token FROM session WHERE token = $1 AND provider IS NOT NULL";
    END_SID = "DELETE FROM session WHERE provider = $1 AND provider_sid = $2";
    END_SUBJECT = "DELETE FROM session WHERE provider = $1 AND provider_subject = $2";
}

const PLACE: Column = Column::new("session.place");
const ID_TOKEN: Column = Column::new("session.id_token");

/// A session ends after a working day, whatever happens.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// A session ends when it was left alone for this long.
const IDLE: SignedDuration = SignedDuration::from_hours(1);
/// How often it is noted that a session is in use.
const NOTE_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// A session's secret: what the cookie holds.
#[derive(Debug, Clone)]
pub struct Token(String);

impl Token {
    /// Reads a cookie.
    pub fn from_cookie(text: &str) -> Self {
        Token(text.to_owned())
    }

    /// What the cookie holds.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn stored(&self, keys: &Keys) -> [u8; 32] {
        keys.mac("session", &[self.0.as_bytes()])
    }

    /// The word that forms of this session carry, so that another site cannot send them.
    pub fn form_word(&self, keys: &Keys) -> String {
        BASE32_NOPAD.encode(&keys.mac("form", &[self.0.as_bytes()])[..20])
    }
}

/// A new random secret of 32 bytes, as text.
pub(crate) fn random_token() -> Result<String> {
    let mut bytes = [0_u8; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Error::Internal("no random numbers".into()))?;
    Ok(BASE32_NOPAD.encode(&bytes))
}

/// A session as something that can be ended.
#[derive(Debug)]
pub enum SignedIn {}

/// How somebody arrives: by what proof, with which browser, from where.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// How they proved who they are.
    pub way: Way,
    /// How the browser names itself.
    pub agent: Option<String>,
    /// The network address.
    pub origin: String,
    /// The session at another sign-in service, when they came from one.
    pub provider: Option<AtProvider>,
}

/// A session at another sign-in service.
#[derive(Debug, Clone)]
pub struct AtProvider {
    /// The service's code here.
    pub code: String,
    /// What it calls the person.
    pub subject: String,
    /// What it calls the session, if it does.
    pub sid: Option<String>,
    /// Its ID token, to sign out there as well.
    pub id_token: String,
}

/// Starts a session with a fresh secret and writes its audit line: somebody signed in.
pub fn begin(w: &Write<'_>, account: Id<kinds::Account>, arrival: &Arrival, now: Timestamp) -> Result<Token> {
    codes::signed_in(w, account, now)?;
    let token = insert(w, account, Some(arrival), now)?;
    let who = accounts::by_id(w, account)?;
    let actor = Actor::signed_in(&who);
    let look = Look::new(w, &actor, now, &arrival.origin);
    let change = format!("signed in: {}; {}", arrival.way.label(), devices::words(arrival.agent.as_deref()));
    audit::line(
        &look,
        OwnAccount::NAME,
        "account",
        Some(account.cast()),
        who.agency,
        Some(audit::Detail::Change(&change)),
    )?;
    Ok(token)
}

/// Starts a session that is bound to no browser: for tests and commands.
pub fn start(w: &Write<'_>, account: Id<kinds::Account>, now: Timestamp) -> Result<Token> {
    insert(w, account, None, now)
}

fn insert(
    w: &Write<'_>,
    account: Id<kinds::Account>,
    arrival: Option<&Arrival>,
    now: Timestamp,
) -> Result<Token> {
    let token = Token(random_token()?);
    let id = Id::<SignedIn>::new(now);
    let ends = now.checked_add(LONGEST).unwrap_or(now);
    let at = arrival.and_then(|a| a.provider.as_ref());
    let agent = arrival.map(|a| devices::kind(w.keys(), a.agent.as_deref()).to_vec());
    let place = arrival.map(|a| w.seal(PLACE, id, &devices::coarse(&a.origin))).transpose()?;
    let sid = at.and_then(|p| p.sid.as_ref().map(|sid| links::key(w.keys(), &p.code, sid)));
    let id_token = at.map(|p| w.seal(ID_TOKEN, id, &p.id_token)).transpose()?;
    w.execute(
        START,
        &[
            token.stored(w.keys()).as_slice().into(),
            account.into(),
            now.into(),
            ends.into(),
            id.into(),
            arrival.map(|a| a.way.code()).into(),
            arrival.map(|a| devices::words(a.agent.as_deref())).into(),
            agent.into(),
            place.unwrap_or(Value::Null),
            at.map(|p| p.code.clone()).into(),
            sid.into(),
            at.map(|p| links::key(w.keys(), &p.code, &p.subject)).into(),
            id_token.unwrap_or(Value::Null),
        ],
    )?;
    Ok(token)
}

/// Who a session belongs to, while it lasts, whatever the browser.
pub fn actor(r: &Read<'_>, token: &Token, now: Timestamp) -> Result<Option<Actor>> {
    find(r, token, None, now)
}

/// Who a session belongs to, while it lasts and as long as it is used by the kind of browser that it began in.
pub fn actor_in(r: &Read<'_>, token: &Token, agent: Option<&str>, now: Timestamp) -> Result<Option<Actor>> {
    find(r, token, Some(agent), now)
}

fn find(r: &Read<'_>, token: &Token, agent: Option<Option<&str>>, now: Timestamp) -> Result<Option<Actor>> {
    let stored = token.stored(r.keys());
    let Some(row) = r.opt(FIND, &[stored.as_slice().into(), now.into(), idle_since(now)])? else {
        return Ok(None);
    };
    if let (Some(agent), Some(bound)) = (agent, row.get::<Option<Vec<u8>>>(7)?)
        && devices::kind(r.keys(), agent) != *bound
    {
        return Ok(None);
    }
    let seen: Timestamp = row.get(6)?;
    if now.duration_since(seen) > NOTE_EVERY {
        r.afterwards(SEEN, vec![stored.as_slice().into(), now.into()]);
    }
    members::placed(r, Actor::signed_in(&accounts::read(r, &row)?)).map(Some)
}

fn idle_since(now: Timestamp) -> Value {
    now.checked_sub(IDLE).unwrap_or(now).into()
}

/// Ends a session.
pub fn end(w: &Write<'_>, token: &Token) -> Result<()> {
    w.execute(END, &[token.stored(w.keys()).as_slice().into()]).map(|_| ())
}

/// Gives a session a new secret: after a change of what proves who somebody is, a secret that was overheard before is
/// worth nothing.
pub fn rotate(w: &Write<'_>, old: &Token) -> Result<Token> {
    let new = Token(random_token()?);
    let params = [old.stored(w.keys()).as_slice().into(), new.stored(w.keys()).as_slice().into()];
    w.change(ROTATE, &params)?;
    Ok(new)
}

/// A session as its owner sees it.
#[derive(Debug, Clone)]
pub struct Open {
    /// Its id.
    pub id: Id<SignedIn>,
    /// Whether it is the one that asks.
    pub this: bool,
    /// How it began, where that was noted.
    pub way: Option<Way>,
    /// The browser.
    pub device: String,
    /// The network address without its end.
    pub place: String,
    /// When it began.
    pub since: Timestamp,
    /// When it was last used, give or take five minutes.
    pub seen: Timestamp,
}

/// The sessions of an account that last, the last used first: up to 50.
pub fn of_account(
    r: &Read<'_>,
    account: Id<kinds::Account>,
    this: Option<&Token>,
    now: Timestamp,
) -> Result<Vec<Open>> {
    let this = this.map(|token| token.stored(r.keys()).to_vec());
    r.query(OF_ACCOUNT, &[account.into(), now.into(), idle_since(now)])?
        .iter()
        .map(|row| {
            let id = row.get(0)?;
            let place = row.get::<Option<Vec<u8>>>(4)?;
            Ok(Open {
                id,
                this: this.as_ref() == Some(&row.get::<Vec<u8>>(1)?),
                way: row.code_opt(2, Way::stored)?,
                device: row.get::<Option<String>>(3)?.unwrap_or_else(|| devices::words(None)),
                place: match place {
                    Some(sealed) => r.open(PLACE, id, &sealed)?,
                    None => devices::coarse(""),
                },
                since: row.get(5)?,
                seen: row.get(6)?,
            })
        })
        .collect()
}

/// Ends one session of an account; false when there is none of that id.
pub fn end_one(w: &Write<'_>, account: Id<kinds::Account>, id: Id<SignedIn>) -> Result<bool> {
    Ok(w.execute(END_ONE, &[account.into(), id.into()])? == 1)
}

/// Ends every session of an account but this one; gives how many.
pub fn end_others(w: &Write<'_>, account: Id<kinds::Account>, keep: &Token) -> Result<u64> {
    w.execute(END_OTHERS, &[account.into(), keep.stored(w.keys()).as_slice().into()])
}

/// Ends every session of an account; gives how many.
pub fn end_all(w: &Write<'_>, account: Id<kinds::Account>) -> Result<u64> {
    w.execute(END_ALL, &[account.into()])
}

/// The service that a session came from and its ID token, to sign out there as well.
pub fn at_provider(r: &Read<'_>, token: &Token) -> Result<Option<(String, String)>> {
    let Some(row) = r.opt(PROVIDER_OF, &[token.stored(r.keys()).as_slice().into()])? else { return Ok(None) };
    let id: Id<SignedIn> = row.get(0)?;
    Ok(Some((row.get(1)?, r.open(ID_TOKEN, id, &row.get::<Vec<u8>>(2)?)?)))
}

/// Ends what a service says has ended: one of its sessions where it names one, else every session of its subject.
/// Gives how many ended.
pub fn end_at_provider(
    w: &Write<'_>,
    provider: &str,
    subject: Option<&str>,
    sid: Option<&str>,
) -> Result<u64> {
    match (sid, subject) {
        (Some(sid), _) => w.execute(END_SID, &[provider.into(), links::key(w.keys(), provider, sid).into()]),
        (None, Some(subject)) => {
            w.execute(END_SUBJECT, &[provider.into(), links::key(w.keys(), provider, subject).into()])
        }
        (None, None) => Ok(0),
    }
}

/// Forgets sessions that have ended; a job does this.
pub fn forget(w: &Write<'_>, now: Timestamp) -> Result<u64> {
    w.execute(FORGET, &[now.into()])
}
