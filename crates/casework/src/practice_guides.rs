//! Practice guides (requirement AS10): each partner's role, time-scale and accountability, as dated data (`data/practice_guides.csv`). They are
//! shown where the work is; how far they are kept is counted in the crate `insight`, from the promises that they name.

use std::sync::LazyLock;

use kernel::{Date, Error, PromiseKind, Result, Term, codes};
use maud::{Markup, html};
use page::kit;

use crate::promises;

codes! {
    /// Where the work is.
    Situation {
        FirstContact = "first-contact", "First contact";
        Assessment = "assessment", "Assessment of need";
        Plan = "plan", "Support plan";
        Escalation = "escalation", "When it gets hard";
    }
}

/// One duty of one partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guide {
    /// Where the work is.
    pub situation: Situation,
    /// Whose duty it is.
    pub partner: String,
    /// What they do.
    pub role: String,
    /// The clock that it starts.
    pub promise: PromiseKind,
    /// Who answers for it.
    pub accountable: String,
    /// Since when it holds.
    pub from: Date,
    /// Where it is taken from.
    pub source: String,
    /// Whether a published source says so.
    pub sure: bool,
}

impl Guide {
    /// Its time-scale, unless the agency set one of its own.
    ///
    /// # Errors
    /// `Internal` when the shipped terms are broken.
    pub fn term(&self) -> Result<Term> {
        promises::default_term(self.promise)
    }
}

/// Every line that was ever shipped.
///
/// # Errors
/// `Internal` when the shipped list is broken.
pub fn all() -> Result<&'static [Guide]> {
    static SHIPPED: LazyLock<Result<Vec<Guide>>> =
        LazyLock::new(|| read(include_str!("../../../data/practice_guides.csv")));
    SHIPPED.as_deref().map_err(Clone::clone)
}

/// What holds on a day: of lines for the same partner, place and clock, the latest.
///
/// # Errors
/// `Internal` when the shipped list is broken.
pub fn on(day: Date) -> Result<Vec<&'static Guide>> {
    Ok(holding(all()?, day))
}

fn holding(all: &[Guide], day: Date) -> Vec<&Guide> {
    let same =
        |a: &Guide, b: &Guide| (a.situation, &a.partner, a.promise) == (b.situation, &b.partner, b.promise);
    all.iter()
        .filter(|g| {
            g.from <= day
                && !all.iter().any(|later| same(later, g) && later.from <= day && later.from > g.from)
        })
        .collect()
}

fn read(text: &str) -> Result<Vec<Guide>> {
    let bad = |what: &str| Error::Internal(format!("data/practice_guides.csv: {what}"));
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .into_records()
        .map(|row| {
            let row = row.map_err(|e| Error::internal("data/practice_guides.csv", e))?;
            Ok(Guide {
                situation: Situation::from_code(&row[0]).ok_or_else(|| bad("an unknown situation"))?,
                partner: row[1].to_owned(),
                role: row[2].to_owned(),
                promise: PromiseKind::from_code(&row[3]).ok_or_else(|| bad("an unknown promise"))?,
                accountable: row[4].to_owned(),
                from: row[5].parse().map_err(|_| bad("a day that is none"))?,
                source: row[6].to_owned(),
                sure: match &row[7] {
                    "yes" => true,
                    "no" => false,
                    _ => return Err(bad("neither yes nor no")),
                },
            })
        })
        .collect()
}

/// Where the guide comes from, and that no published source says so where none does.
pub fn source(g: &Guide) -> Markup {
    html! { span class="govuk-hint" { (g.source) @if !g.sure { ". Unsure" } } }
}

/// Who does what by when, folded, for the pages where the work is. Nothing where nothing holds.
///
/// # Errors
/// `Internal` when the shipped list is broken.
pub fn beside(situation: Situation, day: Date) -> Result<Markup> {
    let guides: Vec<&Guide> = on(day)?.into_iter().filter(|g| g.situation == situation).collect();
    let mut rows = Vec::new();
    for g in &guides {
        rows.push(vec![
            kit::cell(g.partner.as_str()),
            kit::cell(html! { (g.role) br; (source(g)) }),
            kit::cell(format!("Within {}", g.term()?)),
            kit::cell(g.accountable.as_str()),
        ]);
    }
    Ok(html! {
        @if !rows.is_empty() {
            (kit::details("Who does what, by when", html! {
                (kit::table(["Who", "What", "By when", "Who answers for it"].map(kit::cell).to_vec(), rows)
                    .caption("The practice guide").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
                p class="govuk-body-s" { "An agency can set times of its own. " a class="govuk-link" href="/practice-guides" { "All practice guides, and how far they are kept" } }
            }))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_line_has_a_clock_and_says_whether_it_is_sure() {
        let all = on(day("2026-11-20")).unwrap();
        assert!(all.len() >= 10);
        for g in &all {
            assert!(!g.partner.is_empty() && !g.role.is_empty() && !g.accountable.is_empty(), "{g:?}");
            assert!(g.term().is_ok(), "{g:?}");
            assert_eq!(g.sure, !g.source.contains("Hearth's own"), "{}", g.source);
        }
        for s in Situation::ALL {
            assert!(all.iter().any(|g| g.situation == *s), "{s:?}");
        }
        assert!(on(day("2025-12-31")).unwrap().is_empty());
    }

    #[test]
    fn a_later_line_takes_the_place_of_an_earlier_one_from_its_day_on() {
        let text = "situation,partner,role,promise,accountable,from,source,sure\n\
                    plan,School,Answers,contribution,Head,2026-01-01,Ours,no\n\
                    plan,School,Answers sooner,contribution,Head,2027-01-01,The guide of 2027,yes\n\
                    plan,Health,Answers,contribution,Lead,2026-01-01,Ours,no\n";
        let all = read(text).unwrap();
        let roles =
            |on: &str| -> Vec<&str> { holding(&all, day(on)).iter().map(|g| g.role.as_str()).collect() };
        assert_eq!(roles("2026-12-31"), ["Answers", "Answers"]);
        assert_eq!(roles("2027-01-01"), ["Answers sooner", "Answers"]);
        assert!(read("a,b,c,d,e,f,g,h\nplan,S,R,never,A,2026-01-01,X,no\n").is_err());
        assert!(read("a,b,c,d,e,f,g,h\nplan,S,R,contribution,A,2026-01-01,X,perhaps\n").is_err());
    }
}
