//! What is asked when a provider is chosen, in forms and in the API alike.

use access::{
    market::{Bid, Question},
    sign_in::passwords,
};
use kernel::{
    Date, Id, Invalid, Timestamp,
    kinds::{Case, Organisation},
};
use page::Fields;
use zeroize::Zeroizing;

use super::{
    actions::{Brief, Given, Named},
    model::{ANSWER, BRIEF, CRITERIA, Criterion, Offer, Route, Terms},
};
use crate::{orders::model::MOST_SESSIONS, providers::model::SESSION_MINUTES};

/// The longest line, such as a criterion or an address.
const LINE: usize = 200;
/// The longest words of a reason, a question or an answer.
const WORDS: usize = 2000;
/// The most assessors that a form names.
pub(super) const ASSESSORS: usize = 3;
/// The longest standstill in days: a guard against slips, chosen by Hearth.
const STANDSTILL: i64 = 60;

pub(super) fn brief(f: &mut Fields) -> Result<Brief, Invalid> {
    let therapy = f.required("therapy", "Choose an intervention from the catalogue", 60);
    let region = f.optional("region", 120).unwrap_or_default();
    let sessions = f.number(
        "sessions",
        &format!("Enter how many sessions, from 1 to {MOST_SESSIONS}"),
        1,
        MOST_SESSIONS.into(),
    );
    let starts_on = f.date("starts_on", "Enter the day from which it is wanted");
    let words = f.required("words", "Say what is needed, without naming anybody", BRIEF);
    let read_again = f.ticked("read_again");
    let route = f.choice::<Route>("route", "Choose how the provider is chosen");
    let provider = f.id_opt::<Organisation>("provider", "Choose a provider from the list");
    let why = f.optional("why", WORDS).unwrap_or_default();
    f.finish(|| {
        Some(Brief {
            therapy: therapy?,
            region,
            sessions: u32::try_from(sessions?).ok()?,
            starts_on: starts_on?,
            words: words?,
            read_again,
            route: route?,
            provider,
            why,
        })
    })
}

pub(super) fn brief_for_case(f: &mut Fields) -> Result<(Id<Case>, Brief), Invalid> {
    let case = f.id::<Case>("case", "Give the id of the case");
    let brief = brief(f)?;
    f.finish(|| Some((case?, brief)))
}

pub(super) fn terms(f: &mut Fields) -> Result<(Terms, Named, i64), Invalid> {
    let price = f.number("price_weight", "Enter how much of 100 the price counts", 0, 100);
    let mut criteria = Vec::new();
    for n in 1..=CRITERIA {
        let name = f.optional(&format!("criterion{n}"), LINE);
        let at = format!("weight{n}");
        let weight = f.number_opt(&at, "Enter how much of 100 this counts", 1, 100);
        match (name, weight) {
            (Some(name), Some(weight)) => {
                criteria.push(Criterion { name, weight: u8::try_from(weight).unwrap_or(100) });
            }
            (Some(_), None) => f.fail(&at, "Enter how much of 100 this counts"),
            (None, Some(_)) => f.fail(&format!("criterion{n}"), "Enter what counts, or take its weight away"),
            (None, None) => {}
        }
    }
    let people = |f: &mut Fields, what: &str, most: usize| -> Vec<String> {
        (1..=most).filter_map(|n| f.optional(&format!("{what}{n}"), LINE)).collect()
    };
    let openers = people(f, "opener", super::vault::OPENERS);
    let assessors = people(f, "assessor", ASSESSORS);
    let version = f.version();
    f.finish(|| {
        let terms = Terms { price: u8::try_from(price?).ok()?, criteria };
        Some((terms, Named { openers, assessors }, version?))
    })
}

pub(super) fn invite(f: &mut Fields) -> Result<(Vec<Id<Organisation>>, Timestamp, i64), Invalid> {
    let first = f.id::<Organisation>("providers", "Choose whom to invite");
    let all: Vec<Id<Organisation>> = f.all("providers").filter_map(|text| text.parse().ok()).collect();
    let day = f.date("deadline", "Enter the last day for bids");
    let time = f.required("time", "Enter the time until which bids are taken, such as 17:00", 5);
    let at = day.zip(time.as_deref()).and_then(|(day, time): (Date, &str)| kernel::instant(day, time));
    if day.is_some() && time.is_some() && at.is_none() {
        f.fail("time", "Enter a time as hours and minutes, such as 17:00");
    }
    let version = f.version();
    f.finish(|| {
        first?;
        Some((all, at?, version?))
    })
}

pub(super) fn answer(f: &mut Fields) -> Result<(Id<Question>, String), Invalid> {
    let question = f.id::<Question>("question", "Choose a question");
    let words = f.required("words", "Write the answer", WORDS);
    f.finish(|| Some((question?, words?)))
}

pub(super) fn new_passphrase(f: &mut Fields, name: &str) -> Result<Zeroizing<String>, Invalid> {
    let first = f.required("passphrase", "Enter a passphrase", passwords::MOST).map(Zeroizing::new);
    let again = f.required("again", "Enter the passphrase again", passwords::MOST).map(Zeroizing::new);
    if let Some(first) = &first {
        if let Err(why) = passwords::check(first, &[name]) {
            f.fail("passphrase", why);
        }
        if again.as_ref().is_some_and(|again| again != first) {
            f.fail("again", "This is not the same passphrase. Enter it twice");
        }
    }
    f.finish(|| first)
}

pub(super) fn passphrase(f: &mut Fields) -> Result<Zeroizing<String>, Invalid> {
    let words = f.required("passphrase", "Enter your passphrase", passwords::MOST).map(Zeroizing::new);
    f.finish(|| words)
}

pub(super) fn declare(f: &mut Fields) -> Result<(bool, String), Invalid> {
    let free = f.yes_no("free", "Say whether you have nothing to do with any bidder");
    let words = f.optional("words", WORDS).unwrap_or_default();
    f.finish(|| Some((free?, words)))
}

/// The scores of a page: fields named `s-{bid}-{criterion}` with `w-{bid}-{criterion}` for the words.
pub(super) fn given(f: &mut Fields) -> Result<Vec<Given>, Invalid> {
    let names: Vec<String> = f.names().filter(|name| name.starts_with("s-")).map(str::to_owned).collect();
    let mut all = Vec::new();
    for name in names {
        let parts = name.trim_start_matches("s-").rsplit_once('-');
        let place = parts.and_then(|(bid, n)| Some((bid.parse::<Id<Bid>>().ok()?, n.parse().ok()?)));
        let score = f.number(&name, "Enter a score from 0 to 5", 0, super::model::BEST.into());
        let words = f.optional(&name.replacen("s-", "w-", 1), WORDS).unwrap_or_default();
        if let (Some((bid, criterion)), Some(score)) = (place, score) {
            all.push(Given { bid, criterion, score: u8::try_from(score).unwrap_or(0), words });
        }
    }
    f.finish(|| Some(all))
}

/// What each bidder is told: fields named `r-{bid}`.
pub(super) fn feedback(f: &mut Fields) -> Vec<(Id<Bid>, String)> {
    let names: Vec<String> = f.names().filter(|name| name.starts_with("r-")).map(str::to_owned).collect();
    names
        .into_iter()
        .filter_map(|name| {
            let bid = name.trim_start_matches("r-").parse().ok()?;
            Some((bid, f.optional(&name, WORDS)?))
        })
        .collect()
}

pub(super) fn award(f: &mut Fields) -> Result<(String, i32, i64), Invalid> {
    let words = f.required("words", "Say why this bid was chosen: every bidder reads it", WORDS);
    let days =
        f.number_opt("standstill", &format!("Enter whole days, from 0 to {STANDSTILL}"), 0, STANDSTILL);
    let version = f.version();
    f.finish(|| Some((words?, i32::try_from(days.unwrap_or(0)).ok()?, version?)))
}

pub(super) fn reason(f: &mut Fields) -> Result<(String, i64), Invalid> {
    let words = f.required("words", "Give the reason", WORDS);
    let version = f.version();
    f.finish(|| Some((words?, version?)))
}

pub(super) fn question(f: &mut Fields) -> Result<String, Invalid> {
    let words = f.required("words", "Write your question", WORDS);
    f.finish(|| words)
}

pub(super) fn offer(f: &mut Fields) -> Result<Offer, Invalid> {
    let price = f.money("price", "Enter the price of a session in pounds, such as 95");
    let minutes = f.number(
        "minutes",
        "Enter the length of a session in minutes, from 15 to 10080",
        (*SESSION_MINUTES.start()).into(),
        (*SESSION_MINUTES.end()).into(),
    );
    let mut answers: Vec<String> =
        (1..=CRITERIA).map(|n| f.optional(&format!("answer{n}"), ANSWER).unwrap_or_default()).collect();
    while answers.last().is_some_and(String::is_empty) {
        answers.pop();
    }
    f.finish(|| Some(Offer { price: price?.0, minutes: u32::try_from(minutes?).ok()?, answers }))
}

pub(super) fn capacity(f: &mut Fields) -> Result<(String, u32, u32), Invalid> {
    let therapy = f.required("therapy", "Choose an intervention", 60);
    let places = f.number("places", "Enter how many places are free, from 0 to 1000", 0, 1000);
    let weeks = f.number("wait_weeks", "Enter the weeks to wait, from 0 to 104", 0, 104);
    f.finish(|| Some((therapy?, u32::try_from(places?).ok()?, u32::try_from(weeks?).ok()?)))
}

macro_rules! described {
    ($($name:ident = $parse:ident;)+) => {
        $(
            /// For the API description.
            pub(super) fn $name(f: &mut Fields) {
                let _ = $parse(f);
            }
        )+
    };
}

described! {
    describe_brief = brief;
    describe_brief_for_case = brief_for_case;
    describe_terms = terms;
    describe_invite = invite;
    describe_answer = answer;
    describe_declare = declare;
    describe_award = award;
    describe_reason = reason;
    describe_question = question;
    describe_offer = offer;
    describe_capacity = capacity;
}
