//! Reads the rhythm of a case from the rooms that keep it: one statement for each, whatever has happened.

use access::{Grant, Look, One, actions::ViewRhythm};
use casework::{
    assessment::store as assessments,
    cases::{
        frame::{self, Head},
        levels::{self, Standing},
        store::CaseState,
    },
    promises, timeline,
};
use kernel::{Date, PromiseKind, Result, kinds::Case, local_date};

use super::model::{Entry, Lane, Rhythm, entry, services, steps};
use crate::{
    checking_in,
    life_stages::actions::{Whole, whole},
};

/// What the pages draw.
pub(super) struct Read {
    pub(super) head: Head,
    pub(super) rhythm: Rhythm,
    pub(super) ahead: Whole,
    pub(super) today: Date,
}

/// Everything of one case. A family reads what was written for it: reasons of a level are, and lines of the timeline
/// that are not are left out.
pub(super) fn read(look: &Look<'_>, grant: &Grant<ViewRhythm, One<Case>>) -> Result<Read> {
    let head = frame::head(look, grant)?;
    let (opened, today) = (local_date(head.case.opened), look.today());
    let mut moves = levels::of_case(look, grant)?;
    moves.reverse();
    let mut entries = Vec::new();
    let ordered = head.case.order_date;
    entries.extend(ordered.map(|day| entry(day, Lane::Life, "The order was made")));
    entries.push(entry(opened, Lane::Level, "Our support began"));
    for m in &moves {
        let on = local_date(m.at);
        let words = match m.to {
            Standing::Closed => format!("The support ended. {}", m.reason),
            to => format!("{}. {}", to.label(), m.reason),
        };
        entries.push(entry(on, Lane::Level, words.trim().to_owned()));
        if m.to == Standing::Intensive {
            entries.push(entry(on, Lane::Hard, "Intensive support began"));
        }
    }
    for a in assessments::of_case(look, grant)? {
        entries.extend(a.completed.map(|at| entry(local_date(at), Lane::Need, "Needs assessed together")));
    }
    entries.extend(of_timeline(look, grant)?);
    for p in promises::of_case(look, grant)? {
        let what = match p.kind {
            PromiseKind::AdviceCall => "A call with advice",
            PromiseKind::OfferCall => "A call about an offer",
            PromiseKind::PlanReview => "The plan was reviewed",
            _ => continue,
        };
        entries.extend(p.kept.map(|at| entry(local_date(at), Lane::Contact, what)));
    }
    for h in checking_in::store::held(look, grant)? {
        let words =
            if h.reached { h.way.label().to_owned() } else { format!("{}, not reached", h.way.label()) };
        entries.push(entry(h.on, Lane::Contact, words));
    }
    let ahead = whole(look, grant)?;
    entries.extend(stages(&ahead, ordered.unwrap_or(opened).min(opened), today));
    entries.extend(ahead.events.iter().map(|e| entry(e.on, Lane::Life, e.kind.label())));
    let now = match head.case.state {
        CaseState::Open => head.case.level.into(),
        CaseState::Closed => Standing::Closed,
    };
    let moved: Vec<_> = moves.iter().map(|m| (local_date(m.at), m.from, m.to)).collect();
    let rhythm = Rhythm::new(opened, today, steps(opened, now, &moved), entries);
    Ok(Read { head, rhythm, ahead, today })
}

/// Support given, and when it was hard, as the timeline tells.
fn of_timeline(look: &Look<'_>, grant: &Grant<ViewRhythm, One<Case>>) -> Result<Vec<Entry>> {
    let marks = timeline::marks(look, grant)?;
    let noted: Vec<(Date, &str)> = marks.iter().map(|(at, kind)| (local_date(*at), kind.as_str())).collect();
    let mut entries = services(&noted);
    for (on, kind) in noted {
        match kind {
            "safeguarding" => entries.push(entry(on, Lane::Hard, "Worry for somebody’s safety")),
            "escalation" => entries.push(entry(on, Lane::Hard, "Many worked together")),
            _ => {}
        }
    }
    Ok(entries)
}

/// Stages since the support or the order began, up to the next two years.
fn stages(ahead: &Whole, began: Date, today: Date) -> Vec<Entry> {
    let until = today.checked_add(jiff::Span::new().years(2)).unwrap_or(today);
    let drawn = ahead.stages.iter().filter_map(|a| {
        // What was noted stands there as it was noted.
        let noted = matches!(a.stage.rule, crate::life_stages::model::Rule::Event(_));
        let falls = a.falls.filter(|f| !noted && f.on >= began && f.on <= until)?;
        let about = if falls.is_known() { "" } else { ", about then" };
        let offer =
            a.offer.as_ref().map_or(String::new(), |o| format!(" ({})", o.state.label().to_lowercase()));
        Some(entry(falls.on, Lane::Life, format!("{}{about}{offer}", a.stage.name)))
    });
    drawn.collect()
}
