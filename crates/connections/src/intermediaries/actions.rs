//! What can be done with vetoes and intermediary cases.

use access::{
    Act,
    actions::{HandleAdults, RecordVetoes},
    connections::{Intermediary, Veto as VetoOf},
};
use kernel::{Error, Id, Invalid, Reference, Result};
use page::Fields;

use super::{
    model::{Facts, Relation, State, VetoKind, Wants, decide, may_put_in_touch},
    store::{self, Case, Veto, Who},
};
use crate::words::{LINE, NOTE};

/// A veto or a wish as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVeto {
    /// What.
    pub kind: VetoKind,
    /// Whose.
    pub who: Who,
    /// What a qualified one allows.
    pub terms: String,
}

/// Reads [`NewVeto`].
pub fn veto_fields(f: &mut Fields) -> Result<NewVeto, Invalid> {
    let kind = f.choice::<VetoKind>("kind", "Choose what they ask for");
    let name = f.required("name", "Enter their name", LINE);
    let born = f.date("born", "Enter when they were born");
    let terms = f.optional("terms", NOTE).unwrap_or_default();
    if kind.is_some_and(VetoKind::has_terms) && terms.is_empty() {
        f.fail("terms", "Write with whom, or when, contact may be made");
    }
    f.finish(|| Some(NewVeto { kind: kind?, who: Who { name: name?, born: born? }, terms }))
}

/// Records a veto or a wish.
pub fn record_veto(act: &Act<'_>, new: &NewVeto) -> Result<Veto> {
    let grant = act.agency::<RecordVetoes>()?;
    let veto = Veto {
        id: Id::random(),
        agency: grant.agency(),
        kind: new.kind,
        who: new.who.clone(),
        terms: new.terms.clone(),
        made: act.now(),
        ended: None,
        ended_why: String::new(),
        version: 1,
    };
    store::add_veto(act, &veto)?;
    grant.showed(act, "veto", &[veto.id])?;
    Ok(veto)
}

/// Which version of a thing is meant, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The version that was read.
    pub version: i64,
    /// Why.
    pub why: String,
}

/// Reads why a veto is withdrawn.
pub fn why_fields(f: &mut Fields) -> Result<Why, Invalid> {
    reason(f, "why", "Write why it is withdrawn")
}

/// Reads how two people were put in touch.
pub fn in_touch_fields(f: &mut Fields) -> Result<Why, Invalid> {
    reason(f, "how", "Write how they were put in touch")
}

/// Reads why a case is closed. It stands on a page beside other fields, so each has a name of its own.
pub fn close_fields(f: &mut Fields) -> Result<Why, Invalid> {
    reason(f, "closed_why", "Write why the case is closed")
}

fn reason(f: &mut Fields, name: &str, message: &str) -> Result<Why, Invalid> {
    let version = f.version();
    let why = f.required(name, message, NOTE);
    f.finish(|| Some(Why { version: version?, why: why? }))
}

/// Withdraws a veto or a wish: it is not for life, and it stays on record.
///
/// # Errors
/// `Stale` for one that was withdrawn already.
pub fn withdraw_veto(act: &Act<'_>, id: Id<VetoOf>, input: &Why) -> Result<()> {
    let grant = act.one::<RecordVetoes, VetoOf>(id)?;
    store::end_veto(act, &grant, input.version, &input.why)?;
    grant.note(act, "withdrawn")
}

/// Reads the facts of a case.
pub fn case_fields(f: &mut Fields) -> Result<Facts, Invalid> {
    let applicant = f.required("applicant", "Enter the applicant’s name", LINE);
    let applicant_born = f.date("applicant_born", "Enter when the applicant was born");
    let relation = f.choice::<Relation>("relation", "Choose what the applicant is");
    let contact = f.required("contact", "Enter how to reach the applicant", NOTE);
    let subject = f.required("subject", "Enter the name of the relative they look for", LINE);
    let subject_born = f.date("subject_born", "Enter when the relative was born");
    let adopted_on = f.date("adopted_on", "Enter the day of the adoption order");
    f.finish(|| {
        Some(Facts {
            applicant: applicant?,
            applicant_born: applicant_born?,
            relation: relation?,
            contact: contact?,
            subject: subject?,
            subject_born: subject_born?,
            adopted_on: adopted_on?,
        })
    })
}

/// Records a case. Nothing is done in it before it is decided.
pub fn record_case(act: &Act<'_>, facts: &Facts) -> Result<Case> {
    let grant = act.agency::<HandleAdults>()?;
    let case = Case {
        id: Id::random(),
        agency: grant.agency(),
        reference: Reference::new("IC"),
        facts: facts.clone(),
        state: State::Asked,
        decided: String::new(),
        applicant_wants: None,
        subject_wants: None,
        made: act.now(),
        version: 1,
    };
    store::add(act, &case)?;
    grant.showed(act, "intermediary", &[case.id])?;
    Ok(case)
}

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decide {
    /// The version that was read.
    pub version: i64,
    /// Vetoes that are somebody else's, though they were born on the same day.
    pub others: Vec<Id<VetoOf>>,
    /// Whether the case is among what a qualified veto allows.
    pub fits: bool,
    /// Why, and what was looked at.
    pub why: String,
}

/// Reads [`Decide`].
pub fn decide_fields(f: &mut Fields) -> Result<Decide, Invalid> {
    let version = f.version();
    let others: Option<Vec<Id<VetoOf>>> = f.all("others").map(|text| text.parse().ok()).collect();
    if others.is_none() {
        f.fail("others", "Open the case again: these vetoes are not of this case");
    }
    let fits = f.ticked("fits");
    let why = f.required("why", "Write what you looked at, and why", NOTE);
    f.finish(|| Some(Decide { version: version?, others: others?, fits, why: why? }))
}

/// Decides whether the relative may be asked. The rule stops the case; what a person adds can only say whose veto
/// it is, and whether a qualified one allows it.
///
/// # Errors
/// `Refused` by `intermediary.decided`; `Stale`.
pub fn decide_case(act: &Act<'_>, id: Id<Intermediary>, input: &Decide) -> Result<Case> {
    let grant = act.one::<HandleAdults, Intermediary>(id)?;
    let mut case = store::load(act, &grant)?;
    if !matches!(case.state, State::Asked | State::Stopped) {
        return Err(Error::refused("intermediary.decided", "This case was decided already."));
    }
    let vetoes = store::in_force(act, &grant, &case.facts)?;
    let kinds: Vec<VetoKind> =
        vetoes.iter().filter(|v| !input.others.contains(&v.id)).map(|v| v.kind).collect();
    let (state, said) = match decide(&case.facts, &kinds, input.fits, act.today()) {
        Ok(()) => (State::Allowed, "The relative may be asked".to_owned()),
        Err(why) => (State::Stopped, why.label().to_owned()),
    };
    case.state = state;
    case.decided = format!("{said}. {}", input.why);
    store::save(act, &grant, input.version, &case)?;
    grant.note(
        act,
        &format!(
            "{}; {} vetoes looked at, {} of somebody else",
            state.code(),
            vetoes.len(),
            input.others.len()
        ),
    )?;
    Ok(case)
}

/// What somebody said they want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The version that was read.
    pub version: i64,
    /// What the applicant wants.
    pub applicant: Option<Wants>,
    /// What the relative wants.
    pub subject: Option<Wants>,
}

/// Reads [`Said`].
pub fn said_fields(f: &mut Fields) -> Result<Said, Invalid> {
    let version = f.version();
    let applicant = f.choice_opt::<Wants>("applicant_wants", "Choose what the applicant wants");
    let subject = f.choice_opt::<Wants>("subject_wants", "Choose what the relative wants");
    f.finish(|| Some(Said { version: version?, applicant, subject }))
}

/// Records what each wants. The relative is asked only in an allowed case.
///
/// # Errors
/// `Refused` by `intermediary.state` where the case is not allowed; `Stale`.
pub fn record_wants(act: &Act<'_>, id: Id<Intermediary>, input: &Said) -> Result<Case> {
    let grant = act.one::<HandleAdults, Intermediary>(id)?;
    let mut case = store::load(act, &grant)?;
    if case.state != State::Allowed {
        return Err(Error::refused(
            "intermediary.state",
            "Nobody is asked before the case is allowed. Decide it first.",
        ));
    }
    (case.applicant_wants, case.subject_wants) = (input.applicant, input.subject);
    store::save(act, &grant, input.version, &case)?;
    grant.note(act, "what each wants was recorded")?;
    Ok(case)
}

/// Records that the two were put in touch. A veto that came in since the decision stops it.
///
/// # Errors
/// `Refused` by `intermediary.state`, `intermediary.both`, or `intermediary.veto`; `Stale`.
pub fn put_in_touch(act: &Act<'_>, id: Id<Intermediary>, input: &Why) -> Result<Case> {
    let grant = act.one::<HandleAdults, Intermediary>(id)?;
    let mut case = store::load(act, &grant)?;
    may_put_in_touch(case.state, case.applicant_wants, case.subject_wants)?;
    let newer = store::in_force(act, &grant, &case.facts)?.into_iter().any(|v| {
        v.kind == VetoKind::Absolute && v.who.name.to_lowercase() == case.facts.subject.to_lowercase()
    });
    if newer {
        return Err(Error::refused(
            "intermediary.veto",
            "An absolute veto in the relative’s name is in force. Nobody is put in touch.",
        ));
    }
    case.state = State::InTouch;
    case.decided = format!("{}\n\n{}", case.decided, input.why);
    store::save(act, &grant, input.version, &case)?;
    grant.note(act, "put in touch")?;
    Ok(case)
}

/// Closes a case.
///
/// # Errors
/// `Refused` by `intermediary.closed`; `Stale`.
pub fn close_case(act: &Act<'_>, id: Id<Intermediary>, input: &Why) -> Result<Case> {
    let grant = act.one::<HandleAdults, Intermediary>(id)?;
    let mut case = store::load(act, &grant)?;
    if case.state == State::Closed {
        return Err(Error::refused("intermediary.closed", "This case is closed already."));
    }
    case.state = State::Closed;
    case.decided = format!("{}\n\n{}", case.decided, input.why).trim().to_owned();
    store::save(act, &grant, input.version, &case)?;
    grant.note(act, "closed")?;
    Ok(case)
}

#[cfg(test)]
mod tests {
    use access::Role;
    use kernel::Date;

    use super::*;
    use crate::testing::worlds;

    fn facts() -> Facts {
        Facts {
            applicant: "Rowan Vale".into(),
            applicant_born: Date::constant(1970, 2, 3),
            relation: Relation::Relative,
            contact: "07700 900444".into(),
            subject: "Wren Ash".into(),
            subject_born: Date::constant(1972, 2, 3),
            adopted_on: Date::constant(1973, 2, 3),
        }
    }

    fn veto(kind: VetoKind, name: &str) -> NewVeto {
        NewVeto {
            kind,
            who: Who { name: name.into(), born: Date::constant(1972, 2, 3) },
            terms: if kind.has_terms() { "Only a sister".into() } else { String::new() },
        }
    }

    fn decision(version: i64, fits: bool, others: Vec<Id<VetoOf>>) -> Decide {
        Decide { version, others, fits, why: "Looked at the list".into() }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_absolute_veto_stops_a_case_until_it_is_withdrawn() {
        for w in worlds().await {
            let v = w
                .desk
                .act(&w.duty, |act| record_veto(act, &veto(VetoKind::Absolute, "Wren Ash")))
                .await
                .unwrap();
            let id = w.desk.act(&w.duty, |act| record_case(act, &facts())).await.unwrap().id;
            let page = w.read(&w.duty, &format!("/intermediaries/{id}")).await;
            assert!(page.contains("Wren Ash") && page.contains("no contact at all"));
            let stopped = w
                .desk
                .act(&w.duty, move |act| decide_case(act, id, &decision(1, true, vec![])))
                .await
                .unwrap();
            assert_eq!(stopped.state, State::Stopped);
            let said = Said { version: 2, applicant: Some(Wants::Yes), subject: Some(Wants::Yes) };
            let early = said.clone();
            let refused = w.desk.act(&w.duty, move |act| record_wants(act, id, &early)).await;
            assert_eq!(refused.unwrap_err().code(), "intermediary.state");
            let withdrawn = Why { version: 1, why: "She wrote to us".into() };
            let twice = withdrawn.clone();
            w.desk.act(&w.duty, move |act| withdraw_veto(act, v.id, &withdrawn)).await.unwrap();
            let refused = w.desk.act(&w.duty, move |act| withdraw_veto(act, v.id, &twice)).await;
            assert_eq!(refused, Err(Error::Stale));
            let stale =
                w.desk.act(&w.duty, move |act| decide_case(act, id, &decision(1, false, vec![]))).await;
            assert_eq!(stale.unwrap_err(), Error::Stale);
            let allowed = w
                .desk
                .act(&w.duty, move |act| decide_case(act, id, &decision(2, false, vec![])))
                .await
                .unwrap();
            assert_eq!(allowed.state, State::Allowed);

            // Contact only if both want it, and not past a veto that came since.
            let one = Said { version: 3, applicant: Some(Wants::Yes), subject: None };
            w.desk.act(&w.duty, move |act| record_wants(act, id, &one)).await.unwrap();
            let go = |version| Why { version, why: "Letters were exchanged".into() };
            let refused = w.desk.act(&w.duty, move |act| put_in_touch(act, id, &go(4))).await;
            assert_eq!(refused.unwrap_err().code(), "intermediary.both");
            let both = Said { version: 4, ..said };
            w.desk.act(&w.duty, move |act| record_wants(act, id, &both)).await.unwrap();
            let late = w
                .desk
                .act(&w.duty, |act| record_veto(act, &veto(VetoKind::Absolute, "wren ash")))
                .await
                .unwrap();
            let refused = w.desk.act(&w.duty, move |act| put_in_touch(act, id, &go(5))).await;
            assert_eq!(refused.unwrap_err().code(), "intermediary.veto");
            let gone = Why { version: 1, why: "A mistake".into() };
            w.desk.act(&w.duty, move |act| withdraw_veto(act, late.id, &gone)).await.unwrap();
            let done = w.desk.act(&w.duty, move |act| put_in_touch(act, id, &go(5))).await.unwrap();
            assert_eq!(done.state, State::InTouch);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_qualified_veto_and_a_namesakes_day_are_looked_at_by_a_person() {
        for w in worlds().await {
            w.desk
                .act(&w.duty, |act| record_veto(act, &veto(VetoKind::Qualified, "Wren Ash")))
                .await
                .unwrap();
            let other = w
                .desk
                .act(&w.duty, |act| record_veto(act, &veto(VetoKind::Absolute, "Lee Moor")))
                .await
                .unwrap();
            // A veto kept by another agency is not seen here.
            let stranger = w.desk.stranger(Role::DutyWorker).await;
            w.desk
                .act(&stranger, |act| record_veto(act, &veto(VetoKind::Absolute, "Wren Ash")))
                .await
                .unwrap();
            let id = w.desk.act(&w.duty, |act| record_case(act, &facts())).await.unwrap().id;
            for (version, fits, others, state) in [
                (1, true, vec![], State::Stopped),
                (2, false, vec![other.id], State::Stopped),
                (3, true, vec![other.id], State::Allowed),
            ] {
                let input = decision(version, fits, others);
                let case = w.desk.act(&w.duty, move |act| decide_case(act, id, &input)).await.unwrap();
                assert_eq!(case.state, state);
            }
            let again = decision(4, true, vec![]);
            let refused = w.desk.act(&w.duty, move |act| decide_case(act, id, &again)).await;
            assert_eq!(refused.unwrap_err().code(), "intermediary.decided");
            for (who, status) in [(&stranger, 404), (&w.parent, 403), (&w.ada, 403)] {
                assert_eq!(w.send(who, &format!("/intermediaries/{id}"), None).await.status, status);
            }
            let bad = w
                .send(
                    &w.duty,
                    "/vetoes",
                    Some("kind=qualified&name=Wren&born-day=1&born-month=1&born-year=1970"),
                )
                .await;
            assert!(bad.status == 422 && bad.text.contains("with whom, or when"));
            assert_eq!(w.read(&w.duty, "/intermediaries.csv").await.lines().count(), 2);
            assert_eq!(w.read(&w.duty, "/vetoes.csv").await.lines().count(), 3);
        }
    }
}
