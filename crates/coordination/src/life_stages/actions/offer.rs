//! A worker offers support ahead of a stage: it stands on the family's own pages from now on, and an email says so.

use std::collections::BTreeSet;

use ::store::outbox;
use access::{Act, actions::MakeOffersAhead};
use casework::{
    cases::store as cases,
    people::store::{self as people, PersonKind},
    timeline::EventKind,
};
use kernel::{Calendar, Error, Id, Result, kinds::Case};

use crate::{
    life_stages::{
        actions::whole,
        model::{Offer, State, rule, stage},
        store,
    },
    words::{day, tell, when, whose},
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Offering {
    /// The stage's code.
    pub stage: String,
    /// What the worker adds in their own words, which the family reads on its timeline; may be empty.
    pub words: String,
}

/// Makes the offer of a stage to the family of a case, or makes it again.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` on `stage` for one that is not on the list; `Refused`: `offer-ahead.not-now`
/// where the stage is not near or the family wishes no offers, `offer-ahead.made` while an offer of it waits or was taken up.
pub fn offer(act: &Act<'_>, id: Id<Case>, input: &Offering) -> Result<()> {
    let grant = act.one::<MakeOffersAhead, Case>(id)?;
    let stage = stage(&input.stage, act.today())?;
    let case = cases::load(act, &grant)?;
    let whole = whole(act, &grant)?;
    let ahead = whole.stages.iter().find(|a| a.stage.code == stage.code);
    let Some((ahead, falls)) = ahead.and_then(|a| Some((a, a.falls?))).filter(|(a, _)| a.now) else {
        let why = match whole.willing {
            true => {
                "This stage is not near enough yet, or it is over. The page of the case says when it can be offered."
            }
            false => {
                "This family does not wish to hear from us unasked. It can change that on its own pages."
            }
        };
        return Err(Error::refused(rule::NOT_NOW, why));
    };
    let mut made = match &ahead.offer {
        Some(offer) => offer.clone(),
        None => {
            let new = Offer {
                id: Id::new(act.now()),
                case: id,
                stage: stage.code.clone(),
                falls,
                state: State::Due,
                offered: None,
                answer_by: None,
                answered: None,
                by_family: false,
                called: None,
                version: 1,
            };
            if !store::add(act.write(), whose(&case), new.id, &new.stage, falls, State::Due)? {
                return Err(Error::Stale);
            }
            new
        }
    };
    made.state = made.state.made()?;
    made.offered = Some(act.now());
    made.answer_by = Some(Calendar::england().add_days(act.today(), stage.answer_days));
    made.answered = None;
    made.by_family = false;
    store::save(act, &made, None)?;
    grant.note(act, &format!("offered ahead: {}", stage.code))?;
    let until = made.answer_by.map(day).unwrap_or_default();
    let own = if input.words.is_empty() { String::new() } else { format!(" {}", input.words) };
    let words = format!(
        "Ahead of a stage ({}, {}), we offer you this: {}{own} Say yes or no by {until}, or later if you need longer.",
        stage.name.to_lowercase(),
        when(falls),
        stage.usually,
    );
    tell(act, &case, EventKind::LifeStage, &words)?;
    write_to(act, &case, &made)
}

/// An email to each parent or carer whose address is known. It names neither the child nor the stage.
fn write_to(act: &Act<'_>, case: &cases::Case, made: &Offer) -> Result<()> {
    const SUBJECT: &str = "Something we would like to offer you";
    let body = format!(
        "We would like to offer your family some support, ahead of a time that many families find busy. You do not have to take it.\n\n\
         Sign in, open \"What lies ahead for your family\", and say yes or no. If you say yes, somebody calls you. If you do not sign in, \
         call us and quote {}.\n\n\
         You can also say there how often you want to hear from us, or that you do not want to hear from us unasked.",
        case.reference
    );
    let home = people::of_family(act, case.family)?;
    let addresses: BTreeSet<String> = home
        .iter()
        .filter(|p| p.kind == PersonKind::Adult)
        .map(|p| p.contact.email.trim().to_lowercase())
        .filter(|to| !to.is_empty())
        .collect();
    for (at, to) in addresses.iter().enumerate() {
        let key = format!("offer-ahead {} {} {at}", made.id, made.version);
        outbox::email(act.write(), act.now(), &key, to, SUBJECT, &body)?;
    }
    Ok(())
}

/// Makes several offers at once; gives how many. Each is made by itself: one that somebody made meanwhile is passed over.
///
/// # Errors
/// As [`offer`], but for an offer that was made already or is not due any more.
pub fn offer_several(act: &Act<'_>, chosen: &[(Id<Case>, String)], words: &str) -> Result<usize> {
    let mut made = 0;
    for (case, stage) in chosen {
        let input = Offering { stage: stage.clone(), words: words.to_owned() };
        match offer(act, *case, &input) {
            Ok(()) => made += 1,
            Err(Error::Refused { rule: why, .. }) if [rule::MADE, rule::NOT_NOW].contains(&why) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(made)
}
